// The visible grid: draws the sheet in front. What a person does in it stands in typing.js and moves.js.
"use strict";

const Grid = {
  root: document.getElementById("grid"),
  MOST_ROWS: 400,
  MOST_COLUMNS: 120,
  WIDEST: 42, // characters
  ROW_HEAD: 34, // pixels

  draw(book) {
    const sheet = book.sheets[book.active];
    const used = sheet.used() || { r: 0, c: 0, rows: 1, cols: 1 };
    this.rows = Math.min(Math.max(used.r + used.rows + 2, 12), this.MOST_ROWS);
    this.cols = Math.min(Math.max(used.c + used.cols, 8), this.MOST_COLUMNS);
    this.covered = this.coveredCells(sheet);
    const table = document.createElement("table");
    const [head, body] = [document.createElement("thead"), document.createElement("tbody")];
    const lefts = this.header(sheet, table, head);
    const frozenRows = sheet.frozen[0];
    for (let r = 0; r < this.rows; r++)
      if (!sheet.hiddenRows.has(r)) (r < frozenRows ? head : body).append(this.line(book, sheet, r, lefts));
    table.append(head, body);
    this.root.replaceChildren(table);
    // Rows that would fill the window are not held above it.
    table.classList.toggle("flowing", head.offsetHeight > this.root.clientHeight * 0.55);
    this.head = table.classList.contains("flowing") ? head.rows[0].offsetHeight : head.offsetHeight;
    this.drawTabs(book);
    this.showSelection(book);
  },

  // Letters above the columns. Gives where a frozen column begins, in pixels from the left.
  header(sheet, table, head) {
    const line = document.createElement("tr");
    const corner = document.createElement("th");
    corner.style.width = `${this.ROW_HEAD}px`;
    line.append(corner);
    const lefts = {};
    let left = this.ROW_HEAD;
    for (let c = 0; c < this.cols; c++) {
      if (sheet.widths[c] === 0) continue;
      const width = Math.round(Math.min(sheet.widths[c] ?? 9, this.WIDEST) * 7);
      const letter = Object.assign(document.createElement("th"), { textContent: columnName(c) });
      letter.style.width = `${width}px`;
      if (c < sheet.frozen[1] && left + width < this.root.clientWidth * 0.6) {
        lefts[c] = left;
        this.hold(letter, left);
      }
      left += width;
      line.append(letter);
    }
    table.style.width = `${left}px`;
    head.append(line);
    this.left = Math.max(this.ROW_HEAD, ...Object.keys(lefts).map((c) => lefts[c] + Math.round(Math.min(sheet.widths[c] ?? 9, this.WIDEST) * 7)));
    return lefts;
  },

  hold(box, left) {
    box.classList.add("held");
    box.style.left = `${left}px`;
  },

  coveredCells(sheet) {
    const covered = new Map();
    for (const m of sheet.merges)
      for (let i = 0; i < m.rows; i++) for (let j = 0; j < m.cols; j++) if (i || j) covered.set(`${m.r + i},${m.c + j}`, m);
    return covered;
  },

  line(book, sheet, r, lefts) {
    const line = document.createElement("tr");
    line.append(Object.assign(document.createElement("th"), { textContent: r + 1 }));
    for (let c = 0; c < this.cols; c++) {
      if (sheet.widths[c] === 0 || this.covered.has(`${r},${c}`)) continue;
      const box = this.cell(book, sheet, r, c);
      if (c in lefts && (box.colSpan === 1 || c + box.colSpan - 1 in lefts)) this.hold(box, lefts[c]);
      line.append(box);
    }
    return line;
  },

  cell(book, sheet, r, c) {
    const cell = sheet.cell(r, c);
    const look = Rules.look(sheet, r, c);
    const box = document.createElement("td");
    box.dataset.a = columnName(c) + (r + 1);
    box.textContent = shownValue(cell.v, look.nf ?? cell.nf);
    const merge = sheet.merges.find((m) => m.r === r && m.c === c);
    if (merge) {
      box.colSpan = merge.cols - [...Array(merge.cols).keys()].filter((j) => sheet.widths[c + j] === 0).length;
      box.rowSpan = merge.rows;
    }
    box.classList.toggle("number", typeof cell.v === "number");
    box.classList.toggle("bold", Boolean(cell.bold));
    box.classList.toggle("wrap", Boolean(cell.wrap));
    box.classList.toggle("link", box.dataset.a in sheet.links);
    // A text that is not wrapped runs over into empty cells on its right.
    box.classList.toggle("over", typeof cell.v === "string" && !cell.wrap && sheet.cell(r, c + (merge?.cols ?? 1)).v === "");
    box.classList.toggle("locked", sheet.protection.protected && cell.locked);
    box.classList.toggle("entry", sheet.protection.protected && !cell.locked);
    const fill = this.mark(sheet, r, c) ?? look.fill ?? cell.fill;
    if (fill) box.style.backgroundColor = fill;
    if (look.color) box.style.color = look.color;
    return box;
  },

  // Conditional formats put there by the add-in. They lie over the template's own.
  mark(sheet, r, c) {
    return sheet.conditionalFormats.find((f) => overlaps(f.areas, [{ r, c, rows: 1, cols: 1 }]))?.fill;
  },

  box(r, c) {
    return this.root.querySelector(`td[data-a="${columnName(c)}${r + 1}"]`);
  },

  // The selection is drawn without the cells, so that a double click finds the cell that was pressed.
  showSelection(book) {
    const { r, c, rows, cols } = book.selection;
    for (const box of this.root.querySelectorAll("td.selected, td.ranged")) box.classList.remove("selected", "ranged");
    for (let i = r; i < Math.min(r + rows, this.rows); i++)
      for (let j = c; j < Math.min(c + cols, this.cols); j++) this.box(i, j)?.classList.add(i === r && j === c ? "selected" : "ranged");
    Choices.show(book);
  },

  // Brings a cell into the part of the window that no heading covers.
  reveal(box) {
    if (!box) return;
    const [view, at] = [this.root.getBoundingClientRect(), box.getBoundingClientRect()];
    const inHead = box.closest("thead") && !box.closest("table.flowing");
    const [top, bottom] = [view.top + this.head, view.top + this.root.clientHeight];
    const [left, right] = [view.left + this.left, view.left + this.root.clientWidth];
    if (!inHead && (at.top < top || at.height > bottom - top)) this.root.scrollTop -= top - at.top;
    else if (!inHead && at.bottom > bottom) this.root.scrollTop += at.bottom - bottom;
    if (box.classList.contains("held")) return;
    if (at.left < left || at.width > right - left) this.root.scrollLeft -= left - at.left;
    else if (at.right > right) this.root.scrollLeft += at.right - right;
  },

  drawTabs(book) {
    const tabs = book.sheets.filter((s) => s.visibility === "Visible").map((sheet) => {
      const tab = Object.assign(document.createElement("button"), { textContent: sheet.name });
      tab.classList.toggle("active", sheet.index === book.active);
      tab.addEventListener("click", () => Typing.leave(() => HOST.show(sheet)));
      return tab;
    });
    const strip = document.getElementById("tabs");
    strip.replaceChildren(...tabs);
    strip.querySelector(".active")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  },
};
