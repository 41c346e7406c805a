// What the officer decides by click, on the officer's page and in the pane: a warning accepted, a file accepted or
// sent back, a group that has nothing to report, and any of it taken back.

import { element, plainButton } from "./dom.js";

const WAITED_FOR = ["missing", "blank"];

let send = () => {};
let closeOpen = () => {};
let asked = 0;

// `how(decisions, back, place)` keeps decisions in the register, or takes them back; `place` has the button.
export function startDeciding(how) {
  send = how;
}

// `accept`: the decisions that accept one warning or several, but for the reason.
export function acceptButton(text, message, accept) {
  return asking(text, `${text}: ${message}`, "เหตุผลที่ยอมรับ", true, (reason) =>
    accept.map((one) => ({ ...one, reason })),
  );
}

export function fileButtons(group, { file, code }, decisions) {
  if (!code) return [];
  const about = { group_id: group.id, file, code };
  const made = (kind) => decisions.some((one) => one.kind === kind && one.code === code && one.group_id === group.id);
  const one = (kind, text, question, required) =>
    asking(text, `${text} ${file}`, question, required, (reason) => [{ ...about, kind, reason }]);
  return [
    ...(made("accept_file") ? [] : [one("accept_file", "รับไฟล์", "หมายเหตุ (เว้นว่างได้)", false)]),
    ...(made("return_file") ? [] : [one("return_file", "ส่งคืน", "เหตุผลที่ส่งคืน กลุ่มจะเห็นข้อความนี้", true)]),
  ];
}

export function nothingButton(group) {
  if (!WAITED_FOR.includes(group.state)) return [];
  const decision = { kind: "nothing", group_id: group.id };
  return [
    asking("ไม่มีรายการรอบนี้", `ไม่มีรายการรอบนี้: ${group.name}`, "แจ้งมาทางใด (เว้นว่างได้)", false, (reason) => [
      { ...decision, reason },
    ]),
  ];
}

export function decisionList(decisions) {
  if (!decisions.length) return [];
  const list = element("ul");
  for (const one of decisions) {
    const line = element("li");
    const back = plainButton("ยกเลิกการพิจารณา");
    back.setAttribute("aria-label", `ยกเลิกการพิจารณา: ${[one.words, ...one.about].join(" ")}`);
    back.addEventListener("click", () => send([one], true, line));
    line.append(
      element("div", [one.words, one.day].filter(Boolean).join(" · "), "where"),
      element("div", one.about.join(" › ")),
      ...(one.reason ? [element("div", `เหตุผล: ${one.reason}`, "fix")] : []),
      back,
    );
    list.append(line);
  }
  return [element("h3", "พิจารณาแล้ว"), list];
}

// A button that asks why first; `decisions(reason)` gives what is sent then.
function asking(text, whole, question, required, decisions) {
  const box = element("span", "", "decide");
  const begin = plainButton(text);
  begin.setAttribute("aria-label", whole);
  const close = () => {
    closeOpen = () => {};
    box.replaceChildren(begin);
    begin.focus();
  };
  begin.addEventListener("click", () => {
    closeOpen();
    closeOpen = close;
    const form = element("form", "", "reason");
    const label = element("label", question);
    const reason = element("input");
    reason.id = label.htmlFor = `reason-${(asked += 1)}`;
    reason.required = required;
    reason.maxLength = 500;
    reason.autocomplete = "off";
    const done = element("button", text, "main");
    const leave = plainButton("ไม่ทำ");
    leave.addEventListener("click", close);
    form.append(label, reason, done, leave);
    form.addEventListener("keydown", (event) => event.key === "Escape" && close());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const why = reason.value.trim();
      if (required && !why) return reason.focus();
      close();
      send(decisions(why), false, box);
    });
    box.replaceChildren(form);
    reason.focus();
  });
  box.append(begin);
  return box;
}
