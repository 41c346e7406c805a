"""The returned folder: every entry of it ends in exactly one list, with the reason."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.office import Office, outcome, told, used
from tests.support.returned import register
from xl_addin.consolidate.consolidated import GroupState, Outcome
from xl_addin.consolidate.pipeline import consolidate
from xl_addin.consolidate.returned_folder import FolderError, list_folder
from xl_addin.excel.reading.returned_file import shown_name
from xl_addin.model.form.loader import load_form
from xl_addin.model.problems.problem import Severity
from xl_addin.model.register import Group
from xl_addin.register.writer import write_register
from xl_addin.report.writer import write_report
from xl_addin.template.memo import memo_bytes, memo_file_name


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("~$plan.xlsx", "folder_lock_file"),
        (".~lock.plan.xlsx#", "folder_lock_file"),
        ("บันทึกข้อความ.docx", "folder_other_type"),
        ("scan.pdf", "folder_other_type"),
        ("ส่งแล้ว.rar", "folder_archive"),
        ("แบบรายงาน.lnk", "folder_shortcut"),
        ("plan.xlsx.crdownload", "folder_partial_file"),
        ("Thumbs.db", "folder_system_file"),
        ("desktop.ini", "folder_system_file"),
        ("._plan.xlsx", "folder_system_file"),
    ],
)
def test_what_is_no_returned_workbook_is_ignored_with_the_reason(
    office: Office, name: str, rule: str
) -> None:
    office.put(office.book())
    (office.folder / name).write_bytes(b"x" * 165)
    consolidated = office.consolidate()
    assert outcome(consolidated, name).outcome is Outcome.IGNORED
    assert outcome(consolidated, name).reason
    assert [each.place.file for each in told(consolidated, rule)] == [name]
    assert used(consolidated, "P1") == 100_000


def test_the_memo_that_went_out_with_the_templates_is_ignored(tmp_path: Path) -> None:
    form = load_form("khonkaen2")
    office = Office(tmp_path, register(form))
    office.put(office.book())
    name = memo_file_name(office.register, 1)
    (office.folder / name).write_bytes(memo_bytes(office.register, 1))
    consolidated = office.consolidate()
    assert outcome(consolidated, name).outcome is Outcome.IGNORED
    told_of_it = [each for each in consolidated.problems if each.place.file == name]
    assert [(each.rule, each.severity) for each in told_of_it] == [("book_is_memo", Severity.NOTE)]


def test_a_lock_file_names_the_workbook_that_is_open(office: Office) -> None:
    """Excel drops the first two letters of a long name."""
    office.put(office.book(), "กลุ่มนโยบายและแผน.xlsx")
    (office.folder / "~$ุ่มนโยบายและแผน.xlsx").write_bytes(b"x" * 165)
    (problem,) = told(office.consolidate(), "folder_lock_file")
    assert problem.value == "กลุ่มนโยบายและแผน.xlsx"


def test_a_symbolic_link_is_not_followed(office: Office, tmp_path: Path) -> None:
    office.put(office.book(), "../plan.xlsx")
    (office.folder / "plan.xlsx").symlink_to(tmp_path / "plan.xlsx")
    consolidated = office.consolidate()
    assert outcome(consolidated).outcome is Outcome.IGNORED
    assert used(consolidated, "P1") is None


@pytest.mark.parametrize(
    "name", ["plan.XLSX", "plan.xlsx.bak", "plan", "แบบรายงาน (1).xlsx", "สำเนาของ plan - Copy.xlsx"]
)
def test_a_workbook_is_known_by_its_content_whatever_its_name(office: Office, name: str) -> None:
    office.put(office.book())
    shutil.move(office.folder / "plan.xlsx", office.folder / name)
    consolidated = office.consolidate()
    assert outcome(consolidated, name).outcome is Outcome.USED
    assert used(consolidated, "P1") == 100_000


def test_an_empty_folder_reports_every_group_as_missing(office: Office) -> None:
    consolidated = office.consolidate()
    assert {each.value for each in told(consolidated, "group_missing")} == {
        "กลุ่มนโยบายและแผน",
        "กลุ่มบริหารงานบุคคล",
    }


@pytest.mark.skipif(os.name == "nt", reason="names of bytes are a matter of Linux")
def test_a_file_name_that_is_no_text_is_shown_and_settled(office: Office) -> None:
    name = os.fsdecode(b"\xa1\xc5\xd8\xe8\xc1.xlsx")
    office.put(office.book(), name)
    office.put(office.book("super"), "good.xlsx")
    consolidated = consolidate(office.register, office.folder, 1, workers=1)
    assert [each.file for each in consolidated.files] == [r"\udca1\udcc5\udcd8\udce8\udcc1.xlsx", "good.xlsx"]
    assert used(consolidated, "P1") == 100_000


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FolderError) as caught:
        list_folder(tmp_path / "ไม่มี")
    assert caught.value.message_id == "command_folder_missing"
    (tmp_path / "file").touch()
    with pytest.raises(FolderError) as caught:
        list_folder(tmp_path / "file")
    assert caught.value.message_id == "command_folder_is_file"


def test_the_offices_own_books_are_told_by_their_kind_and_left_alone(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.put(office.book())
    write_register(office.folder / "ทะเบียน.xlsx", office.register.form, office.register)
    write_report(tmp_path / "report.xlsx", office.consolidate())
    shutil.copy(tmp_path / "report.xlsx", office.folder / "รายงาน.xlsx")

    consolidated = office.consolidate()

    ignored = [file.file for file in consolidated.files if file.outcome is Outcome.IGNORED]
    assert ignored == ["ทะเบียน.xlsx", "รายงาน.xlsx"]
    notes = told(consolidated, "book_is_office")
    assert [note.place.file for note in notes] == ignored
    assert all("ย้ายไฟล์นี้ออก" in note.fix for note in notes)


def test_a_group_without_projects_is_not_waited_for(tmp_path: Path) -> None:
    base = register()
    idle = Group("idle", "กลุ่มที่ไม่มีโครงการ")
    office = Office(tmp_path, replace(base, groups=(*base.groups, idle)))
    office.put(office.book())
    consolidated = office.consolidate()
    found = next(entry for entry in consolidated.groups if entry.group_id == "idle")
    assert (found.state, found.is_waited_for) == (GroupState.NOTHING_DUE, False)
    assert found not in consolidated.groups_due
    assert len(consolidated.groups_due) == len(base.groups)
    assert not [problem for problem in consolidated.problems if problem.group == idle.name]


def test_a_name_stays_a_name_where_the_system_knows_ascii_alone() -> None:
    """LC_ALL=C without Python's own UTF-8: every byte of a Thai letter comes as a lone surrogate."""
    assert shown_name("แผน.xlsx".encode().decode("ascii", "surrogateescape")) == "แผน.xlsx"
    assert shown_name("a\x01\uffff.xlsx") == "a\\x01\\uffff.xlsx"
