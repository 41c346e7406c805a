"""A register that was lost, rebuilt from a report that was made with it.

A report keeps the register as it was entered, with its changes, letters and deadlines: that comes back whole. One
that keeps none (of an earlier version, or with that sheet gone) knows the projects as they stood in its last
round; what it does not say is left as in a blank register. For another year go on what is not of one year:
projects, groups with their other names, sections, texts and how the office prints.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from xl_addin.excel.reading.limits import PackageError
from xl_addin.model.form.schema import Form
from xl_addin.model.problems.catalogue import problem, say
from xl_addin.model.problems.problem import Place, Problem
from xl_addin.model.register import Register, Section, default_params
from xl_addin.previous.previous_report import PreviousError, PreviousReport, read_previous
from xl_addin.register.lists.from_list import NotAList
from xl_addin.register.lists.from_plan import left_blank, missing_figures, plan_groups, with_known_names
from xl_addin.register.lists.kept_register import kept_register
from xl_addin.register.read_projects import projects_frame
from xl_addin.register.writer import write_register


def register_from_report(
    path: Path, form: Form, out: Path, *, year: int | None = None, language: str = "th"
) -> tuple[str, list[Problem]]:
    """Write the register that a report keeps; what was done in a sentence, and what is still to fill in.

    Raises NotAList for a file that is no report of this form, and WriteError.
    """
    try:
        report = read_previous(path, form)
        kept = kept_register(path, form)
    except PackageError as error:
        raise NotAList([error.problem(Place(path.name), language=language)]) from error
    except PreviousError as error:
        raise NotAList(error.problems) from error
    whole = kept is not None and year in (None, kept.fiscal_year)
    register = kept if kept is not None and whole else report_register(report, form, year, kept)
    write_register(out, form, register)
    told = [] if whole else [*missing_figures(register, language), *left_blank(register, language)]
    said = say(
        "register_rebuilt",
        language,
        file=str(out),
        count=len(register.projects),
        value=report.file,
        round=int(report.frame["round"].max()),
    )
    gone = set(report.frame["project_id"]) - set(register.projects["project_id"])
    if gone:
        codes = ", ".join(sorted(gone))
        told.append(problem("register_rebuilt_without", Place(path.name), language=language, value=codes))
    return said, told


def report_register(
    report: PreviousReport, form: Form, year: int | None = None, kept: Register | None = None
) -> Register:
    """The register as a report of this form shows it in its last round.

    `kept`: the register that the report keeps, for what holds in another year too.
    """
    rows = report.frame[report.frame["round"] == report.frame["round"].max()].reset_index(drop=True)
    records = [
        {key: None if _is_blank(value) else value for key, value in record.items()}
        for record in rows.to_dict("records")
    ]
    found = {
        int(number): str(record["section"])
        for record in records
        if (number := record.get("section_no")) is not None and record.get("section")
    }
    prefilled = dict(enumerate(form.sections.prefilled, 1)) if form.sections else {}
    sections = {**prefilled, **found} if form.sections else {}
    made = Register(
        form=form,
        office=report.identity.get("office", ""),
        office_short=report.identity.get("office_short", ""),
        fiscal_year=year or int(report.identity.get("fiscal_year") or 0),
        settings=form.settings,
        groups=plan_groups(rows),
        sections=tuple(Section(number, name) for number, name in sorted(sections.items())),
        params=default_params(form),
        projects=projects_frame(form, records),
        file=report.file,
    )
    if kept is None:
        return made
    return replace(
        made,
        settings=kept.settings,
        groups=with_known_names(made.groups, kept.groups),
        texts=kept.texts,
    )


def _is_blank(value: Any) -> bool:
    return value is None or bool(pd.isna(value))
