"""How wide a text is and how many lines it takes in a cell, from the letter widths that the program carries.

Excel cannot fit the height of merged or protected rows, and Thai is written without spaces, so row heights
are computed here, the same on every machine, from the numbers of TH SarabunPSK (metrics_th_sarabun_psk.json;
tests/support/font_metrics.py says how they were taken). TH Sarabun New and TH SarabunIT๙ are the same letters.
Fonts that draw them larger have their sizes counted in those of TH SarabunPSK (`typeface.letter_scale`): `points`
everywhere means its points.

A workbook measured here has the Normal style of `typeface.normal_style`, whose digits are 8 pixels wide. Excel
counts a column in those pixels. LibreOffice counts the digit as it is drawn, 7.7 pixels, so columns are a little
narrower there: lines are counted for it, widths of pages for Excel.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib import resources
from itertools import accumulate
from math import ceil, sqrt
from typing import NamedTuple
from unicodedata import category

MAX_ROW_HEIGHT = 409.5

# Pixels at 96 dpi: of a digit of the Normal style, and what a column has beside its characters.
_DIGIT, _PADDING = 8, 5
_PIXEL = 0.75
# LibreOffice's columns, in Excel's: a digit of 362/1000 em at 16 points in one of 8 pixels.
_NARROWER = 0.362 * 16 / (_DIGIT * _PIXEL)
# Left and right of the text in a cell, and above and below, in points.
_SIDES = _PADDING * _PIXEL
_TOP_AND_BOTTOM = 1.5
# Excel gives a line of a wrapped text as much as a row of one line: the font's own line height in whole pixels
# and two more. (TH SarabunPSK 16 makes rows of 20.25 points; Calibri 11, 15; Segoe UI 14 on a Mac, 21.)
_BETWEEN_LINES = 2
# Words are not known, so a line is taken to end short of the edge, by this much on average and with this much
# doubt (1/1000 em), measured on 1,300 generated paragraphs that LibreOffice broke with its Thai dictionary.
LINE_END_LOSS = 830
LINE_END_DOUBT = 930
# Runs of Latin letters that no program breaks: web addresses, names of systems.
_UNBROKEN = re.compile(r"[!-~]{8,}")
_UNKNOWN_WIDTH = 1000


class _Widths(dict[str, int]):
    """Advance widths in 1/1000 em by character; a character that the font lacks is as wide as the em."""

    def __missing__(self, character: str) -> int:
        width = 0 if category(character) in ("Mn", "Me", "Cf", "Cc") else _UNKNOWN_WIDTH
        self[character] = width
        return width


class _Metrics(NamedTuple):
    regular: _Widths
    bold: _Widths
    line_height: int


@cache
def _metrics() -> _Metrics:
    text = (resources.files(__package__) / "metrics_th_sarabun_psk.json").read_text(encoding="utf-8")
    raw = json.loads(text)
    height = raw["ascent"] + raw["descent"] + raw["line_gap"]
    return _Metrics(_Widths(raw["regular"]), _Widths(raw["bold"]), height)


def letter_widths(bold: bool) -> _Widths:
    """Widths of the regular or the bold letters."""
    return _metrics().bold if bold else _metrics().regular


def text_width(text: str, points: float = 16, bold: bool = False) -> float:
    """Width in points of the widest line of a text."""
    widths = letter_widths(bold)
    return max(sum(map(widths.__getitem__, line)) for line in text.split("\n")) * points / 1000


def lines_needed(text: str, width_points: float, points: float = 16, bold: bool = False) -> int:
    """Lines that a text takes, wrapped, in a cell (or merged cells) `width_points` wide; at least 1.

    Meant to be enough: about one line in fifteen is more than LibreOffice uses.
    """
    return _lines(text, usable_width(width_points, points), bold)


class LinesUntil:
    """`lines_needed` of a text up to a place in it; its paragraphs are measured up to that place.

    `known`: the lines of its first paragraphs.
    """

    def __init__(
        self,
        text: str,
        width_points: float,
        points: float = 16,
        bold: bool = False,
        known: Iterable[int] = (),
    ) -> None:
        self._text, self._usable = text, usable_width(width_points, points)
        self._widths = letter_widths(bold)
        self._starts = list(accumulate((len(part) + 1 for part in text.split("\n")), initial=0))
        self._above = list(accumulate(known, initial=0))
        self._paragraph, self._widths_until = -1, [0]

    def __call__(self, end: int) -> int:
        number = bisect_right(self._starts, end) - 1
        start = self._starts[number]
        if number != self._paragraph:
            whole = self._text[start : self._starts[number + 1] - 1]
            self._paragraph = number
            self._widths_until = list(accumulate(map(self._widths.__getitem__, whole), initial=0))
        return self._lines_above(number) + self._lines(self._widths_until[end - start], self._text[start:end])

    def paragraph_of(self, line: int) -> int:
        """Where the paragraph with a line (from 0) starts; of a line too many the end of the text."""
        number = 0
        while number < len(self._starts) - 1 and self._lines_above(number + 1) <= line:
            number += 1
        return self._starts[number]

    def _lines_above(self, number: int) -> int:
        """Of all paragraphs before this one."""
        while len(self._above) <= number:
            start, following = self._starts[len(self._above) - 1 : len(self._above) + 1]
            part = self._text[start : following - 1]
            total = sum(map(self._widths.__getitem__, part))
            self._above.append(self._above[-1] + self._lines(total, part))
        return self._above[number]

    def _lines(self, total: int, part: str) -> int:
        return _paragraph_lines(total, unbroken_runs(part, self._widths), self._usable)


def usable_width(width_points: float, points: float) -> float:
    """What a text may fill of a cell, in 1/1000 em, in the program that draws it narrowest."""
    return max(text_room(width_points), points) * 1000 / points


@lru_cache(maxsize=4096)
def indented(width_points: float) -> float:
    """What is left for the text of a cell that is indented by one step: three spaces of the Normal style."""
    return width_points - text_width("   ")


@lru_cache(maxsize=4096)
def _lines(text: str, usable: float, bold: bool) -> int:
    return sum(_paragraph_lines(*_paragraph(part, bold), usable) for part in text.split("\n"))


@lru_cache(maxsize=4096)
def _paragraph(text: str, bold: bool) -> tuple[int, tuple[int, ...]]:
    """Width of a paragraph, and those of what no program breaks in it: a form is measured at many scales."""
    widths = letter_widths(bold)
    return sum(map(widths.__getitem__, text)), tuple(unbroken_runs(text, widths))


def unbroken_runs(text: str, widths: _Widths) -> Iterator[int]:
    """Widths of what no program breaks in a text."""
    for run in _UNBROKEN.findall(text):
        yield sum(map(widths.__getitem__, run))


def loss_before(width: int, usable: float) -> float:
    """What a line loses before a run so wide that no program breaks, beside what every line loses."""
    return max(0, min(width, usable) - LINE_END_LOSS)


def _paragraph_lines(total: float, runs: Iterable[int], usable: float) -> int:
    """Lines of a paragraph that is `total` wide; `runs`: widths of what no program breaks in it."""
    if total <= usable * 0.99:
        return 1
    for width in runs:
        total += loss_before(width, usable)
    # A narrow column loses no more than half of each line: then words are broken too.
    loss = min(LINE_END_LOSS, usable / 2)
    doubt = min(LINE_END_DOUBT, usable / 2)
    lines = max(2, ceil((total - loss) / (usable - loss)))
    while total + doubt * sqrt(lines - 1) > lines * usable - (lines - 1) * loss:
        lines += 1
    return lines


@cache
def line_height(points: float = 16) -> float:
    """Points from one line of text to the next."""
    pixels = ceil(_metrics().line_height * points / 1000 / _PIXEL) + _BETWEEN_LINES
    return pixels * _PIXEL


def row_height(
    cells: Iterable[tuple[str, float]], points: float = 16, bold: bool = False, least: int = 1
) -> float:
    """Height in points of a row whose cells hold (text, width in points); room for `least` lines in any case.

    Never more than Excel's 409.5; a text that needs more is to stand in merged rows (`split_heights`).
    """
    lines = max((lines_needed(text, width, points, bold) for text, width in cells), default=1)
    return min(MAX_ROW_HEIGHT, _height(max(lines, least), points))


def _height(lines: int, points: float) -> float:
    return ceil((lines * line_height(points) + _TOP_AND_BOTTOM) / _PIXEL) * _PIXEL


def split_heights(
    text: str, width_points: float, points: float = 16, bold: bool = False, highest: float = MAX_ROW_HEIGHT
) -> list[float]:
    """Heights of the rows to merge so that a text of any length fits; none higher than `highest`.

    Rows of equal height, up to a pixel; a short text takes one row.
    """
    return list(_split_heights(text, width_points, points, bold, highest))


@lru_cache(maxsize=4096)
def _split_heights(
    text: str, width_points: float, points: float, bold: bool, highest: float
) -> tuple[float, ...]:
    """Kept: whether a text still fits on a page is asked again and again."""
    return tuple(heights_of_lines(lines_needed(text, width_points, points, bold), points, highest))


def heights_of_lines(lines: int, points: float = 16, highest: float = MAX_ROW_HEIGHT) -> list[float]:
    """`split_heights` for a text whose lines have been counted."""
    needed = _height(lines, points)
    rows = ceil(needed / highest)
    each = ceil(needed / rows / _PIXEL) * _PIXEL
    return [min(each, highest)] * rows


def column_points(width: float) -> float:
    """Points that a column of a width in Excel's characters takes."""
    return (int(width * _DIGIT + 0.5) + _PADDING) * _PIXEL


def stored_column_points(width: float) -> float:
    """`column_points` of a width as a file holds it, which counts what stands beside the characters."""
    return round(width * _DIGIT) * _PIXEL


def column_width(points: float) -> float:
    """The width in Excel's characters of the narrowest column that is at least so many points wide."""
    return max(ceil(points / _PIXEL - 1e-6) - _PADDING, _DIGIT) / _DIGIT


def wide_enough(text_points: float) -> float:
    """Points of a column in which a text so wide stands on one line."""
    return (text_points + _SIDES) / _NARROWER


def text_room(width_points: float) -> float:
    """Points of text that stand on one line of a column so wide."""
    return width_points * _NARROWER - _SIDES
