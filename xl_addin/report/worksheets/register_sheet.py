"""The register that the report was made with, in a very hidden sheet: a lost one comes back from any report."""

from __future__ import annotations

from xl_addin.excel.writing.bulk_columns import BulkColumn
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
    tables = list(kept_tables(entered))
    columns: list[BulkColumn] = []
    for table in tables:
        book.workbook.define_name(table.name, table.reference(len(columns)))
        columns += [
            sheet.kept(number, [key, *values])
            for number, (key, values) in enumerate(table.columns.items(), len(columns))
        ]
    sheet.write_block(range(max(table.rows for table in tables)), columns)
