"""What is not reported is known per project and cell, in this round and in every later one."""

from __future__ import annotations

from pathlib import Path

from tests.consolidate.test_earlier_rounds import report_of
from tests.support.office import Office, used
from tests.support.returned import register
from xl_addin.consolidate.consolidated import Consolidated


def gaps(consolidated: Consolidated) -> list[tuple[int, str, str]]:
    """Round, project and cell of what the group plan has not reported; "" for a whole project."""
    rows = [*consolidated.history.to_dict("records"), *consolidated.frame.to_dict("records")]
    return [
        (row["round"], row["project_id"], key)
        for row in rows
        if row["project_id"][0] == "P"
        for key in (str(row["gaps"] or "").split() if row["reported"] else [""])
    ]


def test_a_row_that_came_back_blank_has_not_reported(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.put(office.book().fill("P2", used=None, status=None))
    consolidated = office.consolidate()
    assert gaps(consolidated) == [(1, "P2", "")]
    reported = dict(zip(consolidated.frame["project_id"], consolidated.frame["reported"], strict=True))
    assert (reported["P1"], reported["P2"], reported["P3"]) == (True, False, True)


def test_a_cell_that_is_blank_or_refused_is_a_gap_of_a_project_that_has_reported(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.put(office.book().fill("P1", used="ประมาณหมื่น").fill("P2", status=None).fill("P3", used=0))
    consolidated = office.consolidate()
    assert gaps(consolidated) == [(1, "P1", "used"), (1, "P2", "status")]


def test_a_gap_of_an_earlier_round_stays_one_in_the_later(tmp_path: Path) -> None:
    first = Office(tmp_path)
    first.put(first.book().fill("P2", used=None, status=None).fill("P3", used=None))
    previous = report_of(first.consolidate())
    (tmp_path / "second").mkdir()
    second = Office(tmp_path / "second", first.register, round_=2)
    second.put(second.book(previous=previous))
    second.put(second.book("super", previous=previous), "good.xlsx")
    assert gaps(second.consolidate(previous)) == [
        (1, "P2", ""),
        (1, "P3", "used"),
        (2, "P2", "used_before_missed"),
        (2, "P3", "used_before_missed"),
    ]


def test_what_was_missed_is_asked_for_in_the_next_round_and_never_zero(tmp_path: Path) -> None:
    first = Office(tmp_path)
    first.put(first.book().fill("P2", used=None, status=None))
    previous = report_of(first.consolidate())
    (tmp_path / "second").mkdir()
    second = Office(tmp_path / "second", first.register, round_=2)
    book = second.book(previous=previous).fill("P2", used_before_missed=250)
    assert book.cell("P1", "used_before_missed").value == 0
    assert book.cell("P1", "used_before_missed").protection.locked
    assert not book.cell("P2", "used_before_missed").protection.locked
    second.put(book)
    second.put(second.book("super", previous=previous), "good.xlsx")
    consolidated = second.consolidate(previous)
    assert used(consolidated, "P2", "used_before") == 25_000
    assert used(consolidated, "P2", "used_to_date") == 125_000
    assert used(consolidated, "H1", "used_before") is None, "nobody has answered for it"
    assert (2, "P2", "used_before_missed") not in gaps(consolidated)


def test_what_the_last_report_filled_in_is_no_report_of_this_round(tmp_path: Path) -> None:
    first = Office(tmp_path, register("rayong2"))
    first.put(first.book().fill("P2", q1_actual=None, status=None, bullets=None))
    previous = report_of(first.consolidate())
    (tmp_path / "second").mkdir()
    second = Office(tmp_path / "second", first.register, round_=2)
    second.entries = {"q2_actual": 1000, "status": "อยู่ระหว่างดำเนินโครงการ", "bullets": "- ประชุมคณะทำงาน"}
    book = second.book(previous=previous).fill("P1", q2_actual=None, status=None, bullets=None)
    second.put(book)
    second.put(second.book("super", previous=previous), "good.xlsx")
    assert gaps(second.consolidate(previous)) == [(1, "P2", ""), (2, "P1", ""), (2, "P2", "q1_actual")]


def test_what_was_missed_counts_once_when_its_file_comes_late(tmp_path: Path) -> None:
    first = Office(tmp_path)
    first.put(first.book().fill("P2", used=None, status=None).fill("P3", used=None, status=None))
    without = report_of(first.consolidate())
    (tmp_path / "second").mkdir()
    second = Office(tmp_path / "second", first.register, round_=2)
    missed = {"used": None, "status": None, "used_before_missed": None}
    second.put(second.book(previous=without).fill("P2", **missed).fill("P3", **missed))
    both = report_of(second.consolidate(without))
    (tmp_path / "third").mkdir()
    third = Office(tmp_path / "third", first.register, round_=3)
    third.put(third.book(previous=both).fill("P2", used_before_missed=600).fill("P3", used_before_missed=400))
    first.put(first.book().fill("P2", used=110).fill("P3", used=900))
    late = report_of(second.consolidate(report_of(first.consolidate())))
    found = third.consolidate(late)
    assert used(found, "P2", "used_before") == 60_000, "the 110 that came late are in the 600"
    assert used(found, "P3", "used_before") == 90_000, "more came than was told"
    rules = [(one.project, one.rule) for one in found.problems if one.rule.startswith("missed_amount")]
    assert rules == [("P2", "missed_amount_known_since"), ("P3", "missed_amount_known_since")]


def test_an_earlier_amount_that_changed_beside_a_missed_one_is_told(tmp_path: Path) -> None:
    first = Office(tmp_path)
    first.put(first.book().fill("P2", used=100))
    before = report_of(first.consolidate())
    (tmp_path / "second").mkdir()
    second = Office(tmp_path / "second", first.register, round_=2)
    second.put(second.book(previous=before).fill("P2", used=None, status=None))
    gap = report_of(second.consolidate(before))
    (tmp_path / "third").mkdir()
    third = Office(tmp_path / "third", first.register, round_=3)
    third.put(third.book(previous=gap).fill("P2", used_before_missed=600))
    first.put(first.book().fill("P2", used=130))
    changed = third.consolidate(report_of(second.consolidate(report_of(first.consolidate()))))
    assert used(changed, "P2", "used_before") == 73_000
    assert [one.rule for one in changed.problems if one.rule.startswith("missed_amount")] == [
        "missed_amount_twice"
    ]
