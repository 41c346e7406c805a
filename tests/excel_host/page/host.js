// Opens workbooks in the grid and the real pane beside the one in front. Tests and people use HOST.
"use strict";

const TOKEN = "tidtam.token";

// The host's server has the workbook; `id` names it there.
class Session {
  constructor(id) {
    this.id = id;
  }

  static async post(path, body) {
    const response = await fetch(`/host/api/${path}`, { method: "POST", body }).catch(() => null);
    if (response?.ok) return response;
    const why = response ? (await response.json().catch(() => null))?.detail : "";
    const error = new Error(why || "ติดต่อโปรแกรมที่เปิดหน้านี้ไม่ได้ ถ้าปิดไปแล้วให้เปิดใหม่ แล้วเปิดหน้านี้ใหม่");
    HOST.lost(error.message);
    throw error;
  }

  async calculate(edits) {
    return (await Session.post(`${this.id}/calculate`, JSON.stringify(edits))).json();
  }

  async save(properties) {
    return new Uint8Array(await (await Session.post(`${this.id}/save`, JSON.stringify(properties))).arrayBuffer());
  }
}

window.HOST = {
  api: { hostError, EXCEL_CLASSES },
  book: null,
  books: [], // all that are open, the one in front among them
  apiVersion: 1.18,
  latencyMs: 0,
  editMode: false,
  startup: "",
  usage: new Set(),
  stats: { syncs: 0, operations: 0, told: 0 },
  written: [],
  events: 0, // told to the pane and not dealt with yet
  heldUp: 0, // batches that wait for a cell to be left
  planned: [], // edits [sheet, address, rows], one made in the middle of each batch to come
  opened: [], // what the pane opened as new workbooks, base64

  async open(key, { token, pane = true, apiVersion, protectedSheets } = {}) {
    const opened = await (await Session.post("open", JSON.stringify({ key }))).json();
    if (apiVersion) this.apiVersion = apiVersion;
    const book = this.add(opened);
    const pass = token ?? opened.token;
    // Per tab, and the pane of this page reads it there (office_emu.js): two tabs may be two persons.
    if (pass !== undefined && pass !== null) sessionStorage.setItem(TOKEN, pass);
    for (const sheet of book.sheets)
      if (protectedSheets !== undefined) sheet.protection.protected = protectedSheets;
    this.bringToFront(book, pane);
  },

  add({ session, model }) {
    const book = new Book(model, new Session(session));
    this.books.push(book);
    return book;
  },

  // A workbook that the pane opens. It waits behind the one in front until the person asks for it.
  async openNew(base64) {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const book = this.add(await (await Session.post(`new?number=${this.books.length}`, bytes)).json());
    Books.draw();
    this.tell(`เปิด ${book.name} แล้ว กดชื่อเพื่อดู`);
  },

  bringToFront(book, pane = true) {
    this.book = book;
    document.title = `${book.name} ตารางจำลอง (ไม่ใช่ Excel)`;
    Books.draw();
    this.tell("");
    this.draw();
    if (pane) document.getElementById("pane").src = "/taskpane";
  },

  show(sheet) {
    this.book.activate(sheet);
    this.draw();
    const { r, c } = this.book.selection;
    Grid.reveal(Grid.box(r, c));
    Grid.root.focus({ preventScroll: true });
  },

  async edit(sheetName, r, c, rows) {
    await this.book.userEdit(this.book.sheet(sheetName), r, c, rows);
  },

  async editAt(sheetName, address, rows) {
    const { r, c } = parseAddress(address);
    await this.edit(sheetName, r, c, rows);
  },

  async leftEditMode() {
    this.heldUp += 1;
    while (this.editMode) await new Promise((done) => setTimeout(done, 25));
    this.heldUp -= 1;
  },

  async meanwhile() {
    if (this.planned.length) await this.editAt(...this.planned.shift());
  },

  draw() {
    if (this.editMode) return;
    const sheet = this.book.sheets[this.book.active];
    if (this.drawn !== sheet) Grid.root.scrollTo(0, 0);
    this.drawn = sheet;
    Grid.draw(this.book);
    if (this.scrollToSelection) {
      this.scrollToSelection = false;
      Grid.reveal(Grid.box(this.book.selection.r, this.book.selection.c));
    }
  },

  // Batches come in quick succession: what they changed is drawn once.
  drawSoon() {
    this.drawing ??= requestAnimationFrame(() => {
      this.drawing = null;
      this.draw();
    });
  },

  // ---- what the person is told above the grid
  tell(text) {
    document.getElementById("said").textContent = text;
  },

  refused(r, c) {
    this.tell(`ช่อง ${columnName(c)}${r + 1} ล็อกไว้ แก้ไม่ได้ กรอกได้เฉพาะช่องที่เปิดให้กรอก`);
  },

  failed(error) {
    if (error.cell) this.refused(error.cell.r, error.cell.c);
    else this.tell(error.message);
  },

  // Nothing can go on without the workbook behind the grid.
  lost(text) {
    const box = document.getElementById("lost");
    box.querySelector("p").textContent = text;
    if (!box.open) box.showModal();
  },

  // What a test compares: values, formulas and marks of every cell that has any.
  dump() {
    return Object.fromEntries(this.book.sheets.map((sheet) => [sheet.name, Object.fromEntries(
      [...sheet.cells].flatMap(([key, cell]) => {
        const [r, c] = key.split(",").map(Number);
        const mark = Grid.mark(sheet, r, c) ?? null;
        return cell.v === "" && !cell.f && !mark ? [] : [[columnName(c) + (r + 1), { v: cell.v, f: cell.f ?? null, mark }]];
      }))]));
  },
};

Typing.listen();
Books.listen();
const key = new URLSearchParams(location.search).get("book");
if (key) HOST.open(key).catch((error) => console.error(error.message));
