"""Typing into a finished workbook changes those cells and nothing else."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
import pytest

from xl_addin.excel.reading.cell_patch import type_cells
from xl_addin.excel.writing.plain_workbook import PlainWorkbook


def workbook() -> bytes:
    buffer = BytesIO()
    with PlainWorkbook(buffer, in_memory=True) as book:
        sheet = book.add_worksheet("แบบ & ใบ")
        money = book.add_format({"num_format": "#,##0.00"})
        sheet.write_string(0, 0, "เดิม")
        sheet.write_number(0, 2, 5, money)
        sheet.write_formula(0, 3, "=C1*2", None, 10)
        sheet.write_blank(2, 1, None, money)
        sheet.set_row(3, 20)
    return buffer.getvalue()


def cells(content: bytes, values: bool = False) -> Any:
    return openpyxl.load_workbook(BytesIO(content), data_only=values)["แบบ & ใบ"]


def test_numbers_and_texts_are_typed_and_formats_kept() -> None:
    sheet = cells(
        type_cells(workbook(), {"แบบ & ใบ": {"C1": 7.25, "B3": 3, "B1": "- <ใหม่> & ", "A4": "ต่อท้าย"}})
    )
    assert [sheet[a].value for a in ("A1", "B1", "C1", "B3", "A4")] == ["เดิม", "- <ใหม่> & ", 7.25, 3, "ต่อท้าย"]
    assert sheet["C1"].number_format == sheet["B3"].number_format == "#,##0.00"


def test_other_formulas_keep_their_cached_values() -> None:
    assert cells(type_cells(workbook(), {"แบบ & ใบ": {"A1": None}}), values=True)["D1"].value == 10


def test_an_overwritten_formula_is_gone_and_an_emptied_cell_is_blank() -> None:
    sheet = cells(type_cells(workbook(), {"แบบ & ใบ": {"D1": 99, "A1": None}}))
    assert (sheet["D1"].value, sheet["A1"].value) == (99, None)


def test_an_unknown_sheet_is_an_error() -> None:
    with pytest.raises(KeyError):
        type_cells(workbook(), {"ไม่มี": {"A1": 1}})
