"""A workbook for people, written in memory; its rows may be left to Excel to grow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from io import BytesIO
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import (
    CellBlankTuple,
    CellFormulaTuple,
    CellNumberTuple,
    CellRichStringTuple,
    CellStringTuple,
)

from xl_addin.excel.addresses import column_letters
from xl_addin.excel.writing.plain_workbook import CREATED, PlainWorkbook, PlainWorksheet
from xl_addin.excel.writing.typeface import DEFAULT_FONT

OWN_ROW = "\ue000"
"""In a formula that is put down a column: the number of its row."""

DRIVING_SIGNS = ("=", "+", "-", "@")


_PLAIN_CELLS = frozenset(
    (CellBlankTuple, CellStringTuple, CellRichStringTuple, CellNumberTuple, CellFormulaTuple)
)
_NUMBERS = frozenset((int, float))


@dataclass(slots=True)
class _Family:
    """Cells of one column, from a row to a row (from 0), whose formulas are alike but for their row.

    `index`: the family's number in the sheet, given when its first cell is written.
    """

    first: int
    last: int
    index: int = -1


class _OneOf(str):
    """The pattern of a family, in the cell of a row (from 0) that belongs to it."""

    family: _Family
    row: int


@lru_cache(maxsize=4096)
def _escaped(text: str) -> str:
    return escape(text, quote=False)


class Sheet(PlainWorksheet):
    """A worksheet with quick formulas, and rows that Excel fits when something is typed into them.

    XlsxWriter marks every height that it writes as set by hand, and Excel never changes such a row. A
    growing row carries its height without that mark: it is shown so high until somebody types into it.

    `table`, `_check_dimensions`, `_write_cell`, `_xml_formula_element` and `_xml_start_tag_unencoded` are internal
    names of XlsxWriter: tests/excel/writing (test_workbook_writer.py, test_bulk_rows.py) fails when they change.
    """

    def __init__(self) -> None:
        super().__init__()
        self.growing: set[int] = set()
        self._families: dict[tuple[int, str], _Family] = {}
        self._families_written = 0

    def set_growing_row(self, row: int, height: float) -> None:
        """The height in points of a row (from 0) until somebody types into it."""
        self.set_row(row, height)
        self.growing.add(row)

    def put_formula(
        self, row: int, column: int, formula: str, look: Format | None, value: str | float
    ) -> None:
        """`write_formula` for the same formula in many rows; `formula` is without "="."""
        self._check_dimensions(row, column)
        self.table[row][column] = CellFormulaTuple(formula, look, value)

    def put_formula_down(self, row: int, column: int, pattern: str, value: str | float) -> None:
        """A formula that the rows above and below have too, with OWN_ROW for the number of its own row.

        The file holds it once, as Excel keeps a formula that was filled down; it may not look at other
        sheets. Rows are put from the top.
        """
        family = self._families.get((column, pattern))
        if family is None or any(
            column in self.table.get(between, ()) for between in range(family.last + 1, row)
        ):
            family = self._families[column, pattern] = _Family(row, row)
        family.last = row
        one = _OneOf(pattern)
        one.family, one.row = family, row
        self.put_formula(row, column, one, None, value)

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        # Nothing is to be escaped in cells with a look, but what their texts and formulas are.
        kind = type(cell)
        if not cell.format or kind not in _PLAIN_CELLS:
            super()._write_cell(row, col, cell)
            return
        place = f"{column_letters(col + 1)}{row + 1}"
        if kind is CellBlankTuple:
            holds = "/>"
        elif kind is CellNumberTuple:
            holds = f"><v>{cell.number:.16G}</v></c>"
        elif kind is CellFormulaTuple:
            if type(cell.value) not in _NUMBERS:
                super()._write_cell(row, col, cell)
                return
            holds = f">{self._formula_element(cell.formula, place)}<v>{cell.value}</v></c>"
        else:
            holds = self._text_element(cell.string)
        self.fh.write(f'<c r="{place}" s="{cell.format._get_xf_index()}"{holds}')

    def _text_element(self, index: Any) -> str:
        return f' t="s"><v>{index}</v></c>'

    def _xml_formula_element(self, formula: str, result: Any, attributes: Any = ()) -> None:
        # A check stands in every row in the same words: what was escaped once is remembered.
        attr = "".join(f' {name}="{value}"' for name, value in attributes)
        value = _escaped(result) if isinstance(result, str) else result
        self.fh.write(f"<c{attr}>{self._formula_element(formula, attributes[0][1])}<v>{value}</v></c>")

    def _formula_element(self, formula: str, cell: str) -> str:
        if not isinstance(formula, _OneOf):
            return f"<f>{_escaped(formula)}</f>"
        family = formula.family
        if formula.row > family.first:
            return f'<f t="shared" si="{family.index}"/>'
        text = _escaped(formula.replace(OWN_ROW, str(formula.row + 1)))
        if family.first == family.last:
            return f"<f>{text}</f>"
        family.index, self._families_written = self._families_written, self._families_written + 1
        letters = cell.rstrip("0123456789")
        area = f"{letters}{family.first + 1}:{letters}{family.last + 1}"
        return f'<f t="shared" ref="{area}" si="{family.index}">{text}</f>'

    def _xml_start_tag_unencoded(self, tag: str, attributes: Any = None) -> None:
        if tag == "row" and attributes[0][1] - 1 in self.growing:
            attributes = [(name, value) for name, value in attributes if name != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes or [])


class Book(PlainWorkbook):
    """A workbook whose sheets are `Sheet`."""

    def set_properties(self, properties: dict[str, Any]) -> None:
        """Title, subject and so on; the date stays that of every file of ours."""
        super().set_properties({"created": CREATED} | properties)

    def add_sheet(self, name: str) -> Sheet:
        sheet: Sheet = self.add_worksheet(name, Sheet)
        return sheet


@contextmanager
def new_book(font: str = DEFAULT_FONT) -> Iterator[tuple[Book, BytesIO]]:
    """An empty workbook in this font, and the buffer that holds its bytes once the block has ended."""
    buffer = BytesIO()
    book = Book(buffer, font, in_memory=True)
    yield book, buffer
    book.close()


def starts_like_a_formula(text: str) -> bool:
    """Text that Excel would take for a formula if somebody confirmed it with Enter: it needs quotePrefix."""
    return text.startswith(DRIVING_SIGNS)
