"""What people type into entry cells, and what becomes of it: the value, and what is said about which cell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from tests.support.office import Office, places, rules, told, used
from tests.support.returned import Returned, register, store_results
from xl_addin.model.problems.problem import Severity
from xl_addin.model.values.clean import clean


def place(book: Returned, project_id: str, key: str) -> tuple[str, str, str]:
    return ("plan.xlsx", "แบบรายงาน", book.at(project_id, key))


@pytest.mark.parametrize(
    ("typed", "satang", "rule"),
    [
        ("๑,๒๕๐.๕๐", 125_050, "number_read_from_text"),
        ("1,250", 125_000, "number_read_from_text"),
        ("20,0๐๐", 2_000_000, "number_read_from_text"),
        ("\u00a01250 ", 125_000, "number_read_from_text"),
        ("12\u200b50", 125_000, "number_read_from_text"),
        ("1,250 บาท", 125_000, "number_read_from_text"),
        ("1,250.-", 125_000, "number_read_from_text"),
        ("-", 0, "dash_read_as_zero"),
        ("ยังไม่เบิก", None, "not_a_number"),
        ("12.50,00", None, "ambiguous_number"),
        (-500, None, "used_below_zero"),
        (12.345, None, "too_many_decimals"),
        (1234.5600000000001, 123_456, None),
        (0.1 + 0.2, 30, None),
        (True, None, "not_a_number"),
    ],
)
def test_a_number_as_it_was_typed(
    office: Office, typed: object, satang: int | None, rule: str | None
) -> None:
    book = office.book().fill("P1", used=typed)
    office.put(book)
    consolidated = office.consolidate()
    assert used(consolidated, "P1") == satang
    if rule is None:
        assert rules(consolidated) == set()
    else:
        assert places(consolidated, rule) == [place(book, "P1", "used")]


def test_a_blank_is_not_zero(office: Office) -> None:
    book = office.book().fill("P1", used=None).fill("P2", used=0, status="ยังไม่ได้ดำเนินการ")
    office.put(book)
    consolidated = office.consolidate()
    assert used(consolidated, "P1") is None
    assert used(consolidated, "P2") == 0
    assert places(consolidated, "required_blank") == [place(book, "P1", "used")]


def test_an_unusable_entry_is_told_once_and_not_again_by_the_rules_that_need_it(office: Office) -> None:
    office.put(office.book().fill("P1", used="ยังไม่เบิก"))
    about_the_row = [each.rule for each in office.consolidate().problems if each.project == "P1"]
    assert about_the_row == ["not_a_number"]


def test_a_choice_that_the_form_does_not_have_is_told_with_the_nearest(office: Office) -> None:
    book = office.book().fill("P1", status="กำลังดำเนินการอยู่")
    office.put(book)
    consolidated = office.consolidate()
    assert places(consolidated, "unknown_choice") == [place(book, "P1", "status")]
    assert "กำลังดำเนินการ" in told(consolidated, "unknown_choice")[0].fix


@pytest.fixture
def plans(tmp_path: Path) -> Office:
    """Round 1 of format C, which has dates and narratives."""
    return Office(tmp_path, register("rayong2"))


@pytest.mark.parametrize(
    ("typed", "serial", "rule"),
    [
        (datetime(2023, 2, 15), 44972, None),
        (datetime(2566, 2, 15), 44972, "buddhist_year_read"),
        ("15/2/2566", 44972, "date_read_from_text"),
        ("15 ก.พ. 2566", 44972, "date_read_from_text"),
        ("๑๕ กุมภาพันธ์ ๒๕๖๖", 44972, "date_read_from_text"),
        ("ก.พ. 2566", None, "incomplete_date"),
        ("31/2/2566", None, "impossible_date"),
        ("เร็วๆ นี้", None, "not_a_date"),
    ],
)
def test_a_date_as_it_was_typed(plans: Office, typed: object, serial: int | None, rule: str | None) -> None:
    book = plans.book().fill("P1", report_date=typed)
    plans.put(book)
    consolidated = plans.consolidate()
    assert used(consolidated, "P1", "report_date") == serial
    if rule is not None:
        assert places(consolidated, rule) == [place(book, "P1", "report_date")]


def test_dates_of_a_workbook_that_counts_from_1904_are_converted(plans: Office) -> None:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book = plans.book()
    book.book.epoch = CALENDAR_MAC_1904
    plans.put(book.fill("P1", report_date=datetime(2023, 2, 15)))
    consolidated = plans.consolidate()
    assert used(consolidated, "P1", "report_date") == 44972
    assert told(consolidated, "book_1904")


@pytest.mark.parametrize(
    "text", ["=cmd|' /C calc'!A0", "+66 โรงเรียน", "- ประชุมครู 30 คน", "@ห้องประชุม", "=1+1"]
)
def test_a_narrative_that_begins_like_a_formula_is_kept_as_typed(plans: Office, text: str) -> None:
    book = plans.book()
    cell = book.cell("P1", "bullets")
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = True
    plans.put(book)
    consolidated = plans.consolidate()
    assert used(consolidated, "P1", "bullets") == text
    assert not told(consolidated, "cell_formula")


def test_line_breaks_of_a_narrative_are_kept_and_made_alike(plans: Office) -> None:
    plans.put(plans.book().fill("P1", bullets="- ประชุม\r\n- อบรม_x000D_\n- สรุป"))
    assert used(plans.consolidate(), "P1", "bullets") == "- ประชุม\n- อบรม\n- สรุป"


def test_a_narrative_at_excels_limit_was_cut_by_excel(plans: Office) -> None:
    book = plans.book().fill("P1", bullets="ก" * 32_767)
    plans.put(book)
    consolidated = plans.consolidate()
    (found,) = told(consolidated, "text_cut") + told(consolidated, "text_too_long")
    assert found.place.cell == book.at("P1", "bullets")
    assert len(str(used(consolidated, "P1", "bullets"))) == 32_767


def test_a_text_that_is_too_long_says_how_long_it_is_and_may_be(plans: Office) -> None:
    longest = plans.register.form.column("bullets").maximum_length
    plans.put(plans.book().fill("P1", bullets="ก" * (longest + 100)))
    (found,) = told(plans.consolidate(), "text_too_long")
    assert found.severity is Severity.ERROR
    assert f"{longest + 100:,} ตัวอักษร" in found.message
    assert f"{longest:,} ตัวอักษร" in found.message


@pytest.mark.parametrize("longest", [3_300, 4_000])
def test_a_text_of_excel_s_limit_is_no_less_an_error_than_a_shorter_one(longest: int) -> None:
    for length in (longest + 1, 32_767):
        finding = clean("long_text", "ก" * length, max_length=longest).finding
        assert finding is not None
        assert finding.severity is Severity.ERROR


def test_a_number_in_a_quarter_that_is_not_due_is_told_and_not_used(plans: Office) -> None:
    book = plans.book().fill("P1", q3_actual=700)
    plans.put(book)
    consolidated = plans.consolidate()
    assert used(consolidated, "P1", "q3_actual") is None
    assert used(consolidated, "P1", "used_to_date") == 100_000
    assert places(consolidated, "cell_not_due") == [place(book, "P1", "q3_actual")]


def test_a_formula_in_an_entry_cell_counts_with_its_stored_result(office: Office) -> None:
    book = office.book().fill("P1", used="=700+300")
    office.put(book.calculated(book.at("P1", "used"), 1000))
    consolidated = office.consolidate()
    assert used(consolidated, "P1") == 100_000
    assert places(consolidated, "cell_formula") == [place(book, "P1", "used")]
    assert "=700+300" in told(consolidated, "cell_formula")[0].message


def test_a_formula_without_a_stored_result_is_an_error_in_its_cell(office: Office) -> None:
    book = office.book().fill("P1", used="=700+300")
    office.put(book)
    consolidated = office.consolidate()
    assert used(consolidated, "P1") is None
    assert places(consolidated, "cell_formula_no_value") == [place(book, "P1", "used")]
    assert not told(consolidated, "required_blank")


@pytest.mark.parametrize("formula", ["=[1]แผ่น1!A1", "=[งบ.xlsx]แผ่น1!A1", "=EXCEL|'งบ.xlsx'!A1"])
def test_a_formula_that_reads_another_workbook_or_program_is_no_entry(office: Office, formula: str) -> None:
    book = office.book().fill("P1", used=formula)
    office.put(book.calculated(book.at("P1", "used"), 1000))
    consolidated = office.consolidate()
    assert used(consolidated, "P1") is None
    assert places(consolidated, "cell_formula_linked") == [place(book, "P1", "used")]
    assert told(consolidated, "book_external_links") or told(consolidated, "book_dde")


@pytest.mark.parametrize("error", ["#REF!", "#DIV/0!", "#N/A"])
def test_an_error_in_an_entry_cell_is_told_with_its_cell(office: Office, error: str) -> None:
    book = office.book().fill("P1", used="=A0")
    office.put(book.calculated(book.at("P1", "used"), error))
    consolidated = office.consolidate()
    assert places(consolidated, "error_cell") == [place(book, "P1", "used")]
    assert told(consolidated, "error_cell")[0].value == error


def test_merged_entry_cells_belong_to_nobody(office: Office) -> None:
    book = office.book().fill("P1", used=3000).fill("P2", used=None)
    column = book.at("P1", "used").rstrip("0123456789")
    area = f"{column}{book.row('P1')}:{column}{book.row('P2')}"
    book.sheet.merge_cells(area)
    office.put(book)
    consolidated = office.consolidate()
    assert used(consolidated, "P1") is None
    assert used(consolidated, "P2") is None
    assert used(consolidated, "P3") == 100_000
    assert places(consolidated, "cell_merged") == [place(book, "P1", "used"), place(book, "P2", "used")]
    assert area in told(consolidated, "cell_merged")[0].message


def test_a_number_that_excel_took_for_a_date_is_no_amount(office: Office) -> None:
    book = office.book().fill("P1", used=datetime(2023, 2, 1))
    office.put(book)
    consolidated = office.consolidate()
    assert used(consolidated, "P1") is None
    assert places(consolidated, "cell_shown_as_date") == [place(book, "P1", "used")]


def test_a_percent_is_no_amount(office: Office) -> None:
    book = office.book().fill("P1", used=0.5)
    book.cell("P1", "used").number_format = "0%"
    office.put(book)
    consolidated = office.consolidate()
    assert used(consolidated, "P1") is None
    assert places(consolidated, "cell_shown_as_percent") == [place(book, "P1", "used")]


def typed_over(book: Returned) -> Returned:
    return book.fill("P1", remaining=5)


def deleted(book: Returned) -> Returned:
    book.fill("P1", remaining=None)
    del book.sheet._cells[book.row("P1"), book.column("remaining")]
    return book


def lost_its_reference(book: Returned) -> Returned:
    return book.fill("P1", remaining="=#REF!-E9").calculated(book.at("P1", "remaining"), "#REF!")


def another_result(book: Returned) -> Returned:
    """As printed by format C's office: "used" 21,440 more than its quarters."""
    return book.calculated(book.at("P1", "used_to_date"), 22_440)


