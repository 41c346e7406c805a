"""The fiscal calendar, and dates read out of what people write."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_addin.model.thai.amounts_in_text import find_amounts, find_years
from xl_addin.model.thai.dates_in_text import find_dates, impossible_dates
from xl_addin.model.thai.fiscal_calendar import (
    Period,
    fiscal_year_of,
    round_bounds,
    serial_from,
    serial_of,
    to_date_bounds,
    year_bounds,
)
from xl_addin.model.thai.words import MONTHS_SHORT, date_words, thai_digits
from xl_addin.model.values.typed_dates import read_date

DAYS = st.dates(date(2000, 3, 1), date(2099, 12, 31)).map(serial_of)


def day(year: int, month: int, number: int) -> int:
    return serial_from(year, month, number)


def test_the_fiscal_year_runs_from_october_and_is_named_by_its_end() -> None:
    assert year_bounds(2566) == (day(2565, 10, 1), day(2566, 9, 30))
    assert fiscal_year_of(day(2565, 9, 30)) == 2565
    assert fiscal_year_of(day(2565, 10, 1)) == 2566
    assert day(2565, 10, 1) == 44835


def test_quarters_and_half_years() -> None:
    assert round_bounds(2567, 2) == (day(2567, 1, 1), day(2567, 3, 31))
    assert round_bounds(2564, 1, months=6) == (day(2563, 10, 1), day(2564, 3, 31))
    assert to_date_bounds(2564, 3) == (day(2563, 10, 1), day(2564, 6, 30))
    with pytest.raises(ValueError, match="round 3 of 6 months"):
        round_bounds(2564, 3, months=6)


@given(DAYS)
def test_every_day_lies_in_one_quarter_of_its_year(serial: int) -> None:
    quarters = [round_bounds(fiscal_year_of(serial), number) for number in (1, 2, 3, 4)]
    assert [quarter.holds(serial) for quarter in quarters].count(True) == 1


@pytest.mark.parametrize(
    "typed",
    [
        "21 ตุลาคม 2565",
        "21 ต.ค. 65",
        "21 ตค 65",
        "๒๑ ต.ค. ๒๕๖๕",
        "21/10/2565",
        "21-10-65",
        "21.10.2565",
        "2022-10-21",
        "2022-10-21 00:00:00",
        "21/10/2022",
        "10/21/2022",
        "21 Oct 2022",
        "วันศุกร์ที่ 21 ตุลาคม พ.ศ. 2565",
        "\u00a021\u200b ตุลาคม 2565 ",
    ],
)
def test_the_ways_to_write_one_day(typed: str) -> None:
    assert read_date(typed).serial == day(2565, 10, 21)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("03/04/2022", "ambiguous_date"),
        ("21/10/22", "ambiguous_date"),
        ("31/9/2565", "impossible_date"),
        ("29 ก.พ. 2566", "impossible_date"),
        ("ตุลาคม 2565", "incomplete_date"),
        ("21 ต.ค.", "incomplete_date"),
        ("21/10/1965", "date_out_of_range"),
        ("ไตรมาส 2", "not_a_date"),
        ("44855", "not_a_date"),
    ],
)
def test_what_is_not_one_day_is_not_guessed(typed: str, problem: str) -> None:
    assert read_date(typed).problem == problem


def test_with_a_buddhist_year_the_day_comes_first() -> None:
    assert read_date("03/04/2565").serial == day(2565, 4, 3)
    assert read_date("3/4/65").serial == day(2565, 4, 3)


@given(DAYS)
def test_a_date_in_words_is_read_back(serial: int) -> None:
    for words in (
        date_words(serial),
        date_words(serial, short=True),
        thai_digits(date_words(serial, era=True)),
    ):
        assert read_date(words).serial == serial
        [found] = find_dates(f"จัดประชุมเมื่อวันที่ {words} ณ ห้องประชุม")
        assert (found.start, found.end, found.complete) == (serial, serial, True)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("อบรมวันที่ 12 - 14 พ.ย. 65 จำนวน 45 คน", [((2565, 11, 12), (2565, 11, 14))]),
        ("12-14/11/2565", [((2565, 11, 12), (2565, 11, 14))]),
        ("ระหว่าง 30 ต.ค. - 2 พ.ย. 2565", [((2565, 10, 30), (2565, 11, 2))]),
        ("28 ธันวาคม ถึงวันที่ 3 มกราคม 2566", [((2565, 12, 28), (2566, 1, 3))]),
        ("28 ธ.ค. 2565 – 3 ม.ค.", [((2565, 12, 28), (2566, 1, 3))]),
        ("วันที่ 5 และ 7 ม.ค. 66", [((2566, 1, 5), (2566, 1, 5)), ((2566, 1, 7), (2566, 1, 7))]),
        ("๕ มกราคม พ.ศ. ๒๕๖๖ และ 2566-02-01", [((2566, 1, 5), (2566, 1, 5)), ((2566, 2, 1), (2566, 2, 1))]),
    ],
)
def test_dates_and_ranges_in_running_text(
    text: str, spans: list[tuple[tuple[int, ...], tuple[int, ...]]]
) -> None:
    found = [(item.start, item.end) for item in find_dates(text)]
    assert found == [(day(*first), day(*last)) for first, last in spans]


def test_a_date_without_year_lies_in_the_fiscal_year_asked_for() -> None:
    text = "ประชุม 21 ต.ค. และ 3 ม.ค."
    october, january = find_dates(text, fiscal_year=2566)
    assert (october.start, january.start) == (day(2565, 10, 21), day(2566, 1, 3))
    assert (october.complete, october.text, october.position) == (False, "21 ต.ค.", 7)
    assert find_dates(text) == []


def test_a_head_count_after_a_date_is_not_its_year() -> None:
    [found] = find_dates("21 ต.ค. 65 คน", fiscal_year=2567)
    assert (found.start, found.complete) == (day(2566, 10, 21), False)


@pytest.mark.parametrize(
    "text", ["31 กันยายน 2565", "มาตรฐาน ว 21 ก.ค.ศ.", "ใช้เงิน 12,500 บาท", "ข้อ 1/2/3", "ป.1 - 6", "03/04/2022"]
)
def test_what_is_no_certain_day_is_left_out(text: str) -> None:
    assert find_dates(text, fiscal_year=2566) == []


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("อบรมเมื่อ 31 กุมภาพันธ์ 2566 ณ ห้องประชุม", ["31 กุมภาพันธ์ 2566"]),
        ("๒๙ ก.พ. ๖๖ และ 29 ก.พ. 67", ["๒๙ ก.พ. ๖๖"]),
        ("วันที่ 28 - 31 เมษายน 2566", ["28 - 31 เมษายน 2566"]),
        ("31/6/2566, 30/6/2566", ["31/6/2566"]),
        ("2566-02-30", ["2566-02-30"]),
        ("31 ธันวาคม 2566 30 เม.ย. 2566", []),
        ("ครู 31 ก.พ.", []),
        ("ผู้เข้าอบรม 45 เมษายน 2566", []),
    ],
)
def test_a_day_that_no_calendar_has_is_found_where_it_is_certain(text: str, days: list[str]) -> None:
    assert impossible_dates(text) == days


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("ประจำปีงบประมาณ พ.ศ. ๒๕๖๖", [(2566, "fiscal")]),
        ("SchoolMIS ปีการศึกษา 2563", [(2563, "academic")]),
        ("ภาคเรียนที่ 1/2566", [(2566, "academic")]),
        ("แผนระยะ 5 ปี (พ.ศ. 2566 – 2570)", [(2566, "other"), (2570, "other")]),
        ("ปีงบ 66", [(2566, "fiscal")]),
        ("ที่ ศธ 04006/ว 2513 ลงวันที่ 21 ตุลาคม 2565", [(2565, "other")]),
        ("ว.21/2560 จำนวน 2,566 บาท และ 2566 บาท", []),
    ],
)
def test_buddhist_years_in_running_text(text: str, years: list[tuple[int, str]]) -> None:
    assert [(found.year, found.kind) for found in find_years(text)] == years


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("ใช้ไป ๕๐,๐๐๐.-บาท", [5_000_000]),
        ("จัดสรร 1.5 ล้านบาท เบิก 12,500.50 บาท", [150_000_000, 1_250_050]),
        ("อบรม 45 คน คนละ 120บาท", [12_000]),
        ("1,23 บาท", []),
    ],
)
def test_amounts_in_running_text(text: str, amounts: list[int]) -> None:
    assert [found.satang for found in find_amounts(text)] == amounts


@given(st.text(alphabet="0123456789๐๑๒/-., กคตมพษยุลาว." + "".join(MONTHS_SHORT), max_size=60))
def test_any_text_is_searched_without_error(text: str) -> None:
    for found in find_dates(text, fiscal_year=2566):
        assert found.start <= found.end
        assert text.startswith(found.text, found.position)
    for year in find_years(text):
        assert text.startswith(year.text, year.position)
    find_amounts(text)
    read_date(text)
    assert all(words in text for words in impossible_dates(text))


def test_a_period_holds_its_first_and_last_day() -> None:
    assert Period(10, 12).holds(10)
    assert Period(10, 12).holds(12)
    assert not Period(10, 12).holds(13)


def test_a_run_of_thousands_of_digits_holds_no_date_and_keeps_nobody_waiting() -> None:
    assert find_dates("1" * 30_000 + " และ ๑๒ ม.ค. 2567", 2567) == find_dates(
        " " * 30_000 + " และ ๑๒ ม.ค. 2567", 2567
    )
