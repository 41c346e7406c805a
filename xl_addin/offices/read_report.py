"""One office's report from file to common keys: whose it is, its projects, its own totals, what is wrong in it.

This is what every engine runs: in a child process of this computer, or on a worker of a cluster.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pandas as pd

from xl_addin.consolidate.gaps import CLOSED
from xl_addin.excel.addresses import column_letters
from xl_addin.excel.reading.cells import RawWorkbook
from xl_addin.excel.reading.limits import PackageError
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.model.form.loader import FormError, load_form
from xl_addin.model.form.national import COMMON_KEYS, MONEY_KEYS, National
from xl_addin.model.form.schema import Form
from xl_addin.model.identity import DRAFT, PRINTED_SHEET
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.problem import Place, Problem
from xl_addin.model.values.clean import show
from xl_addin.model.values.kinds import Fill, Kind
from xl_addin.offices.office_report import OfficeReport, ProjectRow
from xl_addin.offices.own_totals import blank_totals, disagreeing_cells, own_totals, uncalculated_cells
from xl_addin.offices.sources import Source
from xl_addin.previous.edited_pages import missing_pages
from xl_addin.previous.previous_report import (
    PreviousError,
    PreviousReport,
    data_table,
    previous_of,
    report_identity,
)
from xl_addin.report.worksheets.reconciliation_lines import RECONCILIATION_SHEET

MOST_CELLS = 3
"""Cells that a message names."""


def read_office_report(source: Source) -> OfficeReport:
    """The report in a file. Raises PackageError for a file from which no figure can be taken."""
    data = source.read()
    raw = read_workbook(data)
    said = report_identity(raw)
    if said.get("document") != "report":
        raise PackageError("offices_not_a_report")
    try:
        version, year, round_ = (int(said[key]) for key in ("form_version", "fiscal_year", "round"))
        form_id, office = said["form_id"], said["office"]
    except (KeyError, ValueError) as error:
        raise PackageError("offices_not_a_report") from error
    form = national_form(form_id)
    assert form.national is not None
    problems = list(_version(form, version, source.name))
    try:
        report = previous_of(raw, source.name, form)
    except PreviousError as error:
        first = error.problems[0]
        where = " › ".join(part for part in (first.place.sheet, first.place.cell) if part)
        raise PackageError(
            "offices_bad_data", where=where, error=first.message, count=len(error.problems)
        ) from error
    if not 1 <= round_ <= form.period.rounds:
        raise PackageError("offices_not_a_report")
    own = report.frame[report.frame["round"] == round_]
    rows = tuple(_rows(own, report, form))
    sheet, columns = _columns(raw, form.national)
    made = OfficeReport(
        file=source.name,
        sha256=hashlib.sha256(data).hexdigest(),
        office=office,
        form_id=form_id,
        form_version=version,
        fiscal_year=year,
        round=round_,
        rounds=form.period.rounds,
        plan=form.national.plan,
        state=said.get("state", DRAFT),
        sheet=sheet,
        columns=columns,
        rows=rows,
        lacks=form.national.lacks,
    )
    problems += _doubts(raw, report, made, form)
    totals, wrong = _totals(raw, own, form, source.name)
    problems += wrong
    return replace(made, totals=totals, problems=tuple(problems))


def national_form(form_id: str) -> Form:
    """The form of an office. Raises PackageError for one that is not known, or has no common keys."""
    try:
        form = load_form(form_id)
    except FormError as error:
        raise PackageError("offices_unknown_form", value=form_id) from error
    if form.national is None:
        raise PackageError("offices_form_without_national", value=form_id)
    return form


def _version(form: Form, version: int, file: str) -> Iterator[Problem]:
    if version == form.version:
        return
    known = version in form.accepts
    name = "offices_older_version" if known else "offices_unknown_version"
    yield problem(name, Place(file), value=str(version), form=form.id, known=form.version)


def _rows(own: pd.DataFrame, report: PreviousReport, form: Form) -> Iterator[ProjectRow]:
    national = form.national
    assert national is not None
    cells = [
        f"{column.key}_cell"
        for kind in (Kind.CHOICE, Kind.BAHT)
        for column in form.columns
        if column.fill is Fill.GROUP and column.kind is kind
    ]
    for index, values in zip(own.index.tolist(), own.to_dict("records"), strict=True):
        row = {key: _common(values, key, national) for key in COMMON_KEYS}
        entered = [cell for key in cells if (cell := _known(values.get(key))) is not None]
        yield ProjectRow(
            **row,
            row=report.rows[index],
            group_file=_known(values.get("file")),
            group_sheet=_known(values.get("sheet")),
            group_cell=entered[-1] if entered else None,
        )


def _common(values: dict[Any, Any], key: str, national: National) -> Any:
    own = national.own(key)
    value = _known(values.get(own)) if own is not None else None
    if key in MONEY_KEYS or key == "percent":
        return None if value is None else int(value)
    if key == "status":
        if _known(values.get(CLOSED)) is not None:
            return "cancelled"
        return national.statuses.get(value, value) if value is not None else None
    if key == "fund_source" and value is not None:
        return national.fund_names.get(str(value), str(value))
    return None if value is None else str(value)


def _known(value: Any) -> Any:
    return None if value is None or pd.isna(value) else value


def _columns(raw: RawWorkbook, national: National) -> tuple[str, dict[str, str]]:
    """The data sheet, and the letters of the column of each common key on it."""
    table = data_table(raw)
    assert table is not None
    sheet, area = table
    there: dict[str, str] = {}
    for column in range(area.first_column, area.last_column + 1):
        head = sheet.cells.get((area.first_row, column))
        if head is not None and head.value:
            there.setdefault(head.value, column_letters(column))
    keys = {key: national.own(key) for key in COMMON_KEYS}
    return sheet.name, {key: there[own] for key, own in keys.items() if own in there}


def _doubts(raw: RawWorkbook, report: PreviousReport, made: OfficeReport, form: Form) -> Iterator[Problem]:
    """Why the figures of a report that can be read are not to be believed, or not yet."""
    if report.edited:
        first = report.edited[0]
        label, told = form.column(first.column).title, len(report.edited)
        yield problem(
            "offices_edited", first.place, count=told, label=label, name=first.project_name, value=first.value
        )
    if raw.sheet(PRINTED_SHEET) is None:
        yield problem("offices_no_printed", Place(made.file))
    gone = missing_pages(raw)
    if gone:
        yield problem("offices_no_pages", Place(made.file, gone[0]), value=", ".join(gone))
    if made.state == DRAFT:
        yield problem("offices_draft", Place(made.file))
    sheet = raw.sheet(RECONCILIATION_SHEET)
    if sheet is None:
        yield problem("offices_no_reconciliation", Place(made.file))
        return
    wrong, blank = disagreeing_cells(sheet), uncalculated_cells(sheet)
    for name, cells in (("offices_not_reconciled", wrong), ("offices_not_calculated", blank)):
        if cells:
            shown = ", ".join(cells[:MOST_CELLS])
            yield problem(name, Place(made.file, sheet.name, cells[0]), value=shown, count=len(cells))


def _totals(
    raw: RawWorkbook, own: pd.DataFrame, form: Form, file: str
) -> tuple[dict[str, Any], list[Problem]]:
    """The report's own totals by common key, and those that are not the sums of its rows."""
    sheet = raw.sheet(RECONCILIATION_SHEET)
    printed = {} if sheet is None else own_totals(sheet, form)
    wrong = []
    for key, total in printed.items():
        summed = int(own[key].fillna(0).sum()) if key in own else 0
        if summed != total.amount:
            cell = total.cells.partition("!")[2] if "!" in total.cells and " " not in total.cells else ""
            told = problem(
                "offices_total_differs",
                Place(file, RECONCILIATION_SHEET, cell),
                column=key,
                label=form.column(key).title,
                printed=show(Kind.BAHT, total.amount),
                summed=show(Kind.BAHT, summed),
            )
            wrong.append(told)
    for key, cell in [] if sheet is None else blank_totals(sheet, form):
        place, label = Place(file, RECONCILIATION_SHEET, cell), form.column(key).title
        wrong.append(problem("offices_total_blank", place, column=key, label=label))
    assert form.national is not None
    keys = {key: form.national.own(key) for key in MONEY_KEYS}
    return {key: printed[own_key] for key, own_key in keys.items() if own_key in printed}, wrong
