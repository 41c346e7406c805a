// Choosing the office's folder, or making one.

import { getJson, postJson } from "./api.js";
import { button, byId, element, fill, options, show } from "./dom.js";

export function startChoosing(opened, tell) {
  const open = (path, form) => postJson("/api/office", { path, form }).then(opened).catch(tell);
  byId("open-office").addEventListener("submit", (event) => {
    event.preventDefault();
    open(byId("path").value.trim());
  });
  byId("make-office").addEventListener("submit", (event) => {
    event.preventDefault();
    open(byId("new-path").value.trim(), byId("form").value);
  });
  byId("browse").addEventListener("click", () => browse(byId("path").value.trim()).catch(tell));

  async function browse(path) {
    const found = await getJson(`/api/folders?path=${encodeURIComponent(path)}`);
    byId("path").value = found.path;
    byId("new-path").value ||= `${found.path}${found.path.includes("\\") ? "\\" : "/"}ปีงบประมาณ`;
    const inside = element("div", "", "places");
    inside.append(button("ขึ้นไปหนึ่งชั้น", () => browse(found.parent).catch(tell)));
    for (const name of found.folders) {
      const separator = found.path.includes("\\") ? "\\" : "/";
      const whole = `${found.path.replace(/[\\/]$/, "")}${separator}${name}`;
      inside.append(button(name, () => browse(whole).catch(tell)));
    }
    const said = found.office ? "โฟลเดอร์นี้มีทะเบียนอยู่แล้ว เปิดได้เลย" : "เลือกโฟลเดอร์ข้างใน หรือพิมพ์ที่อยู่เอง";
    fill("browser", element("p", said), inside);
    show("browser", true);
  }

  return (state) => {
    options("form", state.forms.map(({ id, title }) => [id, `${id}: ${title}`]));
    const last = state.recent.map((path) => button(path, () => open(path)));
    fill("recent", ...(last.length ? [element("h3", "ที่เคยเปิด"), ...last] : []));
  };
}
