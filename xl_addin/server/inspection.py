"""Looking at an uploaded file before it is taken in: the intake's own reading, in a child process."""

from __future__ import annotations

import threading
from functools import partial
from pathlib import Path

from xl_addin.consolidate.intake import read_submission
from xl_addin.model.problem import Problem
from xl_addin.server.belonging import belonging_problems
from xl_addin.server.open_round import OpenRounds
from xl_addin.workbook.child import read_files
from xl_addin.workbook.limits import PackageError

SECONDS = 30.0
# Each reading is a process of its own; more at once would take the processor from the live checks.
AT_ONCE = 2
_places = threading.BoundedSemaphore(AT_ONCE)


class Inspection:
    """Inspector of one source's uploads (see `returned.Inspector`)."""

    def __init__(self, rounds: OpenRounds, source_id: str) -> None:
        self.rounds = rounds
        self.source_id = source_id

    def __call__(self, path: Path, group: str) -> list[Problem]:
        """Why the file cannot be used, and what is odd about it."""
        open_round = self.rounds.of(self.source_id)
        read = partial(read_submission, open_round.brief)
        with _places:
            ((_, found),) = read_files([path], read, workers=1, timeout_seconds=SECONDS)
        if isinstance(found, PackageError):
            return [found.problem(group=group)]
        if found.identity is None:
            return list(found.refusals)
        others = belonging_problems(found.identity, open_round, group)
        return [*others, *found.refusals, *found.problems]
