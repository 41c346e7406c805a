"""เปลี่ยนจากรายงานครั้งก่อน: what this report says otherwise than the one whose place it takes."""

from __future__ import annotations

from xl_addin.consolidate.consolidated import FigureChange
from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.print_setup import set_up_page
from xl_addin.model.values.kinds import Kind
from xl_addin.report.book.report_workbook import ReportBook, Written
from xl_addin.report.book.text_lines import TextBlock, write_full_width
from xl_addin.report.book.worksheet_table import Cell, Layout

REPORT_CHANGES_SHEET = "เปลี่ยนจากรายงานครั้งก่อน"

_LABELS = ("ที่", "กลุ่ม", "รหัส", "โครงการ", "รายการ", "เดิม", "ใหม่")
_KINDS = (Kind.COUNT, *([Kind.TEXT] * 6))
_SHARES = (4, 20, 9, 30, 24, 26, 26)
_SCALE = 0.6


def write_report_changes(book: ReportBook, sheet: BulkSheet) -> None:
    """Write the sheet; one line a value, in the order of the report."""
    layout = Layout(book, sheet, _SHARES, "landscape", _SCALE)
    names = book.names()
    found = book.consolidated.changes
    titles = [
        f"{REPORT_CHANGES_SHEET} {len(found)} รายการ",
        f"{names['office']} {names['period_name']}",
    ]
    look = book.styles.title()
    blocks = [
        TextBlock.fitted(Written(book.in_digits(line)), look, layout.width, book.points, bold=True)
        for line in titles
    ]
    row = first = layout.header(write_full_width(book, sheet, blocks, layout.columns, 0), _LABELS)
    for number, change in enumerate(found, 1):
        cells = _cells(book, number, change)
        row = layout.row(layout.ready(row, layout.height(cells)), cells, _KINDS)
    set_up_page(sheet, "landscape", book.form.report.title)
    sheet.print_area(0, 0, row - 1, layout.columns - 1)
    sheet.freeze_panes(first, 0)
    layout.end_pages()


def _cells(book: ReportBook, number: int, change: FigureChange) -> list[Cell]:
    texts = (change.group, change.project_id, change.project, change.label, change.before, change.after)
    return [number, *(book.in_digits(text) for text in texts)]
