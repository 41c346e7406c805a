"""The rate of one meal of one person in running text.

Not a day's rate (วันละ), not overtime pay (ค่าอาหารทำการนอกเวลา), not what meals are made of (วัสดุทำอาหาร), not
refreshments (อาหารว่าง), not one price for several meals or for a meal with refreshments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from xl_addin.model.thai.date_patterns import plain_text
from xl_addin.model.thai.products_in_text import Product, read_products
from xl_addin.model.thai.quantities import Quantity, quantity_reader

_DIGIT = re.compile(r"\d")
_NO_MEAL_BEFORE = "|".join(
    (
        "วัสดุ",
        "วัตถุดิบ",
        "อุปกรณ์",
        "เครื่องปรุง",
        "ปรุง",
        "ทำ",
        "ประกอบ",
        "โรง",
        "ห้อง",
        "แปรรูป",
        "ถนอม",
        "สุขาภิบาล",
        "สาร",
        "หมวด",
        "ถาด",
        "ประกวด",
        "ตู้",
        "ตำรา",
        "หนังสือ",
        "ภาชนะ",
        "ถ้วย",
        "จาน",
        "โต๊ะ",
        "เตา",
        "เครื่อง",
        "บรรจุ",
        "เก็บ",
        "ปนเปื้อนใน",
        "ตรวจ",
    )
)
_MEAL = re.compile(
    r"อาหาร(?!ว่าง|ทำการ|นอกเวลา|เสริม|สัตว์|ปลา|ไก่|กุ้ง|หมู|เป็ด|วัว|แห้ง|สด|และโภชนาการ|โภชนาการ|ปลอดภัย)"
)
_NO_MEAL = re.compile(rf"(?:{_NO_MEAL_BEFORE})\s?(?:การ)?(?:ทำ|ประกอบ|ปรุง)?\s?อาหาร|วัสดุ|วัตถุดิบ|อุปกรณ์|เครื่องปรุง")
_OVERTIME = re.compile(r"ทำการ|นอกเวลา|ล่วงเวลา|วันหยุด(?:ราชการ)?|โอที|\bOT\b")
_PACKAGE = re.compile(r"ว่าง|ที่พัก|พาหนะ|เหมา|แพ็ก|แพค|เบรก|\bbreak\b|ทุกมื้อ|ครบ|ทั้งวัน|ตลอดวัน|รายวัน", re.IGNORECASE)
_MAY_BE_RATE = re.compile(r"(?<!แ)ละ|[@/]|อัตรา|ราคา|ต่อ")
_NAMED = re.compile(r"กลางวัน|เที่ยง|เช้า|เย็น|ค่ำ")
_DAYS = frozenset(("วัน", "คืน", "เดือน", "ชั่วโมง", "สัปดาห์"))
_EATERS = frozenset(("คน", "มื้อ", "กล่อง", "ชุด", "ห่อ"))
_TIMES = re.compile(r"[xX×✕*·]|คูณ")
_IN_BRACKETS = re.compile(r"\(\s*[\d,]+\s*มื้อ\s*\)")


@lru_cache(maxsize=4096)
def _highest(text: str) -> tuple[int, str]:
    """The highest rate of a meal in satang and its words; (0, "") without one."""
    if "อาหาร" not in text or not _DIGIT.search(text):
        return 0, ""
    reader = quantity_reader(text)
    if not _MEAL.search(reader.plain):
        return 0, ""
    reading = read_products(text)
    rates = [
        quantity
        for block, bounds in enumerate(reader.blocks)
        if _MAY_BE_RATE.search(reader.plain, *bounds)
        for quantity in reader.of(block)
        if quantity.kind == "rate"
    ]
    found = [
        (int(rate.number * 100), text[start:end].strip(" ()"))
        for rate, start, end in _rates(plain_text(text), reading.products if reading else (), rates)
    ]
    return max(found, key=lambda each: each[0], default=(0, ""))


def _rates(
    plain: str, products: tuple[Product, ...], rates: list[Quantity]
) -> Iterator[tuple[Quantity, int, int]]:
    """Rates of one meal, each with where its words stand: a product, or a rate alone ("มื้อละ 140 บาท")."""
    places = [(product.start, product.end, product.factors) for product in products]
    alone = [
        quantity for quantity in rates if not any(start <= quantity.start < end for start, end, _ in places)
    ]
    places += [(quantity.start, quantity.end, (quantity,)) for quantity in alone]
    subject, last = "", 0
    for start, end, factors in sorted(places, key=lambda place: place[0]):
        words = plain[last:start]
        subject = words if re.search("[ก-ฮ]{3}", words) or not subject else subject
        last = end
        # "คนละ 300 บาท (3 มื้อ)" is one price for several meals.
        if _is_meal(subject) and not _IN_BRACKETS.search(plain, start, end + 3):
            rate = _rate_of_one_meal(subject, factors)
            if rate is not None and not _of_several_meals(plain, rate, factors):
                yield rate, start, end


def _of_several_meals(plain: str, rate: Quantity, factors: tuple[Quantity, ...]) -> bool:
    """ "3 มื้อ คนละ 300 บาท/วัน": the meals are named before a price of a person or a day, not times it."""
    return "มื้อ" not in rate.per and any(
        factor.unit == "มื้อ" and factor.number > 1 and not _TIMES.search(plain, factor.end - 1, rate.start)
        for factor in factors
        if rate.per and factor.start < rate.start
    )


def _is_meal(subject: str) -> bool:
    return bool(
        _MEAL.search(subject)
        and not _NO_MEAL.search(subject)
        and not _OVERTIME.search(subject)
        and not _PACKAGE.search(subject)
    )


def _rate_of_one_meal(subject: str, factors: tuple[Quantity, ...]) -> Quantity | None:
    amounts = [factor for factor in factors if factor.is_amount]
    if amounts:
        rate = amounts[0]
    else:
        bare = [factor for factor in factors if factor.kind == "number"]
        rate = max(bare, key=lambda factor: factor.number)
    units = {factor.unit for factor in factors} | set(rate.per)
    if "มื้อ" not in units:
        named = set(_NAMED.findall(subject))
        if _DAYS.intersection(rate.per) or len(named) > 1 or (_DAYS & units and not named):
            return None
    return rate if _EATERS & units or ("อาหาร" in subject[-14:] and not _DAYS & units and rate.per) else None


def meal_rate(text: str) -> int:
    """The highest rate of a meal in a text, in satang; 0 without one."""
    return _highest(text)[0]


def meal_words(text: str) -> str:
    """The words that name that rate; "" without one."""
    return _highest(text)[1]
