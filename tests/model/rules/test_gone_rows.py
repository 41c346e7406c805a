"""An activity of the last quarter that is gone from this one is asked about; one in other words is not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from xl_addin.model.expressions.evaluation_data import PARENT
from xl_addin.model.form.loader import load_form
from xl_addin.model.form.schema import MAIN
from xl_addin.model.rules.gone_rows import gone_rows

BEFORE = (
    "อบรมเชิงปฏิบัติการครูภาษาไทย",
    "นิเทศติดตามโรงเรียนขนาดเล็ก",
    "จัดทำคู่มือการวัดและประเมินผล",
)


def told(before: tuple[str, ...], now: tuple[str, ...], status: str = "in_progress") -> list[str]:
    """What `gone_rows` says is gone of a project's activities."""
    form = load_form("chiangmai2")
    earlier = pd.DataFrame({"project_id": "P1", "level": "main", "activity": before, "status": status})
    for column in form.columns_of("activities"):
        if column.key not in earlier:
            earlier[column.key] = None
    frames = {
        MAIN: pd.DataFrame({"project_id": ["P1"]}),
        "activities": pd.DataFrame({PARENT: [0] * len(now), "activity": list(now)}, dtype=object),
    }
    found = list(gone_rows(form, frames, {"activities": earlier}, np.ones(1, dtype=bool)))
    assert all((each.table, each.row, each.key) == (MAIN, 0, "activities.activity") for each in found)
    return [each.problem.message for each in found]


@pytest.mark.parametrize(("gone", "kept"), [(2, (0, 1)), (1, (0, 2)), (0, (2, 1))])
def test_what_is_gone_is_named(gone: int, kept: tuple[int, ...]) -> None:
    (message,) = told(BEFORE, tuple(BEFORE[at] for at in kept))
    assert BEFORE[gone] in message
    assert not any(BEFORE[at] in message for at in kept)


@pytest.mark.parametrize(
    "now",
    [
        BEFORE,
        BEFORE[::-1],
        ("การอบรมเชิงปฏิบัติการสำหรับครูภาษาไทย", "การนิเทศ ติดตาม โรงเรียนขนาดเล็ก", "จัดทำคู่มือวัดและประเมินผล"),
        (*BEFORE, "ประชุมสรุปผล"),
        ("อบรมเชิงปฏิบัติการครูภาษาไทย และนิเทศติดตามโรงเรียนขนาดเล็ก", BEFORE[2]),
        # Another list than that of the round before.
        ("ประกวดร้องเพลง", "แข่งขันกีฬาสี", BEFORE[0]),
    ],
)
def test_what_is_told_again_in_whatever_words_is_not_gone(now: tuple[str, ...]) -> None:
    assert told(BEFORE, now) == []


def test_what_was_completed_may_be_left_out() -> None:
    assert told(BEFORE, BEFORE[:2], status="completed") == []
