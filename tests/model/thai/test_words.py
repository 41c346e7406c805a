"""Thai as the offices write it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from xl_addin.model.thai.amounts_in_words import baht_words
from xl_addin.model.thai.fiscal_calendar import round_bounds, serial_from
from xl_addin.model.thai.names import name_key, nearest, spelling
from xl_addin.model.thai.words import (
    arabic_digits,
    date_words,
    format_number,
    in_thai_digits,
    month_name,
    period_words,
    round_name,
    thai_digits,
)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("ปี 2566 จำนวน 1,250.50 บาท", "ปี ๒๕๖๖ จำนวน ๑,๒๕๐.๕๐ บาท"),
        ("หนังสือที่ ศธ 04006/ว 3913 และ ว.21/2560", "หนังสือที่ ศธ ๐๔๐๐๖/ว ๓๙๑๓ และ ว.๒๑/๒๕๖๐"),
        ("ระดับ A2 ตาม CEFR จำนวน 15 คน", "ระดับ A2 ตาม CEFR จำนวน ๑๕ คน"),
        ("ช่วง Covid-19 ปี 2564", "ช่วง Covid-19 ปี ๒๕๖๔"),
        ("ดู https://www.obec.go.th/2566/ข่าว/12 ข้อ 3", "ดู https://www.obec.go.th/2566/ข่าว/12 ข้อ ๓"),
        ("ส่งที่ plan2@example.go.th ภายใน 5 วัน", "ส่งที่ plan2@example.go.th ภายใน ๕ วัน"),
        ("ครั้งที่ 70(รอบ 2)", "ครั้งที่ ๗๐(รอบ ๒)"),
        # Beside a Latin sign of times digits follow the setting.
        ("ป้าย 1.00x ๑.๑๒ เมตร", "ป้าย ๑.๐๐x ๑.๑๒ เมตร"),
        ("60x180x2", "๖๐x๑๘๐x๒"),
        ("60 คน x180 บาท", "๖๐ คน x๑๘๐ บาท"),
        ("กระดาษ A4 Covid-19 X2", "กระดาษ A4 Covid-19 X2"),
    ],
)
def test_running_text_gets_thai_digits_but_addresses_and_latin_codes_stay(typed: str, printed: str) -> None:
    assert in_thai_digits(typed) == printed


@given(st.text())
def test_digits_go_to_thai_and_back(text: str) -> None:
    assert arabic_digits(thai_digits(text)) == arabic_digits(text)
    assert len(in_thai_digits(text)) == len(text)


@pytest.mark.parametrize(
    ("satang", "words"),
    [
        (300_000_000, "สามล้านบาทถ้วน"),
        (323_300_000, "สามล้านสองแสนสามหมื่นสามพันบาทถ้วน"),
        (2_125, "ยี่สิบเอ็ดบาทยี่สิบห้าสตางค์"),
        (5, "ห้าสตางค์"),
        (0, "ศูนย์บาทถ้วน"),
        (-150, "ลบหนึ่งบาทห้าสิบสตางค์"),
        (12_345_678_901_201, "หนึ่งแสนสองหมื่นสามพันสี่ร้อยห้าสิบหกล้านเจ็ดแสนแปดหมื่นเก้าพันสิบสองบาทหนึ่งสตางค์"),
    ],
)
def test_amounts_in_words(satang: int, words: str) -> None:
    assert baht_words(satang) == words


@given(satang=st.integers(-(10**17), 10**17) | st.integers(-(10**6), 10**6))
def test_amounts_in_words_are_those_of_num2words(satang: int) -> None:
    words = num2words(Decimal(abs(satang)) / 100, lang="th", to="currency", currency="THB")
    assert baht_words(satang) == ("ลบ" + words if satang < 0 else words)


def test_names_match_whatever_spaces_and_spellings_of_the_same_look() -> None:
    assert name_key("กลุ่มนโยบาย และแผน") == name_key("กลุ่มนโยบาย\u00a0\u200bและเเผน")
    assert name_key("ดําเนินการ") == name_key("ดำเนินการ")
    assert name_key("คํ่า") == name_key("ค่ำ") == name_key("คำ่")
    assert name_key("School MIS ๒๕๖๖") == name_key("schoolmis2566")
    assert name_key("ผู้บริหาร") != name_key("ผุ้บริหาร")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("ท่ี", "ที่"), ("สิทธ์ิ", "สิทธิ์"), ("พ้ืนท่ี", "พื้นที่"), ("ที่่", "ที่"), ("เเล้ว", "แล้ว"), ("น้ํา", "น้ำ")],
)
def test_marks_over_one_letter_match_in_either_order(typed: str, meant: str) -> None:
    assert typed != meant
    assert name_key(typed) == name_key(meant)
    assert spelling(typed) == meant == spelling(meant)


def test_the_nearest_phrase_is_offered_only_when_there_is_one() -> None:
    phrases = ["ยังไม่ดำเนินการ", "อยู่ระหว่างดำเนินการ"]
    assert nearest("อยูระหวางดำเนินการ", phrases) == "อยู่ระหว่างดำเนินการ"
    assert nearest("เสร็จ", phrases) is None


def test_dates_and_periods_in_words() -> None:
    last_of_march = serial_from(2564, 3, 31)
    assert date_words(last_of_march) == "31 มีนาคม 2564"
    assert date_words(last_of_march, short=True) == "31 มี.ค. 2564"
    assert date_words(last_of_march, era=True, digits_thai=True) == "๓๑ มีนาคม พ.ศ. ๒๕๖๔"
    assert period_words(*round_bounds(2564, 1, months=6)) == "1 ตุลาคม 2563 - 31 มีนาคม 2564"
    assert period_words(*round_bounds(2566, 2)) == "1 มกราคม 2566 - 31 มีนาคม 2566"
    assert month_name(2) == "กุมภาพันธ์"


def test_names_of_rounds() -> None:
    assert [round_name(1, 6), round_name(2, 6), round_name(2)] == ["รอบ 6 เดือน", "รอบ 12 เดือน", "ไตรมาสที่ 2"]


def test_numbers_print_rounded_half_away_from_zero() -> None:
    assert format_number(123_450, 100, 2) == "1,234.50"
    assert format_number(-150, 100) == "-2"
    assert format_number(-49, 100) == "0"
