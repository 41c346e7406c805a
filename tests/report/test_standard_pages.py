"""The pages that every office's report ends with, and what keeps printed pages whole, as a reader sees them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.report.conftest import CASES, Made
from tests.support import pdf
from tests.support.consolidations import office
from tests.support.looking import looked_at
from xl_addin.consolidate.consolidated import Conservation, Consolidated, FileOutcome, Outcome
from xl_addin.model.problems.problem import Place, Problem, Severity
from xl_addin.model.register import Late
from xl_addin.model.values.kinds import Kind
from xl_addin.report.writer import write_report

LONG_FILE = "khonkaen2_2564_รอบ1_กลุ่มส่งเสริมการจัดการศึกษา - สำเนา.xlsx"
NARRATIVE = "- ประชุมคณะทำงานวางแผน เมื่อวันที่ 15 มกราคม 2564\n- จัดทำเครื่องมือนิเทศ\n" * 3


def sheet_of(consolidated: Consolidated, name: str) -> Worksheet:
    """A sheet of the report on that."""
    target = BytesIO()
    write_report(target, consolidated)
    return load_workbook(target)[name]


def first_rows_of_pages(sheet: Worksheet) -> Iterator[str]:
    """What stands first on every page after the first."""
    for page_end in sheet.row_breaks.brk:
        yield str(sheet.cell(page_end.id + 1, 1).value)


def problem_rows(consolidated: Consolidated, *problems: Problem) -> list[dict[str, object]]:
    """The printed and the further cells of these problems."""
    sheet = sheet_of(replace(consolidated, problems=problems), "ข้อสังเกต")
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    header = next(number for number, row in enumerate(rows) if row[0] == "ที่")
    return [dict(zip(map(str, rows[header]), row, strict=True)) for row in rows[header + 1 :]]


def test_a_late_group_is_told_with_the_day_its_file_came() -> None:
    consolidated = office("khonkaen2", 1)
    late = (Late(1, "G02", 44301), Late(2, "G03", 44400))
    register = replace(consolidated.register, late=late)
    sheet = sheet_of(replace(consolidated, register=register), "การส่งรายงาน")
    states = [row[2].value for row in sheet.iter_rows() if row[0].value == 2]
    assert "ส่งแล้ว (ช้า) รับเมื่อ 15 เม.ย. 2564" in states


def test_the_lists_of_a_long_folder_go_on_below_their_header() -> None:
    consolidated = office("khonkaen2", 1)
    files = tuple(FileOutcome(f"{n} {LONG_FILE}", Outcome.IGNORED, "ไม่ใช่ไฟล์ Excel") for n in range(150))
    sheet = sheet_of(replace(consolidated, files=files), "การส่งรายงาน")
    starts = list(first_rows_of_pages(sheet))
    assert len(starts) >= 3
    assert set(starts) == {"ที่"}


@pytest.mark.parametrize("name", CASES)
def test_a_page_of_the_reconciliation_begins_with_a_header(name: str, reports: dict[str, Made]) -> None:
    """Lines that agree are folded, so that all may stand on one page."""
    starts = list(first_rows_of_pages(looked_at(reports[name].path)["กระทบยอด"]))
    sections = [f"{digit}." for digit in "23456๒๓๔๕๖"]
    assert all(start == "ที่" or start[:2] in sections for start in starts), starts


def test_a_problem_names_its_project_though_only_the_id_is_known() -> None:
    consolidated = office("khonkaen2", 1)
    project = consolidated.frame.iloc[4]
    told = Problem(
        "group_conflict_cell",
        Severity.ERROR,
        "ไฟล์นี้เป็น “15,300.00”",
        "ถามกลุ่มว่าค่าใดถูก",
        Place(LONG_FILE, "แบบรายงาน", "E10"),
        project=project["project_id"],
        value="15,300.00",
    )
    (row,) = problem_rows(consolidated, told)
    assert row["โครงการ"] == f"{project['project_id']} {project['project']}"
    assert row["ค่าที่กรอก"] == "15,300.00"


def test_a_long_text_is_shortened_on_the_page_and_stands_whole_beside_it() -> None:
    place = Place(LONG_FILE, "แบบรายงาน", "G9")
    told = Problem("narrative_dates", Severity.WARNING, "มีวันที่นอกช่วง", "ตรวจวันที่", place, value=NARRATIVE)
    (row,) = problem_rows(office("khonkaen2", 1), told)
    shown = str(row["ค่าที่กรอก"])
    assert len(shown) <= 40
    assert shown.endswith("…")
    assert row["ค่าที่กรอกทั้งหมด"] == NARRATIVE


def test_a_problem_of_a_whole_file_has_its_name_whole_and_a_link_beside_it() -> None:
    consolidated = office("khonkaen2", 1)
    files = (*consolidated.files, FileOutcome(LONG_FILE, Outcome.REFUSED))
    told = Problem(
        "not_xlsx", Severity.ERROR, f"{LONG_FILE} เปิดไม่ได้", "ส่งใหม่", Place(LONG_FILE), value=LONG_FILE
    )
    sheet = sheet_of(replace(consolidated, files=files, problems=(told,)), "ข้อสังเกต")
    row = next(row for row in sheet.iter_rows() if row[1].value == "ต้องแก้")
    assert row[4].value == LONG_FILE
    assert row[4].hyperlink is None, "LibreOffice does not wrap a link"
    assert row[6].value == "เปิดไฟล์"
    assert row[6].hyperlink is not None
    assert row[7].value is None, "the sentence names the file already"


def test_links_to_returned_files_are_written_as_excel_takes_them() -> None:
    consolidated = office("khonkaen2", 1)
    folder, file = "ส่งกลับ รอบ#1 [เก่า] 50%", "แผน {ก} #2 100%.xlsx"
    told = Problem("used", Severity.ERROR, "เกินงบ", "ตรวจยอด", Place(file, "แบบรายงาน", "E10"))
    files = (*consolidated.files, FileOutcome(file, Outcome.USED))
    target = BytesIO()
    write_report(target, replace(consolidated, files=files, problems=(told,)), returned=folder)
    archive = zipfile.ZipFile(target)
    rels = "".join(archive.read(name).decode() for name in archive.namelist() if "worksheets/_rels" in name)
    targets = [unescape(found) for found in re.findall('Target="([^"]*)" TargetMode="External"', rels)]
    read = [unquote(one.split("#")[0]).replace("\\", "/").rpartition("/") for one in targets]
    assert [one for one in targets if re.search(r"[\s\[\]{}^]", one)] == []
    assert {there.rpartition("/")[2] for there, _, _ in read} == {folder}
    assert file in {name for _, _, name in read}, "beside the files that the data sheet leads to"


def test_the_number_column_of_the_problems_holds_numbers_alone() -> None:
    consolidated = office("khonkaen2", 1)
    project = str(consolidated.frame.iloc[0]["project_id"])
    place = Place(LONG_FILE, "แบบรายงาน", "E10")
    linked = Problem("used", Severity.ERROR, "เกินงบ", "ตรวจยอด", place, project=project)
    sheet = sheet_of(replace(consolidated, problems=(linked, replace(linked, project=""))), "ข้อสังเกต")
    numbers = [row[0] for row in sheet.iter_rows() if row[1].value == "ต้องแก้"]
    assert [(cell.data_type, cell.value) for cell in numbers] == [("n", 1), ("n", 2)]
    assert any(cell.hyperlink is not None for cell in numbers)


def test_plan_and_result_of_every_quarter_are_equally_wide(reports: dict[str, Made]) -> None:
    sheet = looked_at(reports["rayong2"].path)["ผลการดำเนินงาน"]
    by_column = {
        number: width.width
        for width in sheet.column_dimensions.values()
        for number in range(width.min, width.max + 1)
    }
    assert len({by_column[number] for number in range(4, 12)}) == 1


@pytest.mark.parametrize(
    ("name", "total"),
    [("spm2", "รวม"), ("khonkaen2", "รวมทั้งสิ้น"), ("rayong2", "รวมงบประมาณที่ใช้จ่ายตาม")],
)
def test_notes_stand_on_one_page_with_the_total(name: str, total: str, printed: dict[str, Path]) -> None:
    pages = [page.splitlines() for page in pdf.texts(printed[name])]
    with_notes = [
        lines for lines in pages if "หมายเหตุ" in lines and any(line.startswith("1. ") for line in lines)
    ]
    assert with_notes
    for lines in with_notes:
        # A label of two lines stands in the text of the file after the one-line cells of its row.
        assert any(line.startswith(total) for line in lines)


def test_a_title_of_the_cover_is_not_broken_in_a_word(printed: dict[str, Path]) -> None:
    # The word in the page's header is no title.
    cover = [line for line in pdf.texts(printed["rayong2"])[0].splitlines() if line.strip() != "ร่าง"]
    assert pdf.squeeze("รายงานการกำกับ ติดตาม การใช้จ่ายงบประมาณ รอบ 6 เดือน") in map(pdf.squeeze, cover)


@pytest.mark.parametrize("name", CASES)
def test_work_sheets_are_not_printed_with_the_book(name: str, reports: dict[str, Made]) -> None:
    """Their print area is a cell without content, and neither Excel nor LibreOffice prints a page of nothing."""
    book = looked_at(reports[name].path)
    for title in ("การส่งรายงาน", "ข้อสังเกต", "กระทบยอด", "ข้อมูล"):
        area = str(book[title].print_area).split("!")[-1].replace("$", "").split(":")[0]
        assert book[title].sheet_properties.tabColor.rgb == "FFA6A6A6"
        assert book[title][area].value is None
    assert str(book["ปก"].print_area).split("!")[-1].startswith("$A$1")


def test_figures_are_told_in_their_own_unit(reports: dict[str, Made]) -> None:
    rows = [[cell.value for cell in row] for row in looked_at(reports["rayong2"].path)["สรุป"].iter_rows()]
    units = {row[0]: row[2] for row in rows if row[3]}
    assert units["จำนวนโครงการ"] == "โครงการ"
    assert units["ใช้จริงสะสม"] == "บาท"
    assert units["ร้อยละที่ใช้จริงสะสม"] == "ร้อยละ"


def test_money_that_went_through_is_proven_in_baht() -> None:
    consolidated = office("khonkaen2", 1)
    line = Conservation("รวมเบิกจ่าย ในไฟล์ = ในข้อมูล (บาท)", 30_528_100, 30_528_100, Kind.BAHT)
    sheet = sheet_of(replace(consolidated, conservation=(line,)), "กระทบยอด")
    row = next(row for row in sheet.iter_rows() if row[1].value == line.statement)
    assert [cell.value for cell in row[2:4]] == [305_281, 305_281]
    assert row[2].number_format.startswith("#,##0")


@pytest.mark.parametrize("count", [25, 26, 27, 28, 29])
def test_no_problem_stands_alone_on_the_last_page(count: int) -> None:
    told = Problem("required", Severity.ERROR, "ยังไม่ได้กรอก", "กรอกข้อมูล", Place(LONG_FILE, "แบบรายงาน", "E9"))
    sheet = sheet_of(replace(office("khonkaen2", 1), problems=(told,) * count), "ข้อสังเกต")
    page_ends = [page_end.id for page_end in sheet.row_breaks.brk]
    assert sheet.max_row - max(page_ends) >= 3
