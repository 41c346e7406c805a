"""Years and amounts in running Thai text. What cannot be told for sure is left out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from xl_addin.model.thai.date_patterns import COUNTED, ERA_WORD, buddhist_year, plain_text


@dataclass(frozen=True, slots=True)
class FoundYear:
    """A Buddhist year in running text.

    `kind` is fiscal (ปีงบประมาณ), academic (ปีการศึกษา, ภาคเรียน) or other.
    """

    year: int
    text: str
    position: int
    kind: str


@dataclass(frozen=True, slots=True)
class FoundAmount:
    """An amount followed by บาท in running text."""

    satang: int
    text: str
    position: int


# In every text with a year; most have none.
_MAY_BE_YEAR = re.compile(r"[25-9๒๕-๙](?<!\d\d)(?:(?<![2๒])\d|(?<=[2๒])[4-6๔-๖]\d\d)(?!\d|[.,]\d)")
# Each without its first letter, one of a few, which is found quickly.
_YEAR_NAMES = (
    r"(?P<fiscal>(?<=ป)ี\s?งบ(?:ประมาณ)?)|(?P<academic>(?<=ป)ี\s?การศึกษา|(?<=ภ)าคเรียน(?:ที่)?\s*\d\s*/)"
    r"|(?P<other>(?<=พ)\.?\s?ศ\.?|(?<=ป)ี)"
)
_NAMED_YEAR = re.compile(
    rf"[ปพภ](?:{_YEAR_NAMES})\s*(?:ประจำปี\s*)?(?:{ERA_WORD}\s*)?(?P<year>2[4-6]\d\d|[5-9]\d)(?!\d|[.,]\d){COUNTED}"
)
_SECOND_YEAR = re.compile(r"\s*(?:-|–|—|ถึง|และ|,)\s*(?:พ\.?\s?ศ\.?\s*)?(?P<year>25\d\d)(?!\d|[.,]\d)")
# It begins with what is found quickly; what must not stand before it is looked at then.
_BARE_YEAR = re.compile(
    r"(?P<year>25(?<![\d/]25)(?<!\d[.,]25)(?<!ว25)(?<!ว[\s.]25)(?<!จำนวน25)(?<!จำนวน\s25)(?<!เงิน25)(?<!เงิน\s25)\d\d)"
    rf"(?![\d/]|[.,]\d){COUNTED}"
)


def find_years(text: str) -> list[FoundYear]:
    """Buddhist years in running text, in order.

    Reads "ปีงบประมาณ พ.ศ. ๒๕๖๖", "ปีการศึกษา 2564", "(2566 - 2570)", "ปีงบ 66". Amounts, counts and letter
    numbers (04006/ว 2560, ว.21/2560, จำนวน 2,566 บาท) are no years.
    """
    if not _MAY_BE_YEAR.search(text):
        return []
    plain = plain_text(text)
    found: dict[int, FoundYear] = {}
    for match in _NAMED_YEAR.finditer(plain):
        kind = next(name for name in ("fiscal", "academic", "other") if match[name])
        position, end = match.start("year"), match.end("year")
        found[position] = FoundYear(buddhist_year(match["year"]), text[position:end], position, kind)
        second = _SECOND_YEAR.match(plain, end)
        if second:
            at = second.start("year")
            found[at] = FoundYear(int(second["year"]), text[at : second.end("year")], at, kind)
    for match in _BARE_YEAR.finditer(plain):
        position = match.start("year")
        if position not in found:
            found[position] = FoundYear(int(match["year"]), text[position : match.end()], position, "other")
    return [found[position] for position in sorted(found)]


_AMOUNT = re.compile(
    r"(?P<whole>\d(?<![\d.,].)(?:\d{0,2}(?:,\d{3})+|\d*))(?:\.(?P<part>\d{1,2}))?(?:\.-|\.=)?(?:\s*(?P<times>ล้าน|แสน|หมื่น|พัน))?\s*บาท"
)
_TIMES = {None: 1, "พัน": 1_000, "หมื่น": 10_000, "แสน": 100_000, "ล้าน": 1_000_000}


def find_amounts(text: str) -> list[FoundAmount]:
    """Amounts with บาท in running text, in order: "12,500.50 บาท", "๕๐,๐๐๐.-บาท", "1.5 ล้านบาท"."""
    plain = plain_text(text)
    return [
        FoundAmount(
            satang=(int(match["whole"].replace(",", "")) * 100 + int((match["part"] or "0").ljust(2, "0")))
            * _TIMES[match["times"]],
            text=text[match.start() : match.end()],
            position=match.start(),
        )
        for match in _AMOUNT.finditer(plain)
    ]
