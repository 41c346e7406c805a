// The task pane: who is here, which form is open, and what to watch.

import { Refusal, getJson, token } from "./tidtam/api.js";
import { byId, onPress, show } from "./tidtam/dom.js";
import { readForm } from "./tidtam/form.js";
import { Live, TIMES } from "./tidtam/live.js";
import { removeOldMarks } from "./tidtam/marks.js";
import { startOfficer } from "./tidtam/officer.js";
import { opener } from "./tidtam/opener.js";
import { askForToken, say, showPerson, showProblems, showProgress, showState } from "./tidtam/pane.js";
import { isReady, markReady, send, takeBackReady } from "./tidtam/ready.js";
import { showReceipt } from "./tidtam/receipt.js";
import { Store } from "./tidtam/store.js";

const pane = { form: null, store: null, live: null, me: null, times: TIMES };
globalThis.tidtam = pane; // for tests and whoever helps a person on the telephone

Office.onReady(async (info) => {
  if (info?.host !== Office.HostType.Excel) return;
  listen();
  // The check starts with the document: Excel loads this page whenever the workbook is opened.
  await Office.addin.setStartupBehavior(Office.StartupBehavior.load);
  await openForm();
  await enter();
});

function listen() {
  byId("enter").addEventListener("submit", async (event) => {
    event.preventDefault();
    token.set(byId("token").value);
    await enter();
  });
  onPress("check-all", checkAll, failed);
  onPress("ready", ready, failed);
  onPress("send", sendWorkbook, failed);
  byId("not-a-form").append(opener(byId("open-template"), "/tidtam/template").told);
  startOfficer(failed);
}

async function enter() {
  if (!token.get()) return askForToken("");
  try {
    pane.me = await getJson("/tidtam/me");
  } catch (error) {
    if (error.status === 401) return askForToken(error.message);
    showState("away", `${error.message} จะลองใหม่เอง`);
    return setTimeout(enter, 3000);
  }
  showPerson(pane.me);
  show("not-a-form", !pane.form && pane.me.role === "group");
  if (pane.form) pane.live.touchAll();
  else showState("good", "พร้อม");
  return undefined;
}

async function openForm() {
  pane.form = await readForm();
  show("work", Boolean(pane.form));
  if (!pane.form) return;
  pane.store = new Store(pane.form.tables);
  pane.live = new Live(pane.form, pane.store, { state: showState, answered, edited, failed: checkFailed, restructured });
  showProgress(pane.store);
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

function updateButtons() {
  byId("ready").disabled = !pane.store.allChecked || pane.store.errors > 0 || isReady(pane.form);
  byId("send").disabled = !isReady(pane.form) || pane.me?.role !== "group";
}

async function edited() {
  byId("receipt").hidden = true;
  say("");
  if (!isReady(pane.form)) return;
  await takeBackReady(pane.form);
  updateButtons();
}

function checkFailed(error) {
  if (error.status === 401) askForToken(error.message);
}

function failed(error) {
  say(error instanceof Refusal ? error.message : "ทำรายการนี้ไม่สำเร็จ ลองใหม่อีกครั้ง");
  if (error.status === 401) askForToken(error.message);
  if (!(error instanceof Refusal)) console.error(error);
}

async function checkAll() {
  say("");
  await pane.live.checkAll();
}

async function ready() {
  await pane.live.checkAll();
  if (pane.store.errors) return say(`ยังต้องแก้ ${pane.store.errors} แห่ง`);
  await markReady(pane.form, pane.store.entries);
  say("พร้อมส่งแล้ว กด ส่ง เพื่อส่งให้กลุ่มนโยบายและแผน");
  return updateButtons();
}

async function sendWorkbook() {
  say("กำลังส่ง…");
  try {
    showReceipt(byId("receipt"), await send());
    say("ส่งแล้ว");
  } catch (error) {
    say(`ส่งไม่สำเร็จ: ${[error.message, ...(error.problems ?? []).map((p) => p.fix)].join(" ")}`);
    if (!(error instanceof Refusal)) throw error;
  } finally {
    updateButtons();
  }
}
