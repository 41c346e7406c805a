"""Whatever stands on a project's sheet is read as an entry, is the form's own, or is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tests.support.pages import filled, office
from tests.support.soffice import Soffice
from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.consolidate.intake.build_form_brief import brief_of
from xl_addin.consolidate.intake.printed_texts import page_texts
from xl_addin.consolidate.intake.workbook_reader import submission_of
from xl_addin.consolidate.pipeline import consolidate
from xl_addin.demo.demo_options import demo_plan
from xl_addin.demo.entries import demo_entries, demo_tables
from xl_addin.demo.examples import demo_register
from xl_addin.demo.page_typing import Filled, type_pages
from xl_addin.excel.reading.cell_patch import parts_of, sheet_paths, type_cells, zipped
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.model.form.loader import load_form
from xl_addin.model.problems.problem import Problem, Severity
from xl_addin.model.register import Note, Reader, Register
from xl_addin.template.pages.workbook import with_rows
from xl_addin.template.shared.round_data import round_data
from xl_addin.template.shared.signing import SIGNED
from xl_addin.template.template import template_bytes

E = load_form("yasothon2")
PROJECT: dict[str, Any] = {"budget_area_office": 22_000}
LINES = [{"item": f"รายการ {number}", "materials": 11_000, "in_budget": 11_000} for number in (1, 2)]
TOLD = {
    "page_cells_unread",
    "page_text_changed",
    "page_columns_inserted",
    "page_columns_deleted",
    "cells_beside_table",
    "row_without_project",
}


@pytest.fixture
def book() -> Workbook:
    """A plan with one project and two lines of 11,000 baht, open for spoiling."""
    return load_workbook(BytesIO(filled(E, [PROJECT], [{"budget_lines": LINES}], fiscal_year=2563)))


def returned(folder: Path, book: Workbook, register: Register | None = None) -> Consolidated:
    book.save(folder / "แผน.xlsx")
    return consolidate(register or office(E, [PROJECT], 2563), folder, 1, workers=1)


def told(found: Consolidated) -> list[Problem]:
    return [problem for problem in found.problems if problem.rule in TOLD]


def page_of(book: Workbook) -> Worksheet:
    return book["โครงการ 1"]


def row_of(page: Worksheet, text: str) -> int:
    """The row in which a text stands that begins so."""
    return next(
        int(cell.row) for row in page.iter_rows() for cell in row if str(cell.value or "").startswith(text)
    )


def columns_of(page: Worksheet, table: str) -> tuple[dict[str, int], int]:
    """Column by key of a small table, and its last prepared row."""
    area = page.defined_names[f"t_{table}"].attr_text.rpartition("!")[2].replace("$", "")
    first, last = (int(number) for number in re.findall(r"\d+", area))
    return {str(cell.value): int(cell.column) for cell in page[first] if cell.value}, last


def type_into(page: Worksheet, address: str, value: object) -> None:
    """As after the cells were taken apart: the form's texts stand in merged cells."""
    for area in list(page.merged_cells.ranges):
        if address in area:
            page.unmerge_cells(str(area))
    page[address] = value


def test_lines_typed_under_a_full_table_are_an_error_with_their_money(tmp_path: Path, book: Workbook) -> None:
    page = page_of(book)
    columns, last = columns_of(page, "budget_lines")
    item = get_column_letter(columns["item"])
    amount = get_column_letter(columns["materials"])
    type_into(page, f"{item}{last + 1}", "ค่าวัสดุเพิ่ม")
    type_into(page, f"{amount}{last + 1}", 11_000)
    found = returned(tmp_path, book)
    (problem,) = told(found)
    assert (problem.rule, problem.severity) == ("page_cells_unread", Severity.ERROR)
    assert problem.place.cell == f"{item}{last + 1}"
    assert f"{item}{last + 1} ค่าวัสดุเพิ่ม" in problem.value
    assert f"{amount}{last + 1} 11000" in problem.value
    assert all(statement.left == statement.right for statement in found.conservation)


def test_names_and_a_day_on_the_lines_for_signatures_are_the_form_s_own(
    tmp_path: Path, book: Workbook
) -> None:
    page = page_of(book)
    row = row_of(page, f"{SIGNED}\u00a0")
    lines = [cell for cells in page.iter_rows(row, row + 1) for cell in cells if cell.value]
    assert len(lines) == 2
    for line in lines:
        line.value = re.sub(r"\.+", "ตัวอย่าง ทดสอบ", str(line.value))
    assert told(returned(tmp_path, book)) == []


