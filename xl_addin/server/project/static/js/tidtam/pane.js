// What the pane shows: state, progress, and the list of what is wrong, each with a way to its cell.

import { knownCodes, token } from "./api.js";
import { byId, element, plainButton, show } from "./dom.js";
import { heldUp } from "./held_up.js";
import { isMissing } from "./store.js";

const MOST_GROUPS = 60;
const MOST_EMPTY = 5;

export function showState(kind, text) {
  byId("live-status").className = `state ${kind}`;
  byId("live-status").textContent = text;
}

export function say(text) {
  byId("message").textContent = text;
}

export function showProgress(store) {
  const bar = document.querySelector("#work .bar");
  bar.setAttribute("aria-valuemax", store.total);
  bar.setAttribute("aria-valuenow", store.finished);
  const share = (projects) => `${store.total ? (100 * projects) / store.total : 0}%`;
  // Full only when nothing is left to put right.
  byId("bar-begun").style.width = share(store.errors ? Math.min(store.filled, store.total - 0.5) : store.filled);
  byId("bar-finished").style.width = share(store.finished);
  const text = `กรอกแล้ว ${store.filled} จาก ${store.total} โครงการ, ต้องแก้ ${store.errors} แห่ง`;
  bar.setAttribute("aria-valuetext", text);
  byId("progress-text").textContent = text;
}

export function showProblems(store) {
  const wrong = store.wrong();
  const groups = wrong.slice(0, MOST_GROUPS).map(groupOf);
  if (wrong.length > MOST_GROUPS) groups.push(element("li", `และอีก ${wrong.length - MOST_GROUPS} โครงการ`));
  const empty = store.empty();
  if (empty.length) groups.push(emptyOf(empty));
  byId("problems").replaceChildren(...groups);
}

// What is wrong, the last found first; then, closer together, what is still to be filled in.
function groupOf(row) {
  const group = element("li");
  group.append(element("h3", row.name || row.project));
  const missing = row.mistakes.filter(isMissing);
  const wrong = row.mistakes.filter((mistake) => !isMissing(mistake)).sort((a, b) => b.turn - a.turn);
  const list = element("ul");
  for (const mistake of wrong) list.append(lineOf(row, mistake, element("span", mistake.fix, "fix")));
  if (missing.length) list.append(missingOf(row, missing));
  group.append(list);
  return group;
}

function missingOf(row, missing) {
  const box = element("li", "", "missing");
  box.append(element("h4", `ยังไม่ได้กรอก ${missing.length} ช่อง`));
  const list = element("ul");
  missing.forEach((mistake, n) => {
    if (mistake.fix !== missing[n - 1]?.fix) list.append(element("li", mistake.fix, "fix"));
    list.append(lineOf(row, mistake));
  });
  box.append(list);
  return box;
}

function lineOf(row, mistake, ...more) {
  const line = element("li");
  const button = element("button", "", mistake.severity);
  button.type = "button";
  button.append(
    element("span", `${row.sheet} ${mistake.cell || `แถว ${row.row}`}`, "where"),
    document.createElement("br"),
    element("span", mistake.message),
    ...more,
  );
  button.addEventListener("click", () => jump(row.sheetId, mistake.cell || `A${row.row}`));
  line.append(button);
  return line;
}

function emptyOf(rows) {
  const group = element("li");
  group.append(element("h3", `ยังไม่ได้กรอก ${rows.length} โครงการ`));
  const list = element("ul");
  for (const row of rows.slice(0, MOST_EMPTY)) {
    const line = element("li");
    const button = element("button", row.name || row.project, "missing");
    button.type = "button";
    button.addEventListener("click", () => jump(row.sheetId, row.mistakes.find((m) => m.cell)?.cell || `A${row.row}`));
    line.append(button);
    list.append(line);
  }
  if (rows.length > MOST_EMPTY) list.append(element("li", `และอีก ${rows.length - MOST_EMPTY} โครงการ`, "more"));
  group.append(list);
  return group;
}

export async function jump(sheetId, cell) {
  await Excel.run({ delayForCellEdit: true }, async (context) => {
    context.workbook.worksheets.getItem(sheetId).getRange(cell).select();
    await heldUp(context.sync());
  });
}

export function showPerson(me) {
  const name = me.group_name || "เจ้าหน้าที่แผน";
  byId("who").textContent = name;
  knownCodes.add(token.get(), name);
  show("change-code", true);
  show("enter", false);
  show("own-group", me.role === "officer");
  show("officer", me.role === "officer");
  for (const line of document.querySelectorAll(".open-round")) {
    line.textContent = me.open ? `ทะเบียนที่เปิดรับอยู่: ${me.open}` : "";
    line.hidden = !me.open;
  }
}

export function askForToken(text) {
  askForAnother(text);
  show("change-code", false);
  showState("waiting", "ใส่รหัสเข้าใช้ก่อน จึงจะเริ่มตรวจ");
}

// The field for a code, and whoever came in here before.
export function askForAnother(text = "") {
  show("enter", true);
  byId("enter-error").textContent = text;
  const others = knownCodes.others(token.get()).map(({ code, name }) => {
    const button = plainButton(name);
    button.addEventListener("click", () => {
      byId("token").value = code;
      byId("enter").requestSubmit();
    });
    return button;
  });
  byId("known-codes").replaceChildren(...(others.length ? [element("span", "เคยเข้าใช้ที่เครื่องนี้:", "where")] : []), ...others);
  byId("token").value = "";
  byId("token").focus();
}
