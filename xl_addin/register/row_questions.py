"""Rows of the project table that look like totals, headings or activities: asked about, never counted in silence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xl_addin.excel.reading.named_table import TableRow
from xl_addin.model.form.schema import MAIN
from xl_addin.model.register import Group, Section
from xl_addin.model.thai.names import name_key
from xl_addin.model.values.cleaners import show
from xl_addin.model.values.kinds import Kind
from xl_addin.register.read_session import RegisterReading
from xl_addin.register.total_rows import TotalName, run_that_adds_up, total_name

_ACTIVITY = re.compile(r"(?:กิจกรรม(?:ที่|หลัก|ย่อย)?[\s:\d๐-๙]|[\d๐-๙]+\.[\d๐-๙]+[.\s])")


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A row in the order of the sheet. `amount`: satang of all its money together; `under`: its group and section."""

    row: TableRow
    project_id: str
    name: str
    amount: int
    under: tuple[object, ...]


def ask_about_rows(
    reading: RegisterReading, rows: Sequence[ProjectRow], groups: Sequence[Group], sections: Sequence[Section]
) -> None:
    """Problems at the name of each row that is a total, or may be one, a heading or an activity."""
    headings = {name_key(name) for name in (*(g.name for g in groups), *(s.name for s in sections)) if name}
    leaves: list[ProjectRow] = []
    starts: list[int] = [0]
    for position, row in enumerate(rows):
        if leaves and leaves[-1].under != row.under:
            starts.append(len(leaves))
        if _is_total(reading, row, leaves, starts):
            starts.append(len(leaves))
            continue
        if name_key(row.name) in headings:
            _tell(reading, "register_heading_row", row)
        elif not _ACTIVITY.match(row.name):
            _ask_about_activities(reading, row, rows[position + 1 :])
        leaves.append(row)


def _is_total(
    reading: RegisterReading, row: ProjectRow, leaves: Sequence[ProjectRow], starts: Sequence[int]
) -> bool:
    said = total_name(row.name)
    amounts = [leaf.amount for leaf in leaves]
    adds_up = run_that_adds_up(row.amount, amounts, fewest=1) is not None if row.amount else True
    if said is TotalName.SURE or (said is TotalName.LIKELY and adds_up):
        _tell(reading, "register_total_row", row)
        return True
    if said is TotalName.LIKELY:
        _tell(reading, "register_total_likely", row)
        return False
    # Totals are not numbered; of the real offices, one has a numbered project that equals three above it.
    numbered = "no" in row.row.cells
    begins = run_that_adds_up(row.amount, amounts, starts) if row.amount and not numbered else None
    if begins is not None:
        cells = [reading.place(MAIN, leaves[at].row, "project").cell for at in (begins, -1)]
        count = len(leaves) - begins
        _tell(reading, "register_equals_above", row, count=count, first=cells[0], last=cells[1])
    return False


def _ask_about_activities(reading: RegisterReading, row: ProjectRow, below: Sequence[ProjectRow]) -> None:
    """Activities listed under their project, whose money is that of the project once more."""
    parts: list[ProjectRow] = []
    for entry in below:
        if not _ACTIVITY.match(entry.name):
            break
        parts.append(entry)
    if row.amount and parts and sum(part.amount for part in parts) == row.amount:
        cells = [reading.place(MAIN, part.row, "project").cell for part in (parts[0], parts[-1])]
        _tell(reading, "register_equals_below", row, count=len(parts), first=cells[0], last=cells[1])


def _tell(reading: RegisterReading, rule: str, row: ProjectRow, **values: object) -> None:
    reading.tell(
        rule,
        reading.place(MAIN, row.row, "project"),
        project=row.project_id,
        project_name=row.name,
        value=row.name,
        amount=show(Kind.BAHT, row.amount),
        **values,
    )
