"""A memo or letter of the report, in the markup of `workbook.letter_sheet`."""

from __future__ import annotations

from xl_addin.excel.addresses import cell_address
from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.letter_sheet import write_letter
from xl_addin.model.form.schema import ReportSheet
from xl_addin.model.register import Section
from xl_addin.report.book.report_workbook import ReportBook


def write_letter_page(
    book: ReportBook, spec: ReportSheet, sheet: BulkSheet, section: Section | None = None
) -> None:
    """Write the letter, for a section if there is one; its numbers are tied to their cells."""
    lines = book.write_file(str(spec.text), book.names(section=section), spec.name)
    text = "\n".join(line.text for line in lines)
    # The ledger has put the text into the office's digits already.
    rows = write_letter(sheet, book.styles, text, thai_digits=False)
    for line, row in zip(lines, rows, strict=False):
        book.ledger.record(sheet.get_name(), cell_address(row + 1, 1), line.mentions)
