// What is known of every row: the last answer for it and when it came. Counts, marks and the list come from here.

// The template itself shows which cells are still to be filled.
export const isMissing = (mistake) => mistake.rule === "required_blank";

const sameMistake = (a, b) => a.cell === b.cell && a.rule === b.rule && a.message === b.message;

export class Store {
  constructor(tables) {
    this.turn = 0;
    this.applied = new Map(); // sheetId -> the marks that stand in the sheet, as text
    this.shut = new Set(); // sheets that are locked with a password which is not ours
    this.forget(tables);
  }

  forget(tables) {
    this.total = tables.reduce((n, table) => n + table.total, 0);
    this.rows = new Map(); // "sheetId/row" -> answer of that row, with `sheetId`, each mistake with the turn that found it
  }

  take(sheetId, answers) {
    this.turn += 1;
    for (const answer of answers) {
      const key = `${sheetId}/${answer.row}`;
      const before = this.rows.get(key)?.mistakes ?? [];
      const mistakes = answer.mistakes.map((mistake) => ({ ...mistake, turn: before.find((b) => sameMistake(b, mistake))?.turn ?? this.turn }));
      this.rows.set(key, { ...answer, sheetId, mistakes });
    }
  }

  get filled() {
    return this.#count((row) => row.entries > 0);
  }

  // Begun, and nothing left that must be put right.
  get finished() {
    return this.#count((row) => row.entries > 0 && !row.mistakes.some((m) => m.severity === "error"));
  }

  get entries() {
    return [...this.rows.values()].reduce((n, row) => n + row.entries, 0);
  }

  get errors() {
    return [...this.rows.values()].reduce((n, row) => n + row.mistakes.filter((m) => m.severity === "error").length, 0);
  }

  get allChecked() {
    return this.#count(() => true) === this.total;
  }

  // Rows with something to show, the last changed first; a row where nothing is typed yet is not wrong, only empty.
  wrong() {
    const last = (row) => Math.max(...row.mistakes.map((mistake) => mistake.turn));
    return [...this.rows.values()].filter((row) => row.entries && row.mistakes.length)
      .sort((a, b) => last(b) - last(a) || a.row - b.row);
  }

  empty() {
    return [...this.rows.values()].filter((row) => !row.entries && row.mistakes.length).sort((a, b) => a.row - b.row);
  }

  // Cells of a sheet to be marked, or null when the sheet's marks are right already.
  marks(sheetId) {
    const marks = { sheetId, error: [], warning: [] };
    for (const row of this.wrong().filter((r) => r.sheetId === sheetId))
      for (const mistake of row.mistakes)
        if (mistake.cell && !isMissing(mistake)) marks[mistake.severity].push(mistake.cell);
    marks.error = [...new Set(marks.error)].sort();
    marks.warning = [...new Set(marks.warning)].filter((cell) => !marks.error.includes(cell)).sort();
    const nothing = !marks.error.length && !marks.warning.length && !this.applied.has(sheetId);
    return nothing || this.applied.get(sheetId) === JSON.stringify(marks) ? null : marks;
  }

  marked(sheetId, marks) {
    this.applied.set(sheetId, JSON.stringify(marks));
  }

  // The sheet's marks are to be put there anew.
  unmarked(sheetId) {
    this.applied.set(sheetId, "");
  }

  // Of projects: a proposal is none yet.
  #count(wanted) {
    return [...this.rows.values()].filter((row) => !row.proposal && wanted(row)).length;
  }
}
