"""Evaluation of expressions over frames: vectorised, exact, with Excel's treatment of blanks.

Numbers are integers with a scale (satang = 2); a division keeps numerator and divisor, so nothing is
rounded before the column that receives the result says how. A blank number counts as 0 in arithmetic
and as "" in a comparison with "", as in Excel.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.arrays import IntegerArray

from xl_addin.model.dates import date_of
from xl_addin.model.expression import Binary, Call, Expression, Name, Negate, Number, Text
from xl_addin.model.expression_types import COMPARISONS, Scope
from xl_addin.model.kinds import SCALE, Kind
from xl_addin.model.text_functions import TEXT_FUNCTIONS

Array = NDArray[Any]
PARENT = "_row"
"""Column of a child frame: position (0-based) of its row's parent in the main frame."""

_INT64_SAFE = 2**62


@dataclass(frozen=True, slots=True)
class Numbers:
    """value / 10**scale / divisor, one per row. `divisor` is None or positive; `error` marks division by zero."""

    value: Array
    scale: int
    blank: Array
    error: Array
    divisor: Array | None = None


@dataclass(frozen=True, slots=True)
class Texts:
    """One text per row, "" for blank."""

    value: Array


@dataclass(frozen=True, slots=True)
class Booleans:
    value: Array
    error: Array


Vector = Numbers | Texts | Booleans


@dataclass(frozen=True, slots=True)
class Data:
    """What expressions are evaluated over.

    `frame`: n rows x column keys (Int64 inside values, codes and texts as str or None).
    `tables`: child frames with the column `_row`. `constants`: inside values by name (`round`, `params.x`).
    `seen`: columns of `frame` as vectors, kept for the next expression over the same frame.
    """

    scope: Scope
    frame: pd.DataFrame
    tables: Mapping[str, pd.DataFrame]
    constants: Mapping[str, int | str | None]
    seen: dict[str, Vector] = field(default_factory=dict)


def evaluate(expression: Expression, data: Data) -> Vector:
    """The values of an expression, one per row of `data.frame`."""
    rows = len(data.frame)
    match expression:
        case Number(value=value):
            scale = max(0, -int(value.as_tuple().exponent))
            return _full_number(int(value.scaleb(scale)), scale, rows)
        case Text(value=value):
            return Texts(np.full(rows, value, dtype=object))
        case Name():
            return _name(expression, data)
        case Negate(operand=operand):
            number = _as_numbers(evaluate(operand, data))
            return replace(number, value=-number.value, blank=_no(rows))
        case Binary():
            return _binary(expression, data)
        case Call():
            return _call(expression, data)


def evaluate_check(expression: Expression, data: Data) -> Array:
    """Truth per row; a check that cannot be computed counts as not met."""
    found = evaluate(expression, data)
    if not isinstance(found, Booleans):
        raise TypeError("a check gives true or false")
    return found.value & ~found.error


def evaluate_column(expression: Expression, kind: Kind, data: Data, percent_rounding: str) -> pd.Series:
    """The values of a computed column: Int64 (blank = NA) for numeric kinds, else text (blank = None).

    A percent is rounded as the office does ("cut" or "half_up"), every other number half up.
    """
    found = evaluate(expression, data)
    if kind not in SCALE:
        texts = found.value if isinstance(found, Texts) else np.full(len(data.frame), "", dtype=object)
        return pd.Series([text or None for text in texts], index=data.frame.index, dtype=object)
    numbers = _as_numbers(found)
    cut = kind is Kind.PERCENT and percent_rounding == "cut"
    values = rescale(numbers, SCALE[kind], cut=cut)
    unknown = numbers.error | (numbers.blank if not isinstance(expression, Name) else _no(len(values)))
    series = pd.array(np.where(unknown, 0, values).astype(np.int64), dtype="Int64")
    series[unknown] = pd.NA
    return pd.Series(series, index=data.frame.index)


def _no(rows: int) -> Array:
    return np.zeros(rows, dtype=bool)


def _full_number(value: int, scale: int, rows: int) -> Numbers:
    return Numbers(np.full(rows, value, dtype=np.int64), scale, _no(rows), _no(rows))


