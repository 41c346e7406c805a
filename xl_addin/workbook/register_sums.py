"""What is told about a register as a whole: sums that differ, groups and sections without projects."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from xl_addin.model.allotment_check import Sum, allotment_differences
from xl_addin.model.money import format_baht
from xl_addin.model.problem import Place
from xl_addin.model.register import Allotment, Bucket, Group, Section
from xl_addin.model.thai import name_key
from xl_addin.workbook.register_desk import Desk
from xl_addin.workbook.register_layout import needs_projects

BUDGET = "budget"

MESSAGES = {
    Sum.RECEIPTS: "register_receipts_differ",
    Sum.PARTS: "register_parts_differ",
    Sum.PROJECTS: "register_projects_differ",
}


def tell_differences(
    desk: Desk, allotments: Sequence[Allotment], buckets: Sequence[Bucket], projects: pd.DataFrame
) -> None:
    """Receipts, buckets and projects that do not add up: a warning with the difference."""
    if not buckets or desk.failed:
        return
    budgets: dict[int, int] = {}
    if BUDGET in projects:
        for section, amount in zip(projects["section_no"], projects[BUDGET], strict=True):
            if not pd.isna(section) and not pd.isna(amount):
                budgets[int(section)] = budgets.get(int(section), 0) + int(amount)
    for difference in allotment_differences(allotments, buckets, budgets):
        desk.tell(
            MESSAGES[difference.sum],
            _place(desk, "buckets", "bucket", difference.bucket, "amount"),
            bucket=difference.bucket,
            whole=_baht(difference.whole),
            parts=_baht(difference.parts),
            difference=_baht(abs(difference.amount)),
        )


def _place(desk: Desk, table: str, name_column: str, name: str, key: str) -> Place:
    """The cell of `key` in the row of that name; the sheet alone where there is none."""
    for row in desk.rows(table):
        cell = row.cells.get(name_column)
        if name and cell is not None and name_key(cell.value or "") == name_key(name):
            return desk.place(table, row, key)
    return Place(desk.file, desk.tables[table].sheet)


def _baht(satang: int) -> str:
    return format_baht(satang, decimals=None, zero="0")


def tell_unused(
    desk: Desk, groups: Sequence[Group], sections: Sequence[Section], projects: pd.DataFrame
) -> None:
    """Notes on groups and sections that no project names."""
    if desk.failed or not needs_projects(desk.form):
        return
    reporting = set(projects["group_id"])
    for row, group in zip(desk.rows("groups"), groups, strict=True):
        if group.id not in reporting:
            desk.tell("register_group_without_projects", desk.place("groups", row, "group"), value=group.name)
    used = set(projects["section_no"].dropna())
    for section in sections:
        if section.no not in used:
            place = _place(desk, "sections", "section", section.name, "section")
            desk.tell("register_section_without_projects", place, value=section.name)
