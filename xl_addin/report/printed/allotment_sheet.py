"""การจัดสรร: money received by round, in words too; the parts it is divided into; whether all adds up."""

from __future__ import annotations

from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.styles import GOOD_LOOK, HEADER_FILL, MISSING_LOOK, WARNING_LOOK
from xl_addin.model.form.schema import MAIN, ReportSheet
from xl_addin.model.register import Bucket
from xl_addin.model.thai.amounts_in_words import baht_words
from xl_addin.model.values.kinds import Kind
from xl_addin.report.book.column_values import whole_numbers
from xl_addin.report.book.data_sheet import DataSheet
from xl_addin.report.book.ledger import Mention, Source
from xl_addin.report.book.live_checks import AGREES, APART, RegisterSums
from xl_addin.report.book.report_workbook import ReportBook
from xl_addin.report.book.sheet_setup import set_up_report_page
from xl_addin.report.book.text_lines import TextBlock, draft_line, write_full_width
from xl_addin.report.book.worksheet_table import Cell, Layout, Live, Number

_KINDS = (Kind.COUNT, Kind.BAHT, Kind.TEXT, Kind.TEXT, Kind.DATE)


def write_allotment(
    book: ReportBook, data: dict[str, DataSheet], spec: ReportSheet, sheet: BulkSheet
) -> None:
    """Write the allotments, buckets and checks of the register."""
    _Allotment(book, data[MAIN], spec, sheet).write()


