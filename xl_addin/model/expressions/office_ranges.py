"""Functions over a column of all projects of the office (`all.weight`): weights that add to 100, look-ups by key."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from xl_addin.model.expressions.evaluation_data import Data
from xl_addin.model.expressions.language import Call, Expression, Name
from xl_addin.model.expressions.types import ALL
from xl_addin.model.expressions.vectors import (
    Array,
    Numbers,
    Texts,
    Vector,
    aligned,
    as_numbers,
    from_series,
    full_number,
    no_rows,
)
from xl_addin.model.values.kinds import Kind


def is_over_all(call: Call) -> bool:
    """Whether a function is given a column of all projects."""
    return any(isinstance(argument, Name) and argument.table == ALL for argument in call.arguments)


def over_all(call: Call, data: Data, evaluate: Callable[[Expression, Data], Vector]) -> Numbers:
    """What it gives for each row: the same for all of them, or by what COUNTIF and SUMIF look for in each."""
    rows = len(data.frame)
    column = _column(call.arguments[0], data)
    if call.function in ("COUNTIF", "SUMIF"):
        counted = call.function == "COUNTIF"
        summed = full_number(1, 0, len(column.value)) if counted else _column(call.arguments[2], data)
        assert isinstance(summed, Numbers)
        return _looked_up(column, evaluate(call.arguments[1], data), summed)
    filled = column.value != "" if isinstance(column, Texts) else ~column.blank
    if call.function in ("COUNT", "COUNTA"):
        return full_number(int(filled.sum()), 0, rows)
    assert isinstance(column, Numbers)
    known = column.value[filled]
    found = {"SUM": int(known.sum()), "MIN": min(known, default=0), "MAX": max(known, default=0)}
    return full_number(int(found[call.function]), column.scale, rows)


def _column(argument: Expression, data: Data) -> Numbers | Texts:
    assert isinstance(argument, Name)
    frame = data.tables.get(ALL, data.frame)
    column = from_series(frame[argument.key], data.scope.lookup(argument).kind or Kind.TEXT)
    assert isinstance(column, (Numbers, Texts))
    return column


def _looked_up(column: Numbers | Texts, wanted: Vector, summed: Numbers) -> Numbers:
    """Sums over the projects whose value is the wanted one of each row; a blank finds nothing."""
    if isinstance(column, Texts):
        assert isinstance(wanted, Texts)
        keys, asked = column.folded, wanted.folded
        there, asks = keys != "", asked != ""
    else:
        numbers = as_numbers(wanted)
        keys, asked = _alike(column, numbers)
        there, asks = ~column.blank, ~numbers.blank
    sums: dict[object, int] = {}
    for key, value in zip(keys[there].tolist(), summed.value[there].tolist(), strict=True):
        sums[key] = sums.get(key, 0) + value
    found = [sums.get(key, 0) if is_asked else 0 for key, is_asked in zip(asked.tolist(), asks, strict=True)]
    rows = len(found)
    return Numbers(np.array(found, dtype=np.int64), summed.scale, no_rows(rows), no_rows(rows))


def _alike(column: Numbers, wanted: Numbers) -> tuple[Array, Array]:
    """Two columns of other lengths in one scale."""
    long = max(len(column.value), len(wanted.value))
    padded = (_padded(column, long), _padded(wanted, long))
    first, second, _, _ = aligned(*padded)
    return first[: len(column.value)], second[: len(wanted.value)]


def _padded(numbers: Numbers, rows: int) -> Numbers:
    value = np.zeros(rows, dtype=np.int64)
    value[: len(numbers.value)] = numbers.value
    return Numbers(value, numbers.scale, no_rows(rows), no_rows(rows))
