"""What the officer decided about the files of a round, as the choice of files asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from xl_addin.consolidate.intake.submission import Submission
from xl_addin.model.decisions import Decision, DecisionKind, in_force
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.problem import Place, Problem
from xl_addin.model.register import Group, Register
from xl_addin.model.thai.names import name_key


@dataclass(frozen=True, slots=True)
class FileDecisions:
    """The decisions about files, and the ids of the groups of which the officer knows that they have nothing."""

    decisions: tuple[Decision, ...]
    nothing: frozenset[str]

    @classmethod
    def of(cls, register: Register, round_: int) -> FileDecisions:
        held = in_force(register.decisions, round_)
        said = frozenset(one.group_id for one in held if one.kind is DecisionKind.NOTHING)
        return cls(tuple(one for one in held if one.is_of_a_file), said)

    def sent_back(self, submission: Submission, group: Group) -> Decision | None:
        """The decision by which a file was sent back, None for one that was not.

        A decision that does not say what was in the file ends with the corrected copy of a marked file.
        """
        for one in self.decisions:
            holds = one.code or not submission.corrects
            if one.kind is DecisionKind.RETURN_FILE and holds and _names(one, submission, group):
                return one
        return None

    def accepted(self, submissions: Sequence[Submission], group: Group) -> Submission | None:
        """The one file of a group that was accepted, None without one or where several were."""
        found = [
            submission
            for submission in submissions
            if any(
                one.kind is DecisionKind.ACCEPT_FILE and _names(one, submission, group)
                for one in self.decisions
            )
        ]
        return found[0] if len(found) == 1 else None

    def changed(self, submissions: Iterable[Submission], group: Group) -> Iterator[Problem]:
        """Accepted files in which something else stands by now."""
        accepted = [
            one
            for one in self.decisions
            if one.kind is DecisionKind.ACCEPT_FILE and one.code and one.group_id == group.id
        ]
        for submission in submissions:
            for one in accepted:
                if one.code != submission.code and name_key(one.file) == name_key(submission.file):
                    yield problem(
                        "decision_file_changed", Place(submission.file), group=group.name, value=one.file
                    )


def _names(decision: Decision, submission: Submission, group: Group) -> bool:
    if decision.group_id != group.id:
        return False
    if decision.code:
        return decision.code == submission.code
    return not decision.file or name_key(decision.file) == name_key(submission.file)
