// The receipt of an upload, in the pane and on the upload page.

import { element } from "./dom.js";

const thaiTime = (iso) =>
  new Date(iso).toLocaleString("th-TH", { dateStyle: "long", timeStyle: "short" });

export function showReceipt(box, receipt) {
  const lines = [
    element("h2", `ได้รับแล้ว ใบรับที่ ${receipt.number}`),
    element("p", `${thaiTime(receipt.time)} ขนาด ${Math.ceil(receipt.size / 1024)} KB`),
    element("p", `เลขตรวจสอบไฟล์ ${receipt.sha256.slice(0, 16)}`),
  ];
  if (receipt.unchanged) lines.push(element("p", "ไฟล์นี้เหมือนกับที่ส่งไว้ก่อนแล้วทุกประการ"));
  if (receipt.replaced)
    lines.push(element("p", `ใช้แทนไฟล์ที่ส่งไว้ก่อน (เลขตรวจสอบ ${receipt.replaced.sha256.slice(0, 16)}) ซึ่งยังเก็บไว้ที่เครื่องให้บริการ`));
  for (const note of receipt.notes ?? []) lines.push(element("p", note, "where"));
  box.replaceChildren(...lines);
  box.hidden = false;
}
