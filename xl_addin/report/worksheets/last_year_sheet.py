"""เทียบกับปีก่อน: budget, use and percent of last year beside this year's, by group, in all and by project."""

from __future__ import annotations

from collections.abc import Sequence

from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.styles import HEADER_FILL
from xl_addin.model.texts import round_label
from xl_addin.model.values import money
from xl_addin.model.values.kinds import Kind
from xl_addin.previous.last_year import BUDGET, USED, Amounts, LastYear, known_amounts, total
from xl_addin.report.book.column_values import texts, whole_numbers
from xl_addin.report.book.data_sheet import DataSheet
from xl_addin.report.book.report_workbook import ReportBook, Written
from xl_addin.report.book.sheet_setup import set_up_report_page
from xl_addin.report.book.text_lines import TextBlock, write_full_width
from xl_addin.report.book.worksheet_table import Cell, Layout, Live, Number

LAST_YEAR_SHEET = "เทียบกับปีก่อน"

_SHARES = (50, 16, 16, 16, 16, 10, 10)
_KINDS = (Kind.TEXT, Kind.BAHT, Kind.BAHT, Kind.BAHT, Kind.BAHT, Kind.PERCENT, Kind.PERCENT)
_SCALE = 0.6
_OLD, _NEW = (1, 3, 5), (2, 4, 6)
"""Columns (from 0) of budget, use and percent: of last year and of this one."""


def write_last_year(book: ReportBook, data: DataSheet, sheet: BulkSheet) -> None:
    """Write the sheet; the report has an earlier year's figures."""
    last_year = book.consolidated.last_year
    assert last_year is not None
    _Comparison(book, data, last_year, sheet).write()


