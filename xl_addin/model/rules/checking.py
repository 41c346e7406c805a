"""Computed columns and problems of many rows at once: the same for the add-in, the intake and the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xl_addin.model.expressions.evaluate import evaluate_check, evaluate_column
from xl_addin.model.expressions.evaluation_data import ABOVE, PARENT, Data
from xl_addin.model.expressions.language import Expression, names, parse
from xl_addin.model.expressions.message_templates import messages_of, parts
from xl_addin.model.expressions.types import ALL
from xl_addin.model.expressions.vectors import Vector
from xl_addin.model.form.schema import MAIN, Column, Form, Rule
from xl_addin.model.form.scopes import computed_order, inputs, looks_around, row_scope, rules_in_order
from xl_addin.model.problems.problem import Problem, Severity
from xl_addin.model.rules.entry_checks import required_when
from xl_addin.model.values.clean import show
from xl_addin.model.values.findings import Finding, unfilled

Mask = NDArray[np.bool_]
Constants = Mapping[str, int | str | None]


@dataclass(frozen=True, slots=True)
class EntryFinding:
    """What cleaning found in one entry: `row` is its position (0-based) in the table's frame."""

    table: str
    row: int
    key: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A problem of one row: the caller knows in which file, sheet and cell the row stands.

    `key`: the column it is put at; `table.column` of a project's problem: the first row of that small table.
    """

    table: str
    row: int
    key: str
    problem: Problem


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
) -> Checked:
    """Fills the computed columns and finds all problems.

    frame      n projects, index 0..n-1: identity, register, previous and group columns as inside values
    tables     child frames, each with the column `_row` (position of the project)
    constants  see `scopes.constants`
    entries    keys that groups type in this round, by table
    findings   what cleaning the entries found
    active     projects whose problems are wanted (None: all); others are computed and not judged
    """
    work = _Work(form, frame.copy(), {key: table.copy() for key, table in tables.items()}, constants)
    work.compute(percent_rounding)
    judged = np.ones(len(frame), dtype=bool) if active is None else active
    found = _Findings(work, entries, findings, judged)
    problems = found.entry_problems() + found.rule_problems()
    order = {key: position for position, key in enumerate([MAIN, *work.tables])}
    keys = {table: [column.key for column in form.columns_of(table)] for table in order}
    # After the project's own columns: what is put at one of its small tables.
    keys[MAIN] += [f"{table}.{key}" for table in work.tables for key in keys[table]]
    problems.sort(key=lambda entry: (order[entry.table], entry.row, keys[entry.table].index(entry.key)))
    return Checked(work.frame, work.tables, tuple(problems))


def computed(
    form: Form,
    frame: pd.DataFrame,
    tables: Mapping[str, pd.DataFrame],
    *,
    constants: Constants,
    percent_rounding: str,
) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """The frames with their computed columns, and nothing judged; arguments as of `check`."""
    work = _Work(form, frame.copy(), {key: table.copy() for key, table in tables.items()}, constants)
    work.compute(percent_rounding)
    return work.frame, work.tables


class _Work:
    """The frames while they are being filled."""

    def __init__(
        self, form: Form, frame: pd.DataFrame, tables: dict[str, pd.DataFrame], constants: Constants
    ) -> None:
        self.form, self.frame, self.tables, self.constants = form, frame, tables, constants
        self.scopes = {key: row_scope(form, key) for key in (MAIN, *tables)}
        # A column is read by many rules; computed ones are read only after they are computed.
        self.seen: dict[str, dict[str, Vector]] = {key: {} for key in (MAIN, *tables)}

    def rows(self, table: str) -> pd.DataFrame:
        return self.frame if table == MAIN else self.tables[table]

    def data(self, table: str, *expressions: Expression) -> Data:
        """What expressions of a row see; a child row also sees the columns of the rows above it that they name."""
        if table == MAIN:
            return Data(self.scopes[MAIN], self.frame, self.tables, self.constants, self.seen[MAIN])
        child = self.tables[table]
        for owner in self.form.above(table):
            wanted = {
                name.key for expression in expressions for name in names(expression) if name.table == owner
            }
            if wanted:
                rows = self.rows(owner).iloc[self.places(table, owner)]
                dotted = {f"{owner}.{key}": rows[key].to_numpy() for key in sorted(wanted)}
                child = child.assign(
                    **{key: pd.Series(value, index=child.index) for key, value in dotted.items()}
                )
        below = {
            key: self.tables[key].assign(**{PARENT: self.places(key, table)})
            for key in self.form.below(table)
            if key in self.tables
        }
        return Data(self.scopes[table], child, below, self.constants, self.seen[table])

    def places(self, table: str, above: str) -> NDArray[np.int64]:
        """Of each row of a small table, where the row of a table above stands that it is below."""
        rows = self.tables[table]
        if above == MAIN:
            return rows[PARENT].to_numpy(dtype=np.int64)
        found: NDArray[np.int64] = rows[ABOVE].to_numpy(dtype=np.int64)
        nearest = self.form.above(table)[0]
        return found if nearest == above else self.places(nearest, above)[found]

    def compute(self, percent_rounding: str) -> None:
        for table, column, expression in computed_order(self.form):
            if table != MAIN and table not in self.tables:
                continue
            data = self.data(table, expression)
            self.rows(table)[column.key] = evaluate_column(expression, column.kind, data, percent_rounding)


class _Findings:
    """Problems being gathered. `wrong[table, key]`: rows whose entry is unusable, so that rules on it are quiet."""

    def __init__(
        self,
        work: _Work,
        entries: Mapping[str, Sequence[str]],
        findings: Sequence[EntryFinding],
        active: Mask,
    ) -> None:
        self.work, self.entries, self.findings = work, entries, findings
        self.active = {MAIN: active} | {
            key: active[table[PARENT].to_numpy(dtype=np.int64)] for key, table in work.tables.items()
        }
        self.wrong: dict[tuple[str, str], Mask] = {}

    def entry_problems(self) -> list[RowProblem]:
        problems = []
        for entry in self.findings:
            if not self.active[entry.table][entry.row]:
                continue
            problems.append(self._entry_problem(entry))
            if entry.finding.severity is Severity.ERROR:
                self._mark(entry.table, entry.key)[entry.row] = True
        for table, keys in self.entries.items():
            for column in self.work.form.columns_of(table):
                if column.key in keys and table in self.active:
                    problems.extend(self._missing(table, column))
        return problems

    def _mark(self, table: str, key: str) -> Mask:
        return self.wrong.setdefault((table, key), np.zeros(len(self.work.rows(table)), dtype=bool))

    def _missing(self, table: str, column: Column) -> list[RowProblem]:
        condition = required_when(column)
        if condition is None:
            return []
        needed = evaluate_check(condition, self.work.data(table, condition))
        wrong = self._mark(table, column.key)
        blank = self.work.rows(table)[column.key].isna().to_numpy(dtype=bool)
        missing = needed & blank & ~wrong & self.active[table]
        wrong |= missing
        finding = unfilled(column.kind)
        return [
            self._entry_problem(EntryFinding(table, int(row), column.key, finding))
            for row in np.flatnonzero(missing)
        ]

    def _entry_problem(self, entry: EntryFinding) -> RowProblem:
        form = self.work.form
        label = next(column.title for column in form.columns_of(entry.table) if column.key == entry.key)
        problem = self._owned(entry.finding.problem(label, column=entry.key), entry.table, entry.row)
        return RowProblem(entry.table, entry.row, entry.key, problem)

    def _owned(self, problem: Problem, table: str, row: int) -> Problem:
        """The problem with the project it belongs to."""
        frame = self.work.frame
        position = row if table == MAIN else int(self.work.tables[table][PARENT].iloc[row])
        group, project, name = (
            _text(frame[key].iloc[position]) for key in ("group", "project_id", "project")
        )
        return replace(problem, group=group, project=project, project_name=name)

    def rule_problems(self) -> list[RowProblem]:
        problems: list[RowProblem] = []
        fired: dict[str, Mask] = {}
        for rule in rules_in_order(self.work.form):
            if rule.table not in self.active:
                continue
            fired[rule.id] = self._broken(rule, fired)
            problems.extend(self._rule_problems(rule, np.flatnonzero(fired[rule.id])))
        return problems

    def _broken(self, rule: Rule, fired: Mapping[str, Mask]) -> Mask:
        expressions = [parse(text) for text in (rule.check, rule.when) if text is not None]
        data = self.work.data(rule.table, *expressions)
        broken = ~evaluate_check(expressions[0], data) & self.active[rule.table]
        if rule.when is not None:
            broken &= evaluate_check(expressions[1], data)
        for other in rule.unless:
            if other in fired and len(fired[other]) == len(broken):
                broken &= ~fired[other]
        for table, key in inputs(self.work.form, expressions, rule.table):
            wrong = self.wrong.get((table, key))
            if wrong is not None:
                broken &= ~self._lifted(wrong, table, rule.table)
        return broken

    def _lifted(self, wrong: Mask, table: str, to: str) -> Mask:
        """A mask of one table's rows seen from another: rows with a wrong one below, below a wrong one, or beside."""
        form = self.work.form
        common = next(one for one in (table, *form.above(table)) if one in (to, *form.above(to)))
        if common != table:
            lifted = np.zeros(len(self.work.rows(common)), dtype=bool)
            lifted[self.work.places(table, common)[wrong]] = True
            wrong = lifted
        return wrong if common == to else wrong[self.work.places(to, common)]

    def _rule_problems(self, rule: Rule, rows: NDArray[np.intp]) -> list[RowProblem]:
        if not len(rows):
            return []
        said = [
            part for text in (rule.message, rule.fix) for part in parts(text) if not isinstance(part, str)
        ]
        data = _only(self.work.data(rule.table, *said), rows)
        told = zip(rows, messages_of(rule.message, data), messages_of(rule.fix, data), strict=True)
        at = rule.mark(self.work.constants.get("round"))
        values = self.work.rows(rule.table).get(at)
        problems = []
        # What is wrong with many projects together, as a sum of them, is told at the first of them.
        once = any(looks_around(parse(text)) for text in (rule.check, rule.when) if text is not None)
        seen: set[str] = set()
        for row, message, fix in told:
            if once and message in seen:
                continue
            seen.add(message)
            typed = "" if values is None else _typed(values.iloc[row], self.work.form, rule.table, at)
            found = Problem(rule.id, rule.severity, message, fix, column=at, value=typed)
            problems.append(RowProblem(rule.table, int(row), at, self._owned(found, rule.table, int(row))))
        return problems


def _text(value: object) -> str:
    return "" if pd.isna(value) else str(value)  # type: ignore[call-overload]


def _typed(value: object, form: Form, table: str, key: str) -> str:
    if pd.isna(value):  # type: ignore[call-overload]
        return ""
    column = next(column for column in form.columns_of(table) if column.key == key)
    return show(column.kind, value, choices=column.choices or None)  # type: ignore[arg-type]


def _only(data: Data, rows: NDArray[np.intp]) -> Data:
    """The data of some rows, so that messages are worded only where something is wrong."""
    place = np.full(len(data.frame), -1, dtype=np.int64)
    place[rows] = np.arange(len(rows))
    tables = {}
    for key, table in data.tables.items():
        parents = place[table[PARENT].to_numpy(dtype=np.int64)]
        tables[key] = table[parents >= 0].assign(**{PARENT: parents[parents >= 0]})
    whole = {} if data.scope.tables.get(ALL) is None else {ALL: data.frame}
    return replace(data, frame=data.frame.iloc[rows], tables=tables | whole, seen={})
