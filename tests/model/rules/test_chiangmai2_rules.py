"""Format D: what a progress form of a project must say. A test is one rule of the planning group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from tests.support.projects import judged, problems_of
from xl_addin.model.form.loader import load_form
from xl_addin.model.problems.problem import Problem

FORM = load_form("chiangmai2")

IN_ORDER: dict[str, Any] = {
    "q1_plan": 10_000,
    "q2_plan": 20_000,
    "status": "in_progress",
    "actual": 20_000,
    "output": "จัดอบรมครูได้ครบสองรุ่นตามที่ตั้งเป้าหมายไว้ในแผน",
    "outcome": "ครูที่ผ่านการอบรมออกแบบหน่วยการเรียนรู้ของตนเองได้",
    "strategy_goal_none": "none",
    "master_plan": "ผู้เรียนได้ฝึกทักษะที่แผนแม่บทประเด็นการเรียนรู้กำหนดไว้",
    "sub_plan": "โรงเรียนเปิดโอกาสให้ผู้เรียนค้นพบความถนัดของตนเอง",
    "plan13_none": "none",
    "performance": "จัดประชุมเมื่อวันที่ 15 กุมภาพันธ์ 2567 มีผู้เข้าร่วม 45 คน",
    "problems": "-",
    "suggestions": "-",
}
INDICATOR = {"indicator": "ร้อยละของครูที่ผ่านการอบรม", "target": "80", "result": "85", "unit": "ร้อยละ"}
ACTIVITY = {"level": "main", "activity": "อบรมครู", "status": "in_progress", "result": "อบรมแล้วสองรุ่น"}


def problems(
    *,
    activities: Sequence[dict[str, Any]] = (ACTIVITY,),
    indicators: Sequence[dict[str, Any]] = (INDICATOR,),
    **changed: Any,
) -> dict[str, Problem]:
    """Problems of a form in order but for what is changed, in quarter 2 of fiscal year 2567."""
    tables = {"activities": activities, "indicators": indicators}
    return problems_of(judged(FORM, [IN_ORDER | changed], tables, fiscal_year=2567, round_=2))


def test_a_form_filled_in_order_has_no_problem() -> None:
    assert problems() == {}


def test_every_project_has_exactly_one_status() -> None:
    found = problems(status=None)
    assert found["required_blank:status"].severity == "error"


def test_spending_other_than_planned_asks_for_a_reason() -> None:
    found = problems(actual=12_500)["reason_missing"]
    assert found.severity == "error"
    assert "12,500.00" in found.message
    assert "20,000.00" in found.message
    assert problems(actual=12_500, reason="เลื่อนการอบรมรุ่นที่สอง") == {}


def test_money_planned_and_not_spent_asks_for_a_reason_and_a_target_quarter() -> None:
    found = problems(actual=0)
    assert found["reason_missing"].severity == found["target_quarter_missing"].severity == "error"
    assert problems(actual=0, reason="รอจัดซื้อ", target_quarter="q3") == {}


def test_the_target_quarter_lies_after_the_quarter_reported() -> None:
    assert "target_quarter_passed" in problems(actual=0, reason="รอจัดซื้อ", target_quarter="q2")
    assert problems(actual=0, reason="รอจัดซื้อ", target_quarter="next_year") == {}


def test_spending_without_a_plan_is_looked_at() -> None:
    found = problems(q2_plan=None, actual=3_600, reason="ได้รับจัดสรรเพิ่ม")["used_without_plan"]
    assert found.severity == "warning"
    assert "3,600.00" in found.message


def test_a_project_not_started_has_spent_nothing() -> None:
    found = problems(status="not_started", reason="รอคำสั่ง", actual=20_000)
    assert found["not_started_but_used"].severity == "error"


def test_a_project_not_started_says_why() -> None:
    blank = {key: None for key in IN_ORDER if key not in ("q1_plan", "q2_plan", "status", "actual")}
    found = problems(
        **blank | {"status": "not_started", "actual": 0, "q2_plan": None}, activities=(), indicators=()
    )
    assert list(found) == ["not_started_without_reason"]
    assert found["not_started_without_reason"].severity == "error"


def test_a_project_not_started_fills_in_no_form() -> None:
    found = judged(
        FORM,
        [{"status": "not_started", "actual": 0, "reason": "กำหนดจัดในไตรมาสที่ 4"}],
        fiscal_year=2567,
        round_=2,
    )
    assert found.problems == ()


def test_an_exempt_project_has_only_a_status() -> None:
    found = judged(FORM, [{"exempt": "exempt", "status": "completed"}], fiscal_year=2567, round_=2)
    assert found.problems == ()


def test_a_completed_project_has_no_open_activity() -> None:
    open_one = ACTIVITY | {"status": "not_started", "result": None}
    found = problems(status="completed", activities=[ACTIVITY | {"status": "completed"}, open_one])
    assert found["completed_with_open_activity"].severity == "warning"
    assert "1 กิจกรรม" in found["completed_with_open_activity"].message
    assert problems(status="completed", activities=[ACTIVITY | {"status": "completed"}]) == {}


@pytest.mark.parametrize(
    "key", ["output", "outcome", "master_plan", "sub_plan", "performance", "problems", "suggestions"]
)
def test_every_text_is_filled_and_a_dash_is_an_answer(key: str) -> None:
    assert problems(**{key: None})[f"required_blank:{key}"].severity == "error"
    assert problems(**{key: "-"}) == {}


@pytest.mark.parametrize("key", ["strategy_goal", "plan13"])
def test_a_tick_stands_for_no_effect_on_a_national_goal(key: str) -> None:
    assert problems(**{f"{key}_none": None})[f"required_blank:{key}"].severity == "error"
    assert f"tick_and_text_{key}" in problems(**{key: "มีผลต่อเป้าหมายด้านการศึกษาของจังหวัด"})


def test_a_form_has_an_indicator_and_a_main_activity() -> None:
    assert problems(indicators=())["no_indicator"].severity == "error"
    assert problems(activities=())["no_activity"].severity == "error"
    assert "no_activity" in problems(activities=[ACTIVITY | {"level": "sub"}])
    assert "many_activities" in problems(activities=[ACTIVITY] * 8)


def test_one_text_in_two_sections_is_told_where_it_comes_again() -> None:
    found = problems(suggestions=IN_ORDER["outcome"].replace("หน่วย", " หน่วย "))
    assert list(found) == ["repeated_suggestions"]
    assert found["repeated_suggestions"].severity == "warning"
    assert problems(problems="ไม่มี", suggestions="ไม่มี") == {}


def test_a_text_sent_in_again_unchanged_is_told() -> None:
    found = problems(performance_before=IN_ORDER["performance"])
    assert list(found) == ["as_last_quarter_performance"]


@pytest.mark.parametrize(
    "text",
    [
        "ประชุมเมื่อวันที่ 5 เมษายน 2567",
        "ประชุมเมื่อ ๕ เม.ย. ๖๗ มีผู้เข้าร่วม 40 คน",
        "อบรมระหว่างวันที่ 28 มีนาคม - 2 เมษายน 2567",
        "นิเทศโรงเรียนเมื่อ 5/4/2567",
    ],
)
def test_a_day_after_the_quarter_told_as_done_is_told(text: str) -> None:
    assert "done_after_performance" in problems(performance=text)
    assert "activity_done_after" in problems(activities=[ACTIVITY | {"result": text}])


@pytest.mark.parametrize(
    "text", ["จะประชุมในวันที่ 5 เมษายน 2567", "กำหนดจัดอบรม 2 พ.ค. 67", "ประชุมแล้วเมื่อ 31 มี.ค. 67"]
)
def test_a_day_told_as_a_plan_or_inside_the_quarter_is_in_order(text: str) -> None:
    assert problems(performance=text) == {}


def test_a_year_far_from_the_fiscal_year_is_told() -> None:
    found = problems(outcome="ผลการทดสอบของผู้เรียนปีการศึกษา 2656 สูงขึ้นจากปีก่อน")
    assert "2656" in found["far_year_outcome"].message
    assert "activity_far_year" in problems(activities=[ACTIVITY | {"result": "ใช้ข้อมูลปีงบประมาณ พ.ศ. 2557"}])
    assert problems(sub_plan="สอดคล้องกับแผนแม่บท (พ.ศ. 2561 - 2580) และแผนปี พ.ศ. 2566-2570") == {}


def test_an_amount_in_the_text_is_the_amount_in_its_field() -> None:
    found = problems(performance="ดำเนินการแล้ว เบิกจ่ายงบประมาณ ๑๒,๕๐๐ บาท")
    assert "๑๒,๕๐๐ บาท" in found["other_amount_performance"].message
    assert problems(performance="เบิกจ่ายค่าอาหาร 15,000 บาท\nใช้จ่ายค่าวัสดุ 5,000 บาท") == {}
    assert problems(performance="ครูได้รับรางวัล 3,000 บาท จากหน่วยงานอื่น") == {}


@pytest.mark.parametrize(
    ("plan", "actual", "phrase"),
    [
        (11_250, 11_250, "สามารถเบิกจ่ายงบประมาณได้ตามแผนการ"),
        (30_370, 11_005, "ไม่สามารถเบิกจ่ายงบประมาณได้ตามแผนการ เนื่องจากเลื่อนรุ่นที่สอง"),
        (595, 3_600, "เบิกจ่ายงบประมาณสูงกว่าแผนการ เนื่องจากเลื่อนรุ่นที่สอง"),
        (0, 0, None),
    ],
)
def test_the_program_chooses_the_phrase_about_spending(
    plan: float, actual: float, phrase: str | None
) -> None:
    given = IN_ORDER | {"q2_plan": plan, "actual": actual, "reason": "เลื่อนรุ่นที่สอง"}
    assert judged(FORM, [given], fiscal_year=2567, round_=2).frame["result_phrase"].iloc[0] == phrase


def test_a_quarter_stands_beside_the_months_before_it() -> None:
    given = IN_ORDER | {"q1_plan": 22_335, "q2_plan": 2_500, "actual": 2_500, "actual_before": 20_310}
    row = judged(FORM, [given], fiscal_year=2567, round_=2).frame.iloc[0]
    assert (row["plan"], row["plan_to_date"], row["used_to_date"]) == (2_500_00, 24_835_00, 22_810_00)
    assert (row["budget"], row["remaining"], row["percent_actual"]) == (24_835_00, 2_025_00, 100_00)
