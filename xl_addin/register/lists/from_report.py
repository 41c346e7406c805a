"""A register that was lost, rebuilt from a report that was made with it.

The report knows the projects as they stood in its last round, with their codes, groups, sections and figures.
What no report carries (short names, letters, deadlines, how the office prints) is left as in a blank register.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from xl_addin.excel.reading.limits import PackageError
from xl_addin.model.form.schema import Form
from xl_addin.model.problems.catalogue import problem, say
from xl_addin.model.problems.problem import Place, Problem
from xl_addin.model.register import Register, Section, default_params
from xl_addin.previous.previous_report import PreviousError, PreviousReport, read_previous
from xl_addin.register.from_plan import left_blank, missing_figures, plan_groups
from xl_addin.register.lists.from_list import NotAList
from xl_addin.register.read_projects import projects_frame
from xl_addin.register.writer import write_register


def register_from_report(
    path: Path, form: Form, out: Path, *, year: int | None = None, language: str = "th"
) -> tuple[str, list[Problem]]:
    """Write the register of a report's last round; what was done in a sentence, and what is still to fill in.

    Raises NotAList for a file that is no report of this form, and WriteError.
    """
    try:
        report = read_previous(path, form)
    except PackageError as error:
        raise NotAList([error.problem(Place(path.name), language=language)]) from error
    except PreviousError as error:
        raise NotAList(error.problems) from error
    register = report_register(report, form, year)
    write_register(out, form, register)
    told = [*missing_figures(register, language), *left_blank(register, language)]
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


def report_register(report: PreviousReport, form: Form, year: int | None = None) -> Register:
    """The register as a report of this form shows it in its last round."""
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
    return Register(
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


def _is_blank(value: Any) -> bool:
    return value is None or bool(pd.isna(value))
