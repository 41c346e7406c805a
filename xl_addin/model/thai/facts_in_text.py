"""What rules read out of running Thai text about what was done and spent.

Every function leaves out what it cannot be sure of: a rule on it is a question to the writer, not a verdict.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate

from xl_addin.model.thai.amounts_in_text import FoundAmount, find_amounts
from xl_addin.model.thai.date_patterns import (
    AFTER_MONTH_LETTER,
    MONTH_LETTERS,
    buddhist_year,
    month_number,
    plain_text,
)
from xl_addin.model.thai.dates_in_text import FoundDate, find_dates
from xl_addin.model.thai.fiscal_calendar import fiscal_year_of, serial_from
from xl_addin.model.thai.products_in_text import read_products

_AHEAD = re.compile(
    r"จะ|(?:มี|วาง|ตาม|อยู่ใน|เป็น)แผน(?!ปฏิบัติ|พัฒนา|แม่บท|การศึกษา)|แผน(?:จะ|การ(?:จัด|ดำเนิน))|กำหนด|คาดว่า|เตรียม|(?<!ถ)นัด(?!ดา)|"
    r"ต่อไป|ถัดไป|(?:เดือน|ปี|ครั้ง|ไตรมาส|ภาคเรียน|สัปดาห์|ล่วง)หน้า|เลื่อน|ภายใน|ระยะเวลา|ปฏิทิน|หมดเขต|ครบกำหนด|รอ(?:ง)?(?=\s?การ)"
    r"|รอ(?=\s?(?:ดำเนิน|จัด|ผล|รับ|โอน|อนุมัติ|ประชุม|อบรม|สรุป|เปิด|เบิก|ให้))"
)
_AHEAD_AFTER = re.compile(r"[\s()]*(?:นี้|ที่จะถึง)?\s*(?:[ก-๙]{0,12}?)(?:จะ|กำหนด|มีกำหนด|มีแผน)")
_LETTER = re.compile(
    r"(?:คำสั่ง|หนังสือ|ประกาศ(?!ผล[^\n]{0,60}แล้ว)|บันทึกข้อความ|ระเบียบ|มติ|สัญญา|ใบสั่ง|ลงวันที่|(?<![ก-๙])ลว\.?|สั่ง ณ)"
    r"(?:(?!ประชุม|อบรม|ดำเนิน|เมื่อวันที่|นิเทศ|ได้จัด|จัดส่ง|แจก|พิธี)[^\n]){0,80}$"
)
_BEFORE = 90


def _line_start(text: str, position: int) -> int:
    return text.rfind("\n", 0, position) + 1


def of_a_letter(text: str, found: FoundDate) -> bool:
    """Whether a date is that of an order, letter or announcement."""
    before = text[max(_line_start(text, found.position), found.position - _BEFORE) : found.position]
    return _LETTER.search(before) is not None


def is_ahead(text: str, found: FoundDate) -> bool:
    """Whether a date is told as a plan: จะ, มีแผน, กำหนดจัด before it in its line, or right after it."""
    if _AHEAD.search(text, _line_start(text, found.position), found.position):
        return True
    if "เมื่อ" in text[max(0, found.position - 12) : found.position]:
        return False
    return _AHEAD_AFTER.match(text, found.position + len(found.text)) is not None


def done_after(text: str, day: int | None) -> str:
    """Dates and months after a day told as something done, as they stand in the text, joined.

    A date whose line speaks of the future before it (จะ, มีแผน, กำหนดจัด, เลื่อนไป ...) is a plan, that of an order
    or letter is no deed.
    """
    if day is None or not text:
        return ""
    found = [*find_dates(text, fiscal_year=fiscal_year_of(day)), *find_months(text)]
    late = [
        date for date in found if date.end > day and not is_ahead(text, date) and not of_a_letter(text, date)
    ]
    return ", ".join(date.text for date in sorted(late, key=lambda date: date.position))


_MONTH_ONLY = re.compile(
    rf"(?P<month>[{MONTH_LETTERS}](?:(?<=เดือน.)|(?<=เดือน\s.)|(?<![\d,].)(?<![\d,]\s.)(?<![ก-๙.].))(?:{AFTER_MONTH_LETTER}))"
    r"\s*(?:พ\.?\s?ศ\.?\s*)?"
    r"(?P<year>2[4-6]\d\d|[5-9]\d(?![\d,.]))"
)


def find_months(text: str) -> Iterator[FoundDate]:
    """Months with a year and without a day, "ถึงเดือนตุลาคม ๒๕๖๗", as the day they begin."""
    plain = plain_text(text)
    for match in _MONTH_ONLY.finditer(plain):
        first = serial_from(buddhist_year(match["year"]), month_number(match["month"]), 1)
        yield FoundDate(first, first, text[match.start() : match.end()], match.start(), True)


def told_outside(text: str, start: int | None, end: int | None) -> str:
    """Dates in a report outside its period, as they stand in the text, joined; not plans, not those of letters."""
    if not text or start is None or end is None:
        return ""
    return ", ".join(
        found.text
        for found in find_dates(text, fiscal_year=fiscal_year_of(end))
        if (found.start < start or (found.end > end and not is_ahead(text, found)))
        and not of_a_letter(text, found)
    )


def year_slip(text: str, start: int | None, end: int | None) -> str:
    """Dates that a year later (or earlier) would lie in the report's period, as written, joined: a slip of the year."""
    if not text or start is None or end is None:
        return ""
    slips = []
    for found in find_dates(text):
        if not found.complete or start <= found.start <= end or of_a_letter(text, found):
            continue
        before = text[max(_line_start(text, found.position), found.position - 40) : found.position]
        if start <= found.start + 365 <= end and "ปี" not in before and "เดิม" not in before:
            slips.append(found.text)
    return ", ".join(slips)


