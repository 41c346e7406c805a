"""The fiscal calendar, and dates, years and amounts read out of Thai text.

Days are Excel serial days (1900 system). Years are Buddhist; fiscal year 2566 = 1 Oct 2565 to 30 Sep 2566.
Whole cells are read by `read_date`, which says why it cannot read; running text by the `find_` functions,
which leave out what they cannot be sure of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from xl_addin.model.thai import EPOCH, ERA, ZERO_WIDTH, arabic_digits

# A project's dates lie here; anything outside is a slip (65 typed for 2565 becomes 1965 in Excel).
EARLIEST_YEAR = 2000 + ERA
LATEST_YEAR = 2099 + ERA


class Period(NamedTuple):
    """First and last serial day, both inside."""

    first: int
    last: int

    def holds(self, serial: int) -> bool:
        return self.first <= serial <= self.last


def serial_of(day: date) -> int:
    """The serial day of a date (from 1 March 1900 on)."""
    return day.toordinal() - EPOCH


def date_of(serial: int) -> date:
    """The date of a serial day (from 61 on)."""
    return date.fromordinal(serial + EPOCH)


@lru_cache(maxsize=4096)
def serial_from(year: int, month: int, day: int) -> int:
    """The serial day of a day in a Buddhist year. Raises ValueError for 31 กันยายน and the like."""
    return serial_of(date(year - ERA, month, day))


def fiscal_year_of(serial: int) -> int:
    """The Buddhist fiscal year that a day belongs to."""
    day = date_of(serial)
    return day.year + ERA + (day.month >= 10)


def quarter_of(serial: int) -> int:
    """The fiscal quarter 1-4 of a day: October is in 1."""
    return (date_of(serial).month - 10) % 12 // 3 + 1


def _months(fiscal_year: int, first: int, count: int) -> Period:
    """`count` months from the first-th month (0 = October) of a fiscal year."""

    def start(month: int) -> int:
        year, zero_based = divmod((fiscal_year - 1) * 12 + 9 + month, 12)
        return serial_from(year, zero_based + 1, 1)

    return Period(start(first), start(first + count) - 1)


def year_bounds(fiscal_year: int) -> Period:
    """1 October to 30 September."""
    return _months(fiscal_year, 0, 12)


def quarter_bounds(fiscal_year: int, quarter: int) -> Period:
    """The three months of quarter 1-4."""
    return round_bounds(fiscal_year, quarter, 3)


def round_bounds(fiscal_year: int, number: int, months: int = 3) -> Period:
    """The months of one reporting round: quarters (months=3) or half-years (months=6), counted from 1."""
    if number < 1 or number * months > 12:
        raise ValueError(f"round {number} of {months} months does not lie in a year")
    return _months(fiscal_year, (number - 1) * months, months)


def to_date_bounds(fiscal_year: int, number: int, months: int = 3) -> Period:
    """From 1 October to the end of a round."""
    return Period(year_bounds(fiscal_year).first, round_bounds(fiscal_year, number, months).last)


_LONG = (
    "มกราคม",
    "กุมภาพันธ์?",
    "มีนาคม",
    "เมษายน",
    "พฤ[ษศ]ภาคม",
    "มิถุนายน",
    "กรก[ฎฏ]าคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤ[ศษ]จิกายน",
    "ธันวาคม",
)
_SHORT = ("มค", "กพ", "มีค", "เมย", "พค", "มิย", "กค", "สค", "กย", "ตค", "พย", "ธค")
# ก.ค.ศ. and ก.พ.ร. are agencies, not months.
_NOT_AN_AGENCY = r"(?!(?!พ\.?\s?ศ)[ก-ฮ]\.)"
_MONTH = "|".join(
    rf"(?:{name}|{short[:-1]}\.?\s?{short[-1]}(?:\.{_NOT_AN_AGENCY}|(?![ก-๎.])))"
    for name, short in zip(_LONG, _SHORT, strict=True)
)
_MONTH_NUMBER = [
    re.compile(rf"{name}|{short[:-1]}\.?\s?{short[-1]}\.?") for name, short in zip(_LONG, _SHORT, strict=True)
]
_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

# What is counted after a number: "21 ต.ค. 65 คน" has no year.
_COUNTED = (
    r"(?!\s*(?:คน|ราย|แห่ง|โรง|ครั้ง|เล่ม|ชุด|โครงการ|กิจกรรม|รูป|ห้อง|เรื่อง"
    r"|บาท|ล้าน|แสน|หมื่น|พัน|%|น\.|นาที|ชั่วโมง))"
)
_ERA = r"(?:พ\.?\s?ศ\.?|ค\.?\s?ศ\.?)"
_YEAR = rf"(?P<year>(?:2[4-6]\d\d|(?:19|20)\d\d|[5-9]\d)(?!\d|[.,:]\d){_COUNTED})"
_RANGE = r"(?:-|–|—|ถึง)"
_DAY_LIST = rf"\d{{1,2}}(?:\s*(?:,|และ|{_RANGE})\s*(?:วันที่\s*)?\d{{1,2}}){{0,9}}"
_ANY_DIGIT = re.compile(r"\d")  # Thai digits too
_THAI_DATE = re.compile(
    rf"(?<!\d)(?<!\d[.,/])(?P<days>{_DAY_LIST})\s*(?P<month>{_MONTH})(?:\s*{_ERA}?\s*{_YEAR})?"
)
_NUMERIC_DATE = re.compile(
    rf"(?<![\d/.-])(?P<days>\d{{1,2}}(?:\s?{_RANGE}\s?\d{{1,2}}(?=/))?)"
    r"(?:(?P<mark>[/-])(?P<month>\d{1,2})(?P=mark)(?P<year>\d{4}|[5-9]\d)|\.(?P<month2>\d{1,2})\.(?P<year2>\d{4}))"
    r"(?![\d/-])"
)
_ISO_DATE = re.compile(r"(?<![\d/.-])(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<days>\d{1,2})(?![\d/-])")
_BETWEEN = re.compile(rf"\s*{_RANGE}\s*(?:วัน(?:จันทร์|อังคาร|พุธ|พฤหัสบดี|พฤหัส|ศุกร์|เสาร์|อาทิตย์)?ที่)?\s*")
# Digits with which a date may begin: a month, a mark or another day follows. Found quickly, then looked at.
_MAY_BEGIN = re.compile(r"\d+(?=\s*(?:[มกเพสตธ,/.–—-]|และ|ถึง))")
_SPACES_FOR_ZERO_WIDTH = str.maketrans(dict.fromkeys(ZERO_WIDTH, " "))
_ANY_ZERO_WIDTH = re.compile(f"[{ZERO_WIDTH}]")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date or a range in running text: serial days, the words as written, where they start in the text.

    `complete` is False when the text gave no year and the fiscal year supplied it.
    """

    start: int
    end: int
    text: str
    position: int
    complete: bool


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


