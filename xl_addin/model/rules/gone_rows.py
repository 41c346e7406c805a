"""Rows of a small table that a project told in the round before and that are gone: an activity, an indicator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xl_addin.model.expressions.evaluation_data import PARENT
from xl_addin.model.form.schema import MAIN, ChildTable, Column, Form
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.rules.judging import RowProblem
from xl_addin.model.thai.told_again import gone
from xl_addin.model.values.kinds import Fill, Kind

_DONE = "completed"
"""A choice of this code says that a row is done with, so that it may be left out."""


def gone_rows(
    form: Form,
    frames: Mapping[str, pd.DataFrame],
    earlier: Mapping[str, pd.DataFrame],
    active: NDArray[np.bool_],
) -> Iterator[RowProblem]:
    """A warning at each small table of a project that lacks rows of the round before, in whatever words.

    Nothing of rows that were done with, nor where less than half of the rows are told again. `frames`: by table, that
    of the projects too; `earlier`: rows of the small tables in the round before, with `project_id`; `active`:
    projects that a group has returned.
    """
    for table in form.tables:
        name = _name(table)
        if name is None or not {table.key} <= frames.keys() & earlier.keys():
            continue
        now = frames[table.key].dropna(subset=[name.key])
        told: dict[int, list[str]] = {}
        for row, text in zip(now[PARENT], now[name.key], strict=True):
            told.setdefault(int(row), []).append(str(text))
        choices = [column.key for column in table.columns if column.choices]
        # The report may be of an older version, without one of them.
        before = earlier[table.key].reindex(columns=["project_id", name.key, *choices])
        before = before.dropna(subset=[name.key])
        done = (before[choices] == _DONE).any(axis=1)
        rows = before.assign(done=done).groupby("project_id")
        ids = frames[MAIN]["project_id"]
        for row, texts in sorted(told.items()):
            if not active[row] or ids.iloc[row] not in rows.groups:
                continue
            known = rows.get_group(ids.iloc[row])
            names = [str(each) for each in known[name.key]]
            left = [names[at] for at in gone(names, "\n".join(texts)) if not known["done"].iloc[at]]
            if left:
                value = " / ".join(left)
                found = problem("row_gone", column=name.key, label=table.label, value=value)
                yield RowProblem(MAIN, row, f"{table.key}.{name.key}", found)


def _name(table: ChildTable) -> Column | None:
    """What names the rows of a table that groups write anew each round: its first text that must not be blank."""
    texts = (Kind.TEXT, Kind.LONG_TEXT)
    named = (
        one
        for one in table.columns
        if one.fill is Fill.GROUP and one.kind in texts and one.required == "always"
    )
    return None if table.listed else next(named, None)
