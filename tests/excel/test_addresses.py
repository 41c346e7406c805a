"""Cells, ranges, sheet names and formulas as Excel writes them."""

from __future__ import annotations

import pytest
from openpyxl.formula.translate import Translator

from xl_addin.excel.addresses import (
    Range,
    Reference,
    cell_address,
    column_letters,
    column_number,
    moved_formula,
    parse_cell,
    parse_range,
    parse_reference,
    quote_sheet,
    sheet_cell,
)


@pytest.mark.parametrize(
    ("letters", "number"), [("A", 1), ("Z", 26), ("AA", 27), ("AZ", 52), ("XFD", 16_384)]
)
def test_columns_are_counted_in_letters(letters: str, number: int) -> None:
    assert column_number(letters) == number
    assert column_letters(number) == letters


@pytest.mark.parametrize("text", ["XFE1", "A0", "A1048577", "ก1", "A", "1", "", "A1B"])
def test_what_is_no_cell_of_a_sheet_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no "):
        parse_cell(text)


def test_cells_and_ranges_are_read_with_and_without_dollar_signs() -> None:
    assert parse_cell("$J$6") == (6, 10)
    assert cell_address(6, 10) == "J6"
    assert parse_range("$A$6:$J$30") == Range(6, 1, 30, 10)
    assert parse_range("J30:A6") == Range(6, 1, 30, 10)
    assert parse_range("A:C") == Range(1, 1, 1_048_576, 3)
    assert parse_range("2:3") == Range(2, 1, 3, 16_384)
    assert str(Range(6, 1, 30, 10)) == "A6:J30"
    assert str(Range(6, 1, 6, 1)) == "A6"


def test_a_range_knows_what_lies_inside() -> None:
    table = parse_range("A6:J30")
    assert table.contains(6, 1)
    assert not table.contains(31, 1)


@pytest.mark.parametrize(
    ("name", "quoted"),
    [
        ("รายงาน", "รายงาน"),
        ("แบบ รายงาน", "'แบบ รายงาน'"),
        ("O'Brien", "'O''Brien'"),
        ("2567", "'2567'"),
        ("Q1", "'Q1'"),
        ("R1C1", "'R1C1'"),
        ("_form", "_form"),
    ],
)
def test_sheet_names_are_quoted_where_excel_needs_it(name: str, quoted: str) -> None:
    assert quote_sheet(name) == quoted
    assert parse_reference(f"{quoted}!$A$1") == Reference(name, Range(1, 1, 1, 1))
    assert sheet_cell(name, 6, 10) == f"{quoted}!J6"


@pytest.mark.parametrize(
    "reference",
    ["#REF!", "รายงาน!#REF!", "A1:B2,C3", "[1]แผ่น1!$A$1", "'[a.xlsx]x'!A1", "OFFSET(A1,1,1)", "1+1", '"x"'],
)
def test_a_name_that_points_to_no_rectangle_has_no_reference(reference: str) -> None:
    assert parse_reference(reference) is None


@pytest.mark.parametrize(
    "formula",
    [
        "A1+$B$2*C$3-$D4",
        'IF(B2="A1 ไม่ใช่ B2","A1",B2)',
        "SUM(A1:B2)/COUNT(A:A,$B:$C)",
        "'แผ่น A1'!A1+Sheet1!B2",
        "LOG10(A1)+ATAN2(A1,B1)",
        "INDEX($D:$D,ROW())",
        "SUM(1:2)",
        "A1048576+A1",
        "ROUND(A1*1E3,2)",
    ],
)
def test_a_shared_formula_is_moved_as_excel_fills_it_down(formula: str) -> None:
    ours = moved_formula(formula, 3, 2)
    expected = Translator(f"={formula}", origin="A1").translate_formula("C4").removeprefix("=")
    if "1048576" in formula:
        expected = expected.replace("C1048579", "#REF!")
    assert ours == expected
