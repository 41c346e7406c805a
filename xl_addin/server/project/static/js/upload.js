// The upload page for PCs whose Excel cannot run the pane.

import { token, wordsOf } from "./tidtam/api.js";
import { byId } from "./tidtam/dom.js";
import { sendFile } from "./tidtam/sending.js";

const say = (text) => {
  byId("message").textContent = text;
};

byId("token").value = token.get();

byId("upload").addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = event.target.querySelector("button");
  button.disabled = true;
  say("กำลังส่ง…");
  token.set(byId("token").value);
  try {
    await sendFile(byId("file").files[0], say);
  } catch (error) {
    say(wordsOf(error, "ส่งไม่สำเร็จ ลองใหม่อีกครั้ง"));
  } finally {
    button.disabled = false;
  }
});
