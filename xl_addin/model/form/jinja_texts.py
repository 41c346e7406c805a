"""jinja2 texts of a form: titles, notes, memo, sentences. An unknown name is an error, never a blank.

Filters and functions: baht(satang), percent(hundredths), words(satang), thai(text), date(serial).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from xl_addin.model.form.schema import Form
from xl_addin.model.thai import words
from xl_addin.model.thai.amounts_in_words import baht_words
from xl_addin.model.values import money

DOTS = "................................"
"""What stands for a thing a page cannot know (document number, signature)."""


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
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
    environment.globals.update(tools, dots=DOTS)
    environment.filters.update(tools)
    return environment


@lru_cache(maxsize=1024)
def _template(source: str) -> Template:
    return _environment().from_string(source)


def render(source: str, names: Mapping[str, Any]) -> str:
    """A jinja2 text filled. Raises jinja2.UndefinedError for a name that does not exist."""
    return _template(source).render(names)


def render_file(form: Form, file: str, names: Mapping[str, Any]) -> str:
    """A text file of a form (texts/<form id>/<file>), filled. Raises FileNotFoundError."""
    if form.texts_folder is None:
        raise FileNotFoundError(file)
    return render((form.texts_folder / form.id / file).read_text(encoding="utf-8"), names)


def text_mistake(source: str) -> str | None:
    """Why a text is not valid jinja2, or None."""
    try:
        _environment().parse(source)
    except TemplateSyntaxError as error:
        return f"{error.message} (บรรทัด {error.lineno})"
    return None
