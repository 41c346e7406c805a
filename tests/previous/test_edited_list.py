"""A budget or group typed over in the register's list is told beside the last report; a told change is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.returned import register
from xl_addin.model.changes import Change, ChangeKind
from xl_addin.model.office_in_round import amount_columns, at_round
from xl_addin.model.register import Register
from xl_addin.previous.edited_list import edited_list_problems


def told(office: Register, before: Register) -> list[tuple[str, str, str]]:
    earlier = at_round(before, 1).projects.set_index("project_id", drop=False)
    found = edited_list_problems(at_round(office, 2), earlier, "รายงาน.xlsx")
    return [(one.rule, one.project, one.message) for one in found]


def edited(office: Register, project_id: str, **values: str | int) -> Register:
    projects = office.projects.copy()
    for key, value in values.items():
        projects.loc[projects["project_id"] == project_id, key] = value
    return replace(office, projects=projects)


@pytest.mark.parametrize("form_id", ["spm2", "khonkaen2", "rayong2"])
def test_an_amount_typed_over_in_the_list_is_told_with_both_amounts(form_id: str) -> None:
    office = register(form_id)
    assert told(office, office) == []
    key = amount_columns(office.form)[-1]
    ((rule, project, message),) = told(edited(office, "P2", **{key: 999_00}), office)
    assert (rule, project) == ("previous_amount_edited", "P2")
    assert "999" in message


def test_a_group_chosen_anew_in_the_list_is_told_with_both_groups() -> None:
    office = register()
    ((rule, project, message),) = told(edited(office, "P2", group_id="super"), office)
    assert (rule, project) == ("previous_group_edited", "P2")
    assert all(group.name in message for group in office.groups[:2])


def test_what_the_sheet_of_changes_says_is_not_told_as_typed_over() -> None:
    office = register()
    changes = (
        Change(2, ChangeKind.MOVE, "P2", group_id="super"),
        Change(2, ChangeKind.REALLOCATE, "P1", "P3", amount=100_00),
        Change(2, ChangeKind.MERGE_GROUP, group_id="person", other_group_id="plan"),
    )
    assert told(replace(office, changes=changes), office) == []
    typed = edited(replace(office, changes=changes), "S1", group_id="plan")
    assert [(rule, project) for rule, project, _ in told(typed, office)] == [("previous_group_edited", "S1")]
