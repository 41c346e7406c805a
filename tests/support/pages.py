"""Workbooks with one sheet per project for tests: made from readable values (see `projects`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from tests.support.projects import Values, frame_of
from tests.support.registers import register_of
from xl_addin.demo.page_typing import Filled, type_pages
from xl_addin.excel.reading.cell_patch import Typed
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.model.form.schema import Column, Form
from xl_addin.model.form.scopes import IDENTITY_KINDS
from xl_addin.model.register import Group, ParamValue, Register, Section
from xl_addin.model.thai.fiscal_calendar import serial_from
from xl_addin.model.values.kinds import SCALE, Fill, Kind
from xl_addin.template.pages.field_names import field_cells
from xl_addin.template.shared.round_data import round_data
from xl_addin.template.template import template_bytes

GROUP = Group("plan", "กลุ่มนโยบายและแผน", "กลุ่มแผน")


def office(form: Form, projects: Sequence[Values], fiscal_year: int) -> Register:
    """An office with one group, whose projects have the register's part of these values."""
    kinds = IDENTITY_KINDS | {
        column.key: column.kind for column in form.columns if column.fill is Fill.REGISTER
    }
    rows = [
        {
            "project_id": f"P{number:03d}",
            "no": number,
            "project": f"โครงการที่ {number}",
            "group_id": GROUP.id,
            "group": GROUP.name,
            "section_no": 1,
            "section": "กลยุทธ์ที่หนึ่ง",
        }
        | {key: value for key, value in project.items() if key in kinds}
        for number, project in enumerate(projects, 1)
    ]
    return register_of(
        form,
        frame_of(kinds, rows),
        [GROUP],
        fiscal_year=fiscal_year,
        sections=(Section(1, "กลยุทธ์ที่หนึ่ง"),),
        params=tuple(
            ParamValue(param.key, round(param.default * 10 ** SCALE[param.kind]))
            for param in form.params
            if param.default is not None
        ),
    )


def typed(columns: Sequence[Column], values: Values) -> dict[str, Typed]:
    """What a group types for these values: choices as phrases, dates as serial days."""
    return {
        column.key: _typed(column, values[column.key])
        for column in columns
        if column.fill is Fill.GROUP and column.key in values
    }


def _typed(column: Column, value: Any) -> Typed:
    if value is None:
        return None
    if column.kind is Kind.CHOICE:
        return column.choices[value]
    return serial_from(*value) if isinstance(value, tuple) else value


def filled(
    form: Form,
    projects: Sequence[Values],
    tables: Sequence[Mapping[str, Sequence[Values]]],
    *,
    fiscal_year: int,
    round_: int = 1,
) -> bytes:
    """The group's workbook with everything typed in; `tables`: the child rows of each project."""
    register = office(form, projects, fiscal_year)
    book = template_bytes(round_data(form, register, round_, None), GROUP)
    entries = {
        f"P{number:03d}": Filled(
            typed(form.columns, project),
            {key: [typed(form.columns_of(key), row) for row in rows] for key, rows in children.items()},
        )
        for number, (project, children) in enumerate(zip(projects, tables, strict=True), 1)
    }
    return type_pages(book, entries)


def fields_of(path: Path, template: bytes) -> dict[str, dict[str, Any]]:
    """Values of a recalculated workbook by project id and key; `template`: the workbook it was made from."""
    book = openpyxl.load_workbook(path, data_only=True)
    found: dict[str, dict[str, Any]] = {}
    for page in field_cells(read_workbook(template)):
        sheet = book[page.sheet.name]
        values = {key: sheet.cell(*cell).value for key, cell in page.cells.items()}
        found[str(values["project_id"])] = values
    return found


def words_of(path: Path, template: bytes) -> dict[str, set[str]]:
    """What the check columns of a recalculated workbook say, sentence by sentence, by project id."""
    book = openpyxl.load_workbook(path, data_only=True)
    found: dict[str, set[str]] = {}
    for page in field_cells(read_workbook(template)):
        sheet = book[page.sheet.name]
        said = {
            line.strip().removeprefix("• ")
            for row in sheet.iter_rows(min_row=2, min_col=sheet.max_column, values_only=True)
            if isinstance(row[0], str)
            for line in row[0].split("\n")
        }
        found[page.sheet.cells[page.cells["project_id"]].value or ""] = said - {""}
    return found
