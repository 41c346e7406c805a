"""A workbook for people, written in memory; its rows may be left to Excel to grow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from xl_addin.workbook.plain_workbook import PlainWorkbook, PlainWorksheet
from xl_addin.workbook.textfit import NORMAL_STYLE

DRIVING_SIGNS = ("=", "+", "-", "@")


class Sheet(PlainWorksheet):
    """A worksheet with rows that Excel fits when something is typed into them.

    XlsxWriter marks every height that it writes as set by hand, and Excel never changes such a row. A
    growing row carries its height without that mark: it is shown so high until somebody types into it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.growing: set[int] = set()

    def set_growing_row(self, row: int, height: float) -> None:
        """The height in points of a row (from 0) until somebody types into it."""
        self.set_row(row, height)
        self.growing.add(row)

    def _xml_start_tag_unencoded(self, tag: str, attributes: Any = None) -> None:
        if tag == "row" and attributes[0][1] - 1 in self.growing:
            attributes = [(name, value) for name, value in attributes if name != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes or [])


class Book(PlainWorkbook):
    """A workbook whose sheets are `Sheet`."""

    def add_sheet(self, name: str) -> Sheet:
        sheet: Sheet = self.add_worksheet(name, Sheet)
        return sheet


@contextmanager
def new_book() -> Iterator[tuple[Book, BytesIO]]:
    """An empty workbook and the buffer that holds its bytes once the block has ended."""
    buffer = BytesIO()
    book = Book(buffer, in_memory=True, default_format_properties=NORMAL_STYLE)
    yield book, buffer
    book.close()


def starts_like_a_formula(text: str) -> bool:
    """Text that Excel would take for a formula if somebody confirmed it with Enter: it needs quotePrefix."""
    return text.startswith(DRIVING_SIGNS)
