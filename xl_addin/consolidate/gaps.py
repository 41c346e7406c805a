"""What is not reported yet: per project and cell, in this round and in the earlier ones.

A project whose row came back blank has not reported, whatever its group returned; an entry that is asked for
and blank, or that was refused, is a gap. Neither is ever 0. Both are kept in the data of their round
(`reported`, `gaps`), so that every later report knows them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xl_addin.model.expressions.language import parse
from xl_addin.model.expressions.vectors import blank_rows
from xl_addin.model.form.schema import MAIN, Column, Form, Rule
from xl_addin.model.form.scopes import inputs
from xl_addin.model.problems.problem import Severity
from xl_addin.model.rules.judging import EntryFinding, Mask, RowProblem
from xl_addin.model.values.kinds import Fill, Kind

CLOSED = "closed"
"""Column of a round's frame: kind of the change since which a project is asked no more (`ChangeKind`), or None."""


def begun_rows(
    frame: pd.DataFrame,
    entries: Sequence[str],
    known: Mapping[str, Mask],
    findings: Sequence[EntryFinding],
    parents: Sequence[NDArray[np.int64]],
) -> Mask:
    """Projects for which a group has entered anything at all.

    `entries`: keys that groups type; `known`: cells of them that the last report filled, which say nothing of
    this round. `findings`: what was entered and refused counts too. `parents`: projects of the rows of small
    tables.
    """
    begun = np.zeros(len(frame), dtype=bool)
    for key in entries:
        filled = ~blank_rows(frame[key])
        begun |= filled & ~known[key] if key in known else filled
    for entry in findings:
        if entry.table == MAIN and entry.finding.value:
            begun[entry.row] = True
    for rows in parents:
        begun[rows] = True
    return begun


@dataclass(frozen=True, slots=True)
class Refused:
    """A number, date or choice of an entry that is an error by itself: it counts in nothing, as if not given.

    `row`: position in the table's frame; `value`: what was given, an inside value.
    """

    table: str
    row: int
    key: str
    value: int | str


def refused_entries(
    form: Form,
    tables: Mapping[str, pd.DataFrame],
    entries: Mapping[str, Collection[str]],
    problems: Sequence[RowProblem],
    known: Mapping[str, Mask],
) -> tuple[Refused, ...]:
    """The entries that a round refuses. `known`: as of `begun_rows`; what the last report filled stays.

    An error that compares an entry with another or with the register does not say which of them is wrong, and to
    leave one out would make the sum wrong in any case: there the report stays a draft until it is corrected.
    """
    columns = {(table, column.key): column for table in tables for column in form.columns_of(table)}
    errors = [rule for rule in form.rules if rule.severity is Severity.ERROR]
    comparing = {rule.id for rule in errors if not _judges_one_entry(form, rule, columns)}
    found: dict[tuple[str, int, str], Refused] = {}
    for one in problems:
        if one.problem.severity is not Severity.ERROR or one.problem.rule in comparing:
            continue
        if one.key not in entries.get(one.table, ()):
            continue
        if one.table == MAIN and one.key in known and known[one.key][one.row]:
            continue
        column = columns[one.table, one.key]
        value = tables[one.table][one.key].iloc[one.row]
        if column.kind not in (Kind.TEXT, Kind.LONG_TEXT) and not pd.isna(value):
            found[one.table, one.row, one.key] = Refused(one.table, one.row, one.key, value)
    return tuple(found.values())


def _judges_one_entry(form: Form, rule: Rule, columns: Mapping[tuple[str, str], Column]) -> bool:
    """Whether a rule looks at a single entry, with what earlier quarters add to it; `columns`: all of the form's."""
    expressions = [parse(text) for text in (rule.check, rule.when) if text is not None]
    looked_at = [columns[node] for node in inputs(form, expressions, rule.table) if node in columns]
    by_itself = [one for one in looked_at if one.fill is not Fill.PREVIOUS and one.due is None]
    quarters = any(one.due is not None for one in looked_at)
    return all(one.fill is Fill.GROUP for one in by_itself) and len(by_itself) + quarters <= 1


def without(tables: Mapping[str, pd.DataFrame], refused: Sequence[Refused]) -> dict[str, pd.DataFrame]:
    """The frames with refused entries blank; computed columns are as they were."""
    blanked = {table: frame.copy() for table, frame in tables.items()}
    for one in refused:
        frame = blanked[one.table]
        frame.loc[frame.index[one.row], one.key] = pd.NA if frame[one.key].dtype == "Int64" else None
    return blanked


def gap_keys(frame: pd.DataFrame, entries: Sequence[str], problems: Sequence[RowProblem]) -> pd.Series:
    """Per project the keys of its gaps: entry cells without a value at which an error is told; None without."""
    blank = {key: blank_rows(frame[key]) for key in entries}
    found: dict[int, list[str]] = {}
    for entry in problems:
        if entry.table != MAIN or entry.problem.severity is not Severity.ERROR or entry.key not in blank:
            continue
        keys = found.setdefault(entry.row, [])
        if blank[entry.key][entry.row] and entry.key not in keys:
            keys.append(entry.key)
    texts = [" ".join(found.get(row, ())) or None for row in range(len(frame))]
    return pd.Series(texts, dtype=object, index=frame.index)
