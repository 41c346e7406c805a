"""Terms of an academic year as rounds; shares of all printed rows and ranks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from openpyxl import load_workbook

from tests.own_forms.conftest import FORMS, mistakes_with
from xl_addin.demo.made_up import MadeUpRound
from xl_addin.model.form.calendar import round_days, year_days
from xl_addin.model.form.loader import form_from_text, load_form
from xl_addin.model.thai.fiscal_calendar import serial_from

Rounds = Callable[[str], list[MadeUpRound]]


def test_a_term_begins_after_the_one_before_and_the_year_bears_the_number_in_which_it_begins() -> None:
    form = load_form(FORMS / "terms.toml")
    first, second = (round_days(form, 2568, number) for number in (1, 2))
    assert first == (serial_from(2568, 5, 16), serial_from(2568, 10, 10))
    assert second == (serial_from(2568, 10, 11), serial_from(2569, 3, 31))
    assert year_days(form, 2568) == (first.first, second.last)


def test_rounds_may_stand_at_days_of_their_own_within_the_fiscal_year() -> None:
    text = (FORMS / "terms.toml").read_text(encoding="utf-8")
    text = text.replace(
        'begins = "16/5"\nends = ["10/10", "31/3"]\nnamed_by = "start"', 'ends = ["31/12", "๑๕/8"]'
    )
    form = form_from_text(text, "days.toml")
    assert round_days(form, 2568, 1) == (serial_from(2567, 10, 1), serial_from(2567, 12, 31))
    assert round_days(form, 2568, 2) == (serial_from(2568, 1, 1), serial_from(2568, 8, 15))


def test_both_terms_are_reported_with_shares_that_add_up_and_ranks(rounds: Rounds) -> None:
    for made in rounds("terms"):
        assert made.result.disagreements == ()
        assert "outside_term" in {problem.rule for problem in made.consolidated.problems}
        sheet = load_workbook(made.report, data_only=True)["ผลรายภาค"]
        rows = list(sheet.iter_rows(values_only=True))
        printed = [row for row in rows if isinstance(row[0], int)]
        assert sum(row[3] for row in printed) == pytest.approx(100)
        assert rows[-1][3] == pytest.approx(100)
        best = max(row[4] for row in printed)
        assert {row[5] for row in printed if row[4] == best} == {1}
    assert "11 ตุลาคม 2568 - 31 มีนาคม 2569" in str(rows[0][0])


SPOILT = {
    'ends = ["10/10", "31/3"]': ('ends = ["10/10", "31/2"]', "period.ends", "วัน/เดือน"),
    '"10/10", "31/3"': ('"10/10"', "period.ends", "2 วัน"),
    '"31/3"]': ('"1/8"]', "period.ends", "ไม่เกินหนึ่งปี"),
    'ends = ["10/10", "31/3"]\n': ("", "period.ends", "ends"),
    '"16/5"': ('"พฤษภาคม"', "period.begins", "31/3"),
    'named_by = "start"': ('named_by = "begin"', "period.named_by", "start"),
    'show = "rank"': ('show = "ranks"', "show", "rank"),
    'key = "students", show = "rank"': ('key = "project", show = "rank"', "show", "ตัวเลข"),
    'show = "rank" }': ('show = "rank", total = true }', "total", "total"),
}


@pytest.mark.parametrize("right", SPOILT)
def test_a_mistake_in_terms_and_ranks_is_told_with_its_place_and_cure(right: str) -> None:
    wrong, place, cure = SPOILT[right]
    [mistake] = mistakes_with("terms", right, wrong)
    assert place in mistake.key
    assert cure in mistake.what + mistake.how
