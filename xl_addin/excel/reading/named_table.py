"""A table of a workbook that was read: found by its defined name, its columns by the keys in a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from xl_addin.excel.addresses import cell_address, parse_reference
from xl_addin.excel.reading.cells import RawCell, RawSheet, RawWorkbook
from xl_addin.model.values.findings import NumberText, Raw


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row that holds something in the table's columns: its `number` in Excel, its `position` in the table
    (from 1)."""

    number: int
    position: int
    cells: Mapping[str, RawCell]


@dataclass(frozen=True, slots=True)
class NamedTable:
    """`columns`: column number (from 1) by key."""

    sheet: str
    columns: Mapping[str, int]
    rows: tuple[TableRow, ...]

    def address(self, row: TableRow, key: str) -> str:
        """Where the cell of that key stands: "C7"."""
        return cell_address(row.number, self.columns[key])


def named_table(book: RawWorkbook, name: str, *, open_ended: bool = False) -> NamedTable | None:
    """The table of a defined name (the workbook's, not a sheet's); None when it or its sheet is gone.

    The name covers the key row and the prepared rows. `open_ended`: rows typed below them belong to it too.
    Blank rows are left out.
    """
    found = next((entry for entry in book.defined_names if entry.name == name and entry.sheet is None), None)
    reference = parse_reference(found.reference) if found else None
    sheet = book.sheet(reference.sheet) if reference and reference.sheet else None
    if reference is None or sheet is None:
        return None
    area = reference.range
    columns: dict[str, int] = {}
    for column in range(area.first_column, area.last_column + 1):
        cell = sheet.cells.get((area.first_row, column))
        if cell and cell.type == "s" and cell.value:
            columns.setdefault(cell.value, column)
    rows = _rows(sheet, columns, area.first_row, None if open_ended else area.last_row)
    return NamedTable(sheet.name, columns, rows)


def _rows(
    sheet: RawSheet, columns: Mapping[str, int], key_row: int, last_row: int | None
) -> tuple[TableRow, ...]:
    keys = {column: key for key, column in columns.items()}
    found: dict[int, dict[str, RawCell]] = {}
    for (row, column), cell in sheet.cells.items():
        if row > key_row and column in keys and (last_row is None or row <= last_row):
            found.setdefault(row, {})[keys[column]] = cell
    return tuple(TableRow(row, row - key_row, found[row]) for row in sorted(found))


def raw_value(cell: RawCell | None) -> Raw:
    """A cell as `values.clean` takes it; None for no cell and for a formula that was never computed."""
    if cell is None or cell.value is None:
        return None
    match cell.type:
        case "n":
            return NumberText(cell.value)
        case "b":
            return cell.value == "1"
        case "d":
            try:
                return date.fromisoformat(cell.value[:10])
            except ValueError:
                return cell.value
        case _:
            pass
    return cell.value
