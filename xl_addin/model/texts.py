"""What the texts of a form may name in one round.

Names that every text may use: `office`, `office_short`, `fiscal_year`, `round`, `period` (first and last
day in words), `period_name` (from the form), `params` (values as printed), `texts` (free texts of the
register), `param_notes` (the register's notes that hold in the round), `change_notes` (what changed with the
round, of the whole office or of the template's group) and `settings`; a group's template also has `group`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, assert_never

from xl_addin.model.change_notes import notes_of
from xl_addin.model.form.calendar import round_title, told_days
from xl_addin.model.form.jinja_texts import render
from xl_addin.model.form.schema import Form
from xl_addin.model.notation.jinja_environment import DOTS
from xl_addin.model.problems.catalogue import say
from xl_addin.model.register import Group, Register
from xl_addin.model.thai import words
from xl_addin.model.values import money
from xl_addin.model.values.kinds import Kind


class TextNames(dict[str, Any]):
    """A mapping whose missing names are dots: free texts that the register leaves empty."""

    def __missing__(self, key: str) -> str:
        return DOTS


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
            return words.date_words(value)
        case Kind.COUNT | Kind.NUMBER | Kind.CHOICE | Kind.TEXT | Kind.LONG_TEXT:
            return str(value)
        case _:
            assert_never(kind)


def names_of(register: Register, round_: int, group: Group | None = None) -> dict[str, Any]:
    """The names that texts of one round may use."""
    form = register.form
    first, last = told_days(form, register.fiscal_year, round_)
    period = words.period_words(first, last)
    names: dict[str, Any] = {
        "office": register.office,
        "office_short": register.office_short,
        "fiscal_year": register.fiscal_year,
        "round": round_,
        "period": period,
        "as_of": words.date_words(last),
        "params": {
            param.key: printed_param(register.param(param.key, round_), param.kind) for param in form.params
        },
        "texts": TextNames({text.key: text.default for text in form.texts} | register.texts),
        "settings": register.settings,
        "deadline": words.date_words(register.deadlines[round_]) if round_ in register.deadlines else DOTS,
    }
    names["period_name"] = render(form.period.name, names)
    names["param_notes"] = [
        render(param.note, names)
        for param in register.params
        if param.note and param.value is not None and param.first_round <= round_ <= param.last_round
    ]
    names["change_notes"] = notes_of(register, round_, group.id if group is not None else None)
    if group is not None:
        names["group"] = group.name
    return names


def change_lines(names: Mapping[str, Any]) -> list[str]:
    """The lines that stand below a table or a list of projects and tell what changed with the round."""
    notes = list(names.get("change_notes", ()))
    return [say("changes_heading"), *(f"- {note}" for note in notes)] if notes else []


def round_label(form: Form, number: int) -> str:
    """A round as the register shows it: "ไตรมาสที่ 2", "รอบ 6 เดือน"."""
    return round_title(form, number)