def _from_series(series: pd.Series, kind: Kind) -> Vector:
    if kind in SCALE and isinstance(series.array, IntegerArray):
        whole = series.array
        values, missing = whole.to_numpy(dtype=np.int64, na_value=0), np.asarray(whole.isna())
        return Numbers(values, SCALE[kind], missing, _no(len(series)))
    missing = series.isna().to_numpy(dtype=bool)
    if kind in SCALE:
        values = series.astype("Int64").fillna(0).to_numpy(dtype=np.int64)
        return Numbers(values, SCALE[kind], missing, _no(len(series)))
    return Texts(np.where(missing, "", series.to_numpy(dtype=object)))


def _name(name: Name, data: Data) -> Vector:
    kind = data.scope.lookup(name).kind or Kind.TEXT
    key = str(name)
    if key in data.constants:
        return _constant(data.constants[key], kind, len(data.frame))
    found = data.seen.get(key)
    if found is None:
        found = data.seen[key] = _from_series(data.frame[key], kind)
    return found


def _constant(value: int | str | None, kind: Kind, rows: int) -> Vector:
    if kind in SCALE:
        number = _full_number(int(value or 0), SCALE[kind], rows)
        return replace(number, blank=np.full(rows, value is None))
    return Texts(np.full(rows, value or "", dtype=object))


def _as_numbers(vector: Vector) -> Numbers:
    """Numbers as they are; "" (the blank branch of an IF) as blanks."""
    if isinstance(vector, Numbers):
        return vector
    rows = len(vector.value)
    return Numbers(np.zeros(rows, dtype=np.int64), 0, np.ones(rows, dtype=bool), _no(rows))


def _times(values: Array, factor: int | Array) -> Array:
    """values * factor, in exact integers of any size."""
    if values.dtype != object and len(values):
        largest = int(np.abs(values).max())
        other = factor if isinstance(factor, int) else _largest(factor)
        if other is None or largest * abs(other) >= _INT64_SAFE:
            values = values.astype(object)
    if isinstance(factor, np.ndarray) and factor.dtype == object:
        values = values.astype(object)
    return values * factor


def _largest(values: Array) -> int | None:
    if values.dtype == object:
        return None
    return int(np.abs(values).max()) if len(values) else 0


def _aligned(left: Numbers, right: Numbers) -> tuple[Array, Array, int, Array | None]:
    """Both values as integers over one scale and one divisor."""
    scale = max(left.scale, right.scale)
    a = _times(left.value, 10 ** (scale - left.scale))
    b = _times(right.value, 10 ** (scale - right.scale))
    if left.divisor is None and right.divisor is None:
        return a, b, scale, None
    ones = np.ones(len(a), dtype=object)
    left_divisor = ones if left.divisor is None else left.divisor
    right_divisor = ones if right.divisor is None else right.divisor
    return a * right_divisor, b * left_divisor, scale, left_divisor * right_divisor


def rescale(numbers: Numbers, scale: int, *, cut: bool) -> Array:
    """The values as integers of the wanted scale, cut towards zero or rounded half away from zero."""
    if numbers.divisor is None and numbers.scale <= scale:
        return _times(numbers.value, 10 ** (scale - numbers.scale))
    value = numbers.value.astype(object)
    numerator = np.abs(value) * 10**scale
    divisor = 10**numbers.scale if numbers.divisor is None else numbers.divisor * 10**numbers.scale
    whole = numerator // divisor if cut else (2 * numerator + divisor) // (2 * divisor)
    return np.where(value < 0, -whole, whole)


def _binary(expression: Binary, data: Data) -> Vector:
    left, right = evaluate(expression.left, data), evaluate(expression.right, data)
    if expression.operator in COMPARISONS:
        return _compare(expression, left, right)
    if isinstance(left, Texts) and isinstance(right, Texts) and expression.operator == "&":
        return Texts(left.value + right.value)
    return _arithmetic(expression.operator, _as_numbers(left), _as_numbers(right))


