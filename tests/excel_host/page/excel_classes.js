// The classes of the Excel API that the pane uses, each as properties, links to other objects, methods and events.
// `office_emu.js` plays them with deferred execution. What stands in no table here throws when it is used.
"use strict";

const property = (get, set) => ({ get, set });
const readOnly = (get) => ({ get });

const missing = (what) => hostError("ItemNotFound", `The requested resource doesn't exist. (${what})`);

// Every cell of a range; whole columns and rows only as far as the sheet is used.
function eachCell(range, visit) {
  const whole = range.rows > 20000 || range.cols > 2000;
  const used = whole && range.sheet.used();
  const rows = whole ? (used ? Math.min(range.rows, used.r + used.rows - range.r) : 0) : range.rows;
  const cols = whole ? (used ? Math.min(range.cols, used.c + used.cols - range.c) : 0) : range.cols;
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) visit(range.sheet, range.r + i, range.c + j, i, j);
}

function matrix(range, read) {
  if (range.rows > 20000 || range.cols > 2000) throw hostError("RequestAborted", "the range is too large to read");
  return Array.from({ length: range.rows }, (_, i) =>
    Array.from({ length: range.cols }, (_, j) => read(range.sheet.cell(range.r + i, range.c + j))));
}

function writeMatrix(range, value, put) {
  const rows = Array.isArray(value) ? value : [[value]];
  const single = rows.length === 1 && rows[0].length === 1;
  if (!single && (rows.length !== range.rows || rows.some((row) => row.length !== range.cols)))
    throw hostError("InvalidArgument", "The number of rows or columns in the input array doesn't match the size or dimensions of the range.");
  eachCell(range, (sheet, r, c, i, j) => {
    const cell = single ? rows[0][0] : rows[i][j];
    if (cell !== null) put(sheet, r, c, cell);
  });
}

// Values and formulas: the sheet's onChanged tells of them. (A format that changes raises another event.)
function writeCells(range, value) {
  const held = () => range.sheet.cell(range.r, range.c).v;
  const valueBefore = held();
  writeMatrix(range, value, (sheet, r, c, cell) => sheet.put(r, c, cell));
  range.sheet.book.undoable = []; // Excel may forget what can be undone when an add-in writes
  // Excel tells what a cell held before and after for changes of one cell only (ExcelApi 1.9).
  const details = range.rows * range.cols === 1 ? { valueBefore, valueAfter: held() } : undefined;
  HOST.written.push([range.sheet, { address: writeAddress(range), changeType: "RangeEdited", source: "Local", triggerSource: "ThisLocalAddin", details }]);
}

const mayFormat = (sheet) => {
  if (sheet.protection.protected && !sheet.protection.options?.allowFormatCells)
    throw hostError("AccessDenied", "formatting is not allowed on a protected sheet");
};

// "='แบบรายงาน'!$A$5:$D$55" -> range, or null when it names nothing.
function referred(book, formula) {
  const m = formula.replace(/^=/, "").match(/^(?:'((?:[^']|'')+)'|([^!']+))!([^!,]+)$/);
  const sheet = m && book.sheet(m[1] ? m[1].replace(/''/g, "'") : m[2]);
  try {
    return sheet ? { sheet, ...parseAddress(m[3]) } : null;
  } catch {
    return null;
  }
}

function unprotect(sheet, password) {
  if (sheet.protection.password && sheet.protection.password !== password) throw hostError("AccessDenied", "wrong password");
  sheet.protection = { ...sheet.protection, protected: false };
}

function protect(sheet, options, password) {
  if (sheet.protection.protected) throw hostError("AccessDenied", "the sheet is protected already");
  sheet.protection = { protected: true, options: { ...sheet.protection.options, ...options }, password: password || null };
}

let formatCount = 0;
function addFormat(areas, type) {
  if (type !== "Custom") throw new Error(`EMULATOR: conditional format ${type} is not implemented`);
  mayFormat(areas.sheet);
  const format = { id: `{CF-${++formatCount}}`, type, sheet: areas.sheet, areas: areas.list, formula: "", fill: "", color: "" };
  areas.sheet.conditionalFormats.push(format);
  return format;
}
const removeFormat = (format) => {
  mayFormat(format.sheet);
  format.sheet.conditionalFormats = format.sheet.conditionalFormats.filter((f) => f !== format);
};
const formatsOf = { conditionalFormats: ["ConditionalFormatCollection", (x) => ({ sheet: x.sheet, list: x.list || [x] })] };

