"""Cells of a register that were merged (ผสานเซลล์) when a list was pasted: only the first of them holds anything.

A name that stands over several rows is read as what it shows, once for each of them. An amount or a project's
name is not: nobody can tell whose it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from xl_addin.excel.addresses import Range, cell_address
from xl_addin.excel.reading.cells import RawCell
from xl_addin.excel.reading.named_table import NamedTable, TableRow


@dataclass(frozen=True, slots=True)
class MergedCells:
    """Merged cells in a table: their `address`, the key of the first column, and the (row, key) that are blank.

    `filled`: the blanks were read as the first cell.
    """

    address: str
    key: str
    row: TableRow
    blanks: tuple[tuple[int, str], ...]
    filled: bool


def unmerged(
    table: NamedTable, merged: tuple[Range, ...], filled_keys: frozenset[str]
) -> tuple[NamedTable, list[MergedCells]]:
    """The table with names repeated in the rows that they stand over, and all merged cells in it.

    `filled_keys`: columns of names. A row in which nothing else stands stays out.
    """
    keys = {column: key for key, column in table.columns.items()}
    rows = {row.number: row for row in table.rows}
    added: dict[int, dict[str, RawCell]] = {}
    found: list[MergedCells] = []
    for area in merged:
        key, first = keys.get(area.first_column), rows.get(area.first_row)
        if key is None or first is None:
            continue
        blanks = tuple(_blanks(area, keys, rows))
        if not blanks:
            continue
        cell = first.cells.get(key)
        fills = area.first_column == area.last_column and key in filled_keys and cell is not None
        if fills and cell is not None:
            for number, _ in blanks:
                added.setdefault(number, {})[key] = cell
        found.append(MergedCells(_address(area), key, first, blanks, fills))
    whole = tuple(
        TableRow(row.number, row.position, _with(row.cells, added.get(row.number))) for row in table.rows
    )
    return NamedTable(table.sheet, table.columns, whole), found


def _blanks(area: Range, keys: Mapping[int, str], rows: Mapping[int, TableRow]) -> Iterator[tuple[int, str]]:
    """The cells of a merged area but the first that lie in the table's rows."""
    for number in range(area.first_row, area.last_row + 1):
        for column in range(area.first_column, area.last_column + 1):
            is_first = (number, column) == (area.first_row, area.first_column)
            if number in rows and column in keys and not is_first:
                yield number, keys[column]


def _with(cells: Mapping[str, RawCell], more: Mapping[str, RawCell] | None) -> Mapping[str, RawCell]:
    return {**cells, **more} if more else cells


def _address(area: Range) -> str:
    first = cell_address(area.first_row, area.first_column)
    return f"{first}:{cell_address(area.last_row, area.last_column)}"
