"""Mistakes that authors of other offices' forms make by habit, each told with its place and the cure a person needs."""

from __future__ import annotations

import pytest

from tests.own_forms.conftest import mistake_at

SPOILT: dict[tuple[str, str], tuple[str, str, str]] = {
    ("levels", 'label = "รายการ"\nparent'): ('label = "กิจกรรม"\nparent', "tables.items.label", "label อื่น"),
    ("levels", 'formula = "SUM(items.paid)"'): (
        'formula = "items.paid"',
        "activities[used].formula",
        "SUM(items.paid)",
    ),
    ("levels", 'formula = "SUM(activities.used)"'): (
        'formula = "SUM(activities.result)"',
        "columns[used].formula",
        "activities.used",
    ),
    ("activities", 'key = "activities"\nlabel'): ('key = "all"\nlabel', "tables[all]", "ที่โปรแกรมใช้เอง"),
    ("months", 'due = "@due"'): ('due = "@dew"', "columns[used_@].due", "@due"),
    ("months", 'formula = "SUM(used_@all)"'): (
        'formula = "SUM(used_@al)"',
        "columns[used_to_date].formula",
        "all, due และ upto",
    ),
    ("signals", "'IF(people = 0"): ("'=IF(people = 0", "columns[cost_each].formula", "ไม่ต้องมี = ข้างหน้า"),
    ("signals", 'people = 0, "", used'): ('people = 0; ""; used', "columns[cost_each].formula", "ไม่ใช่ ;"),
    ("signals", "'IF(people = 0, \"\", used / people)'"): (
        "'IF(people != 0, used / people, \"\")'",
        "columns[cost_each].formula",
        "<>",
    ),
    ("signals", "used / people)'"): ("ORDER(used))'", "columns[cost_each].formula", "status"),
    ("terms", "AND(done_on >= round_start, done_on <= round_end)"): (
        "done_on >= round_start AND done_on <= round_end",
        "rules[outside_term].check",
        "AND(เงื่อนไข, เงื่อนไข)",
    ),
    ("terms", "done_on >= round_start,"): (
        "done_on >= '1/10/2568',",
        "rules[outside_term].check",
        "round_start",
    ),
    ("terms", "ISBLANK(done_on)"): ("ISBLANK(done_on, students)", "rules[outside_term].check", "มี 2 ค่า"),
    ("terms", "done_on <= round_end"): ("FISCAL_MONTH(students) = 1", "rules[outside_term].check", "done_on"),
    ("scores", "COUNT(all.score) / 2"): ("COUNTA(score) / 2", "rules[far_below].check", "all"),
    ("scores", 'check = "score >='): ('check = "NOT(score) >=', "rules[far_below].check", "ISBLANK"),
}


@pytest.mark.parametrize(("form", "right"), SPOILT)
def test_a_mistake_made_by_habit_is_told_with_its_place_and_cure(form: str, right: str) -> None:
    wrong, place, cure = SPOILT[form, right]
    mistake = mistake_at(place, form, right, wrong)
    assert cure in mistake.what + mistake.how
