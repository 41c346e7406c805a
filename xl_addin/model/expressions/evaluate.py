"""Evaluation of expressions over frames: vectorised, exact, with Excel's treatment of blanks.

Numbers are integers with a scale (satang = 2); a division keeps numerator and divisor, so nothing is
rounded before the column that receives the result says how. A blank number counts as 0 in arithmetic
and as "" in a comparison with "", as in Excel.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import starmap
from typing import Any

import numpy as np
import pandas as pd
from pandas.arrays import IntegerArray

from xl_addin.model.expressions.evaluation_data import Data, named_vector
from xl_addin.model.expressions.language import Binary, Call, Expression, Name, Negate, Number, Text
from xl_addin.model.expressions.office_ranges import is_over_all, over_all
from xl_addin.model.expressions.range_functions import (
    child_numbers,
    count_filled,
    count_if,
    grouped,
    joined,
    range_extreme,
)
from xl_addin.model.expressions.text_functions import TEXT_FUNCTIONS
from xl_addin.model.expressions.text_readings import TextCall
from xl_addin.model.expressions.types import COMPARISONS
from xl_addin.model.expressions.vectors import (
    MOST,
    Array,
    Booleans,
    Numbers,
    Texts,
    Vector,
    aligned,
    arithmetic,
    as_numbers,
    compared,
    full_number,
    full_text,
    no_rows,
    rescale,
)
from xl_addin.model.thai.fiscal_calendar import date_of
from xl_addin.model.values.kinds import SCALE, Kind


def evaluate(expression: Expression, data: Data) -> Vector:
    """The values of an expression, one per row of `data.frame`."""
    rows = len(data.frame)
    match expression:
        case Number(value=value):
            scale = max(0, -int(value.as_tuple().exponent))
            return full_number(int(value.scaleb(scale)), scale, rows)
        case Text(value=value):
            return full_text(value, rows)
        case Name():
            return named_vector(expression, data)
        case Negate(operand=operand):
            number = as_numbers(evaluate(operand, data))
            return replace(number, value=-number.value, blank=no_rows(rows))
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

    A percent is rounded as the office does ("cut" or "half_up"), every other number half up. A number that no
    amount can be, a rate times millions of millions typed by mistake, is not known.
    """
    found = evaluate(expression, data)
    if kind not in SCALE:
        texts = found.value if isinstance(found, Texts) else np.full(len(data.frame), "", dtype=object)
        return pd.Series([text or None for text in texts], index=data.frame.index, dtype=object)
    numbers = as_numbers(found)
    cut = kind is Kind.PERCENT and percent_rounding == "cut"
    values = rescale(numbers, SCALE[kind], cut=cut)
    unknown = numbers.error | (numbers.blank if not isinstance(expression, Name) else no_rows(len(values)))
    unknown |= (np.abs(values) > MOST).astype(bool)
    known = IntegerArray(np.where(unknown, 0, values).astype(np.int64), unknown)
    return pd.Series(known, index=data.frame.index)


def _binary(expression: Binary, data: Data) -> Vector:
    left, right = evaluate(expression.left, data), evaluate(expression.right, data)
    if expression.operator in COMPARISONS:
        return compared(expression.operator, left, right)
    if isinstance(left, Texts) and isinstance(right, Texts) and expression.operator == "&":
        return Texts(left.value + right.value)
    return arithmetic(expression.operator, as_numbers(left), as_numbers(right))


def _call(call: Call, data: Data) -> Vector:
    if call.function in TEXT_FUNCTIONS:
        return _text_function(call, data)
    if is_over_all(call):
        return over_all(call, data, evaluate)
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
    first, second = as_numbers(yes), as_numbers(no)
    a, b, scale, divisor = aligned(first, second)
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
        return no_rows(len(vector.value))
    return as_numbers(vector).blank


def _logic(call: Call, data: Data) -> Booleans:
    parts = [evaluate(argument, data) for argument in call.arguments]
    booleans = [part for part in parts if isinstance(part, Booleans)]
    value = booleans[0].value
    error = booleans[0].error
    for part in booleans[1:]:
        value = value & part.value if call.function == "AND" else value | part.value
        error = error | part.error
    return Booleans(~value if call.function == "NOT" else value, error)


def _sum(call: Call, data: Data) -> Numbers:
    rows = len(data.frame)
    total = full_number(0, 0, rows)
    for argument in call.arguments:
        if data.scope.is_range(argument):
            assert isinstance(argument, Name)
            value, parent, scale, _ = child_numbers(argument, data)
            part = grouped(value, parent, rows, scale)
        else:
            part = as_numbers(evaluate(argument, data))
        total = arithmetic("+", total, part)
    return total


def _extreme(call: Call, data: Data) -> Numbers:
    largest = call.function == "MAX"
    found: Numbers | None = None
    for argument in call.arguments:
        part = range_extreme(argument, data, largest) if data.scope.is_range(argument) else None
        part = part or as_numbers(evaluate(argument, data))
        if found is None:
            found = part
            continue
        a, b, scale, divisor = aligned(found, part)
        pick = a >= b if largest else a <= b
        found = Numbers(np.where(pick, a, b), scale, no_rows(len(a)), found.error | part.error, divisor)
    assert found is not None
    return replace(found, blank=no_rows(len(found.value)))


def _count(call: Call, data: Data) -> Numbers:
    rows = len(data.frame)
    counts = np.zeros(rows, dtype=np.int64)
    for argument in call.arguments:
        if data.scope.is_range(argument):
            assert isinstance(argument, Name)
            _, parent, _, blank = child_numbers(argument, data)
            np.add.at(counts, parent[~blank], 1)
        else:
            counts += ~as_numbers(evaluate(argument, data)).blank
    return Numbers(counts, 0, no_rows(rows), no_rows(rows))


