"""An ordinary list is read as a person reads it; what it took each row for is shown, and no money counts twice."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.register.lists.shapes import Project, Shape, write_list
from xl_addin.model.form.loader import load_form
from xl_addin.register.lists.list_reading import ListReading, read_list
from xl_addin.register.lists.row_kinds import RowKind, Why

FORM = load_form("spm2")
PLAN = {
    "กลุ่มนโยบายและแผน": [
        Project("พัฒนาระบบข้อมูล", 12345.5, (10000, 2345.5)),
        Project("จัดทำแผนปฏิบัติการ", 20100),
        Project("ติดตามผล", 7001, (1, 3000, 4000)),
    ],
    "กลุ่มอำนวยการ": [Project("ประชาสัมพันธ์", 51000, (25000, 26000)), Project("อาคารสถานที่", 333)],
    "หน่วยตรวจสอบภายใน": [Project("ตรวจสอบการเงิน", 9999)],
}
SHAPES = [
    Shape(),
    Shape(groups="merged", header="two", subtotals="named", digits="thai"),
    Shape(groups="heading", subtotals="group", numbers="restart", header="pages"),
    Shape(groups="heading", subtotals="heading", total="above", numbers=""),
    Shape(groups="first", parts="dotted", subtotals="plain"),
    Shape(parts="dotted", numbers="", total=""),
    Shape(groups="heading", parts="dotted", unpriced=True),
    Shape(parts="bullet", header="pages", digits="thai"),
    Shape(groups="merged", parts="word", unpriced=True),
    Shape(parts="indent", header="two", subtotals="named"),
    Shape(parts="column", subtotals="group", numbers="restart"),
    Shape(groups="heading", parts="column", header="two", numbers=""),
]


def satang_by_group(plan: dict[str, list[Project]]) -> Counter[str]:
    sums = {group: sum(round(project.baht * 100) for project in projects) for group, projects in plan.items()}
    return Counter(sums)


def read_by_group(reading: ListReading) -> Counter[str]:
    sums: Counter[str] = Counter()
    for entry in reading.projects:
        sums[entry.group] += entry.amount or 0
    return sums


def rows_of(tmp_path: Path, *rows: tuple[Any, ...], merge: tuple[str, ...] = ()) -> ListReading:
    """A list with these rows, the header among them."""
    book = openpyxl.Workbook()
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            book.active.cell(number, column).value = value
    for area in merge:
        book.active.merge_cells(area)
    book.save(tmp_path / "รายการ.xlsx")
    return read_list(tmp_path / "รายการ.xlsx", FORM)


def kinds(reading: ListReading) -> list[RowKind]:
    return [entry.kind for sheet in reading.sheets for entry in sheet.rows]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_projects_and_their_money_are_found_in_lists_of_many_shapes(shape: Shape, tmp_path: Path) -> None:
    reading = read_list(write_list(tmp_path / "รายการ.xlsx", PLAN, shape), FORM)
    assert [entry.row.name for entry in reading.projects] == [
        project.name for projects in PLAN.values() for project in projects
    ]
    assert read_by_group(reading) == satang_by_group(PLAN)
    assert [entry.question for entry in reading.questions] == []
    [sheet] = reading.sheets
    assert sheet.total == (sheet.taken if shape.total else None) or shape.subtotals


def test_office_and_fiscal_year_are_read_from_the_title(tmp_path: Path) -> None:
    reading = read_list(write_list(tmp_path / "รายการ.xlsx", PLAN, Shape()), FORM)
    assert reading.fiscal_year == 2567
    assert reading.office == "สำนักงานเขตพื้นที่การศึกษาประถมศึกษาตัวอย่าง เขต 9"


def test_a_total_that_does_not_fit_is_asked_about(tmp_path: Path) -> None:
    reading = rows_of(
        tmp_path, ("โครงการ", "งบประมาณ"), ("ก", 100), ("ข", 200), ("รวม", 400), ("ค", 50), ("รวมทั้งสิ้น", 350)
    )
    assert [(entry.row.number, entry.question) for entry in reading.questions] == [(4, Why.ASK_TOTAL_DIFFERS)]
    assert (reading.sheets[0].taken, reading.sheets[0].total) == (35000, 35000)


def test_a_project_whose_activities_add_up_to_something_else_is_asked_about(tmp_path: Path) -> None:
    reading = rows_of(
        tmp_path,
        ("ที่", "โครงการ", "งบประมาณ"),
        (1, "ก", 100),
        ("1.1", "อบรม", 60),
        ("1.2", "ติดตาม", 30),
        (2, "ข", 5),
    )
    assert [(entry.row.number, entry.question, entry.other) for entry in reading.questions] == [
        (2, Why.ASK_ACTIVITIES_DIFFER, 9000)
    ]
    assert reading.sheets[0].taken == 10500


def test_a_row_that_equals_the_rows_above_counts_only_with_a_question(tmp_path: Path) -> None:
    reading = rows_of(
        tmp_path, ("ที่", "โครงการ", "งบประมาณ"), (1, "ก", 100), (2, "ข", 200), (3, "พัฒนาครู", 300)
    )
    assert [(entry.row.number, entry.question) for entry in reading.questions] == [(4, Why.ASK_EQUALS_ABOVE)]


def test_one_project_in_two_places_is_asked_about(tmp_path: Path) -> None:
    reading = rows_of(tmp_path, ("โครงการ", "งบประมาณ"), ("พัฒนาครู", 100), ("ข", 20), ("พัฒนา ครู", 70))
    assert [entry.question for entry in reading.questions] == [Why.ASK_TWICE, Why.ASK_TWICE]


def test_an_amount_merged_over_two_projects_counts_once(tmp_path: Path) -> None:
    rows = (("โครงการ", "งบประมาณ"), ("ก", 100), ("ข",), ("ค", 5))
    reading = rows_of(tmp_path, *rows, merge=("B2:B3",))
    assert reading.sheets[0].taken == 10500
    assert Why.ASK_MERGED in [entry.question for entry in reading.questions]


def test_policies_above_their_projects_are_headings_even_when_numbered(tmp_path: Path) -> None:
    reading = rows_of(
        tmp_path,
        ("ที่", "โครงการ", "งบประมาณ"),
        (1, "นโยบายด้านความมั่นคง", 300),
        ("1.1", "โครงการเสริมสร้างวินัย", 100),
        ("1.2", "โครงการป้องกันยาเสพติด", 200),
        (2, "นโยบายด้านคุณภาพ", None),
        ("2.1", "โครงการยกระดับผลสัมฤทธิ์", 70),
    )
    assert kinds(reading) == [
        RowKind.HEADING,
        RowKind.PROJECT,
        RowKind.PROJECT,
        RowKind.HEADING,
        RowKind.PROJECT,
    ]
    assert [entry.section for entry in reading.projects] == ["นโยบายด้านความมั่นคง"] * 2 + ["นโยบายด้านคุณภาพ"]


def test_sheets_that_list_the_same_projects_count_once(tmp_path: Path) -> None:
    path = write_list(tmp_path / "รายการ.xlsx", PLAN, Shape())
    book = openpyxl.load_workbook(path)
    book.copy_worksheet(book.active).title = "ไตรมาส 2"
    book.create_sheet("สารบัญ")["A1"] = "ไม่มีตาราง"
    book.save(path)
    reading = read_list(path, FORM)
    assert (reading.repeating, reading.unread) == (("ไตรมาส 2",), ("สารบัญ",))
    assert read_by_group(reading) == satang_by_group(PLAN)
    chosen = read_list(path, FORM, sheets=["ไตรมาส 2"])
    assert [sheet.name for sheet in chosen.sheets] == ["ไตรมาส 2"]


AMOUNTS = st.integers(0, 400).map(lambda number: number * 25 / 2)
PROJECTS = st.builds(
    lambda name, parts, baht: Project(name, sum(parts) if parts else baht, tuple(parts)),
    st.sampled_from(["พัฒนาครู", "ประชาสัมพันธ์", "นิเทศ", "รวมพลังสร้างสรรค์", "โครงการวิชาการ", "งานประจำ", "แข่งขัน"]),
    st.lists(AMOUNTS, max_size=3),
    AMOUNTS,
)
PLANS = st.dictionaries(
    st.sampled_from(["กลุ่มแผน", "กลุ่มอำนวยการ", "หน่วยตรวจสอบภายใน", "กลุ่มนิเทศ ติดตาม"]),
    st.lists(PROJECTS, min_size=1, max_size=4),
    min_size=1,
)
ANY_SHAPE = st.builds(
    Shape,
    groups=st.sampled_from(["column", "merged", "first", "heading"]),
    parts=st.sampled_from(["none", "dotted", "bullet", "indent", "word", "column"]),
    subtotals=st.sampled_from(["", "named", "group", "plain", "heading"]),
    total=st.sampled_from(["below", "above", ""]),
    header=st.sampled_from(["one", "two", "pages"]),
    numbers=st.sampled_from(["running", "restart", ""]),
    digits=st.sampled_from(["", "thai"]),
    unpriced=st.booleans(),
)


def never_in_silence(path: Path, plan: dict[str, list[Project]], shape: Shape) -> None:
    """The money read is that of the list, or a question or a total says that it may not be."""
    reading = read_list(write_list(path, plan, shape), FORM)
    right = sum(satang_by_group(plan).values())
    taken = sum(sheet.taken for sheet in reading.sheets)
    told = (
        reading.questions or not reading.sheets or any(s.total not in (None, s.taken) for s in reading.sheets)
    )
    assert taken == right or told, (plan, shape, taken, right)


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=PLANS, shape=ANY_SHAPE)
def test_no_list_gives_more_or_less_money_than_its_projects_in_silence(
    plan: dict[str, list[Project]], shape: Shape, tmp_path: Path
) -> None:
    never_in_silence(tmp_path / "รายการ.xlsx", plan, shape)
