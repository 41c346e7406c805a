// The planning group's buttons: make templates, follow the returns, consolidate.

import { Refusal, getBytes, getJson, postBytes, postJson } from "./api.js";
import { byId, element, onPress, show } from "./dom.js";
import { openAsNewWorkbook, workbookBytes } from "./files.js";

const POLL = 700;

export function startOfficer(failed) {
  onPress("make-templates", makeTemplates, failed);
  onPress("follow", follow, failed);
  onPress("consolidate", consolidate, failed);
}

// Waits for a piece of work and shows how far it is. Gives its result.
async function work(job) {
  show("job", true);
  try {
    for (;;) {
      const state = await getJson(`/tidtam/jobs/${job}`);
      const share = state.finished ? 1 : state.total ? state.done / state.total : 0;
      byId("job-filled").style.width = `${100 * share}%`;
      byId("job-text").textContent = state.total ? `${state.stage} ${state.done} จาก ${state.total}` : state.stage || "รอคิว…";
      if (state.failed) throw new Refusal(500, state.failed);
      if (state.finished) return state.result;
      await new Promise((done) => setTimeout(done, POLL));
    }
  } finally {
    show("job", false);
  }
}

async function makeTemplates() {
  const { job } = await postBytes("/tidtam/templates", await workbookBytes());
  const result = await work(job);
  const list = element("ul");
  result.titles.forEach((title, number) => {
    const line = element("li");
    const button = element("button", `เปิด ${title}`);
    button.type = "button";
    button.addEventListener("click", async () => openAsNewWorkbook(await getBytes(`/tidtam/templates/${job}/${number}`)));
    line.append(button);
    list.append(line);
  });
  showResult(element("p", result.said), list, problemList(result.problems));
}

async function follow() {
  const { groups, reminder, said } = await getJson("/tidtam/progress");
  const table = element("table");
  const head = element("tr");
  for (const title of ["กลุ่ม", "ส่งเมื่อ", "สถานะ"]) head.append(element("th", title));
  table.append(head);
  for (const group of groups) {
    const line = element("tr");
    for (const text of [group.name, group.when, group.state]) line.append(element("td", text));
    table.append(line);
  }
  const parts = [element("p", said), table];
  if (reminder) {
    const text = element("textarea");
    text.value = reminder;
    text.readOnly = true;
    text.addEventListener("focus", () => text.select());
    parts.push(element("h3", "ข้อความเตือน (คัดลอกไปใช้ได้)"), text);
  }
  showResult(...parts);
}

async function consolidate() {
  const { job } = await postJson("/tidtam/report");
  const result = await work(job);
  await openAsNewWorkbook(await getBytes(`/tidtam/jobs/${job}/report`));
  showResult(element("p", result.said), problemList(result.problems));
}

function problemList(problems) {
  const list = element("ul");
  for (const problem of problems) {
    const line = element("li", "", problem.severity);
    const where = [problem.group, problem.file, problem.sheet, problem.cell].filter(Boolean).join(" › ");
    line.append(element("span", where, "where"), element("div", problem.message), element("span", problem.fix, "fix"));
    list.append(line);
  }
  return list;
}

function showResult(...parts) {
  byId("officer-result").replaceChildren(...parts);
}
