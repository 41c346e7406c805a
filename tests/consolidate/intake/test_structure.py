"""Columns, rows and sheets that people inserted, deleted, moved, renamed, copied or hid."""

from __future__ import annotations

import re

import pytest

from tests.support.office import Office, group, outcome, places, rules, told, used
from tests.support.returned import Returned
from xl_addin.consolidate.consolidated import GroupState, Outcome
from xl_addin.template.shared.signing import SIGNED


def rewrite_columns(book: Returned, order: list[int | None]) -> None:
    """Put the table's columns in another order; None is an inserted blank column. Nothing stays hidden."""
    sheet, first, last = book.sheet, book.key_row - 2, book.last_row + 1
    for area in list(sheet.merged_cells.ranges):
        if area.max_row >= first and area.min_row <= last:
            sheet.unmerge_cells(str(area))
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(first, last)]
    for number, row in enumerate(rows, first):
        for at in range(1, len(row) + 2):
            source = order[at - 1] if at <= len(order) else None
            sheet.cell(number, at).value = row[source - 1] if source else None
    for dimension in sheet.column_dimensions.values():
        dimension.hidden = False


def test_moved_columns_are_read_by_their_keys(office: Office) -> None:
    book = office.book()
    used_at, status_at = book.column("used"), book.column("status")
    order = list(range(1, book.sheet.max_column + 1))
    order[used_at - 1], order[status_at - 1] = status_at, used_at
    rewrite_columns(book, order)
    office.put(book)
    consolidated = office.consolidate()
    assert used(consolidated, "P1") == 100_000
    assert used(consolidated, "P1", "status") == "in_progress"
    assert rules(consolidated) == {"columns_moved"}


def test_a_renamed_heading_changes_nothing_but_is_told(office: Office) -> None:
    book = office.book()
    book.sheet.cell(book.key_row - 1, book.column("used"), "จ่ายจริง")
    office.put(book)
    consolidated = office.consolidate()
    assert used(consolidated, "P1") == 100_000
    (problem,) = told(consolidated, "column_label_changed")
    assert problem.place.cell == f"E{book.key_row - 1}"
    assert "จ่ายจริง" in problem.message
    assert rules(consolidated) == {"column_label_changed"}


def test_an_inserted_blank_column_does_no_harm(office: Office) -> None:
    book = office.book()
    order: list[int | None] = list(range(1, book.sheet.max_column + 1))
    order.insert(book.column("used") - 1, None)
    rewrite_columns(book, order)
    office.put(book)
    consolidated = office.consolidate()
    assert used(consolidated, "P1") == 100_000
    assert rules(consolidated) == set()


def test_what_stands_in_an_inserted_column_is_told_and_not_read(office: Office) -> None:
    book = office.book()
    inserted = book.column("used")
    order: list[int | None] = list(range(1, book.sheet.max_column + 1))
    order.insert(inserted - 1, None)
    rewrite_columns(book, order)
    book.sheet.cell(book.row("P2"), inserted, 700)
    office.put(book)
    consolidated = office.consolidate()
    assert used(consolidated, "P2") == 100_000
    assert places(consolidated, "column_inserted") == [("plan.xlsx", "แบบรายงาน", f"E{book.row('P2')}")]


def test_a_deleted_entry_column_stops_the_file(office: Office) -> None:
    book = office.book()
    rewrite_columns(book, [n for n in range(1, book.sheet.max_column + 1) if n != book.column("used")])
    office.put(book)
    consolidated = office.consolidate()
    assert outcome(consolidated).outcome is Outcome.REFUSED
    assert [each.column for each in told(consolidated, "column_missing")] == ["used"]
    assert group(consolidated).state is GroupState.REFUSED


def test_a_changed_key_is_told_with_the_nearest(office: Office) -> None:
    book = office.book()
    book.sheet.cell(book.key_row, book.column("used"), "usedd")
    office.put(book)
    (problem,) = told(office.consolidate(), "column_missing")
    assert "usedd" in problem.message


def test_a_deleted_computed_column_is_computed_all_the_same(office: Office) -> None:
    book = office.book()
    rewrite_columns(book, [n for n in range(1, book.sheet.max_column + 1) if n != book.column("remaining")])
    office.put(book)
    consolidated = office.consolidate()
    assert used(consolidated, "P1", "remaining") == 1_900_000


