// Requests to the program behind the page.

export class Refusal extends Error {}

async function answered(promise) {
  let response;
  try {
    response = await promise;
  } catch {
    throw new Refusal("โปรแกรมติดตามปิดอยู่ เปิดจากไอคอนใหม่อีกครั้ง แล้วใช้หน้าที่เปิดขึ้นมา");
  }
  const text = await response.text();
  let told = {};
  try {
    told = JSON.parse(text);
  } catch {
    told = { said: text };
  }
  if (!response.ok) throw new Refusal(told.said || "ทำรายการนี้ไม่สำเร็จ ลองใหม่อีกครั้ง");
  return told;
}

export const getJson = (url) => answered(fetch(url, { cache: "no-store" }));

export const postJson = (url, asked = {}) =>
  answered(fetch(url, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(asked) }));

export const postFile = (url, file) => answered(fetch(url, { method: "POST", body: file }));
