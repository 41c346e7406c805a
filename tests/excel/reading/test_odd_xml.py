"""Workbooks that other programs wrote: odd but right XML reads the same, broken XML is damage."""

from __future__ import annotations

import random
import zipfile

import pytest

from tests.excel.reading.sheet_rows import CONTENT, cells_of, row
from tests.support import raw_workbooks as raw
from xl_addin.excel.reading import cell_xml
from xl_addin.excel.reading.cells import RawCell
from xl_addin.excel.reading.limits import PackageError
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.excel.reading.xml_text import holds

ODD = {
    "prefix": lambda xml: (
        xml.replace("xmlns=", "xmlns:x=").replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
    ).replace("<x:?xml", "<?xml"),
    "layout": lambda xml: xml.replace("><", ">\n  <"),
    "comments": lambda xml: xml.replace("<v>", '<!-- <c r="Z9"><v>666</v></c> --><v>'),
    "instruction": lambda xml: xml.replace("<c ", '<?x <c r="Z9"><v>666</v></c> ?><c ', 1),
    "CDATA": lambda xml: xml.replace("<v>1</v>", "<v><![CDATA[1]]></v>"),
    "UTF-16": lambda xml: xml.replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16"),
    "single quotes": lambda xml: xml.replace('"', "'"),
    "spaced ends": lambda xml: xml.replace("</c>", "</c >").replace("</v>", "</v >"),
    "order of attributes": lambda xml: xml.replace('r="A1" s="1"', 's="1" r="A1"'),
    "no addresses": lambda xml: xml.replace(' r="A1"', "").replace(' r="B1"', "").replace('row r="1"', "row"),
    "Strict": lambda xml: xml.replace(raw.MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main"),
    "other content": lambda xml: xml.replace(
        "<sheetData>", '<sheetData><y:row xmlns:y="urn:y"><y:c r="Z9"><y:v>6</y:v></y:c></y:row>'
    ),
}


@pytest.mark.parametrize("odd", ODD)
def test_odd_but_right_xml_reads_the_same(odd: str) -> None:
    rows = (
        '<row r="1"><c r="A1" s="1"><v>1</v></c><c r="B1" t="s"><v>0</v></c></row>'
        '<row r="2"><c r="C2"><f>A1&lt;2</f><v>0</v></c>'
        '<c r="D2" t="inlineStr"><is><t>ก &amp; ข</t></is></c></row>'
        '<row r="4" hidden="1"><c r="A4" t="e"><v>#N/A</v></c></row>'
    )
    after = '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>'
    xml = raw.sheet_xml(rows, after=after)
    plain = read_workbook(raw.workbook(xml, texts=["<t>ข้อความ</t>"]))
    workbook = read_workbook(raw.workbook(ODD[odd](xml), texts=["<t>ข้อความ</t>"]))
    assert workbook.sheets == plain.sheets
    assert not plain.facts.unusual_xml


@pytest.mark.parametrize("odd", [odd for odd in ODD if odd not in ("no addresses", "other content", "CDATA")])
def test_odd_but_right_xml_around_the_sheets_reads_the_same(odd: str) -> None:
    names = '<definedNames><definedName name="t">ก!$A$1</definedName></definedNames>'
    options = {"texts": ["<t>ก</t>", "<r><t>ข</t></r><r><t> ค</t></r>"], "workbook_after": names}
    sheet = raw.sheet_xml(row('<c r="A1" s="1"><v>1</v></c>', '<c r="B1" t="s"><v>1</v></c>'))
    parts = raw.parts_of(sheet, **options)
    odd_parts = {
        name: content if name.endswith((".rels", "[Content_Types].xml")) else ODD[odd](content)
        for name, content in parts.items()
    }
    plain, workbook = read_workbook(raw.zipped(parts)), read_workbook(raw.zipped(odd_parts))
    assert workbook.sheets == plain.sheets
    assert workbook.defined_names == plain.defined_names
    assert plain.sheets[0].cells[1, 2].value == "ข ค"
    assert plain.sheets[0].cells[1, 1].is_date


def test_a_workbook_of_the_strict_standard_is_read() -> None:
    strict = {
        name: str(content)
        .replace(raw.MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
        .replace(raw.OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships")
        for name, content in raw.parts_of(
            raw.sheet_xml(row('<c r="A1" t="d" s="1"><v>2024-10-01</v></c>', '<c r="B1"><v>2</v></c>'))
        ).items()
    }
    workbook = read_workbook(raw.zipped(strict))
    assert workbook.facts.strict
    assert workbook.sheets[0].cells[1, 1] == RawCell("d", "2024-10-01", None, "date")
    assert workbook.sheets[0].cells[1, 2].value == "2"


def test_parts_are_found_by_relationship_and_not_by_their_usual_place() -> None:
    parts = raw.parts_of(raw.sheet_xml(CONTENT))
    moved = {
        "[Content_Types].xml": parts["[Content_Types].xml"],
        "_rels/.rels": raw.relationships(("officeDocument", "/My/Book.XML", "")),
        "My/book.xml": parts["xl/workbook.xml"],
        "My/_rels/Book.XML.rels": raw.relationships(("worksheet", "../Pages/./p1.xml", "")),
        "pages/P1.xml": parts["xl/worksheets/sheet1.xml"],
    }
    assert read_workbook(raw.zipped(moved)).sheets[0].cells[1, 1].value == "1"


@pytest.mark.parametrize(
    "broken",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v>',
        '<row r="1"><c r="A1"><v>1</v><c r="B1"><v>2</v></c></row>',
        '<row r="1"><c r="A0"><v>1</v></c></row>',
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="zz"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>&nosuch;</v></c></row>',
    ],
)
def test_a_sheet_that_excel_would_have_to_repair_is_damage(broken: str) -> None:
    with pytest.raises(PackageError, match="file_damaged"):
        cells_of(broken)


@pytest.mark.parametrize("part", ["_rels/.rels", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"])
def test_a_missing_part_is_damage(part: str) -> None:
    parts = raw.parts_of(raw.sheet_xml(CONTENT))
    del parts[part]
    with pytest.raises(PackageError, match="file_damaged"):
        read_workbook(raw.zipped(parts))


def test_stored_and_packed_parts_read_alike() -> None:
    parts = raw.parts_of(raw.sheet_xml(CONTENT))
    stored, packed = (
        read_workbook(raw.zipped(parts, how)) for how in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    )
    assert stored.sheets == packed.sheets


ALIKE = (
    *('<c r="{}" s="1"><v>5</v></c>', '<c r="{}" t="s"><v>0</v></c>', '<c r="{}" t="s"><v>99</v></c>'),
    *('<c r="{}"/>', '<c r="{}" t="b"><v>1</v></c>', '<c r="{}" t="s"><v></v></c>', '<c r="{}"></c>'),
    '<c r="{}" t="inlineStr"><is><t xml:space="preserve">ก &amp; ข</t></is></c>',
    '<c r="{}" t="inlineStr"><is><t>_x0041_</t></is></c>',
    *('<c r="{}" t="str"><f>A1&amp;"x"</f><v>y</v></c>', '<c r="{}" t="str"><f>A1</f><v></v></c>'),
    *('<c r="{}"><f>A1</f><v></v></c>', '<c r="{}"><f>A1</f></c>', '<c r="{}"><f>&bad;</f><v>1</v></c>'),
    *('<c r="{}"><f t="array" ref="A1">A2</f><v>3</v></c>', '<c r="{}" t="x"><v>1</v></c>'),
    *('<c r="{}"><f t="shared" ref="A1:B1" si="0">C1</f><v>3</v></c>', '<c r="{}"><is><t>ก</t></is></c>'),
    *('<c r="{}" t="inlineStr"><is><t></t></is></c>', '<c r="{}" t="s"><is><t>ก</t></is></c>'),
    '<c r="{}" t="inlineStr"><is><r><rPr><strike/></rPr><t>ก</t></r></is></c>',
)
SLIPS = (
    "",
    "</c>",
    "<v>1</v>",
    "<v>",
    "</row>",
    "<f>",
    '<c r="A1">',
    '<row r="1" hidden="1">',
    "<!-- -->",
    "x",
)


def what_is_read(workbook: bytes) -> tuple[object, ...]:
    try:
        found = read_workbook(workbook)
    except PackageError as error:
        return error.message_id, dict(error.values)
    return found.sheets, found.facts


def test_cells_told_by_what_stands_between_their_values_read_as_cell_by_cell(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    choose = random.Random(4)
    cell_xml.SHAPES.clear()
    for _ in range(300):
        rows = ""
        for number in range(1, choose.randint(2, 4)):
            cells = (
                choose.choice(ALIKE[: choose.choice((9, len(ALIKE)))]).format(f"{letter}{number}")
                for letter in "ABC"
            )
            rows += f'<row r="{number}" ht="{choose.randint(1, 9)}">{"".join(cells)}</row>'
        if choose.random() < 0.3:
            at = choose.randrange(len(rows))
            rows = rows[:at] + choose.choice(SLIPS) + rows[at + choose.randint(0, 4) :]
        workbook = raw.workbook(raw.sheet_xml(rows), texts=["<t>ก</t>"])
        remembered = what_is_read(workbook)
        with monkeypatch.context() as patched:
            patched.setattr(cell_xml, "SMALL", -1)
            assert what_is_read(workbook) == remembered, rows
    assert len(cell_xml.SHAPES) > 50


@pytest.mark.parametrize(
    "xml", ["", "x", "a_x", "_", "x_x00", "<v>1</v>", "!<", "<!", "ก!<?", "!!<!", "xmlnsx"]
)
@pytest.mark.parametrize(("word", "rare"), [("_x", 1), ("<!", 1), ("<?", 1), ("xmln", 0)])
def test_a_word_is_found_by_its_rare_letter_as_by_itself(xml: str, word: str, rare: int) -> None:
    assert holds(xml, word, rare) is (word in xml)
