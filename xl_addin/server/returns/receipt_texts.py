"""What the pane and the upload page say of an upload and of the round that is open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from xl_addin.model.problems.catalogue import say
from xl_addin.model.texts import round_label
from xl_addin.model.thai import fiscal_calendar, words
from xl_addin.office.open_round import OpenRound
from xl_addin.office.refusal_texts import as_shown, refusal
from xl_addin.office.state_folder import Source
from xl_addin.server.returns.cell_changes import CellChange
from xl_addin.server.returns.upload_folder import Receipt, WouldLose

SHOWN_CHANGES = 20
"""Of the entries that changed so many are shown."""
MOST_TOLD = 60
"""Of the places to correct so many are shown."""


def round_words(open_round: OpenRound) -> str:
    """ "ไตรมาสที่ 1 ปีงบประมาณ 2566" """
    label = round_label(open_round.form, open_round.round)
    return say("upload_round", round=label, year=open_round.register.fiscal_year)


def open_words(source: Source, open_round: OpenRound) -> str:
    """Which register is open, and in which round."""
    office, name = open_round.register.office, Path(source.register).name
    return say("upload_open", register=name, office=office, round=round_words(open_round))


def receipt_words(receipt: Receipt, group_name: str, open_round: OpenRound) -> dict[str, Any]:
    """The receipt with what stands on it in words."""
    at = dt.datetime.fromisoformat(receipt.time)
    day = words.date_words(fiscal_calendar.serial_of(at.date()), short=True)
    standing = receipt.completeness
    told = receipt.to_correct[:MOST_TOLD]
    return asdict(receipt) | {
        "to_correct": [as_shown(problem) for problem in told],
        "more": len(receipt.to_correct) - len(told),
        "blank": standing is not None and standing.is_blank,
        "group_name": group_name,
        "round": round_words(open_round),
        "when": say("upload_received", day=day, time=f"{at:%H.%M}"),
        "filled": str(standing or ""),
        "complete": standing is None or standing.is_complete,
        "changed_words": change_words(receipt.changes, receipt.changed),
    }


def loss_words(lost: WouldLose) -> dict[str, Any]:
    """The question before a better file is replaced."""
    both = (("upload_before", lost.before), ("upload_now", lost.now))
    compared = [say(one, standing=standing, entries=standing.entries) for one, standing in both]
    asked = "upload_would_lose" if lost.is_worse else "upload_would_change"
    return {"detail": refusal(asked), "lost": [*compared, *change_words(lost.changes, len(lost.changes))]}


def change_words(changes: Sequence[CellChange], changed: int) -> list[str]:
    """How many entries differ from the file that was there, then each of the first ones; nothing without any."""
    if not changed:
        return []
    blank = say("nothing_entered")
    lines = [
        say(
            "upload_change",
            project=one.project,
            label=one.label,
            cell=one.cell,
            before=one.before or blank,
            after=one.after or blank,
        )
        for one in changes[:SHOWN_CHANGES]
    ]
    more = changed - len(lines)
    return [
        say("upload_changes", count=changed),
        *lines,
        *([say("upload_changes_more", count=more)] if more else []),
    ]
