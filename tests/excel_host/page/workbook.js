// The workbook behind the browser host: cells, locks, names, conditional formats, and what a person does to them.
// Formulas are computed by the host's server (IronCalc); `recalculate` must be awaited before values are read.
"use strict";

const MAX_ROWS = 1048576;
const MAX_COLUMNS = 16384;
const BLANK = { v: "", nf: "General", locked: true };

const hostError = (code, message) =>
  Object.assign(new Error(message || code), { code, name: "RichApi.Error", debugInfo: { code, message } });

const columnName = (index) => {
  let name = "";
  for (let n = index + 1; n > 0; n = Math.floor((n - 1) / 26)) name = String.fromCharCode(65 + ((n - 1) % 26)) + name;
  return name;
};
const columnIndex = (name) => [...name].reduce((n, c) => n * 26 + c.charCodeAt(0) - 64, 0) - 1;

// "B6", "B6:D9", "B:D", "3:5", with or without $ and sheet -> { r, c, rows, cols }, zero-based.
function parseAddress(address) {
  const text = address.split("!").pop().replace(/\$/g, "").toUpperCase();
  let m = text.match(/^([A-Z]{1,3})(\d+)(?::([A-Z]{1,3})(\d+))?$/);
  if (m) {
    const [r1, c1] = [m[2] - 1, columnIndex(m[1])];
    const [r2, c2] = m[3] ? [m[4] - 1, columnIndex(m[3])] : [r1, c1];
    return { r: Math.min(r1, r2), c: Math.min(c1, c2), rows: Math.abs(r2 - r1) + 1, cols: Math.abs(c2 - c1) + 1 };
  }
  m = text.match(/^([A-Z]{1,3}):([A-Z]{1,3})$/);
  if (m) return { r: 0, c: columnIndex(m[1]), rows: MAX_ROWS, cols: columnIndex(m[2]) - columnIndex(m[1]) + 1 };
  m = text.match(/^(\d+):(\d+)$/);
  if (m) return { r: m[1] - 1, c: 0, rows: m[2] - m[1] + 1, cols: MAX_COLUMNS };
  throw hostError("InvalidArgument", `the argument is invalid: ${address}`);
}

function writeAddress({ r, c, rows, cols }) {
  if (rows === MAX_ROWS) return `${columnName(c)}:${columnName(c + cols - 1)}`;
  if (cols === MAX_COLUMNS) return `${r + 1}:${r + rows}`;
  const first = columnName(c) + (r + 1);
  return rows === 1 && cols === 1 ? first : `${first}:${columnName(c + cols - 1)}${r + rows}`;
}

const quoteSheet = (name) => (/^[A-Za-z_][A-Za-z0-9_.]*$/.test(name) ? name : `'${name.replace(/'/g, "''")}'`);

