"""Which problems rows have, whatever holds them: frames of a whole office, or the few rows of a live check."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from xl_addin.model.expressions.language import Expression, parse
from xl_addin.model.form.schema import MAIN, Column, Form, Rule
from xl_addin.model.form.scopes import FormKey, Node, inputs, looks_around, rules_in_order
from xl_addin.model.problems.problem import Problem, Severity
from xl_addin.model.rules.entry_checks import required_when
from xl_addin.model.values.clean import show
from xl_addin.model.values.findings import Finding, unfilled

Mask = NDArray[np.bool_]
Positions = NDArray[np.intp]
Inside = int | str | None
Constants = Mapping[str, Inside]


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


class Rows(Protocol):
    """Projects and the rows of their small tables, with their computed columns; a table is named by its key.

    `tables`: keys of the small tables that there are.
    """

    @property
    def form(self) -> Form: ...

    @property
    def constants(self) -> Constants: ...

    @property
    def tables(self) -> Collection[str]: ...

    def count(self, table: str) -> int:
        """How many rows it has."""

    def places(self, table: str, above: str) -> NDArray[np.int64]:
        """Of each row of a small table, where the row of a table above stands that it is below."""

    def blank(self, table: str, key: str) -> Mask:
        """The rows in which a column is blank."""

    def value(self, table: str, key: str, row: int) -> Inside:
        """What stands in a row; None is blank, or no such column."""

    def met(self, table: str, expression: Expression) -> Mask:
        """Truth per row; a check that cannot be computed counts as not met."""

    def broken(self, table: str, check: Expression, when: Expression | None) -> Mask:
        """The rows that a check does not meet, of those in which it is asked for."""

    def words(self, rule: Rule, rows: Positions) -> Iterator[tuple[str, str]]:
        """(message, fix) of a rule for some rows of its table."""


def problems_of(
    rows: Rows, entries: Mapping[str, Sequence[str]], findings: Sequence[EntryFinding], active: Mask | None
) -> tuple[RowProblem, ...]:
    """Every problem, in order of table, row and column; arguments as of `checking.check`."""
    judged = np.ones(rows.count(MAIN), dtype=bool) if active is None else active
    found = _Findings(rows, entries, findings, judged)
    problems = found.entry_problems() + found.rule_problems()
    order = {key: position for position, key in enumerate([MAIN, *rows.tables])}
    keys = {table: [column.key for column in rows.form.columns_of(table)] for table in order}
    # After the project's own columns: what is put at one of its small tables.
    keys[MAIN] += [f"{table}.{key}" for table in rows.tables for key in keys[table]]
    problems.sort(key=lambda entry: (order[entry.table], entry.row, keys[entry.table].index(entry.key)))
    return tuple(problems)


@lru_cache(maxsize=32)
def _in_order(form: FormKey) -> list[Rule]:
    return rules_in_order(form.form)


@lru_cache(maxsize=4096)
def _inputs_of(form: FormKey, rule_id: str) -> frozenset[Node]:
    """The columns that are typed or prefilled on which a rule depends."""
    rule = next(rule for rule in form.form.rules if rule.id == rule_id)
    expressions = [parse(text) for text in (rule.check, rule.when) if text is not None]
    return frozenset(inputs(form.form, expressions, rule.table))


class _Findings:
    """Problems being gathered. `wrong[table, key]`: rows whose entry is unusable, so that rules on it are quiet."""

    def __init__(
        self,
        work: Rows,
        entries: Mapping[str, Sequence[str]],
        findings: Sequence[EntryFinding],
        active: Mask,
    ) -> None:
        self.work, self.entries, self.findings = work, entries, findings
        self.active = {MAIN: active} | {key: active[work.places(key, MAIN)] for key in work.tables}
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
        return self.wrong.setdefault((table, key), np.zeros(self.work.count(table), dtype=bool))

    def _missing(self, table: str, column: Column) -> list[RowProblem]:
        condition = required_when(column)
        if condition is None:
            return []
        missing = self.work.blank(table, column.key) & self.active[table]
        if missing.any() and column.required != "always":
            missing &= self.work.met(table, condition)
        wrong = self.wrong.get((table, column.key))
        if wrong is not None:
            missing &= ~wrong
        if not missing.any():
            return []
        self._mark(table, column.key)[missing] = True
        finding = unfilled(column.kind)
        return [
            self._entry_problem(EntryFinding(table, int(row), column.key, finding))
            for row in np.flatnonzero(missing)
        ]

    def _entry_problem(self, entry: EntryFinding) -> RowProblem:
        form = self.work.form
        label = next(column.title for column in form.columns_of(entry.table) if column.key == entry.key)
        problem = replace(
            entry.finding.problem(label, column=entry.key), **self._owner(entry.table, entry.row)
        )
        return RowProblem(entry.table, entry.row, entry.key, problem)

    def _owner(self, table: str, row: int) -> dict[str, Any]:
        """The project that a problem belongs to, as fields of it."""
        position = row if table == MAIN else int(self.work.places(table, MAIN)[row])
        known = (self.work.value(MAIN, key, position) for key in ("group", "project_id", "project"))
        group, project, name = ("" if value is None else str(value) for value in known)
        return {"group": group, "project": project, "project_name": name}

    def rule_problems(self) -> list[RowProblem]:
        problems: list[RowProblem] = []
        fired: dict[str, Mask] = {}
        for rule in _in_order(FormKey(self.work.form)):
            if rule.table not in self.active:
                continue
            fired[rule.id] = self._broken(rule, fired)
            problems.extend(self._rule_problems(rule, np.flatnonzero(fired[rule.id])))
        return problems

    def _broken(self, rule: Rule, fired: Mapping[str, Mask]) -> Mask:
        when = None if rule.when is None else parse(rule.when)
        broken = self.work.broken(rule.table, parse(rule.check), when) & self.active[rule.table]
        for other in rule.unless:
            if other in fired and len(fired[other]) == len(broken):
                broken &= ~fired[other]
        for table, key in _inputs_of(FormKey(self.work.form), rule.id):
            wrong = self.wrong.get((table, key))
            if wrong is not None:
                broken &= ~self._lifted(wrong, table, rule.table)
        return broken

    def _lifted(self, wrong: Mask, table: str, to: str) -> Mask:
        """A mask of one table's rows seen from another: rows with a wrong one below, below a wrong one, or beside."""
        form = self.work.form
        common = next(one for one in (table, *form.above(table)) if one in (to, *form.above(to)))
        if common != table:
            lifted = np.zeros(self.work.count(common), dtype=bool)
            lifted[self.work.places(table, common)[wrong]] = True
            wrong = lifted
        return wrong if common == to else wrong[self.work.places(to, common)]

    def _rule_problems(self, rule: Rule, rows: Positions) -> list[RowProblem]:
        if not len(rows):
            return []
        at = rule.mark(self.work.constants.get("round"))
        problems = []
        # What is wrong with many projects together, as a sum of them, is told at the first of them.
        once = any(looks_around(parse(text)) for text in (rule.check, rule.when) if text is not None)
        seen: set[str] = set()
        for row, (message, fix) in zip(rows.tolist(), self.work.words(rule, rows), strict=True):
            if once and message in seen:
                continue
            seen.add(message)
            typed = self._typed(rule.table, at, row)
            owner = self._owner(rule.table, row)
            found = Problem(rule.id, rule.severity, message, fix, column=at, value=typed, **owner)
            problems.append(RowProblem(rule.table, row, at, found))
        return problems

    def _typed(self, table: str, key: str, row: int) -> str:
        """An entry as it is shown in a problem; "" for a blank or a column of a small table."""
        value = self.work.value(table, key, row)
        if value is None:
            return ""
        column = next(column for column in self.work.form.columns_of(table) if column.key == key)
        return show(column.kind, value, choices=column.choices or None)
