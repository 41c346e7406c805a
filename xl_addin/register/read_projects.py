"""Reading the register's projects: a frame in printing order, and where each row stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from xl_addin.excel.reading.named_table import TableRow
from xl_addin.model.form.schema import MAIN, Form
from xl_addin.model.group_names import GroupNames
from xl_addin.model.problems.problem import Place, Severity
from xl_addin.model.register import IDENTITY_COLUMNS, Group, Section
from xl_addin.model.rules.checking import EntryFinding
from xl_addin.model.rules.register_rules import register_problems
from xl_addin.model.thai.names import name_key
from xl_addin.model.values.findings import Finding
from xl_addin.model.values.kinds import SCALE, Kind
from xl_addin.register.codes import read_ids
from xl_addin.register.layout import MOST_PROJECTS, needs_projects, own_columns
from xl_addin.register.read_session import RegisterReading
from xl_addin.register.row_questions import ProjectRow, ask_about_rows
from xl_addin.register.section_names import find_section, hint

SECTIONLESS = 1_000_000
"""Sorts projects without section last."""

SEVERAL_GROUPS = "/"


@dataclass(frozen=True, slots=True)
class Projects:
    """`frame`: as `Register.projects`. `places`: where each project's row stands, by project id."""

    frame: pd.DataFrame
    places: dict[str, Place]


@dataclass(slots=True)
class _Project:
    row: TableRow
    values: dict[str, Any]
    findings: list[tuple[str, Finding]] = field(default_factory=list)


def read_projects(
    reading: RegisterReading, groups: Sequence[Group], sections: Sequence[Section], fiscal_year: int | None
) -> Projects:
    """All projects, with what is wrong in single rows, in their numbers and by the form's own rules."""
    rows = reading.rows(MAIN)
    if not rows and reading.tables[MAIN].columns and needs_projects(reading.form):
        reading.tell("register_no_projects", Place(reading.file, reading.tables[MAIN].sheet))
    if len(rows) > MOST_PROJECTS:
        reading.tell(
            "register_too_many_projects",
            Place(reading.file, reading.tables[MAIN].sheet),
            value=str(len(rows)),
            most=MOST_PROJECTS,
        )
        rows = rows[:MOST_PROJECTS]
    ids = read_ids(reading, MAIN, "project_id", rows)
    names = GroupNames(groups)
    found = [_project(reading, row, ids[row.number], names, sections) for row in rows]
    _number(reading, found)
    _tell_same_names(reading, found)
    _ask_about_rows(reading, found, groups, sections)
    found.sort(key=lambda project: (project.values["section_no"] or SECTIONLESS, project.values["no"] or 0))
    frame = projects_frame(reading.form, [project.values for project in found])
    if fiscal_year is not None:
        _tell_rules(reading, frame, found, fiscal_year)
    places = {project.values["project_id"]: reading.place(MAIN, project.row, "project") for project in found}
    return Projects(frame, places)


