"""การจัดสรร: the money received, a sentence for each allotment; สรุปการจัดสรร: the parts it is divided into.

Both are short: where one comes after the other, they stand on one sheet, and on one page if that holds them.
Whether the parts add up is told on กระทบยอด, not to the readers of the report.
"""

from __future__ import annotations

from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.styles import HEADER_FILL, MISSING_LOOK
from xl_addin.model.form.report_schema import ReportSheet
from xl_addin.model.form.schema import MAIN
from xl_addin.model.register import Allotment, Bucket
from xl_addin.model.thai.words import date_words
from xl_addin.model.values.kinds import Kind
from xl_addin.report.book.column_values import whole_numbers
from xl_addin.report.book.data_sheet import DataSheet
from xl_addin.report.book.ledger import Source
from xl_addin.report.book.live_checks import RegisterSums
from xl_addin.report.book.report_workbook import ReportBook, Written
from xl_addin.report.book.sheet_setup import set_up_report_page
from xl_addin.report.book.text_lines import TextBlock, draft_line, write_full_width
from xl_addin.report.book.worksheet_table import Cell, Layout, Live, Number

_PART = "\u00a0" * 6 + "- "
_KINDS = (Kind.COUNT, Kind.TEXT, Kind.BAHT)
_SHARES = (10, 66, 28)
_GIVEN = "จัดสรร"
_BETWEEN = 4
"""Rows from one to the other."""


def write_allotment(book: ReportBook, spec: ReportSheet, sheet: BulkSheet) -> None:
    """Write a numbered sentence for each allotment, and their sum."""
    layout = Layout(book, sheet, _SHARES, spec.orientation)
    row = _titles(book, layout, spec, 0)
    for number, allotment in enumerate(book.register.allotments, start=1):
        source = Source(f"จัดสรรครั้งที่ {allotment.no}", str(allotment.amount / 100), allotment.amount, Kind.BAHT)
        amount = book.ledger.number(source)
        names = book.names() | {"number": number, "allotment": allotment, "amount": amount}
        text = (
            "{{ number }}. ได้รับจัดสรรงบประมาณ{% if texts.allotting %}จาก {{ texts.allotting }}{% endif %}"
            " ครั้งที่ {{ allotment.no }} จำนวน {{ baht(amount) }} บาท ({{ words(amount) }})" + _letter(allotment)
        )
        row = _text(book, layout, spec, text, names, row)
    total = sum(allotment.amount for allotment in book.register.allotments)
    formula = "+".join(str(allotment.amount / 100) for allotment in book.register.allotments) or "0"
    received = book.ledger.number(Source("รวมเงินที่ได้รับ", formula, total, Kind.BAHT))
    text = "รวมงบประมาณที่ได้รับจัดสรรทั้งสิ้น {{ baht(amount) }} บาท ({{ words(amount) }})"
    row = _text(book, layout, spec, text, book.names() | {"amount": received}, row + 1, bold=True)
    set_up_report_page(book, sheet, spec.orientation)
    sheet.print_area(0, 0, row - 1, layout.columns - 1)


def _letter(allotment: Allotment) -> str:
    """The letter that tells of an allotment, with its day in full."""
    number = " ตามหนังสือ {{ allotment.letter_no }}" if allotment.letter_no else ""
    day = f" ลงวันที่ {date_words(allotment.letter_date)}" if allotment.letter_date is not None else ""
    return number + day


def _titles(book: ReportBook, layout: Layout, spec: ReportSheet, row: int) -> int:
    blocks = [
        TextBlock.fitted(line, book.styles.title(), layout.width, book.points, bold=True)
        for text in spec.titles
        for line in book.write_lines(text, book.names(), spec.name)
    ]
    draft = None if row else draft_line(book, book.consolidated.round)
    if draft is not None:
        look = book.styles.make(align="center", valign="vcenter", text_wrap=True, **MISSING_LOOK)
        blocks.append(TextBlock.fitted(draft, look, layout.width, book.points))
    blocks.append(TextBlock.fitted(Written(""), book.styles.note(), layout.width, book.points))
    return write_full_width(book, layout.sheet, blocks, layout.columns, row)


