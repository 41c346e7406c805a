"""Filling in a form with a sheet per project: what its office would type, and in which cells it goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xl_addin.demo.demo_options import demo_plan
from xl_addin.demo.entries import demo_entries, demo_tables
from xl_addin.demo.examples import demo_register
from xl_addin.demo.page_typing import Filled, table_cells
from xl_addin.excel.addresses import cell_address
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.model.form.loader import load_form
from xl_addin.model.form.schema import MAIN, Column, Form
from xl_addin.model.thai import words
from xl_addin.model.values.kinds import Kind
from xl_addin.template.pages.field_names import field_cells


@dataclass(frozen=True, slots=True)
class Entry:
    """A cell that somebody fills in; `table` is MAIN for the fields, `row` counts a table's rows from 0."""

    sheet: str
    address: str
    project: str
    table: str
    row: int
    column: Column


@dataclass(frozen=True, slots=True)
class PageForm:
    """The pages of one group's workbook. `projects`: project id -> its sheet; `computed`: fields with a formula,
    as (sheet, address)."""

    form: Form
    projects: Mapping[str, str]
    entries: Sequence[Entry]
    computed: Sequence[tuple[str, str]]

    def cells(self, filling: Mapping[str, Filled]) -> Iterator[tuple[str, str, Any]]:
        """(sheet, address, what is typed) of all projects; `filling`: project id -> what belongs in it."""
        for entry in self.entries:
            filled = filling[entry.project]
            rows = [filled.fields] if entry.table == MAIN else filled.tables.get(entry.table, ())
            typed = rows[entry.row].get(entry.column.key) if entry.row < len(rows) else None
            if typed not in (None, ""):
                yield entry.sheet, entry.address, as_by_hand(entry.column, typed)


def as_by_hand(column: Column, typed: Any) -> Any:
    """A date as people type it: in words."""
    return words.date_words(typed) if column.kind is Kind.DATE else typed


def page_form(path: Path, form_id: str) -> PageForm:
    """The projects and entry cells of a workbook, found by its own names and keys."""
    form, book = load_form(form_id), read_workbook(path)
    projects, entries, computed = {}, [], []
    for page in field_cells(book):
        project = page.sheet.cells[page.cells["project_id"]].value or ""
        projects[project] = page.sheet.name
        for column in form.columns:
            if column.key in page.cells:
                address = cell_address(*page.cells[column.key])
                if column.fill == "group":
                    entries.append(Entry(page.sheet.name, address, project, MAIN, 0, column))
                elif column.fill == "computed":
                    computed.append((page.sheet.name, address))
        for table in form.tables:
            typed = [column for column in table.columns if column.fill == "group"]
            for row in range(table.rows):
                blank = [{}] * row
                for column in typed:
                    cells = table_cells(book, page, table.key, [*blank, {column.key: None}])
                    (address,) = cells
                    entries.append(Entry(page.sheet.name, address, project, table.key, row, column))
    return PageForm(form, projects, entries, computed)


def example_filling(form_id: str, round_: int) -> dict[str, Filled]:
    """Project id -> what its office types when all goes well, from workbook_templates/examples."""
    plan, register = demo_plan(form_id), demo_register(form_id)
    entries = demo_entries(plan, register, round_)
    tables = demo_tables(plan, register, round_, complete=True)
    return {project: Filled(entries[project], tables[project]) for project in entries}