@dataclass(frozen=True, slots=True)
class DateReading:
    """A whole cell read as a date: the serial day, or the catalogue id of why it is none."""

    serial: int | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Written:
    """Days of one month as written, before the year is known."""

    spans: tuple[tuple[int, int], ...]
    month: int
    year: int | None
    start: int
    end: int


def buddhist_year(digits: str) -> int:
    """The Buddhist year of typed digits: 65 and 2565 and 2022 are 2565."""
    year = int(digits)
    if year < 100:
        return 2500 + year
    return year if year >= 2400 else year + ERA


def find_dates(text: str, fiscal_year: int | None = None) -> list[FoundDate]:
    """Every date and range of dates in running text, in order.

    Reads "21 ต.ค. 65", "๒๑ ตุลาคม พ.ศ. ๒๕๖๕", "12 - 14 พ.ย. 65", "12, 13 และ 15 พ.ย.",
    "30 ต.ค. - 2 พ.ย. 2565", "21/10/2565", "2565-10-21". A date without year
    is placed in `fiscal_year`; without one it is left out, as are impossible days and 03/04/2022, which two
    readers would read as two days.
    """
    plain = _plain(text)
    found: list[FoundDate] = []
    written = list(_written_dates(plain))
    index = 0
    while index < len(written):
        this = written[index]
        following = written[index + 1] if index + 1 < len(written) else None
        if following and _BETWEEN.fullmatch(plain, this.end, following.start):
            pair = _joined(this, following, fiscal_year)
            if pair:
                first, last, complete = pair
                found.append(FoundDate(first, last, text[this.start : following.end], this.start, complete))
                index += 2
                continue
        found += _placed(this, fiscal_year, text)
        index += 1
    return found


def _plain(text: str) -> str:
    """Arabic digits, and spaces for characters that show nothing: as long as the text."""
    text = arabic_digits(text)
    return text.translate(_SPACES_FOR_ZERO_WIDTH) if _ANY_ZERO_WIDTH.search(text) else text


