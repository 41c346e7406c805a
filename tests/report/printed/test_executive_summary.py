"""The page after the cover: the year's money, groups ranked, the slowest projects."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.support.consolidations import office
from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.model.thai.line_breaks import NO_BREAK
from xl_addin.report.writer import write_report

Rows = list[tuple[object, ...]]


def rows_of(made: Consolidated) -> Rows:
    target = BytesIO()
    assert write_report(target, made).disagreements == ()
    book = load_workbook(BytesIO(target.getvalue()), data_only=True)
    assert book.sheetnames[:2] == ["ปก", "บทสรุปผู้บริหาร"]
    sheet = book["บทสรุปผู้บริหาร"]
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight in (None, 1)  # one page, however many groups
    return list(sheet.iter_rows(values_only=True))


def groups_of(rows: Rows) -> Rows:
    start = next(number for number, row in enumerate(rows) if row[0] == "กลุ่ม")
    end = next(number for number, row in enumerate(rows) if row[0] == "รวม")
    return rows[start + 1 : end + 1]


def test_money_stands_beside_the_last_round() -> None:
    made = office("spm2", 2)
    rows = rows_of(made)
    used = next(row for row in rows if row[0] == "ใช้จ่ายสะสม")
    here, before = (int(frame["used_to_date"].sum()) / 100 for frame in (made.frame, made.history))
    assert used[2:6] == (here, before, 2.09, here - before)


def test_use_is_measured_against_the_plan_to_date_where_there_is_one() -> None:
    made = office("rayong2", 2)
    share = next(row for row in rows_of(made) if row[0] == "ใช้จ่ายเทียบกับแผนสะสม")
    used, plan = (int(made.frame[key].sum()) for key in ("used_to_date", "plan_to_date"))
    assert share[2] == used * 10_000 // plan / 100
    assert not any(row[0] == "ใช้จ่ายเทียบกับแผนสะสม" for row in rows_of(office("spm2", 1)))


@pytest.mark.parametrize("form_id", ["spm2", "khonkaen2", "rayong2"])
def test_groups_are_ranked_and_add_up_to_the_office(form_id: str) -> None:
    made = office(form_id)
    *groups, total = groups_of(rows_of(made))
    shares = [float(str(row[4])) for row in groups if row[4] not in ("", None)]
    assert shares == sorted(shares, reverse=True)
    assert len(groups) == made.frame["group_id"].nunique()
    assert total[1] == len(made.frame) == sum(int(str(row[1])) for row in groups)
    assert total[2] == int(made.frame["budget"].sum()) / 100
    assert total[3] == int(made.frame["used_to_date"].sum()) / 100


def test_the_slowest_projects_are_those_that_reported() -> None:
    made = office("spm2", 2)
    rows = rows_of(made)
    slow = [str(row[0]) for row in rows if str(row[0])[:3] in ("1. ", "2. ", "3. ", "4. ", "5. ")]
    assert len(slow) == 5
    first = slow[0][3:].split(":")[0]
    silent = replace(made, frame=made.frame.assign(reported=made.frame["project"] != first))
    assert not any(first in str(row[0]) for row in rows_of(silent) if str(row[0]).startswith(("1.", "2.")))


def test_statuses_are_counted_as_the_summary_counts_them() -> None:
    """Who has spent says so by the work done, not by a status: it is none that has said nothing."""
    made = office("khonkaen2")
    rows = rows_of(made)
    (told,) = (str(row[0]).replace(NO_BREAK, " ") for row in rows if str(row[0]).startswith("สถานะโครงการ: "))
    spent = int((made.frame["status"].isna() & (made.frame["used_to_date"] > 0)).sum())
    assert f"เบิกจ่ายแล้ว (ดูผลการดำเนินงาน) {spent} โครงการ" in told
    assert sum(int(count) for count in re.findall(r"(\d+) โครงการ", told)) == len(made.frame)


def test_a_project_that_has_not_said_what_it_used_is_not_told_as_a_dash() -> None:
    made = office("khonkaen2")
    frame = made.frame.assign(used_to_date=made.frame["used_to_date"].astype("Int64"))
    frame.loc[0, "used_to_date"] = None
    said = [str(row[0]).replace(NO_BREAK, " ") for row in rows_of(replace(made, frame=frame))]
    assert any("ยังไม่มียอดใช้จ่าย จาก" in line for line in said)
    assert not any("ใช้จ่าย - จาก" in line for line in said)


def test_columns_of_a_round_before_stand_only_where_there_is_one() -> None:
    head = next(row for row in rows_of(office("khonkaen2")) if row[0] == "รายการ")
    assert [label for label in head if label] == ["รายการ", "หน่วย", "รอบนี้", "ร้อยละของงบ"]
