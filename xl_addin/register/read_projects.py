"""Reading the register's projects: a frame in printing order, and where each row stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from xl_addin.excel.reading.named_table import TableRow
from xl_addin.model.form.schema import MAIN, PROPOSALS, Form
from xl_addin.model.group_names import GroupNames
from xl_addin.model.problems.problem import Place, Severity
from xl_addin.model.register import IDENTITY_COLUMNS, Group, Section
from xl_addin.model.rules.judging import EntryFinding
from xl_addin.model.rules.register_rules import register_problems
from xl_addin.model.thai.names import name_key
from xl_addin.model.values.findings import Finding
from xl_addin.model.values.kinds import SCALE, Kind
from xl_addin.register.codes import read_ids
from xl_addin.register.layout import MOST_PROJECTS, needs_projects
from xl_addin.register.optional_sheets import taken_rows
from xl_addin.register.read_session import RegisterReading
from xl_addin.register.row_questions import ProjectRow, ask_about_rows
from xl_addin.register.section_names import find_section, hint

SECTIONLESS = 1_000_000
"""Sorts projects without section last."""

SEVERAL_GROUPS = "/"


@dataclass(frozen=True, slots=True)
class Projects:
    """`frame`: as `Register.projects`. `places`: where each project's row stands, by project id.

    `taken`: ids of those that were proposals and stand in that sheet alone.
    """

    frame: pd.DataFrame
    places: dict[str, Place]
    taken: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Project:
    """A project being read. `table`: of the register, in which its row stands."""

    row: TableRow
    values: dict[str, Any]
    findings: list[tuple[str, Finding]] = field(default_factory=list)
    table: str = MAIN


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
    listed = [_project(reading, row, ids[row.number], names, sections) for row in rows]
    taken = [
        _project(reading, row, code, names, sections, PROPOSALS)
        for row, code in taken_rows(reading, ids.values())
    ]
    _tell_blanks(reading, taken)
    found = [*listed, *taken]
    _number(reading, found)
    _tell_same_names(reading, found)
    _ask_about_rows(reading, listed, groups, sections)
    found.sort(key=lambda project: (project.values["section_no"] or SECTIONLESS, project.values["no"] or 0))
    frame = projects_frame(reading.form, [project.values for project in found])
    if fiscal_year is not None:
        _tell_rules(reading, frame, found, fiscal_year)
    places = {
        project.values["project_id"]: reading.place(project.table, project.row, "project")
        for project in found
    }
    return Projects(frame, places, frozenset(project.values["project_id"] for project in taken))


def projects_frame(form: Form, rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Projects as a register holds them: IDENTITY_COLUMNS and the form's register columns, typed."""
    own = form.register_columns
    numeric = {"no", "section_no"} | {column.key for column in own if column.kind in SCALE}
    data: dict[str, Any] = {}
    for key in (*IDENTITY_COLUMNS, *(column.key for column in own)):
        values = [row.get(key) for row in rows]
        data[key] = pd.array(values, dtype="Int64") if key in numeric else pd.Series(values, dtype=object)
    return pd.DataFrame(data)


def _project(
    reading: RegisterReading,
    row: TableRow,
    project_id: str,
    names: GroupNames,
    sections: Sequence[Section],
    table: str = MAIN,
) -> _Project:
    project = _Project(row, dict.fromkeys(IDENTITY_COLUMNS) | {"project_id": project_id}, table=table)
    value, finding = reading.cleaned(table, row, "project", project=project_id)
    project.values["project"] = None if value is None else str(value).strip()
    named = {"project": project_id, "project_name": project.values["project"] or ""}
    if finding:
        project.findings.append(("project", finding))
    if table == MAIN:
        project.values["no"] = reading.number(MAIN, row, "no", **named)
    project.values |= _groups_of(reading, table, row, names, named)
    if reading.form.sections:
        section = find_section(reading, table, row, sections, **named)
        if section:
            project.values |= {"section_no": section.no, "section": section.name}
    for column in reading.form.register_columns:
        value, finding = reading.cleaned(table, row, column.key, **named)
        project.values[column.key] = value
        if finding:
            project.findings.append((column.key, finding))
    return project


