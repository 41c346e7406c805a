"""ต่างจากไฟล์ที่ถูกแทน: cell by cell, what a group's file gives otherwise than the one whose place it took."""

from __future__ import annotations

from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.model.problems.catalogue import say
from xl_addin.report.book.report_workbook import ReportBook
from xl_addin.report.worksheets.list_sheet import ListColumn, write_list

REPLACED_SHEET = "ต่างจากไฟล์ที่ถูกแทน"
MOST_ROWS = 2_000
"""Of more entries than these the first are listed; the title says how many there are."""

_COLUMNS = (
    ListColumn("กลุ่ม", 19),
    ListColumn("โครงการ", 28),
    ListColumn("ช่อง", 22),
    ListColumn("ไฟล์ที่ถูกแทน", 24),
    ListColumn("ค่าเดิม", 22),
    ListColumn("ไฟล์ที่ใช้", 24),
    ListColumn("เซลล์", 8),
    ListColumn("ค่าที่ใช้", 22),
)


def write_replaced(book: ReportBook, sheet: BulkSheet) -> None:
    """Write the sheet; one line an entry, group by group."""
    names, found = book.names(), book.consolidated.replaced
    frame = book.consolidated.frame
    projects = dict(zip(frame["project_id"], frame["project"].fillna(""), strict=True))
    blank = say("nothing_entered")
    titles = (f"{REPLACED_SHEET} {len(found)} ช่อง", f"{names['office']} {names['period_name']}")
    rows = [
        [
            group,
            f"{one.project} {projects.get(one.project, '')}".strip(),
            one.label,
            one.first.file,
            one.first_value or blank,
            one.second.file,
            one.place.cell,
            one.second_value or blank,
        ]
        for group, one in ((entry.group, entry.difference) for entry in found[:MOST_ROWS])
    ]
    write_list(book, sheet, titles, _COLUMNS, rows, is_work=True)
