"""Dates in running Thai text. What cannot be told for sure is left out."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from xl_addin.model.thai.date_patterns import (
    COUNTED,
    ERA_WORD,
    MONTH,
    buddhist_year,
    month_number,
    plain_text,
)
from xl_addin.model.thai.fiscal_calendar import serial_from
from xl_addin.model.thai.words import ERA

_YEAR = rf"(?P<year>(?:2[4-6]\d\d|(?:19|20)\d\d|[5-9]\d)(?!\d|[.,:]\d){COUNTED})"
_RANGE = r"(?:-|–|—|ถึง)"
_DAY_LIST = rf"\d{{1,2}}(?:\s*(?:,|และ|{_RANGE})\s*(?:วันที่\s*)?\d{{1,2}}){{0,9}}"
_THAI_DATE = re.compile(
    rf"(?<!\d)(?<!\d[.,/])(?P<days>{_DAY_LIST})\s*(?P<month>{MONTH})(?:\s*{ERA_WORD}?\s*{_YEAR})?"
)
_NUMERIC_DATE = re.compile(
    rf"(?<![\d/.-])(?P<days>\d{{1,2}}(?:\s?{_RANGE}\s?\d{{1,2}}(?=/))?)"
    r"(?:(?P<mark>[/-])(?P<month>\d{1,2})(?P=mark)(?P<year>\d{4}|[5-9]\d)|\.(?P<month2>\d{1,2})\.(?P<year2>\d{4}))"
    r"(?![\d/-])"
)
_ISO_DATE = re.compile(r"(?<![\d/.-])(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<days>\d{1,2})(?![\d/-])")
_BETWEEN = re.compile(rf"\s*{_RANGE}\s*(?:วัน(?:จันทร์|อังคาร|พุธ|พฤหัสบดี|พฤหัส|ศุกร์|เสาร์|อาทิตย์)?ที่)?\s*")
# Digits with which a date may begin: a month, a mark or another day follows. Found quickly, then looked at
# (a pattern that begins with one letter of a few is searched for several times as quickly as any other).
_MAY_BEGIN = re.compile(r"\d(?<!\d\d)\d*+(?=\s*(?:[มกเพสตธ,/.–—-]|และ|ถึง))")


_WAYS = (_THAI_DATE, _NUMERIC_DATE, _ISO_DATE)
_EVERY_WAY, _IN_WORDS = (0, 1, 2), (0,)
_MARKS = frozenset("/.-–—ถ")
"""What follows the first number of a date in numbers: a mark, or a sign of a range that may stand after a space."""


class FoundDate(NamedTuple):
    """A date or a range in running text: serial days, the words as written, where they start in the text.

    `complete` is False when the text gave no year and the fiscal year supplied it.
    """

    start: int
    end: int
    text: str
    position: int
    complete: bool


class _Written(NamedTuple):
    """Days of one month as written, before the year is known."""

    spans: tuple[tuple[int, int], ...]
    month: int
    year: int | None
    start: int
    end: int


def find_dates(text: str, fiscal_year: int | None = None) -> list[FoundDate]:
    """Every date and range of dates in running text, in order.

    Reads "21 ต.ค. 65", "๒๑ ตุลาคม พ.ศ. ๒๕๖๕", "12 - 14 พ.ย. 65", "12, 13 และ 15 พ.ย.",
    "30 ต.ค. - 2 พ.ย. 2565", "21/10/2565", "2565-10-21". A date without year
    is placed in `fiscal_year`; without one it is left out, as are impossible days (see `impossible_dates`)
    and 03/04/2022, which two readers would read as two days.
    """
    found: list[FoundDate] = []
    plain, written = _KNOWN[text]
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
        year = this.year
        if year is None and fiscal_year is not None:
            year = _year_in(fiscal_year, this.month)
        if year is not None:
            words = text[this.start : this.end]
            for first, last in _serials(this.spans, this.month, year):
                found.append(FoundDate(first, last, words, this.start, this.year is not None))
        index += 1
    return found


_LONGEST_SLIP = 39


def days_impossible(text: str) -> str:
    """The days in a text that no calendar has, as they stand in it, joined; "" without one."""
    return ", ".join(impossible_dates(text))


def impossible_dates(text: str) -> list[str]:
    """Days that no calendar has, as written: "31 กุมภาพันธ์ 2566", "30 - 31 เม.ย. 66", "29/2/2566".

    Only with a year: "ครู 31 ก.พ." may be something else. A number beyond 39 is a count, not a slip of the
    finger; what may be a Gregorian or a month-first date is left out.
    """
    return [
        text[written.start : written.end]
        for written in _KNOWN[text][1]
        if written.year is not None and _has_impossible(written.spans, written.month, written.year)
    ]


@lru_cache(maxsize=1024)
def _has_impossible(spans: tuple[tuple[int, int], ...], month: int, year: int) -> bool:
    """Whether a month lacks one of the days, which are few hundred in the texts of a round."""
    if not 1 <= month <= 12:
        return False
    days = monthrange(year - ERA, month)[1]
    return any(days < last <= _LONGEST_SLIP for _, last in spans)


class _Known(dict[str, tuple[str, tuple[_Written, ...]]]):
    """Texts -> each in plain letters, and the days written in it by where they begin; the last texts are remembered."""

    def __missing__(self, text: str) -> tuple[str, tuple[_Written, ...]]:
        if len(self) >= _REMEMBERED:
            self.clear()
        plain = plain_text(text)
        self[text] = found = plain, _written_dates(plain, (may.span() for may in _MAY_BEGIN.finditer(plain)))
        return found


_REMEMBERED = 256
_KNOWN = _Known()


def read_dates_ahead(texts: Iterable[tuple[str, bytes]]) -> None:
    """Find the days in many texts, which are asked for next: letters of one byte are looked through quickly.

    `texts`: each also in code page 874.
    """
    _KNOWN.clear()
    for text, data in texts:
        signs = data.translate(_SIGNS)
        if _THAI_DIGIT not in signs:
            spans = (may.span() for may in _SIGNS_MAY_BEGIN.finditer(signs))
            _KNOWN[text] = text, _written_dates(text, spans)


def _sign(letter: str) -> bytes:
    if letter.isdecimal():
        return b"0" if letter.isascii() else _THAI_DIGIT
    return b" " if letter.isspace() else b"m" if letter in "มกเพสตธ,/.–—-แถ" else b"x"


# What _MAY_BEGIN tells apart, a sign for every byte of the code page: a digit, a space, with what a month, a mark or
# another day begins, all else. No letter of the code page is invisible, so that texts without Thai digits are plain.
_THAI_DIGIT = b"t"
_SIGNS = b"".join(_sign(bytes([byte]).decode("cp874", "replace")) for byte in range(256))
_SIGNS_MAY_BEGIN = re.compile(rb"0(?<!00)0*+(?= *m)")


def _written_dates(plain: str, may_begin: Iterable[tuple[int, int]]) -> tuple[_Written, ...]:
    """The days in a text by where they begin, given the digits with which they may; those written in one way do not
    overlap."""
    found = []
    ends = [0, 0, 0]
    for start, after in may_begin:
        mark = plain[after + plain[after].isspace()]
        for way in _EVERY_WAY if mark in _MARKS else _IN_WORDS:
            if start >= ends[way] and (match := _WAYS[way].match(plain, start)):
                end = ends[way] = match.end()
                if read := _read(way, match.groups()):
                    found.append(_Written(*read, start, end))
    return tuple(found)


@lru_cache(maxsize=1024)
def _read(
    way: int, parts: tuple[str | None, ...]
) -> tuple[tuple[tuple[int, int], ...], int, int | None] | None:
    """Days, month and year by the groups of a way; the texts of a round tell of the same few hundred days."""
    named = {name: parts[number - 1] for name, number in _WAYS[way].groupindex.items()}
    days, month_text = named["days"] or "", named["month"] or named.get("month2") or ""
    year_text = named["year"] or named.get("year2")
    spans = _days(days)
    if month_text.isdigit():
        month = int(month_text)
        gregorian = year_text is not None and len(year_text) == 4 and int(year_text) < 2400
        if gregorian and _WAYS[way] is _NUMERIC_DATE and month <= 12 and spans[0][0] <= 12:
            return None
    else:
        month = month_number(month_text)
    return spans, month, buddhist_year(year_text) if year_text else None


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


@lru_cache(maxsize=4096)
def _serials(spans: tuple[tuple[int, int], ...], month: int, year: int) -> tuple[tuple[int, int], ...]:
    """First and last serial day of each span that the calendar has."""
    found = []
    for first, last in spans:
        try:
            start = serial_from(year, month, min(first, last))
            found.append((start, start if first == last else serial_from(year, month, max(first, last))))
        except ValueError:
            continue
    return tuple(found)
