"""A returned folder for tests. One group has always returned a workbook that is in order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.support.returned import PROJECTS, Returned, made_of, register
from xl_addin.consolidate.consolidated import Consolidated, FileOutcome, GroupReturn
from xl_addin.consolidate.pipeline import consolidate
from xl_addin.excel.reading.returned_file import shown_name
from xl_addin.model.problems.problem import Problem
from xl_addin.model.register import Register
from xl_addin.previous.previous_report import PreviousReport

GOOD = "good.xlsx"
_GOOD: dict[tuple[str, ...], bytes] = {}
IN_ORDER = "super"


ENTRIES = {
    "spm2": {"used": 1000, "status": "กำลังดำเนินการ"},
    "khonkaen2": {"used_to_date": 1000, "narrative": "ประชุมคณะทำงาน"},
    "rayong2": {"q1_actual": 1000, "status": "อยู่ระหว่างดำเนินโครงการ", "bullets": "- ประชุมคณะทำงาน"},
}
"""What a group enters for each project, by form; the first of them is an amount."""


class Office:
    """`folder`: the returned folder; `register`: see tests.support.returned; `entries`: one of ENTRIES."""

    def __init__(self, path: Path, office: Register | None = None, round_: int = 1) -> None:
        self.folder = path / "returned"
        self.folder.mkdir()
        self.register = office or register()
        self.round = round_
        self.entries: dict[str, object] = dict(ENTRIES[self.register.form.id])

    def book(
        self,
        group: str = "plan",
        *,
        filled: bool = True,
        previous: PreviousReport | None = None,
        **identity: object,
    ) -> Returned:
        """A group's workbook, every project of it with `entries`."""
        book = Returned(self.register, group, self.round, previous=previous, **identity)
        if filled:
            for project_id, owner, *_ in PROJECTS:
                if owner == group:
                    book.fill(project_id, **self.entries)
        return book

    def put(self, book: Returned, name: str = "plan.xlsx") -> Path:
        return book.save(self.folder / name)

    def _good(self) -> bytes:
        key = made_of(self.register, self.round, self.entries)
        if key not in _GOOD:
            _GOOD[key] = self.put(self.book(IN_ORDER), GOOD).read_bytes()
        return _GOOD[key]

    def consolidate(self, previous: PreviousReport | None = None) -> Consolidated:
        """The consolidation. Asserted of every one: the good workbook is in it, and nothing was lost."""
        if not (self.folder / GOOD).exists():
            (self.folder / GOOD).write_bytes(self._good())
        consolidated = consolidate(self.register, self.folder, self.round, previous, workers=1)
        amount = next(iter(self.entries))
        assert [used(consolidated, project_id, amount) for project_id in ("S1", "S2")] == [100_000, 100_000]
        assert [line for line in consolidated.conservation if line.left != line.right] == []
        assert {outcome.file for outcome in consolidated.files} == {
            shown_name(path.name) for path in self.folder.iterdir()
        }
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
    """What was told about a file, but for what openpyxl does to each: it drops the results of formulas."""
    return {each.rule for each in consolidated.problems if each.place.file == file} - {
        "book_never_calculated"
    }


def outcome(consolidated: Consolidated, file: str = "plan.xlsx") -> FileOutcome:
    (found,) = [each for each in consolidated.files if each.file == file]
    return found


def group(consolidated: Consolidated, group_id: str = "plan") -> GroupReturn:
    (found,) = [each for each in consolidated.groups if each.group_id == group_id]
    return found


def filled_books(folder: Path, fill: Callable[[Office, str], Returned]) -> list[Path]:
    """A workbook of each table form, filled by `fill(office, key of its first amount)`, as `folder`/<form>.xlsx."""
    paths = []
    for form, entries in ENTRIES.items():
        (folder / form).mkdir()
        book = fill(Office(folder / form, register(form)), next(iter(entries)))
        paths.append(book.save(folder / f"{form}.xlsx"))
    return paths
