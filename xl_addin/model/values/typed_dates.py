"""A cell of text as one date."""

from __future__ import annotations

import re
from dataclasses import dataclass

from xl_addin.model.thai.date_patterns import ERA_WORD, MONTH, buddhist_year, month_number, plain_text
from xl_addin.model.thai.fiscal_calendar import date_of, serial_from
from xl_addin.model.thai.names import spelling
from xl_addin.model.thai.words import ERA

# A project's dates lie here; anything outside is a slip (65 typed for 2565 becomes 1965 in Excel).
EARLIEST_YEAR = 2000 + ERA
LATEST_YEAR = 2099 + ERA

# A two-digit year below this can be Buddhist or Gregorian.
EITHER_ERA = 50

_ENGLISH = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)


@dataclass(frozen=True, slots=True)
class DateReading:
    """A whole cell read as a date: the serial day, or the catalogue id of why it is none."""

    serial: int | None
    problem: str = ""


_LONGEST_DATE = 80
_CELL_PREFIX = re.compile(r"(?:วัน(?:จันทร์|อังคาร|พุธ|พฤหัสบดี|พฤหัส|ศุกร์|เสาร์|อาทิตย์)?\s?(?:ที่)?)?\s*")
_CELL_THAI = re.compile(
    rf"(?:(?P<day>\d{{1,2}})\s*(?:[-/.,]\s*|เดือน\s*)?)?(?P<month>{MONTH})\s*(?:[-/.,]\s*)?"
    rf"(?:{ERA_WORD}\s*)?(?P<year>\d{{4}}|\d{{2}})?"
)
_CELL_NUMERIC = re.compile(r"(\d{1,2})\s?([/.\-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})")
_CELL_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?")
_CELL_ENGLISH = re.compile(
    r"(?:(?P<day>\d{1,2})[\s/.-]*(?P<month>[A-Za-z]{3,9})\.?|(?P<month2>[A-Za-z]{3,9})\.?[\s-](?P<day2>\d{1,2}))"
    r"[\s,/.-]*(?P<year>\d{4}|\d{2})"
)


def read_date(text: str) -> DateReading:
    """A cell of text as one date. `problem` is not_a_date, ambiguous_date, incomplete_date, impossible_date
    or date_out_of_range.

    Rule: with a Buddhist year (2565, or 65) the order is day/month, as in Thailand. With a Gregorian year
    and both numbers at most 12 the order cannot be told. A two-digit year below 50 can be of either era,
    but beside an English month it is Gregorian: that is how Excel shows d-mmm-yy.
    """
    if len(text) > _LONGEST_DATE:
        return DateReading(None, "not_a_date")
    plain = spelling(" ".join(plain_text(text).split()))
    prefix = _CELL_PREFIX.match(plain)
    plain = plain[prefix.end() :] if prefix else plain
    if match := _CELL_THAI.fullmatch(plain):
        if match["day"] is None or match["year"] is None:
            return DateReading(None, "incomplete_date")
        return _checked(match["year"], month_number(match["month"]), int(match["day"]))
    if match := _CELL_ISO.fullmatch(plain):
        return _checked(match[1], int(match[2]), int(match[3]))
    if match := _CELL_NUMERIC.fullmatch(plain):
        return _day_and_month(int(match[1]), int(match[3]), match[4])
    if match := _CELL_ENGLISH.fullmatch(plain):
        month = _english_month((match["month"] or match["month2"]).casefold())
        if month:
            year = match["year"]
            if len(year) == 2 and int(year) < EITHER_ERA:
                year = f"20{year}"
            return _checked(year, month, int(match["day"] or match["day2"]))
    return DateReading(None, "not_a_date")


def _english_month(name: str) -> int:
    """1 to 12 of an English name or its beginning of three letters or more; 0 for another word."""
    return next((number for number, month in enumerate(_ENGLISH, 1) if month.startswith(name)), 0)


def _day_and_month(first: int, second: int, year: str) -> DateReading:
    if len(year) == 4 and int(year) < 2400:
        if second > 12 >= first:
            return _checked(year, first, second)
        if first <= 12 and second <= 12 and first != second:
            return DateReading(None, "ambiguous_date")
    return _checked(year, second, first)


def _checked(year_text: str, month: int, day: int) -> DateReading:
    if len(year_text) == 2 and int(year_text) < EITHER_ERA:
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
