"""The national report workbook while it is being written: looks as in an office's report, sheets, live sums."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from xl_addin.excel.addresses import column_letters, quote_sheet
from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.plain_workbook import PlainWorkbook
from xl_addin.excel.writing.print_setup import set_up_page
from xl_addin.excel.writing.styles import Styles
from xl_addin.excel.writing.text_metrics import row_height
from xl_addin.model.form.schema import Settings
from xl_addin.model.table_names import DATA_SHEET
from xl_addin.offices.national import National
from xl_addin.offices.national_data import COLUMNS, ranked, tidy
from xl_addin.report.book.worksheet_table import Layout, Live

FIRST_ROW = 2
"""Row (from 0) of the first project, below labels and keys."""

TITLE = "รายงานความก้าวหน้าโครงการของสำนักงานเขตพื้นที่การศึกษา"


class NationalBook:
    """`offices`: the reports that count, as they are ranked; the number of one is its place here, from 1.

    `data`: key of COLUMNS -> values of all projects.
    """

    def __init__(self, target: Any, national: National) -> None:
        self.national = national
        self.settings = Settings(decimals=2)
        self.workbook = PlainWorkbook(target, self.settings.font)
        self.styles = Styles(self.workbook, self.settings)
        self.offices = ranked(national.used)
        self.data = tidy(self.offices, national.fiscal_year, national.quarter)

    @property
    def points(self) -> float:
        """Size of the letters."""
        return self.styles.points

    @property
    def period(self) -> str:
        return f"ปีงบประมาณ พ.ศ. {self.national.fiscal_year} ถึงสิ้นไตรมาสที่ {self.national.quarter}"

    @property
    def rows(self) -> int:
        return len(self.data["office"])

    def add_sheet(self, name: str) -> BulkSheet:
        sheet: BulkSheet = self.workbook.add_worksheet(name, BulkSheet)
        return sheet

    def layout(self, sheet: BulkSheet, shares: Sequence[float], titles: Sequence[str]) -> tuple[Layout, int]:
        """A table that fills a landscape page below its titles, and its first row."""
        set_up_page(sheet, "landscape", TITLE)
        sheet.hide_gridlines(2)
        # Of its book a layout asks styles, settings and points alone, and this book has them.
        layout = Layout(cast(Any, self), sheet, shares, "landscape")
        look = self.styles.title()
        for row, title in enumerate(titles):
            sheet.merge_range(row, 0, row, layout.columns - 1, title, look)
            sheet.set_row(row, row_height([(title, layout.width)], self.points, bold=True))
        return layout, len(titles) + 1

    def range(self, key: str) -> str:
        """The cells of a column of the data as a formula names them."""
        letters = column_letters([column.key for column in COLUMNS].index(key) + 1)
        last = FIRST_ROW + max(1, self.rows)
        return f"{quote_sheet(DATA_SHEET)}!${letters}${FIRST_ROW + 1}:${letters}${last}"

    def office_sum(self, key: str, cell: str, number: int) -> Live:
        """The sum of a money column of the office whose number stands in `cell`, in baht."""
        formula = f"SUMIF({self.range('office_no')},{cell},{self.range(key)})"
        return Live(formula, self.offices[number - 1].total(key) / 100)

    def sum_where(self, key: str, **wanted: str) -> Live:
        """The sum of a money column over the rows with these texts ("" is a blank)."""
        conditions = "".join(f",{self.range(by)},{_criterion(text)}" for by, text in wanted.items())
        return Live(f"SUMIFS({self.range(key)}{conditions})", sum(self._of(key, wanted)) / 100)

    def count_where(self, **wanted: str) -> Live:
        """How many projects have these texts ("" is a blank)."""
        conditions = ",".join(f"{self.range(by)},{_criterion(text)}" for by, text in wanted.items())
        return Live(f"COUNTIFS({conditions})", len(self._of("office_no", wanted)))

    def _of(self, key: str, wanted: dict[str, str]) -> list[int]:
        rows = zip(self.data[key], *(self.data[by] for by in wanted), strict=True)
        return [
            value or 0 for value, *texts in rows if [text or "" for text in texts] == list(wanted.values())
        ]


def _criterion(text: str) -> str:
    """A text as SUMIFS matches it exactly: wildcards, comparison signs and quotes mean themselves."""
    exact = "".join(f"~{sign}" if sign in "*?~" else sign for sign in text)
    return '"=' + exact.replace('"', '""') + '"'