def _arithmetic(operator: str, left: Numbers, right: Numbers) -> Numbers:
    error = left.error | right.error
    blank = _no(len(error))
    if operator in ("+", "-"):
        a, b, scale, divisor = _aligned(left, right)
        return Numbers(a + b if operator == "+" else a - b, scale, blank, error, divisor)
    if operator == "*":
        value = _times(left.value, right.value)
        divisors = [number.divisor for number in (left, right) if number.divisor is not None]
        product = divisors[0] if len(divisors) == 1 else divisors[0] * divisors[1] if divisors else None
        return Numbers(value, left.scale + right.scale, blank, error, product)
    zero = right.value == 0
    below = np.where(zero, 1, right.value).astype(object)
    value = left.value.astype(object) * np.where(below < 0, -1, 1)
    value = value * 10**right.scale
    if right.divisor is not None:
        value = value * right.divisor
    divisor = np.abs(below)
    if left.divisor is not None:
        divisor = divisor * left.divisor
    return Numbers(value, left.scale, blank, error | zero, divisor)


_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}


def _compare(expression: Binary, left: Vector, right: Vector) -> Booleans:
    compare = _COMPARE[expression.operator]
    if isinstance(left, Numbers) and isinstance(right, Numbers):
        a, b, _, _ = _aligned(left, right)
        return Booleans(np.asarray(compare(a, b), dtype=bool), left.error | right.error)
    if isinstance(left, Booleans) and isinstance(right, Booleans):
        return Booleans(compare(left.value, right.value), left.error | right.error)
    for number, other in ((left, right), (right, left)):
        if isinstance(number, Numbers):  # the other side is ""
            assert isinstance(other, Texts)
            return Booleans(number.blank if expression.operator == "=" else ~number.blank, number.error)
    assert isinstance(left, Texts) and isinstance(right, Texts)
    a, b = _folded(left.value), _folded(right.value)
    return Booleans(np.asarray(compare(a, b), dtype=bool), _no(len(a)))


def _folded(values: Array) -> Array:
    """Excel compares text without regard to case."""
    folded = {text: text.casefold() for text in set(values)}
    return np.array([folded[text] for text in values], dtype=object)


def _call(call: Call, data: Data) -> Vector:
    if call.function in TEXT_FUNCTIONS:
        return _text_function(call, data)
    return _FUNCTIONS[call.function](call, data)


def _if(call: Call, data: Data) -> Vector:
    condition, yes, no = (evaluate(argument, data) for argument in call.arguments)
    assert isinstance(condition, Booleans)
    chosen = condition.value
    if isinstance(yes, Booleans) and isinstance(no, Booleans):
        error = condition.error | np.where(chosen, yes.error, no.error)
        return Booleans(np.where(chosen, yes.value, no.value), error)
    if isinstance(yes, Texts) and isinstance(no, Texts):
        return Texts(np.where(chosen, yes.value, no.value))
    first, second = _as_numbers(yes), _as_numbers(no)
    a, b, scale, divisor = _aligned(first, second)
    # "" is blank; a reference to a blank cell that IF hands on is 0, as in Excel.
    blank = np.where(chosen, _branch_blank(yes, call.arguments[1]), _branch_blank(no, call.arguments[2]))
    return Numbers(
        np.where(chosen, a, b),
        scale,
        blank,
        condition.error | np.where(chosen, first.error, second.error),
        divisor,
    )


def _branch_blank(vector: Vector, argument: Expression) -> Array:
    """Blank rows of an IF branch: "" is blank, a reference to a blank cell gives 0 as in Excel."""
    if isinstance(argument, Name):
        return _no(len(vector.value))
    return _as_numbers(vector).blank


def _logic(call: Call, data: Data) -> Booleans:
    parts = [evaluate(argument, data) for argument in call.arguments]
    booleans = [part for part in parts if isinstance(part, Booleans)]
    value = booleans[0].value
    error = booleans[0].error
    for part in booleans[1:]:
        value = value & part.value if call.function == "AND" else value | part.value
        error = error | part.error
    return Booleans(~value if call.function == "NOT" else value, error)


def _child_numbers(name: Name, data: Data) -> tuple[Array, Array, int, Array]:
    """Values, parent rows, scale and blanks of a child column."""
    assert name.table is not None
    table = data.tables[name.table]
    kind = data.scope.lookup(name).kind or Kind.TEXT
    numbers = _from_series(table[name.key], kind)
    assert isinstance(numbers, Numbers)
    return numbers.value, table[PARENT].to_numpy(dtype=np.int64), numbers.scale, numbers.blank


