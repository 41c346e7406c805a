"""The consolidated action plan becomes the register of a form that reports on it.

Projects keep their ids, names, groups, budgets and plans by quarter. What stands in the plan under the key of
one of the form's register columns is carried over; what the plan does not know stays blank for the planning
group to fill in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pandas as pd

from xl_addin.excel.reading.limits import PackageError
from xl_addin.excel.reading.workbook_reader import read_identity
from xl_addin.model.form.loader import load_form
from xl_addin.model.form.schema import Column, Form
from xl_addin.model.identity import PROPERTY_PREFIX
from xl_addin.model.problems.catalogue import problem, say
from xl_addin.model.problems.errors import TidtamError
from xl_addin.model.problems.problem import Place, Problem
from xl_addin.model.register import Group, Register, Section, default_params
from xl_addin.model.thai.names import name_key
from xl_addin.model.values.kinds import SCALE, Fill, Kind
from xl_addin.model.values.money import format_baht
from xl_addin.previous.previous_report import PreviousError, PreviousReport, read_previous
from xl_addin.register.layout import register_sheets
from xl_addin.register.lists.kept_register import kept_register
from xl_addin.register.writer import write_register

ROUNDS_OF_A_PLAN = 1
"""A plan is made once for the year; a form with more rounds reports what was done."""

FUND_KEY = "fund_no"
"""Column of a plan: which fund source pays the project, counted as in the prefilled list of fund sources."""

FUNDS = {1: "budget_area_office", 2: "budget_obec", 3: "budget_other"}
"""Columns of a plan with the money of each fund source, by its number."""

IDENTITY_TEXT = ("project_id", "project", "group_id", "group", "section")


class NotAPlan(TidtamError):
    """No register can be made from the file; `problems` say why."""


def plan_to_register(
    plan_path: Path, target: Form, out: Path, language: str = "th"
) -> tuple[int, list[Problem]]:
    """Write the register of a form from a plan report; how many projects, and what is still to be filled in.

    A project's missing figure or doubtful fund source is a warning; what no plan can say (letters, deadlines)
    is told in one note.
    Raises NotAPlan for a file that is no plan report and WriteError where the register cannot be written.
    """
    plan, plan_form = read_plan(plan_path, language)
    register = plan_register(plan, target)
    kept = kept_register(plan_path, plan_form)
    if kept is not None:
        groups = with_known_names(register.groups, kept.groups)
        register = replace(register, groups=groups, office_short=kept.office_short)
    write_register(out, target, register)
    return len(register.projects), [
        *missing_figures(register, language),
        *fund_problems(_rows(plan), target, register.sections, plan.file, language),
        *left_blank(register, language),
    ]


def is_made_here(path: Path) -> bool:
    """Whether a file says that this program made it; a file that cannot be read says so when it is read."""
    try:
        return f"{PROPERTY_PREFIX}form_id" in read_identity(path)
    except PackageError:
        return True


def read_plan(path: Path, language: str = "th") -> tuple[PreviousReport, Form]:
    """A plan report and the form that it was made with. Raises NotAPlan."""
    place = Place(path.name)
    try:
        form = load_form(read_identity(path).get(f"{PROPERTY_PREFIX}form_id", ""))
        plan = read_previous(path, form)
    except PackageError as error:
        raise NotAPlan([error.problem(place, language=language)]) from error
    except PreviousError as error:
        raise NotAPlan(error.problems) from error
    except ValueError as error:
        raise NotAPlan([problem("plan_not_a_report", place, language=language, value=path.name)]) from error
    if form.period.rounds != ROUNDS_OF_A_PLAN:
        raise NotAPlan([problem("plan_is_report", place, language=language, value=path.name, form=form.id)])
    if "budget" not in plan.frame:
        raise NotAPlan([problem("plan_without_budget", place, language=language, value=path.name)])
    return plan, form


def plan_register(plan: PreviousReport, target: Form) -> Register:
    """The register of a form with the projects of a plan, in the plan's order."""
    rows = _rows(plan)
    sections = _sections(rows, target)
    projects = pd.DataFrame({key: list(rows[key]) for key in IDENTITY_TEXT}, dtype=object)
    numbers = _section_numbers(rows, target, sections)
    projects["section_no"] = pd.array(numbers, dtype="Int64")
    names = {section.no: section.name for section in sections}
    projects["section"] = [None if number is None else names[number] for number in numbers]
    projects["no"] = pd.array(range(1, len(rows) + 1), dtype="Int64")
    for column in target.columns:
        if column.fill is Fill.REGISTER and column.key not in projects:
            projects[column.key] = _carried(rows, column)
    projects = projects.sort_values("section_no", kind="stable", ignore_index=True)
    projects["no"] = pd.array(range(1, len(rows) + 1), dtype="Int64")
    return Register(
        form=target,
        office=plan.identity.get("office", ""),
        office_short=plan.identity.get("office_short", ""),
        fiscal_year=int(plan.identity["fiscal_year"]),
        settings=target.settings,
        groups=plan_groups(rows),
        sections=sections,
        params=default_params(target),
        projects=projects,
        file=plan.file,
    )


