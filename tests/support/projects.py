"""Projects of a form as frames, from readable values: baht as 1250.5, dates as (2567, 1, 31)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

from xl_addin.model.expressions.evaluation_data import PARENT
from xl_addin.model.form.column_states import entry_columns, late_columns
from xl_addin.model.form.schema import MAIN, Column, Form
from xl_addin.model.form.scopes import IDENTITY_KINDS, constants
from xl_addin.model.problems.problem import Problem
from xl_addin.model.rules.checking import Checked, check
from xl_addin.model.thai.fiscal_calendar import serial_from
from xl_addin.model.values.kinds import SCALE, Fill, Kind

Values = Mapping[str, Any]


def inside(kind: Kind, value: Any) -> int | str | None:
    """A readable value as it is held inside; None stays blank."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return serial_from(*value)
    return int(Decimal(str(value)).scaleb(SCALE[kind]))


def frame_of(kinds: Mapping[str, Kind], rows: Sequence[Values]) -> pd.DataFrame:
    """Rows of readable values as a frame with one column per kind; what a row does not name is blank."""
    unknown = {key for row in rows for key in row} - kinds.keys()
    if unknown:
        raise KeyError(sorted(unknown))
    columns = {}
    for key, kind in kinds.items():
        values = [inside(kind, row.get(key)) for row in rows]
        columns[key] = pd.Series(values, dtype="Int64") if kind in SCALE else pd.Series(values, dtype=object)
    return pd.DataFrame(columns)


def typed_kinds(columns: Sequence[Column]) -> dict[str, Kind]:
    return {column.key: column.kind for column in columns if column.fill is not Fill.COMPUTED}


def judged(
    form: Form,
    projects: Sequence[Values],
    tables: Mapping[str, Sequence[Values]] | None = None,
    *,
    fiscal_year: int,
    round_: int = 1,
) -> Checked:
    """What `checking.check` says of projects and the rows of their tables (`_row`: whose, default 0)."""
    named = [
        {"project_id": f"P{number:03d}", "no": number, "project": f"โครงการที่ {number}", "group": "กลุ่มตัวอย่าง"}
        | dict(project)
        for number, project in enumerate(projects, 1)
    ]
    frame = frame_of(IDENTITY_KINDS | typed_kinds(form.columns), named)
    children = {}
    for table in form.tables:
        rows = [{PARENT: 0} | dict(row) for row in (tables or {}).get(table.key, ())]
        children[table.key] = frame_of({PARENT: Kind.COUNT} | typed_kinds(table.columns), rows)
    defaults = {
        param.key: None if param.default is None else round(param.default * 10 ** SCALE[param.kind])
        for param in form.params
    }
    return check(
        form,
        frame,
        children,
        constants=constants(form, fiscal_year, round_, defaults),
        percent_rounding=form.settings.percent_rounding,
        entries={
            key: [column.key for column in entry_columns(form, round_, late_columns(form, round_), key)]
            for key in (MAIN, *children)
        },
    )


def problems_of(found: Checked) -> dict[str, Problem]:
    """Problems of one project by rule id; a missing entry by rule id and column, required_blank:output."""
    named = {}
    for entry in found.problems:
        rule = entry.problem.rule
        named[f"{rule}:{entry.key}" if rule == "required_blank" else rule] = entry.problem
    return named
