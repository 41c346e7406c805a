"""jinja2 texts of a form: titles, notes, memo, sentences. An unknown name is an error, never a blank.

Names that every text may use: `office`, `office_short`, `fiscal_year`, `round`, `period` (first and last
day in words), `period_name` (from the form), `params` (values as printed), `texts` (free texts of the
register), `param_notes` (the register's notes that hold in the round) and `settings`; a group's template
also has `group`.

Filters and functions: baht(satang), percent(hundredths), words(satang), thai(text), date(serial).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from xl_addin.model import dates, money, thai
from xl_addin.model.form import Form
from xl_addin.model.kinds import Kind
from xl_addin.model.register import Group, Register

DOTS = "................................"
"""What stands for a thing a page cannot know (document number, signature)."""


class TextNames(dict[str, Any]):
    """A mapping whose missing names are dots: free texts that the register leaves empty."""

    def __missing__(self, key: str) -> str:
        return DOTS


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
        "words": thai.baht_words,
        "thai": thai.in_thai_digits,
        "date": thai.date_words,
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


def printed_param(value: int | None, kind: Kind) -> str:
    """A param's value as a text prints it: 70, 120, 31 มีนาคม 2564; dots where it does not hold."""
    if value is None:
        return DOTS
    match kind:
        case Kind.BAHT:
            return money.format_baht(value, decimals=None, zero="0")
        case Kind.PERCENT:
            return money.format_percent(value, trim=True)
        case Kind.DATE:
            return thai.date_words(value)
    return str(value)


def names_of(register: Register, round_: int, group: Group | None = None) -> dict[str, Any]:
    """The names that texts of one round may use."""
    form = register.form
    months = 12 // form.period.rounds
    bounds = dates.to_date_bounds if form.period.cumulative else dates.round_bounds
    first, last = bounds(register.fiscal_year, round_, months)
    period = thai.period_words(first, last)
    names: dict[str, Any] = {
        "office": register.office,
        "office_short": register.office_short,
        "fiscal_year": register.fiscal_year,
        "round": round_,
        "period": period,
        "as_of": thai.date_words(last),
        "params": {
            param.key: printed_param(register.param(param.key, round_), param.kind) for param in form.params
        },
        "texts": TextNames(register.texts),
        "settings": register.settings,
        "deadline": thai.date_words(register.deadlines[round_]) if round_ in register.deadlines else DOTS,
    }
    names["period_name"] = render(form.period.name, names)
    names["param_notes"] = [
        render(param.note, names)
        for param in register.params
        if param.note and param.value is not None and param.first_round <= round_ <= param.last_round
    ]
    if group is not None:
        names["group"] = group.name
    return names
