"""Rows of small tables that are known before anything is typed: those of the register, and those of earlier rounds.

A row is known by its name, the first column that the register fills: groups may sort nothing and type no code.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from xl_addin.model.expressions.evaluation_data import PARENT
from xl_addin.model.form.schema import ChildTable
from xl_addin.model.register import Register
from xl_addin.model.table_names import KNOWN_ROW
from xl_addin.model.thai.names import name_key
from xl_addin.model.values.kinds import SCALE, Fill
from xl_addin.previous.previous_report import PreviousReport

RowName = tuple[Hashable, str, int]
"""By what a row is known: its project, its name, and how many of that name came before in the project."""


def row_names(projects: Iterable[Hashable], names: Iterable[object]) -> list[RowName]:
    """What each of these rows is known by, in their order."""
    seen: dict[tuple[Hashable, str], int] = {}
    found = []
    for project, name in zip(projects, names, strict=True):
        key = (project, "" if pd.isna(name) else name_key(str(name)))  # type: ignore[call-overload]
        seen[key] = seen.get(key, -1) + 1
        found.append((*key, seen[key]))
    return found


def known_rows(
    register: Register, table: ChildTable, round_: int, previous: PreviousReport | None
) -> pd.DataFrame:
    """`_row` (position of the project in the register), `project_id`, `n` (1..), the table's columns but for computed
    ones, what the register and the last report say, the rest blank, and `_known`, 1.

    Each project's rows in the order of the register, then those that were added in earlier rounds.
    """
    form_rows = register.rows.get(table.key)
    positions = {id_: place for place, id_ in enumerate(register.projects["project_id"])}
    rows: dict[RowName, dict[Any, Any]] = {}
    if form_rows is not None and table.listed:
        name = table.listed[0].key
        keys = row_names(form_rows["project_id"], form_rows[name])
        rows |= {key: dict(row) for key, row in zip(keys, form_rows.to_dict("records"), strict=True)}
    if previous is not None and table.listed:
        _go_on(rows, table, previous.tables.get(table.key), round_)
    kept = sorted((key for key in rows if key[0] in positions), key=lambda key: positions[key[0]])
    return framed_rows(table, [rows[key] | {PARENT: positions[key[0]], "project_id": key[0]} for key in kept])


def _go_on(
    rows: dict[RowName, dict[Any, Any]],
    table: ChildTable,
    earlier: pd.DataFrame | None,
    round_: int,
) -> None:
    """Puts into `rows` those of earlier rounds, and what the last of them that has a figure gives to this one."""
    name = table.listed[0].key
    if earlier is None or name not in earlier:
        return
    before = earlier[earlier["round"] < round_]
    taken = [(column.key, column.previous) for column in table.columns if column.fill is Fill.PREVIOUS]
    for _, one in before.groupby("round", sort=True):
        records = one.to_dict("records")
        for key, record in zip(row_names(one["project_id"], one[name]), records, strict=True):
            row = rows.setdefault(key, {column.key: record.get(column.key) for column in table.listed})
            known = {to: record[source] for to, source in taken if source in record}
            row |= {to: value for to, value in known.items() if not pd.isna(value)}


def framed_rows(table: ChildTable, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Rows of a small table, those of a project together, in the frame that `known_rows` gives."""
    parents = np.array([row[PARENT] for row in rows], dtype=np.int64)
    columns: dict[str, Any] = {
        PARENT: parents,
        "project_id": pd.Series([row["project_id"] for row in rows], dtype=object),
        "n": pd.Series(parents).groupby(parents).cumcount().to_numpy(dtype=np.int64) + 1,
    }
    for column in table.columns:
        if column.fill is Fill.COMPUTED:
            continue
        values = [row.get(column.key) for row in rows]
        blank = [None if pd.isna(value) else value for value in values]
        columns[column.key] = pd.Series(blank, dtype="Int64" if column.kind in SCALE else object)
    columns[KNOWN_ROW] = pd.Series([row.get(KNOWN_ROW, 1) for row in rows], dtype="Int64")
    return pd.DataFrame(columns)
