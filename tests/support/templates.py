"""Filling templates in tests: entries by project and key, as a person would type them; whole workbooks to send."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pandas as pd
from openpyxl import load_workbook
from openpyxl.utils.datetime import to_excel

from xl_addin.demo.typed_values import typed_in
from xl_addin.excel.reading.cell_patch import Typed, type_cells
from xl_addin.model.form.schema import MAIN
from xl_addin.model.register import Register
from xl_addin.model.rules.checking import Checked
from xl_addin.model.rules.judging import EntryFinding
from xl_addin.model.rules.round_check import check_round
from xl_addin.model.values.clean import NumberText, Raw, clean
from xl_addin.model.values.kinds import SCALE
from xl_addin.previous.previous_report import PreviousReport
from xl_addin.template.shared.round_data import RoundData, round_data
from xl_addin.template.template import template_bytes

Entries = Mapping[str, Mapping[str, Typed]]
"""project id -> key -> what is typed"""

IN_ORDER: dict[str, dict[str, Typed]] = {
    "spm2": {"used": 30_000, "status": "กำลังดำเนินการ"},
    "khonkaen2": {"used_to_date": 30_000, "narrative": "ประชุมคณะทำงานแล้ว"},
}
"""What a group types for each of its projects when all is in order, by form."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A written sheet of projects, as its key row says.

    `key_row`: from 1; `rows`: project id -> row, from 1; `columns`: key -> letters of its column.
    """

    sheet: str
    key_row: int
    rows: dict[str, int]
    columns: dict[str, str]

    def address(self, project: str, key: str) -> str:
        return f"{self.columns[key]}{self.rows[project]}"


def grid_of(path: Path) -> Grid:
    """The project table of a written template (its defined name t_projects)."""
    book = load_workbook(path)
    sheet_name, area = next(iter(book.defined_names["t_projects"].destinations))
    cells = book[sheet_name][area.replace("$", "")]
    columns = {str(cell.value): cell.column_letter for cell in cells[0] if cell.value}
    rows = {str(row[0].value): row[0].row for row in cells[1:] if row[0].value}
    return Grid(sheet_name, cells[0][0].row, rows, columns)


def write_template(
    path: Path, register: Register, group_id: str, round_: int, previous: PreviousReport | None = None
) -> Path:
    """Write one group's template."""
    data = round_data(register.form, register, round_, previous)
    path.write_bytes(template_bytes(data, register.group(group_id)))
    return path


def write_filled(
    path: Path,
    register: Register,
    group_id: str,
    entries: Entries,
    round_: int = 1,
    previous: PreviousReport | None = None,
) -> Grid:
    """Write a group's template with these entries typed into it."""
    grid = grid_of(write_template(path, register, group_id, round_, previous))
    typed = {
        grid.address(project, key): value for project, row in entries.items() for key, value in row.items()
    }
    path.write_bytes(type_cells(path.read_bytes(), {grid.sheet: typed}))
    return grid


def checked(data: RoundData, entries: Entries) -> Checked:
    """What the checks of the model say about the office's projects with these entries."""
    frame = data.frame.copy()
    findings: list[EntryFinding] = []
    for position, project in enumerate(frame["project_id"]):
        for key, typed in entries.get(project, {}).items():
            column = data.form.column(key)
            found = clean(
                column.kind,
                _raw(typed),
                minimum=0 if column.minimum == 0 and column.kind in SCALE else None,
                max_length=column.maximum_length,
                choices=column.choices or None,
            )
            if found.finding is not None:
                findings.append(EntryFinding(MAIN, position, key, found.finding))
            frame[key] = _with(frame[key], position, found.value)
    return check_round(
        data.register,
        data.round,
        frame,
        {},
        entries={MAIN: [column.key for column in data.entries()]},
        findings=findings,
    )


def _raw(typed: Typed) -> Raw:
    return typed if typed is None or isinstance(typed, str) else NumberText(str(typed))


def _with(series: pd.Series, position: int, value: object) -> pd.Series:
    changed = series.copy()
    changed.iloc[position] = pd.NA if value is None and changed.dtype != object else value
    return changed


def values_of(path: Path) -> dict[str, dict[str, object]]:
    """Every value of a workbook by sheet and address; "" counts as no value."""
    book = load_workbook(path, data_only=True)
    return {
        sheet.title: {
            cell.coordinate: cell.value
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None and cell.value != ""
        }
        for sheet in book
    }


def differing(first: Path, second: Path) -> list[str]:
    """Cells whose values differ between two workbooks, amounts to a billionth, days by their number."""
    a, b = values_of(first), values_of(second)
    found = []
    for sheet in a:
        for address in sorted(a[sheet].keys() | b[sheet].keys()):
            one, other = _plain(a[sheet].get(address)), _plain(b[sheet].get(address))
            if one != other and not _close(one, other):
                found.append(f"{sheet}!{address}: {one!r} and {other!r}")
    return found


def _plain(value: object) -> object:
    """A day as its serial number: LibreOffice shows what a formula finds in the look of where it stands."""
    return to_excel(value) if isinstance(value, datetime) else value


def _close(one: object, other: object) -> bool:
    both = isinstance(one, int | float) and isinstance(other, int | float)
    return both and abs(one - other) < 1e-9  # type: ignore[operator]


def tampered(path: Path, out: Path) -> Path:
    """A copy in which every formula carries a wrong value, so that only a recalculation can be right."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name.startswith("xl/worksheets/"):
                content = re.sub(rb"(</f><v>)[^<]*(</v>)", rb"\g<1>77\2", content)
            target.writestr(name, content)
    return out


def joined(words: Iterable[tuple[str, str]]) -> str:
    """Messages with their fixes as the check column shows them."""
    return "\n".join(f"• {message} — {fix}" for message, fix in words)


def filled_workbook(register: Register, group_id: str, round_: int = 1, **other: Typed) -> bytes:
    """The workbook of one group as Excel saves it, the same entries in each project; `other` than those in order."""
    data = round_data(register.form, register, round_, None)
    entries = IN_ORDER[register.form.id] | other
    typed = {str(project_id): entries for project_id in data.rows_of(group_id)["project_id"]}
    return template_bytes(typed_in(data, typed), register.group(group_id))