def test_a_line_copied_whole_and_inserted_under_the_last_one_is_read(tmp_path: Path, book: Workbook) -> None:
    page = page_of(book)
    columns, last = columns_of(page, "budget_lines")
    first = row_of(page, "รายการ 2")
    for area in [area for area in page.merged_cells.ranges if area.min_row == last + 1]:
        page.unmerge_cells(str(area))
    for column in columns.values():
        page.cell(last + 1, column).value = page.cell(first, column).value
    found = returned(tmp_path, book)
    assert found.tables["budget_lines"]["materials"].to_list() == [11_000_00] * 3


@pytest.mark.parametrize(
    "typed",
    [pytest.param(12_345, id="a number"), pytest.param("ยอดจริง 5,555 บาท", id="a text with a figure")],
)
@pytest.mark.parametrize("over", ["label", "guidance"])
def test_an_amount_typed_over_a_text_of_the_form_is_an_error(
    tmp_path: Path, book: Workbook, over: str, typed: object
) -> None:
    page = page_of(book)
    column = next(column for column in E.columns if column.key == "budget_area_office")
    text = column.title if over == "label" else E.table("budget_lines").label
    address = f"C{row_of(page, text)}"
    type_into(page, address, typed)
    (problem,) = told(returned(tmp_path, book))
    assert (problem.rule, problem.place.cell) == ("page_cells_unread", address)
    assert problem.value == str(typed)


def test_a_reworded_label_is_a_warning_with_what_it_says(tmp_path: Path, book: Workbook) -> None:
    page = page_of(book)
    column = next(column for column in E.columns if column.key == "budget_area_office")
    address = f"C{row_of(page, column.title)}"
    type_into(page, address, column.title + " (ใหม่)")
    (problem,) = told(returned(tmp_path, book))
    assert (problem.rule, problem.severity) == ("page_text_changed", Severity.WARNING)
    assert problem.place.cell == address
    assert "(ใหม่)" in problem.value


def test_text_in_the_blank_cell_below_a_long_text_is_an_error(tmp_path: Path, book: Workbook) -> None:
    page = page_of(book)
    areas = (area for area in page.merged_cells.ranges if area.max_row > area.min_row)
    below = min(areas, key=lambda area: area.min_row)
    address = f"C{below.max_row}"
    type_into(page, address, "ต่อจากช่องบน")
    (problem,) = told(returned(tmp_path, book))
    assert (problem.rule, problem.place.cell, problem.value) == ("page_cells_unread", address, "ต่อจากช่องบน")


def test_a_formula_with_an_amount_where_the_form_has_none_is_told(tmp_path: Path, book: Workbook) -> None:
    page = page_of(book)
    address = f"C{row_of(page, E.table('budget_lines').label)}"
    buffer = BytesIO()
    book.save(buffer)
    parts = parts_of(type_cells(buffer.getvalue(), {page.title: {address: 7_000}}))
    path = sheet_paths(parts)[page.title]
    parts[path] = parts[path].replace(b"<v>7000</v>", b"<f>3500*2</f><v>7000</v>")
    (tmp_path / "แผน.xlsx").write_bytes(zipped(parts))
    found = consolidate(office(E, [PROJECT], 2563), tmp_path, 1, workers=1)
    assert [(problem.rule, problem.value) for problem in told(found)] == [("page_cells_unread", "7000")]


@pytest.mark.parametrize("before", [3, 4, 6])
def test_fields_are_read_where_an_inserted_column_has_moved_them(
    tmp_path: Path, book: Workbook, before: int
) -> None:
    page = page_of(book)
    _insert_column(page, before)
    page.cell(row_of(page, "รายการ 1"), before).value = 500
    found = returned(tmp_path, book)
    assert found.frame["budget_area_office"].to_list() == [22_000_00]
    assert found.tables["budget_lines"]["materials"].to_list() == [11_000_00, 11_000_00]
    rules = {problem.rule: problem for problem in told(found)}
    assert set(rules) == {"page_columns_inserted", "page_cells_unread"}
    assert rules["page_cells_unread"].value == "500"


def _insert_column(page: Worksheet, before: int) -> None:
    """As Excel does: names and merged cells grow; the letters in the hidden column stay."""
    merged = [area.bounds for area in page.merged_cells.ranges]
    for area in list(page.merged_cells.ranges):
        page.unmerge_cells(str(area))
    page.insert_cols(before)
    for first, top, last, bottom in merged:
        columns = [column + (column >= before) for column in (first, last)]
        page.merge_cells(start_row=top, start_column=columns[0], end_row=bottom, end_column=columns[1])
    for defined in page.defined_names.values():
        start, end = defined.attr_text.rsplit("$", 2)[0], defined.attr_text.rsplit("$", 2)[1:]
        letters, row = end
        moved = get_column_letter(page[f"{letters}1"].column + 1)
        defined.attr_text = f"{start}${moved}${row}"


