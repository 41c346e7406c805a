"""A returned file says where it lies, is it in a folder or inside a zip or mail, and gives its bytes."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from tests.support import raw_workbooks as raw
from xl_addin.excel.reading.limits import PackageError, ReadLimits
from xl_addin.excel.reading.returned_file import ReturnedFile
from xl_addin.excel.reading.workbook_reader import read_workbook

CONTENT = '<row r="1"><c r="A1"><v>7</v></c></row>'


def test_a_file_of_the_folder_is_called_by_its_name_and_read_from_the_disk(tmp_path: Path) -> None:
    (tmp_path / "แผน.xlsx").write_bytes(raw.workbook(raw.sheet_xml(CONTENT)))
    file = ReturnedFile(tmp_path / "แผน.xlsx")
    assert file.name == "แผน.xlsx"
    assert file.read() == (tmp_path / "แผน.xlsx").read_bytes()
    assert file.size == len(file.read())
    assert ReturnedFile(tmp_path / "ไม่มี.xlsx").size == 0
    assert read_workbook(file).sheets[0].cells[1, 1].value == "7"


def test_a_file_inside_another_is_called_by_both_names_and_read_without_the_disk() -> None:
    content = raw.workbook(raw.sheet_xml(CONTENT))
    file = pickle.loads(pickle.dumps(ReturnedFile(Path("folder/ส่งงาน.zip"), "แผน/รอบ 2.xlsx", content)))
    assert file.name == "ส่งงาน.zip › แผน/รอบ 2.xlsx"
    assert read_workbook(file).sheets[0].cells[1, 1].value == "7"


@pytest.mark.parametrize("inner", [None, "แผน.xlsx"])
def test_a_file_larger_than_the_limit_is_refused_wherever_it_lies(tmp_path: Path, inner: str | None) -> None:
    (tmp_path / "large").write_bytes(bytes(2000))
    file = ReturnedFile(tmp_path / "large", inner, bytes(2000) if inner else None)
    with pytest.raises(PackageError) as refused:
        file.read(ReadLimits(file_bytes=1000))
    assert refused.value.message_id == "file_too_large"


def test_a_name_whose_bytes_are_no_text_can_be_shown() -> None:
    assert ReturnedFile(Path("\udca1.xlsx")).name == r"\udca1.xlsx"


def test_a_place_inside_another_file_without_its_bytes_is_no_file() -> None:
    with pytest.raises(ValueError, match="comes with its bytes"):
        ReturnedFile(Path("a.zip"), "b.xlsx")
