"""What jinja2 texts of forms are read with. An unknown name is an error, never a blank.

Filters and functions: baht(satang), percent(hundredths), words(satang), thai(text), date(serial).
"""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from xl_addin.model.thai import words
from xl_addin.model.thai.amounts_in_words import baht_words
from xl_addin.model.values import money

DOTS = "................................"
"""What stands for a thing a page cannot know (document number, signature)."""


class _Environment(ImmutableSandboxedEnvironment):
    """jinja2's judgement of an attribute depends on its name and its object's class: thousands of rows ask once."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._safe: dict[tuple[type, str], bool] = {}

    def getattr(self, obj: Any, attribute: str) -> Any:
        if self._safe.get((type(obj), attribute)):
            try:
                return getattr(obj, attribute)
            except AttributeError:
                pass  # jinja2 goes on to look for an item
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        asked = (type(obj), attr)
        if asked not in self._safe:
            self._safe[asked] = super().is_safe_attribute(obj, attr, value)
        return self._safe[asked]


@cache
def environment() -> ImmutableSandboxedEnvironment:
    """What all texts are read with."""
    made = _Environment(
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
