// Where the selection goes: past hidden rows and columns, over merged cells as one, never out of the sheet.
"use strict";

const Moves = {
  at(r, c) {
    return { r, c, rows: 1, cols: 1 };
  },

  hidden(sheet, r, c) {
    return sheet.hiddenRows.has(r) || sheet.widths[c] === 0;
  },

  // The cell in which a person begins: the first that is open, else the first that is seen.
  first(sheet) {
    const seen = [...sheet.cells].map(([key, cell]) => [...key.split(",").map(Number), cell])
      .filter(([r, c]) => !this.hidden(sheet, r, c)).sort(([r1, c1], [r2, c2]) => r1 - r2 || c1 - c2);
    const open = sheet.protection.protected && seen.find(([, , cell]) => !cell.locked);
    const [r, c] = open || seen[0] || [0, 0];
    return this.at(r, c);
  },

  merge(sheet, r, c) {
    return sheet.merges.find((m) => overlaps([m], [this.at(r, c)])) ?? this.at(r, c);
  },

  // One step in a direction; the same cell at the edge.
  step(sheet, { r, c }, down, right) {
    const from = this.merge(sheet, r, c);
    const next = {
      r: down > 0 ? from.r + from.rows : r + down,
      c: right > 0 ? from.c + from.cols : c + right,
    };
    while (this.inside(next) && this.hidden(sheet, next.r, next.c)) {
      next.r += down;
      next.c += right;
    }
    if (!this.inside(next)) return this.at(r, c);
    const to = this.merge(sheet, next.r, next.c);
    return this.at(to.r, to.c);
  },

  inside({ r, c }) {
    return r >= 0 && c >= 0 && r < Grid.rows && c < Grid.cols;
  },

  // Several steps, as PageDown.
  steps(sheet, from, count, down, right) {
    let at = from;
    for (let n = 0; n < count; n++) at = this.step(sheet, at, down, right);
    return at;
  },

  // Tab: in a protected sheet from one open cell to the next, as Excel does.
  tab(sheet, from, back) {
    if (!sheet.protection.protected) return this.step(sheet, from, 0, back ? -1 : 1);
    const open = [...Grid.root.querySelectorAll("td.entry")].map((box) => parseAddress(box.dataset.a));
    if (!open.length) return from;
    const behind = (a, b) => a.r - b.r || a.c - b.c;
    const found = back ? open.findLast((cell) => behind(cell, from) < 0) : open.find((cell) => behind(cell, from) > 0);
    return found ?? open.at(back ? -1 : 0);
  },

  edge(sheet, { r, c }, key, whole) {
    const far = 1000;
    const top = whole ? this.steps(sheet, this.at(r, c), far, key === "Home" ? -1 : 1, 0) : this.at(r, c);
    return this.steps(sheet, top, far, 0, key === "Home" ? -1 : 1);
  },

  // Drags the far corner of the selection; `anchor` stays.
  range(anchor, to) {
    const [r, c] = [Math.min(anchor.r, to.r), Math.min(anchor.c, to.c)];
    return { r, c, rows: Math.abs(anchor.r - to.r) + 1, cols: Math.abs(anchor.c - to.c) + 1 };
  },
};
