"""Two workbooks of one group: alike, one is kept; different, a person decides. Dates of files say nothing."""

from __future__ import annotations

import os
from dataclasses import replace

from tests.support.office import Office, group, outcome, told, used
from tests.support.returned import GROUPS
from xl_addin.consolidate.consolidated import Consolidated, GroupState, Outcome


def test_the_same_entries_twice_are_used_once(office: Office) -> None:
    office.put(office.book(), "plan.xlsx")
    office.put(office.book(), "plan (1).xlsx")
    consolidated = office.consolidate()
    assert outcome(consolidated, "plan (1).xlsx").outcome is Outcome.USED
    assert outcome(consolidated, "plan.xlsx").outcome is Outcome.COPY
    assert [each.place.file for each in told(consolidated, "group_repeated")] == ["plan.xlsx"]
    assert used(consolidated, "P1") == 100_000


def test_different_entries_are_a_conflict_with_every_differing_cell(office: Office) -> None:
    office.put(office.book(), "a.xlsx")
    changed = office.book().fill("P1", used=2500).fill("P3", status=None)
    office.put(changed, "b.xlsx")
    os.utime(office.folder / "b.xlsx", (2_000_000_000, 2_000_000_000))
    consolidated = office.consolidate()
    assert group(consolidated).state is GroupState.CONFLICT
    assert {outcome(consolidated, name).outcome for name in ("a.xlsx", "b.xlsx")} == {Outcome.CONFLICT}
    cells = {
        (each.place.file, each.place.cell, each.project, each.column): (
            each.value,
            "b.xlsx › แบบรายงาน" in each.message,
        )
        for each in told(consolidated, "group_conflict_cell")
    }
    assert cells == {
        ("a.xlsx", changed.at("P1", "used"), "P1", "used"): ("1,000.00", True),
        ("a.xlsx", changed.at("P3", "status"), "P3", "status"): ("กำลังดำเนินการ", True),
    }
    assert any("2,500.00" in each.message for each in told(consolidated, "group_conflict_cell"))
    assert used(consolidated, "P1") is None


def test_the_advice_on_a_conflict_can_be_followed(office: Office) -> None:
    """Copies of one template carry one issue number; the register's number cannot decide between them."""
    office.put(office.book(), "a.xlsx")
    office.put(office.book().fill("P1", used=2500), "b.xlsx")
    alike = told(office.consolidate(), "group_conflict")
    assert [each.place.file for each in alike] == ["a.xlsx", "b.xlsx"]
    assert "1, 1" not in alike[0].message
    assert "ไฟล์เดียว" in alike[0].fix
    assert "ใช้ฉบับที่" not in alike[0].fix
    (office.folder / "b.xlsx").unlink()
    office.put(office.book(issue=2).fill("P1", used=2500), "b.xlsx")
    apart = told(office.consolidate(), "group_conflict_issues")
    assert "1, 2" in apart[0].message
    assert "“ใช้ฉบับที่”" in apart[0].fix


def test_an_entry_below_the_table_makes_two_workbooks_differ(office: Office) -> None:
    office.put(office.book(), "a.xlsx")
    book = office.book()
    book.sheet.cell(book.sheet.max_row + 2, book.column("used"), 700)
    office.put(book, "b.xlsx")
    assert group(office.consolidate()).state is GroupState.CONFLICT


def two_issues(office: Office, accepted: int) -> Consolidated:
    """Issue 1 as b.xlsx and issue 2 as a.xlsx, in an office whose register names the issue that counts."""
    named = replace(GROUPS[0], accepted_issue=accepted)
    office.register = replace(office.register, groups=(named, *GROUPS[1:]))
    office.put(office.book(), "b.xlsx")
    office.put(office.book(issue=2).fill("P1", used=2500), "a.xlsx")
    return office.consolidate()


def test_the_issue_that_the_register_names_counts(office: Office) -> None:
    consolidated = two_issues(office, accepted=2)
    assert used(consolidated, "P1") == 250_000
    assert outcome(consolidated, "b.xlsx").outcome is Outcome.REPLACED
    assert [each.place.file for each in told(consolidated, "group_issue_replaced")] == ["b.xlsx"]
    assert group(consolidated).issue == 2


def test_a_later_issue_does_not_count_by_itself(office: Office) -> None:
    office.put(office.book(), "a.xlsx")
    office.put(office.book(issue=2).fill("P1", used=2500), "b.xlsx")
    assert group(office.consolidate()).state is GroupState.CONFLICT


def test_an_issue_that_nobody_returned_leaves_the_conflict(office: Office) -> None:
    consolidated = two_issues(office, accepted=7)
    assert group(consolidated).state is GroupState.CONFLICT
    assert told(consolidated, "group_issue_unclear")


def test_a_blank_template_beside_a_filled_one_is_no_conflict(office: Office) -> None:
    office.put(office.book(), "filled.xlsx")
    office.put(office.book(filled=False), "blank.xlsx")
    consolidated = office.consolidate()
    assert outcome(consolidated, "blank.xlsx").outcome is Outcome.REPLACED
    assert used(consolidated, "P1") == 100_000


def test_three_workbooks_of_which_two_are_alike_conflict_as_two(office: Office) -> None:
    office.put(office.book(), "a.xlsx")
    office.put(office.book(), "b.xlsx")
    office.put(office.book().fill("P2", used=1), "c.xlsx")
    consolidated = office.consolidate()
    outcomes = {name: outcome(consolidated, name).outcome for name in ("a.xlsx", "b.xlsx", "c.xlsx")}
    assert outcomes == {"a.xlsx": Outcome.CONFLICT, "b.xlsx": Outcome.COPY, "c.xlsx": Outcome.CONFLICT}
