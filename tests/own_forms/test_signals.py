"""Traffic lights with words, ratios in subtotals, decimals, order of choices, own header and footer, charts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.own_forms.conftest import mistakes_with
from tests.support.looking import looked_at
from xl_addin.demo.made_up import MadeUpRound

Rounds = Callable[[str], list[MadeUpRound]]


def rows_of(path: Path, sheet: str) -> list[tuple[Any, ...]]:
    return list(looked_at(path, values=True)[sheet].iter_rows(values_only=True))


def test_every_level_of_subtotals_agrees_in_both_rounds(rounds: Rounds) -> None:
    for made in rounds("signals"):
        assert made.result.disagreements == ()
        statements = " ".join(check.statement for check in made.result.checks)
        assert all(f"ชั้นที่ {level}" in statements for level in (1, 2, 3))


def test_a_light_is_a_word_of_the_first_condition_that_holds_and_a_colour(rounds: Rounds) -> None:
    made = rounds("signals")[0]
    words = [row[7] for row in rows_of(made.report, "ตามสถานะ") if isinstance(row[0], int)]
    frame = made.consolidated.frame
    slow = int((frame["used"] * 10 < frame["budget"]).sum())
    assert words.count("ล่าช้า") == slow
    assert set(words) <= {"ล่าช้า", "เฝ้าระวัง", "ตามแผน"}
    sheet = load_workbook(made.report)["ตามสถานะ"]
    told = [rule.formula for area in sheet.conditional_formatting for rule in area.rules]
    assert [one for one in told if one[0].startswith('"')][:3] == [['"ล่าช้า"'], ['"เฝ้าระวัง"'], ['"ตามแผน"']]


def test_a_ratio_of_a_total_is_the_ratio_of_its_sums(rounds: Rounds) -> None:
    whole = next(row for row in rows_of(rounds("signals")[0].report, "ตามสถานะ") if row[0] == "รวมทั้งสิ้น")
    used, people, each = whole[3:6]
    assert each == pytest.approx(used / people, abs=0.01)


def test_figures_print_as_many_decimals_as_the_column_says(rounds: Rounds) -> None:
    sheet = load_workbook(rounds("signals")[0].report)["ตามสถานะ"]
    formats = {
        (cell.column, cell.number_format)
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(row[0].value, int)
    }
    assert {shown for column, shown in formats if column == 6} == {'#,##0.00_.;-#,##0.00_.;"-"_.'}
    assert {shown for column, shown in formats if column == 7} == {'#,##0.0_.;-#,##0.0_.;"-"_.'}


def test_projects_stand_in_the_order_of_the_choices(rounds: Rounds) -> None:
    said = [row[2] for row in rows_of(rounds("signals")[0].report, "รายชื่อ") if isinstance(row[0], int)]
    order = ["ยังไม่เริ่ม", "กำลังทำ", "เสร็จ"]
    assert said == sorted(said, key=order.index)
    assert len(set(said)) == 3


def test_pages_have_the_office_s_own_header_and_footer(rounds: Rounds) -> None:
    sheet = load_workbook(rounds("signals")[0].report)["ตามสถานะ"]
    assert "สพป.ตัวอย่าง ภาคที่ 1" in sheet.oddHeader.left.text
    assert "กลุ่มนโยบายและแผน สำนักงานเขตพื้นที่การศึกษาตัวอย่าง ปี 2568" in sheet.oddFooter.left.text


def test_a_figure_for_charts_only_has_no_line_and_feeds_the_chart(rounds: Rounds) -> None:
    rows = rows_of(rounds("signals")[0].report, "แนวโน้ม")
    lines = [row[0] for row in rows if row[2] == "บาท"]
    assert lines == ["งบประมาณ"]
    assert {"ใช้จ่าย", "คงเหลือ"} <= {row[0] for row in rows}


SPOILT = {
    '"green"]': ('"gren"]', "colours", "green"),
    '"yellow", "green"]': ('"yellow"]', "colours", "3 สี"),
    '"used * 10 < budget"': ('"usd * 10 < budget"', "lights", "used"),
    '"used * 6 >= budget"': ('"used * 6"', "lights", "เงื่อนไข"),
    'key = "used", total = true }': ('key = "used", total = true, ratio = true }', "ratio", "formula"),
    'key = "score", decimals = 1': ('key = "people", decimals = 1', "decimals", "number"),
    "decimals = 2": ("decimals = 9", "decimals", "0, 1, 2, 3, 4"),
    'header = "{{ office_short }}': ('header = "{{ office_shrt }}', "report.header", "office_short"),
    'order = ["status"]\nheadings': ('order = ["staus"]\nheadings', "order", "status"),
    "charts_only = true },\n]": ('charts_only = "จริง" },\n]', "charts_only", "true"),
}


@pytest.mark.parametrize("right", SPOILT)
def test_a_mistake_in_what_is_printed_is_told_with_its_place_and_cure(right: str) -> None:
    wrong, place, cure = SPOILT[right]
    [mistake] = mistakes_with("signals", right, wrong)
    assert place in mistake.key
    assert cure in mistake.what + mistake.how
