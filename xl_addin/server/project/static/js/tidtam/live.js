// Watches the workbook and checks what changes: one check at a time, nothing that was typed is ever forgotten.

import { Refusal, wordsOf } from "./api.js";
import { checkRows } from "./check.js";

export const TIMES = { debounce: 200, longestWait: 1500, retry: 3000 };

const SHUT =
  "ตรวจแล้ว แต่ทำเครื่องหมายในตารางไม่ได้ เพราะแผ่นนี้ล็อกด้วยรหัสผ่านที่ตั้งเอง ข้อที่ต้องแก้อยู่ในรายการด้านล่าง " +
  "ถ้าต้องการเครื่องหมาย ให้ปลดล็อก (รีวิว > ยกเลิกการป้องกันแผ่นงาน) แล้วกดตรวจ";

export class Live {
  // `told` = { state(kind, text), answered(), restructured() }
  constructor(form, store, told) {
    Object.assign(this, { form, store, told });
    this.dirty = new Map(); // sheetId -> Set of rows
    this.asleep = true; // until it is known who asks
    this.timer = null;
    this.since = 0;
    this.busy = null;
    this.failed = null; // why the last check could not be done
    this.runs = 0;
    this.ownWrites = new Set(); // on hosts that do not tell who made a change
    this.decidedOn = new Map(); // cell -> what it held when it was decided to write into it
  }

  async start() {
    await Excel.run(async (context) => {
      context.workbook.worksheets.onChanged.add((event) => this.onChanged(event));
      await context.sync();
    });
  }

  // Checks everything now and whatever changes from now on.
  wake() {
    this.asleep = false;
    this.touchAll();
  }

  // Goes on gathering what changes, but asks nobody.
  sleep() {
    this.asleep = true;
    clearTimeout(this.timer);
    this.timer = null;
  }

  async onChanged(event) {
    if (event.source === "Remote") return; // a co-author's own pane checks it
    const cell = `${event.worksheetId}/${event.address}`;
    const own = this.ownWrites.delete(cell);
    // Who wrote is told from ExcelApi 1.14; before that, a cell just written is taken for the pane's own.
    if (event.triggerSource === "ThisLocalAddin" || (event.triggerSource === undefined && own)) return this.#overwrote(cell, event);
    if (event.changeType !== "RangeEdited") return this.told.restructured();
    const [first, last] = rowsOf(event.address);
    for (const table of this.form.tables.filter((t) => t.sheetId === event.worksheetId))
      this.touch(table.sheetId, table.rowsWithin(first, last));
    return this.told.edited();
  }

  // Office.js cannot write "only if unchanged". Where somebody typed into a cell within the very batch that put it
  // right, the event of our own write tells what it overwrote: that is put back, and checked in its turn.
  async #overwrote(cell, event) {
    const decidedOn = this.decidedOn.get(cell);
    this.decidedOn.delete(cell);
    const { details } = event;
    if (decidedOn === undefined || !details || details.valueBefore === decidedOn) return;
    await Excel.run({ delayForCellEdit: true }, async (context) => {
      const range = context.workbook.worksheets.getItem(event.worksheetId).getRange(event.address).load("values");
      await context.sync();
      if (range.values[0][0] !== details.valueAfter) return; // typed over once more
      range.values = [[details.valueBefore]];
      await context.sync();
    });
    const [first, last] = rowsOf(event.address);
    for (const table of this.form.tables.filter((t) => t.sheetId === event.worksheetId))
      this.touch(table.sheetId, table.rowsWithin(first, last));
  }

  touch(sheetId, rows) {
    if (!rows.length) return;
    const waiting = this.dirty.get(sheetId) ?? new Set();
    for (const row of rows) waiting.add(row);
    this.dirty.set(sheetId, waiting);
    this.schedule();
  }

  touchAll() {
    this.store.shut.clear(); // the password may have been taken away
    for (const table of this.form.tables) this.touch(table.sheetId, table.rows);
  }

  // Waits until typing pauses, but no longer than `longestWait` in all.
  schedule(wait = TIMES.debounce) {
    if (this.asleep) return;
    const now = Date.now();
    if (!this.timer) this.since = now;
    if (wait === TIMES.debounce) wait = Math.max(0, Math.min(wait, this.since + TIMES.longestWait - now));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), wait);
  }

  flush() {
    clearTimeout(this.timer);
    this.timer = null;
    if (this.busy) return this.schedule();
    if (this.asleep) return undefined;
    const [next] = this.dirty;
    if (!next) return undefined;
    this.dirty.delete(next[0]);
    this.busy = this.#check(...next).finally(() => {
      this.busy = null;
      if (this.dirty.size && !this.timer && !this.failed) this.schedule();
    });
    return this.busy;
  }

  // All rows, now. Resolves when nothing waits any more; rejects when the server cannot be asked.
  async checkAll() {
    if (this.asleep) throw new Refusal(401, "");
    this.touchAll();
    while (this.dirty.size || this.busy) {
      if (this.busy) await this.busy;
      else {
        await this.flush();
        if (this.failed) throw this.failed;
      }
    }
  }

  async #check(sheetId, rows) {
    this.told.state("busy", "กำลังตรวจ…");
    this.failed = null;
    const table = this.form.tables.find((t) => t.sheetId === sheetId);
    try {
      await checkRows(this.form, table, rows, this.store, (sheet, cell, was) => {
        this.ownWrites.add(`${sheet}/${cell}`);
        if (was !== undefined) this.decidedOn.set(`${sheet}/${cell}`, was);
      });
      this.runs += 1;
      if (this.store.shut.size) this.told.state("away", SHUT);
      else this.told.state("good", "ตรวจแล้ว");
      this.told.answered();
    } catch (error) {
      this.#later(sheetId, rows, error);
    }
  }

  // The rows go back into the queue; a refusal that waiting cannot mend is shown and not tried again and again.
  #later(sheetId, rows, error) {
    this.failed = error;
    const refused = error instanceof Refusal && !error.away;
    const waiting = this.dirty.get(sheetId) ?? new Set();
    this.dirty.set(sheetId, new Set([...rows, ...waiting]));
    const why = wordsOf(error, "Excel ยังทำรายการนี้ไม่ได้");
    this.told.state("away", `ยังตรวจไม่ได้: ${why}${refused ? "" : " จะลองใหม่เอง"}`);
    this.told.failed(error);
    if (!refused) this.schedule(TIMES.retry);
  }
}

// "B6:D9" -> [5, 8]; whole columns -> all rows.
export function rowsOf(address) {
  const m = address.split("!").pop().replace(/\$/g, "").match(/^[A-Z]*(\d+)?(?::[A-Z]*(\d+)?)?$/);
  if (!m || !m[1]) return [0, Infinity];
  const [a, b] = [m[1] - 1, (m[2] ?? m[1]) - 1];
  return [Math.min(a, b), Math.max(a, b)];
}
