"""An office of the demo end to end: register, templates, returned workbooks, reports, round by round."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from xl_addin.consolidate.consolidated import Consolidated, GroupState, Outcome
from xl_addin.consolidate.run import consolidate_to
from xl_addin.demo.demo_options import DemoPlan, DemoRound, demo_plan
from xl_addin.demo.entries import demo_entries, demo_tables
from xl_addin.demo.examples import demo_register
from xl_addin.demo.returned_files import write_returned
from xl_addin.demo.year_folder import put_year_folder, year_folder
from xl_addin.model.file_names import group_file_names
from xl_addin.model.problems.problem import Severity
from xl_addin.model.register import Late, Register
from xl_addin.model.thai.words import round_name
from xl_addin.model.values.clean import clean
from xl_addin.previous.previous_report import PreviousReport, read_previous
from xl_addin.register.reader import load_register
from xl_addin.register.writer import write_register
from xl_addin.report.writer import write_report
from xl_addin.template.make_templates import make_templates
from xl_addin.template.shared.round_data import round_data

REGISTER = "register.xlsx"
TEMPLATES = "templates"
RETURNED, REPORT = "returned", "report.xlsx"
RETURNED_COMPLETE, REPORT_COMPLETE = "returned-complete", "report-complete.xlsx"
OWN_FILES = (REGISTER, REPORT, REPORT_COMPLETE)
OWN_FOLDERS = (TEMPLATES, RETURNED, RETURNED_COMPLETE)

Progress = Callable[[str], object]
"""Called with each file or folder before it is made, as a path below the demo's folder."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What one report came out as.

    folder        the office's folder, which the officer's page opens
    groups        groups that have projects, by state
    refused_files files that could not be read or used
    budget, used  satang; None where the form has no such column
    """

    office: str
    period: str
    report: Path
    folder: Path
    groups: dict[GroupState, int]
    refused_files: int
    projects: int
    reported: int
    budget: int | None
    used: int | None
    problems: dict[Severity, int]


def make_demo(form_id: str, out_dir: Path, on_progress: Progress | None = None) -> list[Shown]:
    """Make out_dir/<form id> anew; what the demo did not make is left alone. Gives the reports in order.

    Raises WriteError or OSError for a folder that cannot be written to, CannotMake or CannotRun for an
    example with a mistake in it.
    """
    told = on_progress or (lambda _: None)
    plan = demo_plan(form_id)
    office_dir = out_dir / form_id
    _clear(office_dir, plan)
    office_dir.mkdir(parents=True, exist_ok=True)
    told(f"{form_id}/{REGISTER}")
    register_path = office_dir / REGISTER
    register = _with_late(demo_register(form_id), plan)
    write_register(register_path, register.form, register)
    shown: list[Shown] = []
    previous: Path | None = None
    for round_ in plan.rounds:
        shown += _make_round(office_dir, register_path, plan, round_, previous, told)
        previous = office_dir / round_.folder / REPORT_COMPLETE
    put_year_folder(
        year_folder(office_dir, register), register_path, plan, (TEMPLATES, RETURNED, REPORT_COMPLETE)
    )
    return shown


def _clear(office_dir: Path, plan: DemoPlan) -> None:
    for round_dir in {office_dir / round_.folder for round_ in plan.rounds}:
        for name in OWN_FILES:
            (round_dir / name).unlink(missing_ok=True)
        for name in OWN_FOLDERS:
            if (round_dir / name).exists():
                shutil.rmtree(round_dir / name)


def _with_late(register: Register, plan: DemoPlan) -> Register:
    """The register with the groups whose files came late, as the planning group notes them."""
    late = []
    for round_ in plan.rounds:
        groups = [register.group(group_id) for group_id in round_.late]
        names = group_file_names(register, round_.round, groups) | round_.renamed
        for group_id, day in round_.late.items():
            received = clean("date", day).value
            assert isinstance(received, int)
            late.append(Late(round_.round, group_id, received, names[group_id]))
    return replace(register, late=tuple(late))


def _make_round(
    office_dir: Path,
    register_path: Path,
    plan: DemoPlan,
    shown: DemoRound,
    previous: Path | None,
    told: Progress,
) -> list[Shown]:
    round_dir = office_dir / shown.folder
    round_dir.mkdir(exist_ok=True)

    def begin(name: str) -> Path:
        told(str((round_dir / name).relative_to(office_dir.parent)))
        return round_dir / name

    make_templates(register_path, begin(TEMPLATES), shown.round, previous)
    register = load_register(register_path)
    earlier: PreviousReport | None = None if previous is None else read_previous(previous, register.form)
    data = round_data(register.form, register, shown.round, earlier)
    entries = demo_entries(plan, register, shown.round)
    found = []
    for returned, report, complete in (
        (RETURNED, REPORT, False),
        (RETURNED_COMPLETE, REPORT_COMPLETE, True),
    ):
        tables = demo_tables(plan, register, shown.round, complete=complete)
        write_returned(begin(returned), shown, data, entries, tables, complete=complete)
        path = begin(report)
        consolidated = consolidate_to(
            register_path, round_dir / returned, path, shown.round, write_report, previous, workers=1
        )
        found.append(_shown(consolidated, path, year_folder(office_dir, register).path))
    return found


def _shown(consolidated: Consolidated, report: Path, folder: Path) -> Shown:
    frame = consolidated.frame
    states = [group.state for group in consolidated.groups if group.projects]
    severities = [told.severity for told in consolidated.problems]

    def total(key: str) -> int | None:
        return int(frame[key].sum()) if key in frame else None

    return Shown(
        office=consolidated.register.office_short,
        period=round_name(consolidated.round, 12 // consolidated.register.form.period.rounds),
        report=report,
        folder=folder,
        groups={state: states.count(state) for state in GroupState},
        refused_files=[file.outcome for file in consolidated.files].count(Outcome.REFUSED),
        projects=len(frame),
        reported=int(frame["reported"].sum()),
        budget=total("budget"),
        used=total("used_to_date"),
        problems={severity: severities.count(severity) for severity in Severity},
    )
