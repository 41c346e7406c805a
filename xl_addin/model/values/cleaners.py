"""How a cell of each kind is read: one function per family of kinds, prepared for what its column expects."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from xl_addin.model.thai.fiscal_calendar import (
    BUDDHIST_FROM,
    EPOCH_1904,
    FIRST_DAY,
    LAST_DAY,
    date_of,
    serial_from,
    serial_of,
)
from xl_addin.model.thai.names import name_key, nearest
from xl_addin.model.thai.words import ZERO_WIDTH, date_words, format_number
from xl_addin.model.values.findings import Cleaned, Finding, NumberText, Raw, Value, as_typed, unfilled
from xl_addin.model.values.kinds import SCALE, Family, Kind
from xl_addin.model.values.typed_dates import read_date, within_reach
from xl_addin.model.values.typed_numbers import is_dash, odd_characters, plain_number_text, read_number

# Excel cuts the text of a cell here, without a word.
EXCEL_TEXT_LIMIT = 32_767
# Excel keeps 15 digits of a number and makes the others 0.
_TOO_LARGE = 10**14
# A double near x is off by up to x * 2**-53; a product of two such by a little more.
_DOUBLE_NOISE = Decimal(2) ** -50
_LARGEST_EXPONENT = 400
_LONGEST_CHOICE = 500
_SMALLEST_NOISE = Decimal("1e-6")


@dataclass(frozen=True, slots=True)
class Expected:
    """What a column asks of its cells; limits in the kind's own unit, choices as (code, phrase)."""

    kind: Kind
    required: bool = False
    minimum: int | None = None
    maximum: int | None = None
    max_length: int | None = None
    choices: tuple[tuple[str, str], ...] = ()
    epoch_1904: bool = False
    percent_cell: bool = False


CellCleaner = Callable[[Raw], Cleaned]


def show(kind: str, value: Value, *, choices: Mapping[str, str] | None = None) -> str:
    """A typed value as a message shows it: "1,234.50", "21 ตุลาคม 2565", a choice's phrase; blank is ""."""
    if value is None:
        return ""
    if isinstance(value, str):
        return (choices or {}).get(value, value)
    if kind == Kind.DATE:
        return date_words(value)
    places = SCALE[Kind(kind)]
    text = format_number(value, 10**places, places)
    return text.rstrip("0").rstrip(".") if Kind(kind).facts.trimmed else text


def _decimal(raw: Raw) -> Decimal | None:
    """The number of a number cell; None for anything else."""
    if isinstance(raw, bool) or not isinstance(raw, NumberText | int | float | Decimal):
        return None
    try:
        number = Decimal(repr(raw) if isinstance(raw, float) else raw)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) <= _LARGEST_EXPONENT else None


def _plain_scaled(stored: str, places: int) -> int | None:
    """Digits with at most `places` decimals, times 10**places: the everyday cell, read without Decimal."""
    whole, _, part = stored.partition(".")
    if (
        len(stored) > 12
        or not whole.isdigit()
        or len(part) > places
        or not (part.isdigit() or stored == whole)
    ):
        return None
    return int(whole + part.ljust(places, "0"))


def _within_limits(expected: Expected, value: int, raw: Raw) -> Cleaned:
    """The value, or none beside what it breaks: what is refused counts in no sum."""
    finding = _limits(expected, value, raw)
    return Cleaned(value if finding is None else None, finding)


def _limits(expected: Expected, value: int, raw: Raw) -> Finding | None:
    if expected.minimum is not None and value < expected.minimum:
        if value < 0 <= expected.minimum:
            return Finding("negative_number", as_typed(raw))
        return Finding("below_minimum", as_typed(raw), {"minimum": show(expected.kind, expected.minimum)})
    if expected.maximum is not None and value > expected.maximum:
        return Finding("above_maximum", as_typed(raw), {"maximum": show(expected.kind, expected.maximum)})
    return None


def _number_cleaner(expected: Expected) -> CellCleaner:
    kind, places = expected.kind, SCALE[expected.kind]

    def measured(number: Decimal, raw: Raw) -> Cleaned:
        shifted = number.scaleb(places)
        if abs(shifted) >= _TOO_LARGE:
            return Cleaned(None, Finding("too_many_digits", as_typed(raw)))
        rounded = shifted.to_integral_value(ROUND_HALF_UP)
        value = int(rounded)
        if abs(shifted - rounded) > max(_SMALLEST_NOISE, abs(shifted) * _DOUBLE_NOISE):
            return Cleaned(value, Finding(kind.facts.too_fine, as_typed(raw), {"rounded": show(kind, value)}))
        return _within_limits(expected, value, raw)

    def clean_number(raw: Raw) -> Cleaned:
        if raw.__class__ is NumberText and not expected.percent_cell:
            value = _plain_scaled(raw, places)
            if value is not None:
                return _within_limits(expected, value, raw)
        number = _decimal(raw)
        if number is not None:
            return measured(number.scaleb(2) if expected.percent_cell else number, raw)
        if not isinstance(raw, str) or isinstance(raw, NumberText):
            return Cleaned(None, Finding("not_a_number", as_typed(raw)))
        plain = plain_number_text(raw)
        if is_dash(plain):
            within = _within_limits(expected, 0, raw)
            return within if within.finding else Cleaned(0, Finding("dash_read_as_zero", as_typed(raw)))
        read = read_number(plain, kind)
        if isinstance(read, str):
            return Cleaned(None, _unreadable(read, raw))
        cleaned = measured(read, raw)
        if cleaned.finding or cleaned.value is None:
            return cleaned
        note = Finding("number_read_from_text", as_typed(raw), {"read": show(kind, cleaned.value)})
        return Cleaned(cleaned.value, note)

    return clean_number


