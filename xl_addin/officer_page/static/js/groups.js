// Who has sent what, and when.

import { fileButtons, nothingButton } from "/static/shared/decisions.js";
import { element } from "./dom.js";

const HEADS = ["กลุ่ม", "สถานะ", "ส่งเมื่อ", "ความครบถ้วน"];

export function groupTable({ groups, decisions }) {
  const head = element("tr");
  for (const text of HEADS) {
    const cell = element("th", text);
    cell.scope = "col";
    head.append(cell);
  }
  const top = element("thead");
  top.append(head);
  const body = element("tbody");
  body.append(...groups.map((group) => rowOf(group, decisions)));
  return [element("caption", "ใครส่งแล้ว ใครยังไม่ส่ง", "where"), top, body];
}

function rowOf(group, decisions) {
  const row = element("tr");
  row.dataset.key = group.id;
  row.tabIndex = -1;
  const name = element("th", group.name);
  name.scope = "row";
  const state = element("td");
  state.append(element("span", group.said, `state ${group.state}${group.late ? " late" : ""}`));
  for (const file of group.files) {
    state.append(element("div", file.file, "file"));
    if (file.why) state.append(element("div", file.why), element("div", file.fix, "fix"));
    state.append(...fileButtons(group, file, decisions));
  }
  state.append(...nothingButton(group));
  row.append(name, state, element("td", group.when), element("td", group.filled));
  return row;
}

export function otherFiles({ others }) {
  if (!others.length) return [];
  const list = element("ul");
  for (const file of others) {
    const line = element("li", file.file);
    if (file.why) line.append(element("div", file.why), element("div", file.fix, "fix"));
    list.append(line);
  }
  return [element("h3", "ไฟล์ที่ไม่ใช่ของกลุ่มใด"), list];
}
