"""What two texts of one project tell of the same thing: a figure told differently, an activity that is gone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate

from xl_addin.model.thai.date_patterns import MONTH, plain_text
from xl_addin.model.thai.lazy_pattern import lazy_pattern
from xl_addin.model.thai.likeness import PIECE, letters, pieces
from xl_addin.model.thai.words import MONTHS, MONTHS_SHORT

_UNITS = {
    "คน": r"คน(?!ละ)|ราย(?![ก-ฮเ-ไ])|ท่าน",
    "แห่ง": r"แห่ง(?!ละ)|โรงเรียน(?!ละ)|โรง(?![ก-ฮเ-ไ])",
    "บาท": "บาท",
    "ร้อยละ": "%|ร้อยละ|เปอร์เซ็นต์",
    **{
        unit: rf"{unit}(?!ละ|ที่)"
        for unit in ("เล่ม", "ครั้ง", "ห้อง", "ชุด", "เรื่อง", "กลุ่ม", "ศูนย์", "รุ่น", "ชิ้น", "ผลงาน")
    },
}
_PLACES = {f"u{number}": unit for number, unit in enumerate(_UNITS)}
_UNIT = "|".join(f"(?P<{place}>{_UNITS[unit]})" for place, unit in _PLACES.items())
# It begins with a digit, which is found quickly; what must not stand before it is looked at then.
_FIGURE = lazy_pattern(
    rf"(?P<number>\d(?<![\d.,/].)(?:\d{{0,2}}(?:,\d{{3}})+|\d*)(?:\.\d+)?)(?![\d/]|[.,]\d)(?:\s*(?:{_UNIT}))?"
)
_PERCENT = "ร้อยละ"
# Words between a name and its number, and before a name, that are no part of it.
_BETWEEN = (
    *("จำนวน", "ทั้งสิ้น", "ทั้งหมด", "รวม", "คิดเป็น", "เป็น", "ประมาณ", "คือ", "ได้แก่", "ได้", "มี"),
    *(":", "=", "(", ")", "-", "–"),
)
_BEGINS = re.compile(r"^(?:[-–—•*]|\(?\d{1,2}[.)])?(?:จำนวน|ร้อยละ(?:ของ)?|ของ|มี|[:=()\-–])*")
_NUMBERED = re.compile(r"^\s*(?:\(?(?:\d{1,2}\.)*\d{1,2}[.)]+(?!\d)|(?:\d{1,2}\.)+\d{1,2}\s|[-–—•*])\s*")
_JOINS = ("และ", "กับ", "หรือ", ",", "/", "พร้อม", "รวมทั้ง", "ไม่รวม")
_BEFORE_NAME = ("มี", "ได้", "การ", "ให้", "พบว่า", "ว่า", "แก่", "โดย")
_DIGITS = re.compile(r"\d+")
# Of which time, target or part a number is: two are compared where all of this is the same.
_OF_WHAT = lazy_pattern(
    rf"(?:ไตรมาส|รุ่น|ครั้ง|ระยะ|รอบ|ภาคเรียน|กลุ่ม|ชั้น|ป\.|ม\.)\s*(?:ที่)?\s*\d+|ปี(?:งบประมาณ|การศึกษา)?\s*(?:พ\.ศ\.\s*)?\d+|"
    rf"[\d\s,–-]*(?:{MONTH})|"
    r"เป้าหมาย|อย่างน้อย|ไม่น้อยกว่า|ไม่ต่ำกว่า|ไม่เกิน|มากกว่า|เดิม|ปีก่อน|ปีที่แล้ว|เพิ่มขึ้น|ลดลง|สะสม|ตั้งไว้|วางแผน|ตามแผน|จากทั้งหมด|ขาด|ไม่ผ่าน|ไม่เข้าร่วม"
)
# Names of what happens in every project, and more than once: "ประชุมคณะทำงาน 12 คน", "ผู้เข้าร่วมกิจกรรม 40 คน".
_OF_ANY = re.compile(
    r"(?:จัด|การ|ประชุม|อบรม|สัมมนา|นิเทศ|ติดตาม|คณะ|ทำงาน|กรรมการ|ดำเนินงาน|เชิงปฏิบัติการ|ผู้|เข้าร่วม|เข้ารับ|เข้า|ร่วม|กิจกรรม|โครงการ|"
    r"เกี่ยวข้อง|ที่|และ|วางแผน|ชี้แจง|ในครั้งนี้|ทั้ง)*"
)
_LEAST_NAME, _LONGEST_NAME = 12, 80


@dataclass(frozen=True, slots=True)
class _Figure:
    """A number with what it counts: `name` without its spaces, `begins` the places in it before which one stood."""

    number: Decimal
    unit: str
    name: str
    begins: frozenset[int]
    line: str

    @property
    def key(self) -> tuple[str, str]:
        """What two figures of one thing have in common: one name is the other's end."""
        return self.unit, self.name[-_LEAST_NAME:]

    @property
    def of_what(self) -> set[str]:
        return {"".join(found.group().split()) for found in _OF_WHAT.finditer(self.line)}


@lru_cache(maxsize=4096)
def _figures(text: str) -> tuple[_Figure, ...]:
    return tuple(found for line in plain_text(text).split("\n") for found in _of_line(line))


