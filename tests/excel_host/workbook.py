"""The workbook behind the headless host: its cells, locks and names, and what a person does to them.

What page/workbook.js is to the browser host.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple

from tests.excel_host.book import Edit, HostBook

GENERAL, TEXT = "General", "@"
EXCEL_EPOCH = dt.date(1899, 12, 30).toordinal()

_NUMBER = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d*)?(e[-+]?\d+)?", re.IGNORECASE | re.ASCII)
_PERCENT = re.compile(r"\d+(\.\d+)?%", re.ASCII)
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)


class Locked(Exception):
    """A person cannot type into a locked cell of a protected sheet."""


@dataclass(slots=True)
class Cell:
    """`formula` "" where there is none; the value of an empty cell is ""."""

    value: Any = ""
    formula: str = ""
    number_format: str = GENERAL
    locked: bool = True


@dataclass(slots=True)
class Sheet:
    """`cells` by address; `names`: the sheet's own defined names with what they refer to."""

    name: str
    index: int
    cells: dict[str, Cell]
    names: Mapping[str, str]
    protected: bool


class Workbook:
    """One open file. Rows and columns are 1-based."""

    def __init__(self, path: Path) -> None:
        self.book = HostBook(path)
        model = self.book.model()
        self.names = _names(model)
        self.sheets = {
            sheet["name"]: Sheet(
                sheet["name"],
                index,
                {address: _cell(cell) for address, cell in sheet["cells"].items()},
                _names(sheet),
                sheet["protected"],
            )
            for index, sheet in enumerate(model["sheets"])
        }
        self.properties: dict[str, str] = {}

    def cell(self, sheet: str, row: int, column: int) -> Cell:
        """What stands in a cell."""
        return self.sheets[sheet].cells.get(f"{get_column_letter(column)}{row}") or Cell()

    def edit(self, sheet: str, address: str, rows: Sequence[Sequence[Any]]) -> range:
        """A person types or pastes a block. Gives the rows that it covers. Raises Locked, and changes nothing."""
        row, column = coordinate_to_tuple(address)
        block = [(row + i, column + j, value) for i, line in enumerate(rows) for j, value in enumerate(line)]
        for at_row, at_column, _ in block:
            if self.sheets[sheet].protected and self.cell(sheet, at_row, at_column).locked:
                raise Locked(f"{sheet}!{get_column_letter(at_column)}{at_row}")
        self.put_all((sheet, *place) for place in block)
        return range(row, row + len(rows))

    def put(self, sheet: str, row: int, column: int, value: Any) -> None:
        """Write one cell, as the pane does or a person who may."""
        self.put_all([(sheet, row, column, value)])

    def put_all(self, writes: Iterable[tuple[str, int, int, Any]]) -> None:
        """Write cells one after the other, (sheet, row, column, value) each, and compute once."""
        names = list(self.sheets)
        written = [self._written(*write) for write in writes]
        for at, at_row, at_column, computed in self.book.calculate(written):
            place = f"{get_column_letter(at_column + 1)}{at_row + 1}"
            self.sheets[names[at]].cells.setdefault(place, Cell()).value = computed

    def _written(self, sheet: str, row: int, column: int, value: Any) -> Edit:
        cells = self.sheets[sheet].cells
        cell = cells.setdefault(f"{get_column_letter(column)}{row}", Cell())
        typed = as_typed(value, cell.number_format)
        cell.formula, cell.value = (typed.value, 0) if typed.is_formula else ("", typed.value)
        if typed.number_format and cell.number_format == GENERAL:
            cell.number_format = typed.number_format
        # The apostrophe tells a text that only looks like a formula from one.
        is_text = isinstance(typed.value, str) and typed.value and not typed.is_formula
        return self.sheets[sheet].index, row - 1, column - 1, f"'{typed.value}" if is_text else typed.value

    def unprotect(self, sheet: str) -> None:
        """Take the lock off a sheet, as somebody with the password would."""
        self.sheets[sheet].protected = False

    def save(self) -> bytes:
        """The file as Excel would save it."""
        return self.book.save(self.properties)


def _cell(model: Mapping[str, Any]) -> Cell:
    return Cell(model["v"], model.get("f", ""), model["nf"], model["locked"])


def _names(scope: Mapping[str, Any]) -> dict[str, str]:
    return {name["name"]: name["formula"] for name in scope["names"]}


@dataclass(frozen=True, slots=True)
class Typed:
    """What Excel makes of what is typed or written; `number_format` "" where none comes with it."""

    value: Any
    number_format: str = ""
    is_formula: bool = False


def as_typed(value: Any, number_format: str) -> Typed:
    """What a value becomes in a cell of this format.

    A number in Thai digits or with "บาท" stays text, as it does in Excel."""
    if value is None or value == "":
        return Typed("")
    if number_format == TEXT:
        return Typed(str(value).removeprefix("'"))
    if not isinstance(value, str):
        return Typed(value)
    if value.startswith("'"):
        return Typed(value.removeprefix("'"))
    if value.startswith("=") and len(value) > 1:
        return Typed(value, is_formula=True)
    text = value.strip()
    if _NUMBER.fullmatch(text):
        number = float(text.replace(",", ""))
        return Typed(int(number) if number.is_integer() else number)
    if _PERCENT.fullmatch(text):
        return Typed(float(text.removesuffix("%")) / 100, "0%")
    if date := _DATE.fullmatch(text):
        return Typed(dt.date(*map(int, date.groups())).toordinal() - EXCEL_EPOCH, "yyyy-mm-dd")
    if day := _day(text):
        return Typed(day.toordinal() - EXCEL_EPOCH, "d/m/yyyy")
    if text.lower() in ("true", "false"):
        return Typed(text.lower() == "true")
    return Typed(value)


def _day(text: str) -> dt.date | None:
    """15/2/2566, the year as it stands, as Excel reads it."""
    found = _DAY.fullmatch(text)
    if not found:
        return None
    day, month, year = map(int, found.groups())
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
