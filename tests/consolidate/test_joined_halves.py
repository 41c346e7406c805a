"""Two people of a group fill in one half each: one return, when the officer has said so in the register."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.office import ENTRIES, Office, group, outcome, told, used
from tests.support.returned import GROUPS, register
from xl_addin.consolidate.consolidated import GroupState, Outcome


def halves(tmp_path: Path, form: str, accepted: int | None) -> Office:
    groups = (replace(GROUPS[0], accepted_issue=accepted), *GROUPS[1:])
    office = Office(tmp_path, register(form, groups=groups))
    for name, mine in (("a.xlsx", ("P1",)), ("b.xlsx", ("P2", "P3"))):
        book = office.book(filled=False)
        for project_id in mine:
            book.fill(project_id, **office.entries)
        office.put(book, name)
    return office


@pytest.mark.parametrize("form", ENTRIES)
def test_two_halves_are_asked_about_and_then_one_return(tmp_path: Path, form: str) -> None:
    amount = next(iter(ENTRIES[form]))
    (tmp_path / "asked").mkdir()
    asked = halves(tmp_path / "asked", form, None).consolidate()
    assert group(asked).state is GroupState.CONFLICT
    assert [each.place.file for each in told(asked, "group_conflict_halves")] == ["a.xlsx", "b.xlsx"]
    assert told(asked, "group_conflict_cell") == []
    (tmp_path / "joined").mkdir()
    joined = halves(tmp_path / "joined", form, 0).consolidate()
    assert group(joined).state is GroupState.RETURNED
    assert [outcome(joined, name).outcome for name in ("a.xlsx", "b.xlsx")] == [Outcome.USED] * 2
    assert [used(joined, project_id, amount) for project_id in ("P1", "P2", "P3")] == [100_000] * 3
    assert len(told(joined, "group_joined")) == 1
    assert group(joined).errors == 0


def test_halves_that_contradict_each_other_stay_a_conflict(tmp_path: Path) -> None:
    office = halves(tmp_path, "spm2", 0)
    book = office.book(filled=False).fill("P2", **office.entries).fill("P1", used=2500)
    office.put(book, "b.xlsx")
    consolidated = office.consolidate()
    assert group(consolidated).state is GroupState.CONFLICT
    assert told(consolidated, "group_conflict_cell") != []
    assert used(consolidated, "P1") is None


def test_a_text_that_could_not_be_read_contradicts_a_figure(tmp_path: Path) -> None:
    office = halves(tmp_path, "spm2", 0)
    book = office.book(filled=False).fill("P2", **office.entries).fill("P1", used="ยังไม่เบิก")
    office.put(book, "b.xlsx")
    assert group(office.consolidate()).state is GroupState.CONFLICT
