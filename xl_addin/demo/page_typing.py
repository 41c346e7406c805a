"""Typing into a workbook with one sheet per project: entries by project, key and table.

It plays the person at the keyboard in the demo, the benchmark and the tests; and Excel, which fits the height
of a table's row on typing (a page says with `customHeight` which rows it must leave alone).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from xl_addin.excel.addresses import cell_address, parse_cell, parse_reference
from xl_addin.excel.reading.cell_patch import Typed, parts_of, sheet_paths, type_cells, zipped
from xl_addin.excel.reading.cells import RawWorkbook
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.excel.writing.text_metrics import row_height, stored_column_points
from xl_addin.model.table_names import table_name
from xl_addin.template.pages.field_names import FieldCells, field_cells
from xl_addin.template.pages.layout_model import TEXT_POINTS

Cell = TypeVar("Cell")

_COLUMN = re.compile(r'<col min="(?P<first>\d+)" max="(?P<last>\d+)" width="(?P<width>[\d.]+)"')


@dataclass(frozen=True, slots=True)
class Filled:
    """What is typed on one project's sheet: key -> value, and table -> its rows from the top."""

    fields: Mapping[str, Typed] = field(default_factory=dict)
    tables: Mapping[str, Sequence[Mapping[str, Typed]]] = field(default_factory=dict)


def type_pages(workbook: bytes, projects: Mapping[str, Filled]) -> bytes:
    """The workbook with entries typed in: project id -> what is typed.

    Raises KeyError for a project, key or table that the workbook does not have, IndexError for more rows than
    are prepared.
    """
    book = read_workbook(workbook)
    pages = {_project_id(page): page for page in field_cells(book)}
    edits: dict[str, dict[str, Typed]] = {}
    for project_id, filled in projects.items():
        page = pages[project_id]
        cells = {cell_address(*page.cells[key]): value for key, value in filled.fields.items()}
        for table, rows in filled.tables.items():
            cells |= table_cells(book, page, table, rows)
        edits[page.sheet.name] = cells
    return _fitted(type_cells(workbook, edits), edits)


def _project_id(page: FieldCells) -> str:
    cell = page.sheet.cells[page.cells["project_id"]]
    return cell.value or ""


def table_cells(
    book: RawWorkbook, page: FieldCells, table: str, rows: Sequence[Mapping[str, Cell]]
) -> dict[str, Cell]:
    """Where the rows of a small table stand, from the top: address -> value. Raises as `type_pages`."""
    if not rows:  # a page may do without the table
        return {}
    area = next(
        reference.range
        for name in book.defined_names
        if name.name == table_name(table)
        and (reference := parse_reference(name.reference)) is not None
        and (reference.sheet or name.sheet) == page.sheet.name
    )
    columns = {
        cell.value: column
        for (row, column), cell in page.sheet.cells.items()
        if row == area.first_row and cell.value
    }
    if len(rows) > area.last_row - area.first_row:
        raise IndexError(f"{table}: {len(rows)} rows")
    return {
        cell_address(area.first_row + number, columns[key]): value
        for number, row in enumerate(rows, 1)
        for key, value in row.items()
    }


def _fitted(workbook: bytes, edits: Mapping[str, Mapping[str, Typed]]) -> bytes:
    """The workbook with the rows that were typed into as high as Excel makes them."""
    parts = parts_of(workbook)
    paths = sheet_paths(parts)
    for sheet, cells in edits.items():
        xml = parts[paths[sheet]].decode("utf-8")
        widths = {
            column: stored_column_points(float(found["width"]))
            for found in _COLUMN.finditer(xml)
            for column in range(int(found["first"]), int(found["last"]) + 1)
        }
        texts: dict[int, list[tuple[str, float]]] = {}
        for address, value in cells.items():
            row, column = parse_cell(address)
            texts.setdefault(row, []).append((str(value or ""), widths[column]))
        for row, row_texts in texts.items():
            xml = _high(xml, row, row_height(row_texts, TEXT_POINTS))
        parts[paths[sheet]] = xml.encode("utf-8")
    return zipped(parts)


def _high(xml: str, row: int, height: float) -> str:
    found = re.search(rf'<row r="{row}"[^>]*?>', xml)
    if found is None or "customHeight" in found[0]:
        return xml
    return xml[: found.start()] + re.sub(r' ht="[^"]*"', f' ht="{height:g}"', found[0]) + xml[found.end() :]
