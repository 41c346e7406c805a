"""The forms of a plan of the year (yasothon2): budget lines, months, and what nobody has filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.report.printed.form_reports import Made, form_title, lines_of, write
from tests.support.page_offices import yasothon2

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """G06 has returned nothing."""
    return write(tmp_path_factory.mktemp("plan") / "plan.xlsx", yasothon2(missing=("G06",)))


def _budget(plan: Made, place: int, **options: bool) -> list[list[Any]]:
    """The rows of the budget table in the form of the project at that place; blanks of merged cells left out."""
    sheet = plan.book(**options)["โครงการยุทธศาสตร์ 6"]
    rows = list(sheet.iter_rows(values_only=True))
    starts = [number for number, row in enumerate(rows) if row[:2] == ("ที่", "รายการ")]
    start = starts[place]
    end = next(number for number in range(start, len(rows)) if rows[number][1] == "รวม")
    return [[value for value in row if value is not None] for row in rows[start : end + 1]]


def test_totals_of_budget_lines_are_live_sums(plan: Made) -> None:
    values, formulas = _budget(plan, 1), _budget(plan, 1, formulas=True)
    assert values[-1] == ["รวม", 0, 0, 20_000, 20_000, 0, 20_000]
    assert all(str(cell).startswith("=SUM(") for cell in formulas[-1][1:])
    assert all("SUM" in str(row[-1]) for row in formulas[1:-1])  # รวมทั้งสิ้น of each line


def test_an_item_shows_how_its_amount_comes_about(plan: Made) -> None:
    sheet = plan.book()["โครงการยุทธศาสตร์ 6"]
    items = [str(row[0]) for row in sheet.iter_rows(min_col=2, max_col=2, values_only=True)]
    assert any("(๒๐ คน x ๑๒๐ บาท x ๒ ครั้ง)" in item for item in items)


def test_an_amount_stands_in_words_and_shared_use_is_said_where_it_is_set(plan: Made) -> None:
    lines = lines_of(plan.book()["โครงการยุทธศาสตร์ 6"])
    assert "รวมเป็นเงิน ๒๐๐,๐๐๐ บาท (สองแสนบาทถ้วน)" in lines
    first = lines.index("รวมเป็นเงิน ๒๐๐,๐๐๐ บาท (สองแสนบาทถ้วน)")
    second = lines.index("รวมเป็นเงิน ๒๐,๐๐๐ บาท (สองหมื่นบาทถ้วน)")
    assert "ถัวจ่ายได้ทุกรายการ" in lines[first + 1]
    assert "ถัวจ่ายได้ทุกรายการ" not in lines[second + 1]


def test_the_months_of_an_activity_are_a_bar_from_october_to_september(plan: Made) -> None:
    sheet = plan.book()["โครงการยุทธศาสตร์ 6"]
    header = next(row for row in sheet.iter_rows() if any(cell.value == "ต.ค." for cell in row))
    months = [cell for cell in header if cell.value]
    assert [cell.value for cell in months][:3] == ["ต.ค.", "พ.ย.", "ธ.ค."]
    assert [cell.value for cell in months][-1] == "ก.ย."
    rows = range(header[0].row + 1, sheet.max_row)
    activities = [row for row in rows if re.match("[๑-๙][.] กิจกรรม", str(sheet.cell(row, 1).value))][:3]
    bars = [
        [sheet.cell(row, cell.column).fill.fgColor.rgb == "FF5B7FA6" for cell in months] for row in activities
    ]
    assert [[number for number, filled in enumerate(bar) if filled] for bar in bars] == [
        [0, 1],
        [2, 3],
        [4, 5],
    ]


def test_the_months_stand_below_the_calendar_year_that_they_lie_in(plan: Made) -> None:
    """The fiscal year 2563 begins in October of 2562."""
    sheet = plan.book()["โครงการยุทธศาสตร์ 6"]
    row = next(cell.row for cell in sheet_cells(sheet) if cell.value == "ต.ค.")
    months = [cell.column for cell in sheet[row] if str(cell.value).endswith(".")]
    years = {str(cell.value): cell.column for cell in sheet[row - 1] if str(cell.value).startswith("ปี ")}
    assert years == {"ปี ๒๕๖๒": months[0], "ปี ๒๕๖๓": months[3]}


def test_a_table_of_three_rows_or_less_stands_on_one_page(plan: Made) -> None:
    sheet = plan.book()["โครงการยุทธศาสตร์ 6"]
    ends = {page_end.id for page_end in sheet.row_breaks.brk}
    heads = [row for row in range(1, sheet.max_row) if sheet.cell(row, 1).value == "ตัวชี้วัดความสำเร็จ"]
    assert len(heads) == len(plan.consolidated.frame) - 1
    tables = [[row, *range(row + 1, _end_of_list(sheet, row + 1))] for row in heads]
    assert {len(rows) - 1 for rows in tables} <= {1, 2, 3}
    assert not any(ends & set(rows[:-1]) for rows in tables)


def _end_of_list(sheet: Worksheet, row: int) -> int:
    """The row after the last that begins with a number."""
    while re.match("[๑-๙][.] ", str(sheet.cell(row, 1).value)):
        row += 1
    return row


def test_months_are_equally_wide(plan: Made) -> None:
    book = plan.book()
    sheet = next(sheet for sheet in book if any("ต.ค." in str(cell.value) for cell in sheet_cells(sheet)))
    row = next(cell.row for cell in sheet_cells(sheet) if cell.value == "ต.ค.")
    starts = [cell.column for cell in sheet[row] if str(cell.value).endswith(".")]
    assert len(starts) == 12
    after = min(
        area.min_col for area in sheet.merged_cells.ranges if area.min_row < row <= area.max_row
        and area.min_col > starts[-1]
    )  # fmt: skip
    widths = column_widths(sheet)
    months = [sum(widths[first - 1 : end - 1]) for first, end in pairwise([*starts, after])]
    assert max(months) - min(months) < 0.1


def sheet_cells(sheet: Worksheet) -> Iterator[Any]:
    return (cell for row in sheet.iter_rows() for cell in row)


def column_widths(sheet: Worksheet) -> list[float]:
    """Widths of the sheet's columns in order, from the ranges that the file groups them by."""
    widths = [0.0] * 200
    for dimension in sheet.column_dimensions.values():
        for number in range(dimension.min, min(dimension.max, 200) + 1):
            widths[number - 1] = dimension.width
    return widths


