"""Money and percent are exact integers; printing is the office's style and touches no figure."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_addin.model.values.money import format_baht, format_percent, percent, percents

AMOUNTS = st.integers(-(10**14), 10**14)


def test_an_amount_prints_in_whole_baht_or_with_satang() -> None:
    assert format_baht(323_300_000) == "3,233,000"
    assert format_baht(2_074_000, decimals=2) == "20,740.00"
    assert format_baht(17_100_128, decimals=None) == "171,001.28"
    assert format_baht(17_100_100, decimals=None) == "171,001"
    assert format_baht(-262_500) == "-2,625"
    assert format_baht(1_200_050, decimals=2, thai_digits=True) == "๑๒,๐๐๐.๕๐"


def test_half_a_baht_rounds_up() -> None:
    assert (format_baht(50), format_baht(49), format_baht(-50)) == ("1", "0", "-1")


def test_nothing_spent_prints_as_the_office_prints_it_and_blank_stays_blank() -> None:
    assert format_baht(0) == "-"
    assert format_baht(0, zero="0.00") == "0.00"
    assert format_baht(0, zero="0", thai_digits=True) == "๐"
    assert format_baht(None) == ""
    assert format_percent(None) == ""


def test_a_percent_is_cut_or_rounded_as_the_office_does_it() -> None:
    # สพม. 2, quarter 1: 13,820 of 3,233,000 is 0.4274...
    assert percent(1_382_000, 323_300_000, "cut") == 42
    assert percent(1_382_000, 323_300_000, "half_up") == 43
    assert percent(1, 8, "cut") == 1250
    assert percent(8_500_000, 33_000_000, "cut") == 2575
    assert percent(5, 0) is None
    assert percent(-1, 3, "cut") == -3333


def test_a_percent_prints_with_two_decimals_or_without_trailing_zeros() -> None:
    assert format_percent(1720) == "17.20"
    assert format_percent(1720, trim=True) == "17.2"
    assert format_percent(10000, trim=True) == "100"
    assert format_percent(42, thai_digits=True) == "๐.๔๒"


@given(AMOUNTS, AMOUNTS.filter(bool))
def test_half_up_is_the_nearest_hundredth(numerator: int, denominator: int) -> None:
    result = percent(numerator, denominator)
    assert result is not None
    assert abs(result - Fraction(numerator, denominator) * 10_000) <= Fraction(1, 2)


@given(AMOUNTS, AMOUNTS.filter(bool))
def test_cutting_never_prints_more_than_there_is(numerator: int, denominator: int) -> None:
    share = abs(Fraction(numerator, denominator) * 10_000)
    result = percent(numerator, denominator, "cut")
    assert result is not None
    assert abs(result) == floor(share)


@pytest.mark.parametrize("rounding", ["half_up", "cut"])
@given(pairs=st.lists(st.tuples(st.integers(-(2**62), 2**62), st.integers(-(2**62), 2**62)), max_size=20))
def test_a_column_of_percents_is_the_same_as_one_by_one(
    rounding: Literal["half_up", "cut"], pairs: list[tuple[int, int]]
) -> None:
    # Results that themselves leave 64 bits cannot stand in a column.
    pairs = [(top, bottom) for top, bottom in pairs if abs(percent(top, bottom, rounding) or 0) < 2**63]
    tops, bottoms = (np.array([pair[i] for pair in pairs], dtype=np.int64) for i in (0, 1))
    values, defined = percents(tops, bottoms, rounding)
    found = [int(value) if is_defined else None for value, is_defined in zip(values, defined, strict=True)]
    assert found == [percent(top, bottom, rounding) for top, bottom in pairs]
