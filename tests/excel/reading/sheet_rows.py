"""Rows of a sheet's XML as the tests of reading write them, and the cells that are read from them."""

from __future__ import annotations

from tests.support import raw_workbooks as raw
from xl_addin.excel.reading.cells import RawCell
from xl_addin.excel.reading.workbook_reader import read_workbook

CONTENT = '<row r="1"><c r="A1"><v>1</v></c></row>'


def cells_of(rows: str, **options: object) -> dict[tuple[int, int], RawCell]:
    return read_workbook(raw.workbook(raw.sheet_xml(rows), **options)).sheets[0].cells


def row(*cells: str) -> str:
    return f'<row r="1">{"".join(cells)}</row>'
