"""What the officer decided holds: accepted warnings are told no more, files sent back are out of every sum."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.office import GOOD, IN_ORDER, Office, group, outcome, told, used
from tests.support.returned import register
from xl_addin.consolidate.consolidated import Consolidated, GroupState, Outcome
from xl_addin.consolidate.pipeline import consolidate
from xl_addin.model.decisions import Decision, DecisionKind
from xl_addin.model.rules.register_rules import register_problems

ACCEPT, RETURN = DecisionKind.ACCEPT_WARNING, DecisionKind.RETURN_FILE
FILE_ACCEPTED, NOTHING = DecisionKind.ACCEPT_FILE, DecisionKind.NOTHING
OVER = 19_000
"""Baht of P1's 20,000: more than 70 %, a warning."""


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """One group returned a workbook in which one project spent more than its share, and one too much."""
    office = Office(tmp_path)
    office.put(office.book().fill("P1", used=OVER).fill("P2", used=14_000))
    return office


def decided(office: Office, *decisions: Decision) -> Office:
    office.register = replace(office.register, decisions=decisions)
    return office


def test_an_accepted_warning_is_told_no_more_and_kept_as_accepted(office: Office) -> None:
    assert {one.project for one in told(office.consolidate(), "used_over_limit")} == {"P1", "P2"}
    found = decided(
        office, Decision(1, ACCEPT, project_id="P1", rule="used_over_limit", reason="ตามสัญญา")
    ).consolidate()
    assert {one.project for one in told(found, "used_over_limit")} == {"P2"}
    assert [(one.problem.project, one.decision.reason) for one in found.accepted] == [("P1", "ตามสัญญา")]
    assert used(found, "P1") == OVER * 100, "it stays in the sums"


def test_an_acceptance_holds_from_its_round_on(office: Office) -> None:
    later = Decision(2, ACCEPT, project_id="P1", rule="used_over_limit", reason="ตามสัญญา")
    assert "P1" in {one.project for one in told(decided(office, later).consolidate(), "used_over_limit")}
    path = office.folder.parent / "round 2"
    path.mkdir()
    second = Office(path, round_=2)
    second.put(second.book().fill("P1", used=OVER))
    assert not told(decided(second, replace(later, round=1)).consolidate(), "used_over_limit")


def test_an_error_cannot_be_accepted(office: Office) -> None:
    office.put(office.book().fill("P1", used=99_999))
    found = decided(
        office, Decision(1, ACCEPT, project_id="P1", rule="used_over_budget", reason="x")
    ).consolidate()
    assert [one.project for one in told(found, "used_over_budget")] == ["P1"]
    assert found.accepted == ()


def test_a_doubt_about_a_year_is_told_once_and_can_be_accepted(tmp_path: Path) -> None:
    office = Office(tmp_path, register("khonkaen2"))
    projects = office.register.projects.copy()
    of_p1 = projects["project_id"] == "P1"
    projects.loc[of_p1, "project"] = "แผนปฏิบัติการประจำปีงบประมาณ พ.ศ. 2565"
    office.register = replace(office.register, projects=projects)
    office.put(office.book())
    office.put(office.book(IN_ORDER), GOOD)
    form, year = office.register.form, office.register.fiscal_year
    of_register = [one.problem for one in register_problems(form, projects, year, ())]
    assert [one.rule for one in of_register] == ["other_year_in_name"]

    def found() -> Consolidated:
        return consolidate(office.register, office.folder, 1, workers=1, register_problems=of_register)

    assert [one.project for one in told(found(), "other_year_in_name")] == ["P1"], "not in the file as well"
    decided(office, Decision(1, ACCEPT, project_id="P1", rule="other_year_in_name", reason="ชื่อตามมติ"))
    assert told(found(), "other_year_in_name") == []
    assert [one.problem.rule for one in found().accepted] == ["other_year_in_name"]


def test_another_projects_and_another_columns_warning_stay(office: Office) -> None:
    for other in (
        Decision(1, ACCEPT, project_id="P2", rule="used_over_limit"),
        Decision(1, ACCEPT, project_id="P1", rule="used_over_limit", column="status"),
        Decision(1, ACCEPT, group_id="plan", rule="used_over_limit"),
        Decision(1, ACCEPT, project_id="P1", rule="completed_with_money_left"),
    ):
        assert "P1" in {one.project for one in told(decided(office, other).consolidate(), "used_over_limit")}


def test_a_file_sent_back_is_out_of_the_sums_until_another_comes(office: Office) -> None:
    code = outcome(office.consolidate()).code
    back = Decision(1, RETURN, "plan", file="plan.xlsx", code=code, reason="ยอดไม่ตรงกับใบสำคัญ")
    found = decided(office, back).consolidate()
    assert used(found, "P1") is None
    assert (group(found).state, outcome(found).outcome) == (GroupState.SENT_BACK, Outcome.SENT_BACK)
    assert "ยอดไม่ตรงกับใบสำคัญ" in told(found, "file_sent_back")[0].message
    assert group(found).is_waited_for
    office.put(office.book().fill("P1", used=1_500))
    again = office.consolidate()
    assert (used(again, "P1"), group(again).state) == (150_000, GroupState.RETURNED)


