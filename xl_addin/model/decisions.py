"""What the officer decided about what came back: kept in the register, so that it holds for the whole year.

Data only. A warning that was accepted is told no more, in this round and the later ones; a file that was sent
back is out of every sum until another takes its place; an accepted file is the one that counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from xl_addin.model.problems.problem import Problem, Severity


class DecisionKind(StrEnum):
    """What was decided."""

    ACCEPT_WARNING = "accept_warning"
    RETURN_FILE = "return_file"
    ACCEPT_FILE = "accept_file"
    NOTHING = "nothing"


PHRASES = {
    DecisionKind.ACCEPT_WARNING: "ยอมรับข้อที่ควรตรวจ",
    DecisionKind.RETURN_FILE: "ส่งไฟล์คืนให้แก้ไข",
    DecisionKind.ACCEPT_FILE: "รับไฟล์แล้ว",
    DecisionKind.NOTHING: "กลุ่มแจ้งว่าไม่มีรายการในรอบนี้",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision, made in `round`.

    group_id    whose; "" where a project or a file says it
    project_id, rule, column   ACCEPT_WARNING: of which project ("" = the group's), which rule and, where one
                is named, which column of the form
    value       what was typed when it was decided, for people to compare with
    file, code  RETURN_FILE, ACCEPT_FILE: the file as การส่งรายงาน names it ("" = whatever the group returned), and
                the code of what was in it (`marks.code_of`); "" = whatever is in it
    reason      why, in the officer's words
    on          the day (Excel serial), None = not said
    """

    round: int
    kind: DecisionKind
    group_id: str = ""
    project_id: str = ""
    rule: str = ""
    column: str = ""
    value: str = ""
    file: str = ""
    code: str = ""
    reason: str = ""
    on: int | None = None

    @property
    def is_of_a_file(self) -> bool:
        return self.kind in (DecisionKind.RETURN_FILE, DecisionKind.ACCEPT_FILE)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A warning that the officer accepted, with the decision that says so."""

    problem: Problem
    decision: Decision


def in_force(decisions: Iterable[Decision], round_: int) -> tuple[Decision, ...]:
    """The decisions that hold in a round: those about its files, and warnings accepted by then."""
    return tuple(
        one
        for one in decisions
        if one.round == round_ or (one.kind is DecisionKind.ACCEPT_WARNING and one.round < round_)
    )


def accepted_rules(decisions: Iterable[Decision], round_: int) -> dict[str, list[tuple[str, str]]]:
    """Project id -> (rule, column) of its warnings that are accepted in a round; column "" = any."""
    accepted: dict[str, list[tuple[str, str]]] = {}
    for one in in_force(decisions, round_):
        if one.kind is DecisionKind.ACCEPT_WARNING and one.project_id:
            accepted.setdefault(one.project_id, []).append((one.rule, one.column))
    return accepted


def accept(
    problems: Iterable[Problem], decisions: Iterable[Decision], group_ids: dict[str, str]
) -> tuple[list[Problem], list[Accepted]]:
    """(what is still to be told, warnings that were accepted). Errors and notes cannot be accepted.

    `group_ids`: group's name -> its id.
    """
    by_rule: dict[str, list[Decision]] = {}
    for one in decisions:
        if one.kind is DecisionKind.ACCEPT_WARNING:
            by_rule.setdefault(one.rule, []).append(one)
    told: list[Problem] = []
    accepted: list[Accepted] = []
    for problem in problems:
        found = next(
            (
                one
                for one in by_rule.get(problem.rule, ())
                if problem.severity is Severity.WARNING and _is_about(one, problem, group_ids)
            ),
            None,
        )
        if found is None:
            told.append(problem)
        else:
            accepted.append(Accepted(problem, found))
    return told, accepted


def _is_about(decision: Decision, problem: Problem, group_ids: dict[str, str]) -> bool:
    """Of a project, whoever reports it by now; without one, of the group as a whole."""
    if decision.column and decision.column != problem.column:
        return False
    if decision.project_id or problem.project:
        return decision.project_id == problem.project
    return decision.group_id == group_ids.get(problem.group, "")
