"""Rows whose visible columns were sorted or pasted over: the hidden project id stays where it was."""

from __future__ import annotations

import pytest

from tests.support.office import Office, group, places, rules, told, used
from tests.support.returned import PROJECTS
from xl_addin.model.problems.problem import Severity

NAMES = {project_id: name for project_id, _, name, _ in PROJECTS}


def test_rows_sorted_without_their_ids_are_an_error_and_nobody_s_figures(office: Office) -> None:
    book = office.book()
    book.fill("P1", project=NAMES["P2"], used=15_000).fill("P2", project=NAMES["P1"], used=20_000)
    office.put(book)
    consolidated = office.consolidate()
    assert places(consolidated, "row_of_other_name") == [
        ("plan.xlsx", "แบบรายงาน", book.at(project_id, "project")) for project_id in ("P1", "P2")
    ]
    first, _ = told(consolidated, "row_of_other_name")
    assert first.severity is Severity.ERROR
    for part in (NAMES["P2"], NAMES["P1"], "15,000"):
        assert part in first.message
    assert [used(consolidated, project_id) for project_id in ("P1", "P2", "P3")] == [None, None, 100_000]
    assert group(consolidated).reported == 1
    assert "register_value_differs" not in rules(consolidated)


@pytest.mark.parametrize("name", [NAMES["P2"] + " ๒๕๖๖", " " + NAMES["P2"].replace("แผน", "แผน ")])
def test_a_name_that_is_nearly_another_project_s_is_that_project_s(office: Office, name: str) -> None:
    office.put(office.book().fill("P1", project=name))
    assert [each.project for each in told(office.consolidate(), "row_of_other_name")] == ["P1"]


@pytest.mark.parametrize("name", [NAMES["P1"] + " ระยะที่ 2", "โครงการอื่นที่ไม่มีในทะเบียน", None])
def test_a_reworded_name_still_reports_its_project(office: Office, name: str | None) -> None:
    office.put(office.book().fill("P1", project=name))
    consolidated = office.consolidate()
    assert told(consolidated, "row_of_other_name") == []
    assert used(consolidated, "P1") == 100_000


def test_the_name_of_another_group_s_project_is_no_sign_of_sorting(office: Office) -> None:
    office.put(office.book().fill("P1", project=NAMES["H1"]))
    consolidated = office.consolidate()
    assert told(consolidated, "row_of_other_name") == []
    assert used(consolidated, "P1") == 100_000


def test_a_row_pasted_over_another_with_its_id_leaves_the_other_missing(office: Office) -> None:
    book = office.book()
    row, at = book.row("P2"), book.column("project_id")
    book.fill("P2", project=NAMES["P1"])
    book.sheet.cell(row, at).value = "P1"
    office.put(book)
    consolidated = office.consolidate()
    (twice,) = told(consolidated, "row_twice_alike")
    assert "≠" not in twice.message
    assert [each.value for each in told(consolidated, "row_missing")] == [NAMES["P2"]]