def test_a_doubled_column_with_the_same_entries_is_read_once(office: Office) -> None:
    book = office.book()
    used_at = book.column("used")
    rewrite_columns(book, [*range(1, used_at + 1), used_at, *range(used_at + 1, book.sheet.max_column + 1)])
    office.put(book)
    consolidated = office.consolidate()
    assert used(consolidated, "P1") == 100_000
    assert "column_twice_alike" in rules(consolidated)


def test_a_doubled_column_with_other_entries_stops_the_file(office: Office) -> None:
    book = office.book()
    used_at = book.column("used")
    rewrite_columns(book, [*range(1, used_at + 1), used_at, *range(used_at + 1, book.sheet.max_column + 1)])
    book.sheet.cell(book.row("P1"), used_at + 1, 9)
    office.put(book)
    consolidated = office.consolidate()
    assert outcome(consolidated).outcome is Outcome.REFUSED
    assert places(consolidated, "column_twice_differs") == [("plan.xlsx", "แบบรายงาน", f"F{book.key_row}")]


def test_entries_below_the_table_are_told_with_their_cell(office: Office) -> None:
    book = office.book()
    below = book.last_row + 8
    book.sheet.cell(below, book.column("project"), "โครงการที่เพิ่มเอง")
    book.sheet.cell(below, book.column("used"), 4500)
    office.put(book)
    consolidated = office.consolidate()
    (problem,) = told(consolidated, "row_below_table")
    assert (problem.place.file, problem.place.sheet, problem.place.cell) == (
        "plan.xlsx",
        "แบบรายงาน",
        f"C{below}",
    )
    assert "4500" in problem.value
    assert "โครงการที่เพิ่มเอง" in problem.value


def test_a_number_typed_over_the_total_is_told(office: Office) -> None:
    book = office.book()
    total = book.last_row + 1
    book.sheet.cell(total, book.column("used"), 3000)
    office.put(book)
    assert places(office.consolidate(), "row_below_table") == [("plan.xlsx", "แบบรายงาน", f"E{total}")]


def test_the_form_s_own_total_is_nothing_though_rows_were_pasted_below_it(office: Office) -> None:
    book = office.book()
    row, below = book.row("P1"), book.sheet.max_row + 2
    for column in range(1, book.sheet.max_column + 1):
        value = book.sheet.cell(row, column).value
        if value is not None and not str(value).startswith("="):
            book.sheet.cell(below, column, value)
    book.sheet.cell(below + 1, book.column("used"), 700)
    office.put(book)
    consolidated = office.consolidate()
    assert places(consolidated, "row_below_table") == [("plan.xlsx", "แบบรายงาน", f"E{below + 1}")]
    assert told(consolidated, "row_without_project") == []
    assert [each.project for each in told(consolidated, "row_twice_alike")] == ["P1"]


def test_names_and_a_day_on_the_lines_for_signatures_are_no_rows(office: Office) -> None:
    book = office.book()
    lines = [
        cell
        for row in book.sheet.iter_rows()
        for cell in row
        if str(cell.value).startswith(f"{SIGNED}\u00a0")
    ]
    assert len(lines) == 2
    for line in lines:
        line.value = re.sub(r"\.+", "ตัวอย่าง ทดสอบ", str(line.value))
    office.put(book)
    assert rules(office.consolidate()) == set()


def test_an_entry_in_a_section_heading_is_told(office: Office) -> None:
    book = office.book()
    heading = book.key_row + 1
    for area in list(book.sheet.merged_cells.ranges):
        if area.min_row == heading:
            book.sheet.unmerge_cells(str(area))
    book.sheet.cell(heading, book.column("used"), 99)
    office.put(book)
    assert places(office.consolidate(), "row_without_project") == [("plan.xlsx", "แบบรายงาน", f"E{heading}")]


def test_notes_beside_the_table_are_told(office: Office) -> None:
    book = office.book()
    book.sheet.cell(book.row("P1"), 30, "โปรดตรวจ")
    office.put(book)
    consolidated = office.consolidate()
    assert places(consolidated, "cells_beside_table") == [("plan.xlsx", "แบบรายงาน", f"AD{book.row('P1')}")]
    assert used(consolidated, "P1") == 100_000


