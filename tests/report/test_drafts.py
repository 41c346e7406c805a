"""A page never says more than is known: ร่าง on every page of an unfinished report, in none of a finished one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from tests.support.consolidations import office
from tests.support.page_offices import chiangmai2, yasothon2
from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.model.problems.problem import Problem, Severity
from xl_addin.report.book.sheet_setup import WORK_TAB
from xl_addin.report.writer import write_report

OFFICES: dict[str, Callable[[], Consolidated]] = {
    "spm2": lambda: office("spm2", 2),
    "khonkaen2": lambda: office("khonkaen2"),
    "rayong2": lambda: office("rayong2", 2),
    "chiangmai2": chiangmai2,
    "yasothon2": yasothon2,
}
CHANGING = {"spm2": "used", "khonkaen2": "used_to_date", "rayong2": "q2_actual"}
"""A printed column of each table form."""
UNREADABLE = "ค่าที่อ่านไม่ได้"


def finished(made: Consolidated) -> Consolidated:
    """The same round with every group returned and nothing wrong."""
    frame = made.frame.assign(reported=True)
    return replace(made, frame=frame, problems=(), history=made.history.iloc[:0])


def with_error(made: Consolidated, column: str = "project", place: int = 0) -> Consolidated:
    row = made.frame.iloc[place]
    wrong = Problem(
        "negative_number",
        Severity.ERROR,
        UNREADABLE,
        "แก้",
        group=str(row["group"]),
        project=str(row["project_id"]),
        column=column,
    )
    return replace(made, problems=(wrong,))


def written(made: Consolidated) -> Workbook:
    target = BytesIO()
    assert write_report(target, made).disagreements == ()
    return load_workbook(BytesIO(target.getvalue()), data_only=True)


def is_work(sheet: object) -> bool:
    colour = sheet.sheet_properties.tabColor  # type: ignore[attr-defined]
    return colour is not None and colour.rgb == f"FF{WORK_TAB[1:]}"


def said(book: Workbook) -> dict[str, str]:
    """Everything that each report sheet prints, its header too, by name."""
    found = {}
    for sheet in book.worksheets:
        if is_work(sheet) or sheet.sheet_state != "visible":
            continue
        texts = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
        found[sheet.title] = "\n".join([sheet.oddHeader.right.text or "", *texts])
    return found


@pytest.mark.parametrize("form_id", OFFICES)
def test_a_report_with_one_error_left_says_so_on_every_page(form_id: str) -> None:
    pages = said(written(with_error(finished(OFFICES[form_id]()))))
    assert len(pages) >= 3
    assert [name for name, text in pages.items() if not text.startswith("ร่าง")] == []
    telling = [name for name, text in pages.items() if "ยังต้องแก้" in text]
    assert {"1", "๑"} & {pages[name].split("ยังต้องแก้ ")[1][0] for name in telling}
    assert len(telling) >= 2


@pytest.mark.parametrize("form_id", OFFICES)
def test_a_report_without_errors_carries_no_word_of_draft(form_id: str) -> None:
    book = written(finished(OFFICES[form_id]()))
    pages = said(book)
    assert [name for name, text in pages.items() if text.startswith("ร่าง") or "ยังต้องแก้" in text] == []
    assert [name for name, text in pages.items() if "ร่าง:" in text or "เป็นร่าง" in text] == []
    assert [sheet.title for sheet in book.worksheets if is_work(sheet)][:3] == [
        "การส่งรายงาน",
        "ข้อสังเกต",
        "กระทบยอด",
    ]


@pytest.mark.parametrize("form_id", OFFICES)
def test_projects_that_have_not_reported_are_counted_under_the_titles(form_id: str) -> None:
    made = finished(OFFICES[form_id]())
    groups = made.frame["group_id"]
    missing = groups == groups.iloc[0]
    count = int(missing.sum())
    pages = said(written(replace(made, frame=made.frame.assign(reported=~missing))))
    thai = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
    counted = [text.translate(thai) for text in pages.values() if "ยังไม่รายงาน" in text and "ร่าง:" in text]
    assert counted
    assert all(f"ร่าง: ยังต้องแก้ 0 แห่ง / ยังไม่รายงาน {count} โครงการ" in text for text in counted)


@pytest.mark.parametrize(("form_id", "key"), CHANGING.items())
def test_a_wrong_cell_is_marked_on_the_printed_page(form_id: str, key: str) -> None:
    book = written(with_error(finished(OFFICES[form_id]()), key))
    marked = [
        cell
        for sheet in book.worksheets
        if not is_work(sheet)
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb == "FFFFC7CE"
    ]
    assert len(marked) == 1
    assert '"*"' in marked[0].number_format or str(marked[0].value).endswith("*")


def test_what_is_not_printed_in_a_table_is_marked_at_the_projects_name() -> None:
    book = written(with_error(finished(office("rayong2", 2)), "report_date", place=3))
    names = [str(row[1].value) for row in book["ผลการดำเนินงาน"].iter_rows() if row[1].value]
    assert len([name for name in names if name.endswith(" *")]) == 1


def test_a_project_form_with_an_error_says_which_heading() -> None:
    made = finished(chiangmai2())
    place = made.frame["has_form"].tolist().index("yes")
    pages = said(written(with_error(made, "outcome", place)))
    text = "\n".join(text for name, text in pages.items() if name.startswith("แบบรายงาน"))
    assert "เป้าหมายเชิงผลลัพธ์ (Outcome) *" in text
    assert "เป้าหมายเชิงผลผลิต (Output) *" not in text
    assert text.count("แบบนี้ยังมีที่ต้องแก้") == 1


def test_a_page_of_an_earlier_quarter_says_what_that_quarter_lacked() -> None:
    made = finished(office("spm2", 2))
    history = office("spm2", 2).history.assign(reported=True)
    blank = history.copy()
    blank.loc[0, "used"] = None
    pages = said(written(replace(made, history=blank)))
    assert "ร่าง: ยังต้องแก้ 1 แห่ง" in pages["ไตรมาส 1"]
    assert "ร่าง:" not in pages["ไตรมาส 2"]
    assert all(text.startswith("ร่าง") for text in pages.values())


def test_pages_are_numbered_from_the_first_after_the_cover() -> None:
    book = written(finished(office("rayong2", 2)))
    assert book["ปก"].oddFooter.right.text in (None, "")
    after = [sheet for sheet in book.worksheets if not is_work(sheet) and sheet.sheet_state == "visible"][1:]
    first = [sheet.page_setup.firstPageNumber or 1 for sheet in after]
    pages = [len(sheet.row_breaks.brk) + 1 for sheet in after]
    assert first == [1 + sum(pages[:number]) for number in range(len(pages))]
    assert all("&P" in sheet.oddFooter.right.text for sheet in after)
