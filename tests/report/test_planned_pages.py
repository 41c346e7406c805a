"""The pages of the reports as they are planned, with the letters that offices print in: none too full, none empty."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.support import page_offices
from tests.support.consolidations import office
from tests.support.page_fill import PlannedPage, mean_fill, planned_pages
from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.report.writer import write_report

SMALLEST = 9 / 16
"""Scale at which letters of 16 points print as 9."""

LONG_TEXT = "\n".join(
    f"- ประชุมผู้รับผิดชอบและตรวจเยี่ยมโรงเรียนในสังกัดครั้งที่ {number} มีผู้เข้าร่วม {number + 20} คน"
    for number in range(1, 11)
)


def report_of(consolidated: Consolidated) -> bytes:
    target = BytesIO()
    write_report(target, consolidated)
    return target.getvalue()


@pytest.fixture(scope="module")
def pages() -> dict[str, list[PlannedPage]]:
    made = {
        "spm2": office("spm2", 2),
        "khonkaen2": office("khonkaen2", 1),
        "rayong2": office("rayong2", 2),
        "chiangmai2": page_offices.chiangmai2(2),
        "yasothon2": page_offices.yasothon2(),
    }
    return {name: planned_pages(report_of(consolidated)) for name, consolidated in made.items()}


def long_rayong() -> Consolidated:
    """An office of format C whose groups have written ten lines about every project."""
    consolidated = office("rayong2", 2)
    return replace(consolidated, frame=consolidated.frame.assign(bullets=LONG_TEXT))


def test_no_page_holds_more_than_fits(pages: dict[str, list[PlannedPage]]) -> None:
    for name, planned in pages.items():
        too_full = [(page.sheet, page.number) for page in planned if page.filled > 1]
        assert too_full == [], name


def test_tables_go_on_to_the_foot_of_each_page() -> None:
    """A row of ten lines is divided rather than half a page left empty above it."""
    table = [page for page in planned_pages(report_of(long_rayong())) if page.sheet == "ผลการดำเนินงาน"]
    assert len(table) > 2
    assert mean_fill(table[:-1]) > 0.88


def test_a_table_of_many_columns_is_printed_small_but_so_that_it_can_be_read() -> None:
    scales = {page.sheet: page.scale for page in planned_pages(report_of(long_rayong()))}
    assert SMALLEST - 0.01 < scales["ผลการดำเนินงาน"] < 0.75
    assert scales["สรุป"] > 0.99


def test_six_projects_and_more_stand_on_a_page_of_format_c(pages: dict[str, list[PlannedPage]]) -> None:
    """Whole pages: a last one that would hold a project or two is saved by letters a little smaller."""
    table = [page for page in pages["rayong2"] if page.sheet == "ผลการดำเนินงาน"]
    assert 24 / len(table) >= 6
    assert SMALLEST * 0.95 - 0.01 < table[0].scale < SMALLEST


@pytest.mark.parametrize("name", ["spm2", "rayong2"])
def test_the_pages_of_a_report_are_full(name: str, pages: dict[str, list[PlannedPage]]) -> None:
    assert mean_fill([page for page in pages[name] if page.sheet != "ปก"]) >= 0.8
    assert [page for page in pages[name] if page.filled < 0.25] == []


def test_a_short_summary_is_one_page_with_its_chart(pages: dict[str, list[PlannedPage]]) -> None:
    """The chart is as high as the page leaves room; a chart of its own page is none that is worth one."""
    for name, sheets in {
        "spm2": ("สรุปไตรมาส 1", "สรุป"),
        "khonkaen2": ("สรุป",),
        "yasothon2": ("สรุป",),
    }.items():
        told = [page.sheet for page in pages[name] if page.sheet in sheets]
        assert told == list(sheets), name


def test_what_was_received_and_what_it_is_divided_into_share_a_page(
    pages: dict[str, list[PlannedPage]],
) -> None:
    (shared,) = (page for page in pages["rayong2"] if page.sheet == "การจัดสรร")
    assert shared.filled > 0.6


def test_an_office_with_many_allotments_ends_the_page_between_the_two() -> None:
    consolidated = office("rayong2", 2)
    (first, *_) = consolidated.register.allotments
    allotments = tuple(replace(first, no=number) for number in range(1, 15))
    many = replace(consolidated, register=replace(consolidated.register, allotments=allotments))
    data = report_of(many)
    shared = [page for page in planned_pages(data) if page.sheet == "การจัดสรร"]
    assert len(shared) == 2
    top = load_workbook(BytesIO(data))["การจัดสรร"].cell(shared[1].rows.start, 1).value
    assert str(top).startswith("สรุปการเบิก-จ่าย")


def test_a_divided_row_says_its_figures_once_and_goes_on_below_its_name() -> None:
    consolidated = long_rayong()
    sheet = load_workbook(BytesIO(report_of(consolidated)))["ผลการดำเนินงาน"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    going_on = [number for number, row in enumerate(rows) if row[1] == "(ต่อ)"]
    assert going_on
    for number in going_on:
        assert rows[number][0] is None
        assert all(value is None for value in rows[number][2:-1])
        above, below = (str(rows[place][-1]) for place in (number - 1, number))
        assert f"{above}\n{below}".startswith(LONG_TEXT)
        # A page ends between the two parts.
        assert number in {page_end.id for page_end in sheet.row_breaks.brk}
    assert sum(isinstance(row[0], int) for row in rows) == len(consolidated.frame)


def test_what_binds_a_page_leaves_its_edge_free(pages: dict[str, list[PlannedPage]]) -> None:
    book = load_workbook(BytesIO(report_of(office("khonkaen2", 1))))
    portrait, landscape = book["สรุป"].page_margins, book["ผลการเบิกจ่าย"].page_margins
    assert (portrait.left * 2.54, portrait.right * 2.54) == pytest.approx((2.5, 2.0), abs=0.02)
    assert min(portrait.top, portrait.bottom, landscape.top, landscape.left) * 2.54 == pytest.approx(
        2.0, abs=0.02
    )


def test_a_long_report_has_its_contents_with_the_pages_on_which_parts_begin() -> None:
    data = report_of(page_offices.chiangmai2(2))
    planned = [page for page in planned_pages(data) if page.sheet != "ปก"]
    begins: dict[str, int] = {}
    for number, page in enumerate(planned, 1):
        begins.setdefault(page.sheet, number)
    book = load_workbook(BytesIO(data))
    rows = [(row[0].value, row[1].value) for row in book["สารบัญ"].iter_rows(min_row=2)]
    arabic = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
    told = {str(title): int(str(number).translate(arabic)) for title, number in rows}
    assert told["บทสรุปผู้บริหาร"] == 1
    assert told["แบบรายงาน"] == begins["แบบรายงาน"]
    # What runs on below a list, and a list below the last page of another, have lines of their own.
    assert told["ปัญหาและข้อเสนอแนะ"] == begins["ยังไม่ได้ดำเนินการ"]
    (unspent,) = [number for title, number in told.items() if title.startswith("โครงการที่มีแผนแต่ไม่มี")]
    assert unspent == len(planned)
    assert list(told.values()) == sorted(told.values())


def test_a_short_report_needs_no_contents() -> None:
    assert "สารบัญ" not in load_workbook(BytesIO(report_of(office("khonkaen2", 1)))).sheetnames


def test_equal_lines_of_the_proof_are_folded_and_keys_are_told_in_words() -> None:
    sheet = load_workbook(BytesIO(report_of(office("rayong2", 2))))["กระทบยอด"]
    results = {row[0].row: row[5].value for row in sheet.iter_rows() if isinstance(row[0].value, int)}
    hidden = [row for row in results if sheet.row_dimensions[row].hidden]
    assert len(hidden) > 50
    told = [str(row[1].value) for row in sheet.iter_rows()]
    assert not any(key in text for key in ("used_to_date", "plan_to_date", "section_no") for text in told)
