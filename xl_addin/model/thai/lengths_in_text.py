"""How long something lasts and how many meals it gives, in running Thai text: "2 วัน", "12 เดือน", "3 มื้อ"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xl_addin.model.thai.date_patterns import plain_text

_LASTING = re.compile(
    r"(?P<number>\d(?<![\d.,].)(?<!\d[/-].)\d{0,2})\s*(?P<unit>วัน(?!ที่|นี้|ครู|เด็ก|ทำการ)|เดือน)"
)
_MAY_LAST = re.compile(r"\d\s*(?:วัน(?!ที่)|เดือน|มื้อ)")
_NO_LENGTH = re.compile(r"(?:ภายใน|รอบ|ทุก|อายุ|ละ|ก่อน|หลัง[ก-์]{0,15}|ล่วงหน้า|กว่า|เกิน|แรก|(?<!เว)ลา)\s*$")
_MEALS = re.compile(r"(?P<number>\d(?<![\d.,].)(?<!\d[/-].)\d?)\s*มื้อ")
_NO_MEALS = re.compile(r"(?:ละ|ทุก|กว่า|เกิน|ที่|/)\s*$")
_SNACK = re.compile(r"ว่าง|เครื่องดื่ม|เบรก|break", re.IGNORECASE)
_FOOD = re.compile(r"อาหาร|เครื่องดื่ม|เบรก|กลางวัน|break", re.IGNORECASE)
_LUNCH = re.compile(r"อาหารกลางวัน|อาหารเที่ยง|มื้อ(?:กลางวัน|เที่ยง)")
_OTHER_MEAL = re.compile(r"เช้า|เย็น|ค่ำ|ว่าง")
# Of several courses each has its own days and meals.
_SEVERAL = re.compile(
    r"(?<!\d)(?:[2-9]|\d{2,})\s*(?:รุ่น|ครั้ง|รอบ|จุด|กลุ่ม|ระยะ|หลักสูตร|ศูนย์|อำเภอ|สนาม)"
    r"|(?:รุ่น|ครั้ง|ระยะ|จุด)ที่\s*\d"
)
_MOST_A_DAY = 5
"""Meals and refreshments that one person may be given in a day."""
_MOST = 21
"""Meals of one person in a week; more are those of all people together."""


def lasts_otherwise(text: str, *others: str) -> str:
    """How long something lasts by a text, "2 วัน", or how many meals it gives, where the others say otherwise.

    Compared unit by unit, days with days and meals of one kind with each other, where each side names one number; a
    time within which, an age, or a number of each of several says nothing. More lunches than days are told too.
    """
    text = plain_text(text)
    if not _MAY_LAST.search(text):
        return ""
    other = plain_text("\n".join(others))
    ours, theirs = _lengths(text), _lengths(other)
    for unit, numbers in ours.items():
        if len(numbers) == 1 == len(theirs.get(unit, ())) and numbers != theirs[unit]:
            return f"{min(numbers)} {unit}"
    return _meals_otherwise(text, other, theirs.get("วัน", set()))


def _lengths(plain: str) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for match in _LASTING.finditer(plain) if "วัน" in plain or "เดือน" in plain else ():
        number = int(match["number"])
        # One day is what nobody needs to say, and may be any day of several.
        if number > 1 and not _NO_LENGTH.search(plain, max(0, match.start() - 25), match.start()):
            found.setdefault(match["unit"], set()).add(number)
    return found


def _meals_otherwise(text: str, other: str, days: set[int]) -> str:
    ours = list(_meals(text))
    theirs = list(_meals(other)) if ours else []
    if not (theirs or (ours and days)) or _SEVERAL.search(text) or _SEVERAL.search(other):
        return ""
    for kind in ("", "ว่าง"):
        told, known = ({frozenset(may) for of, _, may in side if of == kind} for side in (ours, theirs))
        if len(told) == 1 == len(known) and not (may := told.pop()) & known.pop():
            return f"{min(may)} มื้อ"
    lunches = [min(may) for _, line, may in ours if _LUNCH.search(line) and not _OTHER_MEAL.search(line)]
    if len(lunches) == 1 == len(days) and lunches[0] > max(days):
        return f"{lunches[0]} มื้อ"
    return ""


def _meals(plain: str) -> Iterator[tuple[str, str, set[int]]]:
    """Each number of meals: "ว่าง" for refreshments, else ""; its line; what it may come to in all its days."""
    for line in plain.split("\n") if "มื้อ" in plain else ():
        if "มื้อ" not in line:
            continue
        lasting = _lengths(line).get("วัน", set())
        for match in _MEALS.finditer(line):
            number, before = int(match["number"]), line[: match.start()]
            if number > _MOST or _NO_MEALS.search(before):
                continue
            foods = list(_FOOD.finditer(before))
            kind = "ว่าง" if _SNACK.search(before, foods[-1].start() if foods else 0) else ""
            may = {number} | ({number * day for day in lasting} if number <= _MOST_A_DAY else set())
            yield kind, line, may
