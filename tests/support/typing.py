"""A person typing into workbooks by the names and keys that they carry."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from tests.support.looking import looked_at
from xl_addin.excel.addresses import parse_reference
from xl_addin.excel.reading.cell_patch import Typed, type_cells


def addresses(path: Path, table: str, row_key: str) -> dict[tuple[str, str], tuple[str, str]]:
    """(row's value of `row_key`, column key) -> (sheet, address), read through the defined name t_<table>."""
    book = openpyxl.load_workbook(BytesIO(path.read_bytes()))
    reference = parse_reference(book.defined_names[f"t_{table}"].attr_text)
    assert reference is not None
    assert reference.sheet is not None
    sheet, area = book[reference.sheet], reference.range
    columns = range(area.first_column, area.last_column + 1)
    keys = {str(sheet.cell(area.first_row, column).value): column for column in columns}
    found = {}
    for row in range(area.first_row + 1, area.last_row + 1):
        name = sheet.cell(row, keys[row_key]).value
        for key, column in keys.items():
            found[str(name if name is not None else row), key] = (
                sheet.title,
                f"{get_column_letter(column)}{row}",
            )
    return found


def type_into(path: Path, table: str, row_key: str, rows: Mapping[str, Mapping[str, Typed]]) -> None:
    """Types values into a table of a workbook: row name -> column key -> value."""
    where = addresses(path, table, row_key)
    edits: dict[str, dict[str, Typed]] = {}
    for name, values in rows.items():
        for key, value in values.items():
            sheet, address = where[name, key]
            edits.setdefault(sheet, {})[address] = value
    path.write_bytes(type_cells(path.read_bytes(), edits))


def tidy_data(report: Path, name: str = "t_data") -> list[dict[str, Any]]:
    """The rows of a report's t_data, or of a small table's, as dictionaries by key."""
    book = looked_at(report, values=True)
    reference = parse_reference(book.defined_names[name].attr_text)
    assert reference is not None
    assert reference.sheet is not None
    area = reference.range
    rows = book[reference.sheet].iter_rows(
        area.first_row, area.last_row, area.first_column, area.last_column, values_only=True
    )
    keys = [str(key) for key in next(rows)]
    return [dict(zip(keys, row, strict=True)) for row in rows]
