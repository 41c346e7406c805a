// The form in the open workbook, found by its own names and keys: never by position or label.

const IDENTITY_SHEET = "_form";
const TABLE_NAME = /^t_([a-z][a-z0-9_]*)$/;

export const isFormula = (content) => typeof content === "string" && content.startsWith("=");

// A table on a sheet. Rows and columns are zero-based; `rows` are the prepared rows that hold a project.
class Table {
  constructor(key, sheetId, range, values, formulas, formats) {
    this.key = key;
    this.sheetId = sheetId;
    this.firstColumn = range.columnIndex;
    this.firstRow = range.rowIndex + 1;
    this.lastRow = range.rowIndex + range.rowCount - 1;
    this.keys = values[0].map(String);
    this.rows = values.flatMap((row, i) => (i > 0 && row[this.projectColumn] !== "" ? [range.rowIndex + i] : []));
    this.#remember(formulas, formats, range.rowIndex);
  }

  get projectColumn() {
    return this.keys.indexOf("project_id");
  }

  get width() {
    return this.keys.length;
  }

  rowsWithin(first, last) {
    return this.rows.filter((row) => row >= first && row <= last);
  }

  // The formula that belongs in a cell of the table, "" where a person types.
  formulaAt(row, position) {
    return this.formulas.get(`${row},${position}`) ?? this.columnFormulas[position];
  }

  // Each cell's formula as the workbook was opened; where it is lost already, the one most of the column has.
  #remember(formulas, formats, top) {
    this.formulas = new Map();
    this.columnFormulas = [];
    this.columnFormats = [];
    for (let position = 0; position < this.keys.length; position++) {
      for (const row of this.rows) {
        const content = formulas[row - top][position];
        if (isFormula(content)) this.formulas.set(`${row},${position}`, content);
      }
      this.columnFormulas.push(mostCommon(this.rows.map((row) => formulas[row - top][position]).filter(isFormula)));
      this.columnFormats.push(mostCommon(this.rows.map((row) => formats[row - top][position])));
    }
  }
}

function mostCommon(texts) {
  const counts = new Map();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "";
}

// { identity, tables } of the open workbook, or null when it is no form.
export async function readForm() {
  return Excel.run({ delayForCellEdit: true }, async (context) => {
    const names = context.workbook.names.load("items/name,items/formula");
    const hidden = context.workbook.worksheets.getItemOrNullObject(IDENTITY_SHEET).load("name");
    await context.sync();
    if (hidden.isNullObject) return null;
    const pairs = hidden.getUsedRangeOrNullObject().load("values");
    const found = names.items.flatMap((name) => {
      const key = name.name.match(TABLE_NAME)?.[1];
      if (!key) return [];
      const range = name.getRangeOrNullObject().load("rowIndex,columnIndex,rowCount,columnCount,values,formulas,numberFormat");
      range.worksheet.load("id");
      return [{ key, range }];
    });
    await context.sync();
    if (pairs.isNullObject) return null;
    const tables = found.filter(({ range }) => !range.isNullObject).map(({ key, range }) =>
      new Table(key, range.worksheet.id, range, range.values, range.formulas, range.numberFormat));
    const identity = Object.fromEntries(pairs.values.map(([key, value]) => [String(key), String(value)]));
    // The register has tables and an identity too, but is no group's.
    return tables.length && identity.group_id ? { identity, tables } : null;
  });
}
