"""What a returned workbook holds is read whole, as stored, and nothing in it is run, followed or guessed."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pytest
import xlsxwriter

from tests.excel.reading.sheet_rows import CONTENT, cells_of, row
from tests.support import raw_workbooks as raw
from xl_addin.excel.addresses import Range
from xl_addin.excel.reading.cells import RawCell, RawWorkbook
from xl_addin.excel.reading.limits import PackageError, ReadLimits
from xl_addin.excel.reading.workbook_reader import read_identity, read_workbook

# Values


def test_a_number_keeps_the_digits_of_the_file() -> None:
    cells = cells_of(row('<c r="A1"><v>0.30000000000000004</v></c>', '<c r="B1" t="n"><v>1.5E-3</v></c>'))
    assert cells[1, 1] == RawCell("n", "0.30000000000000004")
    assert cells[1, 2] == RawCell("n", "1.5E-3")


def test_errors_and_booleans_keep_their_kind() -> None:
    cells = cells_of(row('<c r="A1" t="e"><v>#REF!</v></c>', '<c r="B1" t="b"><v>1</v></c>'))
    assert cells[1, 1] == RawCell("e", "#REF!")
    assert cells[1, 2] == RawCell("b", "1")


def test_the_number_format_tells_dates_and_percents() -> None:
    cells = cells_of(
        row(
            '<c r="A1" s="1"><v>45000</v></c>', '<c r="B1" s="2"><v>0.5</v></c>', '<c r="C1"><v>45000</v></c>'
        )
    )
    assert cells[1, 1].is_date
    assert cells[1, 2].is_percent
    assert not cells[1, 3].is_date
    assert not cells[1, 3].is_percent


def test_a_date_format_of_a_conditional_format_makes_no_date_of_an_amount() -> None:
    """Excel numbers the formats inside <dxfs> apart; LibreOffice and openpyxl start both from 164."""
    parts = raw.parts_of(raw.sheet_xml(row('<c r="A1" s="1"><v>11000</v></c>', '<c r="B1"><v>2</v></c>')))
    parts["xl/styles.xml"] = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<styleSheet xmlns="{raw.MAIN}">'
        '<numFmts count="1"><numFmt numFmtId="164" formatCode="#,##0.00"/></numFmts>'
        '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs>'
        '<dxfs count="1"><dxf><numFmt numFmtId="164" formatCode="d mmm yyyy"/></dxf></dxfs></styleSheet>'
    )
    cells = read_workbook(raw.zipped(parts)).sheets[0].cells
    assert cells[1, 1] == RawCell("n", "11000")
    assert not cells[1, 1].is_date


def test_text_runs_are_joined_and_reading_aids_left_out() -> None:
    texts = [
        '<r><rPr><b/></rPr><t>งบ</t></r><r><t xml:space="preserve"> ประมาณ</t></r>',
        '<t>漢字</t><rPh sb="0" eb="2"><t>かんじ</t></rPh><phoneticPr fontId="1"/>',
        "<t>a &amp;lt; b &lt; c &#3585;</t>",
        "<t>บรรทัด_x000D_\nใหม่ _x005F_x000D_ _xD83D__xDE00_</t>",
        "<t/>",
    ]
    cells = cells_of(
        row(*(f'<c r="{letter}1" t="s"><v>{n}</v></c>' for n, letter in enumerate("ABCDE"))), texts=texts
    )
    assert [cell.value for cell in cells.values()] == [
        "งบ ประมาณ",
        "漢字",
        "a &lt; b < c ก",
        "บรรทัด\r\nใหม่ _x000D_ \U0001f600",
        "",
    ]


def test_text_in_the_cell_itself_is_read() -> None:
    cells = cells_of(
        row(
            '<c r="A1" t="inlineStr"><is><t>ก &amp; ข</t></is></c>',
            '<c r="B1" t="inlineStr"><is><r><rPr><color rgb="FFFF0000"/></rPr><t>แดง</t></r>'
            "<r><t>ดำ</t></r></is></c>",
            '<c r="C1" t="str"><f>A1</f><v>ก</v></c>',
        )
    )
    assert [cell.value for cell in cells.values()] == ["ก & ข", "แดงดำ", "ก"]
    assert {cell.type for cell in cells.values()} == {"s"}


def test_a_text_of_32767_letters_comes_whole() -> None:
    text = "กข" * 16_383 + "ค"
    assert cells_of(row('<c r="A1" t="s"><v>0</v></c>'), texts=[f"<t>{text}</t>"])[1, 1].value == text


def test_text_that_looks_like_a_formula_stays_text() -> None:
    text = "=cmd|'/c calc'!A0"
    workbook = read_workbook(
        raw.workbook(raw.sheet_xml(row('<c r="A1" t="s"><v>0</v></c>')), texts=[f"<t>{text}</t>"])
    )
    assert workbook.sheets[0].cells[1, 1] == RawCell("s", text)
    assert workbook.facts.dde == ()


def test_a_text_number_outside_the_shared_texts_is_damage() -> None:
    for index in ("7", "-1", ""):
        if index:
            with pytest.raises(PackageError, match="file_damaged"):
                cells_of(row(f'<c r="A1" t="s"><v>{index}</v></c>'), texts=["<t>ก</t>"])


# Formulas


def test_a_formula_comes_with_its_cached_value() -> None:
    cells = cells_of(
        row(
            '<c r="A1"><f>SUM(B1:C1)&amp;""</f><v>3</v></c>',
            '<c r="B1"><f aca="false">A1</f><v></v></c>',
            '<c r="C1" t="str"><f>A1</f><v></v></c>',
            '<c r="D1" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
            '<c r="E1"><f>A1</f></c>',
            '<c r="F1"><f>A1</f><v/></c>',
        )
    )
    assert cells[1, 1] == RawCell("n", "3", 'SUM(B1:C1)&""')
    assert cells[1, 2] == RawCell("n", None, "A1")
    assert cells[1, 3] == RawCell("s", "", "A1")
    assert cells[1, 4] == RawCell("e", "#DIV/0!", "1/0")
    assert cells[1, 5] == cells[1, 6] == RawCell("n", None, "A1")


def test_a_shared_formula_is_told_at_each_of_its_cells() -> None:
    cells = cells_of(
        '<row r="1"><c r="B1"><f t="shared" ref="B1:B3" si="0">A1*$A$1</f><v>1</v></c></row>'
        '<row r="2"><c r="B2"><f t="shared" si="0"/><v>2</v></c></row>'
        '<row r="3"><c r="B3"><f t="shared" si="0"/></c></row>'
    )
    assert [cell.formula for cell in cells.values()] == ["A1*$A$1", "A2*$A$1", "A3*$A$1"]
    assert [cell.value for cell in cells.values()] == ["1", "2", None]


def test_a_workbook_that_no_program_computed_says_so() -> None:
    never = read_workbook(raw.workbook(raw.sheet_xml(row('<c r="A1"><f>1+1</f><v></v></c>')))).facts
    computed = read_workbook(raw.workbook(raw.sheet_xml(row('<c r="A1"><f>1+1</f><v>2</v></c>')))).facts
    without = read_workbook(raw.workbook(raw.sheet_xml(CONTENT))).facts
    assert never.never_calculated
    assert not computed.never_calculated
    assert not without.never_calculated


# Sheets and names


def test_hidden_rows_columns_and_sheets_are_read_and_told() -> None:
    sheet = raw.sheet_xml(
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="2" spans="1:2" hidden="1"><c r="A2"><v>2</v></c></row>'
        '<row r="3" hidden="1"><c r="A3" s="1"/></row>',
        before='<cols><col min="1" max="1" width="9"/><col min="3" max="4" width="9" hidden="1"/></cols>',
    )
    workbook = read_workbook(
        raw.workbook(
            {"ก": sheet, "ข": raw.sheet_xml(CONTENT), "ค": raw.sheet_xml(CONTENT)},
            states={"ข": "hidden", "ค": "veryHidden"},
        )
    )
    assert [sheet.state for sheet in workbook.sheets] == ["visible", "hidden", "veryHidden"]
    assert workbook.sheets[0].hidden_rows == {2}
    assert workbook.sheets[0].hidden_columns == {3, 4}
    assert workbook.sheets[0].cells[2, 1].value == "2"
    assert workbook.sheets[2].cells[1, 1].value == "1"
    assert workbook.sheet("ข") is workbook.sheets[1]


def test_merged_cells_and_protection_are_told() -> None:
    after = (
        '<sheetProtection sheet="1" objects="1"/>'
        '<mergeCells count="2"><mergeCell ref="A1:B2"/><mergeCell ref="D4:D9"/></mergeCells>'
    )
    sheet = read_workbook(raw.workbook(raw.sheet_xml(CONTENT, after=after))).sheets[0]
    assert sheet.merged == (Range(1, 1, 2, 2), Range(4, 4, 9, 4))
    assert sheet.protected


def test_helper_sheets_are_passed_over_only_while_they_are_hidden() -> None:
    sheets = {"ก": raw.sheet_xml(CONTENT), "_check": "not even XML"}
    workbook = read_workbook(raw.workbook(sheets, states={"_check": "veryHidden"}))
    assert [sheet.is_read for sheet in workbook.sheets] == [True, False]
    shown = read_workbook(raw.workbook({"ก": raw.sheet_xml(CONTENT), "_check": raw.sheet_xml(CONTENT)}))
    assert shown.sheets[1].cells
    chosen = read_workbook(raw.workbook(sheets), wanted=lambda name: name == "ก")
    assert [sheet.is_read for sheet in chosen.sheets] == [True, False]


def test_defined_names_tell_their_scope() -> None:
    names = (
        "<definedNames><definedName name=\"t_projects\">'ก ข'!$A$5:$J$30</definedName>"
        '<definedName name="_xlnm.Print_Area" localSheetId="0" hidden="1">\'ก ข\'!$A$1</definedName>'
        "</definedNames>"
    )
    first, second = read_workbook(
        raw.workbook({"ก ข": raw.sheet_xml(CONTENT)}, workbook_after=names)
    ).defined_names
    assert (first.name, first.sheet, first.reference, first.hidden) == (
        "t_projects",
        None,
        "'ก ข'!$A$5:$J$30",
        False,
    )
    assert (second.sheet, second.hidden) == ("ก ข", True)


def test_the_identity_is_found_without_reading_the_sheets(tmp_path: Path) -> None:
    path = tmp_path / "แบบ.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("ก")
        book.set_custom_property("form", "spm2 & <1>")
        book.set_custom_property("issue", 3)
        book.set_custom_property("final", True)
    assert read_identity(path) == {"form": "spm2 & <1>", "issue": "3", "final": "true"}
    assert read_workbook(path).custom_properties == read_identity(path)


def test_the_1904_calendar_is_told() -> None:
    sheet = raw.sheet_xml(CONTENT)
    assert read_workbook(raw.workbook(sheet, workbook_before='<workbookPr date1904="1"/>')).facts.date_1904
    assert not read_workbook(raw.workbook(sheet, workbook_before="<workbookPr/>")).facts.date_1904


# What a file carries besides cells


def with_parts(parts: dict[str, str], **options: object) -> RawWorkbook:
    return read_workbook(raw.zipped(raw.parts_of(raw.sheet_xml(CONTENT), **options) | parts))


def test_macros_are_told_and_the_values_read_all_the_same() -> None:
    workbook = with_parts({"xl/vbaProject.bin": "x"}, main_type=raw.MACRO_TYPE)
    assert workbook.facts.kind == "xlsm"
    assert workbook.facts.macros
    assert workbook.sheets[0].cells[1, 1].value == "1"


def test_macro_sheets_of_excel_4_are_told_and_not_read() -> None:
    kind = "http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet"
    sheets = {"ก": raw.sheet_xml(CONTENT), "ม": raw.sheet_xml(CONTENT)}
    parts = raw.parts_of(sheets)
    parts["xl/_rels/workbook.xml.rels"] = raw.relationships(
        ("worksheet", "worksheets/sheet1.xml", ""), (kind, "macrosheets/sheet1.xml", "")
    )
    workbook = read_workbook(raw.zipped(parts))
    assert workbook.facts.macros
    assert workbook.sheets[1].kind == "macrosheet"
    assert not workbook.sheets[1].is_read


def test_links_to_other_workbooks_are_told_and_not_followed() -> None:
    link = f'<externalLink xmlns="{raw.MAIN}"><externalBook/></externalLink>'
    parts = raw.parts_of(
        raw.sheet_xml(
            row('<c r="B2"><f>[1]งบ!$A$1*2</f><v>5</v></c>', '<c r="C2"><f>Table1[งบ]</f><v>5</v></c>')
        ),
        more_relationships=[("externalLink", "externalLinks/externalLink1.xml", "")],
    ) | {
        "xl/externalLinks/externalLink1.xml": link,
        "xl/externalLinks/_rels/externalLink1.xml.rels": raw.relationships(
            ("externalLinkPath", "file:///C:/งบ/ปีที่แล้ว.xlsx", "External")
        ),
    }
    facts = read_workbook(raw.zipped(parts)).facts
    assert facts.external_links == ("file:///C:/งบ/ปีที่แล้ว.xlsx",)
    assert facts.linked_cells == ("แผ่น1!B2",)


def test_formulas_that_call_a_program_are_told() -> None:
    rows = row(
        "<c r=\"A1\"><f>cmd|'/c calc'!A0</f><v>0</v></c>",
        '<c r="B1"><f>IF(A1="ก|ข",1,0)</f><v>0</v></c>',
    )
    link = f'<externalLink xmlns="{raw.MAIN}"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
    parts = raw.parts_of(
        raw.sheet_xml(rows), more_relationships=[("externalLink", "externalLinks/l.xml", "")]
    )
    facts = read_workbook(raw.zipped(parts | {"xl/externalLinks/l.xml": link})).facts
    assert facts.dde == ("cmd|/c calc", "แผ่น1!A1")


def test_data_connections_and_embedded_objects_are_told() -> None:
    connections = (
        f'<connections xmlns="{raw.MAIN}"><connection id="1" name="ฐานข้อมูล" type="5"/></connections>'
    )
    facts = with_parts(
        {"xl/connections.xml": connections, "xl/embeddings/oleObject1.bin": "x"},
        more_relationships=[("connections", "connections.xml", "")],
    ).facts
    assert facts.data_connections == ("ฐานข้อมูล",)
    assert facts.embedded_objects == ("xl/embeddings/oleObject1.bin",)


def test_the_program_that_saved_the_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet()
    facts = read_workbook(path).facts
    assert facts.application == "Microsoft Excel"
    assert facts.size == path.stat().st_size
    assert len(facts.sha256) == 64


# Far, many and odd


def test_one_stray_cell_in_the_last_corner_costs_nothing() -> None:
    sheet = read_workbook(
        raw.workbook(raw.sheet_xml(CONTENT + '<row r="1048576"><c r="XFD1048576"><v>9</v></c></row>'))
    ).sheets[0]
    assert len(sheet.cells) == 2
    assert sheet.used == Range(1, 1, 1_048_576, 16_384)


def test_a_million_formatted_blank_rows_are_passed_over() -> None:
    rows = chain(
        ['<row r="1"><c r="A1"><v>1</v></c></row>'],
        (
            f'<row r="{n}" spans="1:2"><c r="A{n}" s="1"/><c r="B{n}" s="1"/></row>'
            for n in range(2, 1_048_576)
        ),
        ['<row r="1048576"><c r="A1048576"><v>2</v></c></row>'],
    )
    data = raw.workbook(raw.sheet_xml("".join(rows)))
    sheet = read_workbook(data).sheets[0]
    assert [cell.value for cell in sheet.cells.values()] == ["1", "2"]


def test_more_cells_than_any_form_has_stop_the_file() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 102))
    data = raw.workbook({"ก": raw.sheet_xml(rows), "ข": raw.sheet_xml(rows)})
    with pytest.raises(PackageError, match="file_too_many_cells"):
        read_workbook(data, limits=ReadLimits(cells=150))
    assert read_workbook(data, limits=ReadLimits(cells=202))
