// พร้อมส่ง and ส่ง: the stamp in the workbook that says it is finished, who says so, and the upload.

import { byId } from "./dom.js";
import { workbookBytes } from "./files.js";
import { heldUp } from "./held_up.js";

const IDENTITY_SHEET = "_form";
const PREFIX = "tidtam_";
const POSITION = "tidtam.position"; // the last one that was typed on this PC

export const isReady = (form) => Boolean(form.identity.ready);

// Writes pairs into the hidden sheet and their copies into the document's properties.
async function stamp(form, changes) {
  await Excel.run({ delayForCellEdit: true }, async (context) => {
    const sheet = context.workbook.worksheets.getItem(IDENTITY_SHEET);
    const pairs = sheet.getUsedRangeOrNullObject().load("values,rowIndex,columnIndex");
    sheet.protection.load("protected,options");
    await heldUp(context.sync());
    const { protected: locked, options } = sheet.protection;
    if (locked) sheet.protection.unprotect();
    const keys = pairs.values.map(([key]) => key);
    for (const [key, value] of Object.entries(changes)) {
      // Who signs stands in no template until somebody does.
      const at = keys.includes(key) ? keys.indexOf(key) : keys.push(key) - 1;
      if (at >= pairs.values.length) sheet.getRangeByIndexes(pairs.rowIndex + at, pairs.columnIndex, 1, 1).values = [[key]];
      // The apostrophe keeps a number text, as every value of this sheet is.
      sheet.getRangeByIndexes(pairs.rowIndex + at, pairs.columnIndex + 1, 1, 1).values = [[value === "" ? "" : `'${value}`]];
      context.workbook.properties.custom.add(PREFIX + key, value);
    }
    if (locked) sheet.protection.protect(options);
    await heldUp(context.sync());
  });
  Object.assign(form.identity, changes);
}

// Who signs and on which day, as it stands in the workbook; else who did on this PC, and today.
export function showSigner({ identity }) {
  const today = new Date().toLocaleDateString("th-TH-u-ca-buddhist-nu-latn", { day: "numeric", month: "short", year: "numeric" });
  byId("position").value = identity.signed_position || localStorage.getItem(POSITION) || "";
  byId("signed-on").value = identity.signed_on || today;
}

// Marks the workbook finished, by the position and on the day that were typed. `entries`: how many entry cells hold
// something. Gives whether it was; without a position the question for it is shown instead.
export async function markReady(form, entries) {
  const [position, day] = ["position", "signed-on"].map((id) => byId(id).value.trim());
  if (!position) {
    byId("position").focus();
    return false;
  }
  localStorage.setItem(POSITION, position);
  const issue = String(Number(form.identity.issue || 1) + 1);
  await stamp(form, { issue, ready: String(entries), signed_position: position, signed_on: day });
  return true;
}

// An edit after "พร้อมส่ง" takes the mark away, so that what is sent is what was checked.
export async function takeBackReady(form) {
  if (!isReady(form)) return;
  const signed = form.identity.signed_position ? { signed_position: "", signed_on: "" } : {};
  await stamp(form, { ready: "", ...signed });
}

// The workbook as it is once nothing is being typed any more.
export async function workbookToSend() {
  await Excel.run({ delayForCellEdit: true }, async (context) => {
    context.workbook.worksheets.load("items/name");
    await heldUp(context.sync());
  });
  return workbookBytes();
}
