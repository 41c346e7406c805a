"""Functions over a whole column of a child table: sums, counts, extremes and texts per row of its parents."""

from __future__ import annotations

import numpy as np

from xl_addin.model.expressions.evaluation_data import PARENT, Data
from xl_addin.model.expressions.language import Call, Expression, Name, Number, Text
from xl_addin.model.expressions.vectors import (
    Array,
    Numbers,
    Texts,
    aligned,
    blank_rows,
    from_series,
    full_number,
    no_rows,
)
from xl_addin.model.values.kinds import Kind


def child_numbers(name: Name, data: Data) -> tuple[Array, Array, int, Array]:
    """Values, parent rows, scale and blanks of a child column."""
    assert name.table is not None
    table = data.tables[name.table]
    kind = data.scope.lookup(name).kind or Kind.TEXT
    numbers = from_series(table[name.key], kind)
    assert isinstance(numbers, Numbers)
    return numbers.value, table[PARENT].to_numpy(dtype=np.int64), numbers.scale, numbers.blank


def grouped(value: Array, parent: Array, rows: int, scale: int) -> Numbers:
    sums = np.zeros(rows, dtype=np.int64)
    np.add.at(sums, parent, value)
    return Numbers(sums, scale, no_rows(rows), no_rows(rows))


def range_extreme(argument: Expression, data: Data, largest: bool) -> Numbers:
    assert isinstance(argument, Name)
    value, parent, scale, blank = child_numbers(argument, data)
    rows = len(data.frame)
    start = np.iinfo(np.int64).min if largest else np.iinfo(np.int64).max
    found = np.full(rows, start, dtype=np.int64)
    (np.maximum if largest else np.minimum).at(found, parent[~blank], value[~blank])
    return Numbers(np.where(found == start, 0, found), scale, no_rows(rows), no_rows(rows))


def _matches(name: Name, literal: Expression, data: Data) -> tuple[Array, Array]:
    """Which child rows equal a constant, and their parent rows."""
    assert name.table is not None
    table = data.tables[name.table]
    parent = table[PARENT].to_numpy(dtype=np.int64)
    kind = data.scope.lookup(name).kind or Kind.TEXT
    values = from_series(table[name.key], kind)
    if isinstance(values, Texts):
        assert isinstance(literal, Text)
        return values.folded == literal.value.casefold(), parent
    assert isinstance(literal, Number) and isinstance(values, Numbers)
    wanted = full_number(int(literal.value.scaleb(4)), 4, len(table))
    a, b, _, _ = aligned(values, wanted)
    return (a == b) & ~values.blank, parent


def count_if(call: Call, data: Data) -> Numbers:
    name = call.arguments[0]
    assert isinstance(name, Name)
    hit, parent = _matches(name, call.arguments[1], data)
    if call.function == "COUNTIF":
        return grouped(hit.astype(np.int64), parent, len(data.frame), 0)
    summed = call.arguments[2]
    assert isinstance(summed, Name)
    value, _, scale, _ = child_numbers(summed, data)
    return grouped(np.where(hit, value, 0), parent, len(data.frame), scale)


def count_filled(call: Call, data: Data) -> Numbers:
    name = call.arguments[0]
    assert isinstance(name, Name) and name.table is not None
    table = data.tables[name.table]
    filled = ~blank_rows(table[name.key])
    return grouped(filled.astype(np.int64), table[PARENT].to_numpy(dtype=np.int64), len(data.frame), 0)


def joined(argument: Expression, data: Data) -> Texts:
    """A child table's text column per parent row: its filled cells, one per line."""
    assert isinstance(argument, Name) and argument.table is not None
    table = data.tables[argument.table]
    filled = ~blank_rows(table[argument.key])
    lines: list[list[str]] = [[] for _ in range(len(data.frame))]
    parents, texts = table[PARENT].to_numpy()[filled], table[argument.key].to_numpy()[filled]
    for parent, text in zip(parents, texts, strict=True):
        lines[int(parent)].append(str(text))
    return Texts(np.array(["\n".join(line) for line in lines], dtype=object))