// What Excel makes of a text that is typed or written: numbers, percentages, ISO dates, formulas.
// A number in Thai digits or with "บาท" stays text, as it does in Excel.
function asTyped(value, format) {
  if (value === null || value === undefined || value === "") return { v: "" };
  if (format === "@") return { v: String(value).replace(/^'/, "") };
  if (typeof value !== "string") return { v: value };
  if (value.startsWith("'")) return { v: value.slice(1) };
  if (value.startsWith("=") && value.length > 1) return { f: value };
  const text = value.trim();
  if (/^[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d*)?(e[-+]?\d+)?$/i.test(text)) return { v: Number(text.replace(/,/g, "")) };
  if (/^\d+(\.\d+)?%$/.test(text)) return { v: parseFloat(text) / 100, nf: "0%" };
  const date = text.match(/^(\d{4})-(\d\d)-(\d\d)$/);
  if (date) return { v: Date.UTC(date[1], date[2] - 1, date[3]) / 864e5 + 25569, nf: "yyyy-mm-dd" };
  const day = text.match(/^(\d{1,2})\/(\d{1,2})\/(\d{4})$/); // the year as it stands, as Excel reads it
  if (day && new Date(Date.UTC(day[3], day[2] - 1, day[1])).getUTCDate() === Number(day[1]) && day[2] <= 12)
    return { v: Date.UTC(day[3], day[2] - 1, day[1]) / 864e5 + 25569, nf: "d/m/yyyy" };
  if (/^(true|false)$/i.test(text)) return { v: text.toUpperCase() === "TRUE" };
  return { v: value };
}

class Sheet {
  constructor(book, model, index) {
    Object.assign(this, { book, index, id: `{SHEET-${index + 1}}`, name: model.name, visibility: model.visibility });
    this.merges = model.merges.map(parseAddress);
    this.names = model.names;
    this.widths = model.widths;
    this.heights = model.heights;
    this.hiddenRows = new Set(model.hiddenRows);
    this.protection = { protected: model.protected, options: model.protectionOptions, password: model.password };
    this.conditionalFormats = [];
    for (const part of ["validations", "formats", "links", "frozen"]) this[part] = model[part];
    this.cells = new Map();
    this.bottom = this.right = 0; // behind the last cell that is held
    this.selection = null; // where the person was when the sheet was left
    for (const [address, cell] of Object.entries(model.cells)) {
      const { r, c } = parseAddress(address);
      Object.assign(this.own(r, c), cell);
    }
  }

  cell(r, c) {
    return this.cells.get(`${r},${c}`) || BLANK;
  }

  own(r, c) {
    const key = `${r},${c}`;
    if (!this.cells.has(key)) {
      this.cells.set(key, { ...BLANK });
      this.bottom = Math.max(this.bottom, r + 1);
      this.right = Math.max(this.right, c + 1);
    }
    return this.cells.get(key);
  }

  mayWrite(r, c) {
    if (this.protection.protected && this.cell(r, c).locked)
      throw Object.assign(hostError("AccessDenied", `You can't perform the requested operation. (${this.name}!${columnName(c)}${r + 1} is locked)`), { cell: { r, c } });
  }

  put(r, c, value) {
    this.mayWrite(r, c);
    const typed = asTyped(value, this.cell(r, c).nf);
    this.hold(r, c, typed.f, typed.f ? 0 : typed.v, this.cell(r, c).nf === "General" ? typed.nf : undefined);
  }

  hold(r, c, f, v, nf) {
    const cell = this.own(r, c);
    Object.assign(cell, { f, v }, nf && { nf });
    // The apostrophe tells a text that only looks like a formula from one.
    const text = typeof cell.v === "string" && /^[=']/.test(cell.v) ? `'${cell.v}` : cell.v;
    this.book.pending.push([this.index, r, c, cell.f ?? text]);
  }

  used() {
    let box = null;
    for (const [key, cell] of this.cells) {
      if (cell.v === "" && !cell.f) continue;
      const [r, c] = key.split(",").map(Number);
      box = box ? [Math.min(box[0], r), Math.min(box[1], c), Math.max(box[2], r), Math.max(box[3], c)] : [r, c, r, c];
    }
    return box && { r: box[0], c: box[1], rows: box[2] - box[0] + 1, cols: box[3] - box[1] + 1 };
  }
}

class Book {
  constructor(model, server) {
    this.server = server;
    this.name = model.name;
    this.title = model.title;
    this.sheets = model.sheets.map((sheet, index) => new Sheet(this, sheet, index));
    this.names = model.names;
    this.active = model.active;
    this.selection = Moves.first(this.sheets[this.active]);
    this.undoable = []; // the person's edits: { sheet, r, c, held: rows of cells as they were }
    this.runtimes = [];
    this.pending = [];
    this.customProperties = {};
    this.settled = Promise.resolve();
  }

  sheet(nameOrId) {
    const wanted = String(nameOrId).toLowerCase();
    return this.sheets.find((s) => s.name.toLowerCase() === wanted || s.id.toLowerCase() === wanted);
  }

  // Sends the cells that changed to the host's server and takes over the formula cells that follow from them.
  recalculate() {
    const edits = this.pending.splice(0);
    if (edits.length)
      this.settled = this.settled.then(async () => {
        for (const [sheet, r, c, v] of await this.server.calculate(edits)) this.sheets[sheet].own(r, c).v = v;
      });
    return this.settled;
  }

  // What a person tells it by: the file's title, or what stands first in it.
  get label() {
    const sheet = this.sheets.find((s) => s.visibility === "Visible");
    const { r, c } = Moves.first(sheet);
    return `${this.name} ${this.title || sheet.cell(r, c).v}`;
  }

  // The file with everything that was typed.
  async save() {
    await this.recalculate();
    return this.server.save(this.customProperties);
  }

  // A person's edit: one block, one event. Typing is 1 x 1, a paste n x m.
  async userEdit(sheet, r, c, rows) {
    rows.forEach((row, i) => row.forEach((_, j) => sheet.mayWrite(r + i, c + j)));
    this.undoable.push({ sheet, r, c, held: rows.map((row, i) => row.map((_, j) => ({ ...sheet.cell(r + i, c + j) }))) });
    rows.forEach((row, i) => row.forEach((value, j) => sheet.put(r + i, c + j, value)));
    await this.edited(sheet, { r, c, rows: rows.length, cols: rows[0].length });
  }

  // Takes the person's last edit back. False when there is none.
  async undo() {
    const last = this.undoable.pop();
    if (!last) return false;
    const { sheet, r, c, held } = last;
    held.forEach((row, i) => row.forEach(({ f, v, nf }, j) => sheet.hold(r + i, c + j, f, v, nf)));
    this.activate(sheet);
    this.selection = { r, c, rows: held.length, cols: held[0].length };
    await this.edited(sheet, this.selection);
    return true;
  }

  async edited(sheet, area) {
    await this.recalculate();
    const address = writeAddress(area);
    this.tell("onChanged", sheet, { address, changeType: "RangeEdited", source: "Local", triggerSource: "Unknown" });
    HOST.drawSoon();
  }

  tell(type, sheet, event) {
    const told = { type: type === "onChanged" ? "WorksheetChanged" : "WorksheetActivated", worksheetId: sheet.id, ...event };
    if (HOST.apiVersion < 1.14) delete told.triggerSource;
    for (const runtime of this.runtimes) runtime.dispatch(type, sheet, told);
  }

  activate(sheet) {
    if (this.sheets[this.active] === sheet) return;
    this.sheets[this.active].selection = this.selection;
    this.active = sheet.index;
    this.selection = sheet.selection ?? Moves.first(sheet);
    this.tell("onActivated", sheet, {});
  }
}
