"""The register knows time: what changes during the year, and the office as it stood in each round."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.register_files import RegisterFile
from tests.support.registers import small_register
from xl_addin.excel.reading.cell_patch import Typed
from xl_addin.model.change_notes import notes_of
from xl_addin.model.changes import PHRASES, Change, ChangeKind
from xl_addin.model.office_in_round import at_round
from xl_addin.model.register import Register
from xl_addin.model.texts import round_label
from xl_addin.register.writer import write_register

FORMS = ("spm2", "khonkaen2", "rayong2", "chiangmai2")
LAST = {"khonkaen2": 2}


def changed(path: Path, *lines: dict[str, Typed], form: str = "spm2") -> RegisterFile:
    """A register of six projects (p001 to p006) with these lines in its sheet of changes."""
    file = RegisterFile(path / "register.xlsx", small_register(form))
    for number, line in enumerate(lines, 1):
        kind = PHRASES[ChangeKind(str(line["change"]))]
        when = round_label(small_register(form).form, int(str(line.get("round", 2))))
        typed = {key: value for key, value in line.items() if key not in ("change", "round")}
        file.type("changes", number, from_round=when, change=kind, **typed)
    return file


def project(register: Register, round_: int, project_id: str) -> dict[str, object]:
    """A project as the office had it in a round."""
    frame = at_round(register, round_).projects
    return dict(frame[frame["project_id"] == project_id].iloc[0])


@pytest.mark.parametrize("form", FORMS)
def test_a_register_without_changes_is_the_same_in_every_round(tmp_path: Path, form: str) -> None:
    read = RegisterFile(tmp_path / "register.xlsx", small_register(form)).register()
    for round_ in range(1, LAST.get(form, 4) + 1):
        assert at_round(read, round_).projects.equals(read.projects)


def test_a_project_begins_and_ends_with_its_round(tmp_path: Path) -> None:
    register = changed(
        tmp_path, {"change": "add", "project": "p006"}, {"change": "cancel", "project": "p002", "round": 3}
    ).register()
    assert "p006" not in set(at_round(register, 1).projects["project_id"])
    assert list(at_round(register, 1).projects["no"]) == [1, 2, 3, 4, 5]
    assert "p006" in set(at_round(register, 2).projects["project_id"])
    assert at_round(register, 2).closed == {}
    third = at_round(register, 3)
    assert "p002" in set(third.projects["project_id"]), "its money stays on the page"
    assert "p002" not in set(third.asked["project_id"])


def test_moves_names_and_groups_hold_from_their_round_on(tmp_path: Path) -> None:
    register = changed(
        tmp_path,
        {"change": "move", "project": "p001", "to_group": "กลุ่มนิเทศ"},
        {"change": "rename", "project": "p004", "new_name": "พัฒนาครูทุกคน"},
        {"change": "rename_group", "group": "กลุ่มบริหารงานบุคคล", "new_name": "กลุ่มบุคลากร", "round": 3},
        {"change": "merge_group", "group": "กลุ่มบุคลากร", "to_group": "กลุ่มแผน", "round": 4},
    )
    read = register.register()
    assert (project(read, 1, "p001")["group_id"], project(read, 2, "p001")["group_id"]) == ("g1", "g2")
    assert (project(read, 1, "p004")["project"], project(read, 2, "p004")["project"]) == (
        "พัฒนาครูผู้ช่วยเพื่อเตรียมความพร้อม",
        "พัฒนาครูทุกคน",
    )
    assert project(read, 3, "p004")["group"] == "กลุ่มบุคลากร"
    assert (project(read, 3, "p004")["group_id"], project(read, 4, "p004")["group_id"]) == ("g3", "g1")


@pytest.mark.parametrize("form", FORMS)
def test_what_one_project_gives_another_receives(tmp_path: Path, form: str) -> None:
    lines = [{"change": "reallocate", "project": "p001", "partner": "p003", "amount": 1234.56}]
    register = changed(tmp_path, *lines, form=form).register()
    key = "q2_plan" if form in ("rayong2", "chiangmai2") else "budget"
    for giver, sign in (("p001", -1), ("p003", 1)):
        before, after = (int(str(project(register, round_, giver)[key])) for round_ in (1, 2))
        assert after - before == sign * 123_456
    first, second = (at_round(register, round_).projects for round_ in (1, 2))
    assert first[key].sum() == second[key].sum()
    (note,) = notes_of(at_round(register, 2), 2)
    assert "1,234.56" in note


def test_a_split_takes_as_much_as_it_gives_whether_the_list_or_the_line_says_it(tmp_path: Path) -> None:
    split = {"change": "split", "project": "p001", "partner": "p006"}
    register = changed(tmp_path, split).register()
    assert project(register, 1, "p001")["budget"] == 12_000_000
    assert (project(register, 2, "p001")["budget"], project(register, 2, "p006")["budget"]) == (0, 12_000_000)
    unbalanced = changed(tmp_path, split | {"amount": 5})
    assert unbalanced.told("change_unbalanced")


@pytest.mark.parametrize(
    ("line", "rule", "key"),
    [
        ({"change": "move", "project": "p001"}, "change_incomplete", "to_group"),
        ({"change": "cancel", "project": "ไม่มีโครงการนี้"}, "change_unknown_project", "project"),
        ({"change": "cancel", "project": "p001", "amount": 5}, "change_not_used", "amount"),
        ({"change": "move", "project": "p001", "to_group": "กลุ่มแผน"}, "change_without_effect", "to_group"),
        (
            {"change": "reallocate", "project": "p001", "partner": "p001", "amount": 5},
            "change_same_project",
            "partner",
        ),
        (
            {"change": "reallocate", "project": "p001", "partner": "p002", "amount": 120_000.01},
            "change_over_budget",
            "amount",
        ),
        (
            {"change": "reallocate", "project": "p001", "partner": "p002", "amount": -5},
            "change_amount_negative",
            "amount",
        ),
    ],
)
def test_a_change_that_cannot_be_is_told_at_its_cell(
    tmp_path: Path, line: dict[str, Typed], rule: str, key: str
) -> None:
    file = changed(tmp_path, line)
    assert (rule, file.at("changes", 1, key)) in file.told()


def test_changes_stand_between_the_beginning_and_the_end_of_their_project(tmp_path: Path) -> None:
    file = changed(
        tmp_path,
        {"change": "add", "project": "p006", "round": 3},
        {"change": "rename", "project": "p006", "new_name": "ชื่อใหม่", "round": 2},
        {"change": "cancel", "project": "p001", "round": 2},
        {"change": "cancel", "project": "p001", "round": 4},
        {"change": "add", "project": "p006", "round": 4},
    )
    assert [rule for rule, _ in file.told() if rule.startswith("change")] == [
        "change_before_begin",
        "change_after_end",
        "change_added_twice",
    ]


def test_a_register_with_changes_is_written_and_read_as_it_was(tmp_path: Path) -> None:
    register = replace(
        small_register("rayong2"),
        changes=(
            Change(
                2, ChangeKind.REALLOCATE, "p001", "p002", amount=100, part="q2_plan", other_part="q4_plan"
            ),
            Change(2, ChangeKind.MOVE, "p003", group_id="g1", letter_no="ศธ 1/2", reason="แบ่งงานใหม่"),
            Change(3, ChangeKind.MERGE_GROUP, group_id="g3", other_group_id="g1"),
            Change(4, ChangeKind.ADJUST, "p004", amount=-2500),
        ),
    )
    path = tmp_path / "register.xlsx"
    write_register(path, register.form, register)
    assert RegisterFile(path, register).register().changes == register.changes


def test_a_change_is_the_reason_for_another_budget_in_its_round(tmp_path: Path) -> None:
    line = {"change": "reallocate", "project": "p002", "partner": "p001", "amount": 500}
    register = changed(tmp_path, line).register()
    reasons = {id_: project(register, 2, id_)["budget_reason"] for id_ in ("p001", "p002")}
    assert all("500" in str(reason) for reason in reasons.values())
    assert project(register, 2, "p003")["budget_reason"] is None
    assert project(register, 3, "p001")["budget_reason"] is None, "by then the budget is what it was"
