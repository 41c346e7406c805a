"""Amounts that are no whole baht: a table shows satang in all its amounts or in none."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.support.consolidations import office
from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.report.writer import write_report

MONEY = ("D", "E", "F")
"""Columns of received, spent and its bracket in the table of สพม. 2."""


def table_of(consolidated: Consolidated) -> Worksheet:
    target = BytesIO()
    write_report(target, consolidated)
    return load_workbook(target)["ไตรมาส 2"]


def formats(sheet: Worksheet) -> set[bool]:
    """Whether amounts of the table show two decimals."""
    cells = [sheet[f"{column}{row}"] for column in MONEY for row in range(1, sheet.max_row + 1)]
    return {"0.00" in cell.number_format for cell in cells if isinstance(cell.value, int | float)}


def test_one_amount_with_satang_makes_the_whole_table_show_them() -> None:
    consolidated = office("spm2", 2)
    assert formats(table_of(consolidated)) == {False}

    frame = consolidated.frame.copy()
    frame.loc[3, "used"] = 1_707_904
    assert formats(table_of(replace(consolidated, frame=frame))) == {True}
