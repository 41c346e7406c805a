"""What two texts of one project tell of the same thing: a figure told differently, an activity that is gone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from xl_addin.model.thai.date_patterns import MONTH, plain_text
from xl_addin.model.thai.quantities import NUMBER

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
_PLACE_OF_UNIT = {f"u{number}": unit for number, unit in enumerate(_UNITS)}
_FIGURE = re.compile(
    rf"(?<![\d.,/])(?:(?P<percent>ร้อยละ)\s*)?(?P<number>{NUMBER})(?![\d/]|[.,]\d)(?(percent)|\s*(?:"
    + "|".join(rf"(?P<u{number}>{pattern})" for number, pattern in enumerate(_UNITS.values()))
    + "))"
)
# Words between a name and its number, and before a name, that are no part of it.
_BETWEEN = re.compile(r"(?:จำนวน|ทั้งสิ้น|ทั้งหมด|รวม|คิดเป็น|เป็นจำนวน|เป็น|ประมาณ|คือ|ได้แก่|ได้|มี|[:=()\-–])+$")
_BEGINS = re.compile(r"^(?:[-–—•*]|\(?\d{1,2}[.)])?(?:จำนวน|ร้อยละ(?:ของ)?|ของ|มี|[:=()\-–])*")
_NUMBERED = re.compile(r"^\s*(?:\(?(?:\d{1,2}\.)*\d{1,2}[.)]+(?!\d)|(?:\d{1,2}\.)+\d{1,2}\s|[-–—•*])\s*")
_JOINS = ("และ", "กับ", "หรือ", ",", "/", "พร้อม", "รวมทั้ง", "ไม่รวม")
_BEFORE_NAME = ("มี", "ให้", "พบว่า", "ว่า", "แก่", "โดย")
# Of which time, target or part a number is: two are compared where all of this is the same.
_OF_WHAT = re.compile(
    rf"(?:ไตรมาส|รุ่น|ครั้ง|ระยะ|รอบ|ภาคเรียน|กลุ่ม|ชั้น|ป\.|ม\.)\s*(?:ที่)?\s*\d+|ปี(?:งบประมาณ|การศึกษา)?\s*(?:พ\.ศ\.\s*)?\d+|{MONTH}|"
    r"เป้าหมาย|อย่างน้อย|ไม่น้อยกว่า|ไม่ต่ำกว่า|ไม่เกิน|มากกว่า|เดิม|ปีก่อน|ปีที่แล้ว|เพิ่มขึ้น|ลดลง|สะสม|ตั้งไว้|วางแผน|ตามแผน|จากทั้งหมด|ขาด|ไม่ผ่าน|ไม่เข้าร่วม"
)
_DIGIT = re.compile(r"\d")
_LEAST_NAME, _LONGEST_NAME = 12, 80


@dataclass(frozen=True, slots=True)
class _Figure:
    """A number with what it counts: `name` without its spaces, `begins` the places in it before which one stood."""

    number: Decimal
    unit: str
    name: str
    begins: frozenset[int]
    of_what: frozenset[str]


@lru_cache(maxsize=1024)
def _figures(text: str) -> tuple[_Figure, ...]:
    lines = plain_text(text).split("\n")
    return tuple(found for line in lines if _DIGIT.search(line) for found in _of_line(line))


def _of_line(line: str) -> Iterator[_Figure]:
    end, told = 0, frozenset(found.group() for found in _OF_WHAT.finditer(line))
    for match in _FIGURE.finditer(line):
        group = next((group for group in _PLACE_OF_UNIT if match[group]), "")
        unit = _PLACE_OF_UNIT[group] if group else "ร้อยละ"
        name, begins = _name(line[max(end, match.start() - _LONGEST_NAME) : match.start()])
        end = match.end()
        if len(name) < _LEAST_NAME and unit == "ร้อยละ":
            name, begins = _name(re.split(r"\d", line[end : end + _LONGEST_NAME])[0])
        if len(name) >= _LEAST_NAME:
            yield _Figure(Decimal(match["number"].replace(",", "")), unit, name, begins, told)


def _name(words: str) -> tuple[str, frozenset[int]]:
    # What stands before another number is no part of it: "รุ่นที่ 2 ครูที่เข้ารับการอบรม".
    words = re.split(r"\d", _NUMBERED.sub("", words))[-1]
    parts = _BEGINS.sub("", words.strip()).split()
    begins, length = {0}, 0
    for part in parts:
        begins.add(length)
        length += len(part)
    return _BETWEEN.sub("", "".join(parts)), frozenset(begins)


def _same(one: _Figure, other: _Figure) -> bool:
    """Whether two figures count the same: the name of one is that of the other, or its end after a space."""
    if one.unit != other.unit or one.of_what != other.of_what:
        return False
    short, long = sorted((one, other), key=lambda figure: len(figure.name))
    if not long.name.endswith(short.name):
        return False
    before = long.name[: len(long.name) - len(short.name)]
    begins = len(before) in long.begins or before.endswith(_BEFORE_NAME)
    return begins and not before.endswith(_JOINS)


def told_otherwise(text: str, *others: str) -> str:
    """A figure of a text that the others tell otherwise, "ครูที่เข้ารับการอบรม 60 คน กับ 58 คน"; "" without one.

    The same thing is what has the same name before the number (after it, of a percentage) and the same unit, for the
    same time; it says nothing where a text tells several numbers of it.
    """
    ours = _figures(text)
    theirs = [figure for other in others for figure in _figures(other)] if ours else []
    for figure in ours:
        same = {other.number for other in theirs if _same(figure, other)}
        if len(same) != 1 or figure.number in same:
            continue
        alike = [other.number for other in ours if _same(figure, other)]
        other = next(iter(same))
        if set(alike) == {figure.number} and other != len(alike) * figure.number:
            numbers = (f"{number.normalize():,f}" for number in (figure.number, other))
            percent = figure.unit == "ร้อยละ"
            both = (f"ร้อยละ {told}" if percent else f"{told} {figure.unit}" for told in numbers)
            return f"{figure.name} {' กับ '.join(both)}"
    return ""


_DATE = re.compile(
    rf"(?:เมื่อ|ระหว่าง|ใน|ณ)?\s*(?:วันที่|เดือน)?\s*[\d\s,–-]*(?:{MONTH})\s*(?:พ\.?\s?ศ\.?\s*)?\d*|(?:เมื่อ|ระหว่าง)?วันที่|\d[\d,.]*\s*"
    r"(?:คน|แห่ง|โรงเรียน|โรง|บาท|ครั้ง|รุ่น|วัน|เล่ม|ชุด)?|จำนวน|ดำเนินการ|แล้วเสร็จ|เรียบร้อยแล้ว|โครงการ|กิจกรรม"
)
_PIECE = 3
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
    told = _pieces(text)
    shares = []
    for item in before:
        pieces = _pieces(item)
        shares.append(len(pieces & told) / len(pieces) if len(pieces) >= _LEAST_ITEM - _PIECE else 0.5)
    kept = sum(share >= _KEPT for share in shares)
    return [at for at, share in enumerate(shares) if share < _GONE] if 2 * kept >= len(shares) else []


def activities_gone(text: str, before: str) -> str:
    """The numbered or bulleted activities of an earlier text that are gone from this one, joined by " / "."""
    told = items(before) if text and before else []
    return " / ".join(told[at].strip() for at in gone(told, text)) if len(told) > 1 else ""


def _pieces(text: str) -> set[str]:
    """Three letters from each place on, but for dates and numbers, which many lines have in common."""
    plain = "".join(_DATE.sub("", plain_text(text)).split()).casefold()
    return {plain[start : start + _PIECE] for start in range(len(plain) - _PIECE + 1)}