def _sum(call: Call, data: Data) -> Numbers:
    rows = len(data.frame)
    total = _full_number(0, 0, rows)
    for argument in call.arguments:
        if data.scope.is_range(argument):
            assert isinstance(argument, Name)
            value, parent, scale, _ = _child_numbers(argument, data)
            part = _grouped(value, parent, rows, scale)
        else:
            part = _as_numbers(evaluate(argument, data))
        total = _arithmetic("+", total, part)
    return total


def _grouped(value: Array, parent: Array, rows: int, scale: int) -> Numbers:
    sums = np.zeros(rows, dtype=np.int64)
    np.add.at(sums, parent, value)
    return Numbers(sums, scale, _no(rows), _no(rows))


def _extreme(call: Call, data: Data) -> Numbers:
    largest = call.function == "MAX"
    found: Numbers | None = None
    for argument in call.arguments:
        part = _range_extreme(argument, data, largest) if data.scope.is_range(argument) else None
        part = part or _as_numbers(evaluate(argument, data))
        if found is None:
            found = part
            continue
        a, b, scale, divisor = _aligned(found, part)
        pick = a >= b if largest else a <= b
        found = Numbers(np.where(pick, a, b), scale, _no(len(a)), found.error | part.error, divisor)
    assert found is not None
    return replace(found, blank=_no(len(found.value)))


def _range_extreme(argument: Expression, data: Data, largest: bool) -> Numbers:
    assert isinstance(argument, Name)
    value, parent, scale, blank = _child_numbers(argument, data)
    rows = len(data.frame)
    start = np.iinfo(np.int64).min if largest else np.iinfo(np.int64).max
    found = np.full(rows, start, dtype=np.int64)
    (np.maximum if largest else np.minimum).at(found, parent[~blank], value[~blank])
    return Numbers(np.where(found == start, 0, found), scale, _no(rows), _no(rows))


def _count(call: Call, data: Data) -> Numbers:
    rows = len(data.frame)
    counts = np.zeros(rows, dtype=np.int64)
    for argument in call.arguments:
        if data.scope.is_range(argument):
            assert isinstance(argument, Name)
            _, parent, _, blank = _child_numbers(argument, data)
            np.add.at(counts, parent[~blank], 1)
        else:
            counts += ~_as_numbers(evaluate(argument, data)).blank
    return Numbers(counts, 0, _no(rows), _no(rows))


def _matches(name: Name, literal: Expression, data: Data) -> tuple[Array, Array]:
    """Which child rows equal a constant, and their parent rows."""
    assert name.table is not None
    table = data.tables[name.table]
    parent = table[PARENT].to_numpy(dtype=np.int64)
    kind = data.scope.lookup(name).kind or Kind.TEXT
    values = _from_series(table[name.key], kind)
    if isinstance(values, Texts):
        assert isinstance(literal, Text)
        return _folded(values.value) == literal.value.casefold(), parent
    assert isinstance(literal, Number) and isinstance(values, Numbers)
    wanted = _full_number(int(literal.value.scaleb(4)), 4, len(table))
    a, b, _, _ = _aligned(values, wanted)
    return (a == b) & ~values.blank, parent


def _count_if(call: Call, data: Data) -> Numbers:
    name = call.arguments[0]
    assert isinstance(name, Name)
    hit, parent = _matches(name, call.arguments[1], data)
    if call.function == "COUNTIF":
        return _grouped(hit.astype(np.int64), parent, len(data.frame), 0)
    summed = call.arguments[2]
    assert isinstance(summed, Name)
    value, _, scale, _ = _child_numbers(summed, data)
    return _grouped(np.where(hit, value, 0), parent, len(data.frame), scale)


def _count_filled(call: Call, data: Data) -> Numbers:
    name = call.arguments[0]
    assert isinstance(name, Name) and name.table is not None
    table = data.tables[name.table]
    filled = ~table[name.key].isna().to_numpy(dtype=bool)
    return _grouped(filled.astype(np.int64), table[PARENT].to_numpy(dtype=np.int64), len(data.frame), 0)


