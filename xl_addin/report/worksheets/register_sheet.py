"""The register that the report was made with, in a very hidden sheet: a lost one comes back from any report."""

from __future__ import annotations

from itertools import accumulate

from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.model.identity import REGISTER_SHEET
from xl_addin.register.lists.kept_register import kept_tables
from xl_addin.report.book.report_workbook import ReportBook


def write_register_sheet(book: ReportBook) -> BulkSheet | None:
    """Add the sheet where the register as it was entered is known; nothing is printed of it."""
    entered = book.consolidated.entered
    if entered is None:
        return None
    sheet = book.add_sheet(REGISTER_SHEET)
    sheet.very_hidden()
    tables = list(kept_tables(entered))
    firsts = accumulate((len(table.keys) for table in tables[:-1]), initial=0)
    placed = list(zip(tables, firsts, strict=True))
    for table, first in placed:
        book.workbook.define_name(table.name, table.reference(first))

    def fill() -> None:
        columns = [
            sheet.kept(number, [key, *values])
            for table, first in placed
            for number, (key, values) in enumerate(zip(table.keys, table.columns(), strict=True), first)
        ]
        sheet.write_block(range(max(table.rows for table in tables)), columns)

    sheet.fill_later(fill, sum(table.rows * len(table.keys) for table in tables), ())
    book.workbook.seal(sheet)
    return sheet
