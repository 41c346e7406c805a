"""The sheet to copy from into eMENSCR: fields in the order of the system's pages, each with its length."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.support.consolidations import office
from tests.support.page_offices import chiangmai2, yasothon2
from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.report.book.report_workbook import ReportBook
from xl_addin.report.export.emenscr import NoEmenscr, ProjectEntries, emenscr_bytes, project_entries

EXEMPT = "P007"


@pytest.fixture(scope="module")
def quarter() -> Consolidated:
    return chiangmai2(2, exempt=(EXEMPT,), missing=("G08",))


def entries(consolidated: Consolidated) -> list[ProjectEntries]:
    return list(project_entries(ReportBook(BytesIO(), consolidated)))


def test_projects_that_are_exempt_are_left_out(quarter: Consolidated) -> None:
    frame = quarter.frame
    named = [one.project for one in entries(quarter)]
    assert named == [
        name for id_, name in zip(frame["project_id"], frame["project"], strict=True) if id_ != EXEMPT
    ]


def test_fields_follow_the_pages_and_small_tables_row_by_row(quarter: Consolidated) -> None:
    table = quarter.tables["activities"]
    owner = table["project_id"].iloc[0]
    place = list(quarter.frame["project_id"][quarter.frame["project_id"] != EXEMPT]).index(owner)
    found = entries(quarter)[place].entries
    pages = [entry.page for entry in found]
    assert pages == sorted(pages)
    assert (found[0].page, found[0].label) == ("M1", "โครงการ")
    activities = [entry for entry in found if entry.label.endswith(". กิจกรรม")]
    assert [entry.value for entry in activities] == list(table["activity"][table["project_id"] == owner])
    first = found.index(activities[0])
    assert [entry.label for entry in found[first : first + 3]] == [
        "1. กิจกรรม",
        "1. สถานะ",
        "1. ผลการดำเนินงาน",
    ]


def test_the_answer_that_was_given_stands_where_two_are_possible(quarter: Consolidated) -> None:
    frame = quarter.frame.copy()
    frame["strategy_goal"] = [None, "ผลต่อเป้าหมาย", *[None] * (len(frame) - 2)]
    frame["strategy_goal_none"] = ["none", *[None] * (len(frame) - 1)]
    labels = [
        next(entry for entry in one.entries if entry.label.startswith("เป้าหมายของยุทธศาสตร์ชาติ"))
        for one in entries(replace(quarter, frame=frame))
    ]
    assert labels[0].value == "ไม่ส่งผลต่อเป้าหมายในไตรมาสนี้"
    assert labels[1].value == "ผลต่อเป้าหมาย"


def test_a_text_stands_alone_in_its_cell_with_its_length_and_what_is_too_long_is_marked(
    quarter: Consolidated,
) -> None:
    frame = quarter.frame.copy()
    frame.loc[0, "performance"] = "ก" * 4001
    frame.loc[1, "performance"] = "=จัดอบรมแล้ว"
    sheet = load_workbook(BytesIO(emenscr_bytes(replace(quarter, frame=frame)))).active
    assert sheet is not None
    told = [row for row in sheet.iter_rows(min_row=2) if row[1].value == "ผลการดำเนินงาน"]
    assert [(row[3].value, row[4].value) for row in told[:2]] == [(4001, 4000), (12, 4000)]
    assert told[0][2].value == "ก" * 4001
    assert told[0][2].fill.fgColor.rgb == "FFFFC7CE"
    assert (told[1][2].value, told[1][2].data_type) == ("=จัดอบรมแล้ว", "s")


def test_a_project_without_a_report_says_so(quarter: Consolidated) -> None:
    lacking = set(quarter.frame["project"][~quarter.frame["reported"].astype(bool)])
    assert {one.project for one in entries(quarter) if one.note == "ยังไม่รายงาน"} == lacking
    assert lacking


def test_the_plan_fills_the_pages_of_the_project_itself() -> None:
    found = entries(yasothon2())[0].entries
    assert list(dict.fromkeys(entry.page for entry in found)) == ["M1", "M2", "M3", "M4", "M5"]
    (start,) = [entry for entry in found if entry.label.endswith("ตั้งแต่วันที่")]
    assert "256" in str(start.value)


def test_the_same_data_gives_the_same_bytes(quarter: Consolidated) -> None:
    assert emenscr_bytes(quarter) == emenscr_bytes(quarter)


def test_a_form_without_its_fields_is_refused_with_a_remedy() -> None:
    with pytest.raises(NoEmenscr) as refused:
        emenscr_bytes(office("spm2"))
    assert "[emenscr]" in refused.value.problem().fix
