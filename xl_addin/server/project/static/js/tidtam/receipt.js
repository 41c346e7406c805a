// What came of an upload, in the pane and on the upload page: the receipt, or why it was not taken in.

import { element } from "./dom.js";

const shortened = (sha256) => sha256.slice(0, 16);

export function showReceipt(box, receipt) {
  const lines = [
    element("h2", receipt.blank ? "ได้รับไฟล์แล้ว แต่ยังไม่ได้กรอก" : `ได้รับแล้ว ใบรับที่ ${receipt.number}`),
    element("p", [receipt.group_name, receipt.round].filter(Boolean).join(" ")),
    element("p", receipt.when),
  ];
  if (receipt.filled) lines.push(element("p", receipt.filled, receipt.complete ? "" : "unfinished"));
  if (receipt.unchanged) lines.push(element("p", "ไฟล์นี้เหมือนกับที่ส่งไว้ก่อนแล้วทุกประการ"));
  if (receipt.replaced)
    lines.push(element("p", `ใช้แทนไฟล์ที่ส่งไว้ก่อน (เลขตรวจสอบ ${shortened(receipt.replaced.sha256)}) ซึ่งยังเก็บไว้ที่เครื่องให้บริการ`));
  lines.push(...(receipt.changed_words ?? []).map((line) => element("p", line, "where")));
  lines.push(element("p", `ขนาด ${Math.ceil(receipt.size / 1024)} KB เลขตรวจสอบไฟล์ ${shortened(receipt.sha256)}`, "where"));
  if (receipt.to_correct.length) {
    lines.push(element("h3", "ต้องแก้ในไฟล์ แล้วส่งใหม่"), listOf(receipt.to_correct));
    if (receipt.more) lines.push(element("p", `และอีก ${receipt.more} แห่ง เห็นครบเมื่อเปิดไฟล์ใน Excel`));
  }
  box.replaceChildren(...lines);
  box.hidden = false;
}

function listOf(problems) {
  const list = element("ul", "", "problems");
  for (const { sheet, cell, message, fix } of problems) {
    const line = element("li");
    line.append(element("div", [sheet, cell].filter(Boolean).join(" "), "where"), element("div", message), element("div", fix, "fix"));
    list.append(line);
  }
  return list;
}

export function showRefusal(box, error) {
  const why = error.problems.length ? listOf(error.problems) : element("p", error.message, "problem-text");
  box.replaceChildren(element("h2", "ส่งไม่สำเร็จ"), why);
  box.hidden = false;
}
