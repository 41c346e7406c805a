"""How far a group's workbook is: counted as the follow-up and the report count it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from xl_addin.consolidate.file_selection import decide
from xl_addin.consolidate.intake.submission import Submission
from xl_addin.consolidate.merge import merge
from xl_addin.excel.reading.returned_file import ReturnedFile
from xl_addin.model.problems.catalogue import say
from xl_addin.model.problems.problem import Problem, Severity
from xl_addin.office.open_round import OpenRound


@dataclass(frozen=True, slots=True)
class Completeness:
    """Of one workbook: the group's projects, how many of them are begun, filled entry cells, errors; `nothing`:
    the group says that there is nothing to report.

    A blank workbook has no errors: nothing in it is judged."""

    projects: int
    begun: int
    entries: int
    errors: int
    nothing: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether projects are asked for and nothing was typed or answered: such a file counts as not sent."""
        return bool(self.projects) and not self.entries and not self.nothing

    @property
    def is_complete(self) -> bool:
        return self.begun == self.projects and not self.errors

    def is_worse_than(self, other: Completeness) -> bool:
        """Whether something would be lost if a file of this completeness took the other's place."""
        return bool(other.entries) and (self.entries < other.entries or self.errors > other.errors)

    def __str__(self) -> str:
        if not self.entries:
            return say("upload_nothing_filled", projects=self.projects)
        return say("upload_filled", begun=self.begun, projects=self.projects, errors=self.errors)


def completeness_of(
    submission: Submission, open_round: OpenRound, group_id: str
) -> tuple[Completeness, list[Problem]]:
    """The completeness of a workbook that can be used, and what its group has still to put right in it."""
    whole = open_round.register
    own = whole.asked[whole.asked["group_id"].astype(str) == group_id].reset_index(drop=True)
    register = replace(whole, projects=own)
    group = register.group(group_id)
    decided = decide(
        [(ReturnedFile(Path(submission.file)), submission)], register, open_round.round, open_round.brief
    )
    merged = merge(decided.used, register, open_round.round, open_round.previous, open_round.brief)
    told = (*decided.problems, *merged.problems) if decided.used else ()
    begun = int(merged.frame["reported"].sum())
    wrong = errors_of(told, group.name)
    return Completeness(len(own), begun, submission.entries, len(wrong), submission.nothing), wrong


def errors_of(problems: Iterable[Problem], group: str) -> list[Problem]:
    """What a group, by its name, has still to put right."""
    return [told for told in problems if told.severity is Severity.ERROR and told.group == group]