def _tell_blanks(reading: RegisterReading, taken: Sequence[_Project]) -> None:
    """What a proposal must say by the time that it is taken: what is needed of every project."""
    for project in taken:
        for column in reading.layout[MAIN].columns:
            if column.required and column.key not in project.row.cells:
                place = reading.place(PROPOSALS, project.row, column.key)
                reading.tell(
                    "register_blank", place, label=column.title, column=column.key, **_named(project)
                )


def _groups_of(
    reading: RegisterReading, table: str, row: TableRow, names: GroupNames, named: dict[str, str]
) -> dict[str, str | None]:
    """The reporting group's id, and the names of all groups of the project."""
    typed = reading.text(table, row, "group", **named)
    found, unknown = names.find_all(typed)
    if names.groups:
        for name in unknown:
            near = hint(names.nearest(name), reading.language)
            reading.tell_name(
                "register_unknown_group",
                reading.place(table, row, "group"),
                value=name,
                nearest=near,
                **named,
            )
    if not found:
        return {"group_id": None, "group": typed or None}
    return {"group_id": found[0].id, "group": SEVERAL_GROUPS.join(group.name for group in found)}


def _number(reading: RegisterReading, projects: Sequence[_Project]) -> None:
    """Numbers of all projects: 1, 2, 3 ... as they are printed where none is typed; a blank one is given and told.

    Numbering runs on over the sections or begins anew in each; a gap or a repeat is told.
    """
    if all("no" not in project.row.cells for project in projects):
        in_order = sorted(projects, key=lambda project: project.values["section_no"] or SECTIONLESS)
        for number, project in enumerate(in_order, 1):
            project.values["no"] = number
        return
    _give_numbers(reading, projects)
    numbers = [project.values["no"] for project in projects]
    if None in numbers or _runs_on(numbers) or _restarts(projects):
        return
    _tell_numbering(reading, projects)


def _give_numbers(reading: RegisterReading, projects: Sequence[_Project]) -> None:
    """A project without a number gets the one after its neighbour above, or the next where that is taken."""
    typed = [project for project in projects if project.values["no"] is not None]
    every = [project.values["no"] for project in typed]
    anew = len(set(every)) < len(every)
    used: dict[object, set[int]] = {}
    for project in typed:
        used.setdefault(project.values["section_no"] if anew else None, set()).add(project.values["no"])
    before: dict[object, int] = {}
    for project in projects:
        scope = project.values["section_no"] if anew else None
        taken = used.setdefault(scope, set())
        if "no" not in project.row.cells:
            wanted = before.get(scope, 0) + 1
            number = wanted if wanted not in taken else max(taken) + 1
            project.values["no"] = number
            taken.add(number)
            if project.table == MAIN:
                place = reading.place(MAIN, project.row, "project")
                reading.tell("register_no_given", place, value=str(number), **_named(project))
        before[scope] = project.values["no"] or before.get(scope, 0)


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
        place = reading.place(project.table, project.row, "no")
        first = first_at.setdefault(project.values["no"], place.cell)
        if first != place.cell:
            number = str(project.values["no"])
            reading.tell("register_number_twice", place, value=number, first=first, **_named(project))
    before = 0
    for project in sorted(projects, key=lambda entry: entry.values["no"]):
        number = project.values["no"]
        if number > before + 1:
            missing = str(before + 1) if number == before + 2 else f"{before + 1}-{number - 1}"
            place = reading.place(project.table, project.row, "no")
            reading.tell("register_number_gap", place, value=str(number), missing=missing, **_named(project))
        before = number


def _tell_same_names(reading: RegisterReading, projects: Sequence[_Project]) -> None:
    """One name twice in one group and section: most often a row was copied."""
    first_at: dict[tuple[Any, ...], str] = {}
    for project in projects:
        values = project.values
        if values["project"]:
            key = (name_key(values["project"]), values["group_id"], values["section_no"])
            place = reading.place(project.table, project.row, "project")
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
    money = [column.key for column in reading.form.register_columns if column.kind is Kind.BAHT]
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
        row, table = projects[entry.row].row, projects[entry.row].table
        key = entry.key if entry.key in reading.tables[table].columns else "project"
        reading.problems.append(entry.problem.at(reading.place(table, row, key)))
