"""The officer's decisions by click: a warning accepted, a file accepted or sent back, a group that has nothing.

All travel as plain data to the page and the pane and come back from there; what stands in them is looked up in the
register before anything is written.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from xl_addin.consolidate.consolidated import Consolidated, FileOutcome, Outcome
from xl_addin.excel.writing.atomic_file import WriteError
from xl_addin.model.decisions import PHRASES, Decision, DecisionKind, in_force
from xl_addin.model.problems.catalogue import say
from xl_addin.model.problems.problem import Problem, Severity
from xl_addin.model.thai.words import date_words

MOST = 400
"""So many decisions are made at once."""
_MISSING = "group_missing"
_WRITING = threading.Lock()
_TEXTS = ("group_id", "project_id", "rule", "column", "value", "file", "code", "reason")
_DECIDED_ABOUT = (Outcome.USED, Outcome.REPLACED, Outcome.CONFLICT, Outcome.SENT_BACK)


class Acceptable:
    """What accepts a warning of a round, by the register's groups."""

    def __init__(self, consolidated: Consolidated) -> None:
        self._round = consolidated.round
        self._group_ids = {group.name: group.id for group in consolidated.register.groups}

    def decision(self, told: Problem) -> dict[str, Any] | None:
        """All of the decision but its reason; None for a problem that cannot be accepted.

        That a group has sent nothing would be accepted for the whole year; its word that there is nothing in this
        round is a decision of its own.
        """
        group_id = self._group_ids.get(told.group, "")
        if told.severity is not Severity.WARNING or not (told.project or group_id) or told.rule == _MISSING:
            return None
        kind = DecisionKind.ACCEPT_WARNING
        one = Decision(self._round, kind, group_id, told.project, told.rule, told.column, told.value)
        return asdict(one)


def decidable(file: FileOutcome) -> str:
    """The code by which a file is decided about, "" for one that nobody can accept or send back."""
    return file.code if file.group_id and file.outcome in _DECIDED_ABOUT else ""


def decided(consolidated: Consolidated) -> list[dict[str, Any]]:
    """The decisions that hold in a round, each with what it is about in words (`words`, `about`, `day`)."""
    register = consolidated.register
    names = {group.id: group.name for group in register.groups}
    projects = dict(zip(register.projects["project_id"], register.projects["project"], strict=True))
    messages = {one.decision: one.problem.message for one in reversed(consolidated.accepted)}
    return [
        {
            **asdict(one),
            "words": PHRASES[one.kind],
            "about": [
                text
                for text in (
                    names.get(one.group_id, ""),
                    str(projects.get(one.project_id, "")),
                    one.file,
                    messages.get(one, one.rule),
                )
                if text
            ],
            "day": "" if one.on is None else date_words(one.on, short=True),
        }
        for one in in_force(register.decisions, consolidated.round)
    ]


def decisions_of(asked: object, round_: int, day: int) -> list[Decision]:
    """What was asked for, in a round and on a day (Excel serial). Raises ValueError for what is no decision."""
    if not isinstance(asked, list) or not 1 <= len(asked) <= MOST:
        raise ValueError("no list of decisions")
    return [_decision(one, round_, day) for one in asked]


def _decision(asked: object, round_: int, day: int) -> Decision:
    if not isinstance(asked, Mapping):
        raise ValueError("no decision")
    texts = {name: str(asked.get(name) or "") for name in _TEXTS}
    return Decision(int(asked.get("round") or round_), DecisionKind(str(asked.get("kind"))), **texts, on=day)


def decide(register: Path, decisions: Sequence[Decision], back: bool) -> tuple[str, Sequence[Problem]]:
    """Write decisions into the register, or take them `back`.

    Gives what was done in a sentence, and the problems for which nothing was written.
    """
    from xl_addin.office.record_decisions import NotRecorded, meant, record, withdraw
    from xl_addin.register.reader import RegisterError, load_register

    try:
        with _WRITING:
            known = load_register(register)
            write = withdraw if back else record
            write(register, [meant(known, one) for one in decisions])
    except (NotRecorded, RegisterError) as error:
        return say("not_decided"), error.problems
    except WriteError as error:
        return say("not_decided"), [error.problem()]
    done = "decisions_taken_back" if back else "decisions_made"
    return say(done, count=len(decisions), value=PHRASES[decisions[0].kind]), []
