"""What jinja2 texts of forms are read with. An unknown name is an error, never a blank.

Filters and functions: baht(satang), percent(hundredths), words(satang), thai(text), date(serial).
"""

from __future__ import annotations

from functools import cache

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from xl_addin.model.thai import words
from xl_addin.model.thai.amounts_in_words import baht_words
from xl_addin.model.values import money

DOTS = "................................"
"""What stands for a thing a page cannot know (document number, signature)."""


@cache
def environment() -> ImmutableSandboxedEnvironment:
    """What all texts are read with."""
    made = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        autoescape=False,
    )
    tools = {
        "baht": lambda satang: money.format_baht(satang, decimals=None, zero="0"),
        "percent": money.format_percent,
        "words": baht_words,
        "thai": words.in_thai_digits,
        "date": words.date_words,
    }
    made.globals.update(tools, dots=DOTS)
    made.filters.update(tools)
    return made
