"""การพิจารณา: what the officer decided about this round's files and warnings, and what it was about."""

from __future__ import annotations

from collections.abc import Iterator

from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.model.decisions import PHRASES, Accepted, Decision, DecisionKind, in_force
from xl_addin.model.table_names import DECISIONS_SHEET
from xl_addin.model.texts import round_label
from xl_addin.model.thai.words import date_words
from xl_addin.model.values.kinds import Kind
from xl_addin.report.book.report_workbook import ReportBook
from xl_addin.report.worksheets.list_sheet import ListColumn, write_list

_COLUMNS = (
    ListColumn("รอบ", 13, Kind.CHOICE),
    ListColumn("เรื่อง", 20),
    ListColumn("กลุ่ม", 19),
    ListColumn("โครงการหรือไฟล์", 30),
    ListColumn("ข้อที่ยอมรับ", 40),
    ListColumn("ค่าเมื่อพิจารณา", 13),
    ListColumn("ค่าในรอบนี้", 13),
    ListColumn("เหตุผล", 28),
    ListColumn("วันที่", 13),
)
GONE = "รอบนี้ไม่พบข้อนี้"


def has_decisions(book: ReportBook) -> bool:
    """Whether the officer has decided anything that holds in this round."""
    return bool(_held(book))


def write_decisions(book: ReportBook, sheet: BulkSheet) -> None:
    """Write the sheet: each decision in force, an accepted warning once for each place where it would be told."""
    names = book.names()
    accepted = len(book.consolidated.accepted)
    titles = (f"{DECISIONS_SHEET} ข้อที่ยอมรับ {accepted} ข้อ", f"{names['office']} {names['period_name']}")
    write_list(book, sheet, titles, _COLUMNS, list(_rows(book)), is_work=True)


def _held(book: ReportBook) -> tuple[Decision, ...]:
    return in_force(book.register.decisions, book.consolidated.round)


def _rows(book: ReportBook) -> Iterator[list[str]]:
    found: dict[Decision, list[Accepted]] = {}
    for one in book.consolidated.accepted:
        found.setdefault(one.decision, []).append(one)
    frame = book.consolidated.frame
    names = dict(zip(frame["project_id"], frame["project"].fillna(""), strict=True))
    groups = {group.id: group.name for group in book.register.groups}
    for decision in _held(book):
        project = f"{decision.project_id} {names.get(decision.project_id, '')}".strip()
        group = groups.get(decision.group_id, "")
        of_a_warning = decision.kind is DecisionKind.ACCEPT_WARNING
        nothing = f"{decision.rule} {GONE}" if of_a_warning else ""
        told = [
            (one.problem.group, one.problem.message, one.problem.value) for one in found.get(decision, ())
        ]
        for whose, message, value in told or [(group, nothing, "")]:
            yield [
                book.in_digits(round_label(book.form, decision.round)),
                PHRASES[decision.kind],
                whose,
                project or decision.file,
                message,
                decision.value,
                value,
                decision.reason,
                "" if decision.on is None else book.in_digits(date_words(decision.on, short=True)),
            ]
