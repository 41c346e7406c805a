"""The last report as it is for a table of the groups: its rows belong to the groups, which stand there as projects."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from xl_addin.model.changes import ChangeKind
from xl_addin.model.form.schema import GroupTable
from xl_addin.model.group_tables import office_of_groups
from xl_addin.model.register import Register
from xl_addin.previous.previous_report import PreviousReport


def as_of_groups(
    register: Register, table: GroupTable, previous: PreviousReport | None
) -> tuple[Register, PreviousReport | None]:
    """Register and last report as the table of the groups sees them; its earlier rows go on in the same groups."""
    office = office_of_groups(register, table, has_previous=previous is not None)
    if previous is None:
        return office, None
    rounds = pd.DataFrame({"round": sorted(set(previous.frame["round"]))}, dtype="Int64")
    groups = office.projects.assign(reported=pd.array([1] * len(office.projects), dtype="Int64"))
    lines = rounds.merge(groups, how="cross")
    rows = earlier_rows(register, table, previous)
    tables = {}
    if rows is not None:
        numbers = rows.groupby(["round", "group_id"]).cumcount() + 1
        tables[table.key] = rows.assign(project_id=rows["group_id"], n=numbers)
    return office, replace(previous, frame=lines, tables=tables, edited=(), rows=())


def earlier_rows(
    register: Register, table: GroupTable, previous: PreviousReport | None
) -> pd.DataFrame | None:
    """The rows of the table in the last report, those of a group that has merged as rows of the one that it is now."""
    rows = previous.tables.get(table.key) if previous is not None else None
    if rows is None:
        return None
    merged = {
        one.group_id: one.other_group_id for one in register.changes if one.kind is ChangeKind.MERGE_GROUP
    }
    return rows.assign(group_id=rows["group_id"].replace(merged))
