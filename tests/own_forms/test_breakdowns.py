"""Summary tables: a line per group, section, category or choice, and matrices of two of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.own_forms.conftest import mistakes_with
from tests.support.looking import looked_at
from tests.support.soffice import Soffice
from xl_addin.demo.made_up import MadeUpRound

Rounds = Callable[[str], list[MadeUpRound]]


def lines(path: Path, sheet: str) -> list[list[Any]]:
    own = looked_at(path, values=True)[sheet]
    return [[cell for cell in row if cell is not None] for row in own.iter_rows(values_only=True)]


def line(path: Path, sheet: str, name: str) -> list[Any]:
    return next(row for row in lines(path, sheet) if name in row)


def test_every_number_agrees_in_both_rounds(rounds: Rounds) -> None:
    for made in rounds("breakdowns"):
        assert made.result.disagreements == ()
        compared = [check.statement for check in made.result.checks]
        assert "รายกลุ่ม: รวมทั้งสิ้น งบประมาณ (บาท) ได้รับ = ข้อมูล" in compared
        assert "สถานะกับประเภทงาน: รวม โครงการ = ทุกช่องของแถวรวม" in compared


def test_a_line_per_group_stands_by_its_size_with_shares_of_all(rounds: Rounds) -> None:
    path = rounds("breakdowns")[0].report
    groups = [row for row in lines(path, "รายกลุ่ม") if row and str(row[0]).isdecimal()]
    budgets = [row[4] for row in groups]
    assert [row[0] for row in groups] == [1, 2, 3]
    assert budgets == sorted(budgets, reverse=True)
    assert sum(row[-1] for row in groups) == pytest.approx(100)
    whole = line(path, "รายกลุ่ม", "รวมทั้งสิ้น")
    assert whole[3] == sum(budgets)
    assert whole[-2] == pytest.approx(whole[3] / whole[1])


def test_a_matrix_has_every_choice_across_and_all_of_them(rounds: Rounds) -> None:
    path = rounds("breakdowns")[0].report
    head = line(path, "ยุทธศาสตร์กับสถานะ", "ยุทธศาสตร์")
    below = line(path, "ยุทธศาสตร์กับสถานะ", "ยังไม่ดำเนินการ")
    assert head[-1] == "รวม"
    assert below[:3] == ["ยังไม่ดำเนินการ", "อยู่ระหว่างดำเนินการ", "เสร็จสิ้น"]
    counted = next(row for row in lines(path, "ยุทธศาสตร์กับสถานะ") if row and row[0] == "รวม")
    assert counted[1] + counted[3] + counted[5] == counted[7] == 9


def test_only_rows_that_have_a_value_are_counted(rounds: Rounds) -> None:
    made = rounds("breakdowns")[0]
    done = int((made.consolidated.frame["status"] == "completed").sum())
    assert done > 0
    assert line(made.report, "พื้นที่ที่เสร็จ", "รวม")[1] == done
    assert len([row for row in lines(made.report, "พื้นที่ที่เสร็จ") if "ข้อความตัวอย่าง" in str(row)]) == done


@pytest.mark.slow
def test_excel_s_formulas_give_the_same_numbers(rounds: Rounds, soffice: Soffice, tmp_path: Path) -> None:
    path = rounds("breakdowns")[0].report
    recalculated = soffice.recalculate([path], tmp_path)[0]
    for sheet in ("รายกลุ่ม", "ยุทธศาสตร์กับสถานะ", "สถานะกับประเภทงาน", "พื้นที่ที่เสร็จ"):
        ours, theirs = lines(path, sheet), lines(recalculated, sheet)
        assert [[_near(cell) for cell in row] for row in ours] == [
            [_near(cell) for cell in row] for row in theirs
        ]
    words = [cell for row in lines(recalculated, "กระทบยอด") for cell in row]
    assert "ไม่ตรง" not in words


def _near(cell: Any) -> Any:
    return round(cell, 6) if isinstance(cell, float) else cell


SPOILT = {
    'by = "group"': ('by = "grup"', "by", "group"),
    'across = "work"': ('across = "budget"', "across", "choice"),
    'where = { status = "completed" } }': (
        'where = { status = "done" } }',
        "measures[done].where",
        "completed",
    ),
    'of = "used" },\n    { key = "percent"': (
        'of = "usd" },\n    { key = "percent"',
        "measures[used].of",
        "used",
    ),
    "used / budget * 100": ("spent / budget * 100", "measures[percent].formula", "spent"),
    'share_of = "budget"': ('share_of = "percent"', "share_of", "budget"),
    'ranked_by = "budget"': ('ranked_by = "money"', "ranked_by", "budget"),
    'figures = ["percent"]': ('figures = ["percents"]', "charts[3].figures", "percent"),
    "ของ{{ line }}": ("ของ{{ lines }}", "charts[2].titles", "line"),
    'figures = ["budget"] },\n]': ('figures = ["budget", "used"] },\n]', "charts[4].figures", "ตัวเดียว"),
}


@pytest.mark.parametrize("right", SPOILT)
def test_a_mistake_in_a_breakdown_is_told_with_its_place_and_cure(right: str) -> None:
    wrong, place, cure = SPOILT[right]
    [mistake] = mistakes_with("breakdowns", right, wrong)
    assert place in mistake.key
    assert cure in mistake.what + mistake.how
