"""Evaluation of expressions row by row in plain Python: what `evaluate` gives, where rows are few.

An expression is made into functions once (`compiled`); numpy and pandas cost more than a few rows are worth.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import assert_never

from xl_addin.model.expressions.language import Binary, Call, Expression, Name, Negate, Number, Text
from xl_addin.model.expressions.message_templates import parts, shown_number
from xl_addin.model.expressions.office_ranges import is_over_all
from xl_addin.model.expressions.plain_ranges import (
    Compiled,
    column_below,
    count_filled,
    count_if,
    joined,
    over_all,
)
from xl_addin.model.expressions.plain_values import (
    Amount,
    Inside,
    PlainData,
    Truth,
    Value,
    arithmetic,
    as_amount,
    as_truth,
    compared,
    inside_value,
    rounded,
)
from xl_addin.model.expressions.text_functions import TEXT_FUNCTIONS
from xl_addin.model.expressions.type_inference import infer
from xl_addin.model.expressions.types import COMPARISONS, Scope
from xl_addin.model.expressions.vectors import MOST
from xl_addin.model.thai.fiscal_calendar import date_of
from xl_addin.model.values.kinds import SCALE, Kind


def compiled(expression: Expression, scope: Scope) -> Compiled:
    """The expression as a function of a row."""
    match expression:
        case Number(value=value):
            scale = max(0, -int(value.as_tuple().exponent))
            number = Amount(int(value.scaleb(scale)), 10**scale)
            return lambda data, row: number
        case Text(value=text):
            return lambda data, row: text
        case Name():
            return _named(str(expression), scope.lookup(expression).kind or Kind.TEXT)
        case Negate(operand=operand):
            return partial(_negated, compiled(operand, scope))
        case Binary():
            return _binary(expression, scope)
        case Call():
            return _call(expression, scope)
        case _:
            assert_never(expression)


def is_met(check: Compiled, data: PlainData, row: int) -> bool:
    """Truth in a row; a check that cannot be computed counts as not met."""
    truth = as_truth(check(data, row))
    return truth.value and not truth.error


def column_values(
    expression: Expression, function: Compiled, kind: Kind, data: PlainData, percent_rounding: str
) -> list[Inside]:
    """The inside values of a computed column, rounded as `evaluate_column` does."""
    found = [function(data, row) for row in range(data.rows)]
    if kind not in SCALE:
        return [value if isinstance(value, str) and value else None for value in found]
    cut = kind is Kind.PERCENT and percent_rounding == "cut"
    counts_blank = isinstance(expression, Name)

    def inside(amount: Amount) -> Inside:
        value = rounded(amount, SCALE[kind], cut=cut)
        is_unknown = amount.error or (amount.blank and not counts_blank) or abs(value) > MOST
        return None if is_unknown else value

    return [inside(as_amount(value)) for value in found]


def message(text: str, scope: Scope) -> Callable[[PlainData, int], str]:
    """A message with values in it, as a function of a row."""
    pieces = [part if isinstance(part, str) else _shown(part, scope) for part in parts(text)]
    return lambda data, row: "".join(
        piece if isinstance(piece, str) else piece(data, row) for piece in pieces
    )


def _shown(expression: Expression, scope: Scope) -> Callable[[PlainData, int], str]:
    found, function = infer(expression, scope), compiled(expression, scope)
    kind = found.kind or Kind.NUMBER

    def shown(data: PlainData, row: int) -> str:
        value = function(data, row)
        if isinstance(value, str):
            return found.choices.get(value, value)
        return shown_number(rounded(as_amount(value), SCALE[kind]), kind)

    return shown


def _named(key: str, kind: Kind) -> Compiled:
    def named(data: PlainData, row: int) -> Value:
        value = data.constants[key] if key in data.constants else data.columns[key][row]
        return inside_value(value, kind)

    return named


def _negated(operand: Compiled, data: PlainData, row: int) -> Amount:
    number = as_amount(operand(data, row))
    return Amount(-number.value, number.below, False, number.error)


def _binary(expression: Binary, scope: Scope) -> Compiled:
    sign = expression.operator
    left, right = compiled(expression.left, scope), compiled(expression.right, scope)
    if sign in COMPARISONS:
        return lambda data, row: compared(sign, left(data, row), right(data, row))
    if sign == "&":
        return lambda data, row: str(left(data, row)) + str(right(data, row))
    return lambda data, row: arithmetic(sign, as_amount(left(data, row)), as_amount(right(data, row)))


def _call(call: Call, scope: Scope) -> Compiled:
    if call.function in TEXT_FUNCTIONS:
        return _text_function(call, scope)
    if is_over_all(call):
        return over_all(call, scope, partial(compiled, scope=scope))
    return _FUNCTIONS[call.function](call, scope)


def _if(call: Call, scope: Scope) -> Compiled:
    condition, yes, no = (compiled(argument, scope) for argument in call.arguments)
    # "" is blank; a reference to a blank cell that IF hands on is 0, as in Excel.
    is_reference = {True: isinstance(call.arguments[1], Name), False: isinstance(call.arguments[2], Name)}

    def chosen(data: PlainData, row: int) -> Value:
        asked = as_truth(condition(data, row))
        branches = {True: yes(data, row), False: no(data, row)}
        found = branches[asked.value]
        if isinstance(found, Truth):
            return Truth(found.value, asked.error or found.error)
        if all(isinstance(branch, str) for branch in branches.values()):
            return found
        number = as_amount(found)
        blank = number.blank and not is_reference[asked.value]
        return Amount(number.value, number.below, blank, asked.error or number.error)

    return chosen


def _logic(call: Call, scope: Scope) -> Compiled:
    arguments = [compiled(argument, scope) for argument in call.arguments]
    name = call.function
    if name != "NOT" and not any(map(_divides, call.arguments)):
        settles = name == "OR"

        def settled(data: PlainData, row: int) -> Truth:
            found = any(as_truth(argument(data, row)).value is settles for argument in arguments)
            return Truth(found is settles)

        return settled

    def told(data: PlainData, row: int) -> Truth:
        found = [as_truth(argument(data, row)) for argument in arguments]
        values = [truth.value for truth in found]
        value = all(values) if name == "AND" else any(values) if name == "OR" else not values[0]
        return Truth(value, any(truth.error for truth in found))

    return told


def _divides(expression: Expression) -> bool:
    """Whether it may not be computable: what is asked after it cannot be left out then."""
    match expression:
        case Binary(operator=sign, left=left, right=right):
            return sign == "/" or _divides(left) or _divides(right)
        case Negate(operand=operand):
            return _divides(operand)
        case Call(arguments=arguments):
            return any(map(_divides, arguments))
        case _:
            return False


def _sum(call: Call, scope: Scope) -> Compiled:
    arguments = _amounts_of(call, scope)

    def total(data: PlainData, row: int) -> Amount:
        found = Amount(0)
        for argument in arguments:
            for amount in argument(data, row):
                found = arithmetic("+", found, amount)
        return found

    return total


def _extreme(call: Call, scope: Scope) -> Compiled:
    arguments = _amounts_of(call, scope)
    is_range = [scope.is_range(argument) for argument in call.arguments]
    sign = ">=" if call.function == "MAX" else "<="

    def extreme(data: PlainData, row: int) -> Amount:
        found: Amount | None = None
        for argument, whole in zip(arguments, is_range, strict=True):
            # In a column blanks do not count, and a column without anything is 0.
            amounts = [one for one in argument(data, row) if not (whole and one.blank)] or [Amount(0)]
            for one in amounts:
                error = one.error or (found is not None and found.error)
                if found is None or not compared(sign, found, one).value:
                    found = one
                found = Amount(found.value, found.below, False, error)
        assert found is not None
        return found

    return extreme


def _count(call: Call, scope: Scope) -> Compiled:
    arguments = _amounts_of(call, scope)
    return lambda data, row: Amount(
        sum(not amount.blank for argument in arguments for amount in argument(data, row))
    )


def _amounts_of(call: Call, scope: Scope) -> list[Callable[[PlainData, int], list[Amount]]]:
    """The amounts that each argument gives for a row: those of its own rows in a table below, or one."""

    def amounts(argument: Expression) -> Callable[[PlainData, int], list[Amount]]:
        if scope.is_range(argument):
            below = column_below(argument, scope)
            return lambda data, row: [as_amount(value) for value in below(data, row)]
        function = compiled(argument, scope)
        return lambda data, row: [as_amount(function(data, row))]

    return [amounts(argument) for argument in call.arguments]


def _absolute(call: Call, scope: Scope) -> Compiled:
    function = compiled(call.arguments[0], scope)

    def absolute(data: PlainData, row: int) -> Amount:
        number = as_amount(function(data, row))
        return Amount(abs(number.value), number.below, False, number.error)

    return absolute


def _round(call: Call, scope: Scope) -> Compiled:
    function, digits = compiled(call.arguments[0], scope), call.arguments[1]
    assert isinstance(digits, Number)
    scale = int(digits.value)

    def round_(data: PlainData, row: int) -> Amount:
        number = as_amount(function(data, row))
        return Amount(rounded(number, scale), 10**scale, False, number.error)

    return round_


def _length(call: Call, scope: Scope) -> Compiled:
    function = compiled(call.arguments[0], scope)
    return lambda data, row: Amount(len(str(function(data, row))))


def _is_blank(call: Call, scope: Scope) -> Compiled:
    function = compiled(call.arguments[0], scope)

    def is_blank(data: PlainData, row: int) -> Truth:
        found = function(data, row)
        return Truth(found.blank if isinstance(found, Amount) else found == "")

    return is_blank


def _text_function(call: Call, scope: Scope) -> Compiled:
    text_function = TEXT_FUNCTIONS[call.function]
    kinds = text_function.kinds(len(call.arguments))
    arguments = [
        joined(argument, scope) if scope.is_range(argument) else compiled(argument, scope)
        for argument in call.arguments
    ]
    compute, result = text_function.compute, text_function.result

    def read(data: PlainData, row: int) -> Value:
        given: list[Inside] = []
        for argument, kind in zip(arguments, kinds, strict=True):
            value = argument(data, row)
            if isinstance(value, Amount):
                given.append(None if value.blank else rounded(value, SCALE[kind]))
            else:
                given.append(str(value))
        found = compute(*given)
        if result is None:
            return Truth(bool(found))
        return Amount(found or 0, 10 ** SCALE[result], found is None) if result in SCALE else found or ""

    return read


def _order(call: Call, scope: Scope) -> Compiled:
    name = call.arguments[0]
    assert isinstance(name, Name)
    place = {code: number for number, code in enumerate(scope.lookup(name).choices, 1)}
    function = compiled(name, scope)
    return lambda data, row: Amount(place.get(str(function(data, row)), 0))


def _fiscal_month(call: Call, scope: Scope) -> Compiled:
    function = compiled(call.arguments[0], scope)

    def month(data: PlainData, row: int) -> Amount:
        day = as_amount(function(data, row))
        value = (date_of(day.value).month - 10) % 12 + 1 if day.value > 0 else 0
        return Amount(value, day.below, False, day.error)

    return month


_FUNCTIONS: dict[str, Callable[[Call, Scope], Compiled]] = {
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
