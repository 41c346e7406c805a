"""People and schools counted in running Thai text, and whether the parts make the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from xl_addin.model.thai.quantities import NUMBER
from xl_addin.model.thai.words import arabic_digits

_PERSONS = r"คน(?!ละ)|ท่าน|ราย(?!การ|งาน|วัน|เดือน|ปี|ได้|จ่าย|ชื่อ|ละเอียด|วิชา)|รูป(?!แบบ|เล่ม|ภาพ|ธรรม)"
_SCHOOLS = r"แห่ง(?!ชาติ|ละ|การ|ที่)|โรงเรียน(?!ละ)|โรง(?!อาหาร|แรม|เรียน|ละ)"
# A number begins with a digit, which is found quickly; what must not stand before it is looked at then.
_MORE = r"(?:\d{0,2}(?:,\d{3})+|\d*)(?:\.\d+)?"
_PEOPLE = re.compile(rf"(\d(?<![\d.,].){_MORE})\s*(?:{_PERSONS})")
_COUNT = re.compile(
    rf"(?P<number>\d(?<![\d.,/].){_MORE})\s*(?:(?P<persons>{_PERSONS})|(?P<schools>{_SCHOOLS}))"
)
_TOTAL_BEFORE = re.compile(r"(?:รวม(?:ทั้ง(?:สิ้น|หมด))?(?:เป็น)?(?:จำนวน)?(?:ผู้\S{0,25})?|=|เท่ากับ|รวมจำนวน)\s*$")
_PARTS_FOLLOW = re.compile(r"\s*(?:\(|:|แบ่งเป็น|ประกอบด้วย|ได้แก่|จำแนกเป็น|แยกเป็น)")
# One of these stands in every text that tells a whole with its parts; most texts have none.
_SIGNS = ("รวม", "=", "เท่ากับ", "(", ":", "แบ่งเป็น", "ประกอบด้วย", "ได้แก่", "จำแนกเป็น", "แยกเป็น", "+")
_OTHERWISE = re.compile(r"จาก|ร้อยละ|เป้าหมาย|อย่างน้อย|ไม่น้อยกว่า|ผ่าน|คิดเป็น|ละ\s*$|เฉลี่ย|ขาด|จากทั้งหมด|เพิ่ม|ลด")
_PLUS = re.compile(rf"(?<![\d.,])({NUMBER})((?:\s*\+\s*{NUMBER})+)\s*(?:=|เป็น|รวม)\s*({NUMBER})(?![\d,.]*\d)")


class _Counted(NamedTuple):
    """A number of people or of schools in a text.

    `start`, `end`: its place in the text, as of a match.
    """

    number: int
    is_people: bool
    start: int
    end: int


def people(text: str) -> int:
    """The largest head-count in a text ("ครู ๒๒๐ คน และวิทยากร 5 คน" gives 220), 0 without one."""
    counts = [Decimal(match[1].replace(",", "")) for match in _PEOPLE.finditer(arabic_digits(text))]
    return int(max(counts, default=Decimal(0)))


def parts_differ(text: str) -> str:
    """Counts whose parts do not make the whole told with them, with what they make; "" without one.

    "นักเรียน 2,276 คน ครู 17 คน รวม 2,290 คน" gives "2,276 + 17 = 2,293 ไม่ใช่ 2,290".
    """
    if not any(map(text.__contains__, _SIGNS)):
        return ""
    plain = arabic_digits(text)
    for line in plain.split("\n"):
        if "+" not in line and sum(map(line.count, ("คน", "แห่ง", "โรง", "ราย", "ท่าน", "รูป"))) < 3:
            continue
        for parts, whole in (*_sums(line), *(_plus(line) if "+" in line else ())):
            if sum(parts) != whole:
                return f"{' + '.join(f'{part:,}' for part in parts)} = {sum(parts):,} ไม่ใช่ {whole:,}"
    return ""


def _plus(line: str) -> Iterator[tuple[list[int], int]]:
    for match in _PLUS.finditer(line):
        parts = [match[1], *re.findall(NUMBER, match[2])]
        if "." not in match.group():
            yield [_whole(part) for part in parts], _whole(match[3])


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() else int(Decimal(text.replace(",", "")))


def _sums(line: str) -> Iterator[tuple[list[int], int]]:
    """(parts, whole) of a line: parts before รวม, or after a whole that says of what it is made."""
    found = [
        _Counted(_whole(match["number"]), bool(match["persons"]), *match.span())
        for match in _COUNT.finditer(line)
    ]
    for kind in (True, False):
        same = [count for count in found if count.is_people is kind]
        begin = 0
        for at, count in enumerate(same):
            if at - begin >= 2 and _TOTAL_BEFORE.search(line, 0, count.start):
                parts = same[begin:at]
                numbers = [part.number for part in parts]
                # A whole told before its parts counts them once more.
                fits = any(sum(numbers[start:]) == count.number for start in range(len(numbers)))
                if not fits and not _told_otherwise(line, parts):
                    yield numbers, count.number
                begin = at + 1
        yield from _made_of(line, same)


def _made_of(line: str, same: list[_Counted]) -> Iterator[tuple[list[int], int]]:
    for at, whole in enumerate(same):
        follows = _PARTS_FOLLOW.match(line, whole.end)
        if not follows:
            continue
        end = line.find(")", whole.end) if "(" in follows.group() else len(line)
        parts = [count for count in same[at + 1 :] if count.end <= (end if end >= 0 else len(line))]
        numbers = [part.number for part in parts]
        if len(parts) < 2 or _told_otherwise(line, parts) or any(n > whole.number for n in numbers):
            continue
        if not any(sum(numbers[:stop]) == whole.number for stop in range(2, len(numbers) + 1)):
            yield numbers, whole.number


def _told_otherwise(line: str, parts: list[_Counted]) -> bool:
    """Whether something between the parts says that they are no parts: "จาก 60 คน ผ่าน 55 คน"."""
    start = max(0, parts[0].start - 20)
    return _OTHERWISE.search(line, start, parts[-1].end) is not None


def people_among(text: str, number: int | None) -> bool:
    """Whether a head-count is told in a text, alone or as the sum of some told one after another."""
    counts = [_whole(match[1]) for match in _PEOPLE.finditer(arabic_digits(text))]
    if number is None or not counts:
        return True
    return any(
        sum(counts[start:stop]) == number
        for start in range(len(counts))
        for stop in range(start + 1, min(len(counts), start + 12) + 1)
    )
