"""การส่งรายงาน: which group returned what, what became of every file, and a reminder ready to paste."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xl_addin.consolidate.consolidated import (
    GROUP_STATES,
    OTHER_FILE,
    OUTCOMES,
    FileOutcome,
    GroupReturn,
    GroupState,
    Outcome,
)
from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.styles import HEADER_FILL, MISSING_LOOK
from xl_addin.excel.writing.text_metrics import indented, row_height
from xl_addin.model.problems.catalogue import say
from xl_addin.model.thai import words
from xl_addin.model.values.kinds import Kind
from xl_addin.report.book.ledger import Source
from xl_addin.report.book.reminder import files_named_after, reminder_lines
from xl_addin.report.book.report_workbook import ReportBook, Written
from xl_addin.report.book.sheet_setup import set_up_work_sheet
from xl_addin.report.book.text_lines import TextBlock, write_full_width
from xl_addin.report.book.worksheet_table import Cell, Layout, Live

RETURNS_SHEET = "การส่งรายงาน"

_KINDS = (Kind.COUNT, Kind.TEXT, Kind.TEXT, Kind.TEXT, Kind.COUNT, Kind.COUNT, Kind.COUNT, Kind.COUNT)
_SHARES = (4, 31, 18, 32, 7, 9, 10, 13)
_FILE_LABELS = ("ที่", "ไฟล์", "ผล", "กลุ่ม", "ฉบับที่", "ช่องที่กรอก", "เหตุผล")
_SCALE = 0.84


def write_returns(book: ReportBook, sheet: BulkSheet) -> None:
    """Write the sheet; afterwards `book.missing` is known."""
    layout = Layout(book, sheet, _SHARES, "landscape", _SCALE)
    row = _text(layout, ["การส่งรายงาน"], 0, title=True)
    names = book.names()
    row = _text(layout, [f"{names['office']} {names['period_name']}"], row, title=True)
    row, first = _groups(layout, row), row + 1
    row = _files(layout, row + 1)
    reminder = reminder_lines(book.consolidated)
    if reminder:
        start, row = row + 1, _text(layout, ["ข้อความทวงถาม (คัดลอกไปใช้ได้)"], row + 1, bold=True)
        row = _text(layout, reminder, row)
        # It is copied as one piece.
        layout.keep_together(start, row)
    set_up_work_sheet(book, sheet)
    sheet.print_area(0, 0, row - 1, layout.columns - 1)
    sheet.freeze_panes(first, 0)
    layout.end_pages()


def _text(layout: Layout, lines: list[str], row: int, title: bool = False, bold: bool = False) -> int:
    styles = layout.book.styles
    look = styles.title() if title else styles.note(bold=bold)
    blocks = [
        TextBlock.fitted(Written(line), look, layout.width, layout.book.points, bold=title or bold)
        for line in (map(layout.book.in_digits, lines) if title else lines)
    ]
    return write_full_width(layout.book, layout.sheet, blocks, layout.columns, row)


def _groups(layout: Layout, row: int) -> int:
    labels = ("ที่", "กลุ่ม", "สถานะ", "ไฟล์", "ฉบับที่", "โครงการ", "รายงานแล้ว", "ต้องแก้ / ควรตรวจ")
    book = layout.book
    first = row + 1
    row = layout.header(row, labels)
    named = files_named_after(book.consolidated)
    for number, group in enumerate(book.consolidated.groups, start=1):
        row = _group(layout, row, number, group, named)
    last = max(row, first + 1)
    numbers, states = (f"{layout.cell(first, column)}:{layout.cell(last - 1, column)}" for column in (0, 2))
    waiting = sum(1 for group in book.consolidated.groups if group.is_waited_for)
    # A state may be followed by "(ช้า)", so returned groups are counted by the beginning.
    settled = (
        GROUP_STATES[state] for state in (GroupState.RETURNED, GroupState.NOTHING, GroupState.NOTHING_DUE)
    )
    formula = f"COUNT({numbers})" + "".join(f'-COUNTIF({states},"{state}*")' for state in settled)
    sums: list[Cell] = []
    for column, attribute in ((5, "projects"), (6, "reported")):
        cells = f"{layout.cell(first, column)}:{layout.cell(last - 1, column)}"
        sums.append(
            Live(f"SUM({cells})", sum(getattr(group, attribute) for group in book.consolidated.groups))
        )
    line: list[Cell] = ["", "กลุ่มที่ยังไม่มีรายงานใช้ได้", Live(formula, waiting), "", "", *sums, ""]
    kinds = (Kind.TEXT, Kind.TEXT, Kind.COUNT, Kind.TEXT, Kind.TEXT, Kind.COUNT, Kind.COUNT, Kind.TEXT)
    row = layout.ready(row, layout.height(line, bold=True))
    layout.row(row, line, kinds, bold=True, bg_color=HEADER_FILL)
    book.missing = Source("กลุ่มที่ยังไม่มีรายงานใช้ได้", layout.address(row, 2), waiting, Kind.COUNT)
    return row + 1


def _group(
    layout: Layout, row: int, number: int, group: GroupReturn, named: Mapping[str, Sequence[FileOutcome]]
) -> int:
    state = GROUP_STATES[group.state] + (" (รับแล้ว)" if group.accepted else "") + _late(layout.book, group)
    files = group.file or ", ".join(file.file for file in named.get(group.group_id, ()))
    findings = layout.book.in_digits(f"{group.errors} / {group.warnings}") if group.file else ""
    cells: list[Cell] = [
        number,
        group.group,
        state,
        files,
        group.issue,
        group.projects,
        group.reported if group.state in (GroupState.RETURNED, GroupState.NOTHING) else None,
        findings,
    ]
    kinds = (*_KINDS[:-1], Kind.CHOICE)
    more = MISSING_LOOK if group.is_waited_for or group.late else {}
    return layout.row(layout.ready(row, layout.height(cells)), cells, kinds, **more)


def _late(book: ReportBook, group: GroupReturn) -> str:
    """That a group was late, and the day its file came where the register says it."""
    if not group.late:
        return ""
    entries = [one for one in book.register.late if one.round == book.consolidated.round]
    received = next((one.received for one in entries if one.group_id == group.group_id), None)
    if received is None:
        return " (ช้า)"
    day = words.date_words(received, short=True, digits_thai=book.settings.digits == "thai")
    return f" (ช้า) รับเมื่อ {day}"


def _files(layout: Layout, row: int) -> int:
    layout.begin(row, 5 * row_height([], layout.book.points))
    row = _text(layout, ["ไฟล์ทั้งหมดในโฟลเดอร์ที่ส่งกลับ"], row, bold=True)
    row = _file_header(layout, row)
    for number, file in enumerate(layout.book.consolidated.files, start=1):
        row = _file(layout, row, number, file)
    return row


def _file(layout: Layout, row: int, number: int, file: FileOutcome) -> int:
    group = next((one.name for one in layout.book.register.groups if one.id == file.group_id), "")
    reason = OTHER_FILE if file.outcome is Outcome.CONFLICT else file.reason
    if file.signed and not reason:
        reason = layout.book.in_digits(say("file_signed", value=file.signed))
    cells = (number, file.file, OUTCOMES[file.outcome], group, file.issue, file.entries or None, reason)
    row = layout.ready(row, _height(layout, cells), lambda top: _file_header(layout, top))
    return _merged(layout, row, cells)


def _file_header(layout: Layout, row: int) -> int:
    return _merged(layout, row, _FILE_LABELS, header=True)


def _height(layout: Layout, cells: tuple[Cell, ...], header: bool = False) -> float:
    last = layout.columns - 1
    texts_ = [(str(cell), layout.widths[n]) for n, cell in enumerate(cells[:-1]) if isinstance(cell, str)]
    texts_.append((str(cells[-1] or ""), layout.span(last - 1, last)))
    texts_ = [(text, width if header else indented(width)) for text, width in texts_]
    return row_height(texts_, layout.book.points, bold=header)


def _merged(layout: Layout, row: int, cells: tuple[Cell, ...], header: bool = False) -> int:
    """A row whose last cell reaches over the last two columns."""
    last = layout.columns - 1
    look = layout.book.styles.header() if header else layout.book.styles.value(Kind.TEXT)
    layout.sheet.merge_range(row, last - 1, row, last, "", look)
    if header:
        for column, label in enumerate(cells):
            layout.sheet.write_string(row, column, str(label), look)
    else:
        for column, (cell, kind) in enumerate(zip(cells, (*_KINDS[:-2], Kind.TEXT), strict=True)):
            layout.write(row, column, cell, kind)
    layout.sheet.set_row(row, _height(layout, cells, header))
    return row + 1
