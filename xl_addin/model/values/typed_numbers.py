"""A number as somebody typed it into a cell of text: what it means, or why it cannot be told.

Taken: Thai and Arabic digits, also mixed in one number ("20,0๐๐"), thousands commas where they belong,
NBSP and zero-width characters around, "บาท", "฿", ".-", "%" and a counting word after it, "(500)" for -500.
Not taken: a comma or point that can be read in two ways ("1,23", "1.234,50"), two numbers, a word of quantity
("3 ล้าน"), letters.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from xl_addin.model.thai.words import arabic_digits, without_zero_width
from xl_addin.model.values.kinds import Family, Kind

_DIGITS_AND_MINUS = str.maketrans("０１２３４５６７８９−‐‑‒–—―－（）％，．", "0123456789--------()%,.")
_NUMBER = r"(?P<sign>[-+])?\s*(?:฿\s*)?(?P<digits>[\d,.]*\d[\d,.]*?)\s*"
_SHAPES = {
    kind: re.compile(
        rf"(?P<open>\()?\s*{kind.facts.words_before}{_NUMBER}{kind.facts.words_after}\s*(?P<close>\))?"
        rf"{kind.facts.words_outside}",
        re.ASCII,
    )
    for kind in Kind
    if kind.facts.family is Family.NUMBER
}
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+(?:\.\d*)?|\.\d+", re.ASCII)
# No number is longer; a cell of 32,767 digits is not worth searching.
_LONGEST = 80
_DASHES = frozenset({"-", "--", "---", ".-", "-.-"})


def plain_number_text(text: str) -> str:
    """The text with Arabic digits, one kind of minus and bracket, single spaces and nothing invisible."""
    return " ".join(without_zero_width(arabic_digits(text)).translate(_DIGITS_AND_MINUS).split())


def is_dash(plain: str) -> bool:
    """Only a dash, the forms' sign for nothing."""
    return plain in _DASHES


def read_number(plain: str, kind: Kind) -> Decimal | str:
    """The number in a text of `plain_number_text`, or the catalogue id of why there is none.

    `kind` says which words may stand around it.
    """
    match = _SHAPES[kind].fullmatch(plain) if len(plain) <= _LONGEST else None
    if match is None:
        return "not_a_number"
    if bool(match["open"]) != bool(match["close"]) or (match["open"] and match["sign"]):
        return "not_a_number"
    digits = match["digits"]
    if not _GROUPED.fullmatch(digits):
        return "ambiguous_number"
    number = Decimal(digits.replace(",", "").rstrip("."))
    return -number if match["open"] or match["sign"] == "-" else number


def odd_characters(text: str) -> str:
    """Characters of a typed number that nobody sees or means, with their code points: "U+200B, U+2024 ․".

    Letters, digits and the signs of a keyboard are not odd; an empty string means there is none.
    """
    odd = []
    for character in dict.fromkeys(text):
        if character.isascii() and character.isprintable():
            continue
        category = unicodedata.category(character)
        if "\u0e00" <= character <= "\u0e7f" or category[0] == "L":
            continue
        visible = f" {character}" if category[0] in "PSN" else ""
        odd.append(f"U+{ord(character):04X}{visible}")
    return ", ".join(odd)
