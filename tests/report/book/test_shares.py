"""Shares of a whole add up to 100.00, whatever the parts."""

from __future__ import annotations

import random
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.support.consolidations import office
from xl_addin.model.values import money
from xl_addin.report.book.shares import ADJUSTED, is_adjusted, shares
from xl_addin.report.writer import write_report


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([1, 1, 1], [3334, 3333, 3333]),
        ([1, 1, 1, 1, 1, 1], [1667, 1667, 1667, 1667, 1666, 1666]),
        ([5, 12, 5], [2273, 5454, 2273]),
        ([0, 7, 0], [0, 10000, 0]),
        ([2, 1], [6667, 3333]),
    ],
)
def test_the_largest_remainders_are_rounded_up(parts: list[int], expected: list[int]) -> None:
    assert money.shares(parts) == expected


def test_shares_of_any_parts_add_up_and_are_off_by_less_than_a_hundredth() -> None:
    made = random.Random(9)
    for _ in range(500):
        parts = [made.randrange(0, 10 ** made.randrange(1, 13)) for _ in range(made.randrange(1, 9))]
        if not sum(parts):
            continue
        found = money.shares(parts)
        assert sum(found) == 10_000
        assert all(
            abs(share - part * 10_000 / sum(parts)) < 1 for share, part in zip(found, parts, strict=True)
        )


def test_nothing_and_less_than_nothing_have_no_shares() -> None:
    assert shares([0, 0]) == [None, None]
    assert shares([5, -1]) == [None, None]


def test_a_table_whose_shares_were_adjusted_says_so() -> None:
    assert is_adjusted([1, 1, 1])
    assert not is_adjusted([1, 1])
    target = BytesIO()
    write_report(target, office("spm2", 1))
    rows = list(load_workbook(BytesIO(target.getvalue()), data_only=True)["สรุป"].iter_rows(values_only=True))
    start = next(number for number, row in enumerate(rows) if row[0] == "สถานะ")
    end = next(number for number, row in enumerate(rows) if row[0] == "รวม" and number > start)
    counts = [int(str(row[1])) for row in rows[start + 1 : end]]
    percents = [float(str(row[2])) for row in rows[start + 1 : end]]
    assert [round(percent * 100) for percent in percents] == money.shares(counts)
    assert rows[end][2] == 100
    assert (ADJUSTED in [row[0] for row in rows[end + 1 :]]) is is_adjusted(counts)
