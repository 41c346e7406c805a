"""The letters of a workbook: its Normal style and its theme name one font, for Latin and for Thai.

A cell font may say that it is the theme's (`<scheme val="minor"/>`): Excel then draws what the theme names,
whatever name the font itself carries. XlsxWriter writes that into every font that is called like the Normal
style, while its theme says Calibri. So none of our fonts belongs to the theme, and the theme names our font
all the same, for texts that name none: those of charts, and what people add.
"""

from __future__ import annotations

import re
from html import escape

DEFAULT_FONT = "TH SarabunPSK"
NORMAL_POINTS = 16.0
DEFAULT_COLUMN_PIXELS = 72
"""How XlsxWriter is told that a digit of the Normal style is 8 pixels wide (at 96 dpi)."""

DEFAULT_ROW_PIXELS = 27
"""The height that Excel gives a row of the Normal style."""

_LETTER_SCALES = {"sarabun": 1.53, "laksaman": 1.503}
"""Fonts of the same design that are drawn larger in their em, by how much."""

_LATIN_AND_THAI = re.compile('<a:latin typeface="[^"]*"/><a:ea typeface=""/><a:cs typeface=""/>')
_THAI_SCRIPT = re.compile('(?<=<a:font script="Thai" typeface=")[^"]*')


def letter_scale(font: str) -> float:
    """How large the letters of a font are, in those of TH SarabunPSK, TH Sarabun New and TH SarabunIT๙."""
    return _LETTER_SCALES.get(font.strip().casefold(), 1.0)


def own_size(points: float, font: str) -> float:
    """The size, to half a point, at which letters of `font` are as large as TH SarabunPSK in `points`."""
    size = round(2 * points / letter_scale(font)) / 2
    return int(size) if size.is_integer() else size


def normal_style(font: str) -> dict[str, str | float]:
    """Properties of the Normal style, as XlsxWriter takes them; it writes into what it is given.

    Its digits, by which Excel counts the widths of columns, are those of TH SarabunPSK 16 in any font.
    """
    return {"font_name": font, "font_size": own_size(NORMAL_POINTS, font), "font_scheme": "none"}


def theme_with(font: str, theme: str) -> str:
    """A theme part whose headings and bodies are in `font`, Latin and Thai."""
    name = escape(font)
    both = f'<a:latin typeface="{name}"/><a:ea typeface=""/><a:cs typeface="{name}"/>'
    return _THAI_SCRIPT.sub(lambda _: name, _LATIN_AND_THAI.sub(lambda _: both, theme))
