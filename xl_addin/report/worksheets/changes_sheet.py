"""การเปลี่ยนแปลงระหว่างปี: what changed in the office up to the round, with letters and reasons."""

from __future__ import annotations

from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.model.changes import PHRASES
from xl_addin.model.table_names import CHANGES_SHEET
from xl_addin.model.texts import round_label
from xl_addin.model.values.kinds import Kind
from xl_addin.report.book.report_workbook import ReportBook
from xl_addin.report.worksheets.list_sheet import ListColumn, write_list

_COLUMNS = (
    ListColumn("ตั้งแต่รอบ", 14, Kind.CHOICE),
    ListColumn("เรื่อง", 20),
    ListColumn("รายละเอียด", 56),
    ListColumn("หนังสือเลขที่", 18),
    ListColumn("เหตุผล", 24),
)


def has_changes(book: ReportBook) -> bool:
    """Whether anything has changed up to the round."""
    return bool(book.register.changes)


def write_changes(book: ReportBook, sheet: BulkSheet) -> None:
    """Write the sheet; one line a change, in the order of the rounds."""
    names = book.names()
    titles = (
        f"{CHANGES_SHEET} ปีงบประมาณ พ.ศ. {names['fiscal_year']}",
        f"{names['office']} ถึง{names['period_name']}",
    )
    rows = [
        [
            book.in_digits(text)
            for text in (
                round_label(book.form, change.round),
                PHRASES[change.kind],
                change.note,
                change.letter_no,
                change.reason,
            )
        ]
        for change in book.register.changes
    ]
    write_list(book, sheet, titles, _COLUMNS, rows)