def _absolute(call: Call, data: Data) -> Numbers:
    numbers = _as_numbers(evaluate(call.arguments[0], data))
    return replace(numbers, value=np.abs(numbers.value), blank=_no(len(numbers.value)))


def _round(call: Call, data: Data) -> Numbers:
    numbers = _as_numbers(evaluate(call.arguments[0], data))
    digits = call.arguments[1]
    assert isinstance(digits, Number)
    scale = int(digits.value)
    return Numbers(rescale(numbers, scale, cut=False), scale, _no(len(numbers.value)), numbers.error)


def _length(call: Call, data: Data) -> Numbers:
    texts = evaluate(call.arguments[0], data)
    assert isinstance(texts, Texts)
    lengths = np.array([len(text) for text in texts.value], dtype=np.int64)
    return Numbers(lengths, 0, _no(len(lengths)), _no(len(lengths)))


def _is_blank(call: Call, data: Data) -> Booleans:
    found = evaluate(call.arguments[0], data)
    rows = len(data.frame)
    if isinstance(found, Numbers):
        return Booleans(found.blank, _no(rows))
    assert isinstance(found, Texts)
    return Booleans(found.value == "", _no(rows))


def _text_function(call: Call, data: Data) -> Vector:
    function = TEXT_FUNCTIONS[call.function]
    columns: list[list[Any]] = []
    for argument, kind in zip(call.arguments, function.kinds(len(call.arguments)), strict=True):
        vector = _joined(argument, data) if data.scope.is_range(argument) else evaluate(argument, data)
        if isinstance(vector, Numbers):
            scaled = rescale(vector, SCALE[kind], cut=False)
            columns.append([None if b else int(v) for v, b in zip(scaled, vector.blank, strict=True)])
        else:
            columns.append(list(vector.value))
    results = [function.compute(*row) for row in zip(*columns, strict=True)]
    rows = len(results)
    if function.result is None:
        return Booleans(np.array(results, dtype=bool), _no(rows))
    if function.result not in SCALE:
        return Texts(np.array([result or "" for result in results], dtype=object))
    blank = np.array([result is None for result in results], dtype=bool)
    value = np.array([result or 0 for result in results], dtype=np.int64)
    return Numbers(value, SCALE[function.result], blank, _no(rows))


def _joined(argument: Expression, data: Data) -> Texts:
    """A child table's text column per parent row: its filled cells, one per line."""
    assert isinstance(argument, Name) and argument.table is not None
    table = data.tables[argument.table]
    filled = ~table[argument.key].isna().to_numpy(dtype=bool)
    lines: list[list[str]] = [[] for _ in range(len(data.frame))]
    parents, texts = table[PARENT].to_numpy()[filled], table[argument.key].to_numpy()[filled]
    for parent, text in zip(parents, texts, strict=True):
        lines[int(parent)].append(str(text))
    return Texts(np.array(["\n".join(line) for line in lines], dtype=object))


def _order(call: Call, data: Data) -> Numbers:
    name = call.arguments[0]
    assert isinstance(name, Name)
    place = {code: number for number, code in enumerate(data.scope.lookup(name).choices, 1)}
    found = _name(name, data)
    assert isinstance(found, Texts)
    values = np.array([place.get(code, 0) for code in found.value], dtype=np.int64)
    return Numbers(values, 0, _no(len(values)), _no(len(values)))


def _fiscal_month(call: Call, data: Data) -> Numbers:
    days = _as_numbers(evaluate(call.arguments[0], data))
    months = [(date_of(int(day)).month - 10) % 12 + 1 if day > 0 else 0 for day in days.value]
    return replace(days, value=np.array(months, dtype=np.int64), blank=_no(len(days.value)))


_FUNCTIONS: dict[str, Callable[[Call, Data], Vector]] = {
    "IF": _if,
    "AND": _logic,
    "OR": _logic,
    "NOT": _logic,
    "SUM": _sum,
    "MIN": _extreme,
    "MAX": _extreme,
    "COUNT": _count,
    "COUNTA": _count_filled,
    "COUNTIF": _count_if,
    "SUMIF": _count_if,
    "ABS": _absolute,
    "ROUND": _round,
    "LEN": _length,
    "ISBLANK": _is_blank,
    "ORDER": _order,
    "FISCAL_MONTH": _fiscal_month,
}
