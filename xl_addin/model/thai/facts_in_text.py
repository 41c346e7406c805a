"""What rules read out of running Thai text beside dates, products and meals: head-counts, amounts, years.

Every function leaves out what it cannot be sure of: a rule on it is a question to the writer, not a verdict.
"""

from __future__ import annotations

import re
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
