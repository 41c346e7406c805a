"""Earlier figures follow the project code: a code that came to stand beside another project is told."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from tests.support.registers import small_register
from xl_addin.model.problems.problem import Place, Problem, Severity
from xl_addin.model.register import Register
from xl_addin.previous.previous_report import PreviousReport, previous_problems

REGISTER = small_register("rayong2")
NAMES = dict(zip(REGISTER.projects["project_id"], REGISTER.projects["project"], strict=True))
REPORT = PreviousReport(
    "รายงาน.xlsx",
    REGISTER.projects.assign(round=1, reported=1, used_to_date=100),
    {"form_id": "rayong2", "fiscal_year": "2566"},
)
FIRST, SECOND, THIRD, FOURTH, FIFTH, LAST = NAMES


def registered(names: dict[str, str]) -> Register:
    """The register with these names at these codes."""
    own = REGISTER.projects.groupby("project_id")
    rows = [
        own.get_group(code if code in NAMES else FIRST).assign(project_id=code, project=name)
        for code, name in names.items()
    ]
    places = {code: Place("ทะเบียน.xlsx", "โครงการ", f"A{row}") for row, code in enumerate(names, 9)}
    return replace(REGISTER, projects=pd.concat(rows, ignore_index=True), places=places)


def told(names: dict[str, str]) -> list[Problem]:
    return previous_problems(REPORT, registered(names), 2)


def rules(names: dict[str, str]) -> dict[str, str]:
    return {problem.project: problem.rule for problem in told(names)}


def test_projects_that_keep_their_codes_are_in_order() -> None:
    assert told(NAMES) == []


def test_rows_that_move_up_over_a_deleted_project_are_errors_with_code_and_both_names() -> None:
    names = {FIRST: NAMES[FIRST], SECOND: NAMES[THIRD], THIRD: NAMES[FOURTH], FOURTH: "โครงการใหม่"}
    problems = [problem for problem in told(names) if problem.severity is Severity.ERROR]
    assert [(problem.project, problem.place.cell) for problem in problems] == [
        (SECOND, "A10"),
        (THIRD, "A11"),
        (FOURTH, "A12"),
    ]
    for text in (SECOND, NAMES[SECOND], NAMES[THIRD], THIRD):
        assert text in problems[0].message
    assert THIRD in problems[0].fix


def test_a_project_pasted_in_between_takes_no_others_money() -> None:
    names = {FIRST: NAMES[FIRST], SECOND: "โครงการแทรก", THIRD: NAMES[SECOND], "p007": NAMES[THIRD]}
    assert {code: rule for code, rule in rules(names).items() if code in names} == {
        SECOND: "previous_code_of_another",
        THIRD: "previous_project_moved",
        "p007": "previous_project_other_code",
    }


def test_two_projects_that_change_places_are_errors() -> None:
    names = NAMES | {FIRST: NAMES[SECOND], SECOND: NAMES[FIRST]}
    assert rules(names) == {FIRST: "previous_project_moved", SECOND: "previous_project_moved"}


def test_a_renamed_project_keeps_its_figures_and_is_told() -> None:
    (problem,) = told(NAMES | {SECOND: "ห้องเรียนคุณภาพ"})
    assert (problem.rule, problem.severity) == ("previous_renamed", Severity.WARNING)
    assert NAMES[SECOND] in problem.message
    assert "ห้องเรียนคุณภาพ" in problem.message


def test_a_project_renamed_to_a_name_that_another_has_too_is_only_renamed() -> None:
    assert rules(NAMES | {SECOND: NAMES[FIRST]}) == {SECOND: "previous_renamed"}


@pytest.mark.parametrize("spelt", ["โครงการ {}", "{} ", "“{}”", "โครงการ{}."])
def test_spaces_marks_and_the_word_project_make_no_other_name(spelt: str) -> None:
    assert told(NAMES | {SECOND: spelt.format(NAMES[SECOND])}) == []


def test_a_spelling_put_right_is_a_note_and_another_number_is_not() -> None:
    name = NAMES[FIRST].replace("สารสนเทศ", "สารสนเทษ")
    assert [problem.severity for problem in told(NAMES | {FIRST: name})] == [Severity.NOTE]
    numbered = {FIRST: f"{NAMES[FIRST]} รุ่นที่ 2"}
    assert rules(NAMES | numbered) == {FIRST: "previous_renamed"}


def test_a_project_that_keeps_its_name_and_not_its_code_is_not_called_new() -> None:
    names = {code: name for code, name in NAMES.items() if code != LAST} | {"p099": NAMES[LAST]}
    (problem,) = [problem for problem in told(names) if problem.project == "p099"]
    assert (problem.rule, problem.severity) == ("previous_project_other_code", Severity.ERROR)


def test_a_new_project_is_new() -> None:
    assert rules(NAMES | {"p099": "โครงการใหม่"}) == {"p099": "previous_lacks_project"}


def test_the_first_round_has_no_report_before_it() -> None:
    (problem,) = previous_problems(REPORT, REGISTER, 1)
    assert problem.rule == "previous_before_first"
    assert "รอบที่ 0" not in problem.message + problem.fix
