"""การเปลี่ยนแปลงระหว่างปี: what changed in the office up to the round, with letters and reasons."""

from __future__ import annotations

from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.print_setup import set_up_page
from xl_addin.model.changes import PHRASES, Change
from xl_addin.model.table_names import CHANGES_SHEET
from xl_addin.model.texts import round_label
from xl_addin.model.values.kinds import Kind
from xl_addin.report.book.report_workbook import ReportBook, Written
from xl_addin.report.book.text_lines import TextBlock, write_full_width
from xl_addin.report.book.worksheet_table import Cell, Layout

_LABELS = ("ที่", "ตั้งแต่รอบ", "เรื่อง", "รายละเอียด", "หนังสือเลขที่", "เหตุผล")
_KINDS = (Kind.COUNT, Kind.CHOICE, Kind.TEXT, Kind.TEXT, Kind.TEXT, Kind.TEXT)
_SHARES = (4, 14, 20, 56, 18, 24)
_SCALE = 0.6


def has_changes(book: ReportBook) -> bool:
    """Whether anything has changed up to the round."""
    return bool(book.register.changes)


def write_changes(book: ReportBook, sheet: BulkSheet) -> None:
    """Write the sheet; one line a change, in the order of the rounds."""
    layout = Layout(book, sheet, _SHARES, "landscape", _SCALE)
    names = book.names()
    titles = [
        f"{CHANGES_SHEET} ปีงบประมาณ พ.ศ. {names['fiscal_year']}",
        f"{names['office']} ถึง{names['period_name']}",
    ]
    look = book.styles.title()
    blocks = [
        TextBlock.fitted(Written(book.in_digits(line)), look, layout.width, book.points, bold=True)
        for line in titles
    ]
    row = first = layout.header(write_full_width(book, sheet, blocks, layout.columns, 0), _LABELS)
    for number, change in enumerate(book.register.changes, 1):
        cells = _cells(book, number, change)
        row = layout.row(layout.ready(row, layout.height(cells)), cells, _KINDS)
    set_up_page(sheet, "landscape", book.form.report.title)
    sheet.print_area(0, 0, row - 1, layout.columns - 1)
    sheet.freeze_panes(first, 0)
    layout.end_pages()


def _cells(book: ReportBook, number: int, change: Change) -> list[Cell]:
    texts = (
        round_label(book.form, change.round),
        PHRASES[change.kind],
        change.note,
        change.letter_no,
        change.reason,
    )
    return [number, *(book.in_digits(text) for text in texts)]
