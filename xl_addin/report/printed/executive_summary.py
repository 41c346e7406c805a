"""บทสรุปผู้บริหาร: one page for who reads no other: money against budget and plan, groups, slowest projects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.styles import HEADER_FILL, MISSING_LOOK
from xl_addin.model.form.report_schema import ReportSheet
from xl_addin.model.form.schema import BUDGET, PLAN, USED
from xl_addin.model.values import money
from xl_addin.model.values.kinds import Kind
from xl_addin.report.book.column_values import phrases, texts, whole_numbers
from xl_addin.report.book.data_sheet import DataSheet
from xl_addin.report.book.ledger import Source
from xl_addin.report.book.report_workbook import ReportBook, Written
from xl_addin.report.book.shares import shares
from xl_addin.report.book.sheet_setup import set_up_report_page
from xl_addin.report.book.table_rows import label_of, reported_in
from xl_addin.report.book.text_lines import TextBlock, draft_line, write_full_width
from xl_addin.report.book.worksheet_table import Cell, Layout, Live
from xl_addin.report.printed.status_bar import draw_status_bar
from xl_addin.report.printed.summary_sheet import NO_STATUS, needs_no_status, no_status_formula

SLOWEST = 5
PROBLEMS = 3
LONGEST_PROBLEM = 160

PRINTED_AT = 0.85
"""Scale of the page: all that it tells stands on one."""

_SHARE = "ร้อยละของงบ"
_COMPARED = (
    ("รายการ", "หน่วย", "รอบนี้", "รอบก่อน", _SHARE, "เปลี่ยนแปลง"),
    (Kind.TEXT, Kind.CHOICE, Kind.BAHT, Kind.BAHT, Kind.PERCENT, Kind.BAHT),
)
_ALONE = (("รายการ", "หน่วย", "รอบนี้", _SHARE), (Kind.TEXT, Kind.CHOICE, Kind.BAHT, Kind.PERCENT))
_PLANNED = (("รายการ", "หน่วย", "จำนวน"), (Kind.TEXT, Kind.CHOICE, Kind.BAHT))
"""Heads and kinds of the money's columns: with an earlier round, without, and of a plan, in which nothing is spent."""

_GROUP_KINDS = (Kind.TEXT, Kind.COUNT, Kind.BAHT, Kind.BAHT, Kind.PERCENT, Kind.BAHT)


@dataclass(frozen=True, slots=True)
class _Slow:
    """A project with its share of the plan, or of the budget where there is no plan, in hundredths of a percent."""

    position: int
    share: int


def write_executive(book: ReportBook, data: DataSheet, spec: ReportSheet, sheet: BulkSheet) -> None:
    """Write the page for this round."""
    _Executive(book, data, spec, sheet).write()


