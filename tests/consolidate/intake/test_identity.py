"""Whose workbook it is: form, office, year, round, group, issue. Never guessed; what disagrees is told."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.office import Office, group, outcome, places, rules, told, used
from tests.support.returned import GROUPS, register
from xl_addin.consolidate.consolidated import GroupState, Outcome
from xl_addin.consolidate.pipeline import consolidate
from xl_addin.model.form.loader import load_form
from xl_addin.model.identity import FORM_SHEET
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.problem import Place, Severity
from xl_addin.model.register import Late
from xl_addin.report.book.reminder import reminder_lines

MASTER = Path(__file__).parents[3] / "workbook_templates" / "spm2.xlsx"


@pytest.mark.parametrize(
    ("part", "value", "rule"),
    [
        ("office", "สพป.อีกแห่ง เขต 9", "identity_other_office"),
        ("fiscal_year", "2565", "identity_other_year"),
        ("round", "2", "identity_other_round"),
        ("form_id", "khonkaen2", "identity_other_form"),
        ("form_version", "99", "identity_unknown_version"),
        ("group_id", "finance", "identity_unknown_group"),
        ("group_id", "", "identity_master"),
        ("round", "สอง", "identity_broken"),
    ],
)
def test_a_workbook_of_another_place_or_time_is_refused(
    office: Office, part: str, value: str, rule: str
) -> None:
    office.put(office.book().stamp(part, value))
    consolidated = office.consolidate()
    assert outcome(consolidated).outcome is Outcome.REFUSED
    assert [each.place.file for each in told(consolidated, rule)] == ["plan.xlsx"]
    assert outcome(consolidated).reason == told(consolidated, rule)[0].message
    assert used(consolidated, "P1") is None


def test_a_home_made_workbook_has_no_identity_and_is_refused(office: Office) -> None:
    book = office.book()
    del book.book[FORM_SHEET]
    book.book.custom_doc_props.props.clear()
    office.put(book)
    consolidated = office.consolidate()
    assert outcome(consolidated).outcome is Outcome.REFUSED
    assert rules(consolidated) == {"identity_missing"}


def test_a_broken_identity_names_the_part_and_what_stands_there(office: Office) -> None:
    office.put(office.book().stamp("round", "สอง"))
    (broken,) = told(office.consolidate(), "identity_broken")
    assert "round “สอง”" in broken.message
    assert "literal" not in broken.message


def test_all_that_is_wrong_with_an_identity_is_told_at_once(office: Office) -> None:
    office.put(office.book().stamp("fiscal_year", "2565").stamp("round", "4"))
    assert {"identity_other_year", "identity_other_round"} <= rules(office.consolidate())


def test_a_group_whose_only_workbook_was_refused_is_not_called_missing(office: Office) -> None:
    office.put(office.book().stamp("round", "2"))
    consolidated = office.consolidate()
    assert group(consolidated).state is GroupState.REFUSED
    assert group(consolidated).file == "plan.xlsx"
    assert "กลุ่มนโยบายและแผน" not in {each.value for each in told(consolidated, "group_missing")}


@pytest.mark.parametrize(
    ("lost", "rule"), [("sheet", "identity_sheet_lost"), ("properties", "identity_properties_lost")]
)
def test_one_copy_of_the_identity_is_enough(office: Office, lost: str, rule: str) -> None:
    book = office.book()
    if lost == "sheet":
        del book.book[FORM_SHEET]
    else:
        book.book.custom_doc_props.props.clear()
    office.put(book)
    consolidated = office.consolidate()
    assert rules(consolidated) == {rule}
    assert used(consolidated, "P1") == 100_000


def test_two_copies_of_the_identity_that_disagree_are_told_with_both(office: Office) -> None:
    office.put(office.book().stamp("group_id", "person", properties=False))
    consolidated = office.consolidate()
    (problem,) = told(consolidated, "identity_disagrees")
    assert problem.place.sheet == FORM_SHEET
    assert "“person”" in problem.message
    assert "“plan”" in problem.message
    assert outcome(consolidated).outcome is Outcome.REFUSED


def test_a_group_id_with_another_groups_name_is_refused_with_both_names(office: Office) -> None:
    office.put(office.book().stamp("group", "กลุ่มบริหารงานบุคคล"))
    consolidated = office.consolidate()
    (problem,) = told(consolidated, "identity_other_group")
    assert "กลุ่มบริหารงานบุคคล" in problem.message
    assert "กลุ่มนโยบายและแผน" in problem.message


def test_a_group_that_was_renamed_since_is_known_by_its_id(office: Office) -> None:
    office.put(office.book().stamp("group", "กลุ่มแผนและงบประมาณ"))
    consolidated = office.consolidate()
    assert rules(consolidated) == {"identity_group_renamed"}
    assert used(consolidated, "P1") == 100_000


@pytest.mark.parametrize("spelt", ["นโยบายและแผน", "กลุ่มงานนโยบายและแผน", "กลุ่ม นโยบาย และแผน"])
def test_a_group_is_known_by_every_name_by_which_the_register_knows_it(office: Office, spelt: str) -> None:
    office.put(office.book().stamp("group", spelt))
    consolidated = office.consolidate()
    assert rules(consolidated) == set()
    assert used(consolidated, "P1") == 100_000


def test_another_groups_name_is_refused_however_it_is_spelt(office: Office) -> None:
    office.put(office.book().stamp("group", "บริหารงานบุคคล"))
    consolidated = office.consolidate()
    (problem,) = told(consolidated, "identity_other_group")
    assert "กลุ่มนโยบายและแผน" in problem.message


@pytest.mark.parametrize(
    "name", ["กลุ่มบริหารงานบุคคล ไตรมาส 1.xlsx", "spm2_2566_รอบ1_กลุ่มบริหารงาน_บุคคล (2).xlsx"]
)
def test_the_name_of_a_file_is_only_a_hint(office: Office, name: str) -> None:
    office.put(office.book(), name)
    consolidated = office.consolidate()
    assert rules(consolidated, name) == {"identity_file_name"}
    assert used(consolidated, "P1") == 100_000


def test_an_accepted_older_version_is_read_with_a_note(office: Office) -> None:
    form = load_form("spm2").model_copy(update={"version": 3, "accepts": (2,)})
    office.register = register(form)
    office.put(office.book().stamp("form_version", "2"))
    consolidated = office.consolidate()
    assert rules(consolidated) == {"identity_older_version"}
    assert used(consolidated, "P1") == 100_000


def test_a_workbook_that_holds_what_it_held_when_called_ready_says_nothing(office: Office) -> None:
    office.put(office.book().stamp("ready", "6"))
    consolidated = office.consolidate()
    assert rules(consolidated) == set()
    assert used(consolidated, "P1") == 100_000


@pytest.mark.parametrize(
    ("on", "said"),
    [("6 ม.ค. 2563", "6 ม.ค. 2563"), ("6/1/63", "6 ม.ค. 2563"), ("วันจันทร์", "วันจันทร์"), ("", "")],
)
def test_who_called_the_workbook_ready_is_known_by_position_and_day(
    office: Office, on: str, said: str
) -> None:
    signed = office.book().stamp("ready", "6").stamp("signed_position", "ผู้อำนวยการกลุ่ม").stamp("signed_on", on)
    office.put(signed)
    assert outcome(office.consolidate()).signed == f"ผู้อำนวยการกลุ่ม {said}".rstrip()


def test_a_signature_ends_with_the_mark(office: Office) -> None:
    office.put(office.book().stamp("signed_position", "ผู้อำนวยการกลุ่ม"))
    assert outcome(office.consolidate()).signed == ""


def test_entries_removed_after_the_workbook_was_called_ready_are_told(office: Office) -> None:
    office.put(office.book().fill("P1", used=None).stamp("ready", "6"))
    consolidated = office.consolidate()
    (problem,) = told(consolidated, "identity_ready_differs")
    assert problem.severity is Severity.WARNING
    assert problem.group == "กลุ่มนโยบายและแผน"
    assert "6 ช่อง" in problem.message
    assert "5 ช่อง" in problem.message
    assert outcome(consolidated).outcome is Outcome.USED


def test_the_blank_master_template_is_nobodys(office: Office) -> None:
    shutil.copy(MASTER, office.folder / "plan.xlsx")
    consolidated = office.consolidate()
    assert outcome(consolidated).outcome is Outcome.REFUSED
    assert rules(consolidated) == {"identity_master"}


def test_a_template_returned_blank_is_returned_but_not_filled_in(office: Office) -> None:
    office.put(office.book(filled=False))
    consolidated = office.consolidate()
    assert group(consolidated).state is GroupState.BLANK
    assert [each.rule for each in consolidated.problems if each.place.file == "plan.xlsx"][-1:] == [
        "group_blank"
    ]
    assert "ส่งแล้วแต่ยังไม่กรอก" in outcome(consolidated).reason
    assert used(consolidated, "P1") is None
    assert not told(consolidated, "required_blank")


def test_a_group_named_late_in_the_register_is_late(office: Office) -> None:
    office.register = replace(office.register, late=(Late(1, "plan"),))
    office.put(office.book())
    consolidated = office.consolidate()
    assert [each.group_id for each in consolidated.groups if each.late] == ["plan"]
    assert len(consolidated.groups) == len(GROUPS)


def test_what_a_group_returned_is_counted(office: Office) -> None:
    office.put(office.book().fill("P1", used="ยังไม่เบิก", status=None))
    counted = group(office.consolidate())
    assert (counted.projects, counted.reported, counted.errors) == (3, 3, 2)
    assert places(office.consolidate(), "not_a_number")


def test_a_file_of_another_office_is_booked_on_nobody(office: Office) -> None:
    """Groups of two offices have the same codes, and often the same names."""
    office.put(office.book().stamp("office", "สพป.อีกแห่ง เขต 9"), "กลุ่มนโยบายและแผน.xlsx")
    consolidated = office.consolidate()
    assert outcome(consolidated, "กลุ่มนโยบายและแผน.xlsx").group_id == ""
    assert group(consolidated).state is GroupState.MISSING
    assert {each.group for each in told(consolidated, "identity_other_office")} == {""}
    (line,) = [line for line in reminder_lines(consolidated) if "กลุ่มนโยบายและแผน 3" in line]
    assert "ยังไม่ได้รับไฟล์" in line


def test_a_fault_of_the_register_is_told_there_and_not_again_in_the_file(tmp_path: Path) -> None:
    office = Office(tmp_path, register("rayong2"))
    office.register.projects.loc[office.register.projects["project_id"] == "P1", "q1_plan"] += 100
    office.put(office.book())
    place = Place("ทะเบียน.xlsx", "โครงการ", "H5")
    known = problem("nothing_entered", place, project="P1", severity=Severity.WARNING)
    known = replace(known, rule="plans_not_budget")
    alone = consolidate(office.register, office.folder, 1, workers=1)
    assert [each.place.file for each in told(alone, "plans_not_budget")] == ["plan.xlsx"]
    both = consolidate(office.register, office.folder, 1, workers=1, register_problems=[known])
    assert [each.place.file for each in told(both, "plans_not_budget")] == ["ทะเบียน.xlsx"]
