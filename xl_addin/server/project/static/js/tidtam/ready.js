// พร้อมส่ง and ส่ง: the stamp in the workbook that says it is finished, and the upload.

import { workbookBytes } from "./files.js";
import { heldUp } from "./held_up.js";

const IDENTITY_SHEET = "_form";
const PREFIX = "tidtam_";

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
    for (const [key, value] of Object.entries(changes)) {
      const at = pairs.values.findIndex((pair) => pair[0] === key);
      if (at < 0) throw new Error(`_form: ${key}`);
      // The apostrophe keeps a number text, as every value of this sheet is.
      sheet.getRangeByIndexes(pairs.rowIndex + at, pairs.columnIndex + 1, 1, 1).values = [[value === "" ? "" : `'${value}`]];
      context.workbook.properties.custom.add(PREFIX + key, value);
    }
    if (locked) sheet.protection.protect(options);
    await heldUp(context.sync());
  });
  Object.assign(form.identity, changes);
}

// Marks the workbook finished. `entries`: how many entry cells hold something.
export async function markReady(form, entries) {
  await stamp(form, { issue: String(Number(form.identity.issue || 1) + 1), ready: String(entries) });
}

// An edit after "พร้อมส่ง" takes the mark away, so that what is sent is what was checked.
export async function takeBackReady(form) {
  if (isReady(form)) await stamp(form, { ready: "" });
}

// The workbook as it is once nothing is being typed any more.
export async function workbookToSend() {
  await Excel.run({ delayForCellEdit: true }, async (context) => {
    context.workbook.worksheets.load("items/name");
    await heldUp(context.sync());
  });
  return workbookBytes();
}
