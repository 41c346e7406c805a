// What stands around the selected cell: the message of its validation, its list of choices, and the refusal of an entry.
"use strict";

const Choices = {
  dropped: null, // { r, c, at, values } while the list hangs open

  show(book) {
    for (const one of Grid.root.querySelectorAll(".arrow, .note, .choices")) one.remove();
    const sheet = book.sheets[book.active];
    const { r, c } = book.selection;
    const box = Grid.box(r, c);
    if (this.dropped && (this.dropped.r !== r || this.dropped.c !== c || this.dropped.sheet !== sheet)) this.dropped = null;
    if (!box) return;
    if (this.choosable(sheet, r, c)) this.arrow(box);
    if (this.dropped) this.hang(box);
    else this.note(box, Rules.validation(sheet, r, c));
  },

  choosable(sheet, r, c) {
    return Rules.validation(sheet, r, c)?.type === "list" && !(sheet.protection.protected && sheet.cell(r, c).locked);
  },

  // Puts an element into the grid: (left, top) of the cell's box in the scrolled sheet.
  put(element, box, place) {
    const [view, at] = [Grid.root.getBoundingClientRect(), box.getBoundingClientRect()];
    const left = at.left - view.left + Grid.root.scrollLeft;
    const top = at.top - view.top + Grid.root.scrollTop;
    Grid.root.append(element);
    place(element, { left, top, width: at.width, height: at.height });
  },

  // Below the cell; above it where the window ends.
  below(element, { left, top, height }) {
    const end = Grid.root.scrollTop + Grid.root.clientHeight;
    const above = top + height + element.offsetHeight > end && top - element.offsetHeight > Grid.root.scrollTop;
    element.style.top = `${above ? top - element.offsetHeight - 2 : top + height + 2}px`;
    element.style.left = `${Math.max(0, Math.min(left, Grid.root.scrollLeft + Grid.root.clientWidth - element.offsetWidth - 4))}px`;
  },

  arrow(box) {
    const arrow = Object.assign(document.createElement("button"), { className: "arrow", textContent: "▾", title: "เลือกจากรายการ (Alt+↓)", tabIndex: -1 });
    arrow.addEventListener("mousedown", (event) => {
      event.preventDefault();
      event.stopPropagation();
      this.dropped ? this.close() : Typing.leave(() => this.drop());
    });
    this.put(arrow, box, (element, { left, top, width, height }) => {
      const most = Grid.root.scrollLeft + Grid.root.clientWidth - 20;
      Object.assign(element.style, { left: `${Math.min(left + width, most)}px`, top: `${top + height - 20}px` });
    });
  },

  note(box, rule) {
    if (!rule?.prompt) return;
    const note = Object.assign(document.createElement("div"), { className: "note" });
    note.append(Object.assign(document.createElement("b"), { textContent: rule.promptTitle ?? "" }), `\n${rule.prompt}`);
    this.put(note, box, this.below);
  },

  drop() {
    const sheet = Typing.sheet;
    const { r, c } = HOST.book.selection;
    if (!this.choosable(sheet, r, c)) return;
    const values = Rules.choices(sheet, r, c);
    this.dropped = { sheet, r, c, values, at: Math.max(values.findIndex((value) => value === sheet.cell(r, c).v), 0) };
    this.show(HOST.book);
    Grid.root.focus({ preventScroll: true });
  },

  hang(box) {
    const list = Object.assign(document.createElement("ul"), { className: "choices" });
    this.dropped.values.forEach((value, n) => {
      const line = Object.assign(document.createElement("li"), { textContent: String(value), className: n === this.dropped.at ? "at" : "" });
      line.addEventListener("mousedown", (event) => {
        event.preventDefault();
        event.stopPropagation();
        this.take(n);
      });
      list.append(line);
    });
    this.put(list, box, (element, at) => {
      element.style.minWidth = `${at.width}px`;
      this.below(element, at);
    });
  },

  take(n) {
    const value = this.dropped.values[n];
    this.dropped = null;
    Typing.change([[typeof value === "string" ? `'${value}` : value]]);
    this.show(HOST.book);
    Grid.root.focus({ preventScroll: true });
  },

  close() {
    if (!this.dropped) return;
    this.dropped = null;
    this.show(HOST.book);
  },

  // True when the key was for the list.
  key(event) {
    if (event.altKey && event.key === "ArrowDown") return this.drop(), true;
    if (!this.dropped) return false;
    const { values, at } = this.dropped;
    if (event.key === "ArrowDown") this.dropped.at = Math.min(at + 1, values.length - 1);
    else if (event.key === "ArrowUp") this.dropped.at = Math.max(at - 1, 0);
    else if (event.key === "Enter" || event.key === "Tab") return this.take(at), true;
    else if (event.key === "Escape") return this.close(), true;
    else return this.close(), false;
    this.show(HOST.book);
    return true;
  },

  // The validation's own words. `again`: back into the cell; `cancel`: as it was; `take`: only where it warns.
  refuse(rule, { again, cancel, take }) {
    const box = document.getElementById("refusal");
    box.replaceChildren(
      Object.assign(document.createElement("h2"), { textContent: rule.errorTitle || "ค่าที่กรอกใช้ไม่ได้" }),
      Object.assign(document.createElement("p"), { textContent: rule.error || "ค่าที่กรอกไม่ตรงกับที่ช่องนี้รับ" }),
    );
    const answers = rule.style === "stop" ? [["ลองใหม่", again], ["ยกเลิก", cancel]]
      : [["ใช้ค่านี้", take], ["แก้", again], ["ยกเลิก", cancel]];
    const end = (answer) => {
      box.onclose = null;
      box.close();
      answer();
    };
    for (const [words, answer] of answers) {
      const button = Object.assign(document.createElement("button"), { textContent: words });
      button.addEventListener("click", () => end(answer));
      box.append(button);
    }
    box.onclose = cancel; // Escape
    box.showModal();
  },
};
