"""Which group gets what back: its workbooks with the problems in each, or a word that nothing has come."""

from __future__ import annotations

from dataclasses import dataclass

from xl_addin.consolidate.consolidated import Consolidated, GroupReturn, GroupState, Outcome
from xl_addin.excel.addresses import parse_cell
from xl_addin.model.problems.problem import Problem, Severity

SENT_BACK = frozenset((Outcome.USED, Outcome.SENT_BACK, Outcome.REFUSED, Outcome.CONFLICT))


@dataclass(frozen=True, slots=True)
class FileToCorrect:
    """One returned file, named as in the report, and what is to be put right in it, by sheet and cell."""

    file: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class GroupToCorrect:
    """What one group is asked for; `files` is empty where nothing has come that could be sent back."""

    group: GroupReturn
    files: tuple[FileToCorrect, ...]

    @property
    def errors(self) -> int:
        return self._count(Severity.ERROR)

    @property
    def warnings(self) -> int:
        return self._count(Severity.WARNING)

    def _count(self, severity: Severity) -> int:
        return sum(told.severity is severity for file in self.files for told in file.problems)


def groups_to_correct(consolidated: Consolidated) -> list[GroupToCorrect]:
    """The groups with something to put right, or that have returned nothing, in the order of the register."""
    by_file: dict[str, list[Problem]] = {}
    for told in consolidated.problems:
        if told.place.file and told.severity is not Severity.NOTE:
            by_file.setdefault(told.place.file, []).append(told)
    found = []
    for group in consolidated.groups:
        if group.state in (GroupState.NOTHING, GroupState.NOTHING_DUE):
            continue
        files = tuple(
            FileToCorrect(one.file, tuple(sorted(by_file[one.file], key=_order)))
            for one in consolidated.files
            if one.group_id == group.group_id and one.outcome in SENT_BACK and one.file in by_file
        )
        if files or group.is_waited_for:
            found.append(GroupToCorrect(group, files))
    return found


def _order(told: Problem) -> tuple[bool, str, tuple[int, int]]:
    """What concerns the whole file first, then by sheet and cell."""
    cell = parse_cell(told.place.cell) if told.place.cell else (0, 0)
    return bool(told.place.cell), told.place.sheet, cell