def _date_matches(plain: str) -> Iterator[re.Match[str]]:
    """Matches of the three ways to write a date, by where they begin; those of one way do not overlap."""
    ends = [0, 0, 0]
    for digits in _MAY_BEGIN.finditer(plain):
        for way, pattern in enumerate((_THAI_DATE, _NUMERIC_DATE, _ISO_DATE)):
            if digits.start() >= ends[way] and (match := pattern.match(plain, digits.start())):
                ends[way] = match.end()
                yield match


def _written_dates(plain: str) -> Iterator[_Written]:
    for match in _date_matches(plain):
        parts = match.groupdict()
        month_text = parts["month"] or parts.get("month2") or ""
        year_text = parts["year"] or parts.get("year2")
        if month_text.isdigit():
            month = int(month_text)
            gregorian = year_text is not None and len(year_text) == 4 and int(year_text) < 2400
            if gregorian and match.re is _NUMERIC_DATE and month <= 12 and _days(parts["days"])[0][0] <= 12:
                continue
        else:
            month = _month_number(month_text)
        yield _Written(
            spans=_days(parts["days"]),
            month=month,
            year=buddhist_year(year_text) if year_text else None,
            start=match.start(),
            end=match.end(),
        )


@lru_cache(maxsize=256)
def _month_number(text: str) -> int:
    return next(number for number, name in enumerate(_MONTH_NUMBER, 1) if name.fullmatch(text))


@lru_cache(maxsize=1024)
def _days(text: str) -> tuple[tuple[int, int], ...]:
    """ "12, 14 - 16" as ((12, 12), (14, 16))."""
    spans = []
    for part in re.split(r",|และ", text):
        numbers = [int(number) for number in re.findall(r"\d+", part)]
        spans.append((numbers[0], numbers[-1]))
    return tuple(spans)


def _year_in(fiscal_year: int, month: int) -> int:
    return fiscal_year - (month >= 10)


def _joined(first: _Written, last: _Written, fiscal_year: int | None) -> tuple[int, int, bool] | None:
    """ "30 ต.ค. - 2 พ.ย. 2565" as one range; the year of the end holds for the beginning too."""
    if last.year is not None:
        end_year = last.year
    elif first.year is not None:
        end_year = first.year + (first.month > last.month)
    elif fiscal_year is not None:
        end_year = _year_in(fiscal_year, last.month)
    else:
        return None
    start_year = first.year if first.year is not None else end_year - (first.month > last.month)
    try:
        start = serial_from(start_year, first.month, first.spans[0][0])
        end = serial_from(end_year, last.month, last.spans[-1][1])
    except ValueError:
        return None
    known = first.year is not None or last.year is not None
    return (start, end, known) if start <= end else None


def _placed(written: _Written, fiscal_year: int | None, text: str) -> Iterator[FoundDate]:
    if written.year is not None:
        year = written.year
    elif fiscal_year is not None:
        year = _year_in(fiscal_year, written.month)
    else:
        return
    for first, last in written.spans:
        try:
            start, end = sorted(serial_from(year, written.month, day) for day in (first, last))
        except ValueError:
            continue
        words = text[written.start : written.end]
        yield FoundDate(start, end, words, written.start, written.year is not None)


_YEAR_NAMES = re.compile(
    r"(?P<fiscal>ปี\s?งบ(?:ประมาณ)?)|(?P<academic>ปี\s?การศึกษา|ภาคเรียน(?:ที่)?\s*\d\s*/)|(?P<other>พ\.?\s?ศ\.?|ปี)"
)
_NAMED_YEAR = re.compile(
    rf"(?:{_YEAR_NAMES.pattern})\s*(?:ประจำปี\s*)?(?:{_ERA}\s*)?(?P<year>2[4-6]\d\d|[5-9]\d)(?!\d|[.,]\d){_COUNTED}"
)
_SECOND_YEAR = re.compile(r"\s*(?:-|–|—|ถึง|และ|,)\s*(?:พ\.?\s?ศ\.?\s*)?(?P<year>25\d\d)(?!\d|[.,]\d)")
_BARE_YEAR = re.compile(
    rf"(?<![\d/])(?<!\d[.,])(?<!ว)(?<!ว[\s.])(?<!จำนวน)(?<!จำนวน\s)(?<!เงิน)(?<!เงิน\s)(?P<year>25\d\d)(?![\d/]|[.,]\d){_COUNTED}"
)


