"""Phrases of drop-down lists, in a very hidden sheet: one column and one defined name per list."""

from __future__ import annotations

from collections.abc import Iterable

from xl_addin.excel.addresses import column_letters
from xl_addin.excel.writing.workbook_writer import Book, Sheet
from xl_addin.model.identity import LISTS_SHEET


class Lists:
    """The lists of one workbook. The sheet is made with the first list."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._sheet: Sheet | None = None
        self._names: dict[str, str] = {}

    def name(self, key: str, phrases: Iterable[str]) -> str:
        """The defined name `list_<key>` of a list of phrases."""
        if key not in self._names:
            self._names[key] = self._write(key, list(phrases))
        return self._names[key]

    def _write(self, key: str, phrases: list[str]) -> str:
        if self._sheet is None:
            self._sheet = self._book.add_sheet(LISTS_SHEET)
            self._sheet.very_hidden()
            self._sheet.protect("")
        column = len(self._names)
        self._sheet.write_column(0, column, [key, *phrases])
        letters = column_letters(column + 1)
        name = f"list_{key}"
        self._book.define_name(name, f"={LISTS_SHEET}!${letters}$2:${letters}${len(phrases) + 1}")
        return name
