"""The forms of a quarter's progress (chiangmai2): who prints one, and what its sentences and lists say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.report.printed.form_reports import (
    EXEMPT,
    FORM_SHEETS,
    Made,
    form_of,
    lines_of,
    without_number,
    write,
)
from tests.support.page_offices import chiangmai2
from xl_addin.model.thai.words import in_thai_digits, thai_digits
from xl_addin.report.book.prose import Paragraph
from xl_addin.report.writer import write_report

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return write(tmp_path_factory.mktemp("quarter") / "quarter.xlsx", chiangmai2(2, exempt=EXEMPT))


def test_projects_completed_or_in_progress_print_a_form_others_do_not(quarter: Made) -> None:
    consolidated = quarter.consolidated
    frame = consolidated.frame
    book = quarter.book()
    done, going = ([without_number(line) for line in lines_of(book[name])] for name in FORM_SHEETS)
    for row in frame.to_dict("records"):
        reports = row["project_id"] not in EXEMPT
        name = in_thai_digits(row["project"])
        assert (name in done) == (row["status"] == "completed" and reports), name
        assert (name in going) == (row["status"] == "in_progress" and reports), name


def test_the_parts_of_a_form_stand_in_the_office_s_order(quarter: Made) -> None:
    form = form_of(quarter.book(), in_thai_digits(_project(quarter, "P005")))
    heads = [str(row[0])[:2] for row in form if str(row[0]).endswith("ประจำไตรมาสที่ ๒ ปีงบประมาณ ๒๕๖๗")]
    assert [head for head in heads if head[1] == "."] == ["๑.", "๒.", "๓.", "๔.", "๕.", "๖."]


def _project(quarter: Made, project_id: str) -> str:
    frame = quarter.consolidated.frame
    return str(frame.loc[frame["project_id"] == project_id, "project"].iloc[0])


def test_earlier_quarters_stand_beside_the_quarter(quarter: Made) -> None:
    form = form_of(quarter.book(), in_thai_digits(_project(quarter, "P005")))
    money = {row[0]: [value for value in row[1:] if value is not None] for row in form if row[0]}
    assert money["ไตรมาสที่ ๑"] == [22_335, 20_310, 90.93]
    assert money["ไตรมาสที่ ๒"] == [2_500, 2_500, 100]
    assert money["สะสมถึงไตรมาสที่ ๒"] == [24_835, 22_810, 91.85]


def test_a_result_has_its_own_words_and_nothing_at_all_has_none(quarter: Made) -> None:
    book = quarter.book()

    def result(project_id: str) -> list[str]:
        form = form_of(book, in_thai_digits(_project(quarter, project_id)))
        starts = ("จำนวนเงินงบประมาณที่เบิกจ่ายจริง", "ผลการเบิกจ่าย")
        return [str(row[0]) for row in form if str(row[0]).startswith(starts)]

    spent, said = result("P002")
    assert spent.endswith(" ๑๑,๒๕๐ บาท")
    assert said.endswith("สามารถเบิกจ่ายงบประมาณได้ตามแผนการ")
    spent, said = result("P010")
    assert spent.endswith(" ๐ บาท")
    assert "ไม่สามารถเบิกจ่ายงบประมาณได้ตามแผนการ เนื่องจากเลื่อนกิจกรรม" in said
    (spent,) = result("P012")  # planned nothing, spent nothing
    assert spent.endswith(" ๐ บาท")


def test_exempt_projects_are_named_and_counted(quarter: Made) -> None:
    lines = lines_of(quarter.book()["สถานะ"])
    note = next(place for place, line in enumerate(lines) if line.startswith("หมายเหตุ"))
    assert "มี ๒ โครงการ" in lines[note]
    assert "ปัญหาหนี้สินข้าราชการครู" in lines[note + 1]
    assert "๒๕๖๖ (ยังไม่ได้ดำเนินการ)" in lines[note + 2]


def test_problems_and_suggestions_are_collected_from_those_who_have_any(quarter: Made) -> None:
    frame = quarter.consolidated.frame
    lines = lines_of(quarter.book()["ยังไม่ได้ดำเนินการ"])
    lines = lines[next(n for n, line in enumerate(lines) if line.startswith("ปัญหา อุปสรรค")) :]
    with_problems = frame[frame["problems"].notna() & (frame["problems"] != "-")]
    with_problems = with_problems[~with_problems["project_id"].isin(EXEMPT)]
    headings = [line for line in lines if line[:1] in "๑๒๓๔๕๖๗๘๙" and "โครงการ" in line[:14]]
    names = [in_thai_digits(name) for name in with_problems["project"]]
    assert headings == [f"{thai_digits(str(number))}. {name}" for number, name in enumerate(names, 1)]


def test_planned_but_unspent_projects_are_listed_with_reason_and_quarter(quarter: Made) -> None:
    sheet = quarter.book()["ทุกโครงการ"]
    rows = [[cell.value for cell in row if cell.value is not None] for row in sheet.iter_rows()]
    titles = [place for place, row in enumerate(rows) if row and str(row[0]).startswith("โครงการที่มีแผน")]
    listed = [row for row in rows[titles[0] :] if row and isinstance(row[0], int)]
    assert [row[3] for row in listed] == [7_650, 14_400, 7_500]
    assert {row[5] for row in listed} == {"ไตรมาสที่ ๓"}
    assert rows[-1] == ["รวม", 29_550]


def test_short_lists_of_other_columns_share_a_page_and_keep_their_links_and_proof(quarter: Made) -> None:
    """The list without spending stands below that of all projects, on its last page."""
    sheet = quarter.book(formulas=True)["ทุกโครงการ"]
    (title,) = [row[0] for row in sheet.iter_rows(max_col=1) if str(row[0].value).startswith("โครงการที่มี")]
    assert title.row > max(end.id for end in sheet.row_breaks.brk)
    assert sheet.print_title_rows == "$3:$4"  # those of the first list, on whose last page the other stands
    head = [cell.value for cell in sheet[title.row + 2] if cell.value]
    assert head == ["ที่", "โครงการ", "กลุ่มผู้รับผิดชอบ", "แผนไตรมาสนี้", "เหตุผล", "จะเบิกจ่ายใน"]
    first, last = title.row + 3, title.row + 5
    amounts = [cell for cell in sheet[first] if isinstance(cell.value, float | int)][-1]
    assert "ข้อมูล" in amounts.hyperlink.location
    letter = amounts.column_letter
    assert sheet[f"{letter}{last + 1}"].value == f"=SUM({letter}{first}:{letter}{last})"
    covered = [(cell, area) for area in sheet.merged_cells.ranges for row in area.rows for cell in row]
    assert len(covered) == len({cell for cell, _ in covered})  # no cell lies in two merged areas
    told = [check for check in quarter.result.checks if "แผนการเบิกจ่าย" in check.statement]
    assert told
    assert all(check.agrees for check in quarter.result.checks)
    printed = [row for row in quarter.book()["_printed"].iter_rows(values_only=True) if row[3] == str(first)]
    assert printed[0][:2] == ("ทุกโครงการ", "2")
    assert f"plan={amounts.column}" in printed[0][4]


def test_what_runs_on_below_a_list_is_a_chapter_of_its_own(quarter: Made) -> None:
    """The word processor's document has the problems and no word of the list above them."""
    (chapter,) = [one for one in quarter.result.chapters if one.sheet == "ปัญหาและข้อเสนอแนะ"]
    assert chapter.kind == "pages"
    words = [piece.text for piece in chapter.pieces if isinstance(piece, Paragraph)]
    assert words[1].startswith("ปัญหา อุปสรรค")
    assert len(words) > 4
    assert "ปัญหาและข้อเสนอแนะ" not in quarter.result.sheets