def _absolute(call: Call, data: Data) -> Numbers:
    numbers = as_numbers(evaluate(call.arguments[0], data))
    return replace(numbers, value=np.abs(numbers.value), blank=no_rows(len(numbers.value)))


def _round(call: Call, data: Data) -> Numbers:
    numbers = as_numbers(evaluate(call.arguments[0], data))
    digits = call.arguments[1]
    assert isinstance(digits, Number)
    scale = int(digits.value)
    return Numbers(rescale(numbers, scale, cut=False), scale, no_rows(len(numbers.value)), numbers.error)


def _length(call: Call, data: Data) -> Numbers:
    texts = evaluate(call.arguments[0], data)
    assert isinstance(texts, Texts)
    lengths = np.fromiter(map(len, texts.value), dtype=np.int64, count=len(texts.value))
    return Numbers(lengths, 0, no_rows(len(lengths)), no_rows(len(lengths)))


def _is_blank(call: Call, data: Data) -> Booleans:
    found = evaluate(call.arguments[0], data)
    rows = len(data.frame)
    if isinstance(found, Numbers):
        return Booleans(found.blank, no_rows(rows))
    assert isinstance(found, Texts)
    return Booleans(found.value == "", no_rows(rows))


def text_call(call: Call, data: Data) -> TextCall | None:
    """A text function with what it is given besides the text, where that is the same in every row; None else."""
    more = call.arguments[1:]
    if call.function not in TEXT_FUNCTIONS or not all(_is_constant(one, data) for one in more):
        return None
    kinds = TEXT_FUNCTIONS[call.function].kinds(len(call.arguments))[1:]
    alone = Data.of_constants(data.scope, data.constants) if more else data
    return TextCall(
        call.function, tuple(_given(one, kind, alone)[0] for one, kind in zip(more, kinds, strict=True))
    )


def _is_constant(expression: Expression, data: Data) -> bool:
    if isinstance(expression, Name):
        return str(expression) in data.constants
    return isinstance(expression, Number | Text)


def _given(argument: Expression, kind: Kind, data: Data) -> Array | list[Any]:
    """What a text function is given in each row: inside values, "" for a blank text and None for a blank number."""
    vector = joined(argument, data) if data.scope.is_range(argument) else evaluate(argument, data)
    if not isinstance(vector, Numbers):
        return vector.value
    scaled = rescale(vector, SCALE[kind], cut=False)
    return [None if b else int(v) for v, b in zip(scaled, vector.blank, strict=True)]


def _text_function(call: Call, data: Data) -> Vector:
    function = TEXT_FUNCTIONS[call.function]
    asked = text_call(call, data)
    given = list(zip(call.arguments, function.kinds(len(call.arguments)), strict=True))
    columns = [_given(one, kind, data) for one, kind in (given if asked is None else given[:1])]
    count, which = len(columns[0]), None
    if asked is not None and data.readings.know(asked):
        which, results = data.readings.of(asked, columns[0])
    else:
        # Rows that give the same are asked once: most of those that are blank do.
        rows = list(zip(*columns, strict=True)) if asked is None else columns[0]
        places = {row: place for place, row in enumerate(dict.fromkeys(rows))}
        compute = function.compute
        results = (
            list(starmap(compute, places))
            if asked is None
            else [compute(text, *asked.more) for text in places]
        )
    none = no_rows(count)
    if not any(results) and function.result not in SCALE:  # as of most texts
        return Booleans(none, none) if function.result is None else full_text("", count)
    if which is None:
        which = [places[row] for row in rows]
    if function.result is None:
        return Booleans(np.array(results, dtype=bool)[which], none)
    if function.result not in SCALE:
        return Texts(np.array([result or "" for result in results], dtype=object)[which])
    blank = np.array([result is None for result in results], dtype=bool)[which]
    value = np.array([result or 0 for result in results], dtype=np.int64)[which]
    return Numbers(value, SCALE[function.result], blank, none)


def _order(call: Call, data: Data) -> Numbers:
    name = call.arguments[0]
    assert isinstance(name, Name)
    place = {code: number for number, code in enumerate(data.scope.lookup(name).choices, 1)}
    found = named_vector(name, data)
    assert isinstance(found, Texts)
    values = np.array([place.get(code, 0) for code in found.value], dtype=np.int64)
    return Numbers(values, 0, no_rows(len(values)), no_rows(len(values)))


def _fiscal_month(call: Call, data: Data) -> Numbers:
    days = as_numbers(evaluate(call.arguments[0], data))
    months = [(date_of(int(day)).month - 10) % 12 + 1 if day > 0 else 0 for day in days.value]
    return replace(days, value=np.array(months, dtype=np.int64), blank=no_rows(len(days.value)))


_FUNCTIONS: dict[str, Callable[[Call, Data], Vector]] = {
    "IF": _if,
    "AND": _logic,
    "OR": _logic,
    "NOT": _logic,
    "SUM": _sum,
    "MIN": _extreme,
    "MAX": _extreme,
    "COUNT": _count,
    "COUNTA": count_filled,
    "COUNTIF": count_if,
    "SUMIF": count_if,
    "ABS": _absolute,
    "ROUND": _round,
    "LEN": _length,
    "ISBLANK": _is_blank,
    "ORDER": _order,
    "FISCAL_MONTH": _fiscal_month,
}
