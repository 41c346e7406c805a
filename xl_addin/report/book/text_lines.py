"""Lines of text across a whole sheet: titles, notes, sentences."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from xlsxwriter.format import Format

from xl_addin.excel.addresses import cell_address
from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.text_metrics import lines_needed, split_heights
from xl_addin.model.thai.line_breaks import unbroken
from xl_addin.model.values.kinds import Kind
from xl_addin.previous.missed_rounds import running_sums
from xl_addin.report.book.ledger import Source
from xl_addin.report.book.prose import Paragraph
from xl_addin.report.book.report_workbook import NOT_RETURNED, ReportBook, Written
from xl_addin.report.book.unfinished import DRAFT


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A line of text in merged cells as wide as the sheet; `heights`: of the rows that it takes."""

    line: Written
    look: Format
    heights: tuple[float, ...]

    @classmethod
    def fitted(
        cls, line: Written, look: Format, width: float, points: float, bold: bool = False
    ) -> TextBlock:
        """`width`: of the merged cells, in points. Lines that wrap do so outside dates and numbers with their nouns."""
        if lines_needed(line.text, width, points, bold) > 1:
            line = replace(line, text=unbroken(line.text))
        return cls(line, look, tuple(split_heights(line.text, width, points, bold)))


def write_full_width(
    book: ReportBook, sheet: BulkSheet, blocks: Sequence[TextBlock], columns: int, row: int
) -> int:
    """Write the blocks one below another from `row` (from 0); gives the row after the last."""
    for block in blocks:
        last = row + len(block.heights) - 1
        if columns > 1 or last > row:
            sheet.merge_range(row, 0, last, columns - 1, "", block.look)
        sheet.write_string(row, 0, block.line.text, block.look)
        book.ledger.record(sheet.get_name(), cell_address(row + 1, 1), block.line.mentions)
        book.prose.say(
            sheet.get_name(), row, Paragraph(block.line.text, "title" if block.look.bold else "text")
        )
        for place, height in enumerate(block.heights, start=row):
            sheet.set_row(place, height)
        row = last + 1
    return row


def missing_lines(book: ReportBook, keys: Collection[str], round_: int) -> list[Written]:
    """The lines above a round's figures that are not whole; `keys`: of the columns that are printed or summed."""
    draft = draft_line(book, round_)
    if round_ != book.consolidated.round:
        return [] if draft is None else [draft]
    missed = missed_line(book) if running_sums(book.form) & set(keys) else None
    return [line for line in (draft, missing_line(book), missed) if line is not None]


def draft_line(book: ReportBook, round_: int) -> Written | None:
    """The line that says how much of a round is left to put right; None when it is whole."""
    lacking = book.unfinished(round_)
    if not lacking.errors and not lacking.unreported:
        return None
    is_this_round = round_ == book.consolidated.round
    errors, unreported = (book.errors, book.unreported) if is_this_round else (None, None)
    number = book.ledger.number
    names = {
        "errors": number(errors or Source("ที่ต้องแก้", str(lacking.errors), lacking.errors, Kind.COUNT)),
        "unreported": number(
            unreported or Source("ยังไม่รายงาน", str(lacking.unreported), lacking.unreported, Kind.COUNT)
        ),
    }
    return book.write_lines(f"{DRAFT}: {_UNFINISHED}", names, "รายงาน")[0]


_UNFINISHED = "ยังต้องแก้ {{ errors }} แห่ง / ยังไม่รายงาน {{ unreported }} โครงการ"


def unfinished_sentence(book: ReportBook, round_: int) -> Written | None:
    """The same for sentences and letters: figures that may still change are never given as final."""
    line = draft_line(book, round_)
    if line is None:
        return None
    return Written(f"ทั้งนี้ ตัวเลขข้างต้นเป็น{line.text.replace(': ', ' ', 1)} จึงอาจเปลี่ยนแปลง", line.mentions)


def missed_line(book: ReportBook) -> Written | None:
    """The line that says which earlier rounds sums to date lack; None when all groups have reported them."""
    if not book.missed_rounds():
        return None
    assert book.missed is not None
    source = "ยอดสะสมยังไม่ครบ: ยังไม่มีรายงานรอบที่ผ่านมาของ {{ groups }} กลุ่ม คือ {{ missed_rounds | join(' ') }}"
    names = book.names() | {"groups": book.ledger.number(book.missed)}
    return book.write_lines(source, names, "รายงาน")[0]


def missing_line(book: ReportBook) -> Written | None:
    """The line that says whose figures are not in this report; None when all groups have returned."""
    missing = book.missing_groups()
    if not missing:
        return None
    assert book.missing is not None and book.unreported is not None
    source = (
        "ข้อมูลยังไม่ครบ: ยังไม่มีรายงานของ {{ groups }} กลุ่ม ({{ missing | join(', ') }}) "
        "รวม {{ projects }} โครงการ (ในตารางแสดงเป็น “" + NOT_RETURNED + "”)"
    )
    number = book.ledger.number
    names = {"missing": missing, "groups": number(book.missing), "projects": number(book.unreported)}
    return book.write_lines(source, names, "รายงาน")[0]
