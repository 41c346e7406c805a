// Wrong cells are marked by a conditional format laid over them: the template's own colours, borders and
// formats stay as they are, and taking the mark away brings them back.

// A formula that is always true and tells our formats from the template's.
const TAG = '=LEN("tidtam")=6';
// Those of the template's legend (workbook/styles.py).
const COLOURS = { error: "#FFC7CE", warning: "#FCE4D6" };
// Excel takes addresses of many areas up to 8,192 characters.
const AREAS = 400;

const ours = new Map(); // sheet object's id -> formats put there by this pane

// Gives what is to be called when the batch has gone through.
export function replaceMarks(sheet, marks) {
  for (const format of ours.get(marks.sheetId) ?? []) sheet.getRange().conditionalFormats.getItem(format.id).delete();
  const put = [];
  for (const severity of ["error", "warning"]) {
    const cells = marks[severity];
    for (let at = 0; at < cells.length; at += AREAS) {
      const format = sheet.getRanges(cells.slice(at, at + AREAS).join(",")).conditionalFormats.add(Excel.ConditionalFormatType.custom);
      format.custom.rule.formula = TAG;
      format.custom.format.fill.color = COLOURS[severity];
      format.load("id");
      put.push(format);
    }
  }
  return () => ours.set(marks.sheetId, put);
}

// Marks that an earlier session, or a batch that did not go through, left in the file. A sheet whose lock has a
// password keeps them.
export async function removeOldMarks(sheetIds) {
  for (const id of sheetIds) ours.delete(id);
  await Excel.run({ delayForCellEdit: true }, async (context) => {
    for (const id of sheetIds) {
      const sheet = context.workbook.worksheets.getItem(id);
      const formats = sheet.getRange().conditionalFormats.load("items/id,items/type");
      sheet.protection.load("protected,options");
      await context.sync();
      const custom = formats.items.filter((format) => format.type === Excel.ConditionalFormatType.custom);
      for (const format of custom) format.custom.rule.load("formula");
      await context.sync();
      const old = custom.filter((format) => format.custom.rule.formula.includes("tidtam"));
      if (!old.length) continue;
      const { protected: locked, options } = sheet.protection;
      if (locked) sheet.protection.unprotect();
      for (const format of old) format.delete();
      if (locked) sheet.protection.protect(options);
      // Under the user's own password they stay; the live check says so when it meets the sheet.
      await context.sync().catch((error) => {
        if (!locked) throw error;
      });
    }
  });
}
