"""What rules read out of running Thai text: products, people, meal rates, late days, years, amounts."""

from __future__ import annotations

import pytest

from xl_addin.model.thai.facts_in_text import done_after, spent_other
from xl_addin.model.thai.fiscal_calendar import serial_from
from xl_addin.model.thai.head_counts import people
from xl_addin.model.thai.meals_in_text import meal_rate
from xl_addin.model.thai.products_in_text import product
from xl_addin.model.thai.words import MONTHS, MONTHS_SHORT
from xl_addin.model.thai.years_in_text import years_far

QUARTER_END = serial_from(2567, 3, 31)


@pytest.mark.parametrize(
    ("item", "baht"),
    [
        ("ค่าอาหารผู้เข้าร่วมประชุม จำนวน ๒๒๐ คน x 30บาท x 6 ครั้ง", 39_600),
        ("อาหารว่าง ๒๒๐ คน X ๑2๐ บาท  ๒ ครั้ง", 52_800),
        ("- อาหารว่างและเครื่องดื่ม (18คน X ๓3 บาท X๒มื้อ )", 1_188),
        ("อาหารกลางวันรายหัวๆ ละ ๑๒๐ บาท (37 คน x ๑๒๐บาท X๑มื้อ)", 4_440),
        ("ค่าวิทยากร 2 คน ๆ ละ 600 บาท 6 ชั่วโมง เป็นเงิน 7,200 บาท", 7_200),
        ("ค่าอาหาร 50 คน x 130 บาท x 2 มื้อ 13,000 บาท", 13_000),
        ("ค่าน้ำมัน 4 บาท x 12.5 กม.", 50),
        ("รุ่นที่ 1 10 คน x 5 บาท\nรุ่นที่ 2 20 คน x 5 บาท", 150),
    ],
)
def test_people_times_rate_times_times_is_read_out_of_an_item(item: str, baht: int) -> None:
    assert product(item) == baht * 100


@pytest.mark.parametrize(
    "item", ["", "ค่าวัสดุ 20,000 บาท", "ปีงบประมาณ พ.ศ. 2563", "ครู 220 คน 3 วัน", "โครงการ x"]
)
def test_what_is_no_product_is_left_out(item: str) -> None:
    assert product(item) is None


def test_the_largest_head_count_is_read() -> None:
    assert people("ครู ๒๒๐ คน วิทยากร 5 คน และนักเรียน 1,250 คน") == 1_250
    assert people("คนละ 600 บาท 3 รายการ ปี 2563") == 0


def test_the_rate_of_a_meal_is_read_and_refreshments_are_none() -> None:
    assert meal_rate("ค่าอาหารกลางวัน 10 คน x 150 บาท x 2 มื้อ") == 150_00
    assert meal_rate("ค่าอาหารมื้อละ ๑๔๐ บาท") == 140_00
    assert meal_rate("ค่าอาหารว่าง 10 คน x 150 บาท") == 0


@pytest.mark.parametrize(
    ("text", "late"),
    [
        ("ประชุมเมื่อ ๕ เม.ย. ๖๗", "๕ เม.ย. ๖๗"),
        ("อบรม 30 มีนาคม - 2 เมษายน 2567 ครบ", "30 มีนาคม - 2 เมษายน 2567"),
        ("อบรม 31 มี.ค. 67", ""),
        ("จะอบรมวันที่ 5 เม.ย. 67", ""),
        ("จะอบรมรุ่นสอง\nประชุมแล้ว 5 เม.ย. 67", "5 เม.ย. 67"),
    ],
)
def test_a_day_after_the_quarter_is_late_unless_it_is_told_as_a_plan(text: str, late: str) -> None:
    assert done_after(text, QUARTER_END) == late


@pytest.mark.parametrize("month", [*MONTHS[1:], *MONTHS_SHORT[1:]])
def test_a_month_without_a_day_is_read_by_its_name_alone(month: str) -> None:
    words = f"{month} ๒๕๗๐"
    assert done_after(f"รายงานผลถึงเดือน{words}", QUARTER_END) == words
    assert done_after(f"รายงานผล {month} พ.ศ. 2570 ครบ", QUARTER_END) == f"{month} พ.ศ. 2570"
    assert done_after(f"ปฏิทิน{words} และ 12,{month}2570", QUARTER_END) == ""


def test_a_year_is_far_unless_it_bounds_a_span_that_holds_the_year() -> None:
    assert years_far("ปีงบประมาณ พ.ศ. 2557", 2567, 5) == "2557"
    assert years_far("ยุทธศาสตร์ชาติ พ.ศ. 2561 - 2580 และแผนปี 2566-2570", 2567, 5) == ""


def test_an_amount_told_as_spent_is_one_of_the_known_ones_or_their_parts() -> None:
    assert spent_other("เบิกจ่าย ๑๒,๕๐๐ บาท", 12_000_00) == "๑๒,๕๐๐ บาท"
    assert spent_other("เบิกจ่ายค่าอาหาร 8,000 บาท\nใช้จ่ายค่าวัสดุ 4,000 บาท", 12_000_00) == ""
    assert spent_other("ได้รับบริจาค 900 บาท", 12_000_00) == ""
