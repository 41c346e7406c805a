"""What rules read out of running Thai text beside dates: head-counts, products, meal rates, amounts, years.

Every function leaves out what it cannot be sure of: a rule on it is a question to the writer, not a verdict.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from xl_addin.model.thai.amounts_in_text import find_amounts, find_years
from xl_addin.model.thai.dates_in_text import find_dates
from xl_addin.model.thai.fiscal_calendar import fiscal_year_of
from xl_addin.model.thai.words import arabic_digits

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_PEOPLE = re.compile(
    rf"(?<![\d.,])({_NUMBER})\s*(?:คน(?!ละ)|ท่าน|ราย(?!การ|งาน|วัน|เดือน|ปี|ได้|จ่าย|ชื่อ|ละเอียด|วิชา))"
)


def people(text: str) -> int:
    """The largest head-count in a text ("ครู ๒๒๐ คน และวิทยากร 5 คน" gives 220), 0 without one."""
    counts = [Decimal(match[1].replace(",", "")) for match in _PEOPLE.finditer(arabic_digits(text))]
    return int(max(counts, default=Decimal(0)))


_UNITS = (
    "คน|ท่าน|ราย|บาท|ครั้ง|มื้อ|วัน|ชั่วโมง|ชม.|เดือน|คืน|ห้อง|รุ่น|เล่ม|ชุด|แผ่น|ป้าย|ผืน|อัน|ตัว|เครื่อง|คัน|"
    "โรงเรียน|โรง|แห่ง|ทีม|กลุ่ม|หน่วย|กิโลเมตร|กม."
).replace(".", r"\.")
_FACTOR = re.compile(rf"(?P<number>{_NUMBER})\s*(?:\.-)?\s*(?P<unit>{_UNITS})?")
_TIMES = re.compile(r"\s*[xX×✕*]\s*")
_BESIDE = re.compile(r"\s*(?:ๆ\s*)?(?:ละ\s*)?(?:จำนวน\s*)?(?=\d)")


def product(text: str) -> int | None:
    """People x rate x times written in a text, in satang; several such products are added.

    "๒๒๐ คน X ๑2๐ บาท ๒ ครั้ง" gives 52,800 baht. A product has one factor in บาท and another factor; blank
    where the text has none.
    """
    products = [found for _, found in _products(arabic_digits(text))]
    return sum(products) if products else None


def _products(plain: str) -> Iterator[tuple[int, int]]:
    """(rate, product) in satang of every product in a text."""
    position = 0
    while match := _FACTOR.search(plain, position):
        factors, position = _chain(plain, match)
        rates = [number for number, unit in factors if unit == "บาท"]
        if len(rates) == 1 and len(factors) > 1:
            whole = Decimal(100)
            for number, _ in factors:
                whole *= number
            if whole == whole.to_integral_value():
                yield int(rates[0] * 100), int(whole)


def _chain(plain: str, match: re.Match[str]) -> tuple[list[tuple[Decimal, str]], int]:
    """The factors that begin at a number, joined by x or standing side by side with their units."""
    factors = [_factor(match)]
    while True:
        end = match.end()
        joined = _TIMES.match(plain, end)
        beside = _BESIDE.match(plain, end) if not joined and factors[-1][1] else None
        between = joined or beside
        following = _FACTOR.match(plain, between.end()) if between else None
        if following is None:
            return factors, end
        factor = _factor(following)
        # "... x 2 มื้อ 5,280 บาท": the result, not one more factor.
        is_result = factor[1] == "บาท" and any(unit == "บาท" for _, unit in factors)
        if beside and (not factor[1] or is_result):
            return factors, following.end()
        factors.append(factor)
        match = following


def _factor(match: re.Match[str]) -> tuple[Decimal, str]:
    return Decimal(match["number"].replace(",", "")), match["unit"] or ""


_MEAL = re.compile(r"อาหาร(?!ว่าง)")
_PER_MEAL = re.compile(rf"(?:มื้อ|หัว|คน)\s*(?:ๆ\s*)?ละ\s*({_NUMBER})\s*(?:\.-)?\s*บาท")


def meal_rate(text: str) -> int:
    """The highest rate of a meal (not of อาหารว่าง, refreshments) in a text, in satang; 0 without one."""
    plain = arabic_digits(text)
    if not _MEAL.search(plain):
        return 0
    rates = [rate for rate, _ in _products(plain)]
    rates += [int(Decimal(match[1].replace(",", "")) * 100) for match in _PER_MEAL.finditer(plain)]
    return max(rates, default=0)


_AHEAD = re.compile(r"จะ|แผน|กำหนด|คาดว่า|เตรียม|นัด|ต่อไป|ถัดไป|หน้า|เลื่อน")


def done_after(text: str, day: int | None) -> str:
    """Dates after a day told as something done, as they stand in the text, joined.

    A date whose line speaks of the future before it (จะ, มีแผน, กำหนดจัด, เลื่อนไป ...) is a plan.
    """
    if day is None or not text:
        return ""
    late = []
    for found in find_dates(text, fiscal_year=fiscal_year_of(day)):
        line_start = text.rfind("\n", 0, found.position) + 1
        if found.end > day and not _AHEAD.search(text, line_start, found.position):
            late.append(found.text)
    return ", ".join(late)


_SPAN = re.compile(r"\s*(?:-|–|—|ถึง)\s*(?:พ\.?\s?ศ\.?\s*)?")


def years_far(text: str, fiscal_year: int | None, allowed: int | None) -> str:
    """Years more than `allowed` years from the fiscal year, joined; a span that holds that year is near.

    "ยุทธศาสตร์ชาติ พ.ศ. 2561 - 2580" is near to every year in it; "ปีงบประมาณ 2657" is a slip.
    """
    if fiscal_year is None or allowed is None or not text:
        return ""
    found = find_years(text)
    near = set()
    for first, second in pairwise(found):
        between = text[first.position + len(first.text) : second.position]
        if _SPAN.fullmatch(between) and first.year <= fiscal_year <= second.year:
            near |= {first.position, second.position}
    far = [year for year in found if abs(year.year - fiscal_year) > allowed and year.position not in near]
    return ", ".join(dict.fromkeys(year.text for year in far))


_SPENT = re.compile(r"เบิกจ่าย|ใช้จ่าย|ใช้งบ|ใช้เงิน|จ่ายจริง")
_SPENT_WITHIN = 40


def spent_other(text: str, *amounts: int | None) -> str:
    """Amounts told as spent (เบิกจ่าย ..., ใช้งบประมาณ ... บาท) that are none of the given ones, joined.

    Nothing when the amounts in the text add up to one of the given ones: a spending told in parts.
    """
    if not text:
        return ""
    spent = []
    for found in find_amounts(text):
        start = max(text.rfind("\n", 0, found.position) + 1, found.position - _SPENT_WITHIN)
        if _SPENT.search(text, start, found.position):
            spent.append(found)
    known = {amount for amount in amounts if amount is not None}
    if sum(found.satang for found in spent) in known:
        return ""
    return ", ".join(found.text for found in spent if found.satang not in known)
