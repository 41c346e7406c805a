// What is to be put right, by rule: a line each, with its places inside.

import { acceptButton } from "/static/shared/decisions.js";
import { element } from "./dom.js";

const SEVERITIES = { error: "ต้องแก้", warning: "ควรตรวจ", note: "ทราบ" };

export function problemList({ problems, more }) {
  if (!problems.length) return [element("p", "ไม่มีข้อสังเกต")];
  const parts = problems.map(ruleOf);
  if (more) parts.push(element("p", `และอีก ${more} ข้อ ดูทั้งหมดได้ที่แผ่น ข้อสังเกต ของรายงาน`));
  return parts;
}

function ruleOf(rule) {
  const made = element("details", "", rule.severity);
  made.dataset.key = rule.rule;
  const head = element("summary");
  head.append(element("b", `${SEVERITIES[rule.severity]} ${rule.count} แห่ง`), rule.places[0].message);
  const list = element("ol");
  for (const place of rule.places) {
    const line = element("li");
    const where = [place.group, place.file, place.sheet, place.cell].filter(Boolean).join(" › ");
    line.append(element("div", where, "where"), element("div", place.message));
    if (place.fix) line.append(element("div", `วิธีแก้: ${place.fix}`, "fix"));
    if (place.accept) line.append(acceptButton("ยอมรับ", place.message, [place.accept]));
    list.append(line);
  }
  made.append(head, list);
  const all = rule.places.map(({ accept }) => accept).filter(Boolean);
  if (all.length > 1) made.append(acceptButton(`ยอมรับทั้ง ${all.length} แห่ง`, rule.places[0].message, all));
  return made;
}
