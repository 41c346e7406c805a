"""Dates written in the usual way, "21 ต.ค. 65" and "21 ตุลาคม พ.ศ. 2565", found in texts of one byte for a letter.

What is asked of the days in a text is worked out date by date where all its dates are such: a round tells of the
same few hundred days in thousands of texts.
"""

from __future__ import annotations

import re

from xl_addin.model.thai.words import MONTHS, MONTHS_SHORT

_CODE_PAGE = "cp874"


def _sign(letter: str) -> bytes:
    if letter.isdecimal():
        return b"0"
    return b" " if letter.isspace() else letter.encode(_CODE_PAGE, "replace")


# Letters as they are, every digit a 0: what begins with one certain byte is found several times as quickly.
_SIGNS = b"".join(_sign(bytes([byte]).decode(_CODE_PAGE, "replace")) for byte in range(256))

_MONTHS = (*MONTHS[1:], *map(re.escape, MONTHS_SHORT[1:]))
_DATE = rf"0?+ ?(?:{'|'.join(_MONTHS)}) ?(?:พ\.ศ\. ?)?(?:00)?00"
# No unit of what is counted begins so, no month, no further day: the number before it is a year and ends the date.
_ENDS = r"(?= ?[งจฉซญฐณดทปผฝฟภยวศษอฮใไ)]|[\0]|\Z)"
# What follows digits with which any date that `dates_in_text` reads may begin: a month, a mark or another day.
_MONTH_BEGINS = r"ม(?:[กค. ]|ี[นค. ]|ิ[ถย. ])|ก[ุรัพคย. ]|เม[ษย. ]|พ[ฤคย. ]|ส[ิค. ]|ต[ุค. ]|ธ[ัค. ]"
_DAY_FOLLOWS = r"(?:,|[/–—-]|และ|ถึง) *(?:วันที่ *)?00?(?!0)"
_MAY_FOLLOW = rf"(?=\.00?\.0| *(?:{_MONTH_BEGINS}|{_DAY_FOLLOWS}))"
_MAY_BE_DATE = re.compile(
    rf"0(?<!00)(?:(?<!0[.,/].){_DATE}{_ENDS}|0*+{_MAY_FOLLOW})".encode(_CODE_PAGE), re.DOTALL
)
_USUAL = re.compile(r"\d{1,2}\D+(?:2[4-6]\d\d|[5-9]\d)", re.ASCII)


def may_be_dates(texts: bytes) -> list[tuple[int, bytes]]:
    """The dates in texts of code page 874 between which U+0000 stands, each with its place; of what may be one written
    otherwise the first digits."""
    found = _MAY_BE_DATE.finditer(texts.translate(_SIGNS))
    return [(start, texts[start:end]) for start, end in map(re.Match.span, found)]


def usual_date(found: bytes) -> str | None:
    """One of them as text; None for what may be a date written otherwise."""
    text = found.decode(_CODE_PAGE)
    return text if _USUAL.fullmatch(text) else None
