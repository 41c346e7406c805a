// The form in the open workbook, found by its own names and keys: never by position or label.

const IDENTITY_SHEET = "_form";
const TABLE_NAME = /^t_([a-z][a-z0-9_]*)$/;
const FIELDS = "t_fields";
const PROJECTS = "projects"; // the rows that are counted: others are checked, too

export const isFormula = (content) => typeof content === "string" && content.startsWith("=");

// What stands on a sheet where the form has been opened: which formulas belong where, and how cells are formatted.
// Rows and columns are zero-based; positions count from `firstColumn`.
class Area {
  constructor(sheetId, range, rows) {
    Object.assign(this, { sheetId, firstColumn: range.columnIndex, firstRow: range.rowIndex, rows, width: range.columnCount });
    this.formulas = new Map();
    this.columnFormulas = [];
  }

  rowsWithin(first, last) {
    return this.rows.filter((row) => row >= first && row <= last);
  }

  // The formula that belongs in a cell, "" where a person types.
  formulaAt(row, position) {
    return this.formulas.get(`${row},${position}`) ?? this.columnFormulas[position] ?? "";
  }

  remember(row, position, content) {
    if (isFormula(content)) this.formulas.set(`${row},${position}`, content);
  }
}

// Projects as rows: `rows` are the prepared rows that hold a project.
export class Table extends Area {
  constructor(key, sheetId, range) {
    const { values, formulas, numberFormat, rowIndex } = range;
    const keys = values[0].map(String);
    const id = keys.indexOf("project_id");
    super(sheetId, range, values.flatMap((row, i) => (i > 0 && row[id] !== "" ? [rowIndex + i] : [])));
    Object.assign(this, { key, keys, columnFormats: [] });
    for (let position = 0; position < this.width; position++) {
      const column = (matrix) => this.rows.map((row) => matrix[row - rowIndex][position]);
      this.rows.forEach((row) => this.remember(row, position, formulas[row - rowIndex][position]));
      // Where a formula is lost already, the one that most of the column has.
      this.columnFormulas.push(mostCommon(column(formulas).filter(isFormula)));
      this.columnFormats.push(mostCommon(column(numberFormat)));
    }
  }

  get total() {
    return this.key === PROJECTS ? this.rows.length : 0;
  }

  formatAt(row, position) {
    return this.columnFormats[position];
  }

  // What the server is asked about lines that were read, see check.js.
  question(sheetName, lines, cellOf) {
    const numbers = lines.map(({ row }) => row + 1);
    const values = lines.map((line) => this.keys.map((_, position) => cellOf(line, position)));
    return { rows: { table: this.key, sheet: sheetName, first_column: this.firstColumn, keys: this.keys, numbers, values } };
  }
}

// A project's own sheet: labelled fields and small tables. It is always asked about as a whole.
export class Page extends Area {
  constructor(sheetId, range, names) {
    const rows = range.formulas.map((_, i) => range.rowIndex + i);
    super(sheetId, range, rows);
    Object.assign(this, { names, formats: range.numberFormat });
    range.formulas.forEach((line, i) => line.forEach((content, position) => this.remember(range.rowIndex + i, position, content)));
  }

  get total() {
    return 1;
  }

  formatAt(row, position) {
    return this.formats[row - this.firstRow][position];
  }

  rowsWithin(first, last) {
    return super.rowsWithin(first, last).length ? this.rows : [];
  }

  question(sheetName, lines, cellOf) {
    const values = lines.map((line) => line.values.map((_, position) => cellOf(line, position)));
    return { page: { sheet: sheetName, first_row: this.firstRow, first_column: this.firstColumn, names: this.names, values } };
  }
}

function mostCommon(texts) {
  const counts = new Map();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "";
}

const READ = "rowIndex,columnIndex,rowCount,columnCount,values,formulas,numberFormat";

// { identity, tables } of the open workbook, or null when it is no group's form. A project's page is a table, too.
export async function readForm() {
  return Excel.run({ delayForCellEdit: true }, async (context) => {
    const names = context.workbook.names.load("items/name,items/formula");
    const sheets = context.workbook.worksheets.load("items/id,items/name");
    const hidden = context.workbook.worksheets.getItemOrNullObject(IDENTITY_SHEET).load("name");
    await context.sync();
    if (hidden.isNullObject) return null;
    const pairs = hidden.getUsedRangeOrNullObject().load("values");
    const own = sheets.items.map((sheet) => ({ sheet, names: sheet.names.load("items/name,items/formula") }));
    await context.sync();
    if (pairs.isNullObject) return null;
    const identity = Object.fromEntries(pairs.values.map(([key, value]) => [String(key), String(value)]));
    if (!identity.group_id) return null; // the register has an identity too, but is no group's
    const pages = own.filter(({ names: local }) => local.items.some((name) => name.name === FIELDS));
    const others = names.items.filter((name) => name.name !== FIELDS && TABLE_NAME.test(name.name));
    const tables = pages.length
      ? [...(await readPages(context, pages)), ...(await readTables(context, others))]
      : await readTables(context, names.items);
    return tables.length ? { identity, tables } : null;
  });
}

async function readTables(context, names) {
  const found = names.flatMap((name) => {
    const key = name.name.match(TABLE_NAME)?.[1];
    if (!key) return [];
    const range = name.getRangeOrNullObject().load(READ);
    range.worksheet.load("id");
    return [{ key, range }];
  });
  await context.sync();
  return found.filter(({ range }) => !range.isNullObject).map(({ key, range }) => new Table(key, range.worksheet.id, range));
}

async function readPages(context, pages) {
  const found = pages.map(({ sheet, names }) => {
    const local = names.items.filter((name) => TABLE_NAME.test(name.name));
    return { sheet, local, ranges: local.map((name) => name.getRangeOrNullObject().load("rowIndex,columnIndex,rowCount,columnCount")) };
  });
  await context.sync();
  const areas = found.map(({ sheet, local, ranges }) => {
    const there = ranges.filter((range) => !range.isNullObject);
    const top = Math.min(...there.map((r) => r.rowIndex));
    const left = Math.min(...there.map((r) => r.columnIndex));
    const bottom = Math.max(...there.map((r) => r.rowIndex + r.rowCount));
    const right = Math.max(...there.map((r) => r.columnIndex + r.columnCount));
    const area = sheet.getRangeByIndexes(top, left, bottom - top, right - left).load(READ);
    return { sheet, area, names: Object.fromEntries(local.map((name) => [name.name, name.formula])) };
  });
  await context.sync();
  return areas.map(({ sheet, area, names }) => new Page(sheet.id, area, names));
}
