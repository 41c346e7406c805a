"""Rows of small tables that are known before anything is typed: those of the register, and those of earlier rounds.

A row is known by its name, the first column that the register fills: groups may sort nothing and type no code.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xl_addin.model.expressions.evaluation_data import ABOVE, PARENT
from xl_addin.model.form.schema import MAIN, ChildTable
from xl_addin.model.register import Register
from xl_addin.model.table_names import KNOWN_ROW, PATH
from xl_addin.model.thai.names import name_key
from xl_addin.model.values.kinds import SCALE, Fill
from xl_addin.previous.previous_report import PreviousReport

RowName = tuple[Hashable, str, int]
"""By what a row is known: its project, or the row it stands in, its name, and how many of that name came before."""

Earlier = dict[tuple[Hashable, str, str], RowName]
"""Round, project and number of a row of earlier rounds -> by what it is known."""


def row_names(projects: Iterable[Hashable], names: Iterable[object]) -> list[RowName]:
    """What each of these rows is known by, in their order."""
    seen: dict[tuple[Hashable, str], int] = {}
    found = []
    for project, name in zip(projects, names, strict=True):
        key = (project, "" if pd.isna(name) else name_key(str(name)))  # type: ignore[call-overload]
        seen[key] = seen.get(key, -1) + 1
        found.append((*key, seen[key]))
    return found


def known_rows(register: Register, round_: int, previous: PreviousReport | None) -> dict[str, pd.DataFrame]:
    """By small table: `_row` (position of the project in the register), `project_id`, `n` (1..), the table's columns
    but for computed ones, what the register and the last report say, the rest blank, and `_known`, 1; where the table
    stands in the rows of another, `_above` and `path`, too (see `framed_rows`).

    Each row's rows in the order of the register, then those that were added in earlier rounds.
    """
    form = register.form
    places: dict[str, dict[Hashable, int]] = {
        MAIN: {id_: place for place, id_ in enumerate(register.projects["project_id"].tolist())}
    }
    listed: dict[str, list[RowName]] = {}
    earlier: dict[str, Earlier] = {}
    found: dict[str, pd.DataFrame] = {}
    for table in form.tables:
        owner = form.above(table.key)[0]
        rows: dict[RowName, dict[Any, Any]] = {}
        own = register.rows.get(table.key)
        if own is not None and table.listed:
            over = own["project_id"] if owner == MAIN else [listed[owner][at] for at in own[ABOVE]]
            listed[table.key] = row_names(over, own[table.listed[0].key])
            rows |= zip(listed[table.key], map(dict, own.to_dict("records")), strict=True)
        if previous is not None and table.listed:
            kept = previous.tables.get(table.key)
            earlier[table.key] = _go_on(rows, table, kept, round_, earlier.get(owner))
        there = places[owner]
        names = sorted((key for key in rows if key[0] in there), key=lambda key: there[key[0]])
        places[table.key] = {key: place for place, key in enumerate(names)}
        at = [there[key[0]] for key in names]
        above = register.projects if owner == MAIN else found[owner]
        found[table.key] = framed_rows(table, at, [rows[key] for key in names], above)
    return found


def _go_on(
    rows: dict[RowName, dict[Any, Any]],
    table: ChildTable,
    earlier: pd.DataFrame | None,
    round_: int,
    above: Earlier | None,
) -> Earlier:
    """Puts into `rows` those of earlier rounds, and what the last of them that has a figure gives to this one.

    `above`: of the table in whose rows these stand. Gives the same of these.
    """
    name = table.listed[0].key
    found: Earlier = {}
    if earlier is None or name not in earlier:
        return found
    before = earlier[earlier["round"] < round_]
    taken = [(column.key, column.previous) for column in table.columns if column.fill is Fill.PREVIOUS]
    for number, one in before.groupby("round", sort=True):
        projects, ways = one["project_id"].tolist(), row_paths(one)
        over: Sequence[Hashable] = projects
        if above is not None:
            over = [above.get((number, *at)) for at in zip(projects, map(path_above, ways), strict=True)]
        keys = row_names(over, one[name])
        for key, record, project, way in zip(keys, one.to_dict("records"), projects, ways, strict=True):
            if key[0] is None:
                continue
            found[number, project, way] = key
            row = rows.setdefault(key, {column.key: record.get(column.key) for column in table.listed})
            known = {to: record[source] for to, source in taken if source in record}
            row |= {to: value for to, value in known.items() if not pd.isna(value)}
    return found


def row_paths(rows: pd.DataFrame) -> list[str]:
    """The numbers of rows of a small table in their project: "2", and "2.1" of a row in another's."""
    return [str(way) for way in (rows[PATH] if PATH in rows else rows["n"])]


def path_above(path: str) -> str:
    """The number of the row in which a row stands; "" of one that stands in none."""
    return path.rpartition(".")[0]


def framed_rows(
    table: ChildTable, at: Sequence[int], rows: Sequence[Mapping[str, Any]], above: pd.DataFrame
) -> pd.DataFrame:
    """Rows of a small table, those that stand together one after another, in a frame as `known_rows` gives it.

    `at`: where each stands in the frame of the projects, or of the table `above` them.
    """
    columns = placed_rows(np.array(at, dtype=np.int64), above)
    for column in table.columns:
        if column.fill is Fill.COMPUTED:
            continue
        values = [row.get(column.key) for row in rows]
        blank = [None if pd.isna(value) else value for value in values]
        columns[column.key] = pd.Series(blank, dtype="Int64" if column.kind in SCALE else object)
    columns[KNOWN_ROW] = pd.Series([row.get(KNOWN_ROW, 1) for row in rows], dtype="Int64")
    return pd.DataFrame(columns)


def placed_rows(at: NDArray[np.int64], above: pd.DataFrame) -> dict[str, Any]:
    """The columns that say where rows of a small table stand; arguments as of `framed_rows`.

    In the rows of another small table `path` numbers them: "2.1" in the second row of the project.
    """
    order = np.argsort(at, kind="stable")
    numbers = np.empty(len(at), dtype=np.int64)
    numbers[order] = np.arange(1, len(at) + 1) - np.searchsorted(at[order], at[order])
    project_ids = pd.Series(above["project_id"].to_numpy(dtype=object)[at], dtype=object)
    if PARENT not in above:
        return {PARENT: at, "project_id": project_ids, "n": numbers}
    ways = row_paths(above)
    return {
        PARENT: above[PARENT].to_numpy(dtype=np.int64)[at],
        ABOVE: at,
        "project_id": project_ids,
        "n": numbers,
        PATH: pd.Series([f"{ways[place]}.{n}" for place, n in zip(at, numbers, strict=True)], dtype=object),
    }
