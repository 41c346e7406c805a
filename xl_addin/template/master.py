"""The blank master of a form: what the office's template looks like before any register is filled in.

It names no group, so intake refuses it and says so. Dots stand for what only a register knows.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd

from xl_addin.excel.writing.atomic_file import write_whole
from xl_addin.model.form.jinja_texts import render
from xl_addin.model.form.schema import Form, Sections
from xl_addin.model.identity import Identity
from xl_addin.model.problems.catalogue import say
from xl_addin.model.register import Group, ParamValue, Register, Section
from xl_addin.model.values.kinds import SCALE, Fill
from xl_addin.template.shared.round_data import round_data
from xl_addin.template.template import workbook_bytes

ROWS_OF_A_SECTION = 2
FEW_DOTS = "........"
YEAR = 2500
"""Stands where formulas need a year; people see dots."""


def write_master(form: Form, path: Path) -> None:
    """Write the blank master of a form. Raises WriteError."""
    write_whole(path, master_bytes(form))


def master_bytes(form: Form) -> bytes:
    """The blank master of a form as a workbook."""
    group = Group("", say("master_group"))
    register = _blank_register(form, group)
    data = round_data(form, register, 1, None, _dotted_names(form))
    identity = Identity(form.id, form.version, "", 0, 0, "", "", issue=0)
    return workbook_bytes(data, group, data.frame, identity.as_text())


def _dotted_names(form: Form) -> dict[str, Any]:
    """Names of texts that a master does not know, as dots."""
    known = {"fiscal_year": FEW_DOTS, "period": FEW_DOTS, "as_of": FEW_DOTS, "deadline": FEW_DOTS}
    name = render(form.period.name, known | {"round": 1})
    return known | {"period_name": re.sub(r"[\d-]+", FEW_DOTS, name)}


def _blank_register(form: Form, group: Group) -> Register:
    sections = _sections(form.sections)
    return Register(
        form=form,
        office=say("master_office"),
        office_short="",
        fiscal_year=YEAR,
        settings=form.settings,
        groups=(group,),
        sections=sections,
        params=tuple(
            ParamValue(
                param.key,
                None if param.default is None else round(param.default * 10 ** SCALE.get(param.kind, 0)),
                note=param.note,
            )
            for param in form.params
        ),
        projects=_blank_projects(form, sections),
    )


def _sections(sections: Sections | None) -> tuple[Section, ...]:
    if sections is None:
        return ()
    names = sections.prefilled or (FEW_DOTS,)
    return tuple(Section(number, name) for number, name in enumerate(names, 1))


def _blank_projects(form: Form, sections: tuple[Section, ...]) -> pd.DataFrame:
    """Some unnamed projects under each section."""
    rows = [
        {"section_no": section.no if section else None, "section": section.name if section else None}
        for section in sections or (None,)
        for _ in range(ROWS_OF_A_SECTION)
    ]
    frame = pd.DataFrame(rows)
    frame["section_no"] = frame["section_no"].astype("Int64")
    frame["no"] = pd.Series(range(1, len(frame) + 1), dtype="Int64")
    frame["project_id"] = [f"blank-{number}" for number in frame["no"]]
    frame["project"] = say("master_project")
    frame["group_id"] = ""
    frame["group"] = FEW_DOTS
    for column in form.columns:
        if column.fill is Fill.REGISTER and column.key not in frame:
            kind = "Int64" if column.kind in SCALE else object
            frame[column.key] = pd.Series([None] * len(frame), dtype=kind)
    return frame
