"""ข้อเสนอโครงการ: what groups propose, beside the projects that it resembles; in no sum until it is taken."""

from __future__ import annotations

from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.model.form.schema import PROPOSALS_SHEET
from xl_addin.model.office_in_round import budget_keys
from xl_addin.model.proposals import PENDING, VERDICTS
from xl_addin.model.values.kinds import Kind
from xl_addin.report.book.report_workbook import ReportBook
from xl_addin.report.book.worksheet_table import Cell, Number
from xl_addin.report.worksheets.list_sheet import ListColumn, write_list


def write_proposals(book: ReportBook, sheet: BulkSheet) -> None:
    """Write the sheet; one line a proposal, group by group."""
    names, found = book.names(), book.consolidated.proposals
    keys, sections = budget_keys(book.form), book.form.sections
    waiting = sum(one.verdict is None for one in found)
    titles = (
        f"{PROPOSALS_SHEET} {len(found)} เรื่อง {PENDING} {waiting} เรื่อง (ไม่รวมในยอดของรายงาน)",
        f"{names['office']} {names['period_name']}",
    )
    columns = (
        ListColumn("เลขที่ข้อเสนอ", 12),
        ListColumn("กลุ่มที่เสนอ", 20),
        ListColumn("โครงการที่เสนอ", 32),
        *([ListColumn(sections.label, 22)] if sections else []),
        *([ListColumn("งบประมาณที่เสนอ (บาท)", 15, Kind.BAHT)] if keys else []),
        ListColumn("เหตุผลที่เสนอ", 30),
        ListColumn("ชื่อใกล้เคียงกับ", 36),
        ListColumn("ผล", 14, Kind.CHOICE),
        ListColumn("ไฟล์ แผ่น เซลล์", 24),
    )
    groups = {group.id: group.name for group in book.register.groups}
    rows: list[list[Cell]] = [
        [
            one.id,
            groups.get(one.group_id, ""),
            one.project,
            *([one.section] if sections else []),
            *([Number(one.amount(keys), Kind.BAHT)] if keys else []),
            one.reason,
            "\n".join(one.alike),
            VERDICTS[one.verdict] if one.verdict else PENDING,
            str(one.place),
        ]
        for one in found
    ]
    write_list(book, sheet, titles, columns, rows, is_work=True)
