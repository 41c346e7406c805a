"""The officer's steps, each a function for a job of its own process: what is made lies in the office's folder.

Each gives plain data for the page: `said` (one sentence), and what the step found or made.
"""

from __future__ import annotations

import datetime as dt
import gc
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xl_addin.excel.gc_pause import gc_paused
from xl_addin.model.problems.catalogue import say
from xl_addin.model.problems.problem import Problem, Severity
from xl_addin.office.folder import Places
from xl_addin.server.officer.jobs import Tell

if TYPE_CHECKING:
    from xl_addin.consolidate.consolidated import Consolidated
    from xl_addin.consolidate.pipeline import ReadFiles
    from xl_addin.report.book.live_checks import Check
    from xl_addin.report.book.prose import Chapter
    from xl_addin.server.officer.decisions import Acceptable

Answer = dict[str, Any]

MOST_SHOWN = 400
"""So many problems go to the page; the report's own sheet has all of them."""
_ORDER = tuple(Severity)


def look(folder: Path, tell: Tell, places: Places, now: dt.datetime, known: bytes) -> Answer:
    """The office, its round and who has returned what; `known` is what an earlier look has read (see `known`)."""
    from xl_addin.consolidate.run import CannotRun, consolidated_from
    from xl_addin.register.reader import read_register
    from xl_addin.server.officer.decisions import Acceptable
    from xl_addin.server.officer.read_cache import KnownFiles
    from xl_addin.server.officer.returns_status import follow

    tell(0, 0, say("job_reading_register"))
    register, problems = read_register(places.register)
    if register is None:
        return {"said": say("job_register_wrong", count=len(problems)), **shown_problems(problems)}
    files = KnownFiles(known)
    try:
        consolidated = consolidated_from(
            places.register,
            places.folder.returned,
            places.round,
            places.previous,
            on_progress=lambda done, total: tell(done, total, say("job_reading_returned")),
            read=files,
        )
    except CannotRun as error:
        return {"said": say("job_cannot_follow"), **shown_problems(error.problems)}
    progress = follow(consolidated, places.folder.returned, (), now)
    return {
        "said": progress.said,
        "office": register.office,
        "fiscal_year": register.fiscal_year,
        "deadline": _deadline(consolidated),
        "progress": progress.as_json(),
        "known": files.packed(),
        "round": places.round,
        **numbers(consolidated),
        **shown_problems(consolidated.problems, Acceptable(consolidated)),
    }


def make_templates(folder: Path, tell: Tell, places: Places, group: str = "", force: bool = False) -> Answer:
    """Every group's template, or one group's, into the round's folder."""
    from xl_addin.template import make_templates as templates

    tell(0, 0, say("job_reading_register"))
    options: dict[str, Any] = {"group": group} if group else {}
    try:
        made = templates.make_templates(
            places.register,
            places.folder.templates,
            places.round,
            places.previous,
            force=force,
            on_progress=lambda done, total: tell(done, total, say("job_making_templates")),
            **options,
        )
    except templates.CannotMake as error:
        return {"failed": True, "said": say("page_templates_not_made"), **shown_problems(error.problems)}
    return {
        "said": say("page_templates_made", count=len(made.files)),
        "files": [file.name for file in made.files],
        **shown_problems(made.problems),
    }


def make_report(folder: Path, tell: Tell, places: Places, word: bool = False) -> Answer:
    """The office's report of the round from what was returned, into the round's folder; its prose and letters
    as documents beside it where `word` asks for them."""
    from xl_addin.consolidate.intake.reading_task import reader_getting_ready

    with reader_getting_ready() as read:
        return _make_report(tell, places, word, read)


def _make_report(tell: Tell, places: Places, word: bool, read: ReadFiles) -> Answer:
    with gc_paused():
        from xl_addin.consolidate.run import CannotRun, consolidate_to
        from xl_addin.office.record_proposals import keep_proposals
        from xl_addin.report.book.live_checks import unequal_problems
        from xl_addin.report.book.report_workbook import ReportError
        from xl_addin.report.export.beside_report import write_beside
        from xl_addin.report.writer import write_report
        from xl_addin.server.officer.decisions import Acceptable

        gc.freeze()

    disagreements: list[Check] = []
    chapters: list[Chapter] = []

    def write(target: Path, consolidated: Consolidated, *, returned: str) -> None:
        tell(1, 1, say("job_writing_report"))
        made = write_report(target, consolidated, returned=returned, words=word)
        disagreements.extend(made.disagreements)
        chapters.extend(made.chapters)

    tell(0, 0, say("job_reading_register"))
    try:
        consolidated = consolidate_to(
            places.register,
            places.folder.returned,
            places.folder.report,
            places.round,
            write,
            places.previous,
            last_year_path=places.last_year,
            on_progress=lambda done, total: tell(done, total, say("job_reading_returned")),
            read=read,
        )
    except CannotRun as error:
        return {"failed": True, "said": say("job_cannot_consolidate"), **shown_problems(error.problems)}
    except ReportError as error:
        return {"failed": True, "said": say("job_cannot_consolidate"), **shown_problems([error.problem()])}
    beside = write_beside(places.folder.report, consolidated, chapters, ["docx"] if word else [])
    count, unwritten = keep_proposals(places.register, consolidated.proposals)
    problems = [*beside.problems, *unequal_problems(consolidated, disagreements), *unwritten]
    problems += consolidated.problems
    said = say("page_report_made", file=places.folder.report.name)
    if count:
        said += f" {say('proposals_recorded', count=count, file=places.register.name)}"
    return {
        "files": [path.name for path in beside.written],
        "said": said,
        "draft": not places.folder.is_final,
        **numbers(consolidated),
        **shown_problems(problems, Acceptable(consolidated)),
    }


