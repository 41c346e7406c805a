"""How dates are written in Thai: names of months, eras, years, and the signs between them, as patterns."""

from __future__ import annotations

import re
from functools import lru_cache

from xl_addin.model.thai.words import ERA, ZERO_WIDTH, arabic_digits

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
MONTH = "|".join(
    rf"(?:{name}|{short[:-1]}\.?\s?{short[-1]}(?:\.{_NOT_AN_AGENCY}|(?![ก-๎.])))"
    for name, short in zip(_LONG, _SHORT, strict=True)
)
MONTH_LETTERS = "".join(dict.fromkeys(name[0] for name in _LONG))
"""With which the names of months begin: a pattern that begins with one letter of a few is searched for quickly."""

AFTER_MONTH_LETTER = "|".join(
    rf"(?<={name[0]})(?:{name[1:]}|{short[1:-1]}\.?\s?{short[-1]}(?:\.{_NOT_AN_AGENCY}|(?![ก-๎.])))"
    for name, short in zip(_LONG, _SHORT, strict=True)
)
"""The rest of MONTH."""

_MONTH_NUMBER = [
    re.compile(rf"{name}|{short[:-1]}\.?\s?{short[-1]}\.?") for name, short in zip(_LONG, _SHORT, strict=True)
]

# What is counted after a number: "21 ต.ค. 65 คน" has no year.
COUNTED = (
    r"(?!\s*(?:คน|ราย|แห่ง|โรง|ครั้ง|เล่ม|ชุด|โครงการ|กิจกรรม|รูป|ห้อง|เรื่อง"
    r"|บาท|ล้าน|แสน|หมื่น|พัน|%|น\.|นาที|ชั่วโมง))"
)
ERA_WORD = r"(?:พ\.?\s?ศ\.?|ค\.?\s?ศ\.?)"
_SPACES_FOR_ZERO_WIDTH = str.maketrans(dict.fromkeys(ZERO_WIDTH, " "))
_ANY_ZERO_WIDTH = re.compile(f"[{ZERO_WIDTH}]")
_NOT_PLAIN = re.compile(f"[๐-๙{ZERO_WIDTH}]")


def buddhist_year(digits: str) -> int:
    """The Buddhist year of typed digits: 65 and 2565 and 2022 are 2565."""
    year = int(digits)
    if year < 100:
        return 2500 + year
    return year if year >= 2400 else year + ERA


@lru_cache(maxsize=256)
def plain_text(text: str) -> str:
    """Arabic digits, and spaces for characters that show nothing: as long as the text. Remembered as those are."""
    if not _NOT_PLAIN.search(text):
        return text
    text = arabic_digits(text)
    return text.translate(_SPACES_FOR_ZERO_WIDTH) if _ANY_ZERO_WIDTH.search(text) else text


@lru_cache(maxsize=256)
def month_number(text: str) -> int:
    """1 to 12 of a text that MONTH matched."""
    return next(number for number, name in enumerate(_MONTH_NUMBER, 1) if name.fullmatch(text))
