"""Functions over a whole column in plain Python: of the rows below a row, or of all projects (`all.key`)."""

from __future__ import annotations

from collections.abc import Callable

from xl_addin.model.expressions.language import Call, Expression, Name, Number, Text
from xl_addin.model.expressions.plain_values import (
    Amount,
    Columns,
    Inside,
    PlainData,
    Value,
    compared,
    inside_value,
)
from xl_addin.model.expressions.types import ALL, Scope
from xl_addin.model.values.kinds import SCALE, Kind

Compiled = Callable[[PlainData, int], Value]
"""Gives the value in one row (its position) of the data."""


def column_below(argument: Expression, scope: Scope) -> Callable[[PlainData, int], list[Value]]:
    """The values of a column of a table below, in a row's own rows."""
    name, kind = _name(argument), _kind(argument, scope)
    return lambda data, row: [inside_value(value, kind) for value in _cells(name, data, row)]


def joined(argument: Expression, scope: Scope) -> Compiled:
    """The filled cells of such a column, one per line."""
    name = _name(argument)
    return lambda data, row: "\n".join(str(value) for value in _cells(name, data, row) if value is not None)


def count_filled(call: Call, scope: Scope) -> Compiled:
    name = _name(call.arguments[0])
    return lambda data, row: Amount(sum(value is not None for value in _cells(name, data, row)))


def count_if(call: Call, scope: Scope) -> Compiled:
    """COUNTIF and SUMIF over the rows below: which of them equal a constant."""
    name, kind = _name(call.arguments[0]), _kind(call.arguments[0], scope)
    literal = call.arguments[1]
    wanted: Value
    if isinstance(literal, Text):
        wanted = literal.value
    else:
        assert isinstance(literal, Number)
        wanted = Amount(int(literal.value.scaleb(4)), 10**4)
    summed = None if call.function == "COUNTIF" else _name(call.arguments[2])
    scale = 0 if summed is None else SCALE[_kind(summed, scope)]

    def found(data: PlainData, row: int) -> Amount:
        hits = [_is_wanted(inside_value(value, kind), wanted) for value in _cells(name, data, row)]
        amounts = [1] * len(hits) if summed is None else _cells(summed, data, row)
        return Amount(
            sum(int(value or 0) for value, hit in zip(amounts, hits, strict=True) if hit), 10**scale
        )

    return found


def over_all(call: Call, scope: Scope, compiled: Callable[[Expression], Compiled]) -> Compiled:
    """The same for every row, or by what COUNTIF and SUMIF look for in each; a blank finds nothing."""
    name, kind = _name(call.arguments[0]), _kind(call.arguments[0], scope)
    if call.function in ("COUNTIF", "SUMIF"):
        asked = compiled(call.arguments[1])
        summed = None if call.function == "COUNTIF" else _name(call.arguments[2])
        scale = 0 if summed is None else SCALE[_kind(summed, scope)]

        def looked_up(data: PlainData, row: int) -> Amount:
            wanted = asked(data, row)
            if wanted == "" or (isinstance(wanted, Amount) and wanted.blank):
                return Amount(0, 10**scale)
            values = _all(name, data)
            amounts: list[Inside] = [1] * len(values) if summed is None else _all(summed, data)
            pairs = (
                (inside_value(value, kind), amount) for value, amount in zip(values, amounts, strict=True)
            )
            found = sum(
                int(amount or 0) for value, amount in pairs if _is_wanted(value, wanted) and value != ""
            )
            return Amount(found, 10**scale)

        return looked_up
    function = call.function

    def told(data: PlainData, row: int) -> Amount:
        filled = [value for value in _all(name, data) if value not in (None, "")]
        if function in ("COUNT", "COUNTA"):
            return Amount(len(filled))
        numbers = [int(value or 0) for value in filled]
        found = {"SUM": sum(numbers), "MIN": min(numbers, default=0), "MAX": max(numbers, default=0)}
        return Amount(found[function], 10 ** SCALE[kind])

    return told


def _name(argument: Expression) -> Name:
    assert isinstance(argument, Name)
    return argument


def _kind(argument: Expression, scope: Scope) -> Kind:
    return scope.lookup(_name(argument)).kind or Kind.TEXT


def _cells(name: Name, data: PlainData, row: int) -> list[Inside]:
    assert name.table is not None
    values = data.tables[name.table][name.key]
    return [values[position] for position in data.children(name.table, row)]


def _all(name: Name, data: PlainData) -> list[Inside]:
    columns: Columns = data.tables.get(ALL, data.columns)
    return list(columns[name.key])


def _is_wanted(value: Value, wanted: Value) -> bool:
    """Whether a cell equals a value that is not blank; a blank number is none."""
    if isinstance(value, Amount) and value.blank:
        return False
    return compared("=", value, wanted).value
