"""Cells that say something else than we know: from the register, the last report or our own arithmetic.

What we know counts; the file's value is told beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xl_addin.consolidate.frames import PlacedRows, gathered, packed
from xl_addin.consolidate.intake.form_brief import BriefColumn, BriefTable
from xl_addin.consolidate.intake.submission import BLANK, COMPUTED, NO_RESULT, TYPED_OVER
from xl_addin.model.expressions.evaluation_data import ABOVE, PARENT
from xl_addin.model.problems.catalogue import problem, say
from xl_addin.model.rules.judging import Mask, RowProblem
from xl_addin.model.thai.names import name_key
from xl_addin.model.values.clean import show
from xl_addin.model.values.kinds import SCALE
from xl_addin.previous.missed_amounts import MISSED

Values = NDArray[np.generic]


def known_values(
    table: BriefTable,
    frame: pd.DataFrame,
    placed: PlacedRows,
    *,
    has_previous: bool,
    late: Collection[str] = (),
    listed: Mask | None = None,
) -> tuple[list[RowProblem], Mask]:
    """Register and carried cells that were changed in the file, and the rows that have one.

    `late`: entry columns of earlier rounds; what the last report knows of them counts. `listed`: rows of a small
    table that the register or the last report knows.
    """
    names = {"register": "register_value_differs"}
    if has_previous:
        names |= {"previous": "carried_value_differs", "carried": "carried_value_differs"}
        names["missed"] = "missed_amount_known_since"
    problems: list[RowProblem] = []
    changed = np.zeros(len(frame), dtype=bool)
    for column in table.columns:
        state = "register" if column.listed else column.state
        if column.key in late:
            state = "missed" if column.key.endswith(MISSED) else "carried"
        name = names.get(state)
        if name is None or column.key not in frame:
            continue
        ours = packed(column.kind, frame[column.key])
        theirs, held = gathered(column, placed, len(frame))
        differs = held & _differ(column, ours, theirs)
        if listed is not None:
            differs &= listed & _is_placed(placed, len(frame))
        changed |= differs
        problems += _told(name, table, column, differs, theirs, ours)
        asked = table.by_key.get(column.key + MISSED)
        if has_previous and asked is not None and asked.key in frame:
            told = differs & (theirs != BLANK) & (frame[asked.key].fillna(0) != 0).to_numpy(dtype=bool)
            problems += _told("missed_amount_twice", table, asked, told, theirs, ours)
    return problems, changed


def added_rows(table: BriefTable, frame: pd.DataFrame, sources: NDArray[np.int64]) -> Iterator[RowProblem]:
    """Rows that a group added where others were known: to a project's, or to those in the same row.

    `sources`: see `frames.in_own_frame`.
    """
    name = table.listed[0]
    at = frame[ABOVE if ABOVE in frame else PARENT]
    listed = set(at[sources >= 0])
    for row in np.flatnonzero(sources < 0):
        if at.iloc[row] in listed:
            value = _shown(name, frame[name.key].iloc[row])
            told = problem(
                "row_added", column=name.key, label=name.title, value=value, n=int(frame["n"].iloc[row])
            )
            yield RowProblem(table.key, int(row), name.key, told)


def computed_values(
    table: BriefTable, frame: pd.DataFrame, placed: PlacedRows, unsure: Mask
) -> list[RowProblem]:
    """Computed cells whose value in the file is not what its inputs give.

    `unsure`: rows in which something else is already wrong; the formula cannot be blamed there. A formula
    that was typed over is told itself, and not again at the formulas that read it; of formulas that were
    not recalculated a row tells the first.
    """
    problems: list[RowProblem] = []
    blamed = unsure.copy()
    for column in table.columns:
        if column.state == "computed":
            blamed |= _results(column.key, placed, len(frame)) == TYPED_OVER
    for column in table.columns:
        if column.state != "computed":
            continue
        ours = packed(column.kind, frame[column.key])
        theirs, held = gathered(column, placed, len(frame))
        results = _results(column.key, placed, len(frame))
        differs = held & (results == COMPUTED) & _differ(column, ours, theirs) & ~blamed
        blamed |= differs
        over = held & (results == TYPED_OVER)
        for mask, name in ((differs, "computed_differs"), (over, "computed_overwritten")):
            problems += _told(name, table, column, mask, theirs, ours)
    return problems


def _is_placed(placed: PlacedRows, rows: int) -> Mask:
    """The rows that stand in a workbook."""
    found = np.zeros(rows, dtype=bool)
    for entry in placed:
        found[entry.positions] = True
    return found


def _told(
    name: str, table: BriefTable, column: BriefColumn, rows: Mask, theirs: Values, ours: Values
) -> Iterator[RowProblem]:
    """The problem `name` of each of these rows, with the file's value and ours."""
    for row in np.flatnonzero(rows):
        values: dict[str, Any] = {"value": _shown(column, theirs[row]), "known": _shown(column, ours[row])}
        told = problem(name, column=column.key, label=column.title, **values)
        yield RowProblem(table.key, int(row), column.key, told)


def _results(key: str, placed: PlacedRows, rows: int) -> NDArray[np.uint8]:
    results = np.full(rows, NO_RESULT, dtype=np.uint8)
    holding = PlacedRows(entry for entry in placed if key in entry.block.results)
    if holding:
        indexes, positions = holding.used
        whole = b"".join(entry.block.results[key] for entry in holding)
        results[positions] = np.frombuffer(whole, dtype=np.uint8)[indexes]
    return results


def _differ(column: BriefColumn, ours: Values, theirs: Values) -> Mask:
    differs: Mask = np.asarray(ours != theirs, dtype=bool)
    if column.kind not in SCALE:
        for row in np.flatnonzero(differs):
            differs[row] = name_key(str(ours[row] or "")) != name_key(str(theirs[row] or ""))
    return differs


def _shown(column: BriefColumn, value: object) -> str:
    if value is None or value == BLANK:
        return say("nothing_entered")
    shown = int(value) if column.kind in SCALE else str(value)  # type: ignore[call-overload]
    return show(column.kind, shown, choices=column.limits.get("choices"))
