"""The days of a form's year and rounds: the fiscal year in equal rounds, or a year and rounds of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from xl_addin.model.form.part import Period
from xl_addin.model.form.schema import Form
from xl_addin.model.notation.mistakes import Mistake
from xl_addin.model.problems.catalogue import say
from xl_addin.model.thai import fiscal_calendar, words
from xl_addin.model.thai.words import ERA

_DAY = re.compile(r"(\d{1,2})/(\d{1,2})")
_ANY_YEAR = 2025
"""Neither it nor the next is a leap year: 29 February ends no round."""


def calendar_mistakes(form: Form) -> Iterator[Mistake]:
    """What is wrong with a form's own year: days that are none, rounds without an end, more than a year."""
    period = form.period
    how = "เขียนวัน/เดือน เช่น 31/3"
    wrong = [text for text in (period.begins, *period.ends) if _day(text) is None]
    for text in wrong:
        key = "begins" if text == period.begins else "ends"
        yield Mistake(f"period.{key}", say("form_wrong_value", value=text), how)
    if not period.ends:
        if "begins" in period.model_fields_set or period.named_by == "start":
            yield Mistake("period.ends", say("form_missing_key", key="ends"), "เพิ่ม ends = วันสิ้นรอบของแต่ละรอบ")
        return
    if len(period.ends) != period.rounds:
        said = f"ใส่วันสิ้นรอบ {period.rounds} วัน เท่ากับจำนวนรอบ"
        yield Mistake("period.ends", say("form_wrong_value", value=str(len(period.ends))), said)
    elif not wrong:
        first = _first_day(period, _ANY_YEAR + ERA)
        last = _ends(period, _ANY_YEAR + ERA)[-1]
        if last - first > 366:
            said = "เรียงวันสิ้นรอบตามลำดับ ทุกรอบรวมกันไม่เกินหนึ่งปี"
            yield Mistake("period.ends", say("form_wrong_value", value=", ".join(period.ends)), said)


def year_days(form: Form, year: int) -> fiscal_calendar.Period:
    """First and last day of the form's year."""
    if not form.period.ends:
        return fiscal_calendar.year_bounds(year)
    return fiscal_calendar.Period(_first_day(form.period, year), _ends(form.period, year)[-1])


def round_days(form: Form, year: int, number: int) -> fiscal_calendar.Period:
    """First and last day of a round by itself. Raises ValueError for one that the year does not have."""
    period = form.period
    if not period.ends:
        return fiscal_calendar.round_bounds(year, number, 12 // period.rounds)
    if not 1 <= number <= len(period.ends):
        raise ValueError(f"round {number} of {len(period.ends)}")
    ends = _ends(period, year)
    first = _first_day(period, year) if number == 1 else ends[number - 2] + 1
    return fiscal_calendar.Period(first, ends[number - 1])


def told_days(form: Form, year: int, number: int) -> fiscal_calendar.Period:
    """The days that a round reports: of a cumulative form all from the year's first."""
    days = round_days(form, year, number)
    return fiscal_calendar.Period(year_days(form, year).first, days.last) if form.period.cumulative else days


def round_title(form: Form, number: int) -> str:
    """A round in the program's words, where the form's own need more than its number."""
    return f"รอบที่ {number}" if form.period.ends else words.round_name(number, 12 // form.period.rounds)


def _day(text: str) -> tuple[int, int] | None:
    """(month, day) of "31/3"."""
    found = _DAY.fullmatch(words.arabic_digits(text).strip())
    if found is None:
        return None
    day, month = int(found[1]), int(found[2])
    try:
        date(_ANY_YEAR, month, day)
    except ValueError:
        return None
    return month, day


def _first_day(period: Period, year: int) -> int:
    month, day = _day(period.begins) or (10, 1)
    return fiscal_calendar.serial_from(year - (period.named_by == "end"), month, day)


def _ends(period: Period, year: int) -> list[int]:
    """The last day of every round: the next such day after the round before."""
    found: list[int] = []
    before = _first_day(period, year)
    for text in period.ends:
        month, day = _day(text) or (9, 30)
        own = fiscal_calendar.date_of(before).year + ERA
        end = fiscal_calendar.serial_from(own, month, day)
        before = end if end > before else fiscal_calendar.serial_from(own + 1, month, day)
        found.append(before)
    return found
