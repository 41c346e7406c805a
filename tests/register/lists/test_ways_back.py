"""A lost register comes back from a report, and codes follow their projects after a list was sorted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from tests.support.commands import run_python
from tests.support.register_files import RegisterFile
from tests.support.registers import GROUPS, small_register, with_settings
from xl_addin.consolidate.pipeline import consolidate
from xl_addin.model.changes import Change, ChangeKind
from xl_addin.model.form.loader import load_form
from xl_addin.model.register import Group, Late, Register
from xl_addin.register.lists.from_list import NotAList
from xl_addin.register.lists.from_report import register_from_report
from xl_addin.register.lists.matched_codes import Coded, match_codes, matched_codes
from xl_addin.register.reader import load_register, read_register
from xl_addin.report.writer import write_report

SAME = ("project_id", "no", "project", "group_id", "group", "section_no", "section", "budget")


def reported(register: Register, folder: Path) -> Path:
    """The report of a round for which nobody has returned anything."""
    (folder / "returned").mkdir()
    write_report(folder / "รายงาน.xlsx", consolidate(register, folder / "returned", 1, workers=1))
    return folder / "รายงาน.xlsx"


@pytest.mark.parametrize("form_id", ["spm2", "rayong2", "khonkaen2"])
def test_a_register_rebuilt_from_a_report_has_its_projects_codes_and_money(
    form_id: str, tmp_path: Path
) -> None:
    lost = small_register(form_id)
    report = reported(lost, tmp_path)
    said, _ = register_from_report(report, lost.form, tmp_path / "ทะเบียน.xlsx")
    assert "6 โครงการ" in said
    found = load_register(tmp_path / "ทะเบียน.xlsx")
    assert (found.office, found.fiscal_year) == (lost.office, lost.fiscal_year)
    pd.testing.assert_frame_equal(found.projects[list(SAME)], lost.projects[list(SAME)], check_dtype=False)
    assert [(group.id, group.name) for group in found.groups] == [(g.id, g.name) for g in lost.groups]


LIVED = (
    Change(2, ChangeKind.REALLOCATE, "p001", "p002", amount=1_000_00, letter_no="ศธ 1/2", reason="เร่งด่วน"),
    Change(2, ChangeKind.MOVE, "p002", group_id="g1"),
)


def lived(register: Register) -> Register:
    """The register of an office with everything that it may say."""
    known = replace(register.groups[0], aliases=("แผนงาน", "นโยบาย"), accepted_issue=2)
    return replace(
        with_settings(register, zero="0", decimals=0, font_size=14.0),
        groups=(known, *register.groups[1:]),
        deadlines={1: 45000, 2: 45100},
        late=(Late(1, "g3", 45002, "ส่งช้า.xlsx"),),
        changes=LIVED,
    )


@pytest.mark.parametrize("form_id", ["spm2", "rayong2", "khonkaen2"])
@pytest.mark.parametrize("sheet", [True, False], ids=["whole", "without its hidden sheet"])
def test_a_report_gives_back_the_whole_register_with_its_changes_letters_and_names(
    form_id: str, sheet: bool, tmp_path: Path
) -> None:
    lost = lived(small_register(form_id))
    RegisterFile(tmp_path / "หาย.xlsx", lost)
    lost = load_register(tmp_path / "หาย.xlsx")
    report = reported(lost, tmp_path)
    if not sheet:
        book = openpyxl.load_workbook(report)
        del book["_register"]
        book.save(report)
    register_from_report(report, lost.form, tmp_path / "ทะเบียน.xlsx")
    found = load_register(tmp_path / "ทะเบียน.xlsx")
    assert found.projects.equals(lost.projects) or not sheet
    told = ("office", "office_short", "settings", "groups", "texts", "deadlines", "late", "changes", "params")
    same = [getattr(found, key) == getattr(lost, key) for key in told]
    assert all(same) == sheet, dict(zip(told, same, strict=True))


def test_the_next_year_s_register_keeps_names_and_letters_but_no_day_of_the_old_year(tmp_path: Path) -> None:
    report = reported(lived(small_register("spm2")), tmp_path)
    register_from_report(report, load_form("spm2"), tmp_path / "ทะเบียน.xlsx", year=2567)
    found = load_register(tmp_path / "ทะเบียน.xlsx")
    assert (found.fiscal_year, found.office_short, found.settings.zero) == (2567, "สพป.ตัวอย่าง", "0")
    assert found.groups[0] == Group("g1", GROUPS[0].name, "กลุ่มแผน", ("แผนงาน", "นโยบาย"))
    assert (found.deadlines, found.late, found.changes) == ({}, (), ())


def test_a_report_that_keeps_its_register_is_never_taken_for_a_register(tmp_path: Path) -> None:
    report = reported(small_register("spm2"), tmp_path)
    assert [one.rule for one in read_register(report)[1]] != []
    with pytest.raises(NotAList):
        match_codes(report, report, load_form("spm2"), tmp_path / "จับคู่.xlsx")


def test_codes_follow_their_projects_after_the_list_was_sorted(tmp_path: Path) -> None:
    register = small_register("spm2")
    report = reported(register, tmp_path)
    file = RegisterFile(tmp_path / "ทะเบียน.xlsx", register)
    names = list(register.projects["project"])
    for row, name in enumerate(reversed(names), 1):
        file.type("projects", row, project=name)
    file.type("projects", 1, project="โครงการใหม่ทั้งหมด")
    out = tmp_path / "จับคู่.xlsx"
    said, shown = match_codes(file.path, report, register.form, out)
    assert "จะเปลี่ยน" in said
    assert {one.rule for one in shown} == {"code_matched", "code_left", "codes_to_confirm"}
    assert not out.exists()
    _, told = match_codes(file.path, report, register.form, out, confirmed=True)
    assert told == shown[:-1]
    read = load_register(tmp_path / "จับคู่.xlsx").projects.set_index("project")["project_id"]
    known = register.projects.set_index("project")["project_id"]
    assert {name: read[name] for name in names[:-1]} == {name: known[name] for name in names[:-1]}
    assert read["โครงการใหม่ทั้งหมด"] not in set(known)
    again, told = match_codes(out, report, register.form, tmp_path / "อีกครั้ง.xlsx", confirmed=True)
    assert "เปลี่ยน 0 รหัส" in again
    assert {one.rule: one.value for one in told} == {
        "code_unknown": "โครงการใหม่ทั้งหมด",
        "code_left": names[-1],
    }


def test_two_projects_of_one_name_are_told_apart_by_their_budgets() -> None:
    known = [Coded("พัฒนาครู", 100, "A"), Coded("พัฒนาครู", 200, "B"), Coded("นิเทศ", 5, "C")]
    pasted = [Coded("โครงการพัฒนาครู", 200, "A"), Coded("นิเทศ", 7, "B"), Coded("พัฒนา ครู", 100, "C")]
    assert matched_codes(pasted, known) == ["B", "C", "A"]


def test_a_file_that_is_no_report_is_refused_in_words(tmp_path: Path) -> None:
    register = small_register("spm2")
    file = RegisterFile(tmp_path / "ทะเบียน.xlsx", register)
    with pytest.raises(NotAList) as refused:
        register_from_report(file.path, register.form, tmp_path / "ใหม่.xlsx")
    assert [told.rule for told in refused.value.problems] == ["previous_no_data"]
    done = run_python("scripts/new_register.py", "spm2", tmp_path / "ใหม่.xlsx", "--from", file.path)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
