"""Thai as the offices write it: digits, months and fiscal names.

Serial days are Excel's (1900 system); years that people see are Buddhist (พ.ศ. = ค.ศ. + 543).
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

ERA = 543
# date.fromordinal(serial + EPOCH) is the day that Excel shows for a serial from 1 March 1900 on.
EPOCH = 693594

MONTHS = (
    "",
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
)
MONTHS_SHORT = (
    "",
    "ม.ค.",
    "ก.พ.",
    "มี.ค.",
    "เม.ย.",
    "พ.ค.",
    "มิ.ย.",
    "ก.ค.",
    "ส.ค.",
    "ก.ย.",
    "ต.ค.",
    "พ.ย.",
    "ธ.ค.",
)

# Characters that take no place and that copying from the web or from Word leaves behind.
ZERO_WIDTH = (
    "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2066\u2067\u2068\u2069\ufeff"
)

_ARABIC_OF = tuple(zip("๐๑๒๓๔๕๖๗๘๙", "0123456789", strict=True))
_TO_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_ARABIC_DIGIT = re.compile("[0-9]")
_THAI_DIGIT = re.compile("[๐-๙]")
_NO_ZERO_WIDTH = str.maketrans(dict.fromkeys(ZERO_WIDTH))

# A web address up to the next space, or a run of characters that codes are written in (CEFR, A-2).
_ADDRESS_OR_CODE = re.compile(r"https?://\S+|www\.\S+|[A-Za-z0-9._\-/:@%?&=#+~]+", re.IGNORECASE)
_LATIN = re.compile(r"[A-Za-z]")
# Latin letters that are no code: a sign of times between numbers, "1.00x1.12", "60 x 180", "x2".
_TIMES = re.compile(r"(?:[\d.,]+[xX])+[\d.,]*|x\d[\d.,]*(?:x[\d.,]*)*")


def thai_digits(text: str) -> str:
    """Every Arabic digit as a Thai one, whatever it stands in."""
    # Ten replacements are far quicker than a table asked for every letter.
    for thai, arabic in _ARABIC_OF:
        text = text.replace(arabic, thai)
    return text


@lru_cache(maxsize=256)
def arabic_digits(text: str) -> str:
    """Every Thai digit as an Arabic one. Remembered, as one rule after another reads a text."""
    # Most texts have none; for the others as in `thai_digits`.
    if _THAI_DIGIT.search(text):
        for thai, arabic in _ARABIC_OF:
            text = text.replace(thai, arabic)
    return text


def in_thai_digits(text: str) -> str:
    """Running text with Thai digits; web and e-mail addresses and anything written with Latin letters stay.

    "ว.21/2560" becomes "ว.๒๑/๒๕๖๐"; "Covid-19", "A4" and "https://obec.go.th/2566" stay.
    The x of "1.00x1.12 เมตร" is a sign of times.
    """
    # Most texts have no digit, and few of the others a Latin letter: those are looked through for codes in vain.
    if not _ARABIC_DIGIT.search(text):
        return text
    return _ADDRESS_OR_CODE.sub(_code_or_thai_digits, text) if _LATIN.search(text) else thai_digits(text)


def _code_or_thai_digits(run: re.Match[str]) -> str:
    is_code = _LATIN.search(run.group()) and not _TIMES.fullmatch(run.group())
    return run.group() if is_code else run.group().translate(_TO_THAI)


def without_zero_width(text: str) -> str:
    """The text without characters that show nothing."""
    return text.translate(_NO_ZERO_WIDTH)


def format_number(value: int, unit: int = 1, decimals: int = 0, thai_digits: bool = False) -> str:
    """A count of 1/unit with thousands commas, half away from zero: (123450, 100, 1) -> "1,234.5"."""
    scale = 10**decimals
    shown = (abs(value) * scale * 2 + unit) // (2 * unit)
    whole, part = divmod(shown, scale)
    text = f"{whole:,}.{part:0{decimals}d}" if decimals else f"{whole:,}"
    if value < 0 and shown:
        text = "-" + text
    return text.translate(_TO_THAI) if thai_digits else text


def month_name(month: int, short: bool = False) -> str:
    """ "ตุลาคม" or "ต.ค." for 10."""
    return (MONTHS_SHORT if short else MONTHS)[month]


def date_words(serial: int, short: bool = False, era: bool = False, digits_thai: bool = False) -> str:
    """A serial day in words: "31 มีนาคม 2564", "31 มี.ค. 2564" (short), "31 มีนาคม พ.ศ. 2564" (era)."""
    day = date.fromordinal(serial + EPOCH)
    text = f"{day.day} {month_name(day.month, short)} {'พ.ศ. ' if era else ''}{day.year + ERA}"
    return text.translate(_TO_THAI) if digits_thai else text


def period_words(first: int, last: int, digits_thai: bool = False) -> str:
    """Two serial days as the titles print a period: "1 ตุลาคม 2563 - 31 มีนาคม 2564"."""
    return f"{date_words(first, digits_thai=digits_thai)} - {date_words(last, digits_thai=digits_thai)}"


def quarter_name(quarter: int) -> str:
    """ "ไตรมาสที่ 2" for 2."""
    return f"ไตรมาสที่ {quarter}"


def round_name(number: int, months: int = 3) -> str:
    """A reporting round: "ไตรมาสที่ 2" for quarters, "เดือนตุลาคม" for months, "รอบ 6 เดือน" and "รอบ 12 เดือน" for
    half-years, "รอบที่ 2" for others."""
    if months == 1:
        return f"เดือน{MONTHS[(number + 8) % 12 + 1]}"
    if months == 3:
        return quarter_name(number)
    return f"รอบ {number * months} เดือน" if months in (6, 12) else f"รอบที่ {number}"
