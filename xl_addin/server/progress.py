"""Following the returns: which group has sent, when, and the text that reminds the others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from xl_addin.model import dates, thai
from xl_addin.model.messages import say
from xl_addin.server.open_round import OpenRound
from xl_addin.server.returned import Receipt


@dataclass(frozen=True, slots=True)
class GroupProgress:
    """One group: `when` it last sent ("" not yet), in words, and its state."""

    id: str
    name: str
    when: str
    state: str
    late: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """All groups that have projects; `reminder` names those that are missing, "" when none is."""

    groups: tuple[GroupProgress, ...]
    said: str
    reminder: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def follow(open_round: OpenRound, receipts: Sequence[Receipt], now: dt.datetime) -> Progress:
    """Who has sent by the receipts; a group is late when the deadline's day is over."""
    register = open_round.register
    deadline = register.deadlines.get(open_round.round)
    last = {receipt.group: receipt for receipt in receipts}
    groups = tuple(
        _group(group.id, group.name, last.get(group.id), deadline, now)
        for group in register.groups
        if len(open_round.data.rows_of(group.id))
    )
    missing = [group.name for group in groups if not group.when]
    said = say("progress_said", sent=len(groups) - len(missing), total=len(groups))
    reminder = ""
    if missing:
        until = thai.date_words(deadline) if deadline is not None else "-"
        reminder = say("progress_reminder", groups="\n".join(f"- {name}" for name in missing), deadline=until)
    return Progress(groups, said, reminder)


def _group(
    id_: str, name: str, receipt: Receipt | None, deadline: int | None, now: dt.datetime
) -> GroupProgress:
    sent = dt.datetime.fromisoformat(receipt.time) if receipt else None
    day = dates.serial_of((sent or now).date())
    late = deadline is not None and day > deadline
    if sent is None:
        return GroupProgress(id_, name, "", say("progress_overdue" if late else "progress_waiting"), late)
    when = f"{thai.date_words(day, short=True)} {sent:%H.%M} น."
    return GroupProgress(id_, name, when, say("progress_late" if late else "progress_sent"), late)
