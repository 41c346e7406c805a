"""Days, choices and texts as groups type them."""

from __future__ import annotations

import pytest

from tests.model.values.cleaning import STATUSES, finding_of
from xl_addin.model.thai.fiscal_calendar import serial_from
from xl_addin.model.values.clean import (
    EXCEL_TEXT_LIMIT,
    NumberText,
    Raw,
    clean,
    show,
)

OCTOBER_21 = serial_from(2565, 10, 21)


def test_a_real_date_is_its_serial_day() -> None:
    assert clean("date", NumberText("44855")) == (OCTOBER_21, None)
    assert clean("date", NumberText("44855.75")) == (OCTOBER_21, None)
    assert clean("date", NumberText("43393"), epoch_1904=True) == (OCTOBER_21, None)


def test_a_buddhist_year_typed_as_a_real_date_is_converted_and_both_are_shown() -> None:
    value, finding = clean("date", NumberText(str(serial_from(2565 + 543, 10, 21))))
    assert value == OCTOBER_21
    assert finding is not None
    assert finding.id == "buddhist_year_read"
    message = finding.problem("วันที่รายงาน").message
    assert "21/10/2565" in message
    assert "21 ตุลาคม 2565" in message


def test_a_date_typed_as_text_is_read_and_said_so() -> None:
    assert clean("date", "๒๑ ต.ค. ๒๕๖๕").value == OCTOBER_21
    assert finding_of("date", "21/10/65") == "date_read_from_text"
    assert clean("date", "-").value is None
    assert finding_of("date", "-") == "dash_read_as_blank"
    assert finding_of("date", "-", required=True) == "required_blank"


@pytest.mark.parametrize(
    "typed",
    [
        "31-มี.ค.-67",
        "31-มี.ค.-2567",
        "๓๑-มี.ค.-๖๗",
        "31/มี.ค./67",
        "31 มี.ค. 67",
        "31-มีนาคม-2567",
        "31/3/67",
        "31-Mar-24",
        "31-March-2024",
        "March 31, 2024",
    ],
)
def test_a_day_as_excel_shows_it_short_is_read(typed: str) -> None:
    assert show("date", clean("date", typed).value) == "31 มีนาคม 2567"


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ("31-มี.ค.-24", "ambiguous_date"),
        ("มี.ค.-67", "incomplete_date"),
        ("31-Marx-24", "not_a_date"),
        ("03/04/2022", "ambiguous_date"),
        ("31 ก.ย. 2565", "impossible_date"),
        ("ตุลาคม 2565", "incomplete_date"),
        ("เร็ว ๆ นี้", "not_a_date"),
        (NumberText("2565"), "date_out_of_range"),
        (NumberText("23671"), "date_out_of_range"),
        (NumberText("25"), "not_a_date"),
        (NumberText("-1"), "not_a_date"),
        (NumberText("1E9"), "not_a_date"),
    ],
)
def test_what_is_not_a_day_of_a_project_is_an_error(raw: Raw, problem: str) -> None:
    assert clean("date", raw).value is None
    assert finding_of("date", raw) == problem


def test_a_day_outside_the_period_that_the_column_allows_is_an_error() -> None:
    assert finding_of("date", NumberText("44855"), maximum=44854) == "above_maximum"
    assert finding_of("date", "21 ต.ค. 2565", minimum=44856) == "below_minimum"


@pytest.mark.parametrize(
    "typed",
    ["อยู่ระหว่างดำเนินการ", "อยู่ระหว่าง  ดำเนินการ", "อยู่ระหว่าง\u200bดําเนินการ", "\u00a0อยู่ระหว่างดำเนินการ\n"],
)
def test_a_choice_is_known_by_its_phrase_whatever_its_spaces(typed: str) -> None:
    assert clean("choice", typed, choices=STATUSES) == ("in_progress", None)


def test_an_unknown_choice_is_an_error_that_offers_the_nearest_phrase() -> None:
    value, finding = clean("choice", "อยูระหว่างดำเนินการ", choices=STATUSES)
    assert value is None
    assert finding is not None
    assert finding.id == "unknown_choice"
    assert "อยู่ระหว่างดำเนินการ" in finding.problem("สถานะ").fix
    assert finding_of("choice", NumberText("1"), choices=STATUSES) == "unknown_choice"
    assert finding_of("choice", "-", choices=STATUSES) == "unknown_choice"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
        ("- อบรม\r\n- นิเทศ\r", "- อบรม\n- นิเทศ"),
        ("+1\x0b@2\u20283", "+1\n@2\n3"),
        ("  ย่อหน้า\tข้อความ \u00a0", "  ย่อหน้า ข้อความ"),
        ("ก\x00ข\x07ค\ufeff", "กขค"),
        ("ตัด\u200bคำ", "ตัด\u200bคำ"),
    ],
)
def test_text_is_kept_as_typed_but_for_line_breaks_and_control_characters(typed: str, kept: str) -> None:
    assert clean("long_text", typed) == (kept, None)


def test_a_number_in_a_text_column_is_the_text_that_excel_shows() -> None:
    assert clean("text", NumberText("12")).value == "12"
    assert clean("text", NumberText("0.10000000000000001")).value == "0.1"


def test_a_text_that_fills_the_cell_may_have_been_cut() -> None:
    assert finding_of("long_text", "ก" * EXCEL_TEXT_LIMIT) == "text_cut"
    assert finding_of("long_text", "ก" * (EXCEL_TEXT_LIMIT - 1)) is None
    assert finding_of("long_text", "😀" * (EXCEL_TEXT_LIMIT // 2) + "ก") == "text_cut"


def test_length_counts_as_in_excel() -> None:
    assert finding_of("text", "กกก", max_length=3) is None
    assert finding_of("text", "กกกก", max_length=3) == "text_too_long"
    assert finding_of("text", "😀😀", max_length=3) == "text_too_long"
    assert clean("text", "กกกก", max_length=3).value == "กกกก"
