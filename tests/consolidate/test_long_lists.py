"""A list of problems stays readable, and short, whatever a group pastes into its workbook."""

from __future__ import annotations

from tests.support.office import Office, told
from xl_addin.consolidate.intake.repeated_problems import MOST_LINES, folded, runs
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.problem import Place


def test_a_block_pasted_below_the_table_is_told_once_with_its_range_and_count(office: Office) -> None:
    book = office.book()
    top = book.last_row + 9
    for row in range(top, top + 3000):
        book.sheet.cell(row, book.column("used"), row)
    office.put(book)
    (below,) = told(office.consolidate(), "row_below_table")
    assert "3,000" in below.message
    assert below.place.cell.endswith(str(top))
    assert str(top + 2999) in below.message


def test_two_pasted_blocks_that_differ_in_their_last_cell_are_a_conflict(office: Office) -> None:
    for name, last in (("a.xlsx", 1), ("b.xlsx", 2)):
        book = office.book()
        for row in range(40):
            book.sheet.cell(book.last_row + 9 + row, book.column("used"), 7 if row < 39 else last)
        office.put(book, name)
    assert told(office.consolidate(), "group_conflict")


def test_a_file_costs_no_more_than_its_lines() -> None:
    place = Place("a.xlsx", "แผ่น")
    many = [
        problem("row_below_table", Place("a.xlsx", "แผ่น", f"A{row}"), value="1") for row in range(1, 5001)
    ]
    one = problem("sheet_hidden", place, value="แผ่น")
    other = problem("group_missing", group="ก", value="ก")
    kept = folded([*many, one, other])
    assert len(kept) <= MOST_LINES
    assert kept[-2:] == [one, other]
    assert "4,980" in kept[-3].message
    assert "A5000" in kept[-3].message


def test_a_short_list_is_left_as_it_is() -> None:
    few = [problem("row_below_table", Place("a.xlsx", "แผ่น", f"A{row}"), value="1") for row in range(1, 201)]
    assert folded(few) == few


def test_adjacent_rows_are_runs() -> None:
    assert runs([5, 3, 4, 9]) == [range(3, 6), range(9, 10)]
