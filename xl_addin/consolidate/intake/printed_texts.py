"""What the pages of a form print themselves, so that whatever else stands on one is known as typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from jinja2 import UndefinedError

from xl_addin.consolidate.intake.form_brief import PROJECT_ID, PageTexts
from xl_addin.model.form.jinja_texts import render, render_file
from xl_addin.model.form.schema import Form
from xl_addin.model.form.scopes import IDENTITY_KINDS
from xl_addin.model.problems.catalogue import say
from xl_addin.model.register import Reader, Register
from xl_addin.model.texts import names_of
from xl_addin.model.thai.names import name_key
from xl_addin.template.shared.signing import SIGNED, SIGNED_ON, SIGNERS

ANYTHING = "\ue000"
"""Stands in a rendered text for what may have changed since the templates were given out."""

ENOUGH_FIXED = 8
"""Letters that a text must have besides; a title that is a project's name alone fits everything else."""

LONGEST_CHANGED = 120

Render = Callable[[Mapping[str, Any]], str]


class _Anything(dict[str, str]):
    """Free texts of the register, whatever they say."""

    def __missing__(self, key: str) -> str:
        return ANYTHING


def page_texts(register: Register, round_: int) -> PageTexts | None:
    """The texts of the pages of this round; None for a form whose projects are rows of a table."""
    form = register.form
    if form.template.layout != "pages":
        return None
    own = register.notes_for(Reader.TEMPLATE)
    exact = {name_key(text) for text in (*_fixed(form), *_keys(form), *own)}
    patterns = set(_signed())
    names = names_of(register, round_)
    loose = names | {
        "params": dict.fromkeys(names["params"], ANYTHING),
        "texts": _Anything(),
        **dict.fromkeys(("deadline", "group", "project"), ANYTHING),
    }
    for rendered in _rendered(form):
        for text in _lines(rendered, loose):
            fixed = name_key(text.replace(ANYTHING, ""))
            if ANYTHING in text and len(fixed) >= ENOUGH_FIXED:
                parts = (re.escape(name_key(part)) for part in text.split(ANYTHING))
                patterns.add(f".{{0,{LONGEST_CHANGED}}}".join(parts))
            elif ANYTHING in text:
                exact |= {
                    name_key(line) for name in _names(register, names) for line in _lines(rendered, name)
                }
        exact |= {name_key(line) for line in _lines(rendered, names | {"group": "", "project": ""})}
    return PageTexts(frozenset(exact - {""}), tuple(sorted(patterns)))


def _fixed(form: Form) -> Iterator[str]:
    """Labels and guidance, alone and as they stand in one cell; what every page says in its first row."""
    for column in form.columns:
        yield from (column.title, column.guidance, f"{column.title}  {column.guidance}")
    for table in form.tables:
        yield from (table.label, f"{table.label}  {table.guidance}")
        for column in table.columns:
            yield from column.label
    yield from (say("page_back"), say("template_legend"))


def _signed() -> Iterator[str]:
    """The lines for signatures, dotted or with names and a day typed into them."""
    written = f".{{0,{LONGEST_CHANGED}}}"
    for position in SIGNERS:
        yield written.join([*(re.escape(name_key(text)) for text in (SIGNED, position, SIGNED_ON)), ""])


def _keys(form: Form) -> Iterator[str]:
    yield from (PROJECT_ID, *IDENTITY_KINDS)
    for columns in (form.columns, *(table.columns for table in form.tables)):
        yield from (column.key for column in columns)


def _rendered(form: Form) -> Iterator[Render]:
    """The texts that name something."""
    for title in form.template.titles:
        yield partial(render, title)
    for part in form.template.sections:
        yield partial(render, part.heading)
        yield partial(render, part.guidance)
    if form.template.notes:
        yield partial(render_file, form, form.template.notes)


def _lines(rendered: Render, names: Mapping[str, Any]) -> list[str]:
    """The whole text and its lines: notes stand line by line. Nothing where the names do not fit it."""
    try:
        text = rendered(names)
    except (UndefinedError, TypeError, ValueError):
        return []
    return list(dict.fromkeys((text, *text.splitlines())))


def _names(register: Register, names: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    """The names of each project's page."""
    groups = {group.id: group.name for group in register.groups}
    for project, group_id in zip(register.projects["project"], register.projects["group_id"], strict=True):
        yield dict(names) | {"project": project, "group": groups.get(group_id, "")}
