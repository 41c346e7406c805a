"""Real offices end to end: register, templates, returned workbooks with what goes wrong in life, and reports.

    python scripts/demo.py [--office NAME] [--out DIR]

For each office DIR/<name>/ holds

    register.xlsx         what the planning group has entered
    templates/            what goes out: one workbook per group
    returned/             what came back: one group missing, one late, one file that cannot be read, one twice
    report.xlsx           the report on that
    returned-complete/    everything, once the groups have been reminded
    report-complete.xlsx  the report on that; the next round's templates begin with it
    round-2/              the same for the second round, where one is shown

Exit code: 0 = done, 2 = could not run.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.box import HORIZONTALS
from rich.console import Console
from rich.table import Table

from xl_addin.commands.options import CANNOT, Lang, Language, tell
from xl_addin.consolidate.consolidated import GroupState
from xl_addin.consolidate.run import CannotRun
from xl_addin.demo.demo import Shown, make_demo
from xl_addin.demo.demo_options import demo_offices
from xl_addin.excel.writing.atomic_file import WriteError
from xl_addin.model.problems.catalogue import problem, say
from xl_addin.model.problems.problem import Problem, Severity
from xl_addin.model.values.money import format_baht
from xl_addin.template.make_templates import CannotMake

OUT = Path("out") / "demo"
STATES = {
    "demo_groups_returned": (GroupState.RETURNED,),
    "demo_groups_missing": (GroupState.MISSING, GroupState.BLANK, GroupState.REFUSED),
    "demo_groups_conflict": (GroupState.CONFLICT,),
}
PROBLEMS = {"demo_errors": Severity.ERROR, "demo_warnings": Severity.WARNING, "demo_notes": Severity.NOTE}
WORDS, NUMBERS = (
    ("demo_report", "demo_groups", "demo_problems"),
    ("demo_projects", "demo_budget", "demo_used"),
)


def main(
    office: Annotated[
        str | None, typer.Option(help="สำนักงานเดียว เช่น spm2 / one office only, such as spm2")
    ] = None,
    out: Annotated[Path, typer.Option(help="โฟลเดอร์ที่จะเก็บ / the folder for all of it")] = OUT,
    lang: Lang = Language.th,
) -> None:
    """สร้างตัวอย่างของสำนักงานจริงตั้งแต่ต้นจนจบ / Make the demo of the real offices, end to end."""
    console, complaints = Console(), Console(stderr=True)
    if office is not None and office not in demo_offices():
        known = ", ".join(demo_offices())
        _cannot(complaints, [problem("demo_unknown_office", value=office, known=known, language=lang)])
    shown: list[Shown] = []
    try:
        with complaints.status("") as status:
            for form_id in demo_offices() if office is None else [office]:
                shown += make_demo(
                    form_id, out, lambda path: status.update(say("demo_making", lang, value=path))
                )
    except (CannotMake, CannotRun) as error:
        _cannot(complaints, error.problems)
    except WriteError as error:
        _cannot(complaints, [error.problem(language=lang)])
    except OSError as error:
        why = error.strerror or str(error)
        _cannot(complaints, [problem("demo_no_rights", value=str(out), error=why, language=lang)])
    except KeyboardInterrupt:
        raise typer.Exit(CANNOT) from None
    _tell(console, lang, shown, out)


def _cannot(complaints: Console, problems: list[Problem]) -> None:
    tell(complaints, problems)
    raise typer.Exit(CANNOT)


def _tell(console: Console, lang: str, shown: list[Shown], out: Path) -> None:
    # It fits a window of 80 columns: counts stand below one another, no lines between columns.
    table = Table(title=say("demo_title", lang), box=HORIZONTALS, padding=(0, 1, 0, 0), show_lines=True)
    for name in (*WORDS, *NUMBERS):
        table.add_column(say(name, lang), justify="right" if name in NUMBERS else "left", no_wrap=True)
    for entry in shown:
        groups = {name: sum(entry.groups[state] for state in states) for name, states in STATES.items()}
        groups["demo_files_refused"] = entry.refused_files
        path = entry.report.relative_to(out)
        table.add_row(
            f"{entry.office}\n{entry.period}\n{path.parent.as_posix()}/\n{path.name}",
            _counted(groups, lang),
            _counted({name: entry.problems[severity] for name, severity in PROBLEMS.items()}, lang),
            f"{entry.reported}/{entry.projects}",
            format_baht(entry.budget) or "-",
            format_baht(entry.used) or "-",
        )
    console.print(table, markup=False)
    console.print(
        say("demo_written", lang, value=_shown_path(out)), markup=False, highlight=False, soft_wrap=True
    )
    command = f'{_page_command()} "{_shown_path(shown[-1].folder)}"'
    console.print(say("demo_page", lang, value=command), markup=False, highlight=False, soft_wrap=True)


def _page_command() -> str:
    """How the officer's page is started from here: by this Python, which has what it needs, or as installed."""
    if not Path("scripts/office.py").is_file():
        return "tidtam office"
    python = os.path.relpath(sys.executable)
    return f"{sys.executable if python.startswith(os.pardir) else python} scripts/office.py"


def _counted(counts: Mapping[str, int], lang: str) -> str:
    """Those that there are, one below the other."""
    return "\n".join(say(name, lang, value=count) for name, count in counts.items() if count) or "-"


def _shown_path(out: Path) -> str:
    """The folder as it is seen from where the command was given."""
    try:
        return os.path.relpath(out)
    except ValueError:
        return str(out)
