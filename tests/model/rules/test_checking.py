"""What rules say of a row: values in the sentence, one problem for one cause, nothing about rows not judged."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from xl_addin.model.form.loader import load_form
from xl_addin.model.form.schema import MAIN, Form
from xl_addin.model.form.scopes import IDENTITY_KINDS, constants
from xl_addin.model.rules.checking import Checked, check
from xl_addin.model.rules.judging import EntryFinding
from xl_addin.model.thai.fiscal_calendar import serial_from
from xl_addin.model.values.findings import Finding

SPM2, RAYONG2 = load_form("spm2"), load_form("rayong2")


def rows_of(form: Form, *rows: dict[str, Any]) -> pd.DataFrame:
    identity = {key: 1 if key in ("no", "section_no") else key for key in IDENTITY_KINDS}
    blank = {column.key: None for column in form.columns if column.formula is None}
    frame = pd.DataFrame([{**blank, **identity, **row} for row in rows]).astype(object)
    for column in form.columns:
        if column.formula is None and column.kind in ("baht", "percent", "count", "number", "date"):
            frame[column.key] = frame[column.key].astype("Int64")
    for key in ("no", "section_no"):
        frame[key] = frame[key].astype("Int64")
    return frame


def checked(form: Form, *rows: dict[str, Any], round_: int = 1, **options: Any) -> Checked:
    limits = {param.key: int((param.default or 0) * 100) for param in form.params}
    return check(
        form,
        rows_of(form, *rows),
        {},
        constants=constants(form, 2566, round_, limits),
        percent_rounding=form.settings.percent_rounding,
        entries={MAIN: [column.key for column in form.columns if column.fill == "group"]},
        **options,
    )


def rules(found: Checked, row: int = 0) -> set[str]:
    return {problem.problem.rule for problem in found.problems if problem.row == row}


def test_spending_more_than_received_is_an_error_that_names_the_amounts() -> None:
    found = checked(SPM2, {"budget": 10_000_00, "used": 12_500_50, "status": "in_progress"})
    assert rules(found) == {"used_over_budget"}
    assert "12,500.50" in found.problems[0].problem.message
    assert "2,500.50" in found.problems[0].problem.message


def test_an_overspend_of_a_year_is_put_at_the_quarter_that_is_being_typed() -> None:
    row = {"budget": 100_00, "status": "in_progress", "q1_actual": 80_00, "q2_actual": 30_00}
    row |= {"q3_actual": 0, "q4_actual": 0, "q1_plan": 50_00, "q2_plan": 50_00, "q3_plan": 0, "q4_plan": 0}
    for round_, key in ((2, "q2_actual"), (3, "q3_actual")):
        found = checked(RAYONG2, row, round_=round_)
        [over] = [entry for entry in found.problems if entry.problem.rule == "used_over_budget"]
        assert (over.key, over.problem.column) == (key, key)


def test_a_day_that_no_calendar_has_is_asked_about() -> None:
    found = checked(RAYONG2, {"bullets": "- อบรมเมื่อ 31 กุมภาพันธ์ 2566\n- สรุปผลเมื่อ 28 กุมภาพันธ์ 2566"}, round_=2)
    [told] = [entry for entry in found.problems if entry.problem.rule == "bullet_date_impossible"]
    assert (told.key, told.problem.severity) == ("bullets", "warning")
    assert told.problem.message.endswith(": 31 กุมภาพันธ์ 2566")


def test_a_difference_is_told_as_more_or_less_and_never_with_a_sign() -> None:
    plans = {"q1_plan": 50_000_00, "q2_plan": 30_000_00, "q3_plan": 0, "q4_plan": 0}
    for budget, words in ((100_000_00, "น้อยกว่า"), (60_000_00, "มากกว่า")):
        found = checked(RAYONG2, plans | {"budget": budget})
        [told] = [entry.problem for entry in found.problems if entry.problem.rule == "plans_not_budget"]
        assert words in told.message
        assert "อยู่ 20,000.00 บาท" in told.message
        assert "-" not in told.message


def test_an_overspend_is_not_told_a_second_time_as_over_the_limit() -> None:
    over = checked(SPM2, {"budget": 100_00, "used": 101_00, "status": "completed"})
    within = checked(SPM2, {"budget": 100_00, "used": 71_00, "status": "in_progress"})
    assert rules(over) == {"used_over_budget"}
    assert rules(within) == {"used_over_limit"}


def test_exactly_seventy_percent_is_within_the_limit() -> None:
    assert rules(checked(SPM2, {"budget": 100_03, "used": 70_02, "status": "in_progress"})) == set()
    assert rules(checked(SPM2, {"budget": 100_03, "used": 70_03, "status": "in_progress"})) == {
        "used_over_limit"
    }


def test_a_blank_amount_is_asked_for_and_judged_no_further() -> None:
    found = checked(SPM2, {"budget": 100_00, "status": "completed"})
    assert rules(found) == {"required_blank"}


def test_a_value_that_could_not_be_read_silences_the_rules_on_it() -> None:
    finding = EntryFinding(MAIN, 0, "used", Finding("not_a_number", "มาก"))
    found = checked(SPM2, {"budget": 100_00, "status": "completed"}, findings=[finding])
    assert rules(found) == {"not_a_number"}


def test_a_budget_that_changed_needs_a_reason() -> None:
    row = {"budget": 200_00, "budget_before": 100_00, "used": 0, "status": "not_started"}
    assert rules(checked(SPM2, row)) == {"budget_changed"}
    assert rules(checked(SPM2, row | {"budget_reason": "ได้รับจัดสรรเพิ่ม"})) == set()


def test_rows_that_are_not_judged_are_computed_all_the_same() -> None:
    rows = [{"budget": 100_00, "used": 200_00, "status": "completed"}] * 2
    found = checked(SPM2, *rows, active=np.array([False, True]))
    assert rules(found, 0) == set()
    assert rules(found, 1) == {"used_over_budget"}
    assert list(found.frame["remaining"]) == [-100_00, -100_00]


def test_the_percent_is_cut_and_never_computed_for_no_budget() -> None:
    found = checked(SPM2, {"budget": 3_233_000_00, "used": 13_820_00}, {"budget": 0, "used": 0})
    assert found.frame["percent_used"].iloc[0] == 42
    assert pd.isna(found.frame["percent_used"].iloc[1])


PLAN = {"budget": 400_00, "q1_plan": 100_00, "q2_plan": 100_00, "q3_plan": 100_00, "q4_plan": 100_00}


def test_an_amount_typed_into_two_quarters_is_told_at_the_second() -> None:
    row = PLAN | {"q1_actual": 90_00, "q2_actual": 90_00, "status": "in_progress", "bullets": "- ประชุม"}
    found = checked(RAYONG2, row, round_=2)
    assert [
        (problem.key, problem.problem.rule)
        for problem in found.problems
        if problem.problem.rule != "required_blank"
    ] == [("q2_actual", "q2_same_as_q1")]


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ((2566, 3, 15), set()),
        ((2566, 4, 2), {"report_date_after_round"}),
        ((2565, 3, 15), {"report_date_outside_year"}),
    ],
)
def test_a_project_is_reported_finished_within_its_year_and_round(
    day: tuple[int, int, int], told: set[str]
) -> None:
    done = {"q1_actual": 90_00, "q2_actual": 110_00, "status": "completed", "bullets": "- ประชุม"}
    found = checked(RAYONG2, PLAN | done | {"report_date": serial_from(*day)}, round_=2)
    assert {rule for rule in rules(found) if rule.startswith("report_date_")} == told


def test_plans_that_do_not_make_up_the_allotment_are_an_error_with_the_difference() -> None:
    found = checked(RAYONG2, PLAN | {"q1_plan": 150_00, "q1_actual": 0, "status": "not_started"})
    told = next(problem.problem for problem in found.problems if problem.problem.rule == "plans_not_budget")
    assert "50.00" in told.message


def test_a_date_outside_the_period_inside_the_text_is_told() -> None:
    row = PLAN | {"q1_actual": 50_00, "status": "in_progress", "bullets": "- ประชุม 12 มี.ค. 2560 จำนวน 20 คน"}
    found = checked(RAYONG2, row)
    told = next(
        problem.problem for problem in found.problems if problem.problem.rule == "bullet_date_outside_period"
    )
    assert "12 มี.ค. 2560" in told.message


KHONKAEN2 = load_form("khonkaen2")


def test_a_name_with_another_fiscal_year_is_told_but_not_one_with_a_school_year() -> None:
    row = {"budget": 100_00, "status": "not_started"}
    other = checked(KHONKAEN2, row | {"project": "แผนปฏิบัติการประจำปีงบประมาณ พ.ศ. 2563"})
    school = checked(KHONKAEN2, row | {"project": "รับนักเรียน ปีการศึกษา 2564"})
    span = checked(KHONKAEN2, row | {"project": "แผนพัฒนา (พ.ศ. 2566 – 2570)"})
    assert rules(other) == {"other_year_in_name"}
    assert rules(school) == rules(span) == set()


def test_nothing_disbursed_asks_for_a_status_and_something_for_a_text() -> None:
    assert rules(checked(KHONKAEN2, {"budget": 100_00})) == {"nothing_used_needs_status"}
    assert rules(checked(KHONKAEN2, {"budget": 100_00, "used_to_date": 50_00})) == {"used_needs_narrative"}
