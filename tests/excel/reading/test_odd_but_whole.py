"""Workbooks that other programs write and Excel opens are read; what never ends is refused at once."""

from __future__ import annotations

import time

import pytest

from tests.support import raw_workbooks as raw
from xl_addin.excel.reading.limits import PackageError
from xl_addin.excel.reading.workbook_reader import read_workbook


def values(data: bytes) -> dict[tuple[int, int], str | None]:
    """Row and column -> value of the first sheet."""
    return {at: cell.value for at, cell in read_workbook(data).sheets[0].cells.items()}


def row_of(cells: str) -> str:
    return raw.sheet_xml(f'<row r="1">{cells}</row>')


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="A1" t="inlineStr"><v>0</v><is><t>ข้อความ</t></is></c>', "ข้อความ"),
        ('<c r="A1" t="inlineStr"><is><t>ข้อความ</t></is><v>0</v></c>', "ข้อความ"),
        ('<c r="A1" t="inlineStr"><v/><is><r><t>ข้อ</t></r><r><t>ความ</t></r></is></c>', "ข้อความ"),
        ('<c r="A1" t="inlineStr"><v>ข้อความ</v></c>', "ข้อความ"),
        ('<c r="A1"><is><t>ข้อความ</t></is></c>', "ข้อความ"),
        ('<c r="A1"><v>5</v><is/></c>', "5"),
        ('<c r="A1"><v>5</v><f>2+3</f></c>', "5"),
        ('<c r="A1"><v>5</v><extLst><ext uri="x"/></extLst></c>', "5"),
    ],
)
def test_a_cell_with_its_parts_in_any_order_is_read(cell: str, value: str) -> None:
    assert values(raw.workbook(row_of(cell + '<c r="B1"><v>1</v></c>'))) == {(1, 1): value, (1, 2): "1"}


@pytest.mark.parametrize("number", ["1", " 1", "1\n", "01", "+1"])
def test_a_shared_text_is_found_however_its_number_is_written(number: str) -> None:
    sheet = row_of(f'<c r="A1" t="s"><v>{number}</v></c>')
    assert values(raw.workbook(sheet, texts=["<t>ก</t>", "<t>ข</t>"])) == {(1, 1): "ข"}


def test_a_relationship_prefix_may_be_declared_on_the_sheet_element() -> None:
    parts = raw.parts_of(row_of('<c r="A1"><v>1</v></c>'))
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{raw.MAIN}"><sheets><sheet name="ก" sheetId="1" xmlns:q="{raw.OFFICE}" q:id="rId1"/>'
        "</sheets></workbook>"
    )
    assert values(raw.zipped(parts)) == {(1, 1): "1"}


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/styles.xml"])
def test_a_part_that_is_named_and_absent_is_missed_by_nobody(part: str) -> None:
    parts = raw.parts_of(row_of('<c r="A1"><v>1</v></c>'))
    del parts[part]
    assert values(raw.zipped(parts)) == {(1, 1): "1"}


def test_a_named_and_absent_part_of_properties_is_missed_by_nobody() -> None:
    parts = raw.parts_of(row_of('<c r="A1"><v>1</v></c>'))
    parts["_rels/.rels"] = raw.relationships(
        ("officeDocument", "xl/workbook.xml", ""),
        ("extended-properties", "docProps/app.xml", ""),
        ("custom-properties", "docProps/custom.xml", ""),
    )
    assert values(raw.zipped(parts)) == {(1, 1): "1"}


def test_a_module_without_a_part_is_listed_and_not_read() -> None:
    parts = raw.parts_of(row_of('<c r="A1"><v>1</v></c>'))
    parts["xl/workbook.xml"] = str(parts["xl/workbook.xml"]).replace(
        "</sheets>", '<sheet name="Module1" sheetId="9" r:id="rId99"/></sheets>'
    )
    book = read_workbook(raw.zipped(parts))
    assert [(sheet.name, sheet.is_read) for sheet in book.sheets] == [("แผ่น1", True), ("Module1", False)]


@pytest.mark.parametrize("encoding", ["windows-874", "TIS-620", "cp874"])
def test_thai_encodings_are_read_as_declared(encoding: str) -> None:
    parts = raw.parts_of(row_of('<c r="A1" t="s"><v>0</v></c>'), texts=["<t>โครงการเลขที่ ๑</t>"])
    for name in ("xl/sharedStrings.xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"):
        text = str(parts[name]).replace('encoding="UTF-8"', f'encoding="{encoding}"')
        parts[name] = text.encode("cp874")
    assert values(raw.zipped(parts)) == {(1, 1): "โครงการเลขที่ ๑"}
    assert read_workbook(raw.zipped(parts)).sheets[0].name == "แผ่น1"


def test_many_long_texts_alike_are_no_bomb() -> None:
    text = "โครงการพัฒนาคุณภาพการศึกษา " * 30
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{text}</t></is></c></row>' for n in range(1, 3001)
    )
    assert len(values(raw.workbook(raw.sheet_xml(rows)))) == 3000


CELL = '<c r="A{n}" t="s"><v>0</v></c>'
ENDLESS = {
    "shared texts": lambda: raw.workbook(row_of(CELL.format(n=1)), texts=[_many("<si><t>{n}")]),
    "phonetic runs": lambda: raw.workbook(row_of(CELL.format(n=1)), texts=[_many('<rPh sb="{n}">')]),
    "rows": lambda: raw.workbook(raw.sheet_xml("<!-- -->" + _many('<row r="{n}"><c r="A{n}"><v>1</v></c>'))),
    "inline texts": lambda: raw.workbook(
        raw.sheet_xml(_many('<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{n}'))
    ),
    "merged cells": lambda: raw.workbook(
        raw.sheet_xml("", after=f"<mergeCells>{_many('<mergeCell ref=`A{n}:B{n}`/>')}</mergeCells>")
    ),
    "shared formulas": lambda: raw.workbook(
        raw.sheet_xml(
            f'<row r="1"><c r="A1"><f t="shared" si="0">{"+".join(["B1*C1"] * 700)}</f><v>1</v></c></row>'
            + _many('<row r="{n}"><c r="A{n}"><f t="shared" si="0"/><v>{n}</v></c></row>')
        )
    ),
}


def _many(text: str) -> str:
    return "".join(text.replace("{n}", str(number)).replace("`", '"') for number in range(2, 100_000))


@pytest.mark.parametrize("kind", ENDLESS)
def test_what_never_ends_is_refused_at_once(kind: str) -> None:
    data = ENDLESS[kind]()
    started = time.process_time()
    with pytest.raises(PackageError) as refused:
        read_workbook(data)
    assert refused.value.message_id in ("file_damaged", "file_too_intricate")
    assert time.process_time() - started < 5


def test_where_the_part_is_unknown_the_sentence_says_so() -> None:
    assert "บอกไม่ได้ว่าส่วนใด" in PackageError("file_damaged", part="", error="x").problem().message
    assert "xl/styles.xml" in PackageError("file_damaged", part="xl/styles.xml").problem().message