def make_pdf(folder: Path, tell: Tell, places: Places) -> Answer:
    """The round's report as it lies there, as PDF beside it."""
    from xl_addin.excel.writing.atomic_file import WriteError
    from xl_addin.report.export.pdf import PdfError, write_pdf

    tell(0, 0, say("page_writing_pdf"))
    try:
        write_pdf(places.folder.report, places.folder.pdf)
    except (PdfError, WriteError) as error:
        return {"failed": True, "said": say("page_pdf_not_made"), **shown_problems([error.problem()])}
    return {"said": say("page_pdf_made", file=places.folder.pdf.name), **shown_problems([])}


def make_corrections(folder: Path, tell: Tell, places: Places) -> Answer:
    """Marked copies, letters and draft mails into the round's folder."""
    from xl_addin.consolidate.run import CannotRun
    from xl_addin.corrections.return_for_correction import return_for_correction

    tell(0, 0, say("job_reading_register"))
    try:
        made = return_for_correction(
            places.register,
            places.folder.returned,
            places.folder.corrections,
            places.round,
            places.previous,
            templates=places.folder.templates,
            on_progress=lambda done, total: tell(done, total, say("job_reading_returned")),
        )
    except CannotRun as error:
        return {"failed": True, "said": say("page_corrections_not_made"), **shown_problems(error.problems)}
    said = say(
        "corrections_made",
        files=len(made.workbooks),
        letters=len(made.letters),
        value=places.folder.corrections.name,
    )
    return {
        "said": said if made.letters else say("corrections_none"),
        "files": [*made.workbooks, *made.letters],
        **shown_problems(made.problems),
    }


def numbers(consolidated: Consolidated) -> Answer:
    """What the office asks first: groups and projects that have reported, money, and the round before."""
    from xl_addin.model.values.money import format_percent, percent

    frame, history = consolidated.frame, consolidated.history
    earlier = history[history["round"] == consolidated.round - 1] if "round" in history else history
    budget, used = _total(frame, "budget"), _total(frame, "used_to_date")
    rounding = consolidated.register.settings.percent_rounding
    return {
        "numbers": {
            "groups": consolidated.groups_returned,
            "groups_due": len(consolidated.groups_due),
            "reported": int(frame["reported"].sum()),
            "projects": len(frame),
            "budget": budget,
            "used": used,
            "percent": format_percent(percent(used, budget, rounding)) if used is not None and budget else "",
            "used_before": _total(earlier, "used_to_date") if len(earlier) else None,
            "errors": sum(told.severity is Severity.ERROR for told in consolidated.problems),
            "warnings": sum(told.severity is Severity.WARNING for told in consolidated.problems),
        }
    }


def _total(frame: Any, key: str) -> int | None:
    """The sum of a money column in satang; None where the form has no such column or nothing stands in it."""
    if key not in frame or frame[key].isna().all():
        return None
    return int(frame[key].sum())


def shown_problems(problems: Iterable[Problem], acceptable: Acceptable | None = None) -> Answer:
    """The problems by rule, errors first: how many, the sentence that explains them, where each is, and what
    accepts it, if anything does (`accept`)."""
    told = sorted(problems, key=lambda one: _ORDER.index(one.severity))
    counts = Counter((one.severity, one.rule) for one in told)
    groups: dict[tuple[str, str], Answer] = {}
    for one in told[:MOST_SHOWN]:
        group = groups.setdefault(
            (one.severity, one.rule),
            {
                "rule": one.rule,
                "severity": one.severity.value,
                "count": counts[one.severity, one.rule],
                "fix": one.fix,
                "places": [],
            },
        )
        accept = acceptable.decision(one) if acceptable else None
        place = {"group": one.group, "message": one.message, "fix": one.fix, "accept": accept}
        group["places"].append(place | asdict(one.place))
    return {"problems": list(groups.values()), "more": max(0, len(told) - MOST_SHOWN)}


def _deadline(consolidated: Consolidated) -> str:
    from xl_addin.model.thai.words import date_words

    day = consolidated.register.deadlines.get(consolidated.round)
    return "" if day is None else date_words(day)