def test_spaces_and_formatting_beside_the_table_are_nothing(office: Office) -> None:
    book = office.book()
    book.sheet.cell(book.row("P1"), 30, "  ")
    book.sheet.cell(5000, 40).number_format = "0.00"
    office.put(book)
    assert rules(office.consolidate()) == set()


def test_a_deleted_project_row_is_told(office: Office) -> None:
    book = office.book()
    book.sheet.delete_rows(book.row("P2"))
    office.put(book)
    consolidated = office.consolidate()
    assert [(each.project, each.place.file) for each in told(consolidated, "row_missing")] == [
        ("P2", "plan.xlsx")
    ]
    assert used(consolidated, "P1") == 100_000
    assert used(consolidated, "P2") is None
    assert group(consolidated).reported == 2


def append(book: Returned, project_id: str, **values: object) -> int:
    """A row copied below the last one, as with "insert copied cells"."""
    row = book.last_row + 1
    for area in list(book.sheet.merged_cells.ranges):
        if area.min_row >= row:
            book.sheet.unmerge_cells(str(area))
    book.sheet.insert_rows(row)
    book.sheet.cell(row, 1, project_id)
    for key, value in values.items():
        book.sheet.cell(row, book.column(key), value)
    return row


def test_a_project_row_copied_with_the_same_entries_is_used_once(office: Office) -> None:
    book = office.book()
    append(book, "P1", project="พัฒนาระบบข้อมูลสารสนเทศ", used=1000, status="กำลังดำเนินการ")
    office.put(book)
    consolidated = office.consolidate()
    assert used(consolidated, "P1") == 100_000
    assert [each.project for each in told(consolidated, "row_twice_alike")] == ["P1"]


def test_a_project_in_two_rows_with_other_entries_is_left_out_with_both(office: Office) -> None:
    book = office.book()
    row = append(book, "P1", project="พัฒนาระบบข้อมูลสารสนเทศ", used=400)
    office.put(book)
    consolidated = office.consolidate()
    assert used(consolidated, "P1") is None
    (problem,) = told(consolidated, "row_twice_differs")
    assert problem.place.cell == f"C{row}"
    assert "1,000.00" in problem.message
    assert "400.00" in problem.message
    assert not told(consolidated, "required_blank")


def test_a_changed_project_id_is_told_with_the_project_of_that_name(office: Office) -> None:
    book = office.book().fill("P1", project_id="X9")
    office.put(book)
    consolidated = office.consolidate()
    (problem,) = told(consolidated, "row_unknown_project")
    assert (problem.value, problem.place.cell) == ("X9", book.at("X9", "project"))
    assert "P1" in problem.message
    assert "1,000.00" in problem.message
    assert [each.project for each in told(consolidated, "row_missing")] == ["P1"]
    assert used(consolidated, "P1") is None


def test_a_project_of_another_group_is_not_used(office: Office) -> None:
    office.put(office.book().fill("P1", project_id="H1"))
    consolidated = office.consolidate()
    assert [each.value for each in told(consolidated, "row_other_group")] == ["H1"]
    assert used(consolidated, "H1") is None


def test_hidden_and_filtered_rows_are_read_and_told(office: Office) -> None:
    book = office.book()
    book.sheet.row_dimensions[book.row("P2")].hidden = True
    office.put(book)
    consolidated = office.consolidate()
    assert used(consolidated, "P2") == 100_000
    assert rules(consolidated) == {"rows_hidden"}


def test_hidden_entry_columns_and_sheets_are_read_and_told(office: Office) -> None:
    book = office.book()
    book.sheet.column_dimensions["E"].hidden = True
    book.sheet.sheet_state = "hidden"
    book.book.create_sheet("ว่าง")
    office.put(book)
    consolidated = office.consolidate()
    assert used(consolidated, "P1") == 100_000
    assert rules(consolidated) == {"columns_hidden", "sheet_hidden"}


