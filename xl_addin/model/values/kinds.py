"""Kinds of columns and how each is held inside: always an exact integer, a code, or text.

    kind       inside                                scale
    baht       satang                                2
    percent    hundredths of a percent               2
    count      whole number                          0
    number     ten-thousandths                       4
    date       Excel serial day (1900 system)        0
    choice     code (str), printed as its phrase     -
    text       str                                   -
    long_text  str, several lines                    -

A blank is None in Python and NA in a frame; it is not zero.
"""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    BAHT = "baht"
    PERCENT = "percent"
    COUNT = "count"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    TEXT = "text"
    LONG_TEXT = "long_text"


SCALE: dict[Kind, int] = {
    Kind.BAHT: 2,
    Kind.PERCENT: 2,
    Kind.COUNT: 0,
    Kind.NUMBER: 4,
    Kind.DATE: 0,
}
"""Decimal places of a numeric kind; kinds that are not numeric do not stand here."""


class Fill(StrEnum):
    """Who fills a column."""

    REGISTER = "register"
    GROUP = "group"
    COMPUTED = "computed"
    PREVIOUS = "previous"
