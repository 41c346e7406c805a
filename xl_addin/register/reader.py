"""A register workbook read back: a Register, or everything that is wrong with it at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from xl_addin.excel.reading.cells import RawWorkbook
from xl_addin.excel.reading.emblem import emblem_beside
from xl_addin.excel.reading.limits import PackageError
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.model.form.loader import FormError, load_form
from xl_addin.model.form.schema import Form
from xl_addin.model.identity import FORM_SHEET, PROPERTY_PREFIX
from xl_addin.model.office_in_round import at_round
from xl_addin.model.problems import catalogue
from xl_addin.model.problems.errors import TidtamError
from xl_addin.model.problems.problem import Place, Problem, Severity
from xl_addin.model.register import Register
from xl_addin.register.decisions_sheet import read_decisions
from xl_addin.register.layout import READABLE_VERSIONS, REGISTER_KIND, register_sheets
from xl_addin.register.optional_sheets import (
    added_by,
    read_last_year,
    read_notes,
    read_proposals,
)
from xl_addin.register.read_changes import read_changes, tell_impossible
from xl_addin.register.read_lists import (
    read_allotments,
    read_buckets,
    read_deadlines,
    read_groups,
    read_late,
    read_params,
    read_sections,
    tell_differences,
    tell_unused,
)
from xl_addin.register.read_projects import read_projects
from xl_addin.register.read_session import RegisterReading
from xl_addin.register.read_settings import read_office, read_texts
from xl_addin.register.row_lists import read_rows
from xl_addin.register.settings_items import TEXT_ITEMS


class RegisterError(TidtamError):
    """A register that cannot be used. `problems` holds everything found in it, warnings too."""

    def __init__(self, problems: list[Problem]) -> None:
        errors = [problem for problem in problems if problem.severity is Severity.ERROR]
        super().__init__(problems, "\n".join(f"{problem.place}: {problem.message}" for problem in errors))


def load_register(path: Path, *, form: Form | None = None, language: str = "th") -> Register:
    """The register in a workbook. Raises RegisterError where there is any error; see `read_register`."""
    register, problems = read_register(path, form=form, language=language)
    if register is None:
        raise RegisterError(problems)
    return register


def read_register(
    path: Path, *, form: Form | None = None, language: str = "th"
) -> tuple[Register | None, list[Problem]]:
    """The register in a workbook (None when there is any error) and all problems, sheet by sheet.

    `form`: for a form that `load_form` does not know by id; else the workbook says which form it is for.
    """
    try:
        book = read_workbook(path)
    except PackageError as error:
        return None, [error.problem(Place(path.name), language=language)]
    found = _form_of(book, form, path.name, language)
    if isinstance(found, Problem):
        return None, [found]
    register, problems = register_of(book, found, path.name, language)
    if register is not None:
        register = replace(register, emblem=emblem_beside(path))
    return register, problems


def register_of(
    book: RawWorkbook, form: Form, file: str, language: str = "th"
) -> tuple[Register | None, list[Problem]]:
    """The register in the tables of a workbook of this form, and all problems; as `read_register` gives them."""
    sheets = register_sheets(form, [item.key for item in TEXT_ITEMS])
    older = _identity(book).get("form_version") != str(form.version)
    reading = RegisterReading(form, book, sheets, file, language, older=older)
    register = _read(reading)
    order = {sheet.name: position for position, sheet in enumerate(book.sheets)}
    problems = sorted(reading.problems, key=lambda problem: order.get(problem.place.sheet, -1))
    return (None if reading.failed else register), problems


def _read(reading: RegisterReading) -> Register | None:
    """Every table, in the order in which they depend on one another."""
    office = read_office(reading)
    texts = read_texts(reading)
    groups = read_groups(reading)
    sections = read_sections(reading)
    params = read_params(reading)
    projects = read_projects(reading, groups, sections, office.fiscal_year)
    allotments = read_allotments(reading)
    buckets = read_buckets(reading, sections)
    deadlines = read_deadlines(reading, office.fiscal_year)
    late = read_late(reading, groups)
    proposals = read_proposals(reading, groups)
    changes = (*added_by(proposals, projects.taken), *read_changes(reading, projects.frame, groups))
    last_year = read_last_year(reading, projects.frame)
    decisions = read_decisions(reading, projects.frame, groups)
    notes = read_notes(reading)
    rows = read_rows(reading, projects.frame, groups)
    of_groups = [rows[table.key] for table in reading.form.group_tables if table.key in rows]
    listed = {str(id_) for lines in of_groups for id_ in lines["project_id"]}
    tell_unused(reading, groups, sections, projects.frame, listed)
    if reading.failed or office.fiscal_year is None:
        return None
    register = Register(
        form=reading.form,
        office=office.name,
        office_short=office.short_name or office.name,
        fiscal_year=office.fiscal_year,
        settings=office.settings,
        groups=tuple(groups),
        sections=tuple(sections),
        params=tuple(params),
        projects=projects.frame,
        allotments=tuple(allotments),
        buckets=tuple(buckets),
        deadlines=deadlines,
        late=tuple(late),
        texts=texts,
        places=projects.places,
        file=reading.file,
        changes=changes,
        last_year=last_year,
        decisions=decisions,
        notes=notes,
        rows=rows,
        proposals=proposals,
    )
    tell_impossible(reading, register)
    if not reading.failed:
        tell_differences(
            reading, allotments, buckets, at_round(register, reading.form.period.rounds).projects
        )
    return register


def _form_of(book: RawWorkbook, form: Form | None, file: str, language: str) -> Form | Problem:
    """The form of a register, or why the workbook is none that can be read."""
    identity = _identity(book)

    def refused(message_id: str, **values: Any) -> Problem:
        return catalogue.problem(message_id, Place(file), language=language, **values)

    if not identity:
        return refused("register_no_identity")
    if identity.get("kind") != REGISTER_KIND:
        return refused("register_is_template")
    if identity.get("register_version", "") not in map(str, READABLE_VERSIONS):
        return refused("register_unknown_version", value=identity.get("register_version", ""))
    form_id = identity.get("form_id", "")
    if form is None:
        try:
            form = load_form(form_id)
        except FormError:
            return refused("register_unknown_form", value=form_id)
    if form.id != form_id:
        return refused("register_other_form", value=form_id, form=form.id)
    if identity.get("form_version", "") not in map(str, (form.version, *form.accepts)):
        return refused("register_unknown_form_version", value=identity.get("form_version", ""), form=form.id)
    return form


def _identity(book: RawWorkbook) -> dict[str, str]:
    """Keys and values of the hidden sheet, or of the custom properties when the sheet is gone."""
    sheet = book.sheet(FORM_SHEET)
    if sheet is not None and sheet.cells:
        return {
            cell.value: (sheet.cells[row, 2].value or "") if (row, 2) in sheet.cells else ""
            for (row, column), cell in sheet.cells.items()
            if column == 1 and cell.value
        }
    properties = book.custom_properties
    return {
        key.removeprefix(PROPERTY_PREFIX): value
        for key, value in properties.items()
        if key.startswith(PROPERTY_PREFIX)
    }
