"""The planning group's slow work, each a function for a job of its own process (`work.Workshop`)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xl_addin.consolidate.consolidated import GroupState
from xl_addin.model.messages import say
from xl_addin.model.problem import Problem
from xl_addin.server.state import Source
from xl_addin.server.work import Tell
from xl_addin.workbook.atomic import write_whole

# The pane shows this many problems; the report's own page has all of them.
MOST_SHOWN = 200


def as_shown(problem: Problem) -> dict[str, str]:
    """A problem as the pane and the upload page show it."""
    return {
        "rule": problem.rule,
        "severity": problem.severity.value,
        "message": problem.message,
        "fix": problem.fix,
        "group": problem.group,
        "file": problem.place.file,
        "sheet": problem.place.sheet,
        "cell": problem.place.cell,
    }


@dataclass(frozen=True, slots=True)
class Made:
    """What a job made: file names in its folder with a title each, a sentence, and problems to show."""

    files: tuple[str, ...]
    titles: tuple[str, ...]
    said: str
    problems: tuple[Problem, ...] = ()

    def as_json(self) -> dict[str, Any]:
        shown = [as_shown(problem) for problem in self.problems[:MOST_SHOWN]]
        return {"files": list(self.files), "titles": list(self.titles), "said": self.said, "problems": shown}


REPORT_FILE = "report.xlsx"


def make_templates(folder: Path, tell: Tell, source: Source, register: bytes) -> Made:
    """Every group's template, from the register workbook that is open in the officer's Excel."""
    from xl_addin.workbook import make_templates as templates

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
    titles = tuple(file.stem for file in made.files)
    return Made(names, titles, say("job_templates_made", count=len(names)), tuple(made.problems))


def make_report(folder: Path, tell: Tell, source: Source) -> Made:
    """The office's report from the returned folder."""
    from xl_addin.consolidate.to_report import CannotRun, consolidate_to
    from xl_addin.report.report import write_report

    tell(0, 0, say("job_reading_register"))
    try:
        consolidated = consolidate_to(
            Path(source.register),
            Path(source.returned),
            folder / REPORT_FILE,
            source.round,
            write_report,
            Path(source.previous) if source.previous else None,
            workers=1,
            on_progress=lambda done, total: tell(done, total, say("job_reading_returned")),
        )
    except CannotRun as error:
        return Made((), (), say("job_cannot_consolidate"), tuple(error.problems))
    returned = sum(group.state is GroupState.RETURNED for group in consolidated.groups)
    told = say(
        "job_consolidated", groups=returned, total=len(consolidated.groups), count=len(consolidated.problems)
    )
    return Made((REPORT_FILE,), (consolidated.register.form.report.title,), told, consolidated.problems)