def projects_frame(form: Form, rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Projects as a register holds them: IDENTITY_COLUMNS and the form's register columns, typed."""
    own = own_columns(form)
    numeric = {"no", "section_no"} | {column.key for column in own if column.kind in SCALE}
    data: dict[str, Any] = {}
    for key in (*IDENTITY_COLUMNS, *(column.key for column in own)):
        values = [row.get(key) for row in rows]
        data[key] = pd.array(values, dtype="Int64") if key in numeric else pd.Series(values, dtype=object)
    return pd.DataFrame(data)


def _project(
    reading: RegisterReading, row: TableRow, project_id: str, names: GroupNames, sections: Sequence[Section]
) -> _Project:
    project = _Project(row, dict.fromkeys(IDENTITY_COLUMNS) | {"project_id": project_id})
    value, finding = reading.cleaned(MAIN, row, "project", project=project_id)
    project.values["project"] = None if value is None else str(value).strip()
    named = {"project": project_id, "project_name": project.values["project"] or ""}
    if finding:
        project.findings.append(("project", finding))
    project.values["no"] = reading.number(MAIN, row, "no", **named)
    project.values |= _groups_of(reading, row, names, named)
    if reading.form.sections:
        section = find_section(reading, MAIN, row, sections, **named)
        if section:
            project.values |= {"section_no": section.no, "section": section.name}
    for column in own_columns(reading.form):
        value, finding = reading.cleaned(MAIN, row, column.key, **named)
        project.values[column.key] = value
        if finding:
            project.findings.append((column.key, finding))
    return project


def _groups_of(
    reading: RegisterReading, row: TableRow, names: GroupNames, named: dict[str, str]
) -> dict[str, str | None]:
    """The reporting group's id, and the names of all groups of the project."""
    typed = reading.text(MAIN, row, "group", **named)
    found, unknown = names.find_all(typed)
    if names.groups:
        for name in unknown:
            near = hint(names.nearest(name), reading.language)
            reading.tell_name(
                "register_unknown_group",
                reading.place(MAIN, row, "group"),
                value=name,
                nearest=near,
                **named,
            )
    if not found:
        return {"group_id": None, "group": typed or None}
    return {"group_id": found[0].id, "group": SEVERAL_GROUPS.join(group.name for group in found)}


def _number(reading: RegisterReading, projects: Sequence[_Project]) -> None:
    """Numbers of all projects: 1, 2, 3 ... by row where none is typed; else a blank one is an error.

    Numbering runs on over the sections or begins anew in each; a gap or a repeat is told.
    """
    numbers = [project.values["no"] for project in projects]
    if all("no" not in project.row.cells for project in projects):
        for number, project in enumerate(projects, 1):
            project.values["no"] = number
        return
    for project in projects:
        if project.values["no"] is None and "no" not in project.row.cells:
            reading.tell("register_no_blank", reading.place(MAIN, project.row, "no"), **_named(project))
    if None in numbers or _runs_on(numbers) or _restarts(projects):
        return
    _tell_numbering(reading, projects)


def _runs_on(numbers: Sequence[int]) -> bool:
    return sorted(numbers) == list(range(1, len(numbers) + 1))


def _restarts(projects: Sequence[_Project]) -> bool:
    by_section: dict[int | None, list[int]] = {}
    for project in projects:
        by_section.setdefault(project.values["section_no"], []).append(project.values["no"])
    return all(map(_runs_on, by_section.values()))


def _tell_numbering(reading: RegisterReading, projects: Sequence[_Project]) -> None:
    first_at: dict[int, str] = {}
    for project in projects:
        place = reading.place(MAIN, project.row, "no")
        first = first_at.setdefault(project.values["no"], place.cell)
        if first != place.cell:
            number = str(project.values["no"])
            reading.tell("register_number_twice", place, value=number, first=first, **_named(project))
    before = 0
    for project in sorted(projects, key=lambda entry: entry.values["no"]):
        number = project.values["no"]
        if number > before + 1:
            missing = str(before + 1) if number == before + 2 else f"{before + 1}-{number - 1}"
            place = reading.place(MAIN, project.row, "no")
            reading.tell("register_number_gap", place, value=str(number), missing=missing, **_named(project))
        before = number


def _tell_same_names(reading: RegisterReading, projects: Sequence[_Project]) -> None:
    """One name twice in one group and section: most often a row was copied."""
    first_at: dict[tuple[Any, ...], str] = {}
    for project in projects:
        values = project.values
        if values["project"]:
            key = (name_key(values["project"]), values["group_id"], values["section_no"])
            place = reading.place(MAIN, project.row, "project")
            first = first_at.setdefault(key, place.cell)
            if first != place.cell:
                reading.tell(
                    "register_project_twice", place, value=values["project"], first=first, **_named(project)
                )


def _ask_about_rows(
    reading: RegisterReading,
    projects: Sequence[_Project],
    groups: Sequence[Group],
    sections: Sequence[Section],
) -> None:
    money = [column.key for column in own_columns(reading.form) if column.kind is Kind.BAHT]
    rows = [
        ProjectRow(
            project.row,
            project.values["project_id"],
            project.values["project"] or "",
            sum(project.values[key] or 0 for key in money),
            (project.values["group_id"], project.values["section_no"]),
        )
        for project in projects
    ]
    ask_about_rows(reading, rows, groups, sections)


def _named(project: _Project) -> dict[str, str]:
    return {"project": project.values["project_id"], "project_name": project.values["project"] or ""}


def _tell_rules(
    reading: RegisterReading, frame: pd.DataFrame, projects: Sequence[_Project], fiscal_year: int
) -> None:
    """The form's own rules on what stands in the register, at their register cells."""
    findings = [
        EntryFinding(MAIN, position, key, finding)
        for position, project in enumerate(projects)
        for key, finding in project.findings
        if finding.severity is Severity.ERROR
    ]
    for entry in register_problems(reading.form, frame, fiscal_year, findings):
        row = projects[entry.row].row
        key = entry.key if entry.key in reading.tables[MAIN].columns else "project"
        reading.problems.append(entry.problem.at(reading.place(MAIN, row, key)))
