"""Values of one row in plain Python, and what is computed with them: for few rows quicker than vectors, and the same.

A number is `value / below` with whole numbers, so nothing is rounded before somebody says how; texts are str.
`vectors` says what blanks and errors mean; tests hold both to the same results.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from xl_addin.model.expressions.evaluation_data import PARENT
from xl_addin.model.values.kinds import SCALE, Kind

Inside = int | str | None
Plain = dict[str, list[Inside]]
Columns = Mapping[str, Sequence[Inside]]
"""Inside values by key, one a row; None is blank."""


class Amount(NamedTuple):
    """value / below. `below`: positive; a blank's value is 0; `error`: division by zero."""

    value: int
    below: int = 1
    blank: bool = False
    error: bool = False


class Truth(NamedTuple):
    """`error`: it cannot be told."""

    value: bool
    error: bool = False


Value = Amount | Truth | str


@dataclass(frozen=True, slots=True)
class PlainData:
    """What expressions of some rows are evaluated over, as `evaluation_data.Data` of frames.

    `rows`: how many; `columns` of them, `tables` below them (each with the column `_row`, their parent's position).
    """

    rows: int
    columns: Columns
    tables: Mapping[str, Columns]
    constants: Mapping[str, Inside]

    def children(self, table: str, row: int) -> list[int]:
        """The positions of a row's own rows in a table below it."""
        return [position for position, parent in enumerate(self.tables[table][PARENT]) if parent == row]


def inside_value(value: Inside, kind: Kind) -> Value:
    """What a cell of a column of that kind holds."""
    if kind in SCALE:
        return Amount(int(value or 0), 10 ** SCALE[kind], value is None)
    return str(value or "")


def as_amount(value: Value) -> Amount:
    """A number as it is; "" (the blank branch of an IF) as a blank."""
    return value if isinstance(value, Amount) else Amount(0, 1, True)


def as_truth(value: Value) -> Truth:
    assert isinstance(value, Truth)
    return value


def arithmetic(sign: str, left: Amount, right: Amount) -> Amount:
    """Exact + - * /; a division by zero is marked as an error."""
    error = left.error or right.error
    if sign in ("+", "-"):
        a, b, below = aligned(left, right)
        return Amount(a + b if sign == "+" else a - b, below, False, error)
    if sign == "*":
        return Amount(left.value * right.value, left.below * right.below, False, error)
    divisor = right.value or 1
    value = left.value * right.below * (-1 if divisor < 0 else 1)
    return Amount(value, left.below * abs(divisor), False, error or right.value == 0)


def aligned(left: Amount, right: Amount) -> tuple[int, int, int]:
    """Both values over one divisor."""
    if left.below == right.below:
        return left.value, right.value, left.below
    return left.value * right.below, right.value * left.below, left.below * right.below


def rounded(amount: Amount, scale: int, *, cut: bool = False) -> int:
    """The value as a whole number of the wanted scale, cut towards zero or rounded half away from zero."""
    numerator, below = abs(amount.value) * 10**scale, amount.below
    whole = numerator // below if cut else (2 * numerator + below) // (2 * below)
    return -whole if amount.value < 0 else whole


_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}


def compared(sign: str, left: Value, right: Value) -> Truth:
    """Excel's comparison: "" equals a blank, texts compare without regard to case."""
    compare = _COMPARE[sign]
    if isinstance(left, Amount) and isinstance(right, Amount):
        a, b, _ = aligned(left, right)
        return Truth(compare(a, b), left.error or right.error)
    if isinstance(left, Truth) and isinstance(right, Truth):
        return Truth(compare(left.value, right.value), left.error or right.error)
    for number in (left, right):
        if isinstance(number, Amount):  # the other side is ""
            return Truth(number.blank if sign == "=" else not number.blank, number.error)
    assert isinstance(left, str) and isinstance(right, str)
    return Truth(compare(left.casefold(), right.casefold()))
