"""The labelled fields of a project's sheet: which cell holds which key, as the sheet itself says.

The sheet-scoped name `t_fields` covers the fields. Its first column holds keys, its second the letters of the
column in which the key's value stands, in the same row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from xl_addin.excel.addresses import Range, column_number, parse_reference
from xl_addin.excel.reading.cells import RawSheet, RawWorkbook
from xl_addin.model.table_names import FIELDS_NAME, PROJECT_ID

KEY_COLUMN = 1
"""Keys stand in column A, pointers beside them."""

_KEY = re.compile(r"[a-z][a-z0-9_]*")
_LETTERS = re.compile(r"[A-Z]{1,3}")


@dataclass(frozen=True, slots=True)
class FieldCells:
    """The fields of one sheet: key -> (row, column) from 1; `twice`: keys that stand more than once."""

    sheet: RawSheet
    area: Range
    cells: dict[str, tuple[int, int]]
    twice: frozenset[str]


def field_cells(book: RawWorkbook) -> Iterator[FieldCells]:
    """The sheets with labelled fields: in the order of the names that say so, then those found by their keys.

    Some programs drop defined names when they save; keys and pointers are cells, and stay.
    """
    seen = set()
    for name in book.defined_names:
        reference = parse_reference(name.reference) if name.name.casefold() == FIELDS_NAME else None
        sheet = book.sheet(reference.sheet or name.sheet or "") if reference else None
        if reference is None or sheet is None or sheet.name in seen:
            continue
        seen.add(sheet.name)
        yield _fields(sheet, reference.range)
    for sheet in book.sheets:
        area = _keyed_area(sheet) if sheet.name not in seen else None
        if area is not None:
            yield _fields(sheet, area)


def _keyed_area(sheet: RawSheet) -> Range | None:
    """The rows that have a key and a pointer in their first two columns, project_id among them."""
    rows = [
        row
        for row, column in sheet.cells
        if column == KEY_COLUMN
        and _KEY.fullmatch(_text(sheet, row, column))
        and _LETTERS.fullmatch(_text(sheet, row, column + 1))
    ]
    if all(_text(sheet, row, KEY_COLUMN) != PROJECT_ID for row in rows):
        return None
    last_column = max(column for _, column in sheet.cells)
    return Range(min(rows), KEY_COLUMN, max(rows), last_column)


def _fields(sheet: RawSheet, area: Range) -> FieldCells:
    cells: dict[str, tuple[int, int]] = {}
    twice = set()
    for row in range(area.first_row, area.last_row + 1):
        key = _text(sheet, row, area.first_column)
        if not key or not _LETTERS.fullmatch(pointer := _text(sheet, row, area.first_column + 1)):
            continue
        if key in cells:
            twice.add(key)
            continue
        cells[key] = (row, column_number(pointer))
    return FieldCells(sheet, area, cells, frozenset(twice))


def _text(sheet: RawSheet, row: int, column: int) -> str:
    cell = sheet.cells.get((row, column))
    return (cell.value or "").strip() if cell is not None and cell.type == "s" else ""
