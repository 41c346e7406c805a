"""Which names the expressions of a form may use, and the order in which computed columns are computed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from graphlib import TopologicalSorter

from xl_addin.model.expressions.language import Expression, names, parse
from xl_addin.model.expressions.types import ALL, Scope, ValueType, value_type
from xl_addin.model.form import calendar
from xl_addin.model.form.schema import MAIN, Column, Form, Rule
from xl_addin.model.values.kinds import Fill, Kind

IDENTITY_KINDS: dict[str, Kind] = {
    "project_id": Kind.TEXT,
    "no": Kind.COUNT,
    "project": Kind.TEXT,
    "group_id": Kind.TEXT,
    "group": Kind.TEXT,
    "section_no": Kind.COUNT,
    "section": Kind.TEXT,
}
CONSTANT_KINDS: dict[str, Kind] = {
    "round": Kind.COUNT,
    "fiscal_year": Kind.COUNT,
    "year_start": Kind.DATE,
    "year_end": Kind.DATE,
    "round_start": Kind.DATE,
    "round_end": Kind.DATE,
}
"""Constants of a report: its round, fiscal year (พ.ศ.), and first and last days as Excel serial days."""


class FormKey:
    """A form as a key of a cache: by identity, because a form holds dicts and cannot be hashed."""

    __slots__ = ("form",)

    def __init__(self, form: Form) -> None:
        self.form = form

    def __hash__(self) -> int:
        return id(self.form)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FormKey) and other.form is self.form


def column_types(columns: Iterable[Column]) -> dict[str, ValueType]:
    return {column.key: value_type(column.kind, column.choices) for column in columns}


def constant_types(form: Form) -> dict[str, ValueType]:
    types = {key: value_type(kind) for key, kind in CONSTANT_KINDS.items()}
    return types | {f"params.{param.key}": value_type(param.kind) for param in form.params}


def row_scope(form: Form, table: str = MAIN) -> Scope:
    """Names for expressions of a row of the main table or of a child table.

    A child row uses its own columns by key, its project's as `projects.key`, those of the row that it stands in by
    that table's key, and those of the rows below it in functions over a whole column; a project those of all projects
    as `all.key`, too.
    """
    return _row_scope(FormKey(form), table)


@lru_cache(maxsize=128)
def _row_scope(same: FormKey, table: str) -> Scope:
    form = same.form
    identity = {key: value_type(kind) for key, kind in IDENTITY_KINDS.items()}
    project = identity | column_types(form.columns)
    if table == MAIN:
        children = {child.key: column_types(child.columns) for child in form.tables}
        return Scope(project | constant_types(form), children | {ALL: project})
    rows = {
        key: column_types(form.columns_of(key))
        for key in (table, *form.above(table)[:-1], *form.below(table))
    }
    above = {MAIN: project} | {key: rows[key] for key in form.above(table)[:-1]}
    dotted = {f"{owner}.{key}": found for owner, own in above.items() for key, found in own.items()}
    below = {key: rows[key] for key in form.below(table)}
    return Scope(rows[table] | dotted | constant_types(form), below)


def office_scope(form: Form) -> Scope:
    """Names for figures of the whole office: columns of `projects` and of all other tables, in SUM, COUNT..."""
    identity = {key: value_type(kind) for key, kind in IDENTITY_KINDS.items()}
    tables = {MAIN: identity | column_types(form.columns)}
    tables |= {table.key: column_types(table.columns) for table in (*form.tables, *form.group_tables)}
    return Scope(constant_types(form), tables)


def constants(
    form: Form, fiscal_year: int, round_: int, params: dict[str, int | None]
) -> dict[str, int | str | None]:
    """Values of the constants of one round, in inside units."""
    year = calendar.year_days(form, fiscal_year)
    period = calendar.told_days(form, fiscal_year, round_)
    values: dict[str, int | str | None] = {
        "round": round_,
        "fiscal_year": fiscal_year,
        "year_start": year.first,
        "year_end": year.last,
        "round_start": period.first,
        "round_end": period.last,
    }
    return values | {f"params.{key}": value for key, value in params.items()}


Node = tuple[str, str]


Computed = tuple[str, Column, Expression]


def computed_order(form: Form) -> tuple[Computed, ...]:
    """Computed columns of all tables, each after those it uses, as (table, column, expression).

    Raises graphlib.CycleError for a circular formula (its second argument lists (table, key) around).
    """
    return _computed_order(FormKey(form))


@lru_cache(maxsize=32)
def _computed_order(same: FormKey) -> tuple[Computed, ...]:
    form = same.form
    computed: dict[Node, tuple[str, Column, Expression]] = {}
    for table in (MAIN, *(child.key for child in form.tables)):
        for column in form.columns_of(table):
            if column.fill is Fill.COMPUTED and column.formula is not None:
                computed[table, column.key] = (table, column, parse(column.formula))
    sorter: TopologicalSorter[Node] = TopologicalSorter()
    for node, (table, _, expression) in computed.items():
        sorter.add(node, *sorted(uses(expression, table) & computed.keys()))
    return tuple(computed[node] for node in sorter.static_order())


def uses(expression: Expression, table: str) -> set[Node]:
    """(table, key) of every column an expression names."""
    own = {None: table, ALL: MAIN}
    return {(own.get(name.table, name.table or table), name.key) for name in names(expression)}


def around(form: Form) -> frozenset[Node]:
    """Computed columns that look at other projects, also through one another: no group's workbook has all of them."""
    return _around(FormKey(form))


@lru_cache(maxsize=32)
def _around(same: FormKey) -> frozenset[Node]:
    found: set[Node] = set()
    for table, column, expression in computed_order(same.form):
        if looks_around(expression) or uses(expression, table) & found:
            found.add((table, column.key))
    return frozenset(found)


def looks_around(expression: Expression) -> bool:
    """Whether an expression names a column of all projects."""
    return any(name.table == ALL for name in names(expression))


def inputs(form: Form, expressions: Iterable[Expression], table: str = MAIN) -> set[Node]:
    """The columns that are typed or prefilled on which expressions depend, through computed columns too."""
    return set(_inputs(FormKey(form), tuple(expressions), table))


@lru_cache(maxsize=1024)
def _inputs(same: FormKey, expressions: tuple[Expression, ...], table: str) -> frozenset[Node]:
    form = same.form
    computed = {(where, column.key): (where, parsed) for where, column, parsed in computed_order(form)}
    found: set[Node] = set()
    waiting = [node for expression in expressions for node in uses(expression, table)]
    while waiting:
        node = waiting.pop()
        if node in found:
            continue
        found.add(node)
        if node in computed:
            where, parsed = computed[node]
            waiting.extend(uses(parsed, where))
    return frozenset(found - computed.keys())


def rules_in_order(form: Form) -> list[Rule]:
    """The rules, each after those in its `unless`: a problem that explains another is found first.

    Raises graphlib.CycleError.
    """
    by_id = {rule.id: rule for rule in form.rules}
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for rule in form.rules:
        sorter.add(rule.id, *rule.unless)
    return [by_id[rule_id] for rule_id in sorter.static_order() if rule_id in by_id]
