"""A returned folder for tests. One group has always returned a workbook that is in order."""

from __future__ import annotations

from pathlib import Path

from tests.support.returned import PROJECTS, Returned, register
from xl_addin.consolidate.consolidated import Consolidated, FileOutcome, GroupReturn
from xl_addin.consolidate.consolidation import consolidate
from xl_addin.model.problem import Problem
from xl_addin.model.register import Register
from xl_addin.workbook.previous import PreviousReport

GOOD = "good.xlsx"
IN_ORDER = "super"


class Office:
    """`folder`: the returned folder; `register`: see tests.support.returned."""

    def __init__(self, path: Path, office: Register | None = None, round_: int = 1) -> None:
        self.folder = path / "returned"
        self.folder.mkdir()
        self.register = office or register()
        self.round = round_

    def book(self, group: str = "plan", *, filled: bool = True, **identity: object) -> Returned:
        """A group's workbook, every project of it in progress with 1,000 baht."""
        book = Returned(self.register, group, self.round, **identity)
        if filled:
            for project_id, owner, *_ in PROJECTS:
                if owner == group:
                    book.fill(project_id, used=1000, status="กำลังดำเนินการ")
        return book

    def put(self, book: Returned, name: str = "plan.xlsx") -> Path:
        return book.save(self.folder / name)

    def consolidate(self, previous: PreviousReport | None = None) -> Consolidated:
        """The consolidation. Asserted of every one: the good workbook is in it, and nothing was lost."""
        if not (self.folder / GOOD).exists():
            self.put(self.book(IN_ORDER), GOOD)
        consolidated = consolidate(self.register, self.folder, self.round, previous, workers=1)
        assert used(consolidated, "S1") == 100_000
        assert used(consolidated, "S2") == 100_000
        assert [line for line in consolidated.conservation if line.left != line.right] == []
        assert {outcome.file for outcome in consolidated.files} == {path.name for path in self.folder.iterdir()}
        return consolidated


def used(consolidated: Consolidated, project_id: str, key: str = "used") -> object:
    """A figure of a project as it is in the frame; None for blank."""
    row = consolidated.frame[consolidated.frame["project_id"] == project_id]
    value = row[key].iloc[0]
    return None if row[key].isna().iloc[0] else value


def told(consolidated: Consolidated, rule: str) -> list[Problem]:
    return [problem for problem in consolidated.problems if problem.rule == rule]


def places(consolidated: Consolidated, rule: str) -> list[tuple[str, str, str]]:
    """(file, sheet, cell) of every problem of a rule."""
    return [(each.place.file, each.place.sheet, each.place.cell) for each in told(consolidated, rule)]


def rules(consolidated: Consolidated, file: str = "plan.xlsx") -> set[str]:
    """What was told about a file, but for what openpyxl does to every one: it drops the results of formulas."""
    return {each.rule for each in consolidated.problems if each.place.file == file} - {"book_never_calculated"}


def outcome(consolidated: Consolidated, file: str = "plan.xlsx") -> FileOutcome:
    (found,) = [each for each in consolidated.files if each.file == file]
    return found


def group(consolidated: Consolidated, group_id: str = "plan") -> GroupReturn:
    (found,) = [each for each in consolidated.groups if each.group_id == group_id]
    return found