_DEADLINE = re.compile(r"(?:ภายใน|ไม่เกิน|กำหนดส่ง|แล้วเสร็จ|ให้เสร็จ|ก่อน|ล่วงหน้า)[^\n\d]{0,25}$")


def dates_outside(text: str, start: int | None, end: int | None) -> int:
    """How many dates read in a text lie outside a period (serial days, both ends included)."""
    return len(outside(text, start, end))


def date_outside(text: str, start: int | None, end: int | None) -> str:
    """The dates outside a period as they stand in the text, joined."""
    return ", ".join(found.text for found in outside(text, start, end))


def outside(text: str, start: int | None, end: int | None) -> list[FoundDate]:
    """Dates in a plan's text outside its period; not a deadline before it in the same fiscal year.

    "เสนอแผนภายในวันที่ 15 ตุลาคม" of a project that begins in December is what comes before its work.
    """
    if not text or start is None or end is None:
        return []
    year = fiscal_year_of(end)
    return [
        found
        for found in find_dates(text, fiscal_year=year)
        if found.end > end or (found.start < start and not _is_deadline(text, found, year))
    ]


def _is_deadline(text: str, found: FoundDate, fiscal_year: int) -> bool:
    before = text[_line_start(text, found.position) : found.position]
    return fiscal_year_of(found.start) == fiscal_year and _DEADLINE.search(before) is not None


_SPENT = re.compile(
    r"(?P<spent>เบิก(?:\s?-?\s?จ่าย)?(?:งบประมาณ)?|ใช้จ่าย(?:งบประมาณ)?|ใช้งบ(?:ประมาณ)?|ใช้เงิน|จ่ายจริง|จ่ายเงิน)"
    r"|(?P<other>จัดสรร|วงเงิน|จากงบ|งบประมาณทั้ง|คงเหลือ|เหลือ|ส่งคืน|โอน|บริจาค|สนับสนุน|แผน(?:การ)?(?:ใช้จ่าย|เบิกจ่าย)|ได้รับ|ละ\s*$)"
)
_SPENT_WITHIN = 40
_MOST_PARTS = 30


def spent_other(text: str, *amounts: int | None) -> str:
    """Amounts told as spent (เบิกจ่าย ..., ใช้งบประมาณ ... บาท) that are none of the given ones, joined.

    Amounts one after another that add up to one of the given ones, or to one told before them, are its parts.
    """
    if not text or "บาท" not in text:
        return ""
    known = {amount for amount in amounts if amount is not None}
    found = find_amounts(text)
    others = [amount for amount in found if amount.satang not in known and _is_spent(text, amount)]
    if not others:
        return ""
    found = _but_rates(text, found)
    parts = {found[number] for number in _parts(found, known)}
    return ", ".join(amount.text for amount in others if amount in found and amount not in parts)


def _but_rates(text: str, found: list[FoundAmount]) -> list[FoundAmount]:
    """The amounts that are not the rate of a product, "(60 คน x 120 บาท) 7,200 บาท"."""
    reading = read_products(text) if len(found) > 1 else None
    products = reading.products if reading else ()
    return [
        amount
        for amount in found
        if not any(
            product.start <= amount.position < product.end and amount.satang == product.rate * 100
            for product in products
        )
    ]


def _is_spent(text: str, amount: FoundAmount) -> bool:
    start = max(_line_start(text, amount.position), amount.position - _SPENT_WITHIN)
    said = list(_SPENT.finditer(text, start, amount.position))
    return bool(said) and said[-1]["spent"] is not None


def _parts(found: list[FoundAmount], known: set[int]) -> set[int]:
    """Positions of amounts that are parts of a sum that is known."""
    parts: set[int] = set()
    for first in range(len(found)):
        sums = list(accumulate(amount.satang for amount in found[first : first + _MOST_PARTS]))
        longest = max(
            (length for length, total in enumerate(sums, 1) if length > 1 and total in known), default=0
        )
        parts |= set(range(first, first + longest))
    return parts
