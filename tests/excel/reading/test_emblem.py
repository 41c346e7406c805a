"""The garuda of an office's memos: a picture beside the register, or room for it."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook

from tests.support.consolidations import office
from tests.support.pictures.grey import picture
from xl_addin.demo.examples import demo_register
from xl_addin.excel.reading.emblem import LARGEST, emblem_beside
from xl_addin.register.reader import load_register
from xl_addin.register.writer import write_register
from xl_addin.report.writer import write_report
from xl_addin.template.memo import memo_bytes


def test_the_picture_beside_the_register_stands_on_the_memo(tmp_path: Path) -> None:
    path = tmp_path / "ทะเบียน.xlsx"
    made = demo_register("khonkaen2")
    write_register(path, made.form, made)
    (tmp_path / "ครุฑ.png").write_bytes(picture())
    register = load_register(path)
    with zipfile.ZipFile(BytesIO(memo_bytes(register, 1))) as package:
        assert [package.read(name) for name in package.namelist() if "media/" in name] == [picture()]
    target = BytesIO()
    write_report(target, replace(office("khonkaen2"), register=register))
    (image,) = load_workbook(BytesIO(target.getvalue()))["บันทึกข้อความ"]._images
    end = image.anchor.to
    assert end.row == 0 or (end.row == 1 and end.rowOff < 20_000)  # 1.5 cm, within the first row


def test_without_a_picture_room_is_kept_and_nothing_drawn() -> None:
    data = memo_bytes(demo_register("khonkaen2"), 1)
    book = load_workbook(BytesIO(data))
    assert book.worksheets[0].row_dimensions[1].height > 42.5  # 1.5 cm
    assert book.worksheets[0]._images == []


def test_what_is_no_picture_or_too_large_is_left_out(tmp_path: Path) -> None:
    register = tmp_path / "ทะเบียน.xlsx"
    assert emblem_beside(register) == b""
    (tmp_path / "ครุฑ.png").write_bytes(b"MZ not a picture")
    assert emblem_beside(register) == b""
    (tmp_path / "ครุฑ.png").write_bytes(picture() + b"\0" * LARGEST)
    assert emblem_beside(register) == b""
    (tmp_path / "ครุฑ.jpg").write_bytes(b"\xff\xd8\xff\xe0 jpeg")
    assert emblem_beside(register).startswith(b"\xff\xd8")