@pytest.mark.parametrize(
    ("change", "rule", "key", "satang", "said"),
    [
        (typed_over, "computed_overwritten", "remaining", 1_900_000, ("5.00", "19,000.00")),
        (deleted, "computed_deleted", "remaining", 1_900_000, ()),
        (lost_its_reference, "computed_error", "remaining", 1_900_000, ()),
        (another_result, "computed_differs", "used_to_date", 100_000, ("22,440.00", "1,000.00")),
    ],
)
def test_what_stands_in_place_of_a_formula_s_result_is_told_and_computed_anew(
    office: Office,
    change: Callable[[Returned], Returned],
    rule: str,
    key: str,
    satang: int,
    said: tuple[str, ...],
) -> None:
    book = change(office.book())
    office.put(book)
    consolidated = office.consolidate()
    assert used(consolidated, "P1", key) == satang
    assert places(consolidated, rule) == [place(book, "P1", key)]
    (problem,) = told(consolidated, rule)
    assert all(figure in problem.message for figure in said)


def test_results_that_follow_from_the_entries_are_not_mentioned(office: Office) -> None:
    book = office.book()
    for key, value in (("used_to_date", 1000), ("remaining", 19_000), ("percent_used", 5)):
        book.calculated(book.at("P1", key), value)
    office.put(book)
    assert rules(office.consolidate()) == set()


