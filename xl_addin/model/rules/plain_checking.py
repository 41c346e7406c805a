"""What `checking` finds, of the few rows of a live check: computed row by row in plain Python, without frames."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice, repeat

import numpy as np
from numpy.typing import NDArray

from xl_addin.model.expressions.evaluate_plain import column_values, compiled, is_met, message
from xl_addin.model.expressions.evaluation_data import ABOVE, PARENT
from xl_addin.model.expressions.language import Expression, names
from xl_addin.model.expressions.plain_ranges import Compiled
from xl_addin.model.expressions.plain_values import Inside, Plain, PlainData
from xl_addin.model.form.schema import MAIN, Form, Rule
from xl_addin.model.form.scopes import FormKey, computed_order, row_scope
from xl_addin.model.rules.judging import (
    Constants,
    EntryFinding,
    Mask,
    Positions,
    RowProblem,
    problems_of,
)

REMEMBERED = 512
"""Rows of which a rule remembers whether they break it: between two checks of a row mostly one cell changes."""

Broken = Callable[[PlainData], list[bool]]
"""Of every row, whether it breaks a rule."""


def check_plain(
    form: Form,
    columns: Plain,
    tables: Mapping[str, Plain],
    *,
    constants: Constants,
    percent_rounding: str,
    entries: Mapping[str, Sequence[str]],
    findings: Sequence[EntryFinding] = (),
) -> tuple[RowProblem, ...]:
    """Fills the computed columns, in place, and finds all problems; arguments as of `checking.check`."""
    rows = _PlainRows(form, columns, tables, constants)
    rows.compute(percent_rounding)
    return problems_of(rows, entries, findings, None)


class _Compiled:
    """The expressions of a form as functions of a row."""

    def __init__(self, form: Form) -> None:
        self.scopes = {key: row_scope(form, key) for key in (MAIN, *(table.key for table in form.tables))}
        self.known: dict[tuple[str, int], tuple[Expression, Compiled]] = {}
        self.rules: dict[tuple[str, int, int], tuple[Expression, Expression | None, Broken]] = {}
        self.messages: dict[tuple[str, str], Callable[[PlainData, int], str]] = {}

    def of(self, table: str, expression: Expression) -> Compiled:
        """The function of an expression, which is kept: its id is that of no other then."""
        found = self.known.get((table, id(expression)))
        if found is None:
            found = expression, compiled(expression, self.scopes[table])
            self.known[table, id(expression)] = found
        return found[1]

    def broken(self, table: str, check: Expression, when: Expression | None) -> Broken:
        """The function of a rule, which is kept as well."""
        key = table, id(check), id(when)
        if key not in self.rules:
            self.rules[key] = check, when, self._broken(table, check, when)
        return self.rules[key][2]

    def _broken(self, table: str, check: Expression, when: Expression | None) -> Broken:
        function, asked = self.of(table, check), None if when is None else self.of(table, when)
        named = [*names(check), *(() if when is None else names(when))]

        def in_row(data: PlainData, row: int) -> bool:
            return (asked is None or is_met(asked, data, row)) and not is_met(function, data, row)

        if not named or any(map(self.scopes[table].is_range, named)):
            return lambda data: [in_row(data, row) for row in range(data.rows)]
        keys = tuple(dict.fromkeys(map(str, named)))

        @lru_cache(maxsize=REMEMBERED)
        def by_values(*values: Inside) -> bool:
            return in_row(
                PlainData(1, {key: [one] for key, one in zip(keys, values, strict=True)}, {}, {}), 0
            )

        def in_rows(data: PlainData) -> list[bool]:
            constants, columns = data.constants, data.columns
            values = (repeat(constants[key]) if key in constants else columns[key] for key in keys)
            return [by_values(*row) for row in islice(zip(*values), data.rows)]  # noqa: B905

        return in_rows

    def message(self, table: str, text: str) -> Callable[[PlainData, int], str]:
        if (table, text) not in self.messages:
            self.messages[table, text] = message(text, self.scopes[table])
        return self.messages[table, text]


@lru_cache(maxsize=32)
def _compiled(form: FormKey) -> _Compiled:
    return _Compiled(form.form)


class _PlainRows:
    """Columns of values, as `judging.Rows`."""

    def __init__(self, form: Form, columns: Plain, tables: Mapping[str, Plain], constants: Constants) -> None:
        self.form, self.columns, self.tables, self.constants = form, columns, tables, constants
        self.compiled = _compiled(FormKey(form))
        size = len(next(iter(columns.values()), ()))
        self.data = {MAIN: PlainData(size, columns, tables, constants)}
        for key, table in tables.items():
            above = {owner: (self._columns(owner), self.places(key, owner)) for owner in form.above(key)}
            below = {
                other: _Seen(tables[other], {PARENT: self.places(other, key).tolist()})
                for other in form.below(key)
                if other in tables
            }
            self.data[key] = PlainData(len(table[PARENT]), _Seen(table, above=above), below, constants)

    def compute(self, percent_rounding: str) -> None:
        for table, column, expression in computed_order(self.form):
            if table in self.data:
                function, data = self.compiled.of(table, expression), self.data[table]
                self._columns(table)[column.key] = column_values(
                    expression, function, column.kind, data, percent_rounding
                )

    def _columns(self, table: str) -> Plain:
        return self.columns if table == MAIN else self.tables[table]

    def count(self, table: str) -> int:
        return self.data[table].rows

    def places(self, table: str, above: str) -> NDArray[np.int64]:
        rows = self.tables[table]
        if above == MAIN:
            return np.array(rows[PARENT], dtype=np.int64)
        found = np.array(rows[ABOVE], dtype=np.int64)
        nearest = self.form.above(table)[0]
        return found if nearest == above else self.places(nearest, above)[found]

    def blank(self, table: str, key: str) -> Mask:
        return np.array([value is None for value in self._columns(table)[key]], dtype=bool)

    def value(self, table: str, key: str, row: int) -> Inside:
        values = self._columns(table).get(key)
        return None if values is None else values[row]

    def met(self, table: str, expression: Expression) -> Mask:
        return ~self.broken(table, expression, None)

    def broken(self, table: str, check: Expression, when: Expression | None) -> Mask:
        return np.array(self.compiled.broken(table, check, when)(self.data[table]), dtype=bool)

    def words(self, rule: Rule, rows: Positions) -> Iterator[tuple[str, str]]:
        said = [self.compiled.message(rule.table, text) for text in (rule.message, rule.fix)]
        for row in rows.tolist():
            found, fix = (say(self.data[rule.table], row) for say in said)
            yield found, fix


class _Seen(dict[str, list[Inside]]):
    """The columns of a small table as they are by now, and as `owner.key` those of the rows `above` its own.

    `more`: columns in place of the table's own; `above`: columns, and which row of them each row is below.
    """

    def __init__(
        self,
        table: Plain,
        more: Plain | None = None,
        above: Mapping[str, tuple[Plain, NDArray[np.int64]]] | None = None,
    ) -> None:
        super().__init__(more or {})
        self.table, self.above = table, above or {}

    def __missing__(self, key: str) -> list[Inside]:
        owner, _, name = key.rpartition(".")
        if owner not in self.above:
            return self.table[key]
        columns, places = self.above[owner]
        return [columns[name][place] for place in places]
