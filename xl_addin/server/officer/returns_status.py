"""Following the returns: what the consolidation makes of the returned folder, and when each file came."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from xl_addin.consolidate.consolidated import (
    GROUP_STATES,
    OTHER_FILE,
    Consolidated,
    FileOutcome,
    GroupReturn,
    GroupState,
    Outcome,
)
from xl_addin.excel.reading.returned_file import on_disk
from xl_addin.model.problems.catalogue import say
from xl_addin.model.register import Late
from xl_addin.model.thai import fiscal_calendar, words
from xl_addin.office.completeness import errors_of
from xl_addin.report.book.reminder import files_named_after, reminder_lines
from xl_addin.server.officer.decisions import decidable, decided
from xl_addin.server.returns.upload_folder import Receipt


@dataclass(frozen=True, slots=True)
class FileProgress:
    """One file of the folder.

    `when` it came, in words, and by which clock; `why` it is not in the sums and how to put that right (`fix`),
    "" for a file that is. `code`: by which the officer decides about it, "" for one that cannot be.
    """

    file: str
    when: str
    why: str = ""
    fix: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class GroupProgress:
    """One group and its files.

    `state`: as in the report; `said`: the same in words, late or overdue included. `when` and `filled`: when the
    workbook that counts came and what is in order in it, "" without one.
    """

    id: str
    name: str
    state: str
    said: str
    late: bool
    when: str
    filled: str
    files: tuple[FileProgress, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """All groups that have projects.

    `others`: files that are no group's; `said`: the round in one sentence; `reminder`: "" when none is due;
    `decisions`: what the officer has decided, as `decisions.decided` gives it.
    """

    groups: tuple[GroupProgress, ...]
    others: tuple[FileProgress, ...]
    said: str
    reminder: str
    decisions: tuple[dict[str, Any], ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Arrival:
    """When a file came: serial day, time of day, and id of the message that says by which clock.

    The time of a file is when it was last saved, perhaps by whoever put it into the folder: it makes nobody late.
    """

    day: int
    time: str
    clock: str

    @classmethod
    def of(cls, at: dt.datetime, clock: str) -> Arrival:
        return cls(fiscal_calendar.serial_of(at.date()), f"{at:%H.%M}", clock)

    @property
    def is_certain(self) -> bool:
        return self.clock != "progress_file_time"

    def __str__(self) -> str:
        return say(self.clock, day=words.date_words(self.day, short=True), time=self.time)


def follow(
    consolidated: Consolidated, folder: Path, receipts: Sequence[Receipt], now: dt.datetime
) -> Progress:
    """Who has returned what. A group is late when the deadline's day was over, or when the register says so."""
    fixes = {(told.place.file, told.message): told.fix for told in consolidated.problems}
    noted = {late.group_id: late for late in consolidated.register.late if late.round == consolidated.round}
    arrivals = {
        file.file: _arrival(folder, file, receipts, noted.get(file.group_id)) for file in consolidated.files
    }

    def shown(file: FileOutcome) -> FileProgress:
        why = OTHER_FILE if file.outcome is Outcome.CONFLICT else file.reason
        arrived = arrivals[file.file] if file.outcome is not Outcome.IGNORED else None
        fix = fixes.get((file.file, file.reason), "")
        return FileProgress(file.file, str(arrived or ""), why, fix, decidable(file))

    named = files_named_after(consolidated)
    own = {
        group.group_id: [file for file in consolidated.files if file.group_id == group.group_id]
        + named.get(group.group_id, [])
        for group in consolidated.groups
    }
    theirs = {file.file for files in own.values() for file in files}
    return Progress(
        groups=tuple(
            _group(group, consolidated, [shown(file) for file in own[group.group_id]], arrivals, now)
            for group in consolidated.groups_due
        ),
        others=tuple(shown(file) for file in consolidated.files if file.file not in theirs),
        said=_said(consolidated),
        reminder="\n".join(reminder_lines(consolidated)),
        decisions=tuple(decided(consolidated)),
    )


def _said(consolidated: Consolidated) -> str:
    due = consolidated.groups_due
    unusable = sum(group.is_waited_for and group.state is not GroupState.MISSING for group in due)
    told = say("progress_said", sent=consolidated.groups_returned, total=len(due))
    return f"{told} {say('progress_unusable', count=unusable)}" if unusable else told


def _group(
    group: GroupReturn,
    consolidated: Consolidated,
    files: Sequence[FileProgress],
    arrivals: Mapping[str, Arrival | None],
    now: dt.datetime,
) -> GroupProgress:
    said, late = GROUP_STATES[group.state], group.late
    deadline = consolidated.register.deadlines.get(consolidated.round)
    arrived = arrivals.get(group.file)
    if group.is_waited_for:
        late = late or (deadline is not None and fiscal_calendar.serial_of(now.date()) > deadline)
        said = say("progress_overdue", state=said) if late else said
    elif deadline is not None and arrived is not None and arrived.day > deadline:
        late = late or arrived.is_certain
        said = say("progress_late" if late else "progress_file_late", state=said)
    elif late:
        said = say("progress_late", state=said)
    counts = group.has_answered
    signed = next((one.signed for one in consolidated.files if counts and one.file == group.file), "")
    filled = [
        _filled(group, consolidated) if counts else "",
        say("file_signed", value=signed) if signed else "",
    ]
    return GroupProgress(
        id=group.group_id,
        name=group.group,
        state=group.state.value,
        said=said,
        late=late,
        when=str(arrived) if counts and arrived else "",
        filled=" · ".join(filter(None, filled)),
        files=tuple(files),
    )


def _filled(group: GroupReturn, consolidated: Consolidated) -> str:
    """How many of a group's projects have nothing left to put right, and how many places the others have."""
    errors = errors_of(consolidated.problems, group.group)
    if not errors:
        return say("progress_all_done", total=group.projects)
    done = group.projects - len({told.project for told in errors if told.project})
    return say("progress_filled", done=done, total=group.projects, errors=len(errors))


def _arrival(
    folder: Path, file: FileOutcome, receipts: Sequence[Receipt], noted: Late | None
) -> Arrival | None:
    """By the receipt of these very bytes, by the register's note, else by the file; None for one that is gone."""
    path = folder / on_disk(file.file)
    try:
        own = [receipt for receipt in receipts if receipt.group == file.group_id and not receipt.unchanged]
        if own:
            with path.open("rb") as opened:
                digest = hashlib.file_digest(opened, "sha256").hexdigest()
            received = [receipt.time for receipt in own if receipt.sha256 == digest]
            if received:
                return Arrival.of(dt.datetime.fromisoformat(received[-1]), "progress_received")
        if noted is not None and noted.received is not None and noted.file in ("", file.file):
            return Arrival(noted.received, "", "progress_noted")
        changed = dt.datetime.fromtimestamp(path.stat(follow_symlinks=False).st_mtime).astimezone()
    except OSError:
        return None
    return Arrival.of(changed, "progress_file_time")
