"""Indicators with weights and scores: weights that add to 100, scores over a section, another indicator's result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from tests.own_forms.conftest import FORMS, mistake_at
from xl_addin.demo.made_up import MadeUpRound, made_up_register
from xl_addin.model.form.loader import load_form
from xl_addin.model.rules.checking import Checked
from xl_addin.model.rules.round_check import check_round

Rounds = Callable[[str], list[MadeUpRound]]
WEIGHTS = [4000, 3000, 2000, 1000, 0, 2500, 2500, 2500, 2500]
"""Hundredths of a percent: those of the first section's five indicators, then of the second's four."""


def checked(weights: list[int], bases: list[str | None]) -> Checked:
    """Nine indicators with results of 10, 20 ... and these weights and codes of others."""
    form = load_form(FORMS / "scores.toml")
    register = made_up_register(form)
    frame = register.projects.assign(
        weight=pd.array(weights, dtype="Int64"),
        target=pd.array([800_000] * 9, dtype="Int64"),
        base=bases,
        result=pd.array([100_000 * number for number in range(1, 10)], dtype="Int64"),
    )
    return check_round(replace(register, projects=frame), 1, frame, {}, entries={"projects": ["result"]})


def test_weights_of_a_section_that_add_to_a_hundred_are_in_order() -> None:
    told = [one for one in checked(WEIGHTS, [None] * 9).problems if one.problem.rule == "weights_100"]
    assert told == []


def test_weights_that_do_not_are_told_once_for_their_section() -> None:
    told = [one for one in checked([4100, *WEIGHTS[1:]], [None] * 9).problems if one.key == "weight"]
    assert [one.problem.message for one in told] == ["น้ำหนักของประสิทธิผลรวมกันได้ 101.00 ต้องเป็น 100"]
    assert told[0].row == 0


def test_scores_are_weighted_over_the_indicators_of_their_section() -> None:
    frame = checked(WEIGHTS, [None] * 9).frame
    for _, section in frame.groupby("section"):
        whole = 0
        for row in section.to_dict("records"):
            score = Decimal(int(row["score"])) / 10000
            weighted = score * int(row["weight"]) / 10000
            told = (weighted * 10000).quantize(Decimal(1), ROUND_HALF_UP)
            assert int(row["weighted"]) == told
            whole += int(told)
        assert section["section_score"].tolist() == [whole] * len(section)


def test_another_indicator_is_found_by_its_code() -> None:
    frame = checked(WEIGHTS, ["P003", "p005", None, "none", *[None] * 5]).frame
    result = dict(zip(frame["project_id"], frame["result"], strict=True))
    assert frame["of_base"].tolist()[:4] == [result["P003"], result["P005"], 0, 0]


def test_both_rounds_agree_and_no_figure_is_called_edited(rounds: Rounds) -> None:
    for made in rounds("scores"):
        assert made.result.disagreements == ()
        told = {one.rule for one in made.consolidated.problems}
        assert not {rule for rule in told if rule.startswith(("computed", "previous_page"))}
        assert {"weights_100"} <= told


def test_a_template_shows_what_other_groups_weigh_only_where_it_is_known(rounds: Rounds) -> None:
    sheet = load_workbook(rounds("scores")[0].templates[0])["แบบรายงาน"]
    cells: dict[str, Any] = {str(cell.value): cell for row in sheet.iter_rows() for cell in row}
    heads = {name: cells[name].column for name in ("คะแนน", "คะแนนของมิติ")}
    first = next(cell.row for value, cell in cells.items() if value == "โครงการตัวอย่างที่ 1")
    assert str(sheet.cell(first, heads["คะแนน"]).value).startswith("=")
    assert not str(sheet.cell(first, heads["คะแนนของมิติ"]).value).startswith("=")


SPOILT = {
    "SUMIF(all.section, section, all.weighted)": (
        "SUMIF(all.section, weight, all.weighted)",
        "columns[section_score].formula",
        "ชนิดเดียวกับคอลัมน์แรก",
    ),
    "SUMIF(all.project_id, base, all.result)": (
        "SUMIF(all.project_id, base, all.reslt)",
        "columns[of_base].formula",
        "result",
    ),
    "SUM(all.score) / COUNT": ("SUM(all.score, score) / COUNT", "rules[far_below].check", "ทีละคอลัมน์"),
    "COUNT(all.score) / 2": ("all.score / 2", "rules[far_below].check", "SUM(all.score)"),
    'formula = "score * weight / SUMIF(all.section, section, all.weight)"': (
        'formula = "score * weight / SUM(all.weighted)"',
        "columns.formula",
        "อ้างกลับมาที่ตัวเอง",
    ),
}


@pytest.mark.parametrize("right", SPOILT)
def test_a_mistake_about_other_projects_is_told_with_its_place_and_cure(right: str) -> None:
    wrong, place, cure = SPOILT[right]
    mistake = mistake_at(place, "scores", right, wrong)
    assert cure in mistake.what + mistake.how