class _Allotment:
    def __init__(self, book: ReportBook, data: DataSheet, spec: ReportSheet, sheet: BulkSheet) -> None:
        self.book, self.data, self.spec, self.sheet = book, data, spec, sheet
        self.layout = Layout(book, sheet, (12, 18, 34, 32, 16), spec.orientation)
        self.received = Source("รวมเงินที่ได้รับ", "0", 0, Kind.BAHT)
        self.cells: dict[str, str] = {}

    def write(self) -> None:
        blocks = [
            TextBlock.fitted(line, self.book.styles.title(), self.layout.width, self.book.points, bold=True)
            for text in self.spec.titles
            for line in self.book.write_lines(text, self.book.names(), self.spec.name)
        ]
        draft = draft_line(self.book, self.book.consolidated.round)
        if draft is not None:
            look = self.book.styles.make(align="center", valign="vcenter", text_wrap=True, **MISSING_LOOK)
            blocks.append(TextBlock.fitted(draft, look, self.layout.width, self.book.points))
        row = write_full_width(self.book, self.sheet, blocks, self.layout.columns, 0)
        row = self._allotments(row) + 1
        if self.book.register.buckets:
            row = self._buckets(row) + 1
            row = self._sums(row)
        set_up_report_page(self.book, self.sheet, self.spec.orientation)
        self.sheet.print_area(0, 0, row - 1, self.layout.columns - 1)

    def _allotments(self, row: int) -> int:
        row = self.layout.header(row, ("ครั้งที่", "จำนวนเงิน (บาท)", "ตัวอักษร", "หนังสือที่", "ลงวันที่"))
        first = row
        for allotment in self.book.register.allotments:
            cells: list[Cell] = [
                allotment.no,
                Number(allotment.amount, Kind.BAHT),
                self._words(row, allotment.amount, f"จัดสรรครั้งที่ {allotment.no}"),
                allotment.letter_no,
                Number(allotment.letter_date, Kind.DATE),
            ]
            row = self.layout.row(row, cells, _KINDS)
        total = sum(allotment.amount for allotment in self.book.register.allotments)
        last = max(row - 1, first)
        formula = f"SUM({self.layout.cell(first, 1)}:{self.layout.cell(last, 1)})" if row > first else "0"
        cells = ["รวม", Live(formula, total / 100), self._words(row, total, "รวมเงินที่ได้รับ"), "", ""]
        self.received = Source("รวมเงินที่ได้รับ", self.layout.cell(row, 1), total, Kind.BAHT)
        kinds = (Kind.CHOICE, *_KINDS[1:])
        return self.layout.row(row, cells, kinds, bold=True, bg_color=HEADER_FILL)

    def _words(self, row: int, amount: int, label: str) -> str:
        """The amount in words: text, because LibreOffice does not know BAHTTEXT; checked on กระทบยอด."""
        printed = baht_words(amount)
        source = Source(label, self.layout.address(row, 1), amount, Kind.BAHT)
        mention = Mention(printed, source, words=True)
        self.book.ledger.record(self.sheet.get_name(), self.layout.cell(row, 2), (mention,))
        return printed

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
        labels = ("ลำดับ", "จำนวนเงิน (บาท)", "รายการ", "เงินโอนเข้า (+) ออก (-)", "คงใช้ได้ (บาท)")
        row = self.layout.header(row, labels)
        number = 0
        for bucket, depth in self._ordered():
            number += depth == 0
            usable = Live(
                f"{self.layout.cell(row, 1)}+{self.layout.cell(row, 3)}",
                (bucket.amount + bucket.transfer) / 100,
            )
            cells: list[Cell] = [
                number if depth == 0 else "",
                Number(bucket.amount, Kind.BAHT),
                ("\u00a0" * 6 * depth + "- " if depth else "") + bucket.name,
                Number(bucket.transfer, Kind.BAHT),
                usable,
            ]
            self.cells[bucket.name] = self.layout.cell(row, 1)
            row = self.layout.row(row, cells, (Kind.COUNT, Kind.BAHT, Kind.TEXT, Kind.BAHT, Kind.BAHT))
        return row

    def _sums(self, row: int) -> int:
        """Every pair of sums that should be one, with the difference."""
        buckets = self.book.register.buckets
        row = self.layout.header(row, ("ที่", "ยอดทั้งก้อน (บาท)", "ที่ต้องเท่ากัน", "ผลการตรวจ", "ส่วนย่อยรวม (บาท)"))
        main = [bucket for bucket in buckets if not bucket.parent]
        lines: list[tuple[str, str, int, str, int]] = []
        if self.book.register.allotments and main:
            parts = "+".join(self.cells[bucket.name] for bucket in main)
            amount = sum(bucket.amount for bucket in main)
            text = "เงินที่ได้รับทั้งหมด = " + " + ".join(bucket.name for bucket in main)
            lines.append((text, self.received.formula, self.received.value or 0, parts, amount))
        for bucket in buckets:
            inside = [part for part in buckets if part.parent == bucket.name]
            if inside:
                parts = "+".join(self.cells[part.name] for part in inside)
                amount = sum(part.amount for part in inside)
                lines.append(
                    (f"{bucket.name} = รวมส่วนย่อย", self.cells[bucket.name], bucket.amount, parts, amount)
                )
        lines += self._projects()
        for number, (text, whole, whole_value, parts, value) in enumerate(lines, start=1):
            row = self._line(row, number, text, (whole, whole_value), (parts, value))
        return row

    def _projects(self) -> list[tuple[str, str, int, str, int]]:
        frame = self.book.consolidated.frame
        budgets, sections = whole_numbers(frame, "budget"), whole_numbers(frame, "section_no")
        round_ = self.book.consolidated.round
        lines = []
        paying: dict[int, list[Bucket]] = {}
        for bucket in self.book.register.buckets:
            if bucket.section_no is not None:
                paying.setdefault(bucket.section_no, []).append(bucket)
        for section_no, buckets in paying.items():
            if "budget" not in self.data.columns:
                continue
            ranges = (self.data.range("section_no", round_), self.data.range("budget", round_))
            spent = sum(
                amount or 0 for amount, number in zip(budgets, sections, strict=True) if number == section_no
            )
            whole = "+".join(self.cells[bucket.name] for bucket in buckets)
            transfers = sum(bucket.transfer for bucket in buckets) / 100
            amount = sum(bucket.amount + bucket.transfer for bucket in buckets)
            formula = whole if not transfers else f"{whole}+({transfers})"
            name = " + ".join(bucket.name for bucket in buckets)
            text = f"{name} (รวมเงินโอน) = งบของโครงการในตาราง"
            lines.append((text, formula, amount, f"SUMIF({ranges[0]},{section_no},{ranges[1]})", spent))
        return lines

    def _line(self, row: int, number: int, text: str, whole: tuple[str, int], parts: tuple[str, int]) -> int:
        left, right = self.layout.cell(row, 1), self.layout.cell(row, 4)
        difference = parts[1] - whole[1]
        amount = f"{abs(difference) / 100:,.2f}"
        said = AGREES if not difference else f"{APART} {amount} บาท"
        pattern = f'TEXT(ABS({right}-{left}),"#,##0.00")'
        verdict = Live(f'IF(ROUND({right}-{left},2)=0,"{AGREES}","{APART} "&{pattern}&" บาท")', said)
        cells: list[Cell] = [
            number,
            Live(whole[0], whole[1] / 100),
            text,
            verdict,
            Live(parts[0], parts[1] / 100),
        ]
        kinds = (Kind.COUNT, Kind.BAHT, Kind.TEXT, Kind.TEXT, Kind.BAHT)
        end = self.layout.row(row, cells, kinds)
        self.layout.write(row, 3, verdict, Kind.TEXT, **(WARNING_LOOK if difference else GOOD_LOOK))
        places = self.layout.address(row, 1), self.layout.address(row, 4)
        self.book.register_sums.append(RegisterSums(text, whole[1], parts[1], *places))
        return end
