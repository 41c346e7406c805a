// The task pane: who is here, which form is open, and what to watch.

import { getJson, knownCodes, token, wordsOf } from "./tidtam/api.js";
import { byId, onPress, show } from "./tidtam/dom.js";
import { readForm } from "./tidtam/form.js";
import { tellWhenHeldUp } from "./tidtam/held_up.js";
import { Live, TIMES } from "./tidtam/live.js";
import { removeOldMarks } from "./tidtam/marks.js";
import { startOfficer } from "./tidtam/officer.js";
import { opener } from "./tidtam/opener.js";
import { askForAnother, askForToken, say, showPerson, showProblems, showProgress, showState } from "./tidtam/pane.js";
import { isReady, markReady, showSigner, takeBackReady, workbookToSend } from "./tidtam/ready.js";
import { showRole, startRibbon } from "./tidtam/ribbon.js";
import { sendFile } from "./tidtam/sending.js";
import { Store } from "./tidtam/store.js";

const CHANGED = {
  ready: "แก้หลังกดพร้อมส่งแล้ว ต้องกดพร้อมส่งอีกครั้ง",
  sent: "แก้หลังส่งแล้ว ต้องกดพร้อมส่งและส่งใหม่",
};
// `done`: the last of พร้อมส่ง and ส่ง that was done with the workbook as it is, "" for neither.
const pane = { form: null, store: null, live: null, me: null, done: "", times: TIMES };
globalThis.tidtam = pane; // for tests and whoever helps a person on the telephone

Office.onReady(async (info) => {
  if (info?.host !== Office.HostType.Excel) return;
  listen();
  try {
    // The check starts with the document: Excel loads this page whenever the workbook is opened.
    await Office.addin.setStartupBehavior(Office.StartupBehavior.load);
    await openForm();
    await enter();
  } catch (error) {
    showState("away", wordsOf(error, "เริ่มไม่สำเร็จ ปิดแล้วเปิดแผงนี้ใหม่"));
  }
});

function listen() {
  byId("enter").addEventListener("submit", async (event) => {
    event.preventDefault();
    token.set(byId("token").value);
    if (token.get()) await enter();
    else signedOut("ใส่รหัสก่อน แล้วกด เข้าใช้");
  });
  byId("change-code").addEventListener("click", () => (byId("enter").hidden ? askForAnother() : show("enter", false)));
  tellWhenHeldUp((waiting) => show("held-up", waiting));
  onPress("check-all", checkAll, failed, updateButtons);
  onPress("ready", ready, failed, updateButtons);
  onPress("send", sendWorkbook, failed, updateButtons);
  byId("not-a-form").append(opener(byId("open-template"), "/tidtam/template").told);
  startOfficer(failed);
  startRibbon();
}

async function enter() {
  if (!token.get()) return signedOut("");
  try {
    pane.me = await getJson("/tidtam/me");
  } catch (error) {
    if (error.status === 401) return signedOut(error.message);
    showState("away", `${wordsOf(error, "เข้าใช้ไม่ได้")} จะลองใหม่เอง`);
    return setTimeout(enter, 3000);
  }
  showPerson(pane.me);
  showRole(pane.me.role);
  show("not-a-form", !pane.form && pane.me.role === "group");
  show("work", Boolean(pane.form));
  updateButtons();
  if (pane.form) pane.live.wake();
  else showState("good", "พร้อม");
  return undefined;
}

// What was found before stays listed; nothing is asked until there is a code again.
function signedOut(why) {
  knownCodes.forget(token.get());
  pane.me = null;
  showRole("");
  pane.live?.sleep();
  updateButtons();
  askForToken(why);
}

async function openForm() {
  pane.form = await readForm();
  if (!pane.form) return;
  pane.done = isReady(pane.form) ? "ready" : "";
  showSigner(pane.form);
  pane.store = new Store(pane.form.tables);
  pane.live = new Live(pane.form, pane.store, { state: showState, answered, edited, failed: checkFailed, restructured });
  await removeOldMarks([...new Set(pane.form.tables.map((table) => table.sheetId))]);
  await pane.live.start();
}

// Rows were inserted, deleted or sorted on an unprotected sheet: everything is looked up again.
async function restructured() {
  const read = await readForm();
  if (!read) return;
  Object.assign(pane.form, read);
  pane.store.forget(pane.form.tables);
  pane.live.touchAll();
}

function answered() {
  showProgress(pane.store);
  showProblems(pane.store);
  updateButtons();
}

// The main button is the one to press next.
function updateButtons() {
  if (!pane.form) return;
  const ready = isReady(pane.form);
  byId("check-all").disabled = !pane.me;
  byId("ready").disabled = !pane.me || !pane.store.allChecked || pane.store.errors > 0 || ready;
  byId("send").disabled = !ready || pane.me?.role !== "group";
  for (const id of ["position", "signed-on"]) byId(id).readOnly = ready;
  byId("ready").classList.toggle("main", !ready);
  byId("send").classList.toggle("main", ready && pane.done !== "sent");
}

async function edited() {
  show("receipt", false);
  if (!isReady(pane.form)) return;
  say(CHANGED[pane.done] ?? "");
  pane.done = "";
  await takeBackReady(pane.form);
  updateButtons();
}

function checkFailed(error) {
  if (error.status === 401) signedOut(error.message);
}

// What the state of the check or the question for a code tells already is not said once more.
function failed(error) {
  if (error.status === 401) return error.message && signedOut(error.message);
  return say(error === pane.live?.failed ? "" : wordsOf(error, "ทำรายการนี้ไม่สำเร็จ ลองใหม่อีกครั้ง"));
}

async function checkAll() {
  await pane.live.checkAll();
}

async function ready() {
  await pane.live.checkAll();
  if (pane.store.errors) return say(`ยังต้องแก้ ${pane.store.errors} แห่ง`);
  if (!(await markReady(pane.form, pane.store.entries))) return say("ใส่ตำแหน่งผู้รับรองก่อน แล้วกดพร้อมส่ง");
  pane.done = "ready";
  return say("พร้อมส่งแล้ว กด ส่ง เพื่อส่งให้กลุ่มนโยบายและแผน");
}

async function sendWorkbook() {
  say("กำลังส่ง…");
  const file = await workbookToSend();
  // The cell that was still being typed into is an edit like any other.
  if (!isReady(pane.form) || pane.live.dirty.size) return;
  const sent = await sendFile(file, say, (error) => error.status === 401 && signedOut(error.message));
  if (sent && isReady(pane.form)) pane.done = "sent";
  else if (sent) say(CHANGED.sent);
}
