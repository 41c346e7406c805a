"""Whatever a group sends its workbook in: sub-folders, zips, saved e-mails. Each file in them stands for itself."""

from __future__ import annotations

from collections.abc import Callable
from zipfile import ZIP_STORED

import pytest
from openpyxl import Workbook

from tests.support.office import Office
from tests.support.sent import wrapped
from xl_addin.consolidate.consolidated import Consolidated, GroupState, Outcome
from xl_addin.consolidate.pipeline import consolidate
from xl_addin.consolidate.unpacking import unpack
from xl_addin.excel.reading.limits import PackageError
from xl_addin.excel.reading.returned_file import ReturnedFile
from xl_addin.excel.reading.zip_members import UnpackLimits
from xl_addin.report.book.reminder import reminder_lines

NAME = "กลุ่มนโยบายและแผน.xlsx"


@pytest.fixture
def workbook(office: Office) -> bytes:
    """The workbook of the planning group, filled; not in the folder."""
    path = office.put(office.book(), NAME)
    content = path.read_bytes()
    path.unlink()
    return content


def consolidated(office: Office) -> Consolidated:
    """The consolidation; of every one: each entry is in one list, and nothing was lost."""
    found = consolidate(office.register, office.folder, 1, workers=1)
    assert [line for line in found.conservation if line.left != line.right] == []
    assert len({file.file for file in found.files}) == len(found.files)
    return found


def outcomes(found: Consolidated) -> dict[str, Outcome]:
    return {file.file: file.outcome for file in found.files}


def used_of(found: Consolidated) -> list[int]:
    return list(found.frame.loc[found.frame["group_id"] == "plan", "used"])


def test_one_folder_for_each_group(office: Office, workbook: bytes) -> None:
    (office.folder / "แผน" / "รอบ 1").mkdir(parents=True)
    (office.folder / "แผน" / "รอบ 1" / NAME).write_bytes(workbook)
    found = consolidated(office)
    assert outcomes(found) == {f"แผน/รอบ 1/{NAME}": Outcome.USED}
    assert used_of(found) == [100_000] * 3


WRAPPINGS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "a.zip": (lambda book: wrapped.zip_of({f"ส่ง/{NAME}": book}), f"ส่ง/{NAME}"),
    "b.zip": (lambda book: wrapped.zip_in("cp874", {NAME: book}), NAME),
    "c.zip": (lambda book: wrapped.zip_in("utf-8", {NAME: book}), NAME),
    "d.zip": (lambda book: wrapped.zip_of({"ใน.zip": wrapped.zip_of({NAME: book})}), f"ใน.zip/{NAME}"),
    "e.eml": (lambda book: wrapped.mail_of({NAME: book}), NAME),
    "f.eml": (lambda book: wrapped.mail_of({"ส่ง.zip": wrapped.zip_of({NAME: book})}), f"ส่ง.zip/{NAME}"),
    "g.eml": (lambda book: wrapped.forwarded({NAME: book}), f"mail 2/{NAME}"),
    "i.zip": (lambda book: wrapped.zip_of({NAME: book}, ZIP_STORED), NAME),
    "j.eml": (lambda book: wrapped.mail_of({"แบบ.zip": book}), "แบบ.zip"),
    "h.msg": (lambda book: wrapped.outlook_mail_of(NAME, book), NAME),
}


@pytest.mark.parametrize("name", WRAPPINGS)
def test_a_workbook_in_a_zip_or_mail_is_read(office: Office, workbook: bytes, name: str) -> None:
    wrap, inner = WRAPPINGS[name]
    (office.folder / name).write_bytes(wrap(workbook))
    found = consolidated(office)
    assert outcomes(found) == {f"{name} › {inner}": Outcome.USED}
    assert used_of(found) == [100_000] * 3
    assert set(found.frame.loc[found.frame["reported"], "file"]) == {f"{name} › {inner}"}


