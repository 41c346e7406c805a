"""Lines of text across a whole sheet: titles, notes, sentences."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from xlsxwriter.format import Format

from xl_addin.excel.addresses import cell_address
from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.text_metrics import split_heights
from xl_addin.previous.missed_rounds import running_sums
from xl_addin.report.book.report_workbook import NOT_RETURNED, ReportBook, Written


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
        """`width`: of the merged cells, in points."""
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
        for place, height in enumerate(block.heights, start=row):
            sheet.set_row(place, height)
        row = last + 1
    return row


def missing_lines(book: ReportBook, keys: Collection[str]) -> list[Written]:
    """The lines above figures that are not whole; `keys`: of the columns that are printed or summed."""
    missed = missed_line(book) if running_sums(book.form) & set(keys) else None
    return [line for line in (missing_line(book), missed) if line is not None]


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
