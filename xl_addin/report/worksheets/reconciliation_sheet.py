"""กระทบยอด: live proof that nothing was lost and that every printed number is the number of its cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xl_addin.excel.addresses import quote_sheet
from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.styles import ERROR_LOOK, GOOD_LOOK, HEADER_FILL, WARNING_LOOK
from xl_addin.excel.writing.text_metrics import row_height
from xl_addin.model.form.schema import MAIN, Column
from xl_addin.model.values.kinds import SCALE, Kind
from xl_addin.previous.missed_amounts import brought_forward, missed_key
from xl_addin.report.book.column_values import texts, whole_numbers
from xl_addin.report.book.data_sheet import DataSheet
from xl_addin.report.book.ledger import Mention, Source
from xl_addin.report.book.live_checks import AGREES, APART, DIFFERS, Check, said, verdict
from xl_addin.report.book.report_workbook import ReportBook, Written
from xl_addin.report.book.sheet_setup import set_up_work_sheet
from xl_addin.report.book.text_lines import TextBlock, write_full_width
from xl_addin.report.book.worksheet_table import Cell, Layout, Live, Number
from xl_addin.report.printed.form_pages import WrittenForms
from xl_addin.report.printed.written_table import WrittenTable
from xl_addin.report.worksheets.printed_totals_checks import PrintedCheck, figure_checks, form_checks

RECONCILIATION_SHEET = "กระทบยอด"
_RESULT = 5
_SHARES = (5.0, 60.0, 17.0, 17.0, 17.0, 14.0)
_MORE_SHARES = (5.0, 48.0, 17.0, 17.0, 17.0, 14.0, 17.0, 17.0)
"""Widths where an office sums more amounts than fit beside one another in the first."""
_TEXTS = (Kind.COUNT, Kind.TEXT)
MOST_NAMES = 10
"""Projects named in one line."""
_LAST_TOGETHER = 3
"""Lines about printed pages that at least stand on the last page."""
IN_REGISTER = "โครงการในทะเบียน = แถวของรอบนี้ใน ข้อมูล"


def write_reconciliation(
    book: ReportBook,
    data: Mapping[str, DataSheet],
    tables: Sequence[WrittenTable],
    forms: Sequence[WrittenForms],
    sheet: BulkSheet,
) -> tuple[Check, ...]:
    """Write the sheet; gives every check on it."""
    printed = [*figure_checks(book, tables), *form_checks(book, data, forms)]
    return _Reconciliation(book, data[MAIN], tables, printed, sheet).write()


class _Reconciliation:
    def __init__(
        self,
        book: ReportBook,
        data: DataSheet,
        tables: Sequence[WrittenTable],
        pages: Sequence[PrintedCheck],
        sheet: BulkSheet,
    ) -> None:
        self.book, self.data, self.tables, self.pages, self.sheet = book, data, tables, pages, sheet
        few = len(self._money_keys()) <= len(_SHARES) - 2
        self.layout = Layout(book, sheet, _SHARES if few else _MORE_SHARES, "landscape")
        self.checks: list[Check] = []
        self.group_sums: dict[str, Source] = {}

    def write(self) -> tuple[Check, ...]:
        names = self.book.names()
        row = self._text([f"กระทบยอด {names['office']} {names['period_name']}"], 0, title=True)
        verdict_row = row
        row = self._conservation(row + 2)
        row = self._groups(row + 1)
        row = self._totals(row + 1)
        row = self._subtotals(row)
        row = self._printed(row + 1)
        row = self._pages(row + 1)
        row = self._register_sums(row + 1)
        self._verdict(verdict_row, row)
        area = (0, _RESULT, row, _RESULT)
        for word, colours in ((AGREES, GOOD_LOOK), (DIFFERS, ERROR_LOOK), (APART, WARNING_LOOK)):
            rule = {"type": "cell", "criteria": "==", "value": f'"{word}"'}
            self.sheet.conditional_format(*area, rule | {"format": self.book.styles.look(**colours)})
        set_up_work_sheet(self.book, self.sheet)
        self.sheet.print_area(0, 0, row - 1, self.layout.columns - 1)
        self.layout.end_pages()
        return tuple(self.checks)

    def _text(self, lines: Sequence[str], row: int, title: bool = False) -> int:
        styles, points = self.book.styles, self.book.points
        look = styles.title() if title else styles.note(bold=True)
        blocks = [
            TextBlock.fitted(line, look, self.layout.width, points, bold=True)
            for text in lines
            for line in (
                self.book.write_lines(text, {}, RECONCILIATION_SHEET)
                if title
                else [Written(self.book.in_digits(text))]
            )
        ]
        if not title:
            # A heading, the table's header and its first row.
            self.layout.begin(row, 5 * row_height([], points))
        return write_full_width(self.book, self.sheet, blocks, self.layout.columns, row)

    def _verdict(self, row: int, last: int) -> None:
        results = f"$F$1:$F${last + 1}"
        wrong = sum(1 for check in self.checks if not check.agrees)
        formula = (
            f'IF(COUNTIF({results},"{DIFFERS}")=0,"ตรงกัน"&IF(COUNTIF({results},"{APART}")=0,"ทุกข้อ","")&" "'
            f'&COUNTIF({results},"{AGREES}")&" ข้อ","ไม่ตรง "&COUNTIF({results},"{DIFFERS}")&" ข้อ")'
        )
        sums = self.book.register_sums
        apart = sum(not one.agrees for one in sums)
        every = "" if apart else "ทุกข้อ"
        value = f"ไม่ตรง {wrong} ข้อ" if wrong else f"ตรงกัน{every} {len(self.checks)} ข้อ"
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
        self.sheet.merge_range(row, 0, row, self.layout.columns - 1, "", look)
        self.sheet.write_formula(row, 0, f"={formula}", look, value)
        self.sheet.set_row(row, row_height([(value, self.layout.width)], self.book.points, bold=True))

    def _check(
        self,
        row: int,
        statement: str,
        cells: Sequence[Cell],
        kinds: Sequence[Kind],
        condition: str,
        agrees: bool,
    ) -> int:
        """One numbered line: its statement, up to three values, its result."""
        values = [*cells, *[""] * (3 - len(cells))]
        shown = [*kinds, *[Kind.TEXT] * (3 - len(kinds))]
        line: list[Cell] = [len(self.checks) + 1, statement, *values, Live(verdict(condition), said(agrees))]
        self.checks.append(Check(statement, agrees, self.layout.cell(row, _RESULT)))
        return self.layout.row(row, line, (*_TEXTS, *shown, Kind.CHOICE))

    def _ready(self, row: int, *texts_: str, rows: int = 1, below: Sequence[str] = ()) -> int:
        """Where a line with these texts may stand, with so many rows; its formulas name its own row.

        `below`: statements of the lines that are to stand on its page.
        """
        more = (rows - 1) * row_height([], self.book.points)
        more += sum(self.layout.height(["", statement]) for statement in below)
        return self.layout.ready(row, self.layout.height(["", *texts_]) + more)

    def _header(self, row: int, labels: Sequence[str]) -> int:
        return self.layout.header(row, ("ที่", *labels, "ผล"))

    def _cell(self, row: int, column: int) -> str:
        return self.layout.cell(row, column)

    def _conservation(self, row: int) -> int:
        row = self._text(["1. ไม่มีสิ่งใดหาย: ทุกไฟล์และทุกแถวมีที่ไป"], row)
        row = self._header(row, ("รายการ", "ด้านหนึ่ง", "อีกด้านหนึ่ง", ""))
        for line in self.book.consolidated.conservation:
            statement = self.book.in_digits(line.statement)
            row = self._ready(row, statement)
            condition = f"{self._cell(row, 2)}={self._cell(row, 3)}"
            cells = [Number(line.left, line.kind), Number(line.right, line.kind)]
            agrees = line.left == line.right
            row = self._check(row, statement, cells, (line.kind, line.kind), condition, agrees)
        round_ = self.book.consolidated.round
        projects = len(self.book.consolidated.frame)
        counted = Live(f"COUNTA({self.data.range('project_id', round_)})", projects)
        registered = len(self.book.register.projects)
        row = self._ready(row, IN_REGISTER)
        row = self._check(
            row,
            IN_REGISTER,
            [registered, counted],
            (Kind.COUNT, Kind.COUNT),
            f"{self._cell(row, 2)}={self._cell(row, 3)}",
            registered == projects,
        )
        return self._brought_forward(row)

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
        row = self._header(row, ("รายการ", "รายงานรอบก่อน", "ยกมาในรอบนี้", "ของโครงการที่ไม่อยู่ในทะเบียนแล้ว"))
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
        row = self._ready(row, statement)
        cells = [
            Live(f"SUM({self.data.range(source.key, before)})", whole / 100),
            Live(f"SUM({self.data.range(column.key, round_)})", here / 100),
            Live(f"-SUM({self.data.range(key, round_)})", -told / 100),
        ]
        last, now, since = (self._cell(row, number) for number in (2, 3, 4))
        condition = f"ROUND({last}-{now}-{since},2)=0"
        return self._check(row, statement, cells, (Kind.BAHT,) * 3, condition, whole + told == here)

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
        row = self._ready(row, statement)
        ranges = self.data.ranges(source.key, before, gone)
        cells = [
            Live(f"SUM({self.data.range(source.key, before)})", whole / 100),
            Live(f"SUM({self.data.range(column.key, self.book.consolidated.round)})", here / 100),
            Live(f"SUM({ranges})", left / 100) if gone and ranges is not None else Number(left, Kind.BAHT),
        ]
        last, now, removed = (self._cell(row, number) for number in (2, 3, 4))
        condition = f"ROUND({last}-{now}-{removed},2)=0"
        return self._check(row, statement, cells, (Kind.BAHT,) * 3, condition, whole == here + left)

    def _money_keys(self) -> list[str]:
        """Amounts that the tables of this round sum, in their order."""
        keys: list[str] = []
        for table in self.tables:
            if table.rows.round == self.book.consolidated.round:
                keys += [
                    key for key, total in table.totals.items() if total.kind is Kind.BAHT and key not in keys
                ]
        return keys

    def _label(self, key: str) -> str:
        labels = {column.key: column.label for column in self.book.form.columns}
        return " ".join(labels.get(key, (key,))[-2:])

    def _groups(self, row: int) -> int:
        """Sums of every group."""
        keys = self._money_keys()
        if not keys:
            return row
        row = self._text(["2. ผลรวมของแต่ละกลุ่ม"], row)
        beside = self.layout.columns - 2
        for start in range(0, len(keys), beside):
            row = self._group_block(row, keys[start : start + beside]) + 1
        return row

    def _group_block(self, row: int, keys: Sequence[str]) -> int:
        frame, round_ = self.book.consolidated.frame, self.book.consolidated.round
        labels = ["ที่", "กลุ่ม", *(self._label(key) for key in keys)]
        row = self.layout.header(row, labels)
        first = row
        owners = texts(frame, "group_id")
        ids = self.data.range("group_id", round_)
        amounts = {key: whole_numbers(frame, key) for key in keys}
        owned = {key: _sums_by(owners, amounts[key]) for key in keys}
        for number, group in enumerate(self.book.register.groups, start=1):
            cells: list[Cell] = [number, group.name]
            for key in keys:
                value = owned[key].get(group.id, 0)
                wanted = group.id.replace('"', '""')
                cells.append(Live(f'SUMIF({ids},"{wanted}",{self.data.range(key, round_)})', value / 100))
            # The total is not left alone on a page.
            is_last = number == len(self.book.register.groups)
            row = self._ready(row, group.name, rows=2 if is_last else 1)
            row = self.layout.row(row, cells, (*_TEXTS, *[Kind.BAHT] * len(keys)))
        total: list[Cell] = ["", "รวมทุกกลุ่ม"]
        row = self._ready(row, "รวมทุกกลุ่ม")
        for column, key in enumerate(keys, start=2):
            value = sum(amount for amount in amounts[key] if amount)
            total.append(Live(f"SUM({self._cell(first, column)}:{self._cell(row - 1, column)})", value / 100))
            self.group_sums[key] = Source(self._label(key), self._cell(row, column), value, Kind.BAHT)
        kinds = (Kind.TEXT, Kind.TEXT, *[Kind.BAHT] * len(keys))
        return self.layout.row(row, total, kinds, bold=True, bg_color=HEADER_FILL)

    def _totals(self, row: int) -> int:
        """The printed total = the data; in this round also = the sum of the groups."""
        row = self._text(["3. แถวรวมในตาราง = ข้อมูล = ผลรวมของทุกกลุ่ม"], row)
        row = self._header(row, ("ยอด", "แถวรวมในตาราง", "ข้อมูล", "ผลรวมของทุกกลุ่ม"))
        for table in self.tables:
            for key, total in table.totals.items():
                if total.kind is not Kind.PERCENT:
                    row = self._total(row, table, key, total)
        return row

    def _total(self, row: int, table: WrittenTable, key: str, total: Source) -> int:
        statement = f"{table.sheet}: {self._label(key)}"
        row = self._ready(row, statement)
        values = whole_numbers(table.rows.frame, key)
        expected = sum(value for value in (values[position] for position in table.rows.positions) if value)
        not_due = total.value is not None and expected == 0 == total.value
        ranges = self.data.ranges(key, table.rows.round, table.rows.positions)
        unit = 10 ** SCALE[total.kind]
        formula = f"SUM({ranges})" if ranges is not None else f"{expected / unit}"
        cells: list[Cell] = [Live(total.formula, (total.value or 0) / unit), Live(formula, expected / unit)]
        left, middle, right = (self._cell(row, column) for column in (2, 3, 4))
        condition = f"ROUND({left}-{middle},2)=0"
        agrees = total.value == expected or not_due
        groups = self.group_sums.get(key)
        whole = len(table.rows.positions) == len(table.rows.frame)
        if groups is not None and whole and table.rows.round == self.book.consolidated.round:
            cells.append(Live(groups.formula, (groups.value or 0) / unit))
            condition = f"AND({condition},ROUND({left}-{right},2)=0)"
            agrees = agrees and groups.value == total.value
        kinds = [total.kind] * len(cells)
        return self._check(row, statement, cells, kinds, condition, agrees)

    def _subtotals(self, row: int) -> int:
        """The subtotals of each level of headings add up to the total."""
        for table in self.tables:
            levels = {level for _, level in table.subtotals}
            for (key, level), parts in table.subtotals.items():
                total = table.totals.get(key)
                if total is None or total.kind is Kind.PERCENT:
                    continue
                unit = 10 ** SCALE[total.kind]
                added = sum(part.value or 0 for part in parts)
                formula = f"SUM({','.join(part.formula for part in parts[:120])})"
                if len(parts) > 120:
                    formula = "+".join(part.formula for part in parts)
                if len(formula) > 8000:
                    continue
                cells = [Live(total.formula, (total.value or 0) / unit), Live(formula, added / unit)]
                which = f"ชั้นที่ {level + 1} " if len(levels) > 1 else ""
                statement = f"{table.sheet}: แถวรวมย่อย{which}รวมกัน = แถวรวม {self._label(key)}"
                row = self._ready(row, statement)
                condition = f"ROUND({self._cell(row, 2)}-{self._cell(row, 3)},2)=0"
                row = self._check(row, statement, cells, (total.kind,) * 2, condition, added == total.value)
        return row

    def _printed(self, row: int) -> int:
        """Every number in a sentence, title or letter against its cell."""
        if not self.book.ledger.mentions:
            return row
        row = self._text(["4. ตัวเลขที่พิมพ์ในข้อความ = เซลล์ที่มา"], row)
        row = self._header(row, ("ข้อความ", "ที่พิมพ์", "อ่านเป็นจำนวน", "เซลล์ที่มา"))
        for mention in self.book.ledger.mentions:
            row = self._mention(row, mention)
        return row

    def _pages(self, row: int) -> int:
        """Summaries against the rows that are printed, project forms against the data."""
        if not self.pages:
            return row
        row = self._text(["5. ตัวเลขในหน้าสรุปและในแบบรายโครงการ = แถวที่พิมพ์และข้อมูล"], row)
        row = self._header(row, ("รายการ", "ที่พิมพ์", "ที่มา", ""))
        last = [check.statement for check in self.pages[-_LAST_TOGETHER:]]
        for number, check in enumerate(self.pages):
            begins_last = number == len(self.pages) - len(last)
            row = self._ready(row, check.statement, below=last[1:] if begins_last else ())
            left, right = check.printed, check.source
            unit = 10 ** SCALE[left.kind]
            cells = [
                Live(side.formula, None if side.value is None else side.value / unit)
                for side in (left, right)
            ]
            condition = f"ROUND(N({self._cell(row, 2)})-N({self._cell(row, 3)}),2)=0"
            agrees = check.agrees and (left.value or 0) == (right.value or 0)
            row = self._check(row, check.statement, cells, (left.kind, right.kind), condition, agrees)
        return row

    def _register_sums(self, row: int) -> int:
        """Sums of the register that should be one, as the allotment sheet prints them."""
        if not self.book.register_sums:
            return row
        row = self._text(["6. ยอดเงินจัดสรรในทะเบียน: ถ้าต่างกัน ให้ตรวจทะเบียนตามข้อสังเกต"], row)
        row = self._header(row, ("ที่ต้องเท่ากัน", "ยอดทั้งก้อน", "ส่วนย่อยรวม", ""))
        for number, sums in enumerate(self.book.register_sums, len(self.checks) + 1):
            row = self._ready(row, sums.statement)
            result = Live(
                f'IF(ROUND({self._cell(row, 2)}-{self._cell(row, 3)},2)=0,"{AGREES}","{APART}")',
                AGREES if sums.agrees else APART,
            )
            amounts = [Live(sums.whole_cell, sums.whole / 100), Live(sums.parts_cell, sums.parts / 100)]
            if sums.agrees:
                self.checks.append(Check(sums.statement, True, self._cell(row, _RESULT)))
            cells: list[Cell] = [number, sums.statement, *amounts, "", result]
            row = self.layout.row(row, cells, (*_TEXTS, Kind.BAHT, Kind.BAHT, Kind.TEXT, Kind.CHOICE))
        return row

    def _mention(self, row: int, mention: Mention) -> int:
        source = mention.source
        statement = f"{mention.sheet}!{mention.cell}: {source.label}"
        row = self._ready(row, statement, mention.printed)
        unit = 10 ** SCALE[source.kind]
        live = Live(source.formula, None if source.value is None else source.value / unit)
        printed, number, cell = (self._cell(row, column) for column in (2, 3, 4))
        where = f"{quote_sheet(mention.sheet)}!{mention.cell}"
        found = f"ISNUMBER(FIND({printed},{where}))"
        # Words stand for the number that they were made of; Mention.agrees reads them again.
        value = source.value if mention.words else mention.inside
        shown: Cell = "" if value is None else Number(value, source.kind)
        condition = f"AND(ROUND(N({cell})-N({number}),2)=0,{found})"
        kinds = (Kind.CHOICE, source.kind, source.kind)
        return self._check(row, statement, [mention.printed, shown, live], kinds, condition, mention.agrees)


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:MOST_NAMES])
    return shown if len(names) <= MOST_NAMES else f"{shown} และอีก {len(names) - MOST_NAMES} โครงการ"


def _sums_by(owners: Sequence[str | None], amounts: Sequence[int | None]) -> dict[str | None, int]:
    """What each owner has in all; blanks add nothing."""
    sums: dict[str | None, int] = {}
    for owner, amount in zip(owners, amounts, strict=True):
        sums[owner] = sums.get(owner, 0) + (amount or 0)
    return sums
