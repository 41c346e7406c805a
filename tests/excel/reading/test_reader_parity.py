"""Whichever program saved a workbook, every cell reads as openpyxl reads it: values and formulas alike."""

from __future__ import annotations

import datetime
import math
import random
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.formula import ArrayFormula

from tests.support.soffice import Soffice
from xl_addin.excel.reading.cells import RawCell, RawSheet
from xl_addin.excel.reading.workbook_reader import read_workbook

PHRASES = (
    "โครงการพัฒนาคุณภาพ",
    "อบรม & นิเทศ <ครู>",
    '"ติดตาม" ผล',
    "  เว้นวรรค  ",
    "บรรทัดแรก\nบรรทัดสอง",
    "=1+1",
    "-",
    "๑๒๓",
)


def with_xlsxwriter(path: Path, seed: int, constant_memory: bool = False) -> Path:
    """A filled table as our templates are written, with everything a cell may hold."""
    pick = random.Random(seed)
    with xlsxwriter.Workbook(path, {"constant_memory": constant_memory}) as book:
        money = book.add_format({"num_format": "#,##0.00"})
        date = book.add_format({"num_format": "[$-107041E]d mmm yyyy"})
        percent = book.add_format({"num_format": "0.00%"})
        bold = book.add_format({"bold": True})
        for name in ("โครงการ", "ผลการ ดำเนินงาน"):
            sheet = book.add_worksheet(name)
            for row in range(60):
                if row == 7:
                    sheet.set_row(row, None, None, {"hidden": True})
                for column in range(12):
                    choice = pick.randrange(11)
                    if choice == 0:
                        sheet.write_number(row, column, pick.uniform(-1e9, 1e9), money)
                    elif choice == 1:
                        sheet.write_number(row, column, pick.randrange(10**6))
                    elif choice == 2:
                        sheet.write_string(row, column, pick.choice(PHRASES))
                    elif choice == 3:
                        sheet.write_formula(
                            row, column, f'=IF($A{row + 1}="<x>",B$2,"ก&ข")', money, pick.random()
                        )
                    elif choice == 4:
                        sheet.write_formula(row, column, "=A1&B1", None, pick.choice(PHRASES))
                    elif choice == 5:
                        sheet.write_datetime(
                            row, column, datetime.datetime(2024, 1 + pick.randrange(12), 9), date
                        )
                    elif choice == 6:
                        sheet.write_boolean(row, column, pick.random() < 0.5)
                    elif choice == 7:
                        sheet.write_blank(row, column, None, money)
                    elif choice == 8:
                        sheet.write_number(row, column, pick.random(), percent)
                    elif choice == 9:
                        sheet.write_formula(row, column, "=1/0", None, "#DIV/0!")
                    elif choice == 10 and not constant_memory:
                        sheet.write_rich_string(row, column, "ธรรมดา ", bold, "หนา", " จบ")
            sheet.merge_range("N2:P3", "หัวตาราง")
    return path


def with_openpyxl(path: Path) -> Path:
    """A workbook that was never calculated, saved by a program that knows no formulas."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in range(1, 30):
        sheet.append([row / 7, f"ข้อความ {row}", f"=A{row}*2", datetime.date(2024, 5, 1), True, None, "=1&2"])
    sheet["J1"] = ArrayFormula("J1:J3", "=A1:A3*2")
    sheet.merge_cells("L1:M2")
    sheet.row_dimensions[4].hidden = True
    book.save(path)
    return path


def assert_equal(path: Path) -> None:
    """Every cell of every sheet against both ways openpyxl can read it."""
    formulas, values = (
        openpyxl.load_workbook(path, rich_text=False),
        openpyxl.load_workbook(path, data_only=True),
    )
    workbook = read_workbook(path)
    assert [sheet.name for sheet in workbook.sheets] == formulas.sheetnames
    compared = 0
    for ours in workbook.sheets:
        by_formula, by_value = formulas[ours.name], values[ours.name]
        theirs = {
            (cell.row, cell.column): cell
            for row in by_formula.iter_rows()
            for cell in row
            if cell.value is not None
        }
        assert {at for at, cell in ours.cells.items() if cell.value or cell.formula} == set(theirs)
        for at, cell in theirs.items():
            assert ours.cells[at].formula == formula_of(cell.value, cell.data_type), (ours.name, at)
            assert means(ours.cells[at], by_value.cell(*at).value), (ours.name, at, ours.cells[at])
            compared += 1
        assert {str(merged) for merged in ours.merged} == {
            str(merged) for merged in by_formula.merged_cells.ranges
        }
        assert ours.hidden_rows == hidden_rows(by_formula, ours)
    assert compared > 100


def hidden_rows(sheet: Any, ours: RawSheet) -> set[int]:
    filled = {row for row, _ in ours.cells}
    return {row for row, dimension in sheet.row_dimensions.items() if dimension.hidden and row in filled}


def formula_of(value: Any, data_type: str) -> str | None:
    if isinstance(value, ArrayFormula):
        return value.text.removeprefix("=")
    return value.removeprefix("=") if data_type == "f" else None


def means(cell: RawCell, value: Any) -> bool:
    """Whether our stored text and openpyxl's Python value are one."""
    if value is None or cell.value in (None, ""):
        return value in (None, "") and cell.value in (None, "")
    if cell.type == "b":
        return value is (cell.value == "1")
    if cell.type in ("s", "e"):
        return value == cell.value
    if isinstance(value, datetime.date | datetime.time):
        return cell.is_date and math.isclose(to_excel(value), float(cell.value), abs_tol=1e-6)
    return not cell.is_date and float(value) == float(cell.value)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_workbooks_of_xlsxwriter(tmp_path: Path, seed: int) -> None:
    assert_equal(with_xlsxwriter(tmp_path / "a.xlsx", seed))


def test_workbooks_with_texts_inside_the_cells(tmp_path: Path) -> None:
    assert_equal(with_xlsxwriter(tmp_path / "a.xlsx", 4, constant_memory=True))


def test_workbooks_of_openpyxl(tmp_path: Path) -> None:
    path = with_openpyxl(tmp_path / "a.xlsx")
    assert_equal(path)
    assert read_workbook(path).facts.never_calculated


def test_a_large_sheet_read_in_pieces(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("ใหญ่")
        for row in range(5000):
            sheet.write_row(
                row, 0, [row / 3, f"โครงการที่ {row}", row * 7, "ซ้ำ", row % 2 == 0, row / 11, "x" * (row % 50)]
            )
    assert_equal(path)


def test_workbooks_saved_again_by_libreoffice(tmp_path: Path, soffice: Soffice) -> None:
    sources = [with_xlsxwriter(tmp_path / "a.xlsx", 5), with_openpyxl(tmp_path / "b.xlsx")]
    for path in soffice.convert(sources, tmp_path / "saved", to="xlsx"):
        assert_equal(path)
        facts = read_workbook(path).facts
        assert facts.application.startswith("LibreOffice")
        assert not facts.unusual_xml
