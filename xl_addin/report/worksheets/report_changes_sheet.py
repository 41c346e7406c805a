"""เปลี่ยนจากรายงานครั้งก่อน: what this report says otherwise than the one whose place it takes."""

from __future__ import annotations

from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.report.book.report_workbook import ReportBook
from xl_addin.report.worksheets.list_sheet import ListColumn, write_list

REPORT_CHANGES_SHEET = "เปลี่ยนจากรายงานครั้งก่อน"

_COLUMNS = (
    ListColumn("กลุ่ม", 20),
    ListColumn("รหัส", 9),
    ListColumn("โครงการ", 30),
    ListColumn("รายการ", 24),
    ListColumn("เดิม", 26),
    ListColumn("ใหม่", 26),
)


def write_report_changes(book: ReportBook, sheet: BulkSheet) -> None:
    """Write the sheet; one line a value, in the order of the report."""
    names = book.names()
    found = book.consolidated.changes
    titles = (f"{REPORT_CHANGES_SHEET} {len(found)} รายการ", f"{names['office']} {names['period_name']}")
    rows = [
        [
            book.in_digits(text)
            for text in (one.group, one.project_id, one.project, one.label, one.before, one.after)
        ]
        for one in found
    ]
    write_list(book, sheet, titles, _COLUMNS, rows, is_work=True)