def missing_figures(register: Register, language: str = "th") -> list[Problem]:
    """Projects in whose row the form's register needs a figure that the plan does not have."""
    told = []
    needed = [
        column
        for column in register.form.columns
        if column.fill is Fill.REGISTER and not column.proposed and column.key in register.projects
    ]
    for record in register.projects.to_dict("records"):
        lacking = [column.title for column in needed if pd.isna(record[column.key])]
        if lacking:
            told.append(
                problem(
                    "plan_lacks_figures",
                    Place(register.file),
                    project=str(record["project_id"]),
                    project_name=str(record["project"]),
                    language=language,
                    value=str(record["project"]),
                    columns=", ".join(lacking),
                )
            )
    return told


def left_blank(register: Register, language: str = "th") -> list[Problem]:
    """One note on the lists of the register that no plan fills; none where the form asks for none of them."""
    asked = {table.key for sheet in register_sheets(register.form) for table in sheet.tables}
    blank = {
        "texts": not register.texts,
        "deadlines": not register.deadlines,
        "allotments": not register.allotments,
        "buckets": not register.buckets,
    }
    names = [say(f"plan_blank_{key}", language) for key in blank if blank[key] and key in asked]
    value = ", ".join(names)
    return [problem("plan_left_blank", Place(register.file), language=language, value=value)] if names else []


def _rows(plan: PreviousReport) -> pd.DataFrame:
    """The plan's projects in its order."""
    rows = plan.frame[plan.frame["round"] == plan.frame["round"].max()]
    return rows.sort_values(["section_no", "no"], kind="stable", ignore_index=True)


def _sections(rows: pd.DataFrame, target: Form) -> tuple[Section, ...]:
    """The target's list: the plan's strategies, or the names that the form brings along."""
    if target.sections is None:
        return ()
    if target.sections.from_plan == "section":
        named = rows.dropna(subset="section_no").drop_duplicates("section_no")
        return tuple(
            Section(int(number), str(name))
            for number, name in zip(named["section_no"], named["section"], strict=True)
        )
    return tuple(Section(number, name) for number, name in enumerate(target.sections.prefilled, 1))


def _section_numbers(rows: pd.DataFrame, target: Form, sections: tuple[Section, ...]) -> list[int | None]:
    if not sections or target.sections is None:
        return [None] * len(rows)
    if target.sections.from_plan == "section":
        return [None if pd.isna(number) else int(number) for number in rows["section_no"]]
    if target.sections.from_plan == "first" or FUND_KEY not in rows:
        return [sections[0].no] * len(rows)
    return fund_numbers(rows, sections)


def _carried(rows: pd.DataFrame, column: Column) -> Any:
    """The plan's values under the column's key, blank where the plan has none."""
    values = list(rows[column.key]) if column.key in rows else [None] * len(rows)
    if column.kind in SCALE:
        return pd.array([None if pd.isna(value) else value for value in values], dtype="Int64")
    texts = [None if pd.isna(value) else str(value) for value in values]
    if column.kind is Kind.CHOICE:
        texts = [text if text in column.choices else None for text in texts]
    return pd.Series(texts, dtype=object)