def test_a_workbook_that_was_never_calculated_is_computed_here(office: Office) -> None:
    office.put(office.book())
    consolidated = office.consolidate()
    assert used(consolidated, "P1", "remaining") == 1_900_000
    assert "plan.xlsx" in {each.place.file for each in told(consolidated, "book_never_calculated")}


def test_a_result_that_only_one_sheet_lacks_is_not_taken_for_zero(office: Office) -> None:
    book = office.book()
    path = office.put(book)
    store_results(path, {"แบบรายงาน": {book.at("P1", "percent_used"): "5"}})
    assert rules(office.consolidate()) == set()


def test_a_changed_name_or_budget_is_told_and_the_registers_counts(office: Office) -> None:
    book = office.book().fill("P1", project="โครงการชื่อใหม่", budget=90_000)
    office.put(book)
    consolidated = office.consolidate()
    assert used(consolidated, "P1", "budget") == 2_000_000
    assert used(consolidated, "P1", "project") == "พัฒนาระบบข้อมูลสารสนเทศ"
    assert places(consolidated, "register_value_differs") == [
        place(book, "P1", "project"),
        place(book, "P1", "budget"),
    ]
    assert "90,000.00" in told(consolidated, "register_value_differs")[1].message
    assert "20,000.00" in told(consolidated, "register_value_differs")[1].message