def test_a_group_that_has_not_returned_leaves_its_forms_dotted_and_marked(plan: Made) -> None:
    frame = plan.consolidated.frame
    names = [form_title(name) for name in frame.loc[~frame["reported"], "project"]]
    assert len(names) == 1
    lines = lines_of(plan.book()["โครงการยุทธศาสตร์ 6"])
    start = lines.index(names[0])
    assert lines[start + 1] == "ยังไม่ส่ง"
    assert "แผนงาน  ................................" in lines[start : start + 6]


def test_a_form_that_no_group_has_filled_prints_no_zero_and_no_answer(plan: Made) -> None:
    frame = plan.consolidated.frame
    name = form_title(str(frame.loc[~frame["reported"], "project"].iloc[0]))
    lines = lines_of(plan.book()["โครงการยุทธศาสตร์ 6"])
    form = lines[lines.index(name) :]
    end = form.index("๗. ผลที่คาดว่าจะได้รับ") + 2
    form, dots = form[:end], "................................"
    assert f"รวมเป็นเงิน {dots} บาท ({dots})" in form
    assert not any(line == "-" or "ศูนย์บาทถ้วน" in line for line in form)
    for heading in ("๔. กิจกรรมและการดำเนินงาน", "๕.๒ รายการใช้จ่าย", "๖. การประเมินผล"):
        assert form[form.index(heading) + 1] == dots
    money = f"๕.๑ งบประมาณจำนวนทั้งสิ้น  {dots} บาท จากเงินงบประมาณ {dots} บาท นอกงบประมาณ {dots} บาท"
    assert form[form.index("๕. รายละเอียดการใช้งบประมาณ") + 1] == money


def test_a_form_leads_to_its_data_from_beside_the_page(plan: Made) -> None:
    """A title that is a link would be printed in blue."""
    sheet = plan.book()["โครงการยุทธศาสตร์ 6"]
    last = sheet[sheet.print_area.split("!")[-1].split(":")[-1].replace("$", "")].column
    links = [cell for row in sheet.iter_rows() for cell in row if cell.hyperlink is not None]
    assert {cell.column for cell in links} == {last + 1}
    assert all(cell.hyperlink.location.startswith("ข้อมูล!") for cell in links)
    assert links[0].row == 1


def test_the_summary_of_a_plan_has_no_empty_column_for_what_is_spent(plan: Made) -> None:
    rows = plan.book()["บทสรุปผู้บริหาร"].iter_rows(values_only=True)
    head = next(row for row in rows if row[0] == "รายการ")
    assert [label for label in head if label] == ["รายการ", "หน่วย", "จำนวน"]
