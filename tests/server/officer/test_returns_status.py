"""ติดตามการส่ง: the states of the report, when each file came, what is left, and whose files are nobody's."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.office import Office
from xl_addin.consolidate.consolidated import GROUP_STATES
from xl_addin.model.register import Late
from xl_addin.model.thai import fiscal_calendar
from xl_addin.server.officer.returns_status import FileProgress, GroupProgress, Progress, follow
from xl_addin.server.returns.upload_folder import Receipt

DEADLINE = dt.datetime(2023, 1, 15).astimezone()
BEFORE = dt.datetime(2023, 1, 10, 9, 5).astimezone()
AFTER = dt.datetime(2023, 1, 16, 8, 0).astimezone()
PLAN, SUPER, PERSON = "กลุ่มนโยบายและแผน", "กลุ่มนิเทศติดตามและประเมินผล", "กลุ่มบริหารงานบุคคล"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office(tmp_path)
    made.register = replace(made.register, deadlines={1: fiscal_calendar.serial_of(DEADLINE.date())})
    return made


def looked(office: Office, *receipts: Receipt, now: dt.datetime = BEFORE) -> Progress:
    return follow(office.consolidate(), office.folder, receipts, now)


def of(progress: Progress, name: str = PLAN) -> GroupProgress:
    (found,) = [group for group in progress.groups if group.name == name]
    return found


def put(office: Office, group: str = "plan", name: str = "จากอีเมล.xlsx", at: dt.datetime = BEFORE) -> Path:
    """A filled workbook as it came by e-mail, saved into the folder at a time."""
    path = office.put(office.book(group), name)
    os.utime(path, (at.timestamp(), at.timestamp()))
    return path


def receipt(path: Path, group: str = "plan", at: dt.datetime = BEFORE, **more: object) -> Receipt:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    made = Receipt(1, group, path.name, digest, path.stat().st_size, at.isoformat())
    return replace(made, **more)  # type: ignore[arg-type]


def test_a_file_that_the_officer_put_into_the_folder_counts(office: Office) -> None:
    put(office)

    group = of(looked(office))

    assert (group.state, group.said) == ("returned", "ส่งแล้ว")
    assert [file.file for file in group.files] == ["จากอีเมล.xlsx"]
    assert group.when == group.files[0].when
    assert group.when.endswith("น. (เวลาของไฟล์)")


def test_the_receipt_of_these_very_bytes_says_when_they_came(office: Office) -> None:
    path = put(office, at=AFTER)

    (file,) = of(looked(office, receipt(path))).files

    assert file.when == "10 ม.ค. 2566 09.05 น. (ตามใบรับ)"


def test_sending_the_same_again_does_not_make_it_later(office: Office) -> None:
    path = put(office)
    again = receipt(path, at=AFTER, number=2, unchanged=True)

    assert of(looked(office, receipt(path), again, now=AFTER)).said == "ส่งแล้ว"


def test_a_file_put_over_the_one_that_was_sent_has_no_receipt(office: Office) -> None:
    path = put(office, name="plan.xlsx")
    sent = receipt(path)
    office.put(office.book().fill("P1", used=2500), "plan.xlsx")

    assert of(looked(office, sent)).files[0].when.endswith("(เวลาของไฟล์)")


def test_the_states_are_those_of_the_report(office: Office) -> None:
    office.register = replace(office.register, deadlines={})
    put(office, name="a.xlsx")
    office.put(office.book().fill("P1", used=2500), "b.xlsx")
    office.put(office.book("person", round=2), "person.xlsx")
    consolidated = office.consolidate()

    progress = follow(consolidated, office.folder, [], BEFORE)

    reported = {group.group: GROUP_STATES[group.state] for group in consolidated.groups}
    assert {group.name: group.said for group in progress.groups} == reported
    assert [group.state for group in progress.groups] == ["conflict", "returned", "refused"]
    assert progress.said == "ส่งแล้ว 1 จาก 3 กลุ่ม และมีไฟล์ที่ยังใช้ไม่ได้อีก 2 กลุ่ม"


def test_a_file_of_another_round_is_shown_with_why_and_how_to_put_it_right(office: Office) -> None:
    office.put(office.book(round=2))

    (file,) = of(looked(office)).files

    assert "รอบ" in file.why
    assert file.fix


def test_two_different_files_of_a_group_are_both_shown(office: Office) -> None:
    put(office, name="a.xlsx")
    office.put(office.book().fill("P1", used=2500), "b.xlsx")

    group = of(looked(office))

    assert group.said == "ขัดแย้ง"
    assert [file.file for file in group.files] == ["a.xlsx", "b.xlsx"]
    assert all(file.why and file.fix and file.when for file in group.files)


def test_a_file_that_cannot_be_read_stands_with_the_group_whose_name_it_bears(office: Office) -> None:
    (office.folder / f"{PERSON} ส่งแล้ว.xlsx").write_bytes(b"PK\x03\x04 cut short")
    (office.folder / "ไม่มีชื่อ.xlsx").write_bytes(b"PK\x03\x04 cut short")

    progress = looked(office)

    (named,) = of(progress, PERSON).files
    assert of(progress, PERSON).said == "ส่งมาแต่ใช้ไม่ได้"
    assert "ไม่ครบ" in named.why
    assert "ขอให้กลุ่มส่งไฟล์อีกครั้ง" in named.fix
    assert [(file.file, file.why) for file in progress.others] == [("ไม่มีชื่อ.xlsx", named.why)]


def test_every_file_of_the_folder_is_shown_once(office: Office) -> None:
    put(office, name="a.xlsx")
    put(office, name="a (1).xlsx")
    (office.folder / "~$a.xlsx").write_bytes(b"\0" * 165)
    (office.folder / "หนังสือนำส่ง.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    progress = looked(office)

    shown = [file.file for group in progress.groups for file in group.files]
    shown += [file.file for file in progress.others]
    assert sorted(shown) == sorted(path.name for path in office.folder.iterdir())
    assert all(file.why for file in progress.others)


def test_a_blank_template_that_came_back_is_not_a_report(office: Office) -> None:
    office.put(office.book(filled=False))

    assert of(looked(office)).said == "ส่งมาแต่ยังไม่ได้กรอก"


def test_what_is_left_to_put_right_is_counted(office: Office) -> None:
    office.put(office.book().fill("P1", used=None).fill("P2", used=99_000_000))
    progress = looked(office)

    assert of(progress, SUPER).filled == "เรียบร้อยทั้ง 2 โครงการ"
    assert of(progress).filled.startswith("เรียบร้อย 1 จาก 3 โครงการ ต้องแก้ ")


@pytest.mark.parametrize(
    ("sent", "now", "said"),
    [(BEFORE, AFTER, "ส่งแล้ว"), (DEADLINE.replace(hour=23), AFTER, "ส่งแล้ว"), (AFTER, AFTER, "ส่งแล้ว (ช้า)")],
)
def test_a_group_is_late_when_the_day_of_the_deadline_is_over(
    office: Office, sent: dt.datetime, now: dt.datetime, said: str
) -> None:
    path = put(office)

    group = of(looked(office, receipt(path, at=sent), now=now))

    assert group.said == said
    assert group.late == (said != "ส่งแล้ว")


def test_a_group_that_has_not_sent_is_overdue_from_the_day_after(office: Office) -> None:
    assert of(looked(office, now=DEADLINE.replace(hour=23))).said == "ยังไม่ส่ง"
    assert of(looked(office, now=AFTER)).said == "ยังไม่ส่ง (เกินกำหนดแล้ว)"


def test_the_time_of_a_file_alone_calls_nobody_late(office: Office) -> None:
    """It is when the file was last saved, perhaps by the officer who put it there."""
    put(office, at=AFTER)

    group = of(looked(office, now=AFTER))

    assert not group.late
    assert group.said == "ส่งแล้ว (เวลาของไฟล์หลังกำหนดส่ง)"


def test_what_the_register_notes_of_a_late_group_is_said(office: Office) -> None:
    put(office)
    received = fiscal_calendar.serial_of(AFTER.date())
    office.register = replace(office.register, late=(Late(1, "plan", received),))

    group = of(looked(office, now=AFTER))

    assert group.said == "ส่งแล้ว (ช้า)"
    assert group.files[0].when == "16 ม.ค. 2566 (ตามทะเบียน)"


def test_the_reminder_names_those_that_are_missing_and_no_others(office: Office) -> None:
    put(office, "person", "person.xlsx")
    progress = looked(office)

    assert f"1. {PLAN} 3 โครงการ — ยังไม่ได้รับไฟล์" in progress.reminder
    assert PERSON not in progress.reminder
    assert SUPER not in progress.reminder
    assert "กำหนดส่ง 15 มกราคม 2566" in progress.reminder


def test_without_anybody_missing_there_is_no_reminder(office: Office) -> None:
    put(office, "person", "person.xlsx")
    put(office, "plan", "plan.xlsx")

    assert looked(office).reminder == ""


def test_who_called_a_form_ready_stands_beside_it(office: Office) -> None:
    signed = office.book("plan").stamp("ready", "6").stamp("signed_position", "ผู้อำนวยการกลุ่ม")
    office.put(signed.stamp("signed_on", "9 ม.ค. 2566"), "plan.xlsx")

    assert of(looked(office)).filled.endswith(" · พร้อมส่งโดย ผู้อำนวยการกลุ่ม 9 ม.ค. 2566")


def test_a_file_that_vanished_meanwhile_has_no_time(office: Office) -> None:
    path = put(office)
    consolidated = office.consolidate()
    path.unlink()

    (file,) = of(follow(consolidated, office.folder, [], BEFORE)).files

    assert replace(file, code="") == FileProgress("จากอีเมล.xlsx", "")
