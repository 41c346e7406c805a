"""On the rows of the offices' own documents rules find the mistakes that were printed, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest

from tests.support.consolidations import office
from tests.support.page_offices import build, judge
from tests.support.projects import judged
from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.demo.demo_options import demo_plan
from xl_addin.demo.entries import demo_entries, demo_tables
from xl_addin.demo.examples import demo_register, example_rows
from xl_addin.model.expressions.evaluation_data import PARENT
from xl_addin.model.form.loader import load_form
from xl_addin.model.form.schema import Column
from xl_addin.model.problems.problem import Problem, Severity

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
    # 3,600 of a quarter's plan of 595; what quarters 3 and 4 were to have is not in the part that we know.
    "chiangmai2": {"P007": {"used_over_budget"}},
    "yasothon2": {
        # Amounts without the fund that pays them.
        "P003": {"fund_missing"},
        "P004": {"fund_missing"},
        # And 18 x 33 x 2 with 1,080 beside it; a plan's printing under materials.
        "P005": {"fund_missing", "item_text_not_product", "wrong_category"},
        # 36,000 and 14,000 of no fund.
        "P006": {"funds_not_categories"},
    },
}
NOT_PRINTED = "completed_without_report_date"
"""The form asks for the report's date, which stands in no column of the printed table: nobody knows whether it is."""

OF_MADE_UP_TEXTS = "repeated_"
"""The texts of forms with one page per project are the demo's, of few sentences for many sections."""

MOST_WARNED = 0.02
"""Of an office's right rows, those with a warning."""


@pytest.mark.parametrize(("form_id", "round_"), [("spm2", 1), ("khonkaen2", 1), ("rayong2", 2)])
def test_printed_rows_have_the_printed_mistakes_and_no_others(form_id: str, round_: int) -> None:
    printed = office(form_id, round_)
    told = [problem for problem in printed.problems if problem.rule != NOT_PRINTED]
    only_the_printed(form_id, set(printed.frame["project_id"]), told)


@pytest.mark.parametrize(("form_id", "rounds"), [("chiangmai2", (1, 2)), ("yasothon2", (1,))])
def test_printed_pages_have_the_printed_mistakes_and_no_others(form_id: str, rounds: Sequence[int]) -> None:
    """Money, statuses and the items of plans as printed; what was not printed as groups would answer it."""
    register, plan = demo_register(form_id), demo_plan(form_id)
    earlier: list[Consolidated] = []
    for round_ in rounds:
        typed = {
            id_: coded(register.form.columns, entries)
            for id_, entries in demo_entries(plan, register, round_).items()
        }
        tables = {
            id_: {
                key: [coded(register.form.columns_of(key), row) for row in rows] for key, rows in own.items()
            }
            for id_, own in demo_tables(plan, register, round_, complete=False).items()
        }
        found = judge(register, round_, typed, tables, earlier)
        earlier.append(build(register, round_, typed, tables, earlier))
    told = [entry.problem for entry in found.problems if not entry.problem.rule.startswith(OF_MADE_UP_TEXTS)]
    only_the_printed(form_id, set(found.frame["project_id"]), told)


def coded(columns: Sequence[Column], typed: Mapping[str, Any]) -> dict[str, Any]:
    """What groups type, with the codes of choices for their phrases."""
    codes = {
        column.key: {phrase: code for code, phrase in column.choices.items()}
        for column in columns
        if column.choices
    }
    return {key: codes[key][value] if key in codes else value for key, value in typed.items()}


def only_the_printed(form_id: str, projects: set[str], told: Sequence[Problem]) -> None:
    """Asserts that the printed mistakes are told, no error of another row and of few a warning."""
    found: dict[str, set[str]] = {}
    for problem in told:
        found.setdefault(problem.project, set()).add(problem.rule)
    assert found == PRINTED_MISTAKES[form_id]
    right = projects - set(PRINTED_MISTAKES[form_id])
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
