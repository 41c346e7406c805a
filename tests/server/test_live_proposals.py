"""The live check of the rows in which a group proposes projects."""

from __future__ import annotations

from tests.support.registers import small_register
from xl_addin.model.form.loader import load_form
from xl_addin.office.open_round import OpenRound, open_round
from xl_addin.server.live.checked_rows import RowAnswer
from xl_addin.server.live.live_check import check_live
from xl_addin.server.live.request_model import Cell, LiveRequest

KEYS = ["project_id", "project", "section", "budget", "proposal_reason"]


def proposing_round() -> OpenRound:
    form = load_form("khonkaen2")
    form = form.model_copy(update={"template": form.template.model_copy(update={"proposals": 2})})
    return open_round(small_register("khonkaen2", form=form), 1)


def answers(*rows: list[Cell], group: str = "g2") -> tuple[RowAnswer, ...]:
    asked = {
        "table": "proposals",
        "sheet": "ข้อเสนอโครงการ",
        "first_column": 0,
        "keys": KEYS,
        "numbers": list(range(6, 6 + len(rows))),
        "values": list(rows),
    }
    return check_live(
        LiveRequest.model_validate({"identity": {}, "rows": asked}), proposing_round(), group
    ).rows


def test_a_row_that_nobody_has_begun_is_not_wrong_and_is_no_project() -> None:
    (row,) = answers(["ข1-g2-1", None, None, None, None])
    assert (row.entries, row.mistakes, row.proposal) == (0, (), True)


def test_what_is_lacking_and_what_cannot_be_read_is_told_at_its_cell() -> None:
    (row,) = answers(["ข1-g2-1", "ค่ายวิทยาศาสตร์", None, "ห้าหมื่น", None])
    assert {mistake.rule: mistake.cell for mistake in row.mistakes} == {
        "proposal_incomplete": "C6",
        "not_a_number": "D6",
    }


def test_a_group_is_told_of_its_own_projects_that_are_alike_and_of_no_other_group_s() -> None:
    row = ["ข1-g2-1", "ยกระดับผลสัมฤทธิ์ทางการเรียนของนักเรียน", None, 5, "x"]
    assert "proposal_alike" in {mistake.rule for mistake in answers(row)[0].mistakes}
    assert "proposal_alike" not in {mistake.rule for mistake in answers(row, group="g1")[0].mistakes}


def test_a_form_without_proposals_answers_nothing_of_them() -> None:
    asked = {
        "table": "proposals",
        "sheet": "x",
        "first_column": 0,
        "keys": KEYS,
        "numbers": [6],
        "values": [["ข1"] * 5],
    }
    plain = open_round(small_register("khonkaen2"), 1)
    assert check_live(LiveRequest.model_validate({"identity": {}, "rows": asked}), plain, "g2").rows == ()