def plan_groups(rows: pd.DataFrame) -> tuple[Group, ...]:
    """The groups in the order in which the plan names them.

    The first group of a shared project reports it; a second one that reports nothing gets an id of its own.
    """
    names: dict[str, str] = {}
    shared: list[str] = []
    for group_id, name in zip(rows["group_id"], rows["group"], strict=True):
        parts = [part.strip() for part in str(name).split("/")]
        names.setdefault(str(group_id), parts[0])
        shared += parts[1:]
    known = {name_key(name) for name in names.values()}
    free = (f"G{number:02d}" for number in count(1) if f"G{number:02d}" not in names)
    for name in shared:
        if name_key(name) not in known:
            known.add(name_key(name))
            names[next(free)] = name
    return tuple(Group(group_id, name) for group_id, name in names.items())


def with_known_names(groups: Sequence[Group], known: Sequence[Group]) -> tuple[Group, ...]:
    """The groups as known ones of their names are called, codes too; known ones without projects after them."""
    by_name = {name_key(group.name): group for group in known}
    taken = {group.id for group in groups}
    named: list[Group] = []
    for group in groups:
        same = by_name.get(name_key(group.name), group)
        # A group that only helps another one has no project that says its code.
        id_ = group.id if same.id in taken else same.id
        named.append(replace(group, id=id_, short_name=same.short_name, aliases=same.aliases))
    names, ids = {name_key(group.name) for group in groups}, {group.id for group in named}
    more = [group for group in known if name_key(group.name) not in names and group.id not in ids]
    return (*named, *(replace(group, accepted_issue=None) for group in more))


def fund_numbers(rows: pd.DataFrame, sections: Sequence[Section]) -> list[int | None]:
    """The number of each project's fund source in a form's list.

    None where the plan gives the project no money, or first of all money of a source that the list lacks.
    Money of several sources goes under the first of them.
    """
    known = {section.no for section in sections}
    numbers = []
    for record in rows.to_dict("records"):
        fund = next(iter(_amounts(record)), None) if _has_amounts(rows) else record[FUND_KEY]
        numbers.append(None if pd.isna(fund) or int(fund) not in known else int(fund))
    return numbers


def fund_problems(
    rows: pd.DataFrame, target: Form, sections: Sequence[Section], file: str, language: str = "th"
) -> list[Problem]:
    """A warning for each project whose fund source was left blank or chosen among several."""
    if target.sections is None or target.sections.from_plan != "fund" or not _has_amounts(rows):
        return []
    labels = {fund: say(f"plan_{key}", language) for fund, key in FUNDS.items()}
    names = {section.no: section.name for section in sections}
    told = []
    for record, number in zip(rows.to_dict("records"), fund_numbers(rows, sections), strict=True):
        amounts = _amounts(record)
        if number is not None and len(amounts) == 1:
            continue
        rule = "plan_fund_chosen" if number is not None else "plan_fund_blank"
        values: dict[str, Any] = {
            "value": str(record["project"]),
            "fund": names.get(number, "") if number is not None else "",
            "amounts": ", ".join(
                f"{labels[fund]} {format_baht(amount, None)}" for fund, amount in amounts.items()
            ),
        }
        told.append(
            problem(
                rule,
                Place(file),
                project=str(record["project_id"]),
                project_name=values["value"],
                language=language,
                wording="plan_no_money" if not amounts else "",
                **values,
            )
        )
    return told


def _has_amounts(rows: pd.DataFrame) -> bool:
    return set(FUNDS.values()) <= set(rows.columns)


def _amounts(record: dict[Any, Any]) -> dict[int, int]:
    """Satang by number of the fund source; only those that pay something."""
    found = {fund: record[key] for fund, key in FUNDS.items()}
    return {fund: int(amount) for fund, amount in found.items() if not pd.isna(amount) and amount > 0}
