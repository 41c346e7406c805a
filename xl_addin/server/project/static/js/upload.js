// The upload page for PCs whose Excel cannot run the pane.

import { Refusal, postBytes, token } from "./tidtam/api.js";
import { byId, element } from "./tidtam/dom.js";
import { showReceipt } from "./tidtam/receipt.js";

byId("token").value = token.get();

byId("upload").addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = event.target.querySelector("button");
  button.disabled = true;
  byId("receipt").hidden = true;
  byId("problems").replaceChildren();
  byId("message").textContent = "กำลังส่ง…";
  token.set(byId("token").value);
  try {
    showReceipt(byId("receipt"), await postBytes("/tidtam/returned", byId("file").files[0]));
    byId("message").textContent = "ส่งแล้ว";
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    byId("message").textContent = `ส่งไม่สำเร็จ: ${error.message}`;
    byId("problems").replaceChildren(...error.problems.map((p) => {
      const line = element("li", [p.sheet, p.cell].filter(Boolean).join(" "));
      line.append(element("p", p.message, "problem-text"), element("span", p.fix, "fix"));
      return line;
    }));
  } finally {
    button.disabled = false;
  }
});
