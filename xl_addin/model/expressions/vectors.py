"""Vectors that expressions are computed with: exact numbers, texts and truths, one per row.

Numbers are integers with a scale (satang = 2); a division keeps numerator and divisor, so nothing is rounded
before somebody says how. A blank number counts as 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.arrays import IntegerArray

from xl_addin.model.values.kinds import SCALE, Kind

Array = NDArray[Any]

MOST = 2**62
"""Whole numbers up to here are held in 64 bits; no computed column holds a larger one."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """value / 10**scale / divisor, one a row.

    Arrays have one entry a row of the frame. `divisor`: None, or positive; `error`: division by zero.
    """

    value: Array
    scale: int
    blank: Array
    error: Array
    divisor: Array | None = None


@dataclass(frozen=True)
class Texts:
    """One text a row.

    `value`: of objects, "" for blank.
    """

    value: Array

    @cached_property
    def folded(self) -> Array:
        """The texts as Excel compares them: without regard to case."""
        return folded(self.value)


@dataclass(frozen=True, slots=True)
class Booleans:
    """One truth a row.

    `error`: rows of which it cannot be told.
    """

    value: Array
    error: Array


Vector = Numbers | Texts | Booleans


@lru_cache(maxsize=64)
def no_rows(rows: int) -> Array:
    """A mask in which no row is marked; nobody writes into it."""
    return _everywhere(np.zeros(1, dtype=bool), rows)


@lru_cache(maxsize=256)
def full_number(value: int, scale: int, rows: int) -> Numbers:
    """One number in every row."""
    return Numbers(_everywhere(np.array([value], dtype=np.int64), rows), scale, no_rows(rows), no_rows(rows))


@lru_cache(maxsize=256)
def full_text(value: str, rows: int) -> Texts:
    """One text in every row."""
    return Texts(_everywhere(np.array([value], dtype=object), rows))


def _everywhere(one: Array, rows: int) -> Array:
    """A value in every row, held once."""
    return np.broadcast_to(one, rows)


def blank_rows(column: pd.Series) -> Array:
    """The rows in which a column of inside values is blank."""
    return np.asarray(column.array.isna(), dtype=bool)


def from_series(series: pd.Series, kind: Kind) -> Vector:
    """A column of inside values as a vector."""
    if kind in SCALE and isinstance(series.array, IntegerArray):
        whole = series.array
        values, missing = whole.to_numpy(dtype=np.int64, na_value=0), blank_rows(series)
        return Numbers(values, SCALE[kind], missing, no_rows(len(series)))
    missing = blank_rows(series)
    if kind in SCALE:
        values = series.astype("Int64").fillna(0).to_numpy(dtype=np.int64)
        return Numbers(values, SCALE[kind], missing, no_rows(len(series)))
    return Texts(np.where(missing, "", series.to_numpy(dtype=object)))


def of_rows(vector: Vector, rows: Array) -> Vector:
    """The values of some rows, by their positions."""
    if isinstance(vector, Texts):
        return Texts(vector.value[rows])
    if isinstance(vector, Booleans):
        return Booleans(vector.value[rows], vector.error[rows])
    divisor = None if vector.divisor is None else vector.divisor[rows]
    return Numbers(vector.value[rows], vector.scale, vector.blank[rows], vector.error[rows], divisor)


def as_numbers(vector: Vector) -> Numbers:
    """Numbers as they are; "" (the blank branch of an IF) as blanks."""
    if isinstance(vector, Numbers):
        return vector
    rows = len(vector.value)
    return Numbers(np.zeros(rows, dtype=np.int64), 0, np.ones(rows, dtype=bool), no_rows(rows))


def times(values: Array, factor: int | Array) -> Array:
    """values * factor, in exact integers of any size."""
    if values.dtype != object and len(values):
        largest = _largest(values) or 0
        other = factor if isinstance(factor, int) else _largest(factor)
        if other is None or largest * abs(other) >= MOST:
            values = values.astype(object)
    if isinstance(factor, int) and factor == 1:
        return values
    if isinstance(factor, np.ndarray) and factor.dtype == object:
        values = values.astype(object)
    return values * factor


def _largest(values: Array) -> int | None:
    if values.dtype == object:
        return None
    if not len(values):
        return 0
    return max(int(values.max()), -int(values.min()))


def aligned(left: Numbers, right: Numbers) -> tuple[Array, Array, int, Array | None]:
    """Both values as integers over one scale and one divisor."""
    scale = max(left.scale, right.scale)
    a = times(left.value, 10 ** (scale - left.scale))
    b = times(right.value, 10 ** (scale - right.scale))
    if left.divisor is None and right.divisor is None:
        return a, b, scale, None
    ones = np.ones(len(a), dtype=object)
    left_divisor = ones if left.divisor is None else left.divisor
    right_divisor = ones if right.divisor is None else right.divisor
    return a * right_divisor, b * left_divisor, scale, left_divisor * right_divisor


def rescale(numbers: Numbers, scale: int, *, cut: bool) -> Array:
    """The values as integers of the wanted scale, cut towards zero or rounded half away from zero."""
    if numbers.divisor is None and numbers.scale <= scale:
        return times(numbers.value, 10 ** (scale - numbers.scale))
    value = numbers.value.astype(object)
    numerator = np.abs(value) * 10**scale
    divisor = 10**numbers.scale if numbers.divisor is None else numbers.divisor * 10**numbers.scale
    whole = numerator // divisor if cut else (2 * numerator + divisor) // (2 * divisor)
    return np.where(value < 0, -whole, whole)


def arithmetic(operator: str, left: Numbers, right: Numbers) -> Numbers:
    """Exact + - * /; a division by zero is marked as an error."""
    error = left.error | right.error
    blank = no_rows(len(error))
    if operator in ("+", "-"):
        a, b, scale, divisor = aligned(left, right)
        return Numbers(a + b if operator == "+" else a - b, scale, blank, error, divisor)
    if operator == "*":
        value = times(left.value, right.value)
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


def compared(operator: str, left: Vector, right: Vector) -> Booleans:
    """Excel's comparison: "" equals a blank, texts compare without regard to case."""
    compare = _COMPARE[operator]
    if isinstance(left, Numbers) and isinstance(right, Numbers):
        if left.scale == right.scale and left.divisor is None and right.divisor is None:
            a, b = left.value, right.value
        else:
            a, b, _, _ = aligned(left, right)
        return Booleans(np.asarray(compare(a, b), dtype=bool), left.error | right.error)
    if isinstance(left, Booleans) and isinstance(right, Booleans):
        return Booleans(compare(left.value, right.value), left.error | right.error)
    for number, other in ((left, right), (right, left)):
        if isinstance(number, Numbers):  # the other side is ""
            assert isinstance(other, Texts)
            return Booleans(number.blank if operator == "=" else ~number.blank, number.error)
    assert isinstance(left, Texts) and isinstance(right, Texts)
    a, b = left.folded, right.folded
    return Booleans(np.asarray(compare(a, b), dtype=bool), no_rows(len(a)))


def folded(values: Array) -> Array:
    """Excel compares text without regard to case."""
    folded = {text: small for text in set(values) if (small := text.casefold()) != text}
    if not folded:  # as of Thai texts
        return values
    return np.array([folded.get(text, text) for text in values], dtype=object)
