// Formulas of conditional formats and validations, computed where the grid is drawn. Strict: a function or an
// operator that stands in no table here throws. A formula is written for one cell and moves with `shift`.
"use strict";

const FORMULA_TOKEN = new RegExp([
  /("(?:[^"]|"")*")/, // text
  /(\d+\.?\d*(?:E[-+]?\d+)?)(?![\w!])/, // number
  /((?:'(?:[^']|'')+'|[A-Za-z_\u0e01-\u0e4e][\w.\u0e01-\u0e4e]*)!)?(\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?|\$?[A-Z]{1,3}:\$?[A-Z]{1,3})(?![\w(!])/, // cells
  /([A-Za-z_\u0e01-\u0e4e][\w.\u0e01-\u0e4e]*)/, // function, name, TRUE
  /(<>|<=|>=|[-+*/^&=<>(),])/,
].map((part) => part.source).join("|"), "gy");

function formulaTokens(text) {
  const tokens = [];
  const body = text.replace(/^=/, "").trim();
  FORMULA_TOKEN.lastIndex = 0;
  for (let at = 0; at < body.length; ) {
    FORMULA_TOKEN.lastIndex = at;
    const m = FORMULA_TOKEN.exec(body);
    if (!m) throw new Error(`EMULATOR: formula ${text} is not implemented`);
    const [, quoted, number, sheet, cells, word, sign] = m;
    if (quoted !== undefined) tokens.push({ kind: "value", value: quoted.slice(1, -1).replace(/""/g, '"') });
    else if (number !== undefined) tokens.push({ kind: "value", value: Number(number) });
    else if (cells !== undefined) tokens.push({ kind: "cells", sheet: sheet?.slice(0, -1).replace(/^'|'$/g, "").replace(/''/g, "'"), cells });
    else tokens.push(word !== undefined ? { kind: "word", word } : { kind: "sign", sign });
    at = FORMULA_TOKEN.lastIndex;
    while (body[at] === " ") at += 1;
  }
  return tokens;
}

const BINDING = [["=", "<>", "<", ">", "<=", ">="], ["&"], ["+", "-"], ["*", "/"], ["^"]];

// Text -> tree of { kind, ... }.
function parseFormula(text) {
  const tokens = formulaTokens(text);
  let at = 0;
  const is = (...signs) => tokens[at]?.kind === "sign" && signs.includes(tokens[at].sign);
  const expect = (sign) => {
    if (!is(sign)) throw new Error(`EMULATOR: formula ${text} is not implemented`);
    at += 1;
  };
  const level = (n) => {
    if (n === BINDING.length) return unary();
    let left = level(n + 1);
    while (is(...BINDING[n])) left = { kind: "pair", sign: tokens[at++].sign, left, right: level(n + 1) };
    return left;
  };
  const unary = () => {
    if (is("-")) return at++, { kind: "minus", of: unary() };
    if (is("+")) return at++, unary();
    return atom();
  };
  const atom = () => {
    const token = tokens[at++];
    if (token?.kind === "sign" && token.sign === "(") {
      const inner = level(0);
      expect(")");
      return inner;
    }
    if (token?.kind !== "word") {
      if (!token || token.kind === "sign") throw new Error(`EMULATOR: formula ${text} is not implemented`);
      return token;
    }
    if (/^(TRUE|FALSE)$/i.test(token.word)) return { kind: "value", value: /^t/i.test(token.word) };
    if (!is("(")) return { kind: "name", name: token.word };
    at += 1;
    const given = [];
    while (!is(")")) {
      given.push(level(0));
      if (is(",")) at += 1;
      else break;
    }
    expect(")");
    return { kind: "call", name: token.word.toUpperCase(), given };
  };
  const tree = level(0);
  if (at < tokens.length) throw new Error(`EMULATOR: formula ${text} is not implemented`);
  return tree;
}

// "$B6:C$9" written for the cell `from`, read at the cell `to`; what stands behind $ stays.
function shiftedArea(cells, from, to) {
  const moved = cells.split(":").map((corner) => {
    const [, fixColumn, column, fixRow, row] = corner.match(/(\$?)([A-Z]{1,3})(\$?)(\d*)/);
    const c = columnIndex(column) + (fixColumn ? 0 : to.c - from.c);
    return columnName(c) + (row ? Number(row) + (fixRow ? 0 : to.r - from.r) : "");
  });
  return parseAddress(moved.join(":"));
}

const isCells = (x) => x !== null && typeof x === "object";
const single = (x) => (isCells(x) ? x.sheet.cell(x.r, x.c).v : x);
const numberOf = (x) => { const v = single(x); return v === "" ? 0 : Number(v); };
const textOf = (x) => { const v = single(x); return typeof v === "boolean" ? String(v).toUpperCase() : String(v); };
const truth = (x) => { const v = single(x); return typeof v === "string" ? /^true$/i.test(v) : Boolean(v); };

function valuesIn({ sheet, r, c, rows, cols }) {
  const found = [];
  for (let i = r; i < Math.min(r + rows, sheet.bottom); i++)
    for (let j = c; j < Math.min(c + cols, sheet.right); j++) found.push(sheet.cell(i, j).v);
  return found;
}