const EXCEL_CLASSES = {
  Workbook: {
    properties: { name: readOnly((b) => b.name) },
    links: {
      worksheets: ["WorksheetCollection", (b) => b],
      names: ["NamedItemCollection", (b) => b],
      application: ["Application", (b) => b],
      properties: ["DocumentProperties", (b) => b],
    },
    methods: {},
  },
  DocumentProperties: { properties: {}, links: { custom: ["CustomPropertyCollection", (b) => b] }, methods: {} },
  CustomPropertyCollection: {
    properties: {},
    links: {},
    methods: { add: { gives: "CustomProperty", run: (b, key, value) => { b.customProperties[key] = value; return { key, value }; } } },
  },
  CustomProperty: { properties: {}, links: {}, methods: {} },
  Application: { properties: {}, links: { cultureInfo: ["CultureInfo", (b) => b] }, methods: {} },
  CultureInfo: {
    properties: { name: readOnly(() => "th-TH") },
    links: { datetimeFormat: ["DatetimeFormatInfo", (b) => b] },
    methods: {},
  },
  DatetimeFormatInfo: { properties: { shortDatePattern: readOnly(() => "d/M/yyyy") }, links: {}, methods: {} },
  WorksheetCollection: {
    item: "Worksheet",
    list: (b) => b.sheets,
    properties: {},
    links: {},
    events: ["onChanged", "onActivated"],
    methods: {
      getItem: { gives: "Worksheet", run: (b, key) => b.sheet(key) ?? (() => { throw missing(key); })() },
      getItemOrNullObject: { gives: "Worksheet", run: (b, key) => b.sheet(key) ?? null },
      getActiveWorksheet: { gives: "Worksheet", run: (b) => b.sheets[b.active] },
    },
  },
  Worksheet: {
    properties: {
      id: readOnly((s) => s.id),
      name: property((s) => s.name, (s, v) => { s.name = v; }),
      position: readOnly((s) => s.index),
      visibility: property((s) => s.visibility, (s, v) => { s.visibility = v; }),
    },
    links: { protection: ["WorksheetProtection", (s) => s], names: ["NamedItemCollection", (s) => s] },
    methods: {
      activate: { run: (s) => s.book.activate(s) },
      getRange: { gives: "Range", run: (s, a) => ({ sheet: s, ...(a ? parseAddress(a) : { r: 0, c: 0, rows: MAX_ROWS, cols: MAX_COLUMNS }) }) },
      getRanges: { gives: "RangeAreas", run: (s, a) => ({ sheet: s, list: a.split(",").map((x) => ({ sheet: s, ...parseAddress(x) })) }) },
      getRangeByIndexes: {
        gives: "Range",
        run: (s, r, c, rows, cols) => {
          if (!(r >= 0 && c >= 0 && rows > 0 && cols > 0)) throw hostError("InvalidArgument", `getRangeByIndexes(${r}, ${c}, ${rows}, ${cols})`);
          return { sheet: s, r, c, rows, cols };
        },
      },
      getUsedRangeOrNullObject: { gives: "Range", run: (s) => (s.used() ? { sheet: s, ...s.used() } : null) },
    },
  },
  WorksheetProtection: {
    properties: {
      protected: readOnly((s) => s.protection.protected),
      options: readOnly((s) => s.protection.options),
    },
    links: {},
    methods: { protect: { run: protect }, unprotect: { run: unprotect } },
  },
  Range: {
    properties: {
      address: readOnly((x) => `${quoteSheet(x.sheet.name)}!${writeAddress(x)}`),
      rowIndex: readOnly((x) => x.r),
      columnIndex: readOnly((x) => x.c),
      rowCount: readOnly((x) => x.rows),
      columnCount: readOnly((x) => x.cols),
      values: property((x) => matrix(x, (cell) => cell.v), writeCells),
      numberFormat: property((x) => matrix(x, (cell) => cell.nf), (x, v) => { mayFormat(x.sheet); writeMatrix(x, v, (s, r, c, value) => { s.own(r, c).nf = value; }); }),
      formulas: property((x) => matrix(x, (cell) => cell.f || cell.v), writeCells),
    },
    links: { worksheet: ["Worksheet", (x) => x.sheet], ...formatsOf },
    methods: {
      select: {
        run: ({ sheet, r, c, rows, cols }) => {
          sheet.book.activate(sheet);
          sheet.book.selection = { r, c, rows, cols };
          HOST.scrollToSelection = true;
        },
      },
    },
  },
  RangeAreas: { properties: {}, links: formatsOf, methods: {} },
  ConditionalFormatCollection: {
    item: "ConditionalFormat",
    list: (areas) => areas.sheet.conditionalFormats.filter((f) => overlaps(f.areas, areas.list)),
    properties: {},
    links: {},
    methods: {
      add: { gives: "ConditionalFormat", run: addFormat },
      getItem: {
        gives: "ConditionalFormat",
        run: (areas, id) => areas.sheet.conditionalFormats.find((f) => f.id === id) ?? (() => { throw missing(id); })(),
      },
    },
  },
  ConditionalFormat: {
    properties: { id: readOnly((f) => f.id), type: readOnly((f) => f.type) },
    links: {
      custom: ["CustomConditionalFormat", (f) => f],
      customOrNullObject: ["CustomConditionalFormat", (f) => f],
    },
    methods: { delete: { run: removeFormat } },
  },
  CustomConditionalFormat: {
    properties: {},
    links: { rule: ["ConditionalFormatRule", (f) => f], format: ["ConditionalRangeFormat", (f) => f] },
    methods: {},
  },
  ConditionalFormatRule: { properties: { formula: property((f) => f.formula, (f, v) => { f.formula = v; }) }, links: {}, methods: {} },
  ConditionalRangeFormat: {
    properties: {},
    links: { fill: ["ConditionalRangeFill", (f) => f] },
    methods: {},
  },
  ConditionalRangeFill: { properties: { color: property((f) => f.fill, (f, v) => { f.fill = v; }) }, links: {}, methods: {} },
  NamedItemCollection: {
    item: "NamedItem",
    list: (x) => x.names.map((name) => ({ ...name, book: x.book ?? x })),
    properties: {},
    links: {},
    methods: {},
  },
  NamedItem: {
    properties: { name: readOnly((n) => n.name), formula: readOnly((n) => n.formula), type: readOnly((n) => n.type), visible: readOnly((n) => n.visible) },
    links: {},
    methods: { getRangeOrNullObject: { gives: "Range", run: (n) => referred(n.book, n.formula) } },
  },
};

function overlaps(a, b) {
  return a.some((x) => b.some((y) => x.r < y.r + y.rows && y.r < x.r + x.rows && x.c < y.c + y.cols && y.c < x.c + x.cols));
}