def find_years(text: str) -> list[FoundYear]:
    """Buddhist years in running text, in order.

    Reads "ปีงบประมาณ พ.ศ. ๒๕๖๖", "ปีการศึกษา 2564", "(2566 - 2570)", "ปีงบ 66". Amounts, counts and letter
    numbers (04006/ว 2560, ว.21/2560, จำนวน 2,566 บาท) are no years.
    """
    plain = _plain(text)
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
    r"(?<![\d.,])(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<part>\d{1,2}))?(?:\.-|\.=)?(?:\s*(?P<times>ล้าน|แสน|หมื่น|พัน))?\s*บาท"
)
_TIMES = {None: 1, "พัน": 1_000, "หมื่น": 10_000, "แสน": 100_000, "ล้าน": 1_000_000}


def find_amounts(text: str) -> list[FoundAmount]:
    """Amounts with บาท in running text, in order: "12,500.50 บาท", "๕๐,๐๐๐.-บาท", "1.5 ล้านบาท"."""
    plain = _plain(text)
    return [
        FoundAmount(
            satang=(int(match["whole"].replace(",", "")) * 100 + int((match["part"] or "0").ljust(2, "0")))
            * _TIMES[match["times"]],
            text=text[match.start() : match.end()],
            position=match.start(),
        )
        for match in _AMOUNT.finditer(plain)
    ]


_LONGEST_DATE = 80
_CELL_PREFIX = re.compile(r"(?:วัน(?:จันทร์|อังคาร|พุธ|พฤหัสบดี|พฤหัส|ศุกร์|เสาร์|อาทิตย์)?\s?(?:ที่)?)?\s*")
_CELL_THAI = re.compile(
    rf"(?:(?P<day>\d{{1,2}})\s*(?:เดือน\s*)?)?(?P<month>{_MONTH})\s*(?:{_ERA}\s*)?(?P<year>\d{{4}}|\d{{2}})?"
)
_CELL_NUMERIC = re.compile(r"(\d{1,2})\s?([/.\-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})")
_CELL_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?")
_CELL_ENGLISH = re.compile(
    r"(?:(?P<day>\d{1,2})[\s-]?(?P<month>[A-Za-z]{3,9})\.?|(?P<month2>[A-Za-z]{3,9})\.?\s(?P<day2>\d{1,2}))"
    r",?[\s-]?(?P<year>\d{4})"
)


def read_date(text: str) -> DateReading:
    """A cell of text as one date. `problem` is not_a_date, ambiguous_date, incomplete_date, impossible_date
    or date_out_of_range.

    Rule: with a Buddhist year (2565, or 65) the order is day/month, as in Thailand. With a Gregorian year
    and both numbers at most 12 the order cannot be told. A two-digit year below 50 can be of either era.
    """
    if len(text) > _LONGEST_DATE:
        return DateReading(None, "not_a_date")
    plain = " ".join(_plain(text).split())
    prefix = _CELL_PREFIX.match(plain)
    plain = plain[prefix.end() :] if prefix else plain
    if match := _CELL_THAI.fullmatch(plain):
        if match["day"] is None or match["year"] is None:
            return DateReading(None, "incomplete_date")
        return _checked(match["year"], _month_number(match["month"]), int(match["day"]))
    if match := _CELL_ISO.fullmatch(plain):
        return _checked(match[1], int(match[2]), int(match[3]))
    if match := _CELL_NUMERIC.fullmatch(plain):
        return _day_and_month(int(match[1]), int(match[3]), match[4])
    if match := _CELL_ENGLISH.fullmatch(plain):
        name = (match["month"] or match["month2"])[:3].casefold()
        if name in _ENGLISH:
            return _checked(match["year"], _ENGLISH.index(name) + 1, int(match["day"] or match["day2"]))
    return DateReading(None, "not_a_date")


def _day_and_month(first: int, second: int, year: str) -> DateReading:
    if len(year) == 4 and int(year) < 2400:
        if second > 12 >= first:
            return _checked(year, first, second)
        if first <= 12 and second <= 12 and first != second:
            return DateReading(None, "ambiguous_date")
    return _checked(year, second, first)


def _checked(year_text: str, month: int, day: int) -> DateReading:
    if len(year_text) == 2 and int(year_text) < 50:
        return DateReading(None, "ambiguous_date")
    year = buddhist_year(year_text)
    try:
        serial = serial_from(year, month, day)
    except ValueError:
        return DateReading(None, "impossible_date")
    return within_reach(serial)


def within_reach(serial: int) -> DateReading:
    """The day, unless its year cannot be that of a project."""
    if EARLIEST_YEAR <= date_of(serial).year + ERA <= LATEST_YEAR:
        return DateReading(serial)
    return DateReading(serial, "date_out_of_range")
