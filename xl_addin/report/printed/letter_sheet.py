"""A memo or letter of the report, in the markup of `workbook.letter_sheet`."""

from __future__ import annotations

from collections.abc import Sequence

from xl_addin.excel.addresses import cell_address
from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.letter_sheet import write_letter
from xl_addin.model.form.report_schema import ReportSheet
from xl_addin.model.register import Section
from xl_addin.report.book.prose import Paragraph
from xl_addin.report.book.report_workbook import ReportBook, Written
from xl_addin.report.book.sheet_setup import dress_report_page
from xl_addin.report.book.text_lines import unfinished_sentence


def write_letter_page(
    book: ReportBook, spec: ReportSheet, sheet: BulkSheet, section: Section | None = None
) -> None:
    """Write the letter, for a section if there is one; its numbers are tied to their cells."""
    lines = book.write_file(str(spec.text), book.names(section=section), spec.name)
    said = unfinished_sentence(book, book.consolidated.round)
    if said is not None:
        place = _before_closing(lines)
        lines[place:place] = [said, Written("")]
    text = "\n".join(line.text for line in lines)
    # The ledger has put the text into the office's digits already.
    rows = write_letter(sheet, book.styles, text, thai_digits=False, emblem=book.register.emblem)
    for line, row in zip(lines, rows, strict=False):
        book.ledger.record(sheet.get_name(), cell_address(row + 1, 1), line.mentions)
        book.prose.say(sheet.get_name(), row, Paragraph(line.text, "letter"))
    dress_report_page(book, sheet)


def _before_closing(lines: Sequence[Written]) -> int:
    """Where the last paragraph before the signature begins: จึงเรียนมาเพื่อทราบ …"""
    signed = next((place for place, line in enumerate(lines) if line.text.startswith("> ")), len(lines))
    return max((place for place in range(signed) if lines[place].text.strip()), default=signed)
