"""An ordinary workbook as a list is looked for in it: cells as they show, with what their look says.

Values, formulas and merged cells come from the project's own reader, within its limits. Indents and formats
that keep leading zeros come from openpyxl; a file whose look it cannot read is read without.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from itertools import islice
from pathlib import Path

import openpyxl

from xl_addin.excel.addresses import Range
from xl_addin.excel.reading.cells import RawCell, RawSheet
from xl_addin.excel.reading.limits import PackageError, ReadLimits
from xl_addin.excel.reading.named_table import raw_value
from xl_addin.excel.reading.process_pool import read_files
from xl_addin.excel.reading.stable_read import read_bytes
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.model.thai.words import without_zero_width
from xl_addin.model.values.clean import clean
from xl_addin.model.values.findings import NumberText
from xl_addin.model.values.kinds import Kind
from xl_addin.model.values.typed_numbers import is_dash, plain_number_text

SECONDS = 60.0
MOST_MERGED = 400_000
_ZEROS = re.compile(r"0{2,}")
_SPACES_OF_AN_INDENT = 2
_ADDS_UP = re.compile(r"\b(?:SUM|SUBTOTAL|AGGREGATE)\s*\(", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ListCell:
    """A cell. `text`: as it shows; `satang`: the amount that it holds, None where it holds none (a dash: 0).

    `indent`: steps to the right, by format or by spaces in front. `adds_up`: a formula with SUM. `stored`:
    "n" for a number cell, else "s". `uncomputed`: a formula without a value.
    """

    text: str
    satang: int | None = None
    indent: int = 0
    adds_up: bool = False
    stored: str = "s"
    uncomputed: bool = False


@dataclass(frozen=True, slots=True)
class ListSheet:
    """A visible sheet. `cells` by (row, column) from 1; `anchor` of a cell in merged cells: their first one."""

    name: str
    cells: Mapping[tuple[int, int], ListCell]
    merged: tuple[Range, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    anchors: Mapping[tuple[int, int], Range] = field(default_factory=dict)

    @property
    def last_row(self) -> int:
        return max((row for row, _ in self.cells), default=0)

    @property
    def last_column(self) -> int:
        return max((column for _, column in self.cells), default=0)

    def shown(self, row: int, column: int) -> ListCell | None:
        """The cell that is seen at this place: of merged cells the first one."""
        area = self.anchors.get((row, column))
        return self.cells.get((area.first_row, area.first_column) if area else (row, column))


def read_list_workbook(path: Path) -> tuple[ListSheet, ...]:
    """The visible sheets of a workbook, read in a child process. Raises PackageError."""
    for _, result in read_files([path], _read, workers=1, timeout_seconds=SECONDS):
        if isinstance(result, PackageError):
            raise result
        return result
    raise PackageError("file_unreadable", error="")


def _read(path: Path) -> tuple[ListSheet, ...]:
    data = read_bytes(path, ReadLimits())
    book = read_workbook(data, skip_sheets=())
    looks = _looks(data)
    return tuple(
        _sheet(sheet, looks.get(sheet.name, {}))
        for sheet in book.sheets
        if sheet.state == "visible" and sheet.kind == "worksheet"
    )


Look = tuple[int, str]
"""(indent, number format)"""


def _looks(data: bytes) -> dict[str, dict[tuple[int, int], Look]]:
    try:
        book = openpyxl.load_workbook(BytesIO(data), data_only=True)
        return {
            sheet.title: {
                (cell.row, cell.column): (int(cell.alignment.indent or 0), str(cell.number_format))
                for row in sheet.iter_rows()
                for cell in row
                if cell.value is not None and cell.has_style
            }
            for sheet in book.worksheets
        }
    except MemoryError:
        raise
    except Exception:
        # openpyxl fails in more ways than anyone has listed on files that the reader above has read whole.
        return {}


def _sheet(sheet: RawSheet, looks: Mapping[tuple[int, int], Look]) -> ListSheet:
    cells = {at: _cell(cell, *looks.get(at, (0, ""))) for at, cell in sheet.cells.items()}
    anchors = dict(islice(_anchors(sheet), MOST_MERGED))
    kept = {at: cell for at, cell in cells.items() if cell.text or cell.uncomputed}
    return ListSheet(sheet.name, kept, sheet.merged, sheet.hidden_rows, anchors)


def _anchors(sheet: RawSheet) -> Iterator[tuple[tuple[int, int], Range]]:
    """The cells of merged areas as far as the sheet holds anything: an area may claim all of a sheet."""
    used = sheet.used
    if used is None:
        return
    for area in sheet.merged:
        for row in range(area.first_row, min(area.last_row, used.last_row) + 1):
            for column in range(area.first_column, min(area.last_column, used.last_column) + 1):
                yield (row, column), area


def _cell(cell: RawCell, indent: int, number_format: str) -> ListCell:
    adds_up = bool(cell.formula and _ADDS_UP.search(cell.formula))
    if cell.value is None or cell.type == "e":
        return ListCell("", adds_up=adds_up, uncomputed=True)
    raw = raw_value(cell)
    if isinstance(raw, NumberText):
        text, _ = clean(Kind.TEXT, raw)
        shown = str(text or "")
        if _ZEROS.fullmatch(number_format) and shown.isdecimal():
            shown = shown.zfill(len(number_format))
        return ListCell(shown, _satang(raw), indent, adds_up, "n")
    text = without_zero_width(str(raw or "")).replace("\u00a0", " ")
    spaces = len(text) - len(text.lstrip(" "))
    shown = " ".join(text.split())
    return ListCell(shown, _satang(shown), indent or spaces // _SPACES_OF_AN_INDENT, adds_up)


def _satang(raw: NumberText | str) -> int | None:
    if not isinstance(raw, NumberText) and not _may_be_money(raw):
        return None
    value, _ = clean(Kind.BAHT, raw, minimum=None)
    return value if isinstance(value, int) else None


def _may_be_money(text: str) -> bool:
    plain = plain_number_text(text)
    return is_dash(plain) or any(letter.isdecimal() for letter in plain)