def test_a_name_with_other_spaces_is_the_same_name(office: Office) -> None:
    office.put(office.book().fill("P1", project=" พัฒนาระบบ ข้อมูลสารสนเทศ"))
    assert rules(office.consolidate()) == set()


@pytest.mark.parametrize(
    ("typed", "number_format", "read", "rule"),
    [
        (datetime(2024, 2, 1), "d mmm yyyy", "1 ก.พ. 2567", "cell_text_is_date"),
        (datetime(2024, 2, 1), "[$-409]d-mmm-yy", "1-Feb-24", "cell_text_is_date"),
        (0.5, "h:mm", "12:00", "cell_text_is_date"),
        (0.125, "0.0%", "12.5%", "cell_text_is_percent"),
        (1234.5, "#,##0.00", "1,234.50", None),
        (1234.567, "#,##0", "1,235", "cell_text_is_rounded"),
        (12, "@", "12", None),
        (5, "[>=5]0;0.0", "5", "cell_text_not_shown"),
    ],
)
def test_a_text_that_excel_made_a_number_of_is_read_as_it_looks(
    tmp_path: Path, typed: object, number_format: str, read: str, rule: str | None
) -> None:
    office = Office(tmp_path, register("khonkaen2"))
    book = office.book().fill("P1", narrative=typed)
    book.cell("P1", "narrative").number_format = number_format
    office.put(book)
    consolidated = office.consolidate()
    assert used(consolidated, "P1", "narrative") == read
    expected = {rule} if rule else set()
    assert {each.rule for each in consolidated.problems if each.column == "narrative"} == expected
    if rule:
        assert [cell for *_, cell in places(consolidated, rule)] == [book.at("P1", "narrative")]
