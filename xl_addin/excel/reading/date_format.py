"""Days and times as a cell of a given number format shows them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from xl_addin.model.thai.fiscal_calendar import EPOCH_1904, FIRST_DAY, LAST_DAY, date_of
from xl_addin.model.thai.words import ERA, MONTHS, MONTHS_SHORT

SECONDS_A_DAY = 86_400

THAI, ENGLISH = 0x041E, 0x0409
BUDDHIST_CALENDAR = 0x07
THAI_NUMERALS = 0x0D

DAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")
DAYS_SHORT = ("จ.", "อ.", "พ.", "พฤ.", "ศ.", "ส.", "อา.")
ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ENGLISH_MONTHS = (
    "",
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|(?P<blank>_.)|\*.|\[(?P<elapsed>h+|m+|s+)\]|\[[^\]]*\]'
    r"|(?P<noon>AM/PM|A/P)|(?P<field>d+|m+|y+|b+|e+|h+|s+(?:\.0+)?)|(?P<other>.)",
    re.DOTALL | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Locale:
    """In which words and years a date is shown; of a format that names none, as on a PC set to Thai."""

    thai: bool = True
    buddhist: bool = True
    thai_digits: bool = False

    @classmethod
    def of(cls, code: str) -> Locale:
        """Of the code behind `[$-`: "107041E" (digits, calendar, language) or "th-TH". LookupError: another."""
        named = code.split(",")[0].casefold()
        if named.startswith(("th", "en")):
            return cls(thai=named.startswith("th"), buddhist=False, thai_digits="0d" in named)
        if named in ("f800", "f400"):  # the system's long date and time
            return cls()
        try:
            number = int(named, 16)
        except ValueError:
            raise LookupError(code) from None
        language, calendar, numerals = number & 0xFFFF, (number >> 16) & 0xFF, number >> 24
        if language and language != THAI and language & 0xFF != ENGLISH & 0xFF:
            raise LookupError(code)
        buddhist = calendar == BUDDHIST_CALENDAR if calendar or language else True
        return cls(language in (0, THAI), buddhist, numerals == THAI_NUMERALS)


def shown_date(value: Decimal, code: str, locale: Locale, *, date_1904: bool = False) -> str | None:
    """The serial `value` (days, time as a part of one) in a format; None for what no cell shows."""
    tokens = list(TOKEN.finditer(code))
    smallest = max((len(token["field"].partition(".")[2]) for token in tokens if token["field"]), default=0)
    if value < 0:
        return None
    has_seconds = any((token["field"] or token["elapsed"] or "")[:1] in ("s", "S") for token in tokens)
    unit = Decimal(1).scaleb(-smallest) if has_seconds else Decimal(1)
    seconds = (value * SECONDS_A_DAY).quantize(unit, ROUND_HALF_UP)
    serial = int(seconds // SECONDS_A_DAY) + (EPOCH_1904 if date_1904 else 0)
    names_a_day = any((token["field"] or " ")[0] in "dDyYbBeE" for token in tokens)
    if serial > LAST_DAY or (names_a_day and serial < FIRST_DAY):
        return None
    day = date_of(max(serial, FIRST_DAY))
    twelve = any(token["noon"] for token in tokens)
    out: list[str] = []
    for at, token in enumerate(tokens):
        if token["field"]:
            out.append(_field(token["field"], _is_minute(tokens, at), day, seconds, locale, twelve))
        elif token["elapsed"]:
            per = {"h": 3600, "m": 60, "s": 1}[token["elapsed"][0].lower()]
            out.append(str(int(seconds // per)).rjust(len(token["elapsed"]), "0"))
        elif token["noon"]:
            morning = seconds % SECONDS_A_DAY < SECONDS_A_DAY // 2
            first, second = token["noon"].split("/")
            out.append(first if morning else second)
        else:
            out.append(
                token["quoted"] or token["escaped"] or token["other"] or (" " if token["blank"] else "")
            )
    return "".join(out).strip()


def _is_minute(tokens: list[re.Match[str]], at: int) -> bool:
    """Whether m means minutes: it follows hours or goes before seconds."""
    before = next((t for t in reversed(tokens[:at]) if t["field"] or t["elapsed"]), None)
    after = next((t for t in tokens[at + 1 :] if t["field"] or t["elapsed"]), None)
    return bool(
        (before and (before["field"] or before["elapsed"])[0] in "hH")
        or (after and (after["field"] or after["elapsed"])[0] in "sS")
    )


def _field(
    field: str, is_minute: bool, day: date, seconds: Decimal, locale: Locale, twelve_hours: bool
) -> str:
    letter, length = field[0].lower(), len(field)
    of_day = seconds % SECONDS_A_DAY
    match letter:
        case "d":
            return _day(day, length, locale)
        case "m" if is_minute:
            return str(int(of_day // 60 % 60)).rjust(min(length, 2), "0")
        case "m":
            return _month(day.month, length, locale)
        case "y" | "b" | "e":
            year = day.year + (ERA if letter == "b" or locale.buddhist else 0)
            return str(year) if length > 2 or letter == "e" else f"{year % 100:02d}"
        case "h":
            hour = int(of_day // 3600)
            hour = (hour % 12 or 12) if twelve_hours else hour
            return str(hour).rjust(min(length, 2), "0")
        case _:
            pass
    second = of_day % 60
    whole, _, part = field.partition(".")
    shown = str(int(second)).rjust(min(len(whole), 2), "0")
    return f"{shown}.{f'{second:f}'.partition('.')[2].ljust(len(part), '0')[: len(part)]}" if part else shown


def _day(day: date, length: int, locale: Locale) -> str:
    if length <= 2:
        return str(day.day).rjust(length, "0")
    weekday = day.weekday()
    if locale.thai:
        return DAYS_SHORT[weekday] if length == 3 else DAYS[weekday]
    return ENGLISH_DAYS[weekday][:3] if length == 3 else ENGLISH_DAYS[weekday]


def _month(month: int, length: int, locale: Locale) -> str:
    if length <= 2:
        return str(month).rjust(length, "0")
    if length == 3:
        return MONTHS_SHORT[month] if locale.thai else ENGLISH_MONTHS[month][:3]
    name = MONTHS[month] if locale.thai else ENGLISH_MONTHS[month]
    return name[0] if length == 5 else name
