"""Notes and the sheet in front are put into a workbook; every part that holds no mark stays byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.support import pages, raw_workbooks, soffice
from tests.support.registers import small_register
from xl_addin.excel.marking.mark_workbook import marked_workbook
from xl_addin.excel.marking.marks_sheet import Mark
from xl_addin.excel.marking.note_shapes import Sizes
from xl_addin.excel.reading.cell_patch import parts_of, sheet_paths
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.model.form.form_files import form_ids
from xl_addin.model.form.loader import load_form
from xl_addin.model.marks import MARKS_SHEET, mark_text, without_marks
from xl_addin.template.shared.round_data import round_data
from xl_addin.template.template import template_bytes

CHANGED = re.compile(r"\[Content_Types\]\.xml|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels|xl/styles\.xml")


def template(form_id: str) -> bytes:
    form = load_form(form_id)
    register = small_register(form_id)
    if form.template.layout == "pages":
        register = pages.office(form, [{}, {}], 2567)
    return template_bytes(round_data(form, register, 1, None), register.groups[0])


def entry_sheet(book: bytes) -> str:
    """The sheet that a group fills in: the last that it sees."""
    return [sheet.name for sheet in read_workbook(book).sheets if sheet.state == "visible"][-1]


def mark(book: bytes, *cells: str, message: str = "ยังไม่ได้กรอก") -> bytes:
    marks = [Mark(entry_sheet(book), cell, "โครงการ <ก> & ข", message, "กรอก") for cell in cells]
    return marked_workbook(book, marks, "ข้อที่ต้องแก้", ["แก้แล้วส่งกลับ"])


def notes(book: bytes, sheet: str) -> dict[str, str]:
    return {
        cell.coordinate: cell.comment.text
        for row in load_workbook(BytesIO(book))[sheet].iter_rows()
        for cell in row
        if cell.comment is not None
    }


def values(sheet: Worksheet) -> dict[str, object]:
    return {cell.coordinate: cell.value for row in sheet for cell in row if cell.value is not None}


@pytest.fixture(scope="module", params=form_ids())
def book(request: pytest.FixtureRequest) -> bytes:
    return template(request.param)


def test_only_the_parts_of_the_marks_change(book: bytes) -> None:
    before, after = parts_of(book), parts_of(mark(book, "X9", "X12"))
    own = sheet_paths(before)[entry_sheet(book)]
    changed = {name for name in before if after[name] != before[name] and not CHANGED.fullmatch(name)}
    shown = {name for name in changed if re.sub(rb' tabSelected="1"', b"", before[name]) != after[name]}
    assert own in changed
    assert shown == {own}
    assert re.sub(rb"<legacyDrawing[^>]*>", b"", after[own]) == before[own].replace(b' tabSelected="1"', b"")
    assert set(before) <= set(after)


def test_protection_choices_formulas_and_names_stay(book: bytes) -> None:
    before, after = load_workbook(BytesIO(book)), load_workbook(BytesIO(mark(book, "X9")))
    assert after.sheetnames == [MARKS_SHEET, *before.sheetnames]
    for sheet in before:
        other = after[sheet.title]
        assert other.protection.sheet == sheet.protection.sheet
        assert len(other.data_validations.dataValidation) == len(sheet.data_validations.dataValidation)
        assert other.print_area == sheet.print_area
        assert other.print_title_rows == sheet.print_title_rows
        assert {name: one.attr_text for name, one in other.defined_names.items()} == {
            name: one.attr_text for name, one in sheet.defined_names.items()
        }
        assert values(other) == values(sheet)


def test_marking_again_replaces_and_nothing_left_to_mark_leaves_nothing(book: bytes) -> None:
    once = mark(book, "X9", "X12")
    twice = mark(once, "X12", "Y14", message="ตัวเลขไม่ถูก")
    said = notes(twice, entry_sheet(book))
    assert said.keys() == {"X12", "Y14"}
    assert all("ตัวเลขไม่ถูก" in text and "ยังไม่ได้กรอก" not in text for text in said.values())
    assert load_workbook(BytesIO(twice)).sheetnames.count(MARKS_SHEET) == 1
    cleared = load_workbook(BytesIO(mark(twice)))
    assert cleared.sheetnames == load_workbook(BytesIO(book)).sheetnames
    assert notes(mark(twice), entry_sheet(book)) == {}
    assert len(parts_of(twice)["xl/styles.xml"]) == len(parts_of(once)["xl/styles.xml"])


def odd_sheets() -> Iterator[tuple[str, bytes]]:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row>'
    plain = raw_workbooks.sheet_xml(rows)
    styles = (
        f'<styleSheet xmlns="{raw_workbooks.MAIN}"><fonts count="1"><font><name val="A"/></font></fonts>'
        '<fills count="1"><fill><patternFill/></fill></fills><borders count="1"><border/></borders>'
        '<cellXfs count="1"><xf numFmtId="0"/></cellXfs></styleSheet>'
    )
    parts = raw_workbooks.parts_of({"ก": plain}) | {"xl/styles.xml": styles}
    yield "plain", raw_workbooks.zipped(parts)
    prefixed = (
        f'<x:worksheet xmlns:x="{raw_workbooks.MAIN}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>'
        "</x:sheetData><x:tableParts/></x:worksheet>"
    )
    yield "prefixed", raw_workbooks.zipped(parts | {"xl/worksheets/sheet1.xml": prefixed})
    utf16 = plain.replace("UTF-8", "UTF-16").encode("utf-16")
    yield "utf-16", raw_workbooks.zipped(parts | {"xl/worksheets/sheet1.xml": utf16})


@pytest.mark.parametrize(
    ("name", "book"), list(odd_sheets()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_workbooks_that_other_programs_write(name: str, book: bytes) -> None:
    made = marked_workbook(book, [Mark("ก", "A1", "", "ผิด\x01 <&>", "แก้")], "ข้อ", [])
    (note,) = read_workbook(made).sheets[1].annotations or [None]
    assert note is None, "the program's own note is nobody's words"
    assert "ผิด <&>" in notes(made, "ก")["A1"]
    assert [sheet.name for sheet in read_workbook(made).sheets] == [MARKS_SHEET, "ก"]


def test_marks_are_told_from_what_a_sender_writes() -> None:
    words = mark_text(["ยังไม่ได้กรอก", "เกินงบ"])
    assert without_marks(words) == ""
    assert without_marks("".join(words.split())) == ""
    assert without_marks(f"ของกลุ่ม\n{words}\nรอเอกสาร") == "ของกลุ่ม\n\nรอเอกสาร"
    assert "แก้ไขเอง" in without_marks(words.replace("เกินงบ", "แก้ไขเอง"))
    assert len(mark_text(["ก" * 100] * 100)) < 1_500


def test_boxes_of_notes_lie_beside_their_cells_whatever_the_columns_and_rows() -> None:
    sizes = Sizes({2: 0, 3: 400}, {1: 500})
    assert sizes.anchor("A1", "สั้น") == "1, 15, 0, 15, 2, 315, 0, 95"
    assert Sizes({}, {}).anchor("A1", "สั้น") == "1, 15, 0, 15, 5, 59, 4, 15"


@pytest.mark.slow
def test_libreoffice_opens_it_with_its_notes(book: bytes, tmp_path: Path) -> None:
    program = soffice.installed()
    if program is None:
        pytest.skip("LibreOffice is missing: apt-get install libreoffice-calc")
    (tmp_path / "แบบ.xlsx").write_bytes(mark(book, "X9", "X12"))
    (opened,) = soffice.Soffice(program, tmp_path / "home").convert(
        [tmp_path / "แบบ.xlsx"], tmp_path / "out", "xlsx"
    )
    said = notes(opened.read_bytes(), entry_sheet(book))
    assert said.keys() == {"X9", "X12"}
    assert [without_marks(text) for text in said.values()] == ["", ""]
    assert load_workbook(opened).sheetnames[0] == MARKS_SHEET


@pytest.mark.slow
def test_the_schemas_of_the_format_find_nothing(book: bytes, tmp_path: Path) -> None:
    audit = pytest.importorskip("openxml_audit")
    path = tmp_path / "แบบ.xlsx"
    path.write_bytes(mark(book, "X9", "X12"))
    assert [str(error) for error in audit.OpenXmlValidator().validate(str(path)).errors] == []