def test_texts_of_the_form_that_the_register_has_changed_since_are_still_the_form_s(
    tmp_path: Path, book: Workbook
) -> None:
    register = office(E, [PROJECT], 2563)
    changed = replace(register, params=tuple(replace(param, value=99_00) for param in register.params))
    assert told(returned(tmp_path, book, changed)) == []


def test_the_office_s_own_note_is_known_after_the_register_says_another(tmp_path: Path) -> None:
    given_out = Note("ส่งคืนกลุ่มแผนภายในวันศุกร์", Reader.TEMPLATE)
    register = replace(office(E, [PROJECT], 2563), notes=(given_out,))
    (group, *_) = register.groups
    content = template_bytes(round_data(E, register, 1, None), group)
    later = replace(register, notes=(replace(given_out, text="เลื่อนวันส่งเป็นสิ้นเดือน"),))
    assert alarms(content, later, 1) == []
    book = load_workbook(BytesIO(content))
    page = page_of(book)
    page.cell(row_of(page, given_out.text), 3).value = "เพิ่มค่าวัสดุอีก 7000"
    book.save(tmp_path / "แผน.xlsx")
    ((rule, _, value),) = alarms(tmp_path / "แผน.xlsx", later, 1)
    assert (rule, value) == ("page_cells_unread", "เพิ่มค่าวัสดุอีก 7000")


# No false alarm: the templates of every group of the demo's offices with pages


def workbooks(form_id: str, groups: int | None = None) -> Iterator[tuple[str, Register, int, bytes]]:
    """Every group's workbook in every round, blank, and with more rows and filled as the demo fills it.

    `groups`: only so many groups.
    """
    plan, register = demo_plan(form_id), demo_register(form_id)
    register = replace(register, groups=register.groups[:groups])
    for round_ in range(1, register.form.period.rounds + 1):
        data = round_data(register.form, register, round_, None)
        for group in register.groups:
            if len(data.rows_of(group.id)):
                yield f"{form_id}-{round_}-{group.id}-blank", register, round_, template_bytes(data, group)
    longer = with_rows(register, {table.key: table.rows + 7 for table in register.form.tables})
    for shown in plan.rounds:
        entries = demo_entries(plan, register, shown.round)
        tables = demo_tables(plan, register, shown.round, complete=False)
        data = round_data(longer.form, longer, shown.round, None)
        for group in register.groups:
            ids = data.rows_of(group.id)["project_id"]
            if len(ids):
                typed = {id_: Filled(entries.get(id_, {}), tables.get(id_, {})) for id_ in ids}
                name = f"{form_id}-{shown.round}-{group.id}-filled"
                yield name, register, shown.round, type_pages(template_bytes(data, group), typed)


def alarms(content: bytes | Path, register: Register, round_: int) -> list[tuple[str, str, str]]:
    brief = brief_of(register.form, round_, (), page_texts(register, round_))
    submission = submission_of(brief, read_workbook(content), "")
    assert submission.refusals == ()
    return [(p.rule, str(p.place), p.value) for p in submission.problems if p.rule in TOLD]


FORMS = pytest.mark.parametrize("form_id", ["chiangmai2", "yasothon2"])


@FORMS
def test_nothing_is_told_of_what_the_form_prints_itself(form_id: str) -> None:
    for name, register, round_, content in workbooks(form_id, groups=2):
        assert alarms(content, register, round_) == [], name


@pytest.mark.slow
@FORMS
def test_nothing_is_told_of_any_group_s_workbook_also_as_libreoffice_saves_it(
    form_id: str, soffice: Soffice, tmp_path: Path
) -> None:
    made = {}
    for name, register, round_, content in workbooks(form_id):
        assert alarms(content, register, round_) == [], name
        made[name] = (register, round_)
        (tmp_path / f"{name}.xlsx").write_bytes(content)
    some = list(made)[::3]  # blank and filled ones of several groups and rounds
    resaved = soffice.convert([tmp_path / f"{name}.xlsx" for name in some], tmp_path / "resaved", "xlsx")
    for name, path in zip(some, resaved, strict=True):
        assert alarms(path, *made[name]) == [], name
