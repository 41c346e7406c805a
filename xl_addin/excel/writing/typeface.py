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
NORMAL_POINTS = 16

_LATIN_AND_THAI = re.compile('<a:latin typeface="[^"]*"/><a:ea typeface=""/><a:cs typeface=""/>')
_THAI_SCRIPT = re.compile('(?<=<a:font script="Thai" typeface=")[^"]*')


def normal_style(font: str) -> dict[str, str | int]:
    """Properties of the Normal style, as XlsxWriter takes them; it writes into what it is given."""
    return {"font_name": font, "font_size": NORMAL_POINTS, "font_scheme": "none"}


def theme_with(font: str, theme: str) -> str:
    """A theme part whose headings and bodies are in `font`, Latin and Thai."""
    name = escape(font)
    both = f'<a:latin typeface="{name}"/><a:ea typeface=""/><a:cs typeface="{name}"/>'
    return _THAI_SCRIPT.sub(lambda _: name, _LATIN_AND_THAI.sub(lambda _: both, theme))