def test_a_line_typed_by_hand_names_the_file_or_all_of_the_groups(office: Office) -> None:
    for typed in (Decision(1, RETURN, "plan", file="plan.xlsx"), Decision(1, RETURN, "plan")):
        found = decided(office, typed).consolidate()
        assert (used(found, "P1"), group(found).state) == (None, GroupState.SENT_BACK)
        (back,) = told(found, "file_sent_back_any")
        assert "การพิจารณา" in back.fix, "it holds for the corrected file as well, until its line is deleted"
    for other in (Decision(1, RETURN, "super", file="plan.xlsx"), Decision(2, RETURN, "plan")):
        assert used(decided(office, other).consolidate(), "P1") == OVER * 100


def test_an_accepted_file_is_the_one_that_counts(office: Office) -> None:
    office.put(office.book().fill("P1", used=2_000), "plan (2).xlsx")
    assert group(office.consolidate()).state is GroupState.CONFLICT
    found = decided(office, Decision(1, FILE_ACCEPTED, "plan", file="plan (2).xlsx")).consolidate()
    assert (used(found, "P1"), group(found).accepted) == (200_000, True)
    assert outcome(found).outcome is Outcome.REPLACED
    assert told(found, "group_conflict_cell") == []


def test_a_file_that_changed_after_it_was_accepted_is_told(office: Office) -> None:
    accepted = Decision(1, FILE_ACCEPTED, "plan", file="plan.xlsx", code=outcome(office.consolidate()).code)
    assert told(decided(office, accepted).consolidate(), "decision_file_changed") == []
    office.put(office.book().fill("P1", used=3_000))
    assert [one.place.file for one in told(office.consolidate(), "decision_file_changed")] == ["plan.xlsx"]


def test_a_group_that_has_nothing_has_answered_and_stays_blank(office: Office) -> None:
    (office.folder / "plan.xlsx").unlink()
    found = decided(office, Decision(1, NOTHING, "plan", reason="แจ้งทางหนังสือ")).consolidate()
    assert group(found).state is GroupState.NOTHING
    assert (group(found).is_waited_for, group(found).reported) == (False, 3)
    assert used(found, "P1") is None, "blank is not zero"
    assert "กลุ่มนโยบายและแผน" not in {one.group for one in told(found, "group_missing")}


def test_a_group_that_has_nothing_but_filled_something_in_is_asked(office: Office) -> None:
    found = decided(office, Decision(1, NOTHING, "plan")).consolidate()
    assert (group(found).state, used(found, "P1")) == (GroupState.RETURNED, OVER * 100)
    assert [one.place.file for one in told(found, "nothing_but_filled")] == ["plan.xlsx"]


def test_a_year_without_decisions_is_as_it_was(office: Office) -> None:
    assert register().decisions == ()
    assert office.consolidate().accepted == ()


@pytest.mark.parametrize("form_id", ["spm2", "khonkaen2", "rayong2"])
@pytest.mark.parametrize("words", ["ไม่มีรายการในรอบนี้", "- ไม่มีรายการ ในไตรมาสนี้", "ไตรมาสนี้ไม่มีข้อมูล"])
def test_a_group_answers_in_any_field_that_it_has_nothing(tmp_path: Path, form_id: str, words: str) -> None:
    office = Office(tmp_path, register(form_id))
    office.put(office.book(filled=False).fill("P2", **{list(office.entries)[-1]: words}))
    found = office.consolidate()
    assert (group(found).state, outcome(found).outcome) == (GroupState.NOTHING, Outcome.USED)
    assert (group(found).is_waited_for, group(found).errors, group(found).reported) == (False, 0, 3)
    assert used(found, "P2", next(iter(office.entries))) is None


def test_a_project_that_has_nothing_is_no_answer_of_the_group(office: Office) -> None:
    office.put(office.book().fill("P1", used=None, status=None, reduction_reason="ไม่มีรายการในรอบนี้"))
    found = office.consolidate()
    assert group(found).state is GroupState.RETURNED
    assert used(found, "P2") == 100_000


def test_both_an_answer_and_a_filled_workbook_are_a_question(office: Office) -> None:
    office.put(office.book(filled=False).fill("P1", reduction_reason="ไม่มีรายการในรอบนี้"), "plan 2.xlsx")
    found = office.consolidate()
    assert [one.place.file for one in told(found, "nothing_but_filled")] == ["plan.xlsx"]
    assert group(found).state is GroupState.CONFLICT
