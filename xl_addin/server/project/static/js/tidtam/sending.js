// Sending a workbook to the planning group: from the pane and from the upload page.

import { Refusal, postBytes } from "./api.js";
import { byId, element, plainButton } from "./dom.js";
import { showReceipt, showRefusal } from "./receipt.js";

const RETURNED = "/tidtam/returned";

// Sends, asks before a better file is replaced, and shows the receipt or why not. Gives whether it was sent; `refused`
// gets the Refusal of a file or a person that was turned away.
export async function sendFile(file, say, refused = () => {}) {
  byId("receipt").hidden = true;
  try {
    const receipt = await sentOrAsked(file, say);
    if (!receipt) {
      say("ไม่ได้ส่ง ไฟล์ที่ส่งไว้ก่อนยังอยู่เหมือนเดิม");
      return false;
    }
    showReceipt(byId("receipt"), receipt);
    say(receipt.blank ? "ยังไม่นับว่าส่ง เพราะแบบยังไม่ได้กรอก" : "ส่งแล้ว");
    return !receipt.blank;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    say("");
    showRefusal(byId("receipt"), error);
    refused(error);
    return false;
  }
}

async function sentOrAsked(file, say) {
  try {
    return await postBytes(RETURNED, file);
  } catch (error) {
    if (!error.lost.length) throw error;
    say("");
    if (!(await agreed(error))) return null;
    say("กำลังส่ง…");
    return postBytes(`${RETURNED}?replace=yes`, file);
  }
}

// Excel's pane shows no dialogs of the browser.
function agreed(error) {
  const box = byId("question");
  const yes = plainButton("ส่งแทนไฟล์เดิม");
  const no = plainButton("ไม่ส่ง เก็บไฟล์เดิมไว้");
  no.className = "main";
  const buttons = element("div", "", "buttons");
  buttons.append(no, yes);
  box.replaceChildren(element("p", error.message), ...error.lost.map((line) => element("p", line, "where")), buttons);
  box.hidden = false;
  no.focus();
  return new Promise((answered) => {
    yes.addEventListener("click", () => answered(true));
    no.addEventListener("click", () => answered(false));
  }).finally(() => {
    box.hidden = true;
    box.replaceChildren();
  });
}
