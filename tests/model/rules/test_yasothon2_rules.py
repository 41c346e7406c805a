"""Format E: what a project of the action plan must say. A test is one rule of the planning group."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.projects import judged, problems_of
from xl_addin.model.form.loader import load_form
from xl_addin.model.problems.problem import Problem

FORM = load_form("yasothon2")

IN_ORDER: dict[str, Any] = {
    "budget_area_office": 50_000,
    "budget_obec": 0,
    "budget_other": 0,
    "plan_name": "แผนงานพื้นฐาน",
    "responsible": "ผู้อำนวยการกลุ่มนโยบายและแผน",
    "project_type": "continuing",
    "start_date": (2562, 11, 1),
    "end_date": (2563, 8, 31),
    "rationale": "สำนักงานต้องติดตามการใช้งบประมาณของโรงเรียนอย่างต่อเนื่อง",
    "objectives": "1. ติดตามการใช้งบประมาณ\n2. รายงานผลให้ผู้บริหารทราบ",
    "target_quantity": "ครูและผู้บริหาร 37 คน",
    "target_quality": "ข้อมูลงบประมาณถูกต้องและทันเวลา",
    "expected_results": "โรงเรียนใช้งบประมาณตรงตามแผน",
    "q1_plan": 10_000,
    "q2_plan": 20_000,
    "q3_plan": 20_000,
    "q4_plan": 0,
}
LINE = {
    "item": "ค่าพาหนะกรรมการ",
    "people": 37,
    "rate": 500,
    "times": 2,
    "operating": 37_000,
    "in_budget": 37_000,
    "total": 37_000,
}
LINES = [LINE, {"item": "ค่าจัดทำรูปเล่ม", "materials": 13_000, "in_budget": 10_000, "off_budget": 3_000}]
ACTIVITY = {"activity": "ประชุมคณะทำงาน 37 คน", "first_month": "m11", "last_month": "m02", "place": "ห้องประชุม"}
INDICATOR = {"indicator": "ร้อยละของการเบิกจ่าย", "method": "ตรวจเอกสาร", "tool": "แบบตรวจ"}


def problems(
    lines: list[dict[str, Any]] | None = None, activity: dict[str, Any] | None = None, **changed: Any
) -> dict[str, Problem]:
    """Problems of a project in order but for what is changed, in fiscal year 2563."""
    tables = {
        "budget_lines": LINES if lines is None else lines,
        "activities": [ACTIVITY | (activity or {})],
        "indicators": [INDICATOR],
    }
    return problems_of(judged(FORM, [IN_ORDER | changed], tables, fiscal_year=2563))


def line_problems(**line: Any) -> dict[str, Problem]:
    """Problems of the first line, changed so; what then differs from the summary is left aside."""
    found = problems([LINE | line, *LINES[1:]])
    return {rule: problem for rule, problem in found.items() if rule != "total_not_budget"}


def test_a_project_filled_in_order_has_no_problem() -> None:
    assert problems() == {}


def test_an_amount_is_people_times_rate_times_times() -> None:
    found = line_problems(people=18, rate=33, times=2, operating=1_080, in_budget=1_080, total=1_080)
    assert found["item_not_product"].severity == "error"
    assert "1,188.00" in found["item_not_product"].message
    assert "1,080.00" in found["item_not_product"].message
    assert "item_not_product" not in line_problems(
        people=18, rate=30, times=2, operating=1_080, in_budget=1_080, total=1_080
    )


def test_a_product_written_in_the_item_is_the_amount_too() -> None:
    line = {
        "people": None,
        "rate": None,
        "times": None,
        "operating": 1_080,
        "in_budget": 1_080,
        "total": 1_080,
    }
    found = line_problems(**line | {"item": "- ค่าอาหารว่างและเครื่องดื่ม (18คน X ๓3 บาท X๒มื้อ )"})
    # From words alone it is a question, not a verdict.
    assert found["item_text_not_product"].severity == "warning"
    assert "18คน X ๓3 บาท X๒มื้อ" in found["item_text_not_product"].message
    assert "1,188.00" in found["item_text_not_product"].message
    assert "item_text_not_product" not in line_problems(**line | {"item": "ค่าอาหารว่าง 18 คน x ๓๐ บาท ๒ มื้อ"})


def test_people_or_times_without_a_rate_are_told() -> None:
    assert "rate_missing" in line_problems(rate=None)


def test_the_total_of_a_line_is_the_sum_of_its_categories() -> None:
    found = line_problems(total=36_000)
    assert found["total_not_categories"].severity == "error"
    assert line_problems(total=None) == {}


def test_a_line_is_paid_from_in_budget_and_off_budget_money() -> None:
    found = line_problems(in_budget=0, off_budget=0)
    assert found["funds_not_categories"].severity == "error"
    assert "37,000.00" in found["funds_not_categories"].message
    assert line_problems(in_budget=30_000, off_budget=7_000) == {}


def test_a_line_with_money_says_which_money_it_is() -> None:
    found = line_problems(in_budget=None, off_budget=None)
    assert list(found) == ["fund_missing"]
    assert found["fund_missing"].severity == "error"


def test_a_heading_line_has_no_amounts_and_no_problem() -> None:
    assert problems([*LINES, {"item": "2. ขั้นดำเนินงาน"}]) == {}


def test_the_form_adds_up_to_the_summary() -> None:
    found = problems(LINES[:1])
    assert found["total_not_budget"].severity == "error"
    assert "37,000.00" in found["total_not_budget"].message
    assert "50,000.00" in found["total_not_budget"].message


def test_a_budget_asks_for_a_breakdown() -> None:
    found = problems([])
    assert found["breakdown_missing"].severity == "error"
    assert "total_not_budget" not in found
    nothing = {"budget_area_office": 0, "q1_plan": 0, "q2_plan": 0, "q3_plan": 0}
    assert problems([], **nothing) == {}


def test_the_budget_is_planned_by_quarter() -> None:
    assert problems(q4_plan=5_000)["quarter_plan_not_budget"].severity == "error"
    none = dict.fromkeys(["q1_plan", "q2_plan", "q3_plan", "q4_plan"])
    assert problems(**none)["quarter_plan_missing"].severity == "warning"


def test_activities_lie_inside_the_project_s_period() -> None:
    found = problems(activity={"first_month": "m10"})["activity_outside_period"]
    assert found.severity == "warning"
    assert "ต.ค." in found.message
    assert "1/11/2562" in found.message
    assert "activity_outside_period" in problems(activity={"last_month": "m09"})
    assert "months_reversed" in problems(activity={"first_month": "m03", "last_month": "m12"})


def test_a_day_named_in_an_activity_lies_inside_the_project_s_period() -> None:
    found = problems(activity={"activity": "ประชุมวันที่ 12 - 14 ก.ย. 63"})
    assert "12 - 14 ก.ย. 63" in found["activity_date_outside_period"].message


def test_a_deadline_before_the_work_may_lie_at_the_year_s_start() -> None:
    told = "activity_date_outside_period"
    assert told not in problems(activity={"activity": "เสนอแผนให้แล้วเสร็จภายในวันที่ 15 ตุลาคม 2562"})
    assert told not in problems(activity={"activity": "กำหนดส่งแผน ๓๑ ต.ค. ๖๒"})
    assert told in problems(activity={"activity": "ประชุมวันที่ 15 ตุลาคม 2562"})
    assert told in problems(activity={"activity": "ส่งแผนภายในวันที่ 15 ตุลาคม 2561"}), "of another year"
    assert told in problems(activity={"activity": "ส่งรายงานภายในวันที่ 15 กันยายน 2563"}), "after its end"


def test_a_project_begins_before_it_ends_and_inside_its_year() -> None:
    assert problems(end_date=(2562, 10, 1))["ends_before_start"].severity == "error"
    assert problems(start_date=(2562, 9, 30))["period_outside_year"].severity == "warning"


@pytest.mark.parametrize(
    ("rate", "rule", "severity"),
    [
        (120, None, None),
        (120.5, "meal_over_limit", "warning"),
        (140, "meal_over_limit", "warning"),
        (150, "meal_over_ceiling", "error"),
    ],
)
def test_a_meal_has_a_limit_and_a_ceiling(rate: float, rule: str | None, severity: str | None) -> None:
    amount = rate * 37 * 2
    found = line_problems(meal="yes", rate=rate, operating=amount, in_budget=amount, total=amount)
    assert {name: problem.severity for name, problem in found.items()} == ({rule: severity} if rule else {})


@pytest.mark.parametrize(
    ("item", "rule"),
    [
        ("ค่าอาหารกลางวัน 37 คน x ๑๓๐ บาท x 2 มื้อ", "meal_text_over_limit"),
        ("ค่าอาหารกลางวัน 37 คน x 200 บาท x 2 มื้อ", "meal_text_over_ceiling"),
        ("ค่าอาหารว่าง 37 คน x 200 บาท x 2 มื้อ", None),
        ("ค่าวิทยากร 37 คน x 600 บาท x 2 ชั่วโมง", None),
    ],
)
def test_a_meal_rate_written_in_the_item_is_looked_at_too(item: str, rule: str | None) -> None:
    found = line_problems(item=item)
    assert {name for name in found if name.startswith("meal")} == ({rule} if rule else set())


def test_people_agree_in_targets_items_and_activities() -> None:
    assert problems(target_quantity="ครู ๔๐ คน")["people_not_target"].severity == "warning"
    assert list(problems(activity={"activity": "ประชุมคณะทำงาน 45 คน"})) == ["activity_people_not_target"]
    written = [{**LINE, "item": "ค่าพาหนะ 45 คน"}, LINES[1]]
    assert list(problems(written)) == ["item_people_not_target"]


def test_a_text_in_two_places_is_told() -> None:
    assert list(problems(expected_results=IN_ORDER["target_quality"])) == ["repeated_expected_results"]


def test_a_project_has_activities_and_indicators() -> None:
    found = problems_of(judged(FORM, [IN_ORDER], {"budget_lines": LINES}, fiscal_year=2563))
    assert found["no_activity"].severity == found["no_indicator"].severity == "error"


def test_the_year_in_a_name_is_the_plan_s() -> None:
    assert list(problems(project="จัดทำแผนปฏิบัติการประจำปีงบประมาณ พ.ศ.2562")) == ["other_year_in_name"]
    assert problems(project="ติดตาม ประเมินผลและรายงาน ประจำปีงบประมาณ พ.ศ.2563") == {}


def test_totals_of_categories_and_funds_are_computed() -> None:
    row = judged(FORM, [IN_ORDER], {"budget_lines": LINES}, fiscal_year=2563).frame.iloc[0]
    assert (row["operating_total"], row["materials_total"]) == (37_000_00, 13_000_00)
    assert (row["in_budget_total"], row["off_budget_total"], row["form_total"]) == (
        47_000_00,
        3_000_00,
        50_000_00,
    )