def _text(
    book: ReportBook,
    layout: Layout,
    spec: ReportSheet,
    text: str,
    names: dict[str, object],
    row: int,
    bold: bool = False,
) -> int:
    blocks = [
        TextBlock.fitted(line, book.styles.note(bold=bold), layout.width, book.points, bold=bold)
        for line in book.write_lines(text, names, spec.name)
    ]
    return write_full_width(book, layout.sheet, blocks, layout.columns, row)


def _given_to(bucket: Bucket) -> str:
    """A part of the receipts as the office tells of it; a reserve is given to nobody yet."""
    if bucket.reserve or bucket.name.startswith(_GIVEN):
        return bucket.name
    return f"{_GIVEN}{'ให้' if bucket.section_no is None else 'สำหรับดำเนิน'}{bucket.name}"


def write_buckets(book: ReportBook, data: dict[str, DataSheet], spec: ReportSheet, sheet: BulkSheet) -> None:
    """Write what was received and what it is divided into, below what stands on the sheet."""
    _Buckets(book, data[MAIN], spec, sheet).write()


class _Buckets:
    def __init__(self, book: ReportBook, data: DataSheet, spec: ReportSheet, sheet: BulkSheet) -> None:
        self.book, self.data, self.spec, self.sheet = book, data, spec, sheet
        self.layout = Layout(book, sheet, _SHARES, spec.orientation)
        self.received = Source("รวมเงินที่ได้รับ", "0", 0, Kind.BAHT)
        self.cells: dict[str, str] = {}

    def write(self) -> None:
        above = max(self.sheet.row_sizes, default=None)
        first = 0 if above is None else above + _BETWEEN
        row = _titles(self.book, self.layout, self.spec, first)
        row = self._allotments(row)
        if self.book.register.buckets:
            row = self._buckets(row + 1)
            self._sums()
        if above is None:
            set_up_report_page(self.book, self.sheet, self.spec.orientation)
        else:
            self.layout.keep_together(first, row)
            self.layout.end_pages()
        self.sheet.print_area(0, 0, row - 1, self.layout.columns - 1)

    def _allotments(self, row: int) -> int:
        row = self.layout.header(row, ("ที่", "รายการ", "จำนวนเงิน (บาท)"))
        first = row
        giver = str(self.book.names()["texts"].get("allotting", ""))
        source = f" จาก {giver}" if giver else ""
        for number, allotment in enumerate(self.book.register.allotments, start=1):
            text = f"ได้รับจัดสรรงบประมาณ{source} ครั้งที่ {allotment.no}"
            cells: list[Cell] = [number, self.book.in_digits(text), Number(allotment.amount, Kind.BAHT)]
            row = self.layout.row(row, cells, _KINDS)
        total = sum(allotment.amount for allotment in self.book.register.allotments)
        formula = f"SUM({self.layout.cell(first, 2)}:{self.layout.cell(row - 1, 2)})" if row > first else "0"
        self.received = Source("รวมเงินที่ได้รับ", self.layout.address(row, 2), total, Kind.BAHT)
        closing: list[Cell] = ["", "รวมงบประมาณที่ได้รับจัดสรรทั้งสิ้น", Live(formula, total / 100)]
        return self.layout.row(row, closing, (Kind.TEXT, *_KINDS[1:]), bold=True, bg_color=HEADER_FILL)

    def _ordered(self) -> list[tuple[Bucket, int]]:
        """Buckets with their depth, parts below the bucket that they are a part of."""
        buckets = self.book.register.buckets
        ordered: list[tuple[Bucket, int]] = []

        def add(bucket: Bucket, depth: int) -> None:
            if all(bucket is not known for known, _ in ordered):
                ordered.append((bucket, depth))
                for part in buckets:
                    if part.parent == bucket.name:
                        add(part, depth + 1)

        names = {bucket.name for bucket in buckets}
        for bucket in buckets:
            if not bucket.parent or bucket.parent not in names:
                add(bucket, 0)
        return ordered

    def _buckets(self, row: int) -> int:
        row = self.layout.header(row, ("ที่", "รายการ", "จำนวนเงิน (บาท)"))
        number = 0
        for bucket, depth in self._ordered():
            number += depth == 0
            said = _PART + bucket.name if depth else _given_to(bucket)
            if bucket.transfer:
                sign = "โอนเพิ่ม" if bucket.transfer > 0 else "โอนลด"
                said += f" ({sign} {abs(bucket.transfer) / 100:,.2f} บาท)"
            if bucket.section_no is not None:
                said += " (รายละเอียดดังตารางแนบท้ายนี้)"
            cells: list[Cell] = [
                number if depth == 0 else "",
                self.book.in_digits(said),
                Number(bucket.amount, Kind.BAHT),
            ]
            self.cells[bucket.name] = self.layout.address(row, 2)
            row = self.layout.row(row, cells, _KINDS)
        return row

    def _sums(self) -> None:
        """Every pair of sums that should be one, for กระทบยอด."""
        buckets = self.book.register.buckets
        main = [bucket for bucket in buckets if not bucket.parent]
        if self.book.register.allotments and main:
            text = "เงินที่ได้รับทั้งหมด = " + " + ".join(bucket.name for bucket in main)
            self._pair(text, (self.received.formula, self.received.value or 0), main)
        for bucket in buckets:
            inside = [part for part in buckets if part.parent == bucket.name]
            if inside:
                whole = (self.cells[bucket.name], bucket.amount)
                sign = "ไม่น้อยกว่า" if bucket.reserve else "="
                self._pair(f"{bucket.name} {sign} รวมส่วนย่อย", whole, inside, bucket.reserve)
        self._projects()

    def _pair(self, text: str, whole: tuple[str, int], parts: list[Bucket], reserve: int = 0) -> None:
        formula = "+".join(self.cells[part.name] for part in parts)
        amount = sum(part.amount for part in parts)
        self.book.register_sums.append(RegisterSums(text, whole[1], amount, whole[0], formula, reserve))

    def _projects(self) -> None:
        """The parts that pay for projects against the budgets of those projects."""
        if "budget" not in self.data.columns:
            return
        frame, round_ = self.book.consolidated.frame, self.book.consolidated.round
        budgets, sections = whole_numbers(frame, "budget"), whole_numbers(frame, "section_no")
        ranges = (self.data.range("section_no", round_), self.data.range("budget", round_))
        paying: dict[int, list[Bucket]] = {}
        for bucket in self.book.register.buckets:
            if bucket.section_no is not None:
                paying.setdefault(bucket.section_no, []).append(bucket)
        for section_no, buckets in paying.items():
            budgeted = sum(
                amount or 0 for amount, number in zip(budgets, sections, strict=True) if number == section_no
            )
            whole = "+".join(self.cells[bucket.name] for bucket in buckets)
            transfers = sum(bucket.transfer for bucket in buckets)
            if transfers:
                whole += f"+({transfers / 100})"
            amount = sum(bucket.amount for bucket in buckets) + transfers
            name = " + ".join(bucket.name for bucket in buckets)
            reserve = sum(bucket.reserve for bucket in buckets)
            sign = "ไม่น้อยกว่า" if reserve else "="
            text = f"{name} (รวมเงินโอน) {sign} งบของโครงการในตาราง"
            parts = f"SUMIF({ranges[0]},{section_no},{ranges[1]})"
            self.book.register_sums.append(RegisterSums(text, amount, budgeted, whole, parts, reserve))
