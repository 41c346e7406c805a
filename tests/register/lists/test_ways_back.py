"""A lost register comes back from a report, and codes follow their projects after a list was sorted."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.support.commands import run_python
from tests.support.register_files import RegisterFile
from tests.support.registers import small_register
from xl_addin.consolidate.pipeline import consolidate
from xl_addin.model.register import Register
from xl_addin.register.lists.from_list import NotAList
from xl_addin.register.lists.from_report import register_from_report
from xl_addin.register.lists.matched_codes import Coded, match_codes, matched_codes
from xl_addin.register.reader import load_register
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


def test_codes_follow_their_projects_after_the_list_was_sorted(tmp_path: Path) -> None:
    register = small_register("spm2")
    report = reported(register, tmp_path)
    file = RegisterFile(tmp_path / "ทะเบียน.xlsx", register)
    names = list(register.projects["project"])
    for row, name in enumerate(reversed(names), 1):
        file.type("projects", row, project=name)
    file.type("projects", 1, project="โครงการใหม่ทั้งหมด")
    _, told = match_codes(file.path, report, register.form, tmp_path / "จับคู่.xlsx")
    read = load_register(tmp_path / "จับคู่.xlsx").projects.set_index("project")["project_id"]
    known = register.projects.set_index("project")["project_id"]
    assert {name: read[name] for name in names[:-1]} == {name: known[name] for name in names[:-1]}
    assert read["โครงการใหม่ทั้งหมด"] not in set(known)
    assert {one.rule for one in told} == {"code_matched"}
    again, told = match_codes(tmp_path / "จับคู่.xlsx", report, register.form, tmp_path / "อีกครั้ง.xlsx")
    assert ("เปลี่ยน 0 รหัส" in again, told) == (True, [])


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
