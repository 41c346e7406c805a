"""Figures that were changed by hand on the printed pages of an earlier report: told before it is gone on from."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

import pandas as pd

from xl_addin.excel.addresses import cell_address
from xl_addin.excel.reading.cells import RawCell, RawSheet, RawWorkbook
from xl_addin.model.form.schema import Column, Form
from xl_addin.model.identity import PRINTED_SHEET
from xl_addin.model.problems.catalogue import problem, say
from xl_addin.model.problems.problem import Place, Problem
from xl_addin.model.values.clean import show
from xl_addin.model.values.kinds import SCALE

SHEETS_COLUMN = 7
"""Column (from 1) of the sheet of printed figures that lists the sheets of the report."""


def edited_pages(raw: RawWorkbook, frame: pd.DataFrame, form: Form, file: str) -> list[Problem]:
    """A warning for each figure that a page shows otherwise than the data has it; `frame`: the data's rows.

    Nothing is told of a report that does not say where its figures are printed.
    """
    printed = raw.sheet(PRINTED_SHEET)
    if printed is None:
        return []
    columns = {column.key: column for column in form.columns if column.kind in SCALE}
    values = {key: frame[key].tolist() for key in (*columns, "project") if key in frame}
    ids = zip(map(str, frame["round"].tolist()), map(str, frame["project_id"].tolist()), strict=True)
    known = {one: place for place, one in enumerate(ids)}
    told = []
    for number in sorted({row for row, _ in printed.cells}):
        name, round_, project_id, row, figures = (_text(printed, number, at) for at in range(1, 6))
        sheet, place = raw.sheet(name), known.get((round_, project_id))
        if sheet is None or place is None or not row.isdecimal():
            continue
        data = {key: own[place] for key, own in values.items()}
        for key, at in _figures(figures):
            column = columns.get(key)
            cell = sheet.cells.get((int(row), at))
            if column is None or key not in data or _says(cell, data[key], column):
                continue
            there = Place(file, name, cell_address(int(row), at))
            told.append(
                _told(there, column, project_id, str(data.get("project") or project_id), cell, data[key])
            )
    return told


def missing_pages(raw: RawWorkbook) -> list[str]:
    """Sheets on which the report printed its projects and that it has no longer under that name, in their order."""
    printed = raw.sheet(PRINTED_SHEET)
    if printed is None:
        return []
    names = dict.fromkeys(_text(printed, row, 1) for row in sorted({row for row, _ in printed.cells}))
    return [name for name in names if name and raw.sheet(name) is None]


def _figures(text: str) -> Iterator[tuple[str, int]]:
    for part in text.split():
        key, _, at = part.partition("=")
        if at.isdecimal():
            yield key, int(at)


def _text(sheet: RawSheet, row: int, column: int) -> str:
    cell = sheet.cells.get((row, column))
    return (cell.value or "") if cell is not None else ""


def _says(cell: RawCell | None, known: object, column: Column) -> bool:
    """Whether a printed cell says what the data says; a blank may print as 0, and a word stands for no figure."""
    shown = _number(cell)
    if pd.isna(known):  # type: ignore[call-overload]
        return not shown
    if shown is None:
        return cell is not None and cell.type != "n" and bool(cell.value)
    return shown == Decimal(int(known)).scaleb(-SCALE[column.kind])  # type: ignore[call-overload]


def _number(cell: RawCell | None) -> Decimal | None:
    """The number in a cell as Excel shows it, to four places; None for a blank, a word or an uncalculated formula."""
    if cell is None or cell.type != "n" or not cell.value:
        return None
    try:
        return round(Decimal(cell.value), 4)
    except InvalidOperation:
        return None


def _told(
    place: Place, column: Column, project_id: str, name: str, cell: RawCell | None, known: object
) -> Problem:
    shown = _number(cell)
    inside = None if shown is None else int(shown.scaleb(SCALE[column.kind]))
    return problem(
        "previous_page_edited",
        place,
        project=project_id,
        project_name=name,
        column=column.key,
        value=say("nothing_entered") if inside is None else show(column.kind, inside),
        known=say("nothing_entered") if pd.isna(known) else show(column.kind, int(known)),  # type: ignore[call-overload]
        label=column.title,
        name=name,
    )
