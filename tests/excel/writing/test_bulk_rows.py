"""Rows written in bulk are the rows that XlsxWriter would have written one cell at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.excel.writing import bulk_rows
from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.plain_workbook import PlainWorkbook, PlainWorksheet
from xl_addin.model.values.cleaners import EXCEL_TEXT_LIMIT

AMOUNTS = [123_456, 0, None, -250, 100, 7]
TEXTS = ["โครงการ ก", None, "=1+1", "  เว้นหน้า", "สองบรรทัด\nบรรทัดที่สอง", "<r>ก & ข</r>"]


def written(bulk: bool) -> Any:
    buffer = BytesIO()
    book = PlainWorkbook(buffer)
    money = book.add_format({"num_format": "#,##0.00", "border": 1})
    text = book.add_format({"text_wrap": True})
    quoted = book.add_format({"text_wrap": True, "quote_prefix": True})
    sheet = book.add_worksheet("ข้อมูล", BulkSheet)
    sheet.write_string(0, 0, "จำนวนเงิน", text)
    rows = range(2, 2 + len(AMOUNTS))
    if bulk:
        columns = [sheet.numbers(1, AMOUNTS, 2, money), sheet.texts(3, TEXTS, text, quoted)]
        sheet.write_block(rows, columns, [30.0] * len(rows))
    else:
        for row, amount, words in zip(rows, AMOUNTS, TEXTS, strict=True):
            sheet.set_row(row, 30.0)
            if amount is None:
                sheet.write_blank(row, 1, None, money)
            else:
                sheet.write_number(row, 1, amount / 100, money)
            if words is None:
                sheet.write_blank(row, 3, None, text)
            elif words != "<r>ก & ข</r>":
                sheet.write_string(row, 3, words, quoted if words.startswith("=") else text)
    sheet.write_string(20, 0, "ท้าย", text)
    book.close()
    return load_workbook(buffer)["ข้อมูล"]


def looks(sheet: Any) -> dict[str, tuple[Any, ...]]:
    return {
        cell.coordinate: (cell.value, cell.number_format, cell.border.left.style, cell.quotePrefix)
        for row in sheet.iter_rows()
        for cell in row
        if cell.coordinate != "D8"
    }


def test_values_formats_and_heights_are_the_same() -> None:
    bulk, ordinary = written(bulk=True), written(bulk=False)
    assert looks(bulk) == looks(ordinary)
    heights = [{row: size.height for row, size in sheet.row_dimensions.items()} for sheet in (bulk, ordinary)]
    assert {row: height for row, height in heights[0].items() if height} == {
        row: height for row, height in heights[1].items() if height
    }


def test_text_that_looks_like_rich_text_is_text() -> None:
    assert written(bulk=True)["D8"].value == "<r>ก & ข</r>"


@pytest.mark.parametrize("satang", [1, 29, 110, 33_33, 123_456_789_01])
def test_satang_survive_to_the_last(satang: int) -> None:
    buffer = BytesIO()
    book = PlainWorkbook(buffer)
    sheet = book.add_worksheet("ก", BulkSheet)
    sheet.write_block([0], [sheet.numbers(0, [satang], 2, book.add_format({}))])
    book.close()
    assert round(load_workbook(buffer)["ก"]["A1"].value * 100) == satang


def test_a_cell_written_the_ordinary_way_wins_over_the_bulk_cell() -> None:
    buffer = BytesIO()
    book = PlainWorkbook(buffer)
    plain = book.add_format({})
    sheet = book.add_worksheet("ก", BulkSheet)
    sheet.write_block([0, 1], [sheet.texts(0, ["a", "b"], plain), sheet.numbers(1, [1, 2], 0, plain)])
    sheet.write_string(1, 0, "ยังไม่ส่ง", plain)
    sheet.write_formula(1, 2, "=B2*2", plain, 4)
    book.close()
    rows = [[cell.value for cell in row] for row in load_workbook(buffer)["ก"].iter_rows()]
    assert rows == [["a", 1, None], ["ยังไม่ส่ง", 2, "=B2*2"]]


def test_a_text_longer_than_excel_takes_is_cut_with_a_mark() -> None:
    buffer = BytesIO()
    book = PlainWorkbook(buffer)
    sheet = book.add_worksheet("ก", BulkSheet)
    sheet.write_block([0], [sheet.texts(0, ["ก" * 40_000], book.add_format({}))])
    book.close()
    value = load_workbook(buffer)["ก"]["A1"].value
    assert len(value) == EXCEL_TEXT_LIMIT
    assert value.endswith("…")


def test_kept_values_come_back_as_they_were_and_blanks_are_no_cells() -> None:
    buffer = BytesIO()
    book = PlainWorkbook(buffer)
    sheet = book.add_worksheet("ก", BulkSheet)
    texts, numbers = ["project_id", "P001", None, ""], ["budget", 1234567.89, None, 5]
    sheet.write_block(range(4), [sheet.kept(0, texts), sheet.kept(1, numbers)])
    book.close()
    read = load_workbook(buffer)["ก"]
    assert [cell.value for cell in read["A"]] == ["project_id", "P001", None, None]
    assert [cell.value for cell in read["B"]] == ["budget", 1234567.89, None, 5]
    with ZipFile(buffer) as package:
        assert package.read("xl/worksheets/sheet1.xml").count(b"<c ") == 5


@pytest.mark.parametrize("large", [1, 1000])
def test_many_texts_written_late_stand_in_their_cells_and_read_the_same(
    monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    monkeypatch.setattr(bulk_rows, "LARGE_SHEET", large)
    texts = [*TEXTS, "ท้าย ", "\n", "ก & ข < ค > ง", "_x000D_", "_x", "\x07", "ก\tข\r", "a" * 40_000]
    buffer = BytesIO()
    book = PlainWorkbook(buffer)
    sheet = book.add_worksheet("ก", BulkSheet)
    look, quoted = book.add_format({}), book.add_format({"quote_prefix": True})

    def fill() -> None:
        columns = [sheet.texts(0, texts, look, quoted), sheet.kept(1, [*texts[:1], 5, None, *texts[3:]])]
        sheet.write_block(range(len(texts)), columns)

    sheet.fill_later(fill, 2, [look, quoted])
    book.close()
    read = read_workbook(buffer.getvalue()).sheets[0]
    of_excel = [*texts[:-1], "a" * (EXCEL_TEXT_LIMIT - 1) + "…"]
    columns = [
        [cell.value if (cell := read.cells.get((row, column))) else None for row, _ in enumerate(texts, 1)]
        for column in (1, 2)
    ]
    assert columns == [of_excel, [*of_excel[:1], "5", None, *of_excel[3:]]]
    with ZipFile(buffer) as package:
        assert (b"inlineStr" in package.read("xl/worksheets/sheet1.xml")) == (large == 1)
        assert ("xl/sharedStrings.xml" in package.namelist()) == (large > 1)


@contextmanager
def parts_of_a_sheet(
    made: list[list[bytes]], *names: str, kind: type[PlainWorksheet] = BulkSheet
) -> Iterator[tuple[PlainWorkbook, Any]]:
    """A workbook and its sheet, to be written; these parts of its package are added to `made` then."""
    buffer = BytesIO()
    book = PlainWorkbook(buffer)
    yield book, book.add_worksheet("ก", kind)
    book.close()
    with ZipFile(buffer) as package:
        made.append([package.read(f"xl/{name}.xml") for name in names])


def test_a_table_over_a_block_is_the_table_that_xlsxwriter_would_make() -> None:
    headers = [{"header": "project_id"}, {"header": "budget"}]
    made: list[list[bytes]] = []
    for is_bulk in (True, False):
        with parts_of_a_sheet(made, "tables/table1") as (_, sheet):
            if is_bulk:
                sheet.table_over(1, 900, 1, "table_data", headers)
            else:
                sheet.add_table(1, 0, 900, 1, {"name": "table_data", "style": None, "columns": headers})
    assert made[0] == made[1]


def test_blank_cells_of_merged_ranges_are_those_that_xlsxwriter_would_write() -> None:
    made: list[list[bytes]] = []
    for kind in (BulkSheet, PlainWorksheet):
        with parts_of_a_sheet(made, "worksheets/sheet1", kind=kind) as (book, sheet):
            sheet.set_row(1, 20, book.add_format({"bold": True}))
            sheet.merge_range(0, 0, 2, 30, "ก & ข", book.add_format({"border": 1}))
            sheet.write_blank(4, 0, None, book.add_format({"italic": True}))
    (ours,), (theirs,) = made
    # Spans of rows are optional: a sheet of blocks tells none.
    assert ours == re.sub(rb' spans="[^"]*"', b"", theirs)


def test_cells_merged_for_what_is_written_later_are_those_of_a_merged_range() -> None:
    made: list[list[bytes]] = []
    for is_quick in (True, False):
        with parts_of_a_sheet(made, "worksheets/sheet1", "sharedStrings") as (book, sheet):
            look, bold = book.add_format({"border": 1}), book.add_format({"bold": True})
            for place in ((3, 2, 5, 4), (1, 0, 1, 7), (8, 1, 9, 1)):
                sheet.merge_blank(*place, look) if is_quick else sheet.merge_range(*place, "", look)
            if is_quick:
                sheet.merge_blank(20, 20, 20, 20, look)
                sheet.set_heights(4, [20.25, 9.0, 409.5])
                sheet.set_heights(0, [])
            for row, height in enumerate(() if is_quick else (20.25, 9.0, 409.5), 4):
                sheet.set_row(row, height)
            sheet.write_string(3, 2, "ก & ข", look)
            sheet.write_rich_string(1, 0, bold, "ชื่อ", look, " <ค่า>", look)
            sheet.write_string(8, 1, "ไม่มีรูปแบบ")
    assert made[0] == made[1]
    assert made[0][0].count(b"<c ") == 9 + 8 + 2


@pytest.mark.parametrize(
    "texts",
    [("ชื่อ", "  <ค่า> & _x000D_"), ("ก", "ข\x07\n", "ค ", "\tง"), ("ก", ""), ("เดียว",), ("ก", "ข" * 40_000)],
)
@pytest.mark.filterwarnings("ignore:Excel doesn't allow empty", "ignore:String length", "ignore:You must")
def test_texts_in_their_fonts_are_those_of_a_rich_string(texts: tuple[str, ...]) -> None:
    made: list[list[bytes]] = []
    for is_quick in (True, False):
        with parts_of_a_sheet(made, "worksheets/sheet1", "sharedStrings") as (book, sheet):
            fonts = book.add_format({"bold": True, "font_size": 14}), book.add_format({"font_color": "red"})
            runs = list(zip(fonts * 2, texts, strict=False))
            for row in (1, 2):
                if is_quick:
                    sheet.write_runs(row, 3, runs, fonts[1])
                else:
                    sheet.write_rich_string(row, 3, *(piece for run in runs for piece in run), fonts[1])
            sheet.write_string(5, 5, "ท้าย")
    assert made[0] == made[1]


TARGETS = [
    "external:ส่งกลับ/แบบ 1.xlsx#'แบบ & สรุป'!B2",
    "external:ส่งกลับ/แบบ 1.xlsx#'แบบ & สรุป'!C2",
    "external:ส่งกลับ/แบบ%232.xlsx",
    "external:C:/ส่งกลับ/แบบ.xlsx#ก!A1",
    "internal:'ข้อมูล \"1\"'!A3",
    "https://www.example.com/#ข้อ-1",
]


def parts_with_links(bulk: bool) -> list[bytes]:
    buffer = BytesIO()
    book = PlainWorkbook(buffer)
    sheet = book.add_worksheet("ก", BulkSheet)
    plain, rows = book.add_format({}), range(2, 2 + len(TARGETS))
    for row, target in zip(rows, TARGETS, strict=True):
        if bulk:
            sheet.link(row, 1, target)
        else:
            sheet.write_url(row, 1, target, plain)
        # Beside them links of the ordinary way, and a number over one.
        sheet.write_url(row, 0, target, plain, "ดู")
        sheet.write_url(row, 2, target, plain)
        sheet.write_number(row, 2, row, plain)
    if bulk:
        sheet.write_block(rows, [sheet.texts(1, ["ดู"] * len(rows), plain)])
    book.close()
    with ZipFile(buffer) as package:
        links = package.read("xl/worksheets/sheet1.xml").partition(b"<hyperlinks>")[2]
        return [links.partition(b"</hyperlinks>")[0], package.read("xl/worksheets/_rels/sheet1.xml.rels")]


def test_links_of_a_block_are_those_that_xlsxwriter_would_write() -> None:
    assert parts_with_links(bulk=True) == parts_with_links(bulk=False)


def test_texts_may_be_given_their_places_row_by_row_before_columns_hold_them() -> None:
    rows = [("ก", "1", ""), ("ข", "1", "x"), ("ก", "2", "x")]
    books = [PlainWorkbook(BytesIO()) for _ in range(2)]
    by_cell, by_column = (book.add_worksheet("ก", BulkSheet) for book in books)
    for number, cells in enumerate(rows):
        for column, text in enumerate(cells):
            by_cell.write_string(number, column, text)
    by_column.known_first(text for cells in rows for text in cells)
    columns = [by_column.kept(number, values) for number, values in enumerate(zip(*rows, strict=True))]
    by_column.write_block(range(3), columns)
    tables = [book.str_table for book in books]
    assert tables[0].string_table == tables[1].string_table
    # The blank one is no cell of a column.
    assert tables[0].count == tables[1].count + 1


ODD_TEXTS = ("ก & <ข>", "<r>ก</r>", " เว้น ", "_x0041_", "ก\nข", "\x01", "=1+1", "ก" * (EXCEL_TEXT_LIMIT + 5))


@pytest.mark.parametrize("keeps", [False, True])
def test_texts_that_stand_in_their_cells_read_as_shared_ones(keeps: bool) -> None:
    target = BytesIO()
    with PlainWorkbook(target, in_memory=True) as book:
        sheet = book.add_worksheet("แผ่น", BulkSheet)
        plain, strong = book.add_format({"italic": True}), book.add_format({"bold": True})
        if keeps:
            sheet.keep_texts()
        for row, text in enumerate(ODD_TEXTS):
            sheet.write_string(row, 0, text, plain)
            sheet.write_string(row, 1, text)
        sheet.write_runs(0, 2, [(strong, "งบ <1> "), (plain, "บาท")], plain)
        sheet.write_url(1, 2, "internal:'แผ่น'!A1", string="ดู")
    assert ("xl/sharedStrings.xml" in ZipFile(target).namelist()) is not keeps
    found = load_workbook(target, rich_text=True)["แผ่น"]
    for column in "AB":
        *shown, longest = (found[f"{column}{row}"].value for row in range(1, len(ODD_TEXTS) + 1))
        assert shown == [text.replace("\x01", "_x0001_") for text in ODD_TEXTS[:-1]]
        assert len(longest) == EXCEL_TEXT_LIMIT
    assert str(found["C1"].value) == "งบ <1> บาท"
    assert (found["A1"].font.i, found["B1"].font.i, found["C1"].value[0].font.b) == (True, False, True)
    assert (found["C2"].value, found["C2"].hyperlink.location) == ("ดู", "'แผ่น'!A1")