def _of_line(line: str) -> Iterator[_Figure]:
    end = 0
    for match in _FIGURE.finditer(line):
        unit = _PLACES.get(match.lastgroup or "", "")
        before = line[max(end, match.start() - _LONGEST_NAME) : match.start()].rstrip()
        if not unit and not before.endswith(_PERCENT):
            continue
        unit = unit or _PERCENT
        name, begins = _name(before.removesuffix(_PERCENT))
        end = match.end()
        if len(name) < _LEAST_NAME and unit == _PERCENT:
            name, begins = _name(_DIGITS.split(line[end : end + _LONGEST_NAME])[0])
        if len(name) >= _LEAST_NAME and not _OF_ANY.fullmatch(name):
            yield _Figure(Decimal(match["number"].replace(",", "")), unit, name, begins, line)


def _name(words: str) -> tuple[str, frozenset[int]]:
    if mark := _NUMBERED.match(words):
        words = words[mark.end() :]
    # What stands before another number is no part of it: "รุ่นที่ 2 ครูที่เข้ารับการอบรม".
    words = _DIGITS.split(words)[-1].strip()
    begin = _BEGINS.match(words)
    parts = words[begin.end() if begin else 0 :].split()
    name = "".join(parts)
    while name.endswith(_BETWEEN):
        name = name[: -max(len(word) for word in _BETWEEN if name.endswith(word))]
    return name, frozenset(accumulate(map(len, parts), initial=0))


def _alike(one: _Figure, other: _Figure) -> bool:
    """Whether two figures of one key have one name: that of one is that of the other, or its end after a space."""
    short, long = sorted((one, other), key=lambda figure: len(figure.name))
    if not long.name.endswith(short.name):
        return False
    before = long.name[: len(long.name) - len(short.name)]
    return (len(before) in long.begins or before.endswith(_BEFORE_NAME)) and not before.endswith(_JOINS)


def told_otherwise(text: str, *others: str) -> str:
    """A figure of a text that the others tell otherwise, "ครูที่เข้ารับการอบรม 60 คน กับ 58 คน"; "" without one.

    The same thing is what has the same name before the number (after it, of a percentage) and the same unit, for the
    same time; nothing is said of what a text tells several numbers of, nor of what every project does.
    """
    ours = _by_key(_figures(text))
    theirs = _by_key(figure for other in others for figure in _figures(other)) if ours else {}
    for key in filter(theirs.__contains__, ours):
        for figure in ours[key]:
            sides = [[each for each in side[key] if _alike(figure, each)] for side in (ours, theirs)]
            # What one text tells several numbers of happened more than once.
            if any(len({each.number for each in side}) != 1 for side in sides):
                continue
            other = sides[1][0]
            if (
                other.number in (figure.number, len(sides[0]) * figure.number)
                or figure.of_what != other.of_what
            ):
                continue
            numbers = (f"{told.number.normalize():,f}" for told in (figure, other))
            percent = figure.unit == _PERCENT
            both = (f"{_PERCENT} {told}" if percent else f"{told} {figure.unit}" for told in numbers)
            return f"{figure.name} {' กับ '.join(both)}"
    return ""


def _by_key(figures: Iterable[_Figure]) -> dict[tuple[str, str], list[_Figure]]:
    found: dict[tuple[str, str], list[_Figure]] = {}
    for figure in figures:
        found.setdefault(figure.key, []).append(figure)
    return found


# What many lines have in common: dates, numbers and words of every activity.
_COMMON = lazy_pattern(
    "|".join(
        (
            r"[0-9][0-9.,]*(?:คน|แห่ง|โรงเรียน|โรง|บาท|ครั้ง|รุ่น|วัน|เล่ม|ชุด)?",
            *(re.escape(month) for month in (*MONTHS[1:], *MONTHS_SHORT[1:])),
            *("เมื่อวันที่", "ระหว่างวันที่", "ในวันที่", "วันที่", r"พ\.ศ\.", "จำนวน", "ดำเนินการ", "แล้วเสร็จ", "เรียบร้อยแล้ว"),
            *("โครงการ", "กิจกรรม"),
        )
    )
)
_LEAST_ITEM = 8
_GONE, _KEPT = 0.4, 0.6


def items(text: str) -> list[str]:
    """The numbered or bulleted lines of a text, without their numbers; a line without one goes on with the last."""
    found: list[str] = []
    for line in plain_text(text).split("\n"):
        mark = _NUMBERED.match(line)
        if mark:
            found.append(line[mark.end() :])
        elif found:
            found[-1] += line
    return found


def gone(before: Iterable[str], text: str) -> list[int]:
    """Positions of what was told before and is not told in a text, in whatever words.

    Nothing where less than half of it is told again: such a text is a new one, not one that goes on.
    """
    whole = letters(plain_text(text))
    told = pieces(whole)
    shares = [_share(letters(plain_text(item)), whole, told) for item in before]
    kept = sum(share >= _KEPT for share in shares)
    return [at for at, share in enumerate(shares) if share < _GONE] if 2 * kept >= len(shares) else []


def _share(item: str, whole: str, told: frozenset[int]) -> float:
    """How much of an item's own words stands in a text; a half of one that has too few to say."""
    if item in whole:
        return 1
    own = frozenset().union(*map(pieces, _COMMON.split(item)))
    return len(own & told) / len(own) if len(own) > _LEAST_ITEM - PIECE else 0.5


def activities_gone(text: str, before: str) -> str:
    """The numbered or bulleted activities of an earlier text that are gone from this one, joined by " / "."""
    told = items(before) if text and before else []
    return " / ".join(told[at].strip() for at in gone(told, text)) if len(told) > 1 else ""
