"""Workbooks for people: quick formulas and rows that grow."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from openpyxl import load_workbook

from xl_addin.excel.writing.workbook_writer import OWN_ROW, new_book


def test_formulas_carry_their_values_and_need_no_equals_sign() -> None:
    with new_book() as (book, buffer):
        sheet = book.add_sheet("ก")
        sheet.put_formula(0, 0, 'IF(1<2,"ก & ข","")', None, "ก & ข")
        sheet.put_formula(1, 0, "1/4", None, 0.25)
        sheet.put_formula(2, 0, '""', None, "")
    assert [cell.value for cell in load_workbook(buffer)["ก"]["A"]] == ['=IF(1<2,"ก & ข","")', "=1/4", '=""']
    assert [cell.value for cell in load_workbook(buffer, data_only=True)["ก"]["A"]] == ["ก & ข", 0.25, None]


def test_a_formula_put_down_a_column_is_kept_once_and_read_with_each_rows_number() -> None:
    with new_book() as (book, buffer):
        sheet = book.add_sheet("ก")
        for row in (1, 2, 4):  # row 3 is a heading
            sheet.put_formula_down(row, 1, f"A{OWN_ROW}*2", row)
        sheet.put_formula_down(5, 1, f"A{OWN_ROW}*3", 5)
        sheet.put_formula_down(6, 1, f"A{OWN_ROW}*2", 6)
    written = _part(buffer, "xl/worksheets/sheet1.xml")
    assert written.count("A2*2") == 1
    assert 'ref="B2:B5"' in written
    assert [load_workbook(buffer)["ก"].cell(row, 2).value for row in (2, 3, 4, 5, 6, 7)] == [
        "=A2*2",
        "=A3*2",
        None,
        "=A5*2",
        "=A6*3",
        "=A7*2",
    ]


def test_a_growing_row_has_a_height_that_is_not_set_by_hand() -> None:
    with new_book() as (book, buffer):
        sheet = book.add_sheet("ก")
        for row in range(2):
            sheet.write_string(row, 0, "x")
        sheet.set_growing_row(0, 42)
        sheet.set_row(1, 42)
    tags = re.findall(r"<row [^>]*>", _part(buffer, "xl/worksheets/sheet1.xml"))
    assert [('ht="42"' in tag, "customHeight" in tag) for tag in tags] == [(True, False), (True, True)]


def test_a_title_does_not_bring_the_clock_in() -> None:
    with new_book() as (book, buffer):
        book.add_sheet("ก")
        book.set_properties({"title": "ข"})
    assert re.findall(r"\d{4}-\d\d-\d\d", _part(buffer, "docProps/core.xml")) == ["2020-01-01", "2020-01-01"]


def _part(buffer: BytesIO, name: str) -> str:
    with zipfile.ZipFile(buffer) as package:
        return package.read(name).decode()


def test_the_second_workbook_of_a_day_has_the_bytes_of_the_first() -> None:
    made = []
    for _ in range(2):
        with new_book() as (book, buffer):
            book.add_sheet("ก")
        made.append(buffer.getvalue())
    assert made[0] == made[1]
