// The upload page for PCs whose Excel cannot run the pane.

import { Refusal, getBytes, getJson, token, wordsOf } from "./tidtam/api.js";
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

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

byId("fetch-template").addEventListener("click", async (event) => {
  const button = event.target;
  if (!byId("token").reportValidity()) return;
  button.disabled = true;
  say("กำลังทำแบบ…");
  token.set(byId("token").value);
  try {
    const { group_name: group, role } = await getJson("/tidtam/me");
    if (role !== "group") throw new Refusal(403, "รหัสนี้เป็นของเจ้าหน้าที่แผน ใส่รหัสของกลุ่ม");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([await getBytes("/tidtam/template")], { type: XLSX }));
    link.download = `แบบรายงาน ${group.replace(/[\\/:*?"<>|]/g, " ")}.xlsx`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    say("ดาวน์โหลดแบบแล้ว เปิดใน Excel แล้วกรอก");
  } catch (error) {
    say(wordsOf(error, "ดาวน์โหลดแบบไม่ได้ ลองใหม่อีกครั้ง"));
  } finally {
    button.disabled = false;
  }
});
