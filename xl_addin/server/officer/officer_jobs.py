"""The planning group's slow work, each a function for a job of its own process (`work.JobQueue`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xl_addin.consolidate.consolidated import Consolidated, Outcome
from xl_addin.excel.writing.atomic_file import write_whole
from xl_addin.model.problems.catalogue import say
from xl_addin.model.problems.problem import Problem
from xl_addin.office.folder import CORRECTIONS
from xl_addin.office.refusal_texts import as_shown
from xl_addin.office.state_folder import Source
from xl_addin.server.officer.decisions import Acceptable
from xl_addin.server.officer.jobs import Tell
from xl_addin.server.returns.upload_folder import Receipt

if TYPE_CHECKING:
    from xl_addin.consolidate.pipeline import ReadFiles
    from xl_addin.report.book.live_checks import Check
    from xl_addin.server.officer.returns_status import Progress

# The pane shows this many problems; the report's own page has all of them.
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Made:
    """What a job made: file names in its folder with a title each, a sentence, and problems to show.

    `hint`: what to do with it; `accepts`: for each problem what accepts it, if anything does."""

    files: tuple[str, ...]
    titles: tuple[str, ...]
    said: str
    problems: tuple[Problem, ...] = ()
    hint: str = ""
    accepts: tuple[dict[str, Any] | None, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "files": list(self.files),
            "titles": list(self.titles),
            "said": self.said,
            "hint": self.hint,
            **_shown(self.problems, self.accepts),
        }


@dataclass(frozen=True, slots=True)
class Followed:
    """What became of the returned folder, or why it cannot be looked at.

    `known`: what was read, for the next look (`known_files.KnownFiles`); `settled`: whether the next look will
    find the same as long as nothing changes."""

    progress: Progress | None
    said: str
    problems: tuple[Problem, ...] = ()
    known: bytes = b""
    settled: bool = False

    def as_json(self) -> dict[str, Any]:
        progress = self.progress.as_json() if self.progress else None
        return {"progress": progress, "said": self.said, **_shown(self.problems)}


def _shown(problems: Sequence[Problem], accepts: Sequence[dict[str, Any] | None] = ()) -> dict[str, Any]:
    """The first problems, each with what accepts it, and how many there are besides."""
    shown = [
        {**as_shown(problem), "accept": accept}
        for problem, accept in zip_longest(problems[:MOST_SHOWN], accepts[:MOST_SHOWN])
    ]
    return {"problems": shown, "more": len(problems) - len(shown)}


REPORT_FILE = "report.xlsx"


def make_templates(folder: Path, tell: Tell, source: Source, register: bytes) -> Made:
    """Every group's template, from the register workbook that is open in the officer's Excel."""
    from xl_addin.template import make_templates as templates

    tell(0, 0, say("job_reading_register"))
    path = folder / "register.xlsx"
    write_whole(path, register)
    try:
        made = templates.make_templates(
            path,
            folder / "made",
            source.round,
            Path(source.previous) if source.previous else None,
            on_progress=lambda done, total: tell(done, total, say("job_making_templates")),
        )
    except templates.CannotMake as error:
        return Made((), (), say("job_register_wrong", count=len(error.problems)), tuple(error.problems))
    names = tuple(f"made/{file.name}" for file in made.files)
    return Made(names, made.titles, say("job_templates_made", count=len(names)), tuple(made.problems))


def make_report(folder: Path, tell: Tell, source: Source) -> Made:
    """The office's report from the returned folder.

    Its links to the groups' files hold when it is saved beside that folder, wherever the pane is used."""
    from xl_addin.consolidate.intake.reading_task import reader_getting_ready

    with reader_getting_ready() as read:
        return _make_report(folder, tell, source, read)


def _make_report(folder: Path, tell: Tell, source: Source, read: ReadFiles) -> Made:
    from xl_addin.consolidate.picture_copies import pictures_folder
    from xl_addin.consolidate.run import CannotRun, consolidate_to
    from xl_addin.report.book.live_checks import unequal_problems
    from xl_addin.report.book.report_workbook import ReportError
    from xl_addin.report.writer import write_report

    disagreements: list[Check] = []
    beside = Path(source.returned).name

    def write(target: Path, consolidated: Consolidated, *, returned: str) -> None:
        files = sum(file.outcome is not Outcome.IGNORED for file in consolidated.files)
        tell(files, files, say("job_writing_report"))
        disagreements.extend(write_report(target, consolidated, returned=beside).disagreements)

    tell(0, 0, say("job_reading_register"))
    try:
        consolidated = consolidate_to(
            Path(source.register),
            Path(source.returned),
            folder / REPORT_FILE,
            source.round,
            write,
            Path(source.previous) if source.previous else None,
            workers=1,
            on_progress=lambda done, total: tell(done, total, say("job_reading_returned")),
            pictures=pictures_folder(Path(source.returned).parent, Path(source.returned)),
            read=read,
        )
    except CannotRun as error:
        return Made((), (), say("job_cannot_consolidate"), tuple(error.problems))
    except ReportError as error:
        return Made((), (), say("job_cannot_consolidate"), (error.problem(),))
    problems = (*unequal_problems(consolidated, disagreements), *consolidated.problems)
    returned, due = consolidated.groups_returned, len(consolidated.groups_due)
    said = say("job_consolidated", groups=returned, total=due, count=len(problems))
    title = consolidated.register.form.report.title
    hint, acceptable = say("job_save_beside", folder=beside), Acceptable(consolidated)
    accepts = tuple(acceptable.decision(problem) for problem in problems)
    return Made((REPORT_FILE,), (title,), said, problems, hint, accepts)


def make_corrections(folder: Path, tell: Tell, source: Source) -> Made:
    """Marked copies, letters and draft mails into a folder beside the returned one, on the server's PC."""
    from xl_addin.consolidate.run import CannotRun
    from xl_addin.corrections.return_for_correction import return_for_correction

    tell(0, 0, say("job_reading_register"))
    beside = Path(source.returned).parent / CORRECTIONS
    try:
        made = return_for_correction(
            Path(source.register),
            Path(source.returned),
            beside,
            source.round,
            Path(source.previous) if source.previous else None,
            workers=1,
            on_progress=lambda done, total: tell(done, total, say("job_reading_returned")),
        )
    except CannotRun as error:
        return Made((), (), say("page_corrections_not_made"), tuple(error.problems))
    if not made.letters:
        return Made((), (), say("corrections_none"), made.problems)
    said = say("corrections_made", files=len(made.workbooks), letters=len(made.letters), value=beside)
    return Made((*made.workbooks, *made.letters), (), said, made.problems)


def follow_returns(
    folder: Path, tell: Tell, source: Source, receipts: Sequence[Receipt], now: dt.datetime, known: bytes
) -> Followed:
    """Who has returned what, by the same reading and deciding as the report."""
    from xl_addin.consolidate.run import CannotRun, consolidated_from
    from xl_addin.server.officer.read_cache import KnownFiles
    from xl_addin.server.officer.returns_status import follow

    tell(0, 0, say("job_reading_register"))
    files = KnownFiles(known)
    try:
        consolidated = consolidated_from(
            Path(source.register),
            Path(source.returned),
            source.round,
            Path(source.previous) if source.previous else None,
            workers=1,
            on_progress=lambda done, total: tell(done, total, say("job_reading_returned")),
            read=files,
        )
    except CannotRun as error:
        return Followed(None, say("job_cannot_follow"), tuple(error.problems))
    progress = follow(consolidated, Path(source.returned), receipts, now)
    return Followed(progress, progress.said, (), files.packed(), not files.unread)
