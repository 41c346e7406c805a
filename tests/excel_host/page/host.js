// Opens a workbook in the grid and the real pane beside it. Tests and people use HOST.
"use strict";

const server = {
  session: "",
  async post(path, body) {
    const response = await fetch(`/host/api/${path}`, { method: "POST", body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return response;
  },
  async open(key) {
    const opened = await (await this.post("open", { key })).json();
    this.session = opened.session;
    return opened;
  },
  async calculate(edits) {
    return (await this.post(`${this.session}/calculate`, edits)).json();
  },
  async save() {
    await HOST.book.recalculate();
    return new Uint8Array(await (await this.post(`${this.session}/save`, HOST.book.customProperties)).arrayBuffer());
  },
};

window.HOST = {
  api: { hostError, EXCEL_CLASSES },
  server,
  book: null,
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
  opened: [],

  async open(key, { token, pane = true, apiVersion, protectedSheets } = {}) {
    const { model, token: demoToken } = await server.open(key);
    if (apiVersion) this.apiVersion = apiVersion;
    this.book = new Book(model, server);
    const pass = token ?? demoToken;
    if (pass !== undefined && pass !== null) localStorage.setItem("tidtam.token", pass);
    for (const sheet of this.book.sheets)
      if (protectedSheets !== undefined) sheet.protection.protected = protectedSheets;
    this.draw();
    this.say("");
    if (pane) document.getElementById("pane").src = "/taskpane";
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
    Grid.draw(this.book);
    if (this.scrollToSelection) {
      this.scrollToSelection = false;
      document.querySelector("td.selected")?.scrollIntoView({ block: "center", inline: "nearest" });
    }
  },

  // Batches come in quick succession: what they changed is drawn once.
  drawSoon() {
    this.drawing ??= requestAnimationFrame(() => {
      this.drawing = null;
      this.draw();
    });
  },

  say(text) {
    document.getElementById("bar").textContent = `${this.book.name} — ตารางจำลอง (ไม่ใช่ Excel) ${text}`;
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

Grid.listen();
const key = new URLSearchParams(location.search).get("book");
if (key) HOST.open(key).catch((error) => { document.getElementById("bar").textContent = error.message; });