class _Comparison:
    def __init__(self, book: ReportBook, data: DataSheet, last_year: LastYear, sheet: BulkSheet) -> None:
        self.book, self.data, self.last_year, self.sheet = book, data, last_year, sheet
        self.layout = Layout(book, sheet, _SHARES, "landscape", _SCALE)
        self.round = book.consolidated.round
        frame = book.consolidated.frame
        self.owners = texts(frame, "group_id")
        self.names = texts(frame, "project")
        self.ids = texts(frame, "project_id")
        reported = frame["reported"].tolist()
        columns = whole_numbers(frame, BUDGET), whole_numbers(frame, USED), reported
        self.now = [known_amounts(*figures) for figures in zip(*columns, strict=True)]

    def write(self) -> None:
        names = self.book.names()
        old = f"พ.ศ. {self.last_year.fiscal_year}"
        titles = [
            f"เปรียบเทียบปีงบประมาณ {old} กับ พ.ศ. {names['fiscal_year']}",
            str(names["office"]),
            f"ปีก่อนคือ{round_label(self.book.form, self.last_year.round)}ของปีงบประมาณ {old} "
            f"ปีนี้คือ{names['period_name']}",
        ]
        look = self.book.styles.title()
        blocks = [
            TextBlock.fitted(
                Written(self.book.in_digits(line)), look, self.layout.width, self.book.points, bold=True
            )
            for line in titles
        ]
        row = write_full_width(self.book, self.sheet, blocks, self.layout.columns, 0)
        row = self._groups(row) + 1
        row = self._projects(row) + 1
        row = self._ended(row)
        set_up_report_page(self.book, self.sheet, "landscape")
        self.sheet.print_area(0, 0, row - 1, self.layout.columns - 1)
        self.layout.end_pages()

    def _header(self, row: int, first: str) -> int:
        old, new = str(self.last_year.fiscal_year), str(self.book.register.fiscal_year)
        labels = [f"{label} {year}" for label in ("งบประมาณ", "ใช้จ่าย", "ร้อยละ") for year in (old, new)]
        return self.layout.header(row, [self.book.in_digits(label) for label in (first, *labels)])

    def _groups(self, row: int) -> int:
        """A line a group, those that are no more, and the sum of all."""
        first = row = self._header(row, "กลุ่ม")
        ids = self.data.range("group_id", self.round)
        for group in self.book.register.groups:
            old = self.last_year.groups.get(group.id, Amounts())
            own = [now for now, owner in zip(self.now, self.owners, strict=True) if owner == group.id]
            if not own and old == Amounts():
                continue
            wanted = '"' + group.id.replace('"', '""') + '"'
            formulas = [self._sum_of(ids, wanted, key) for key in (BUDGET, USED)]
            row = self._line(row, group.name, old, total(own), formulas)
        for name, old in self.last_year.other_groups.items():
            row = self._line(row, f"{name} (ปีนี้ไม่มีกลุ่มนี้)", old, Amounts(), [None, None])
        sums = [self._column_sum(column, first, row) for column in (1, 2, 3, 4)]
        whole, now = self.last_year.whole, total(self.now)
        values = (whole.budget, now.budget, whole.used, now.used)
        cells = [
            Live(formula, None if value is None else value / 100)
            for formula, value in zip(sums, values, strict=True)
        ]
        line: list[Cell] = ["รวม", *cells, *self._percents(row, whole, now)]
        return self.layout.row(row, line, _KINDS, bold=True, bg_color=HEADER_FILL)

    def _projects(self, row: int) -> int:
        row = self._header(row, "โครงการ")
        for position, (name, id_, now) in enumerate(zip(self.names, self.ids, self.now, strict=True)):
            olds = self.last_year.projects.get(str(id_), ())
            renamed = [old.name for old in olds if old.name != name]
            said = str(name or id_) + (f" (ปีก่อน: {', '.join(renamed)})" if renamed else "")
            formulas = [self._cell_of(key, position) for key in (BUDGET, USED)]
            row = self._line(row, said, self.last_year.of(str(id_)), now, formulas, row_fits=True)
        return row

    def _ended(self, row: int) -> int:
        """Projects of last year that go on in none."""
        if not self.last_year.ended:
            return row
        row = self._header(self.layout.ready(row, 0, lambda at: at), "โครงการปีก่อนที่ไม่พบในปีนี้")
        for old in self.last_year.ended:
            row = self._line(
                row, f"{old.code} {old.name}", old.amounts, Amounts(), [None, None], row_fits=True
            )
        return row

    def _line(
        self,
        row: int,
        name: str,
        old: Amounts,
        now: Amounts,
        formulas: Sequence[str | None],
        *,
        row_fits: bool = False,
    ) -> int:
        if row_fits:
            row = self.layout.ready(row, self.layout.height([name]))
        budget, used = (
            "" if formula is None else Live(formula, None if value is None else value / 100)
            for formula, value in zip(formulas, (now.budget, now.used), strict=True)
        )
        before = (Number(old.budget, Kind.BAHT), Number(old.used, Kind.BAHT))
        line: list[Cell] = [name, before[0], budget, before[1], used, *self._percents(row, old, now)]
        return self.layout.row(row, line, _KINDS)

    def _percents(self, row: int, old: Amounts, now: Amounts) -> list[Cell]:
        """Shares of the budgets in this row, live; blank where either amount is."""
        said: list[Cell] = []
        for columns, amounts in ((_OLD, old), (_NEW, now)):
            whole, part = (self.layout.cell(row, column) for column in columns[:2])
            share = None
            if amounts.budget and amounts.used is not None:
                share = money.percent(amounts.used, amounts.budget, self.book.settings.percent_rounding)
            hundredths = f"ROUND({part}*100,0)", f"ROUND({whole}*100,0)"
            if self.book.settings.percent_rounding == "cut":
                exact = f"INT({hundredths[0]}*10000/{hundredths[1]})"
            else:
                exact = f"INT(({hundredths[0]}*20000+{hundredths[1]})/(2*{hundredths[1]}))"
            formula = f'IF(OR(N({whole})=0,{part}=""),"",{exact}/100)'
            said.append(Live(formula, None if share is None else share / 100))
        return said

    def _sum_of(self, ids: str, wanted: str, key: str) -> str | None:
        """This year's sum of a group, blank where none of its projects has a figure."""
        if key not in self.data.columns:
            return None
        cells = self.data.range(key, self.round)
        known = f'COUNTIFS({ids},{wanted},{cells},"<>")'
        if key == USED:
            reported = self.data.range("reported", self.round)
            known = (
                f'COUNTIFS({ids},{wanted},{reported},1)+COUNTIFS({ids},{wanted},{cells},"<>0",{cells},"<>")'
            )
        return f'IF({known}=0,"",SUMIF({ids},{wanted},{cells}))'

    def _cell_of(self, key: str, position: int) -> str | None:
        if key not in self.data.columns:
            return None
        cell = self.data.cell(key, self.round, position)
        unknown = f'{cell}=""'
        if key == USED:
            reported = self.data.cell("reported", self.round, position)
            unknown = f"OR({unknown},AND({reported}=0,N({cell})=0))"
        return f'IF({unknown},"",{cell})'

    def _column_sum(self, column: int, first: int, end: int) -> str:
        cells = f"{self.layout.cell(first, column)}:{self.layout.cell(max(first, end - 1), column)}"
        return f'IF(COUNT({cells})=0,"",SUM({cells}))'
