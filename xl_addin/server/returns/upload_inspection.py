"""Looking at an uploaded file before it is taken in: the intake's own reading, in a child process."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

from xl_addin.consolidate.intake.workbook_reader import read_submission
from xl_addin.excel.reading.limits import PackageError
from xl_addin.excel.reading.process_pool import ReadersLost, read_files
from xl_addin.excel.reading.reading_process import KeptReaders
from xl_addin.excel.reading.returned_file import ReturnedFile
from xl_addin.model.identity import FORM_SHEET
from xl_addin.model.problems.catalogue import catalogue, problem
from xl_addin.model.problems.problem import Place, Problem, Severity
from xl_addin.office.completeness import completeness_of
from xl_addin.office.identity_check import identity_problems
from xl_addin.office.open_round import OpenRounds
from xl_addin.server.returns.cell_changes import ReadEntries
from xl_addin.server.returns.upload_folder import Inspected

# Each reading is a process of its own; more at once would take the processor from the live checks.
AT_ONCE = 2
_places = threading.BoundedSemaphore(AT_ONCE)

readers = KeptReaders(AT_ONCE)
"""Those of this process."""


class Inspection:
    """Inspector of one source's uploads (see `returned.Inspector`)."""

    def __init__(self, rounds: OpenRounds, source_id: str) -> None:
        self.rounds = rounds
        self.source_id = source_id

    def __call__(self, path: Path, group: str) -> Inspected:
        """Why the file cannot be used, what is odd about it, and how far it is."""
        open_round = self.rounds.of(self.source_id)
        read = partial(read_submission, open_round.brief)
        try:
            with _places:
                ((_, found),) = read_files([ReturnedFile(path)], read, workers=1, kept=readers)
        except ReadersLost as error:
            return _told([error.problem()])
        if isinstance(found, PackageError):
            return _told([found.problem(group=group)])
        if found.identity is None:
            return _told(found.refusals)
        told = [*identity_problems(found.identity, open_round, group), *found.refusals, *found.problems]
        if any(one.severity is Severity.ERROR for one in told):
            return _told(told)
        frame = open_round.data.frame
        names = dict(zip(frame["project_id"].astype(str), frame["project"].astype(str), strict=True))
        standing, wrong = completeness_of(found, open_round, group)
        entries = ReadEntries(found, open_round.brief, names)
        return Inspected(_to_sender(told), standing, entries, tuple(_to_sender(wrong)))


def _told(problems: Iterable[Problem]) -> Inspected:
    return Inspected(_to_sender(problems))


def _to_sender(problems: Iterable[Problem]) -> list[Problem]:
    return [to_sender(problem) for problem in problems]


def to_sender(told: Problem) -> Problem:
    """A problem in words for whoever sends the file: the intake speaks to the planning officer."""
    wording = f"upload_{told.rule}"
    place = Place() if told.place.sheet == FORM_SHEET else replace(told.place, file="")
    if wording not in catalogue():
        return told.at(place)
    return problem(told.rule, place, severity=told.severity, value=told.value, wording=wording)