def test_a_renamed_sheet_is_found(office: Office) -> None:
    book = office.book()
    book.sheet.title = "ส่งแผน"
    book.book.defined_names["t_projects"].attr_text = f"ส่งแผน!$A${book.key_row}:$L${book.last_row}"
    office.put(book)
    consolidated = office.consolidate()
    assert used(consolidated, "P1") == 100_000
    assert rules(consolidated) == {"sheet_renamed"}


@pytest.mark.parametrize("reference", [None, "#REF!"])
def test_a_table_whose_name_is_lost_is_found_by_its_keys(office: Office, reference: str | None) -> None:
    book = office.book()
    if reference is None:
        del book.book.defined_names["t_projects"]
    else:
        book.book.defined_names["t_projects"].attr_text = reference
    office.put(book)
    consolidated = office.consolidate()
    assert used(consolidated, "P1") == 100_000
    assert rules(consolidated) == {"table_found_by_keys"}


def test_a_copied_sheet_that_says_the_same_is_told(office: Office) -> None:
    book = office.book()
    book.book.copy_worksheet(book.sheet).title = "แบบรายงาน (2)"
    office.put(book)
    consolidated = office.consolidate()
    assert used(consolidated, "P1") == 100_000
    assert places(consolidated, "sheet_copy_alike") == [("plan.xlsx", "แบบรายงาน (2)", "")]


def test_other_entries_in_a_copied_sheet_are_named_and_not_used(office: Office) -> None:
    book = office.book()
    copy = book.book.copy_worksheet(book.sheet)
    copy.title = "แบบรายงาน (2)"
    copy[book.at("P1", "used")] = 8888
    office.put(book)
    consolidated = office.consolidate()
    assert used(consolidated, "P1") == 100_000
    assert places(consolidated, "sheet_copy_differs") == [
        ("plan.xlsx", "แบบรายงาน (2)", book.at("P1", "used"))
    ]


def test_a_copy_whose_original_is_gone_is_the_form(office: Office) -> None:
    book = office.book()
    copy = book.book.copy_worksheet(book.sheet)
    copy.title = "แบบรายงาน (2)"
    del book.book["แบบรายงาน"]
    book.book.defined_names["t_projects"].attr_text = "#REF!"
    office.put(book)
    consolidated = office.consolidate()
    assert used(consolidated, "P1") == 100_000
    assert rules(consolidated) == {"table_found_by_keys", "sheet_renamed"}


def test_two_copies_of_which_none_is_the_original_stop_the_file(office: Office) -> None:
    book = office.book()
    for name in ("แบบรายงาน (2)", "แบบรายงาน (3)"):
        book.book.copy_worksheet(book.sheet).title = name
    del book.book["แบบรายงาน"]
    book.book.defined_names["t_projects"].attr_text = "#REF!"
    office.put(book)
    consolidated = office.consolidate()
    assert outcome(consolidated).outcome is Outcome.REFUSED
    assert rules(consolidated) == {"table_twice"}


@pytest.mark.parametrize(
    ("state", "rule"), [("visible", "sheet_extra"), ("veryHidden", "sheet_extra_hidden")]
)
def test_a_foreign_sheet_is_listed_and_not_read(office: Office, state: str, rule: str) -> None:
    book = office.book()
    extra = book.book.create_sheet("รายละเอียด")
    extra["A1"] = 500
    extra.sheet_state = state
    office.put(book)
    consolidated = office.consolidate()
    assert places(consolidated, rule) == [("plan.xlsx", "รายละเอียด", "")]
    assert used(consolidated, "P1") == 100_000


def test_a_workbook_whose_table_was_deleted_stops(office: Office) -> None:
    book = office.book()
    book.book.create_sheet("ว่าง")
    del book.book["แบบรายงาน"]
    office.put(book)
    assert rules(office.consolidate()) == {"table_missing"}


def test_a_formula_typed_below_the_table_is_told(office: Office) -> None:
    book = office.book()
    below = book.last_row + 8
    book.sheet.cell(below, book.column("used"), "=400+500")
    office.put(book)
    consolidated = office.consolidate()
    assert places(consolidated, "row_below_table") == [("plan.xlsx", "แบบรายงาน", f"E{below}")]
    assert told(consolidated, "row_below_table")[0].value == "=400+500"
