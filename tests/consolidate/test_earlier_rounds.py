"""The last report: earlier figures come from it, whatever a returned workbook says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from tests.support.office import Office, places, rules, told, used
from tests.support.returned import register
from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.model.problems.problem import Severity
from xl_addin.previous.previous_report import PreviousError, PreviousReport


def report_of(consolidated: Consolidated) -> PreviousReport:
    """What `read_previous` gives for the report of a consolidation."""
    identity = {
        "form_id": consolidated.register.form.id,
        "fiscal_year": str(consolidated.register.fiscal_year),
    }
    frame = pd.concat([consolidated.history, consolidated.frame], ignore_index=True)
    return PreviousReport("report-1.xlsx", frame, identity)


def second_round(tmp_path: Path, form: str) -> tuple[Office, PreviousReport]:
    first = Office(tmp_path, register(form))
    first.put(first.book())
    previous = report_of(first.consolidate())
    (tmp_path / "second").mkdir()
    return Office(tmp_path / "second", first.register, round_=2), previous


def test_what_was_used_before_comes_from_the_last_report(tmp_path: Path) -> None:
    office, previous = second_round(tmp_path, "spm2")
    office.put(office.book(previous=previous))
    office.put(office.book("super", previous=previous), "good.xlsx")
    consolidated = office.consolidate(previous)
    assert rules(consolidated) == set()
    assert used(consolidated, "P1", "used_before") == 100_000
    assert used(consolidated, "P1", "used_to_date") == 200_000
    assert used(consolidated, "P1", "budget_before") == 2_000_000
    assert set(consolidated.history["round"]) == {1}
    assert list(consolidated.history.columns) == list(consolidated.frame.columns)


def test_an_earlier_figure_changed_in_the_file_is_told_with_both(tmp_path: Path) -> None:
    office, previous = second_round(tmp_path, "spm2")
    book = office.book(previous=previous).fill("P1", used_before=50)
    office.put(book)
    office.put(office.book("super", previous=previous), "good.xlsx")
    consolidated = office.consolidate(previous)
    assert used(consolidated, "P1", "used_before") == 100_000
    assert places(consolidated, "carried_value_differs") == [
        ("plan.xlsx", "แบบรายงาน", book.at("P1", "used_before"))
    ]
    (problem,) = told(consolidated, "carried_value_differs")
    assert "50.00" in problem.message
    assert "1,000.00" in problem.message


def test_an_earlier_quarter_is_taken_over_from_the_last_report(tmp_path: Path) -> None:
    office, previous = second_round(tmp_path, "rayong2")
    office.entries = {"q2_actual": 1000, "status": "อยู่ระหว่างดำเนินโครงการ", "bullets": "- ประชุมคณะทำงาน"}
    book = office.book(previous=previous).fill("P1", q1_actual=4321, q2_actual=5000)
    office.put(book)
    office.put(office.book("super", previous=previous), "good.xlsx")
    consolidated = office.consolidate(previous)
    assert used(consolidated, "P1", "q1_actual") == 100_000
    assert used(consolidated, "P1", "used_to_date") == 600_000
    assert places(consolidated, "carried_value_differs") == [
        ("plan.xlsx", "แบบรายงาน", book.at("P1", "q1_actual"))
    ]


def test_spent_to_date_that_falls_between_rounds_is_told_by_the_forms_rule(tmp_path: Path) -> None:
    office, previous = second_round(tmp_path, "khonkaen2")
    office.put(office.book(previous=previous).fill("P1", used_to_date=400))
    office.put(office.book("super", previous=previous), "good.xlsx")
    consolidated = office.consolidate(previous)
    assert [each.project for each in told(consolidated, "used_fell")] == ["P1"]


def test_a_group_that_has_not_returned_keeps_its_earlier_figures(tmp_path: Path) -> None:
    office, previous = second_round(tmp_path, "spm2")
    office.put(office.book("super", previous=previous), "good.xlsx")
    consolidated = office.consolidate(previous)
    assert used(consolidated, "P1") is None
    assert used(consolidated, "P1", "used_to_date") == 100_000


def test_spending_of_a_group_that_missed_a_round_is_blank_in_its_template_and_not_zero(
    tmp_path: Path,
) -> None:
    office, previous = second_round(tmp_path, "spm2")
    book = office.book("person", previous=previous)
    assert book.cell("H1", "used_before").value is None
    assert book.cell("H1", "budget_before").value == 25_000
    assert office.book("plan", previous=previous).cell("P1", "used_before").value == 1000


@pytest.mark.parametrize("form", ["spm2", "khonkaen2", "rayong2"])
def test_a_round_that_a_group_missed_is_told_where_sums_to_date_lack_it(tmp_path: Path, form: str) -> None:
    office, previous = second_round(tmp_path, form)
    if form == "rayong2":
        office.entries = {"q2_actual": 1000, "status": "อยู่ระหว่างดำเนินโครงการ", "bullets": "- ประชุมคณะทำงาน"}
    office.put(office.book("person", previous=previous), "late.xlsx")
    office.put(office.book("super", previous=previous), "good.xlsx")
    consolidated = office.consolidate(previous)
    missed = told(consolidated, "previous_round_missed")
    if form == "spm2":
        (problem,) = missed
        assert (problem.group, problem.severity) == ("กลุ่มบริหารงานบุคคล", Severity.WARNING)
        assert "ไตรมาสที่ 1" in problem.message
        assert used(consolidated, "H1", "used_before") is None
    else:  # the group types its sum to date, or the quarter that it missed
        assert missed == []


def test_a_missed_round_is_not_forgotten_in_the_rounds_after_the_next(tmp_path: Path) -> None:
    office, previous = second_round(tmp_path, "spm2")
    for group, file in (("person", "late.xlsx"), ("super", "good.xlsx")):
        office.put(office.book(group, previous=previous), file)
    second = report_of(office.consolidate(previous))
    (tmp_path / "third").mkdir()
    third = Office(tmp_path / "third", office.register, round_=3)
    third.put(third.book("super", previous=second), "good.xlsx")
    consolidated = third.consolidate(second)
    assert used(consolidated, "H1", "used_before") == 100_000
    assert [
        (each.group, each.message.split("รายงาน")[1][:11])
        for each in told(consolidated, "previous_round_missed")
    ] == [
        ("กลุ่มนโยบายและแผน", "ไตรมาสที่ 2"),
        ("กลุ่มบริหารงานบุคคล", "ไตรมาสที่ 1"),
    ]


def test_without_the_last_report_the_files_earlier_figures_count_and_it_is_said(tmp_path: Path) -> None:
    office, previous = second_round(tmp_path, "spm2")
    office.put(office.book(previous=previous))
    office.put(office.book("super", previous=previous), "good.xlsx")
    consolidated = office.consolidate()
    assert told(consolidated, "round_without_previous")
    assert used(consolidated, "P1", "used_to_date") == 200_000


def test_a_project_that_left_the_register_is_told(tmp_path: Path) -> None:
    office, previous = second_round(tmp_path, "spm2")
    frame = previous.frame.copy()
    frame.loc[frame["project_id"] == "H1", ["project_id", "project"]] = ["H9", "งานแนะแนว"]
    previous = PreviousReport(previous.file, frame, previous.identity)
    office.put(office.book("super", previous=previous), "good.xlsx")
    consolidated = office.consolidate(previous)
    (gone,) = told(consolidated, "previous_project_gone")
    assert (gone.project, gone.project_name) == ("H9", "งานแนะแนว")
    assert [each.project for each in told(consolidated, "previous_lacks_project")] == ["H1"]


def test_a_project_that_left_the_register_is_told_with_the_money_that_goes_with_it(tmp_path: Path) -> None:
    office, previous = second_round(tmp_path, "spm2")
    projects = office.register.projects
    office.register = replace(
        office.register, projects=projects[projects["project_id"] != "P3"].reset_index(drop=True)
    )
    office.put(office.book("super", previous=previous), "good.xlsx")
    (gone,) = told(office.consolidate(previous), "previous_project_gone")
    assert gone.project == "P3"
    assert "1,000 บาท" in gone.message


def test_codes_that_changed_places_in_the_register_stop_the_run(tmp_path: Path) -> None:
    office, previous = second_round(tmp_path, "spm2")
    projects = office.register.projects
    names = projects.set_index("project_id")["project"]
    projects["project"] = list(names[["P2", "P1", *projects["project_id"][2:]]])
    with pytest.raises(PreviousError) as caught:
        office.consolidate(previous)
    assert [each.project for each in caught.value.problems] == ["P1", "P2"]
    assert names["P1"] in caught.value.problems[0].message


def test_the_report_of_another_round_stops_the_run(tmp_path: Path) -> None:
    office, previous = second_round(tmp_path, "spm2")
    office.round = 3
    with pytest.raises(PreviousError) as caught:
        office.consolidate(previous)
    assert [each.rule for each in caught.value.problems] == ["previous_wrong_round"]


def test_a_group_that_missed_a_round_reports_it_in_the_next(tmp_path: Path) -> None:
    office, previous = second_round(tmp_path, "rayong2")
    office.entries = {"q2_actual": 1000, "status": "อยู่ระหว่างดำเนินโครงการ", "bullets": "- ประชุมคณะทำงาน"}
    for group, file in (("plan", "plan.xlsx"), ("super", "good.xlsx")):
        office.put(office.book(group, previous=previous), file)
    office.put(office.book("person", previous=previous).fill("H1", q1_actual=700), "late.xlsx")
    consolidated = office.consolidate(previous)
    assert used(consolidated, "H1", "q1_actual") == 70_000
    assert used(consolidated, "H1", "used_to_date") == 170_000
    assert told(consolidated, "carried_value_differs") == []


def test_a_known_quarter_stays_locked_beside_one_that_is_asked_for(tmp_path: Path) -> None:
    office, previous = second_round(tmp_path, "rayong2")
    known, asked = office.book(previous=previous), office.book("person", previous=previous)
    assert known.cell("P1", "q1_actual").protection.locked
    assert not asked.cell("H1", "q1_actual").protection.locked