def test_every_file_in_a_zip_is_in_one_list(office: Office, workbook: bytes) -> None:
    files = {
        NAME: workbook,
        f"สำเนา/{NAME}": workbook,
        "scan.pdf": b"%PDF-1.4",
        "~$ปิด.xlsx": b"x",
        "เสีย.xlsx": b"x",
    }
    (office.folder / "ส่ง.zip").write_bytes(wrapped.zip_of({**files, "__MACOSX/._a.xlsx": b"x"}))
    assert outcomes(consolidated(office)) == {
        f"ส่ง.zip › {NAME}": Outcome.USED,
        f"ส่ง.zip › สำเนา/{NAME}": Outcome.COPY,
        "ส่ง.zip › scan.pdf": Outcome.IGNORED,
        "ส่ง.zip › ~$ปิด.xlsx": Outcome.IGNORED,
        "ส่ง.zip › เสีย.xlsx": Outcome.REFUSED,
        "ส่ง.zip › __MACOSX/._a.xlsx": Outcome.IGNORED,
    }


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"PK\x03\x04 cut short", "file_cut_short"),
        (
            wrapped.zip_of({"a.zip": wrapped.zip_of({"b.zip": wrapped.zip_of({NAME: b"x"})})}),
            "wrapper_too_deep",
        ),
        (wrapped.zip_of({NAME: bytes(21 * 2**20)}), "file_too_large"),
    ],
)
def test_a_zip_that_cannot_be_opened_is_told_and_its_group_has_sent_something(
    office: Office, content: bytes, rule: str
) -> None:
    (office.folder / "กลุ่มนโยบายและแผน.zip").write_bytes(content)
    found = consolidated(office)
    assert [each.rule for each in found.problems if each.place.file.startswith("กลุ่ม")] == [rule]
    assert {group.group_id: group.state for group in found.groups}["plan"] is GroupState.REFUSED
    (line,) = [line for line in reminder_lines(found) if "กลุ่มนโยบายและแผน 3" in line]
    assert "ใช้ไฟล์ที่ส่งมาไม่ได้: กลุ่มนโยบายและแผน.zip" in line


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("กลุ่มนโยบายและแผน.pdf", b"%PDF-1.4"),
        ("กลุ่มนโยบายและแผน/สแกน.jpg", b"\xff\xd8\xff"),
        ("กลุ่มนโยบายและแผน.rar", b"Rar!"),
        ("กลุ่มนโยบายและแผน.eml", wrapped.mail_of({})),
    ],
)
def test_what_is_no_workbook_but_bears_a_groups_name_was_received(
    office: Office, name: str, content: bytes
) -> None:
    (office.folder / name).parent.mkdir(exist_ok=True)
    (office.folder / name).write_bytes(content)
    (line,) = [line for line in reminder_lines(consolidated(office)) if "กลุ่มนโยบายและแผน 3" in line]
    assert f"ใช้ไฟล์ที่ส่งมาไม่ได้: {name}" in line
    assert "ยังไม่ได้รับ" not in line


def test_an_open_workbook_of_a_group_is_not_a_received_one(office: Office) -> None:
    (office.folder / "~$กลุ่มนโยบายและแผน.xlsx").write_bytes(b"x")
    lines = reminder_lines(consolidated(office))
    assert any("กลุ่มนโยบายและแผน 3 โครงการ — ยังไม่ได้รับไฟล์" in line for line in lines)


def test_limits_hold_for_a_zip_as_a_whole(office: Office) -> None:
    path = office.folder / "ส่ง.zip"
    path.write_bytes(wrapped.zip_of({f"{number}.xlsx": bytes(1000) for number in range(5)}))
    for limits, rule in (
        (UnpackLimits(files=4), "wrapper_too_many_files"),
        (UnpackLimits(total_bytes=4000), "wrapper_too_large"),
    ):
        with pytest.raises(PackageError) as caught:
            unpack(ReturnedFile(path), limits)
        assert caught.value.message_id == rule
    assert len(unpack(ReturnedFile(path))) == 5


def test_a_home_made_workbook_is_tied_to_the_group_that_its_title_names(office: Office) -> None:
    book = Workbook()
    book.active["A1"] = "รายงานผลการดำเนินงาน กลุ่มนโยบายและแผน ไตรมาส 1"
    book.save(office.folder / "รายงาน.xlsx")
    found = consolidated(office)
    (file,) = found.files
    assert (file.outcome, file.group_id) == (Outcome.REFUSED, "plan")
    (line,) = [line for line in reminder_lines(found) if "กลุ่มนโยบายและแผน 3" in line]
    assert "ใช้ไฟล์ที่ส่งมาไม่ได้: รายงาน.xlsx" in line
