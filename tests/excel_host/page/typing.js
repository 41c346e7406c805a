// What a person does in the grid: press, type, copy, paste, fill down, delete, undo. All become edits of the workbook.
"use strict";

const Typing = {
  anchor: null, // where a selection of several cells began
  far: null, // and where it has come to
  entering: false, // arrows leave the cell: typed over it, not opened with F2
  copied: null, // { text, rows }: what Ctrl+C took, with the values behind what is shown

  get sheet() {
    return HOST.book.sheets[HOST.book.active];
  },

  listen() {
    const { root } = Grid;
    root.addEventListener("mousedown", (event) => this.press(event));
    root.addEventListener("mousemove", (event) => event.buttons === 1 && this.drag(event));
    root.addEventListener("dblclick", (event) => event.target.closest("td") && this.edit(true));
    root.addEventListener("keydown", (event) => this.key(event));
    root.addEventListener("paste", (event) => this.paste(event));
    document.addEventListener("copy", (event) => this.copy(event));
  },

  // ---- selecting
  select(area, { extend = false } = {}) {
    if (!extend || !this.anchor) this.anchor = Moves.at(area.r, area.c);
    this.far = area;
    HOST.book.selection = extend ? Moves.range(this.anchor, area) : area;
    HOST.tell("");
    Grid.showSelection(HOST.book);
    Grid.root.focus({ preventScroll: true });
  },

  move(area, options) {
    this.select(area, options);
    Grid.reveal(Grid.box(area.r, area.c));
  },

  press(event) {
    const box = event.target.closest("td");
    if (!box || event.target.tagName === "TEXTAREA") return;
    event.preventDefault();
    const sheet = this.sheet;
    const target = sheet.links[box.dataset.a];
    this.leave(() => {
      this.select(parseAddress(box.dataset.a), { extend: event.shiftKey });
      if (target && event.button === 0 && !event.shiftKey) this.follow(target);
    });
  },

  drag(event) {
    const box = event.target.closest("td");
    if (HOST.editMode || !box || !this.anchor) return;
    const to = parseAddress(box.dataset.a);
    if (to.r !== this.far?.r || to.c !== this.far?.c) this.select(to, { extend: true });
  },

  // A link of the workbook's own: to the first cell there that is seen.
  follow(target) {
    const place = referred(HOST.book, `=${target}`);
    if (!place || place.sheet.visibility !== "Visible") return;
    const { sheet, r, c } = place;
    HOST.show(sheet);
    this.move(Moves.hidden(sheet, r, c) ? Moves.step(sheet, { r, c }, 0, 1) : Moves.at(r, c));
  },

  // ---- keys
  key(event) {
    if (event.target.tagName === "TEXTAREA") return this.editKey(event);
    if (Choices.key(event) || this.command(event) || this.travel(event)) event.preventDefault();
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
      if (!this.edit(false)) event.preventDefault();
    }
  },

  command(event) {
    const control = event.ctrlKey || event.metaKey;
    const letter = event.code.replace("Key", "").toLowerCase(); // a Thai keyboard has other letters on the keys
    if (event.key === "Delete") this.clear();
    else if (event.key === "F2") this.edit(true);
    else if (event.key === "Backspace") this.edit(false);
    else if (control && (event.key === "d" || letter === "d")) this.fillDown();
    else if (control && (event.key === "z" || letter === "z")) this.undo();
    else return false;
    return true;
  },

  travel(event) {
    const next = this.target(event);
    if (!next) return false;
    const extend = event.shiftKey && !["Tab", "Enter"].includes(event.key);
    this.move(next, { extend });
    return true;
  },

  target({ key, shiftKey, ctrlKey }) {
    const sheet = this.sheet;
    const from = shiftKey && this.far && key.startsWith("Arrow") ? this.far : HOST.book.selection;
    const directions = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    if (key in directions) return Moves.steps(sheet, from, ctrlKey ? 1000 : 1, ...directions[key]);
    if (key === "Enter") return Moves.step(sheet, from, shiftKey ? -1 : 1, 0);
    if (key === "Tab") return Moves.tab(sheet, from, shiftKey);
    if (key === "Home" || key === "End") return Moves.edge(sheet, from, key, ctrlKey);
    const box = Grid.box(from.r, from.c);
    const page = Math.max(Math.floor((Grid.root.clientHeight - Grid.head) / Math.max(box?.offsetHeight ?? 24, 24)) - 1, 1);
    if (key === "PageDown" || key === "PageUp") return Moves.steps(sheet, from, page, key === "PageDown" ? 1 : -1, 0);
    return null;
  },

  // ---- typing into a cell
  isLocked({ r, c }) {
    return this.sheet.protection.protected && this.sheet.cell(r, c).locked;
  },

  edit(keep) {
    const { r, c } = HOST.book.selection;
    const box = Grid.box(r, c);
    if (!box || HOST.editMode) return false;
    if (this.isLocked({ r, c })) return HOST.refused(r, c), false;
    Choices.close();
    const editor = document.createElement("textarea");
    editor.value = keep ? typedText(this.sheet.cell(r, c)) : "";
    editor.rows = 1;
    editor.style.height = `${box.clientHeight - 2}px`;
    box.replaceChildren(editor);
    box.classList.add("editing");
    editor.addEventListener("input", () => { editor.style.height = `${Math.max(box.clientHeight - 2, editor.scrollHeight)}px`; });
    HOST.editMode = true;
    HOST.tell("");
    this.entering = !keep;
    editor.focus();
    editor.setSelectionRange(editor.value.length, editor.value.length);
    return true;
  },

  editKey(event) {
    const { target, key } = event;
    if (key === "Escape") this.stop();
    else if (key === "Enter" && event.altKey) {
      target.setRangeText("\n", target.selectionStart, target.selectionEnd, "end");
      target.dispatchEvent(new Event("input"));
    } else if (key === "Enter" || key === "Tab" || (this.entering && key.startsWith("Arrow"))) {
      const { key: pressed, shiftKey, ctrlKey } = event;
      this.leave(() => this.move(this.target({ key: pressed, shiftKey, ctrlKey })));
    } else return;
    event.preventDefault();
  },

  stop() {
    HOST.editMode = false;
    HOST.draw();
    Grid.root.focus({ preventScroll: true });
  },

  // Takes over what is being typed, then goes on; where the cell's validation refuses it, the person decides.
  leave(then) {
    if (!HOST.editMode) return then();
    const editor = Grid.root.querySelector("td textarea");
    const { r, c } = HOST.book.selection;
    const refusal = Rules.refusal(this.sheet, r, c, editor.value);
    const take = () => {
      HOST.editMode = false;
      this.change([[editor.value]]);
      HOST.draw();
      then();
    };
    if (!refusal) return take();
    Choices.refuse(refusal, { again: () => { editor.focus(); editor.select(); }, cancel: () => this.stop(), take });
  },

  // ---- blocks of cells
  change(rows, { r, c } = HOST.book.selection) {
    HOST.edit(this.sheet.name, r, c, rows).catch((error) => HOST.failed(error));
  },

  clear() {
    const { rows, cols } = HOST.book.selection;
    this.change(Array.from({ length: rows }, () => Array(cols).fill("")));
  },

  values({ r, c, rows, cols }) {
    const held = (cell) => (typeof cell.v === "string" && cell.v !== "" ? `'${cell.v}` : cell.v);
    return Array.from({ length: rows }, (_, i) => Array.from({ length: cols }, (_, j) => held(this.sheet.cell(r + i, c + j))));
  },

  // The first row of the selection downwards; of one cell, what stands above it.
  fillDown() {
    const { r, c, rows, cols } = HOST.book.selection;
    const [first] = this.values({ r: rows === 1 ? Math.max(r - 1, 0) : r, c, rows: 1, cols });
    this.change(Array.from({ length: rows }, () => first));
  },

  copy(event) {
    if (document.activeElement !== Grid.root) return;
    const area = HOST.book.selection;
    const quoted = (text) => (/[\t\n"]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
    const shown = (i, j) => { const cell = this.sheet.cell(area.r + i, area.c + j); return quoted(shownValue(cell.v, cell.nf)); };
    const text = Array.from({ length: area.rows }, (_, i) => Array.from({ length: area.cols }, (_, j) => shown(i, j)).join("\t")).join("\n");
    this.copied = { text, rows: this.values(area) };
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
  },

  paste(event) {
    if (event.target.tagName === "TEXTAREA") return;
    event.preventDefault();
    if (!event.clipboardData.types.includes("text/plain")) return;
    const text = event.clipboardData.getData("text/plain").replace(/\r\n/g, "\n").replace(/\n$/, "");
    const rows = text === this.copied?.text ? this.copied.rows : pastedRows(text);
    const { rows: height, cols: width } = HOST.book.selection;
    const one = rows.length === 1 && rows[0].length === 1;
    this.change(one ? Array.from({ length: height }, () => Array(width).fill(rows[0][0])) : rows);
  },

  undo() {
    HOST.book.undo().then((done) => {
      if (!done) HOST.tell("ไม่มีอะไรให้เลิกทำ");
      else Grid.reveal(Grid.box(HOST.book.selection.r, HOST.book.selection.c));
    }, (error) => HOST.failed(error));
  },
};

// Cells as spreadsheets put them on the clipboard: tabs and line breaks between them, in quotes where one holds these.
function pastedRows(text) {
  const rows = [[]];
  const cells = /(?:^|[\t\n])("(?:[^"]|"")*"(?=[\t\n]|$)|[^\t\n]*)/g;
  for (const found of text.matchAll(cells)) {
    if (found[0].startsWith("\n")) rows.push([]);
    const cell = found[1];
    rows.at(-1).push(cell.startsWith('"') && cell.endsWith('"') && cell.length > 1 ? cell.slice(1, -1).replace(/""/g, '"') : cell);
  }
  const width = Math.max(...rows.map((row) => row.length));
  return rows.map((row) => [...row, ...Array(width - row.length).fill("")]);
}
