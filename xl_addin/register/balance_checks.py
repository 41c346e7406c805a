"""What is told about a register as a whole: sums that differ, groups and sections without projects."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from xl_addin.model.problems.problem import Place
from xl_addin.model.register import Allotment, Bucket, Group, Section
from xl_addin.model.rules.allotment_balance import allotment_differences, section_budgets
from xl_addin.model.thai.names import name_key
from xl_addin.register.layout import needs_projects
from xl_addin.register.read_session import RegisterReading


def tell_differences(
    reading: RegisterReading,
    allotments: Sequence[Allotment],
    buckets: Sequence[Bucket],
    projects: pd.DataFrame,
) -> None:
    """Receipts, buckets and projects that do not add up: a warning with the difference."""
    if not buckets or reading.failed:
        return
    for difference in allotment_differences(allotments, buckets, section_budgets(projects)):
        place = _place(reading, "buckets", "bucket", difference.bucket, "amount")
        reading.tell(difference.message_id, place, **difference.values)


def _place(reading: RegisterReading, table: str, name_column: str, name: str, key: str) -> Place:
    """The cell of `key` in the row of that name; the sheet alone where there is none."""
    for row in reading.rows(table):
        cell = row.cells.get(name_column)
        if name and cell is not None and name_key(cell.value or "") == name_key(name):
            return reading.place(table, row, key)
    return Place(reading.file, reading.tables[table].sheet)


def tell_unused(
    reading: RegisterReading, groups: Sequence[Group], sections: Sequence[Section], projects: pd.DataFrame
) -> None:
    """Notes on groups and sections that no project names."""
    if reading.failed or not needs_projects(reading.form):
        return
    reporting = set(projects["group_id"])
    for row, group in zip(reading.rows("groups"), groups, strict=True):
        if group.id not in reporting:
            reading.tell(
                "register_group_without_projects", reading.place("groups", row, "group"), value=group.name
            )
    used = set(projects["section_no"].dropna())
    for section in sections:
        if section.no not in used:
            place = _place(reading, "sections", "section", section.name, "section")
            reading.tell("register_section_without_projects", place, value=section.name)
