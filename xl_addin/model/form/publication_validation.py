"""What is wrong with the parts of a form that say what goes out beside the report."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from xl_addin.model.form.publication import table_of
from xl_addin.model.form.schema import Form
from xl_addin.model.form.scopes import IDENTITY_KINDS
from xl_addin.model.notation.mistakes import Mistake
from xl_addin.model.problems.catalogue import say


def publication_mistakes(form: Form) -> Iterator[Mistake]:
    """Keys and small tables that the form does not have."""
    own = [*IDENTITY_KINDS, *(column.key for column in form.columns)]
    if form.public is not None:
        for key in ("results", "problems"):
            yield from _unknown(f"public.{key}", [getattr(form.public, key) or own[0]], own)
    if form.emenscr is None:
        return
    yield from _unknown("emenscr.exempt", [form.emenscr.exempt or own[0]], own)
    known = {table.key: [column.key for column in table.columns] for table in form.tables}
    for page, fields in form.emenscr.pages():
        for field in fields:
            table = table_of(field)
            if not table:
                yield from _unknown(f"emenscr.{page}", field.split("|"), own)
            elif table not in known:
                yield from _unknown(f"emenscr.{page}", [table], list(known))
            else:
                yield from _unknown(f"emenscr.{page}", [field.partition(".")[2]], known[table])


def _unknown(where: str, keys: Iterable[str], known: list[str]) -> Iterator[Mistake]:
    for key in keys:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            how = f"หมายถึง {near[0]} หรือไม่" if near else f"ใช้ชื่อในแบบนี้: {', '.join(known)}"
            yield Mistake(where, say("form_unknown_name", value=key), how)
