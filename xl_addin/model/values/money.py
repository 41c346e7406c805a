"""Money and percent as exact integers: satang (1/100 baht) and hundredths of a percent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from xl_addin.model.thai import words

SATANG = 100
# Up to here an amount times 10,000 fits 64 bits.
_EXACT_IN_64_BITS = (2**63 - 1) // 10_000

Rounding = Literal["half_up", "cut"]


def format_baht(
    satang: int | None,
    decimals: Literal[0, 2] | None = 0,
    thai_digits: bool = False,
    zero: str = "-",
) -> str:
    """An amount as a sentence prints it: 123456 -> "1,235", "1,234.56" with two decimals.

    Blank stays "", zero is the office's sign for it. decimals=None prints satang only where there are any.
    """
    if satang is None:
        return ""
    if satang == 0:
        return words.thai_digits(zero) if thai_digits else zero
    if decimals is None:
        decimals = 2 if satang % SATANG else 0
    return words.format_number(satang, SATANG, decimals, thai_digits)


def percent(numerator: int, denominator: int, rounding: Rounding = "half_up") -> int | None:
    """numerator / denominator in hundredths of a percent, exact; None when the denominator is 0.

    "cut" drops what follows the second decimal (ขอนแก่น 2, สพม. 2: 13,820 of 3,233,000 is 0.42),
    "half_up" rounds halves away from zero (เชียงใหม่ 2).
    """
    if denominator == 0:
        return None
    sign = -1 if (numerator < 0) != (denominator < 0) else 1
    top, bottom = abs(numerator) * 10_000, abs(denominator)
    if rounding == "half_up":
        top, bottom = 2 * top + bottom, 2 * bottom
    return sign * (top // bottom)


def shares(parts: Sequence[int]) -> list[int]:
    """Parts of their sum in hundredths of a percent that add up to 10,000, by largest remainder.

    Of equal remainders the first is rounded up. No part is below 0, and their sum is above it.
    """
    whole = sum(parts)
    found = [part * 10_000 // whole for part in parts]
    by_remainder = sorted(range(len(parts)), key=lambda place: -(parts[place] * 10_000 % whole))
    for place in by_remainder[: 10_000 - sum(found)]:
        found[place] += 1
    return found


def percents(
    numerators: NDArray[np.int64], denominators: NDArray[np.int64], rounding: Rounding = "half_up"
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """`percent` over two arrays of equal length: (hundredths of a percent, which rows have a percent).

    Rows whose denominator is 0 hold 0 and False. Amounts beyond nine million million baht
    are computed one by one, because 64 bits cannot hold them times 10,000.
    """
    top = np.asarray(numerators, dtype=np.int64)
    bottom = np.asarray(denominators, dtype=np.int64)
    defined = bottom != 0
    divisor = np.where(defined, np.abs(bottom), 1)
    sign = np.where((top < 0) != (bottom < 0), -1, 1)
    scaled = np.abs(top) * 10_000
    # Whole part and rest apart, so that doubling for the half never leaves 64 bits.
    result, rest = np.divmod(scaled, divisor)
    if rounding == "half_up":
        result = result + (rest >= divisor - rest)
    result = np.where(defined, sign * result, 0)
    for row in np.flatnonzero(defined & (np.abs(top) > _EXACT_IN_64_BITS)):
        result[row] = percent(int(top[row]), int(bottom[row]), rounding)
    return result, defined


def format_percent(
    hundredths: int | None, decimals: int = 2, thai_digits: bool = False, trim: bool = False
) -> str:
    """1720 -> "17.20", or "17.2" with trim, as some offices print it; blank stays ""."""
    if hundredths is None:
        return ""
    text = words.format_number(hundredths, 100, decimals, thai_digits)
    return text.rstrip("0๐").rstrip(".") if trim and "." in text else text