def _unreadable(message_id: str, raw: str) -> Finding:
    odd = odd_characters(raw)
    if odd:
        return Finding("odd_characters", as_typed(raw), {"characters": odd})
    return Finding(message_id, as_typed(raw))


def _date_cleaner(expected: Expected) -> CellCleaner:
    def counted(number: Decimal, raw: Raw) -> Cleaned:
        serial = int(number) + (EPOCH_1904 if expected.epoch_1904 else 0)
        if not FIRST_DAY <= serial <= LAST_DAY:
            return Cleaned(None, Finding("not_a_date", as_typed(raw)))
        day = date_of(serial)
        shown = f"{day.day}/{day.month}/{day.year}"
        if serial < BUDDHIST_FROM:
            return placed(serial, shown, None)
        try:
            meant = serial_from(day.year, day.month, day.day)
        except ValueError:
            return Cleaned(None, Finding("impossible_date", shown))
        return placed(meant, shown, "buddhist_year_read")

    def placed(serial: int, shown: str, note: str | None) -> Cleaned:
        if within_reach(serial).problem:
            return Cleaned(None, Finding("date_out_of_range", shown, {"read": date_words(serial)}))
        finding = _limits(expected, serial, shown)
        if finding is None and note:
            finding = Finding(note, shown, {"read": date_words(serial)})
        return Cleaned(serial, finding)

    def clean_date(raw: Raw) -> Cleaned:
        if isinstance(raw, date):
            day = raw.date() if isinstance(raw, datetime) else raw
            return counted(Decimal(serial_of(day) - (EPOCH_1904 if expected.epoch_1904 else 0)), raw)
        number = _decimal(raw)
        if number is not None:
            return counted(number, raw)
        if not isinstance(raw, str) or isinstance(raw, NumberText):
            return Cleaned(None, Finding("not_a_date", as_typed(raw)))
        if is_dash(plain_number_text(raw)):
            said = unfilled(Kind.DATE, raw) if expected.required else Finding("dash_read_as_blank", raw)
            return Cleaned(None, said)
        reading = read_date(raw)
        if reading.serial is None:
            return Cleaned(None, Finding(reading.problem, as_typed(raw)))
        return placed(reading.serial, as_typed(raw), "date_read_from_text")

    return clean_date


def _choice_cleaner(expected: Expected) -> CellCleaner:
    phrases = [phrase for _, phrase in expected.choices]
    codes = {name_key(phrase): code for code, phrase in expected.choices}

    def clean_choice(raw: Raw) -> Cleaned:
        readable = isinstance(raw, str) and len(raw) <= _LONGEST_CHOICE
        code = codes.get(name_key(str(raw))) if readable else None
        if code is not None:
            return Cleaned(code)
        near = nearest(str(raw), phrases) if readable else None
        hint = f' ใกล้เคียงที่สุดคือ "{near}"' if near else ""
        return Cleaned(None, Finding("unknown_choice", as_typed(raw), {"nearest": hint}))

    return clean_choice


_LINE_BREAKS = re.compile("[\r\v\f\x85\u2028\u2029]")
# What XML cannot hold or nobody can see; tabs become spaces. Zero-width spaces stay: they break Thai lines.
_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
_SPACE = " \n\u00a0\u3000" + ZERO_WIDTH


def _text_cleaner(expected: Expected) -> CellCleaner:
    longest = EXCEL_TEXT_LIMIT if expected.max_length is None else expected.max_length

    def clean_text(raw: Raw) -> Cleaned:
        if isinstance(raw, bool):
            return Cleaned(None, Finding("not_text", as_typed(raw)))
        if isinstance(raw, date):
            return Cleaned(date_words(serial_of(raw)))
        number = _decimal(raw)
        if number is not None:
            return Cleaned(_plain_decimal(number))
        text = tidy_text(str(raw))
        if not text:
            return Cleaned(None, unfilled(expected.kind) if expected.required else None)
        if 2 * len(text) > longest and (length := _units(text)) > longest:
            limits = {"length": f"{length:,}", "max_length": f"{longest:,}"}
            return Cleaned(text, Finding("text_too_long", as_typed(text), limits))
        if 2 * len(str(raw)) >= EXCEL_TEXT_LIMIT and _units(str(raw)) >= EXCEL_TEXT_LIMIT:
            return Cleaned(text, Finding("text_cut", as_typed(text)))
        return Cleaned(text)

    return clean_text


def tidy_text(text: str) -> str:
    """Text as it is kept: line breaks as \\n, no control characters, no trailing space, the rest as typed.

    A leading "=", "+", "-" or "@" is text like any other and stays.
    """
    if not text.isprintable():
        text = _UNWANTED.sub("", _LINE_BREAKS.sub("\n", text.replace("\r\n", "\n").replace("\t", " ")))
    return text.rstrip(_SPACE)


def _units(text: str) -> int:
    """Length as Excel counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _plain_decimal(number: Decimal) -> str:
    """A number cell in a text column, as Excel shows it: "12", "0.1" for 0.10000000000000001."""
    if number == number.to_integral_value() and abs(number) < 10**15:
        return str(int(number))
    return f"{float(number):.15g}"


CLEANERS: dict[Family, Callable[[Expected], CellCleaner]] = {
    Family.NUMBER: _number_cleaner,
    Family.DATE: _date_cleaner,
    Family.CHOICE: _choice_cleaner,
    Family.TEXT: _text_cleaner,
}
