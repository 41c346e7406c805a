"""What stands in the cells of a register: the prepared lists of a blank one, or the content of a Register."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from xl_addin.model.expressions.evaluation_data import plain_columns
from xl_addin.model.form.schema import PROPOSAL_REASON, PROPOSALS, Form
from xl_addin.model.proposals import VERDICTS, Proposal, Verdict
from xl_addin.model.register import Register, default_params
from xl_addin.model.texts import round_label
from xl_addin.model.thai import words
from xl_addin.model.values.kinds import SCALE, Kind
from xl_addin.register.changes_sheet import CHANGES, change_rows
from xl_addin.register.decisions_sheet import TABLE as DECISIONS
from xl_addin.register.decisions_sheet import decision_rows
from xl_addin.register.layout_parts import PROJECTS, Entry, Table
from xl_addin.register.optional_sheets import LAST_YEAR, NOTES, last_year_rows, note_rows
from xl_addin.register.row_lists import ROWS, listed_rows
from xl_addin.register.settings_items import settings_shown

CellValue = str | int | float | None
Row = dict[str, CellValue]

VALUE_MARK = "{ค่า}"
"""Stands in a note for the value of its own line; the form and the Register say `{{ params.key }}`."""

ALIAS_SEPARATOR = "; "


def shown_value(kind: Kind, value: Any, choices: Mapping[str, str] | None = None) -> CellValue:
    """An inside value as a cell of the register: amounts as numbers, dates in words, phrases of choices."""
    return None if pd.isna(value) else _shown(kind, value, choices)


def _shown(kind: Kind, value: Any, choices: Mapping[str, str] | None) -> CellValue:
    """The same for a value that is not blank."""
    if kind is Kind.DATE:
        return words.date_words(int(value))
    if kind in SCALE:
        places = SCALE[kind]
        return int(value) / 10**places if places else int(value)
    return (choices or {}).get(str(value), str(value))


def note_shown(note: str, key: str) -> str:
    """A param's note as the officer reads it, with {ค่า} for the value."""
    return re.sub(rf"\{{\{{\s*params\.{re.escape(key)}\s*\}}\}}", VALUE_MARK, note)


def note_kept(note: str, key: str) -> str:
    """The note as texts render it."""
    return note.replace(VALUE_MARK, f"{{{{ params.{key} }}}}")


def cells_of(form: Form, register: Register | None, *, but: str = "") -> dict[str, list[Row]]:
    """Rows by table key, without the prepared blank ones; a list of items is one row, by item key.

    `but`: a table that is left out.
    """
    listed = {table.key: table for table in (*form.tables, *form.group_tables) if table.listed}
    return {table: rows(form, register) for table, rows in _ROWS.items() if table != but} | {
        ROWS + key: [] if register is None else listed_rows(register, table, shown_value)
        for key, table in listed.items()
    }


def filled_up(table: Table, rows: Sequence[Row]) -> list[Row]:
    """The rows, and prepared ones after them, with prefilled cells that no other row uses."""
    total = max(table.prepared, len(rows) + 5 if table.open_ended else len(rows))
    filled = [dict(row) for row in rows] + [{} for _ in range(total - len(rows))]
    for column in table.columns:
        if column.prefill:
            _prefill(column, filled)
    return filled


def _prefill(column: Entry, rows: list[Row]) -> None:
    used = {str(row[column.key]) for row in rows if row.get(column.key) is not None}
    free = _numbers_not_in(column, used)
    for number, row in enumerate(rows, 1):
        if row.get(column.key) is None:
            wanted = column.prefill.format(number)
            value = next(free) if wanted in used else wanted
            used.add(value)
            row[column.key] = int(value) if column.kind is Kind.COUNT else value


def _numbers_not_in(column: Entry, used: set[str]) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        value = column.prefill.format(number)
        if value not in used:
            yield value


def _settings(form: Form, register: Register | None) -> list[Row]:
    if register is None:
        return [{}]
    settings = register.settings
    return [
        {
            "office": register.office or None,
            "office_short": register.office_short or None,
            "fiscal_year": register.fiscal_year or None,
            **settings_shown(settings),
            "font": settings.font,
            "font_size": settings.font_size,
        }
    ]


def _texts(form: Form, register: Register | None) -> list[Row]:
    if register is None:
        return [{}]
    own = {text.key: text.default for text in form.texts}
    return [{key: text or None for key, text in (own | register.texts).items()}]


def _groups(form: Form, register: Register | None) -> list[Row]:
    return [
        {
            "group_id": group.id,
            "group": group.name,
            "short_name": group.short_name or None,
            "aliases": ALIAS_SEPARATOR.join(group.aliases) or None,
            "accepted_issue": group.accepted_issue,
        }
        for group in (register.groups if register else ())
    ]


def _sections(form: Form, register: Register | None) -> list[Row]:
    if register is None:
        prefilled = form.sections.prefilled if form.sections else ()
        return [{"section_no": number, "section": name} for number, name in enumerate(prefilled, 1)]
    return [
        {"section_no": section.no, "section": section.name, "amount": shown_value(Kind.BAHT, section.amount)}
        for section in register.sections
    ]


