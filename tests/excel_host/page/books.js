// The strip above the grid: which workbooks are open, which one is in front, and its file to take along.
"use strict";

const Books = {
  listen() {
    document.getElementById("download").addEventListener("click", () => Typing.leave(() => this.download()));
  },

  draw() {
    const buttons = HOST.books.map((book) => {
      const button = Object.assign(document.createElement("button"), { textContent: book.label, title: book.label });
      button.classList.toggle("active", book === HOST.book);
      button.addEventListener("click", () => Typing.leave(() => book !== HOST.book && HOST.bringToFront(book)));
      return button;
    });
    document.getElementById("books").replaceChildren(...buttons);
  },

  async download() {
    try {
      const bytes = await HOST.book.save();
      const address = URL.createObjectURL(new Blob([bytes], { type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" }));
      Object.assign(document.createElement("a"), { href: address, download: HOST.book.name }).click();
      setTimeout(() => URL.revokeObjectURL(address), 60000);
    } catch (error) {
      HOST.failed(error);
    }
  },
};