// Excel puts numbers before texts, and texts without regard to case.
function compared(a, b) {
  const [x, y] = [single(a), single(b)].map((v, i, both) => (v === "" && typeof both[1 - i] === "number" ? 0 : v));
  if (typeof x !== typeof y) return typeof x === "number" ? -1 : 1;
  const [left, right] = typeof x === "string" ? [x.toLowerCase(), y.toLowerCase()] : [x, y];
  return left < right ? -1 : left > right ? 1 : 0;
}

const SIGNS = {
  "=": (a, b) => compared(a, b) === 0, "<>": (a, b) => compared(a, b) !== 0,
  "<": (a, b) => compared(a, b) < 0, ">": (a, b) => compared(a, b) > 0,
  "<=": (a, b) => compared(a, b) <= 0, ">=": (a, b) => compared(a, b) >= 0,
  "&": (a, b) => textOf(a) + textOf(b), "+": (a, b) => numberOf(a) + numberOf(b), "-": (a, b) => numberOf(a) - numberOf(b),
  "*": (a, b) => numberOf(a) * numberOf(b), "/": (a, b) => numberOf(a) / numberOf(b), "^": (a, b) => numberOf(a) ** numberOf(b),
};

const rounded = (value, places) => {
  const shift = 10 ** places;
  return (Math.sign(value) * Math.round(Math.abs(value) * shift * (1 + Number.EPSILON))) / shift;
};

const FUNCTIONS = {
  OR: (...all) => all.some(truth), NOT: (x) => !truth(x),
  ISNUMBER: (x) => typeof single(x) === "number", ISTEXT: (x) => typeof single(x) === "string" && single(x) !== "",
  ISBLANK: (x) => single(x) === "",
  ABS: (x) => Math.abs(numberOf(x)), ROUND: (x, places) => rounded(numberOf(x), numberOf(places)),
  MOD: (x, by) => numberOf(x) - numberOf(by) * Math.floor(numberOf(x) / numberOf(by)),
  LEN: (x) => textOf(x).length, TRIM: (x) => textOf(x).trim().replace(/ +/g, " "),
  SUM: (...all) => all.flatMap((x) => (isCells(x) ? valuesIn(x).filter((v) => typeof v === "number") : [numberOf(x)])).reduce((a, b) => a + b, 0),
  COUNTIF: (cells, wanted) => valuesIn(cells).filter((v) => compared(v, wanted) === 0).length,
  INDEX: (cells, row, column = 1) => ({ sheet: cells.sheet, r: cells.r + numberOf(row) - 1, c: cells.c + numberOf(column) - 1, rows: 1, cols: 1 }),
};

// `place`: { sheet, r, c, from: the cell that the formula was written for, entry: what is being typed there }.
function computed(tree, place) {
  const { sheet, r, c, from } = place;
  if (tree.kind === "value") return tree.value;
  if (tree.kind === "minus") return -numberOf(computed(tree.of, place));
  if (tree.kind === "pair") return SIGNS[tree.sign](computed(tree.left, place), computed(tree.right, place));
  if (tree.kind === "cells") {
    const area = shiftedArea(tree.cells, from, place);
    const own = !tree.sheet && area.r === r && area.c === c && area.rows * area.cols === 1;
    return own && "entry" in place ? place.entry : { sheet: tree.sheet ? sheet.book.sheet(tree.sheet) : sheet, ...area };
  }
  if (tree.kind === "name") return namedCells(sheet, tree.name);
  if (tree.name === "ROW" && !tree.given.length) return r + 1;
  if (tree.name === "IF") return truth(computed(tree.given[0], place)) ? computed(tree.given[1], place) : tree.given[2] ? computed(tree.given[2], place) : false;
  if (tree.name === "AND") return tree.given.every((one) => truth(computed(one, place)));
  const play = FUNCTIONS[tree.name];
  if (!play) throw new Error(`EMULATOR: function ${tree.name} is not implemented`);
  return play(...tree.given.map((one) => computed(one, place)));
}

function namedCells(sheet, name) {
  const named = [...sheet.names, ...sheet.book.names].find((one) => one.name.toLowerCase() === name.toLowerCase());
  const cells = named && (referred(sheet.book, named.formula) ?? filledPart(sheet.book, named.formula));
  if (!cells) throw new Error(`EMULATOR: name ${name} is not implemented`);
  return cells;
}

// INDEX(กลุ่ม!$B:$B,7):INDEX(กลุ่ม!$B:$B, last filled row up to 46): a register's list of what is typed there.
function filledPart(book, formula) {
  const m = formula.match(/^=?INDEX\((.+?)!\$([A-Z]+):\$[A-Z]+,(\d+)\):INDEX\(.*,(\d+)\)/s);
  const cells = m && referred(book, `=${m[1]}!$${m[2]}$${m[3]}:$${m[2]}$${m[4]}`);
  if (!cells) return null;
  while (cells.rows > 1 && cells.sheet.cell(cells.r + cells.rows - 1, cells.c).v === "") cells.rows -= 1;
  return cells;
}
