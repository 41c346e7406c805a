"""The office's own notes at the end of the report: below the notes of its table, else on a page of their own."""

from __future__ import annotations

from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.model.register import Reader
from xl_addin.report.book.report_workbook import ReportBook, Written
from xl_addin.report.book.sheet_setup import set_up_report_page
from xl_addin.report.book.text_lines import TextBlock, write_full_width
from xl_addin.report.book.worksheet_table import Layout

NOTES_SHEET = "หมายเหตุ"
_COLUMNS = 8  # LibreOffice makes a sheet smaller only by its columns


def own_notes(book: ReportBook) -> list[Written]:
    """The lines of the register's sheet หมายเหตุท้ายรายงาน that are meant for readers of the report."""
    return [
        book.write_lines("{{ note }}", {"note": note}, NOTES_SHEET)[0]
        for note in book.register.notes_for(Reader.REPORT)
    ]


def need_a_page(book: ReportBook) -> bool:
    """Whether there are notes and no table of the report that prints them."""
    has_table = any(spec.kind in ("table", "list") and spec.notes for spec in book.form.report.sheets)
    return not has_table and bool(book.register.notes_for(Reader.REPORT))


def write_notes_page(book: ReportBook, sheet: BulkSheet) -> None:
    """Write the page; its first line says what it is."""
    layout = Layout(book, sheet, (1.0,) * _COLUMNS)
    title = TextBlock.fitted(Written(NOTES_SHEET), book.styles.title(), layout.width, book.points, bold=True)
    lines = [
        TextBlock.fitted(line, book.styles.note(), layout.width, book.points) for line in own_notes(book)
    ]
    end = write_full_width(book, sheet, [title, *lines], layout.columns, 0)
    set_up_report_page(book, sheet, "portrait")
    sheet.print_area(0, 0, end - 1, layout.columns - 1)
