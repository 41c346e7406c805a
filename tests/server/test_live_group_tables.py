"""The live check of tables of the groups: the rows of a group's indicators and budget lines."""

from __future__ import annotations

from functools import cache

from tests.own_forms.conftest import FORMS
from xl_addin.demo.made_up import made_up_register
from xl_addin.model.form.loader import load_form
from xl_addin.office.open_round import OpenRound, open_round
from xl_addin.server.live.checked_rows import RowAnswer
from xl_addin.server.live.live_check import check_live
from xl_addin.server.live.request_model import Cell, LiveRequest

KEYS = ["line", "category", "budget", "used", "to_date", "left", "share", "project_id", "_known"]
KNOWN: list[Cell] = ["รายการที่ 1", "ค่าใช้สอย", 15000, None, None, None, None, "G02", 1]


@cache
def planned_round() -> OpenRound:
    form = load_form(FORMS / "plan.toml")
    return open_round(made_up_register(form), 1)


def answers(*rows: list[Cell], group: str = "G02") -> tuple[RowAnswer, ...]:
    asked = {
        "table": "lines",
        "sheet": "รายการงบประมาณ",
        "first_column": 1,
        "keys": KEYS,
        "numbers": list(range(9, 9 + len(rows))),
        "values": list(rows),
    }
    request = LiveRequest.model_validate({"identity": {}, "rows": asked})
    return check_live(request, planned_round(), group).rows


def with_used(used: Cell) -> list[Cell]:
    return [*KNOWN[:3], used, *KNOWN[4:]]


def test_a_known_row_that_lacks_an_entry_is_told_and_counted_among_no_projects() -> None:
    (row,) = answers(KNOWN)
    assert (row.name, row.entries, row.proposal) == ("รายการที่ 1", 0, True)
    assert [(mistake.rule, mistake.cell) for mistake in row.mistakes] == [("required_blank", "E9")]


def test_a_blank_row_for_the_group_s_own_says_nothing() -> None:
    (row,) = answers([*[None] * 7, "G02", None])
    assert (row.entries, row.mistakes) == (0, ())


def test_a_rule_of_the_rows_is_told_at_its_cell() -> None:
    first, second = answers(with_used(16000), with_used(15000))
    assert [(mistake.rule, mistake.cell) for mistake in first.mistakes] == [("line_over", "E9")]
    assert (second.entries, second.mistakes) == (1, ())


def test_what_cannot_be_read_is_told_and_a_number_typed_as_text_is_written_back() -> None:
    (row,) = answers(with_used("หมื่นห้า"))
    assert [mistake.rule for mistake in row.mistakes] == ["not_a_number"]
    request = {"table": "lines", "sheet": "x", "first_column": 1, "keys": KEYS, "numbers": [9]}
    values = {"values": [with_used("๑,๕๐๐ บาท")]}
    asked = LiveRequest.model_validate({"identity": {}, "rows": request | values})
    (write,) = check_live(asked, planned_round(), "G02").writes
    assert (write.cell, write.value) == ("E9", 1500)


def test_rows_of_another_group_are_none_of_these() -> None:
    assert answers(KNOWN, group="G03") == ()
