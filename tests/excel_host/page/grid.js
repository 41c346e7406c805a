// The visible grid: draws the active sheet and turns keys, paste, fill-down and delete into edits of the workbook.
"use strict";

const Grid = {
  root: document.getElementById("grid"),
  MOST_ROWS: 160,

  draw(book) {
    const sheet = book.sheets[book.active];
    const used = sheet.used() || { r: 0, c: 0, rows: 1, cols: 1 };
    const rows = Math.min(Math.max(used.r + used.rows + 2, 12), this.MOST_ROWS);
    const cols = Math.max(used.c + used.cols, 8);
    const table = document.createElement("table");
    table.append(this.header(sheet, cols));
    const covered = this.covered(sheet);
    for (let r = 0; r < rows; r++) {
      if (sheet.hiddenRows.has(r)) continue;
      const line = document.createElement("tr");
      line.append(Object.assign(document.createElement("th"), { textContent: r + 1 }));
      for (let c = 0; c < cols; c++) {
        if (sheet.widths[c] === 0 || covered.has(`${r},${c}`)) continue;
        line.append(this.cell(book, sheet, r, c));
      }
      table.append(line);
    }
    this.root.replaceChildren(table);
    this.drawTabs(book);
  },

  header(sheet, cols) {
    const line = document.createElement("tr");
    line.append(document.createElement("th"));
    for (let c = 0; c < cols; c++) {
      if (sheet.widths[c] === 0) continue;
      const head = Object.assign(document.createElement("th"), { textContent: columnName(c) });
      head.style.width = `${Math.min(sheet.widths[c] ?? 9, 42) * 7}px`;
      line.append(head);
    }
    return line;
  },

  covered(sheet) {
    const covered = new Set();
    for (const m of sheet.merges)
      for (let i = 0; i < m.rows; i++) for (let j = 0; j < m.cols; j++) if (i || j) covered.add(`${m.r + i},${m.c + j}`);
    return covered;
  },

  cell(book, sheet, r, c) {
    const cell = sheet.cell(r, c);
    const box = document.createElement("td");
    box.dataset.a = columnName(c) + (r + 1);
    box.textContent = this.shown(cell);
    const merge = sheet.merges.find((m) => m.r === r && m.c === c);
    if (merge) {
      box.colSpan = merge.cols;
      box.rowSpan = merge.rows;
    }
    box.classList.toggle("number", typeof cell.v === "number");
    box.classList.toggle("bold", Boolean(cell.bold));
    box.classList.toggle("wrap", Boolean(cell.wrap));
    // A text that is not wrapped runs over into empty cells on its right.
    box.classList.toggle("over", typeof cell.v === "string" && !cell.wrap && sheet.cell(r, c + (merge?.cols ?? 1)).v === "");
    box.classList.toggle("locked", sheet.protection.protected && cell.locked);
    box.classList.toggle("entry", sheet.protection.protected && !cell.locked);
    box.classList.toggle("selected", r === book.selection.r && c === book.selection.c);
    if (cell.fill) box.style.backgroundColor = cell.fill;
    const mark = this.mark(sheet, r, c);
    if (mark) box.style.backgroundColor = mark;
    return box;
  },

  // Conditional formats put there by the add-in; the template's own are not evaluated here.
  mark(sheet, r, c) {
    return sheet.conditionalFormats.find((f) => overlaps(f.areas, [{ r, c, rows: 1, cols: 1 }]))?.fill;
  },

  shown({ v, nf }) {
    if (typeof v !== "number") return v === "" ? "" : String(v);
    if (/[dmy]{2}/i.test(nf) && !/#|0/.test(nf)) return new Date(Math.round((v - 25569) * 864e5)).toISOString().slice(0, 10);
    const places = (nf.match(/0\.(0+)/) || [, ""])[1].length;
    if (nf.includes("%")) return `${(v * 100).toFixed(places)}%`;
    if (nf.includes("#,##0") || places) return v.toLocaleString("en-US", { minimumFractionDigits: places, maximumFractionDigits: places });
    return String(v);
  },

  drawTabs(book) {
    const tabs = book.sheets.filter((s) => s.visibility === "Visible").map((sheet) => {
      const tab = Object.assign(document.createElement("button"), { textContent: sheet.name });
      tab.classList.toggle("active", sheet.index === book.active);
      tab.addEventListener("click", () => { book.activate(sheet); HOST.draw(); });
      return tab;
    });
    document.getElementById("tabs").replaceChildren(...tabs);
  },

  listen() {
    this.root.addEventListener("mousedown", (event) => this.press(event));
    this.root.addEventListener("dblclick", () => this.edit(true));
    this.root.addEventListener("keydown", (event) => this.key(event));
    this.root.addEventListener("paste", (event) => this.paste(event));
  },

  press(event) {
    const box = event.target.closest("td");
    if (!box || event.target.tagName === "INPUT") return;
    if (HOST.editMode) this.commit(0, 0);
    HOST.book.selection = parseAddress(box.dataset.a);
    HOST.draw();
    this.root.focus();
    event.preventDefault();
  },

  key(event) {
    if (event.target.tagName === "INPUT") return this.editKey(event);
    const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Enter: [1, 0], Tab: [0, 1] };
    if (event.key in moves) this.move(...moves[event.key]);
    else if (event.key === "Delete") this.change([[""]]);
    else if (event.key === "F2") this.edit(true);
    else if (event.ctrlKey && event.key === "d") this.fillDown();
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) return this.edit(false);
    else return;
    event.preventDefault();
  },

  editKey(event) {
    if (event.key === "Escape") {
      HOST.editMode = false;
      HOST.draw();
      this.root.focus();
    } else if (event.key === "Enter") this.commit(1, 0);
    else if (event.key === "Tab") this.commit(0, 1);
    else return;
    event.preventDefault();
  },

  edit(keep) {
    const box = this.root.querySelector("td.selected");
    const { r, c } = HOST.book.selection;
    const sheet = HOST.book.sheets[HOST.book.active];
    if (!box || (sheet.protection.protected && sheet.cell(r, c).locked)) return;
    const input = document.createElement("input");
    input.value = keep ? String(sheet.cell(r, c).f ?? sheet.cell(r, c).v) : "";
    box.replaceChildren(input);
    HOST.editMode = true;
    input.focus();
    input.select();
  },

  commit(down, right) {
    const text = this.root.querySelector("td input").value;
    HOST.editMode = false;
    this.change([[text]]);
    this.move(down, right);
  },

  paste(event) {
    const text = event.clipboardData.getData("text/plain").replace(/\r?\n$/, "");
    this.change(text.split(/\r?\n/).map((line) => line.split("\t")));
    event.preventDefault();
  },

  fillDown() {
    const { r, c, rows, cols } = HOST.book.selection;
    const sheet = HOST.book.sheets[HOST.book.active];
    const first = Array.from({ length: cols }, (_, j) => sheet.cell(r, c + j).v);
    this.change(Array.from({ length: rows }, () => first));
  },

  change(rows) {
    const { r, c } = HOST.book.selection;
    HOST.edit(HOST.book.sheets[HOST.book.active].name, r, c, rows).catch((error) => { HOST.say(error.message); });
  },

  move(down, right) {
    const { r, c } = HOST.book.selection;
    HOST.book.selection = { r: Math.max(r + down, 0), c: Math.max(c + right, 0), rows: 1, cols: 1 };
    HOST.draw();
    this.root.focus();
  },
};
