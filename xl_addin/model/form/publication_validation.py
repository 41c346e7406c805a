"""What is wrong with the parts of a form that say what goes out beside the report, and in the words of all offices."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from xl_addin.model.form.national import COMMON_KEYS, MONEY_KEYS, STATUS_LABELS
from xl_addin.model.form.publication import table_of
from xl_addin.model.form.schema import Form
from xl_addin.model.form.scopes import IDENTITY_KINDS
from xl_addin.model.notation.mistakes import Mistake
from xl_addin.model.problems.catalogue import say
from xl_addin.model.values.kinds import Kind


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


def national_mistakes(form: Form) -> Iterator[Mistake]:
    """Keys that the form does not have, of another kind, and choices of its status without a shared word."""
    if form.national is None:
        return
    kinds = IDENTITY_KINDS | {column.key: column.kind for column in form.columns}
    for key in COMMON_KEYS:
        own = form.national.own(key)
        where = f"national.{key}"
        if own is None:
            continue
        if own not in kinds:
            near = difflib.get_close_matches(own, kinds, n=1)
            how = f"หมายถึง {near[0]} หรือไม่" if near else "ใช้ key ของคอลัมน์ในแบบนี้"
            yield Mistake(where, say("form_unknown_name", value=own), how)
        elif key in MONEY_KEYS and kinds[own] is not Kind.BAHT:
            yield Mistake(where, say("form_wrong_kind", value=own), "ใช้คอลัมน์ชนิด baht")
        elif key == "percent" and kinds[own] is not Kind.PERCENT:
            yield Mistake(where, say("form_wrong_kind", value=own), "ใช้คอลัมน์ชนิด percent")
        elif key == "status" and kinds[own] is not Kind.CHOICE:
            yield Mistake(where, say("form_wrong_kind", value=own), "ใช้คอลัมน์ชนิด choice")
        elif key == "status":
            yield from _statuses(form, own)


def _statuses(form: Form, own: str) -> Iterator[Mistake]:
    assert form.national is not None
    choices, told = form.column(own).choices, form.national.statuses
    for code in told.keys() - choices.keys():
        yield Mistake(f"national.statuses.{code}", say("form_unknown_name", value=code), "ใช้รหัสใน choices")
    for code in choices:
        if code not in told and code not in STATUS_LABELS:
            how = f"เพิ่ม {code} = ... ใช้ได้คือ {', '.join(STATUS_LABELS)}"
            yield Mistake("national.statuses", say("form_missing_key", key=code), how)
