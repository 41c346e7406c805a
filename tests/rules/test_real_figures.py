"""On the rows of the offices' own documents rules find the mistakes that were printed, and nothing else."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.consolidations import office
from tests.support.projects import judged
from xl_addin.demo.examples import example_rows
from xl_addin.model.expressions.evaluation_data import PARENT
from xl_addin.model.form.loader import load_form
from xl_addin.model.problems.problem import Severity

PRINTED_MISTAKES = {
    "spm2": {},
    # The name says 2563 in the report of 2564.
    "khonkaen2": {"P012": {"other_year_in_name"}},
    "rayong2": {
        # "Used" is 21,440 while the four quarters are 0.
        "P004": {"started_but_nothing_used", "completed_with_money_left"},
        # All the money in the quarter before that of the plan, and 1,070 left.
        "P006": {"q1_over_plan", "completed_with_money_left"},
        # 14,140 spent in the quarter and nothing told.
        "P008": {"used_without_bullets"},
        # Cells that stand one column to the side, and over the plan.
        "P012": {"required_blank", "q2_over_plan", "over_plan_to_date"},
        # No plan to date, and another status than "no budget in this round".
        "P016": {"no_plan_needs_status"},
        # The name says 2565 in the report of 2566.
        "P022": {"other_year_in_name"},
    },
}
NOT_PRINTED = "completed_without_report_date"
"""The form asks for the report's date, which stands in no column of the printed table: nobody knows whether it is."""

MOST_WARNED = 0.02
"""Of an office's right rows, those with a warning."""


@pytest.mark.parametrize(("form_id", "round_"), [("spm2", 1), ("khonkaen2", 1), ("rayong2", 2)])
def test_printed_rows_have_the_printed_mistakes_and_no_others(form_id: str, round_: int) -> None:
    found: dict[str, set[str]] = {}
    printed = office(form_id, round_)
    told = [problem for problem in printed.problems if problem.rule != NOT_PRINTED]
    for problem in told:
        found.setdefault(problem.project, set()).add(problem.rule)
    assert found == PRINTED_MISTAKES[form_id]
    right = set(printed.frame["project_id"]) - set(PRINTED_MISTAKES[form_id])
    cried = [problem for problem in told if problem.project in right]
    errors = [problem for problem in cried if problem.severity is Severity.ERROR]
    warned = {problem.project for problem in cried}
    print(f"{form_id}: {len(right)} right rows, {len(errors)} errors, {len(warned)} with a warning")
    assert errors == []
    assert len(warned) < MOST_WARNED * len(right)


def test_printed_budget_lines_have_the_printed_mistakes_and_no_others() -> None:
    """What rules on words say of the items of an action plan, typed as printed."""
    form = load_form("yasothon2")
    categories = ("remuneration", "operating", "materials")
    lines = [
        {PARENT: 0, "item": line["item_as_printed"]}
        | {key: Decimal(line[key]) for key in categories if line[key]}
        for line in example_rows("yasothon2", "budget_lines")
        if line["row_type"] == "item"
    ]
    found = judged(form, [{}], {"budget_lines": lines}, fiscal_year=2563)
    about_words = ("item_text", "item_result", "meal_text", "wrong_category")
    told = [
        (problem.problem.rule, str(lines[problem.row]["item"])[:40])
        for problem in found.problems
        if problem.problem.rule.startswith(about_words)
    ]
    assert [
        problem
        for problem in found.problems
        if problem.problem.severity is Severity.ERROR and problem.problem.rule.startswith(about_words)
    ] == []
    assert sorted(rule for rule, _ in told) == ["item_text_not_product", "wrong_category"]
    assert any("18คน X ๓3" in item for _, item in told)
    assert any("จัดจ้างทำรูปเล่ม" in item for _, item in told)
