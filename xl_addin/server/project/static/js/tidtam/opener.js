// Workbooks of the server's, opened as new ones.

import { Refusal, getBytes } from "./api.js";
import { element } from "./dom.js";
import { openAsNewWorkbook } from "./files.js";

// Lets a button open a workbook of the server's as a new one; `told` says how that went.
export function opener(button, path, hint = "") {
  const told = element("p");
  const open = async () => {
    button.disabled = true;
    told.className = "";
    told.textContent = "กำลังเปิด…";
    try {
      await openAsNewWorkbook(await getBytes(path));
      told.textContent = `เปิดเป็นสมุดงานใหม่แล้ว ${hint}`;
    } catch (error) {
      told.className = "problem-text";
      told.textContent = error instanceof Refusal ? error.message : "เปิดสมุดงานไม่ได้ ลองกดเปิดอีกครั้ง";
      if (!(error instanceof Refusal)) console.error(error);
    } finally {
      button.disabled = false;
    }
  };
  button.addEventListener("click", open);
  return { told, open };
}