def test_small_tables_have_tidy_sheets_with_names(quarter: Made) -> None:
    book = quarter.book()
    names = set(book.defined_names)
    assert {"t_data", "t_data_indicators", "t_data_activities"} <= names
    sheet = book["ข้อมูล"]
    keys = [cell.value for cell in sheet[2]]
    wanted = ["budget", "plan", "actual", "used_to_date", "remaining", "percent_used", "status"]
    assert set(wanted) <= set(keys)
    rows = [dict(zip(keys, row, strict=True)) for row in sheet.iter_rows(min_row=3, values_only=True)]
    assert sum(row["plan"] or 0 for row in rows if row["round"] == 2) == 321_205
    assert round(sum(row["actual"] or 0 for row in rows if row["round"] == 2), 2) == 171_001.28
    assert sum(row["actual"] or 0 for row in rows if row["round"] == 1) == 353_510
    small = book["ข้อมูล_กิจกรรมที่ดำเนินการ"]
    assert {row[0] for row in small.iter_rows(min_row=3, max_col=1, values_only=True)} == {1, 2}


def test_the_same_data_gives_the_same_bytes(quarter: Made, tmp_path: Path) -> None:
    again = tmp_path / "again.xlsx"
    write_report(again, quarter.consolidated)
    assert again.read_bytes() == quarter.path.read_bytes()