def _params(form: Form, register: Register | None) -> list[Row]:
    by_key = {param.key: param for param in form.params}
    kept = default_params(form) if register is None else register.params
    values = [value for value in kept if value.key in by_key]
    return [
        {
            "param": value.key,
            "label": by_key[value.key].label,
            "value": shown_value(by_key[value.key].kind, value.value),
            "first_round": value.first_round,
            "last_round": min(value.last_round, form.period.rounds),
            "note": note_shown(value.note, value.key) or None,
        }
        for value in values
    ]


def project_columns(form: Form, projects: pd.DataFrame) -> dict[str, list[CellValue]]:
    """Every column of the list of projects as it shows in a register, by key."""
    kinds = dict.fromkeys(("project_id", "project", "group", "section"), Kind.TEXT) | {"no": Kind.COUNT}
    choices: dict[str, Mapping[str, str]] = {}
    for column in form.register_columns:
        kinds[column.key], choices[column.key] = column.kind, column.choices
    return {
        key: _column_shown(kinds[key], values, choices.get(key))
        for key, values in plain_columns(projects[[*kinds]]).items()
    }


def _column_shown(
    kind: Kind, values: list[int | str | None], choices: Mapping[str, str] | None
) -> list[CellValue]:
    """`_shown` for a column: a text without choices, and a whole number, is what it is."""
    is_itself = (kind in SCALE and not SCALE[kind] and kind is not Kind.DATE) or (
        kind not in SCALE and not choices
    )
    if is_itself:
        return list(values)
    return [None if value is None else _shown(kind, value, choices) for value in values]


def _projects(form: Form, register: Register | None) -> list[Row]:
    if register is None:
        return []
    columns = project_columns(form, register.projects)
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _proposals(form: Form, register: Register | None) -> list[Row]:
    if register is None:
        return []
    return [
        {"proposal_no": number, **proposal_row(register, one)}
        for number, one in enumerate(register.proposals, 1)
    ]


def proposal_row(register: Register, one: Proposal) -> Row:
    """A proposal as its line of the register shows it, but for the number."""
    form = register.form
    taken = one.from_round if one.verdict is Verdict.TAKE else 0
    return {
        "project_id": one.id,
        "verdict": VERDICTS[one.verdict] if one.verdict else None,
        "proposed_round": round_label(form, one.round),
        "taken_round": round_label(form, taken) if taken else None,
        "project": one.project or None,
        "group": register.group(one.group_id).name,
        "section": one.section or None,
        PROPOSAL_REASON: one.reason or None,
        "alike": "\n".join(one.alike) or None,
        **{
            column.key: shown_value(column.kind, one.values.get(column.key), column.choices)
            for column in form.register_columns
        },
    }


def _allotments(form: Form, register: Register | None) -> list[Row]:
    return [
        {
            "allotment_no": allotment.no,
            "letter_no": allotment.letter_no or None,
            "letter_date": shown_value(Kind.DATE, allotment.letter_date),
            "amount": shown_value(Kind.BAHT, allotment.amount),
        }
        for allotment in (register.allotments if register else ())
    ]


def _buckets(form: Form, register: Register | None) -> list[Row]:
    if register is None:
        return [{"bucket": name} for name in form.buckets]
    sections = {section.no: section.name for section in register.sections}
    return [
        {
            "bucket": bucket.name,
            "parent": bucket.parent or None,
            "amount": shown_value(Kind.BAHT, bucket.amount),
            "transfer": shown_value(Kind.BAHT, bucket.transfer or None),
            "section": None if bucket.section_no is None else sections[bucket.section_no],
        }
        for bucket in register.buckets
    ]


def _deadlines(form: Form, register: Register | None) -> list[Row]:
    known = register.deadlines if register else {}
    return [
        {
            "round": number,
            "round_name": round_label(form, number),
            "deadline": shown_value(Kind.DATE, known.get(number)),
        }
        for number in range(1, form.period.rounds + 1)
    ]


def _late(form: Form, register: Register | None) -> list[Row]:
    if register is None:
        return []
    return [
        {
            "late_round": round_label(form, late.round),
            "group": register.group(late.group_id).name,
            "received": shown_value(Kind.DATE, late.received),
            "file": late.file or None,
        }
        for late in register.late
    ]


_ROWS: dict[str, Callable[[Form, Register | None], list[Row]]] = {
    "settings": _settings,
    "texts": _texts,
    "groups": _groups,
    "sections": _sections,
    "params": _params,
    PROJECTS: _projects,
    "allotments": _allotments,
    "buckets": _buckets,
    "deadlines": _deadlines,
    "late": _late,
    PROPOSALS: _proposals,
    CHANGES: change_rows,
    DECISIONS: decision_rows,
    LAST_YEAR: lambda _, register: last_year_rows(register),
    NOTES: lambda _, register: note_rows(register),
}