class _Executive:
    def __init__(self, book: ReportBook, data: DataSheet, spec: ReportSheet, sheet: BulkSheet) -> None:
        self.book, self.data, self.spec, self.sheet = book, data, spec, sheet
        self.layout = Layout(book, sheet, (46, 12, 20, 20, 12, 20), spec.orientation, PRINTED_AT)
        self.round = book.consolidated.round
        self.frame = book.consolidated.frame
        self.keys = [key for key in (BUDGET, USED, PLAN) if key in data.columns]

    def write(self) -> None:
        row = self._lines([self._text(title) for title in self.spec.titles], 0, title=True)
        draft = draft_line(self.book, self.round)
        if draft is not None:
            look = self.book.styles.make(align="center", valign="vcenter", text_wrap=True, **MISSING_LOOK)
            block = TextBlock.fitted(draft, look, self.layout.width, self.book.points)
            row = write_full_width(self.book, self.sheet, [block], self.layout.columns, row)
        row = self._money(row) + 1
        row = self._statuses(row)
        row = self._groups(row) + 1
        row = self._lines(self._slowest(), row)
        row = self._lines(self._problems(), row)
        set_up_report_page(self.book, self.sheet, self.spec.orientation)
        self.sheet.fit_to_pages(1, 1)
        self.sheet.center_horizontally()
        self.sheet.print_area(0, 0, row - 1, self.layout.columns - 1)

    def _text(self, source: str, **more: object) -> Written:
        return self.book.write_lines(source, self.book.names() | more, self.spec.name)[0]

    def _lines(self, lines: Sequence[Written], row: int, title: bool = False) -> int:
        look = self.book.styles.title() if title else self.book.styles.note()
        blocks = [
            TextBlock.fitted(line, look, self.layout.width, self.book.points, bold=title) for line in lines
        ]
        return write_full_width(self.book, self.sheet, blocks, self.layout.columns, row)

    def _sum(self, key: str, round_: int) -> tuple[str, int]:
        """The sum of a column in a round: formula and satang."""
        values = whole_numbers(self.book.frame_of(round_), key)
        return f"SUM({self.data.range(key, round_)})", sum(value or 0 for value in values)

    def _percent(self, part: str, whole: str, value: int | None) -> Live:
        """A live share of two cells, rounded as the office does."""
        amounts = f"ROUND({part}*100,0)", f"ROUND({whole}*100,0)"
        if self.book.settings.percent_rounding == "cut":
            share = f"INT({amounts[0]}*10000/{amounts[1]})"
        else:
            share = f"INT(({amounts[0]}*20000+{amounts[1]})/(2*{amounts[1]}))"
        return Live(f'IF({amounts[1]}=0,"",{share}/100)', None if value is None else value / 100)

    def _share(self, part: int, whole: int) -> int | None:
        return money.percent(part, whole, self.book.settings.percent_rounding)

    def _money(self, row: int) -> int:
        """Budget, plan to date and use to date, with the last round beside them where there is one."""
        earlier = [round_ for round_ in self.book.rounds() if round_ < self.round]
        labels, kinds = _COMPARED if earlier else _PLANNED if self.keys == [BUDGET] else _ALONE
        row = self.layout.header(row, labels)
        places: dict[str, tuple[int, int]] = {}
        names = {BUDGET: "งบประมาณ", PLAN: "แผนการใช้จ่ายสะสม", USED: "ใช้จ่ายสะสม"}
        for key in (key for key in names if key in self.keys):
            formula, value = self._sum(key, self.round)
            here, before = self.layout.cell(row, 2), self.layout.cell(row, 3)
            cells: list[Cell] = [names[key], "บาท", Live(formula, value / 100), *[""] * (len(labels) - 3)]
            if earlier:
                old_formula, old = self._sum(key, earlier[-1])
                cells[3], cells[5] = (
                    Live(old_formula, old / 100),
                    Live(f"{here}-{before}", (value - old) / 100),
                )
            if key != BUDGET and BUDGET in places:
                whole_row, whole = places[BUDGET]
                cells[labels.index(_SHARE)] = self._percent(
                    here, self.layout.cell(whole_row, 2), self._share(value, whole)
                )
            places[key] = (row, value)
            row = self.layout.row(row, cells, kinds)
        if PLAN in places and USED in places:
            used, plan = places[USED], places[PLAN]
            share = self._percent(
                self.layout.cell(used[0], 2), self.layout.cell(plan[0], 2), self._share(used[1], plan[1])
            )
            closing: list[Cell] = ["ใช้จ่ายเทียบกับแผนสะสม", "ร้อยละ", share, *[""] * (len(labels) - 3)]
            row = self.layout.row(row, closing, (*kinds[:2], Kind.PERCENT, *kinds[3:]))
        return row

    def _statuses(self, row: int) -> int:
        """The projects by status: one bar, and its shares in words."""
        column = next((one for one in self.book.form.columns if one.key == "status"), None)
        if column is None:
            return row
        given = texts(self.frame, column.key)
        cells = self.data.range(column.key, self.round)
        counted = [
            (phrase, given.count(code), f'COUNTIF({cells},"{phrase}")')
            for code, phrase in column.choices.items()
        ]
        sheets = self.book.form.report.sheets
        for apart in dict.fromkeys(one.no_status_when for one in sheets if one.no_status_when is not None):
            formula = no_status_formula(self.data, column.key, apart, self.round)
            counted.append((apart.label, needs_no_status(self.frame, apart, given), formula))
        without = len(given) - sum(count for _, count, _ in counted)
        counted.append((NO_STATUS, without, str(without)))
        parts = shares([count for _, count, _ in counted])
        told, more, found = [], {}, []
        for number, ((phrase, count, formula), share) in enumerate(zip(counted, parts, strict=True)):
            if not count or share is None:
                continue
            found.append(Source(phrase, formula, count, Kind.COUNT))
            more[f"n{number}"] = self.book.ledger.number(found[-1])
            told.append(f"{phrase} {{{{ n{number} }}}} โครงการ (ร้อยละ {money.format_percent(share)})")
        if not told:
            return row
        row = draw_status_bar(self.book, self.layout, found, row)
        return self._lines([self._text("สถานะโครงการ: " + " ".join(told), **more), Written("")], row)

    def _groups(self, row: int) -> int:
        """Money of every group, the one that used most of its budget first; none of an office without projects."""
        if BUDGET not in self.keys or self.frame.empty:
            return row
        has_used = USED in self.keys
        budgets = whole_numbers(self.frame, BUDGET)
        used = whole_numbers(self.frame, USED) if has_used else [0] * len(budgets)
        sums: dict[str | None, list[int]] = {}
        for owner, budget, spent in zip(texts(self.frame, "group_id"), budgets, used, strict=True):
            of_group = sums.setdefault(owner, [0, 0, 0])
            of_group[0] += 1
            of_group[1] += budget or 0
            of_group[2] += spent or 0
        ranked = sorted(
            (group for group in self.book.register.groups if group.id in sums),
            key=lambda group: -(self._share(sums[group.id][2], sums[group.id][1]) or 0),
        )
        labels = ("กลุ่ม", "โครงการ", "งบประมาณ", "ใช้จ่ายสะสม", "ร้อยละ", "คงเหลือ")
        width = len(labels) if has_used else 3
        row = self.layout.header(row, labels[:width])
        first = row
        ids = self.data.range("group_id", self.round)
        for group in ranked:
            count, budget, spent = sums[group.id]
            wanted = '"' + group.id.replace('"', '""') + '"'
            line: list[Cell] = [
                group.name,
                Live(f"COUNTIF({ids},{wanted})", count),
                Live(f"SUMIF({ids},{wanted},{self.data.range(BUDGET, self.round)})", budget / 100),
            ]
            if has_used:
                formula = f"SUMIF({ids},{wanted},{self.data.range(USED, self.round)})"
                line += self._used(row, formula, spent, budget)
            row = self.layout.row(row, line, _GROUP_KINDS[:width])
        total: list[Cell] = ["รวม"]
        whole = [
            sum(found) for found in zip(*(sums[group.id] for group in ranked), strict=True)
        ]  # projects, budget, used
        for column, value in ((1, whole[0]), (2, whole[1] / 100)):
            cells = f"{self.layout.cell(first, column)}:{self.layout.cell(row - 1, column)}"
            total.append(Live(f"SUM({cells})", value))
        if has_used:
            cells = f"{self.layout.cell(first, 3)}:{self.layout.cell(row - 1, 3)}"
            total += self._used(row, f"SUM({cells})", whole[2], whole[1])
        return self.layout.row(row, total, _GROUP_KINDS[:width], bold=True, bg_color=HEADER_FILL)

    def _used(self, row: int, formula: str, spent: int, budget: int) -> list[Cell]:
        """Used, percent and remaining of a line of the groups' table."""
        whole, part = self.layout.cell(row, 2), self.layout.cell(row, 3)
        return [
            Live(formula, spent / 100),
            self._percent(part, whole, self._share(spent, budget)),
            Live(f"{whole}-{part}", (budget - spent) / 100),
        ]

    def _slowest(self) -> list[Written]:
        """The projects that have used least of their plan, or of their budget, each with what it says of it."""
        if USED not in self.keys:
            return []
        against = PLAN if PLAN in self.keys else BUDGET
        used, whole = whole_numbers(self.frame, USED), whole_numbers(self.frame, against)
        reported = reported_in(self.frame)
        slow = [
            _Slow(position, self._share(used[position] or 0, amount or 0) or 0)
            for position, amount in enumerate(whole)
            if reported[position] and (amount or 0) > 0 and (used[position] or 0) < (amount or 0)
        ]
        slow.sort(key=lambda one: (one.share, -(whole[one.position] or 0)))
        if not slow:
            return []
        said = self._said()
        lines = [Written(f"โครงการที่ใช้จ่ายน้อยที่สุดเทียบกับ{'แผนสะสม' if against == PLAN else 'งบประมาณ'}")]
        names = texts(self.frame, "project")
        for number, one in enumerate(slow[:SLOWEST], start=1):
            amounts = {
                name: self.book.ledger.number(
                    Source(
                        label_of(self.book.form, key),
                        self.data.cell(key, self.round, one.position),
                        values[one.position],
                        Kind.BAHT,
                    )
                )
                for name, key, values in (("used", USED, used), ("whole", against, whole))
            }
            spent = "ใช้จ่าย {{ used }}" if used[one.position] is not None else "ยังไม่มียอดใช้จ่าย"
            text = "{{ number }}. {{ project }}: " + spent + " จาก {{ whole }} บาท"
            text += "{% if said %} ({{ said }}){% endif %}"
            lines.append(
                self._text(
                    text, number=number, project=names[one.position], said=said[one.position], **amounts
                )
            )
        return lines

    def _said(self) -> list[str]:
        """What a project says of itself: its reason where the form asks for one, else its status."""
        columns = {column.key: column for column in self.book.form.columns}
        reasons = texts(self.frame, "reason") if "reason" in columns else [None] * len(self.frame)
        states = (
            list(phrases(self.frame, columns["status"])) if "status" in columns else [None] * len(reasons)
        )
        return [
            " ".join((reason or state or "").split())[:LONGEST_PROBLEM]
            for reason, state in zip(reasons, states, strict=True)
        ]

    def _problems(self) -> list[Written]:
        """Problems that projects tell, where the form asks for them."""
        if not any(column.key == "problems" for column in self.book.form.columns):
            return []
        told = [
            " ".join(text.split())[:LONGEST_PROBLEM]
            for text in texts(self.frame, "problems")
            if text and text.strip() not in ("-", "")
        ]
        lines = [self.book.in_digits(f"- {text}") for text in dict.fromkeys(told)][:PROBLEMS]
        return [Written("ปัญหาและอุปสรรค"), *map(Written, lines)] if lines else []
