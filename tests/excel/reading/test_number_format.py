"""Numbers and days in the words of their cells: number formats as Excel shows them on a PC set to Thai."""

from __future__ import annotations

import pickle

import pytest

from xl_addin.excel.reading.number_format import NumberFormat, as_shown

# 1 February 2024.
DAY = "45323"


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("d mmm yyyy", "1 ก.พ. 2567"),
        ("d-mmm-yy", "1-ก.พ.-67"),
        ("[$-107041E]d mmm yyyy", "1 ก.พ. 2567"),
        ("[$-D07041E]d mmmm yyyy", "๑ กุมภาพันธ์ ๒๕๖๗"),
        ("[$-41E]d mmm yyyy", "1 ก.พ. 2024"),
        ("[$-1070000]d/mm/yyyy;@", "1/02/2567"),
        ("[$-409]d-mmm-yy;@", "1-Feb-24"),
        ("[$-th-TH]d mmm bb", "1 ก.พ. 67"),
        ("[$-F800]dddd, mmmm dd, yyyy", "พฤหัสบดี, กุมภาพันธ์ 01, 2567"),
        ('"วันที่" d mmmm "พ.ศ." bbbb', "วันที่ 1 กุมภาพันธ์ พ.ศ. 2567"),
        ("mmm-yy", "ก.พ.-67"),
    ],
)
def test_a_day(code: str, shown: str) -> None:
    assert NumberFormat.of(code) == "date"
    assert as_shown(DAY, code) == shown


@pytest.mark.parametrize(
    ("number", "code", "shown"),
    [
        ("0.5", "h:mm", "12:00"),
        ("0.5", "h:mm AM/PM", "12:00 PM"),
        ("1.75", "[h]:mm", "42:00"),
        ("0.020844907", "mm:ss.0", "30:01.0"),
        ("45323.604", "d/m/yyyy h:mm", "1/2/2567 14:29"),
        ("45323.604", "[$-409]m/d/yy h:mm AM/PM;@", "2/1/24 2:29 PM"),
    ],
)
def test_a_time(number: str, code: str, shown: str) -> None:
    assert as_shown(number, code) == shown


@pytest.mark.parametrize(
    ("number", "code", "shown"),
    [
        ("0.1", "General", "0.1"),
        ("0.30000000000000004", "General", "0.3"),
        ("0.125", "0%", "13%"),
        ("0.125", "0.0%", "12.5%"),
        ("1.005", "0.00", "1.01"),
        ("-0.001", "0.00", "0.00"),
        ("1234567.891", "#,##0", "1,234,568"),
        ("-1234.5", "#,##0.00;[Red](#,##0.00)", "(1,234.50)"),
        ("0", '#,##0;-#,##0;"-"', "-"),
        ("5", '0" คน"', "5 คน"),
        ("5", "[$฿-41E]#,##0.00", "฿5.00"),
        ("5", "[$-D00041E]0", "๕"),
        ("7", "00", "07"),
        ("0.5", "#.##", ".5"),
        ("12345", "00-00-0", "12-34-5"),
        ("1234567", '0.0,,"M"', "1.2M"),
        ("12345", "0.00E+00", "1.23E+04"),
        ("0.5", "# ?/?", "1/2"),
        ("2.25", "# ??/??", "2 1/4"),
        ("0.5", "?/8", "4/8"),
        ("12", "@", "12"),
    ],
)
def test_a_number(number: str, code: str, shown: str) -> None:
    assert as_shown(number, code) == shown


@pytest.mark.parametrize(
    ("number", "code"),
    [(DAY, "[$-411]d mmm yy"), ("5", "[>=5]0;0.0"), ("-1", "d mmm yyyy"), ("1E308", "0"), ("x", "0")],
)
def test_what_we_cannot_tell_is_said_so(number: str, code: str) -> None:
    assert as_shown(number, code) is None


def test_a_day_counted_from_1904() -> None:
    assert as_shown("43861", "d/m/yyyy", date_1904=True) == "1/2/2567"


def test_a_format_stays_what_it_is_between_processes() -> None:
    travelled = pickle.loads(pickle.dumps(NumberFormat.of("0.0%")))
    assert (travelled, travelled.code) == ("percent", "0.0%")
