"""Columns written once for every month: in the form, the template, the rules and the printed table."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from tests.own_forms.conftest import FORMS, mistakes_with
from tests.support.looking import looked_at
from xl_addin.demo.made_up import MadeUpRound
from xl_addin.model.form.column_states import State, column_state
from xl_addin.model.form.loader import form_from_text, load_form

Rounds = Callable[[str], list[MadeUpRound]]


def text(form: str = "months") -> str:
    return (FORMS / f"{form}.toml").read_text(encoding="utf-8")


def cells(path: Path, sheet: str) -> list[Any]:
    own = looked_at(path, values=True)[sheet]
    return [cell for row in own.iter_rows(values_only=True) for cell in row if cell is not None]


def test_a_column_is_written_out_for_every_month_of_the_fiscal_year() -> None:
    form = load_form(FORMS / "months.toml")
    assert form.column("plan_1").label == ("แผนการใช้จ่าย", "ต.ค.")
    assert form.column("plan_12").label[-1] == "ก.ย."
    assert form.column("used_3").due == 3
    assert form.column("used_3").previous == "used_3"
    assert [column_state(form.column(f"used_{month}"), 2) for month in (1, 2, 3)] == [
        State.ENTRY,
        State.ENTRY,
        State.NOT_DUE,
    ]
    assert form.column("used_to_date").formula == f"SUM({', '.join(f'used_{n}' for n in range(1, 13))})"
    assert str(form.column("plan_to_date").formula).startswith("SUM(IF(round >= 1, plan_1, 0), ")


def test_a_rule_goes_with_every_month_and_knows_those_before() -> None:
    rules = {rule.id: rule for rule in load_form(FORMS / "months.toml").rules}
    assert len(rules) == 12
    assert rules["over_plan_3"].check == "SUM(used_1, used_2, used_3) <= SUM(plan_1, plan_2, plan_3)"
    assert "เดือน ธ.ค." in rules["over_plan_3"].message


def test_months_of_quarters_are_due_in_the_quarter_in_which_they_end() -> None:
    form = form_from_text(text().replace("rounds = 12", "rounds = 4"), "quarters.toml")
    assert [form.column(f"used_{month}").due for month in (1, 3, 4, 12)] == [1, 1, 2, 4]


def test_both_rounds_agree_and_the_second_goes_on_from_the_first(rounds: Rounds) -> None:
    first, second = rounds("months")
    assert first.result.disagreements == second.result.disagreements == ()
    assert second.consolidated.frame["used_1"].tolist() == first.consolidated.frame["used_1"].tolist()
    assert second.consolidated.frame["used_2"].notna().all()
    assert second.consolidated.frame["used_3"].isna().all()


def test_a_wide_table_is_divided_and_repeats_its_first_columns(rounds: Rounds) -> None:
    report = rounds("months")[1].report
    halves = [cells(report, f"รายเดือน ({part})") for part in (1, 2)]
    for part, half in enumerate(halves, 1):
        assert f"สำนักงานเขตพื้นที่การศึกษาตัวอย่าง (ตอนที่ {part}/2)" in half
        assert {"ที่", "โครงการ", "งบประมาณ", "รวมทั้งสิ้น"} <= set(half)
    assert "แผน" in halves[0]
    assert "ใช้จริง" not in halves[0]
    assert "ใช้จริง" in halves[1]


def test_a_wide_table_may_go_on_a3(rounds: Rounds) -> None:
    made = rounds("months")[0]
    report = load_workbook(made.report)
    assert (report["ทั้งปีบน A3"].page_setup.paperSize, report["สรุป"].page_setup.paperSize) == (8, 9)
    assert load_workbook(made.templates[0])["แบบรายงาน"].page_setup.paperSize == 8


def test_columns_that_are_not_due_are_as_wide_as_the_others(rounds: Rounds) -> None:
    """Excel keeps neighbours of one width as one entry: D to O, the twelve months."""
    sheet = load_workbook(rounds("months")[0].report)["รายเดือน (2)"]
    months = sheet.column_dimensions["D"]
    assert (months.min, months.max) == (4, 15)


def test_a_line_ends_with_the_last_month_that_has_figures(rounds: Rounds) -> None:
    with ZipFile(rounds("months")[1].report) as package:
        chart = package.read("xl/charts/chart1.xml").decode()
    assert "<c:lineChart>" in chart
    (first, last) = re.findall(r"<c:val>.*?\$B\$(\d+):\$B\$(\d+)", chart)[0]
    assert int(last) - int(first) == 1


SPOILT = {
    'repeat = "months"\nkey = "plan_@"': (
        'repeat = "month"\nkey = "plan_@"',
        "columns[plan_@].repeat",
        "months",
    ),
    'key = "used_@"\nlabel = ["ใช้จ่ายจริง"': (
        'key = "used"\nlabel = ["ใช้จ่ายจริง"',
        "columns[used].repeat",
        "plan_@",
    ),
    "SUM(plan_@due)": ("SUM(plans_@due)", "columns[plan_to_date].formula", "plans_"),
    'previous = "used_@"': ('previous = "usd_@"', "columns[used_@].previous", "used_1"),
    'check = "SUM(used_@upto)': ('check = "SUM(budgt, used_@upto)', "rules[over_plan_@].check", "budget"),
    "width = 9\nguidance": ('width = "กว้าง"\nguidance', "columns[used_@].width", "ตัวเลข"),
    'repeat = "months", label = ["แผน"': (
        'repeat = "weeks", label = ["แผน"',
        "report.sheets[รายเดือน].columns[plan_@].repeat",
        "months",
    ),
    'paper = "A3"\ntitles = ["แผน': ('paper = "A5"\ntitles = ["แผน', "report.sheets[4 ทั้งปีบน A3].paper", "A3"),
    "into = 2": ("into = 50", "report.sheets[รายเดือน].divide", "27"),
    'key = "used_@", total': ('key = "used_@", style = "date", total', "report.sheets[รายเดือน]", "office"),
}


@pytest.mark.parametrize("right", SPOILT)
def test_a_mistake_in_what_is_repeated_is_told_once_where_it_is_written(right: str) -> None:
    wrong, place, cure = SPOILT[right]
    found = [mistake for mistake in mistakes_with("months", right, wrong) if mistake.key.startswith(place)]
    assert len(found) == 1, found
    assert cure in found[0].what + found[0].how
