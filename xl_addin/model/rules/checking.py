"""Computed columns and problems of many rows at once: the same for the add-in, the intake and the report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xl_addin.model.expressions.evaluate import evaluate_check, evaluate_column
from xl_addin.model.expressions.evaluation_data import ABOVE, PARENT, Data, named_vector
from xl_addin.model.expressions.language import Expression, Name, names
from xl_addin.model.expressions.message_templates import messages_of, parts
from xl_addin.model.expressions.text_readings import TextReadings
from xl_addin.model.expressions.types import ALL
from xl_addin.model.expressions.vectors import Vector, blank_rows, from_series, of_rows
from xl_addin.model.form.schema import MAIN, Form, Rule
from xl_addin.model.form.scopes import computed_order, row_scope
from xl_addin.model.rules.judging import (
    Constants,
    EntryFinding,
    Inside,
    Mask,
    Positions,
    RowProblem,
    problems_of,
)


@dataclass(frozen=True, slots=True)
class Checked:
    """The frames with their computed columns, and every problem, in order of table, row and column."""

    frame: pd.DataFrame
    tables: dict[str, pd.DataFrame]
    problems: tuple[RowProblem, ...]


def check(
    form: Form,
    frame: pd.DataFrame,
    tables: Mapping[str, pd.DataFrame],
    *,
    constants: Constants,
    percent_rounding: str,
    entries: Mapping[str, Sequence[str]],
    findings: Sequence[EntryFinding] = (),
    active: Mask | None = None,
    readings: TextReadings | None = None,
) -> Checked:
    """Fills the computed columns and finds all problems.

    frame      n projects, index 0..n-1: identity, register, previous and group columns as inside values
    tables     child frames, each with the column `_row` (position of the project)
    constants  see `scopes.constants`
    entries    keys that groups type in this round, by table
    findings   what cleaning the entries found
    active     projects whose problems are wanted (None: all); others are computed and not judged
    readings   what text functions gave for texts that were read before
    """
    work = _Work(form, frame, tables, constants, readings)
    work.compute(percent_rounding)
    problems = problems_of(work, entries, findings, active)
    return Checked(work.frame, work.tables, problems)


def computed(
    form: Form,
    frame: pd.DataFrame,
    tables: Mapping[str, pd.DataFrame],
    *,
    constants: Constants,
    percent_rounding: str,
) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """The frames with their computed columns, and nothing judged; arguments as of `check`."""
    work = _Work(form, frame, tables, constants)
    work.compute(percent_rounding)
    return work.frame, work.tables


class _Work:
    """The frames while they are being filled, as `judging.Rows`."""

    def __init__(
        self,
        form: Form,
        frame: pd.DataFrame,
        tables: Mapping[str, pd.DataFrame],
        constants: Constants,
        readings: TextReadings | None = None,
    ) -> None:
        # Columns are added and none is changed: those that are there need no copy.
        self.form, self.constants, self.frame = form, constants, frame.copy(deep=False)
        self.tables = {key: table.copy(deep=False) for key, table in tables.items()}
        self.scopes = {key: row_scope(form, key) for key in (MAIN, *tables)}
        # A column is read by many rules; computed ones are read only after they are computed.
        self.seen: dict[str, dict[str, Vector]] = {key: {} for key in (MAIN, *tables)}
        self.readings = readings or TextReadings()
        # What problems are told with is looked up cell by cell, once every column is there.
        self.told: dict[tuple[str, str], Any] = {}

    def rows(self, table: str) -> pd.DataFrame:
        return self.frame if table == MAIN else self.tables[table]

    def data(self, table: str, *expressions: Expression) -> Data:
        """What expressions of a row see; a child row also sees the columns of the rows above it that they name, and
        the rows below it that they name."""
        if table == MAIN:
            return self._data(MAIN, self.frame, self.tables)
        named = {name for expression in expressions for name in names(expression) if name.table is not None}
        seen = self.seen[table]
        for name in named:
            if name.table in self.form.above(table) and str(name) not in seen:
                whole = named_vector(Name(name.key), self.data(name.table))
                seen[str(name)] = of_rows(whole, self.places(table, name.table))
        below = {
            key: self.tables[key].assign(**{PARENT: self.places(key, table)})
            for key in self.form.below(table)
            if key in self.tables and any(name.table == key for name in named)
        }
        return self._data(table, self.tables[table], below)

    def _data(self, table: str, frame: pd.DataFrame, below: Mapping[str, pd.DataFrame]) -> Data:
        return Data(self.scopes[table], frame, below, self.constants, self.seen[table], self.readings)

    def places(self, table: str, above: str) -> NDArray[np.int64]:
        """Of each row of a small table, where the row of a table above stands that it is below."""
        rows = self.tables[table]
        if above == MAIN:
            return rows[PARENT].to_numpy(dtype=np.int64)
        found: NDArray[np.int64] = rows[ABOVE].to_numpy(dtype=np.int64)
        nearest = self.form.above(table)[0]
        return found if nearest == above else self.places(nearest, above)[found]

    def compute(self, percent_rounding: str) -> None:
        made: dict[str, dict[str, pd.Series]] = {}
        for table, column, expression in computed_order(self.form):
            if table != MAIN and table not in self.tables:
                continue
            # What looks at other rows looks into their frame; own columns are seen as soon as they are computed.
            for other in {MAIN if name.table == ALL else name.table for name in names(expression)}:
                if other is not None:
                    self._put(made, other)
            data = self.data(table, expression)
            values = evaluate_column(expression, column.kind, data, percent_rounding)
            self.seen[table][column.key] = from_series(values, column.kind)
            made.setdefault(table, {})[column.key] = values
        for table in list(made):
            self._put(made, table)

    def _put(self, made: dict[str, dict[str, pd.Series]], table: str) -> None:
        """Puts the columns that were made into their frame, all at once: one by one each takes as long."""
        columns = made.pop(table, {})
        if not columns:
            return
        frame = self.rows(table)
        for key in columns.keys() & set(frame):
            frame[key] = columns.pop(key)
        if columns:
            frame = pd.concat([frame, pd.DataFrame(columns)], axis=1)
        if table == MAIN:
            self.frame = frame
        else:
            self.tables[table] = frame

    def count(self, table: str) -> int:
        return len(self.rows(table))

    def blank(self, table: str, key: str) -> Mask:
        return blank_rows(self.rows(table)[key])

    def value(self, table: str, key: str, row: int) -> Inside:
        values = self.told.get((table, key))
        if values is None:
            column = self.rows(table).get(key)
            if column is None:
                return None
            texts = isinstance(column.dtype, np.dtype)
            values = self.told[table, key] = column.to_numpy() if texts else column.array
        found = values[row]
        return found if isinstance(found, str) or not pd.isna(found) else None

    def met(self, table: str, expression: Expression) -> Mask:
        return evaluate_check(expression, self.data(table, expression))

    def broken(self, table: str, check: Expression, when: Expression | None) -> Mask:
        broken = ~self.met(table, check)
        return broken if when is None else broken & self.met(table, when)

    def words(self, rule: Rule, rows: Positions) -> Iterator[tuple[str, str]]:
        said = [
            part for text in (rule.message, rule.fix) for part in parts(text) if not isinstance(part, str)
        ]
        data = _only(self.data(rule.table, *said), rows, [name for one in said for name in names(one)])
        return zip(messages_of(rule.message, data), messages_of(rule.fix, data), strict=True)


def _only(data: Data, rows: Positions, named: Iterable[Name]) -> Data:
    """The data of some rows and these names, so that messages are worded only where something is wrong."""
    place = np.full(len(data.frame), -1, dtype=np.int64)
    place[rows] = np.arange(len(rows))
    tables: dict[str, pd.DataFrame] = {}
    seen: dict[str, Vector] = {}
    for name in named:
        if name.table == ALL:
            tables[ALL] = data.frame
        elif name.table is not None and name.table in data.tables:
            table = data.tables[name.table]
            parents = place[table[PARENT].to_numpy(dtype=np.int64)]
            tables[name.table] = table[parents >= 0].assign(**{PARENT: parents[parents >= 0]})
        elif str(name) not in data.constants:
            seen[str(name)] = of_rows(named_vector(name, data), rows)
    return replace(data, frame=pd.DataFrame(index=range(len(rows))), tables=tables, seen=seen)
