"""Amounts that reduce are entered with a reason; a project's sum does not fall below zero."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.consolidate.test_earlier_rounds import second_round
from tests.support.office import rules, used
from xl_addin.consolidate.consolidated import Consolidated

AMOUNT = {"spm2": "used", "rayong2": "q2_actual"}
STATUS = {"spm2": "กำลังดำเนินการ", "rayong2": "อยู่ระหว่างดำเนินโครงการ"}
REASON = {"spm2": "reduction_reason", "rayong2": "bullets"}


def refunded(path: Path, form: str, amount: int, reason: str | None) -> Consolidated:
    """Round 2 of an office in which P1 had spent 1,000 baht."""
    office, previous = second_round(path, form)
    office.entries = {AMOUNT[form]: 1000, "status": STATUS[form]}
    if form == "rayong2":
        office.entries["bullets"] = "- ประชุมคณะทำงาน"
    book = office.book(previous=previous).fill("P1", **{AMOUNT[form]: amount, REASON[form]: reason})
    office.put(book)
    office.put(office.book("super", previous=previous), "good.xlsx")
    return office.consolidate(previous)


@pytest.mark.parametrize("form", sorted(AMOUNT))
def test_a_refund_with_its_reason_is_in_order(tmp_path: Path, form: str) -> None:
    found = refunded(tmp_path, form, -300, "คืนเงินยืมที่เหลือ")
    assert used(found, "P1", "used_to_date") == 70_000
    assert rules(found) & {"used_below_zero", "reduction_without_reason", "negative_number"} == set()


@pytest.mark.parametrize("form", sorted(AMOUNT))
def test_a_refund_without_a_reason_is_asked_about_and_counted(tmp_path: Path, form: str) -> None:
    found = refunded(tmp_path, form, -300, None)
    assert used(found, "P1", "used_to_date") == 70_000
    # Where the text that tells the reason is asked for anyway, that it is blank says so.
    assert rules(found) & {"reduction_without_reason", "required_blank"}


@pytest.mark.parametrize("form", sorted(AMOUNT))
def test_more_than_was_spent_cannot_come_back(tmp_path: Path, form: str) -> None:
    assert "used_below_zero" in rules(refunded(tmp_path, form, -1001, "คืน"))
