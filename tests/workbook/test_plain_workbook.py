"""Workbooks are the same bytes for the same input, and formulas reach the file as they were written."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from xl_addin.workbook.plain_workbook import PlainWorkbook

FORMULA = '=IFERROR(SUM(INDEX($A:$A,1):INDEX($A:$A,3)),"")'


def written(path: Path) -> Path:
    with PlainWorkbook(path) as book:
        sheet = book.add_worksheet("แบบ")
        sheet.write_column(0, 0, [1, 2, 3])
        sheet.write_formula(0, 1, FORMULA, None, 6)
        sheet.write(0, 2, "=ไม่ใช่สูตร")
    return path


def test_a_formula_is_written_as_given_with_its_value(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx")
    assert openpyxl.load_workbook(path)["แบบ"]["B1"].value == FORMULA
    assert openpyxl.load_workbook(path, data_only=True)["แบบ"]["B1"].value == 6


def test_typed_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    cell = openpyxl.load_workbook(written(tmp_path / "a.xlsx"))["แบบ"]["C1"]
    assert (cell.data_type, cell.value) == ("s", "=ไม่ใช่สูตร")


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    assert written(tmp_path / "a.xlsx").read_bytes() == written(tmp_path / "b.xlsx").read_bytes()


def test_xlsxwriter_still_asks_our_worksheet_for_its_formulas(tmp_path: Path) -> None:
    with PlainWorkbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        asked = []
        original = sheet._prepare_formula
        sheet._prepare_formula = lambda formula, expand=False: asked.append(formula) or original(formula)
        sheet.write_formula(0, 0, FORMULA)
    assert asked == [FORMULA]
