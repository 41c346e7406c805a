"""The register that the report was made with, in a very hidden sheet: a lost one comes back from any report."""

from __future__ import annotations

from xl_addin.model.identity import REGISTER_SHEET
from xl_addin.register.lists.kept_register import kept_tables
from xl_addin.report.book.report_workbook import ReportBook


def write_register_sheet(book: ReportBook) -> None:
    """Add the sheet where the register as it was entered is known; nothing is printed of it."""
    entered = book.consolidated.entered
    if entered is None:
        return
    sheet = book.add_sheet(REGISTER_SHEET)
    sheet.very_hidden()
    left = 0
    for table in kept_tables(entered):
        for row, cells in enumerate(table.cells):
            for column, value in enumerate(cells, left):
                if isinstance(value, str):
                    sheet.write_string(row, column, value)
                elif value is not None:
                    sheet.write_number(row, column, value)
        book.workbook.define_name(table.name, table.reference(left))
        left += len(table.cells[0])
