"""The fiscal calendar: days, quarters, rounds.

Days are Excel serial days (1900 system). Years are Buddhist; fiscal year 2566 = 1 Oct 2565 to 30 Sep 2566.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from xl_addin.model.thai.words import EPOCH, ERA


class Period(NamedTuple):
    """First and last serial day, both inside."""

    first: int
    last: int

    def holds(self, serial: int) -> bool:
        return self.first <= serial <= self.last


def serial_of(day: date) -> int:
    """The serial day of a date (from 1 March 1900 on)."""
    return day.toordinal() - EPOCH


FIRST_DAY, LAST_DAY = 61, 2_958_465
"""Serial days that are days: Excel has a 29 February 1900, and nothing after the year 9999 (MONTH gives #NUM!)."""
EPOCH_1904 = 1462
"""Days between the two calendars of Excel workbooks."""
BUDDHIST_FROM = serial_of(date(2401, 1, 1))
"""From this serial day on a date was typed with its Buddhist year into an Excel that knows only the other."""


def date_of(serial: int) -> date:
    """The date of a serial day (from 61 on)."""
    return date.fromordinal(serial + EPOCH)


@lru_cache(maxsize=4096)
def serial_from(year: int, month: int, day: int) -> int:
    """The serial day of a day in a Buddhist year. Raises ValueError for 31 กันยายน and the like."""
    return serial_of(date(year - ERA, month, day))


@lru_cache(maxsize=64)
def fiscal_year_of(serial: int) -> int:
    """The Buddhist fiscal year that a day belongs to."""
    day = date_of(serial)
    return day.year + ERA + (day.month >= 10)


def _months(fiscal_year: int, first: int, count: int) -> Period:
    """`count` months from the first-th month (0 = October) of a fiscal year."""

    def start(month: int) -> int:
        year, zero_based = divmod((fiscal_year - 1) * 12 + 9 + month, 12)
        return serial_from(year, zero_based + 1, 1)

    return Period(start(first), start(first + count) - 1)


def year_bounds(fiscal_year: int) -> Period:
    """1 October to 30 September."""
    return _months(fiscal_year, 0, 12)


def round_bounds(fiscal_year: int, number: int, months: int = 3) -> Period:
    """The months of one reporting round: quarters (months=3) or half-years (months=6), counted from 1."""
    if number < 1 or number * months > 12:
        raise ValueError(f"round {number} of {months} months does not lie in a year")
    return _months(fiscal_year, (number - 1) * months, months)


def to_date_bounds(fiscal_year: int, number: int, months: int = 3) -> Period:
    """From 1 October to the end of a round."""
    return Period(year_bounds(fiscal_year).first, round_bounds(fiscal_year, number, months).last)
