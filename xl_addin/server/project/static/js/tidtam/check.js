// One live check: read the rows, ask the server, put right what is to be put right. Never touches a cell that
// changed meanwhile: what a person types always wins.

import { callScript } from "./api.js";
import { isFormula } from "./form.js";
import { heldUp } from "./held_up.js";
import { removeOldMarks, replaceMarks } from "./marks.js";

const columnName = (index) => {
  let name = "";
  for (let n = index + 1; n > 0; n = Math.floor((n - 1) / 26)) name = String.fromCharCode(65 + ((n - 1) % 26)) + name;
  return name;
};
export const cellAddress = (row, column) => `${columnName(column)}${row + 1}`;

// Consecutive rows as [first, last].
export function runsOf(rows) {
  const runs = [];
  for (const row of [...rows].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && row === last[1] + 1) last[1] = row;
    else runs.push([row, row]);
  }
  return runs;
}

// What the script hands over through xlwings.runActions; one check runs at a time.
let handedOver = null;
async function tidtamChecked(context, json) {
  handedOver = JSON.parse(json);
}
xlwings.registerCallback(tidtamChecked);

// `store` takes the answers and knows which cells are to be marked; `own` is told which cells are about to be written,
// and what they held when that was decided.
export async function checkRows(form, table, rows, store, own) {
  return Excel.run({ delayForCellEdit: true }, async (context) => {
    const worksheets = context.workbook.worksheets.load("items/id,items/name");
    const sheet = context.workbook.worksheets.getItem(table.sheetId).load("name,position");
    const ranges = runsOf(rows).map(([first, last]) =>
      sheet.getRangeByIndexes(first, table.firstColumn, last - first + 1, table.width).load("rowIndex,values,formulas,numberFormat"));
    sheet.protection.load("protected,options");
    await heldUp(context.sync());

    const read = ranges.flatMap((range) =>
      range.values.map((values, i) => ({ row: range.rowIndex + i, values, formulas: range.formulas[i], formats: range.numberFormat[i] })))
      .filter(({ row }) => rows.has(row));
    const answer = await ask(context, form, table, sheet, worksheets.items.map((s) => s.name), read);
    store.take(table.sheetId, answer.rows);
    await putRight(context, table, sheet, read, answer.writes, store, own);
    return answer;
  });
}

async function ask(context, form, table, sheet, sheetNames, read) {
  handedOver = null;
  const question = table.question(sheet.name, read, (line, position) => cellOf(table, line, position));
  const actions = await callScript("check_rows", sheet.position, sheetNames, [{ identity: form.identity, ...question }]);
  await xlwings.runActions(actions, context);
  return handedOver;
}

// A cell as the server takes it: its value, and what else the intake would see of it in the file.
function cellOf(table, line, position) {
  const { row, values, formulas, formats } = line;
  const value = values[position];
  const formula = holdsFormula(line, position) && !table.formulaAt(row, position) ? formulas[position] : "";
  const telling = typeof value === "number" && /[%dmyhs]/i.test(formats[position].replace(/"[^"]*"|\[[^\]]*\]|General/g, ""));
  return formula || telling ? [value, formula, formats[position]] : value;
}

// In a cell of text format a formula stays text: Excel gives it as the cell's value and as its formula.
const holdsFormula = ({ values, formulas }, position) =>
  isFormula(formulas[position]) && formulas[position] !== values[position];

async function putRight(context, table, sheet, read, writes, store, own) {
  // A sheet under the user's own password cannot be opened: what is wrong is listed, and nothing is marked.
  const shut = store.shut.has(table.sheetId);
  const formulas = shut ? [] : lostFormulas(table, read);
  const marks = shut ? null : store.marks(table.sheetId);
  const stillThere = (await unchanged(context, sheet, writes)).filter((write) => !shut || !write.asText);
  if (!formulas.length && !stillThere.length && !marks) return;
  // Unlocked, put right and locked again in one batch: nobody finds the sheet open between two of them.
  const { protected: locked, options } = sheet.protection;
  const opened = locked && (formulas.length || marks || stillThere.some((write) => write.asText));
  if (opened) sheet.protection.unprotect();
  for (const { cell, formula, asText } of formulas) {
    own(table.sheetId, cell);
    const range = sheet.getRange(cell);
    // What is written into a cell of text format stays text, a formula too.
    if (asText) range.numberFormat = [["General"]];
    range.formulas = [[formula]];
    if (asText) range.numberFormat = [["@"]];
  }
  for (const write of stillThere) {
    own(table.sheetId, write.cell, write.was);
    const range = sheet.getRange(write.cell);
    if (write.asText) range.numberFormat = [[formatOf(table, write.cell)]];
    range.values = [[write.value]];
  }
  const marked = marks && replaceMarks(sheet, marks);
  if (opened) sheet.protection.protect(options);
  try {
    await heldUp(context.sync());
  } catch (error) {
    // A batch stops at its first error.
    if (opened && (await isStillLocked(context, sheet))) {
      store.shut.add(table.sheetId);
      return;
    }
    if (opened) await lockAgain(context, sheet, options);
    if (marks) await startMarksAfresh(table.sheetId, store);
    throw error;
  }
  marked?.();
  if (marks) store.marked(table.sheetId, marks);
}

async function startMarksAfresh(sheetId, store) {
  store.unmarked(sheetId);
  await removeOldMarks([sheetId]).catch((error) => console.error(error));
}

// Opening it is the batch's first step: where it is still locked, it was that step that failed, for a password.
async function isStillLocked(context, sheet) {
  sheet.protection.load("protected");
  await context.sync();
  return sheet.protection.protected;
}

async function lockAgain(context, sheet, options) {
  sheet.protection.protect(options);
  await context.sync();
}

function lostFormulas(table, read) {
  return read.flatMap((line) =>
    line.formulas.flatMap((content, position) => {
      const formula = table.formulaAt(line.row, position);
      const holds = holdsFormula(line, position);
      if (!formula || (holds && content === formula)) return [];
      if (holds && !table.formulas.has(`${line.row},${position}`)) return [];
      const cell = cellAddress(line.row, table.firstColumn + position);
      return [{ cell, formula, asText: line.formats[position] === "@" }];
    }));
}

// The writes whose cell still holds what was sent; `asText` where its format would keep a number as text.
async function unchanged(context, sheet, writes) {
  if (!writes.length) return [];
  const cells = writes.map((write) => sheet.getRange(write.cell).load("values,numberFormat"));
  await heldUp(context.sync());
  return writes.flatMap((write, i) =>
    cells[i].values[0][0] === write.was
      ? [{ ...write, asText: typeof write.value === "number" && cells[i].numberFormat[0][0] === "@" }]
      : []);
}

function formatOf(table, cell) {
  const [, letters, row] = cell.match(/^([A-Z]+)(\d+)$/);
  const column = [...letters].reduce((n, c) => n * 26 + c.charCodeAt(0) - 64, 0) - 1;
  const format = table.formatAt(row - 1, column - table.firstColumn);
  return format === "@" ? "General" : format;
}
