"""กระทบยอด: live proof that nothing was lost and that every printed number is the number of its cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xl_addin.excel.addresses import quote_sheet
from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.styles import ERROR_LOOK, GOOD_LOOK, WARNING_LOOK
from xl_addin.excel.writing.text_metrics import row_height
from xl_addin.model.form.schema import MAIN, Column
from xl_addin.model.values.kinds import SCALE, Kind
from xl_addin.previous.missed_amounts import brought_forward, missed_key
from xl_addin.report.book.column_values import whole_numbers
from xl_addin.report.book.data_sheet import DataSheet
from xl_addin.report.book.ledger import Mention
from xl_addin.report.book.live_checks import AGREES, APART, DIFFERS, Check
from xl_addin.report.book.report_workbook import ReportBook
from xl_addin.report.book.sheet_setup import set_up_work_sheet
from xl_addin.report.book.worksheet_table import Cell, Live, Number
from xl_addin.report.table.written_table import WrittenTable
from xl_addin.report.worksheets.printed_totals_checks import (
    PrintedCheck,
    breakdown_checks,
    figure_checks,
    form_checks,
)
from xl_addin.report.worksheets.reconciliation_lines import RESULT, TEXTS, ReconciliationLines
from xl_addin.report.worksheets.table_sums import TableSums, money_keys

if TYPE_CHECKING:
    from xl_addin.report.breakdown.sheet import WrittenBreakdown
    from xl_addin.report.printed.form_pages import WrittenForms

MOST_NAMES = 10
"""Projects named in one line."""
IN_REGISTER = "โครงการในทะเบียน = แถวของรอบนี้ใน ข้อมูล"


@dataclass(frozen=True, slots=True)
class TablesOfGroups:
    """The printed tables of one table of the groups: `book` and `data` in which its rows are the projects."""

    book: ReportBook
    data: DataSheet
    tables: Sequence[WrittenTable]
    label: str


def write_reconciliation(
    book: ReportBook,
    data: Mapping[str, DataSheet],
    tables: Sequence[WrittenTable],
    forms: Sequence[WrittenForms],
    breakdowns: Sequence[WrittenBreakdown],
    sheet: BulkSheet,
    others: Sequence[TablesOfGroups] = (),
) -> tuple[Check, ...]:
    """Write the sheet; gives every check on it."""
    printed = [*figure_checks(book, tables), *form_checks(book, data, forms), *breakdown_checks(breakdowns)]
    return _Reconciliation(book, data[MAIN], tables, printed, sheet, others).write()


class _Reconciliation:
    def __init__(
        self,
        book: ReportBook,
        data: DataSheet,
        tables: Sequence[WrittenTable],
        pages: Sequence[PrintedCheck],
        sheet: BulkSheet,
        others: Sequence[TablesOfGroups],
    ) -> None:
        self.book, self.data, self.pages, self.sheet, self.others = book, data, pages, sheet, others
        self.lines = ReconciliationLines(book, sheet, len(money_keys(book, tables)))
        self.sums = TableSums(self.lines, book, data, tables)

    def write(self) -> tuple[Check, ...]:
        names = self.book.names()
        row = self.lines.text([f"กระทบยอด {names['office']} {names['period_name']}"], 0, title=True)
        verdict_row = row
        row = self._conservation(row + 2)
        row = self.sums.groups(row + 1)
        row = self.sums.totals(row + 1)
        row = self.sums.subtotals(row)
        for other in self.others:
            row = self._of_groups(row + 1, other)
        row = self._printed(row + 1)
        row = self._pages(row + 1)
        row = self._register_sums(row + 1)
        self._verdict(verdict_row, row)
        area = (0, RESULT, row, RESULT)
        for word, colours in ((AGREES, GOOD_LOOK), (DIFFERS, ERROR_LOOK), (APART, WARNING_LOOK)):
            rule = {"type": "cell", "criteria": "==", "value": f'"{word}"'}
            self.sheet.conditional_format(*area, rule | {"format": self.book.styles.look(**colours)})
        set_up_work_sheet(self.book, self.sheet)
        self.sheet.print_area(0, 0, row - 1, self.lines.layout.columns - 1)
        self.lines.layout.end_pages()
        return tuple(self.lines.checks)

    def _verdict(self, row: int, last: int) -> None:
        results = f"$F$1:$F${last + 1}"
        wrong = sum(1 for check in self.lines.checks if not check.agrees)
        formula = (
            f'IF(COUNTIF({results},"{DIFFERS}")=0,"ตรงกัน"&IF(COUNTIF({results},"{APART}")=0,"ทุกข้อ","")&" "'
            f'&COUNTIF({results},"{AGREES}")&" ข้อ","ไม่ตรง "&COUNTIF({results},"{DIFFERS}")&" ข้อ")'
        )
        sums = self.book.register_sums
        apart = sum(not one.agrees for one in sums)
        every = "" if apart else "ทุกข้อ"
        value = f"ไม่ตรง {wrong} ข้อ" if wrong else f"ตรงกัน{every} {len(self.lines.checks)} ข้อ"
        if sums:
            counted = f'COUNTIF({results},"{APART}")'
            formula += f'&IF({counted}=0,""," แต่ยอดเงินจัดสรรในทะเบียนต่างกัน "&{counted}&" ข้อ (ดูส่วนที่ 6)")'
            value += f" แต่ยอดเงินจัดสรรในทะเบียนต่างกัน {apart} ข้อ (ดูส่วนที่ 6)" if apart else ""
        look = self.book.styles.make(
            bold=True,
            align="center",
            valign="vcenter",
            num_format="General",
            **(ERROR_LOOK if wrong else WARNING_LOOK if apart else GOOD_LOOK),
        )
        self.sheet.merge_range(row, 0, row, self.lines.layout.columns - 1, "", look)
        self.sheet.write_formula(row, 0, f"={formula}", look, value)
        self.sheet.set_row(row, row_height([(value, self.lines.layout.width)], self.book.points, bold=True))

    def _conservation(self, row: int) -> int:
        row = self.lines.text(["1. ไม่มีสิ่งใดหาย: ทุกไฟล์และทุกแถวมีที่ไป"], row)
        row = self.lines.header(row, ("รายการ", "ด้านหนึ่ง", "อีกด้านหนึ่ง", ""))
        for line in self.book.consolidated.conservation:
            statement = self.book.in_digits(line.statement)
            row = self.lines.ready(row, statement)
            condition = f"{self.lines.cell(row, 2)}={self.lines.cell(row, 3)}"
            cells = [Number(line.left, line.kind), Number(line.right, line.kind)]
            agrees = line.left == line.right
            row = self.lines.check(row, statement, cells, (line.kind, line.kind), condition, agrees)
        round_ = self.book.consolidated.round
        projects = len(self.book.consolidated.frame)
        counted = Live(f"COUNTA({self.data.range('project_id', round_)})", projects)
        registered = len(self.book.register.projects)
        row = self.lines.ready(row, IN_REGISTER)
        row = self.lines.check(
            row,
            IN_REGISTER,
            [registered, counted],
            (Kind.COUNT, Kind.COUNT),
            f"{self.lines.cell(row, 2)}={self.lines.cell(row, 3)}",
            registered == projects,
        )
        return self._brought_forward(row)

    def _of_groups(self, row: int, other: TablesOfGroups) -> int:
        """The same of a table of the groups."""
        sums = TableSums(self.lines, other.book, other.data, other.tables, other.label)
        row = sums.groups(row)
        if any(table.totals for table in other.tables):
            row = sums.subtotals(sums.totals(row + 1))
        own = copy(self)
        own.book, own.data = other.book, other.data
        return own._brought_forward(row)

    def _brought_forward(self, row: int) -> int:
        """Amounts of the last report = what this round goes on from + what left the register with its projects."""
        earlier = self.book.rounds()[:-1]
        pairs = [
            (column, source)
            for column, source in brought_forward(self.book.form)
            if {column.key, source.key} <= self.data.columns.keys()
        ]
        if not earlier or not pairs:
            return row
        row = self.lines.header(row, ("รายการ", "รายงานรอบก่อน", "ยกมาในรอบนี้", "ของโครงการที่ไม่อยู่ในทะเบียนแล้ว"))
        for column, source in pairs:
            row = self._brought(row, column, source, earlier[-1])
        return row

    def _told_since(
        self, row: int, column: Column, source: Column, before: int, whole: int, here: int
    ) -> int:
        """The last report's amount + what groups have told since of what they had missed = this round's."""
        round_, key = self.book.consolidated.round, missed_key(column)
        told = sum(amount or 0 for amount in whole_numbers(self.book.consolidated.frame, key))
        statement = f"{source.title} ในรายงานรอบก่อน + ที่แจ้งย้อนหลังในรอบนี้ = {column.title}"
        row = self.lines.ready(row, statement)
        cells = [
            Live(f"SUM({self.data.range(source.key, before)})", whole / 100),
            Live(f"SUM({self.data.range(column.key, round_)})", here / 100),
            Live(f"-SUM({self.data.range(key, round_)})", -told / 100),
        ]
        last, now, since = (self.lines.cell(row, number) for number in (2, 3, 4))
        condition = f"ROUND({last}-{now}-{since},2)=0"
        return self.lines.check(row, statement, cells, (Kind.BAHT,) * 3, condition, whole + told == here)

    def _brought(self, row: int, column: Column, source: Column, before: int) -> int:
        frame, earlier = self.book.consolidated.frame, self.book.frame_of(before)
        known = set(frame["project_id"])
        gone = [position for position, id_ in enumerate(earlier["project_id"]) if id_ not in known]
        amounts = whole_numbers(earlier, source.key)
        whole = sum(amount or 0 for amount in amounts)
        left = sum(amounts[position] or 0 for position in gone)
        here = sum(amount or 0 for amount in whole_numbers(frame, column.key))
        names = [str(name) for name in earlier["project"].iloc[[p for p in gone if amounts[p]]]]
        if missed_key(column) in self.data.columns:
            return self._told_since(row, column, source, before, whole, here)
        statement = f"{source.title} ในรายงานรอบก่อน = {column.title}"
        if names:
            statement += f" + ของโครงการที่ไม่อยู่ในทะเบียนแล้ว ({_listed(names)})"
        row = self.lines.ready(row, statement)
        ranges = self.data.ranges(source.key, before, gone)
        cells = [
            Live(f"SUM({self.data.range(source.key, before)})", whole / 100),
            Live(f"SUM({self.data.range(column.key, self.book.consolidated.round)})", here / 100),
            Live(f"SUM({ranges})", left / 100) if gone and ranges is not None else Number(left, Kind.BAHT),
        ]
        last, now, removed = (self.lines.cell(row, number) for number in (2, 3, 4))
        condition = f"ROUND({last}-{now}-{removed},2)=0"
        return self.lines.check(row, statement, cells, (Kind.BAHT,) * 3, condition, whole == here + left)

    def _printed(self, row: int) -> int:
        """Every number in a sentence, title or letter against its cell."""
        if not self.book.ledger.mentions:
            return row
        row = self.lines.text(["4. ตัวเลขที่พิมพ์ในข้อความ = เซลล์ที่มา"], row)
        row = self.lines.header(row, ("ข้อความ", "ที่พิมพ์", "อ่านเป็นจำนวน", "เซลล์ที่มา"))
        for mention in sorted(self.book.ledger.mentions, key=lambda one: one.agrees):
            row = self._mention(row, mention)
        return row

    def _pages(self, row: int) -> int:
        """Summaries against the rows that are printed, project forms against the data."""
        if not self.pages:
            return row
        row = self.lines.text(["5. ตัวเลขในหน้าสรุปและในแบบรายโครงการ = แถวที่พิมพ์และข้อมูล"], row)
        row = self.lines.header(row, ("รายการ", "ที่พิมพ์", "ที่มา", ""))
        for check in sorted(self.pages, key=_agrees):
            row = self.lines.ready(row, check.statement)
            left, right = check.printed, check.source
            unit = 10 ** SCALE[left.kind]
            cells = [
                Live(side.formula, None if side.value is None else side.value / unit)
                for side in (left, right)
            ]
            condition = f"ROUND(N({self.lines.cell(row, 2)})-N({self.lines.cell(row, 3)}),2)=0"
            kinds = (left.kind, right.kind)
            row = self.lines.check(row, check.statement, cells, kinds, condition, _agrees(check))
        return row

    def _register_sums(self, row: int) -> int:
        """Sums of the register that should be one, as the allotment sheet prints them."""
        if not self.book.register_sums:
            return row
        row = self.lines.text(["6. ยอดเงินจัดสรรในทะเบียน: ถ้าต่างกัน ให้ตรวจทะเบียนตามข้อสังเกต"], row)
        row = self.lines.header(row, ("ที่ต้องเท่ากัน", "ยอดทั้งก้อน", "ส่วนย่อยรวม", ""))
        apart_first = sorted(self.book.register_sums, key=lambda sums: sums.agrees)
        for number, sums in enumerate(apart_first, len(self.lines.checks) + 1):
            row = self.lines.ready(row, sums.statement)
            left = f"ROUND({self.lines.cell(row, 2)}-{self.lines.cell(row, 3)},2)"
            holds = f"AND({left}>=0,{left}<={sums.reserve / 100})" if sums.reserve else f"{left}=0"
            result = Live(
                f'IF({holds},"{AGREES}","{APART}")',
                AGREES if sums.agrees else APART,
            )
            amounts = [Live(sums.whole_cell, sums.whole / 100), Live(sums.parts_cell, sums.parts / 100)]
            if sums.agrees:
                self.lines.checks.append(Check(sums.statement, True, self.lines.cell(row, RESULT)))
            cells: list[Cell] = [number, sums.statement, *amounts, "", result]
            row = self.lines.layout.row(row, cells, (*TEXTS, Kind.BAHT, Kind.BAHT, Kind.TEXT, Kind.CHOICE))
            if sums.agrees:
                self.lines.layout.fold(row - 1)
        return row

    def _mention(self, row: int, mention: Mention) -> int:
        source = mention.source
        statement = f"{mention.sheet}!{mention.cell}: {source.label}"
        row = self.lines.ready(row, statement, mention.printed)
        unit = 10 ** SCALE[source.kind]
        # A reference to an empty cell would show 0: blank is not zero.
        blank = f'IF({source.formula}="","",{source.formula})'
        live = Live(blank, None) if source.value is None else Live(source.formula, source.value / unit)
        printed, number, cell = (self.lines.cell(row, column) for column in (2, 3, 4))
        where = f"{quote_sheet(mention.sheet)}!{mention.cell}"
        found = f"ISNUMBER(FIND({printed},{where}))"
        # Words stand for the number that they were made of; Mention.agrees reads them again.
        value = source.value if mention.words else mention.inside
        shown: Cell = "" if value is None else Number(value, source.kind)
        condition = f"AND(ROUND(N({cell})-N({number}),2)=0,{found})"
        kinds = (Kind.CHOICE, source.kind, source.kind)
        return self.lines.check(
            row, statement, [mention.printed, shown, live], kinds, condition, mention.agrees
        )


def _agrees(check: PrintedCheck) -> bool:
    return check.agrees and (check.printed.value or 0) == (check.source.value or 0)


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:MOST_NAMES])
    return shown if len(names) <= MOST_NAMES else f"{shown} และอีก {len(names) - MOST_NAMES} โครงการ"
