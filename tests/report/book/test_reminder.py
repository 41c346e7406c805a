"""The reminder names every group whose report is not there, with what is wanted of it, and no other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.support.office import Office, outcome
from xl_addin.model.register import Group
from xl_addin.report.book.reminder import reminder_lines
from xl_addin.report.writer import write_report

PLAN, PERSON = "กลุ่มนโยบายและแผน", "กลุ่มบริหารงานบุคคล"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def lines(office: Office) -> list[str]:
    """The numbered lines of the reminder."""
    return [line for line in reminder_lines(office.consolidate()) if line[0].isdigit()]


def test_a_group_that_sent_nothing_is_asked_to_send(office: Office) -> None:
    office.put(office.book())

    assert lines(office) == [f"1. {PERSON} 1 โครงการ — ยังไม่ได้รับไฟล์"]


def test_nobody_is_reminded_when_all_have_returned(office: Office) -> None:
    office.put(office.book())
    office.put(office.book("person"), "person.xlsx")

    assert reminder_lines(office.consolidate()) == []


def test_a_group_whose_file_is_of_another_round_is_told_why_it_is_not_used(office: Office) -> None:
    office.put(office.book(round=2))
    reason = outcome(office.consolidate()).reason

    assert lines(office)[0] == f"1. {PLAN} 3 โครงการ — ใช้ไฟล์ที่ส่งมาไม่ได้: plan.xlsx ({reason}) โปรดส่งใหม่"


def test_a_group_that_sent_two_different_files_is_asked_which_one_counts(office: Office) -> None:
    office.put(office.book(), "a.xlsx")
    office.put(office.book().fill("P1", used=2500), "b.xlsx")

    assert "ข้อมูลไม่ตรงกัน (a.xlsx, b.xlsx) โปรดแจ้งว่าให้ใช้ไฟล์ใด" in lines(office)[0]


def test_a_damaged_file_that_bears_a_groups_name_is_not_passed_over(office: Office) -> None:
    name = "spm2_2566_รอบ1_กลุ่มบริหารงานบุคคล.xlsx"
    (office.folder / name).write_bytes(b"PK\x03\x04 cut short")

    assert f"ใช้ไฟล์ที่ส่งมาไม่ได้: {name} (" in lines(office)[1]


def test_the_report_lists_a_damaged_file_beside_its_group(office: Office, tmp_path: Path) -> None:
    office.put(office.book())
    name = "spm2_2566_รอบ1_กลุ่มบริหารงานบุคคล.xlsx"
    (office.folder / name).write_bytes(b"PK\x03\x04 cut short")
    path = tmp_path / "report.xlsx"
    assert write_report(path, office.consolidate()).disagreements == ()

    rows = list(load_workbook(path, data_only=True)["การส่งรายงาน"].iter_rows(values_only=True))
    (row,) = [row for row in rows if row[1] == PERSON]
    assert row[2:4] == ("ส่งมาแต่ใช้ไม่ได้", name)
    told = {problem.group for problem in office.consolidate().problems if problem.rule == "group_missing"}
    assert PERSON not in told
    counted = [line.statement for line in office.consolidate().conservation if "ไม่รับ" in line.statement]
    assert any("ไม่รับ 1" in statement for statement in counted)


def test_file_names_keep_their_digits(office: Office) -> None:
    settings = office.register.settings.model_copy(update={"digits": "thai"})
    office.register = replace(office.register, settings=settings)
    name = "spm2_2566_รอบ1_กลุ่มบริหารงานบุคคล.xlsx"
    (office.folder / name).write_bytes(b"PK\x03\x04 cut short")

    assert [line for line in reminder_lines(office.consolidate()) if name in line and line[0] == "๒"]


def test_a_damaged_file_of_a_group_that_has_returned_is_no_reason_to_remind_it(office: Office) -> None:
    office.put(office.book())
    (office.folder / f"{PLAN} เก่า.xlsx").write_bytes(b"PK\x03\x04 cut short")

    assert lines(office) == [f"1. {PERSON} 1 โครงการ — ยังไม่ได้รับไฟล์"]


def test_a_long_name_stands_whole(office: Office) -> None:
    name = "กลุ่มส่งเสริมการศึกษาทางไกล เทคโนโลยีสารสนเทศ และการสื่อสารเพื่อพัฒนาคุณภาพการจัดการศึกษาขั้นพื้นฐาน"
    groups = [Group("person", name) if group.id == "person" else group for group in office.register.groups]
    office.register = replace(office.register, groups=tuple(groups))

    assert lines(office)[-1] == f"2. {name} 1 โครงการ — ยังไม่ได้รับไฟล์"
