"""A register as it is for a table of the groups: the groups stand in it as projects (see `form.group_tables`)."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from xl_addin.model.form.group_tables import entry_form
from xl_addin.model.form.schema import GroupTable
from xl_addin.model.register import Register
from xl_addin.model.values.kinds import SCALE


def office_of_groups(register: Register, table: GroupTable, *, has_previous: bool) -> Register:
    """The register in which the groups fill the table: each group is a project, the table's rows are its rows."""
    form = entry_form(register.form, table, has_previous=has_previous)
    ids, names = (
        pd.Series([getattr(group, key) for group in register.groups], dtype=object) for key in ("id", "name")
    )
    numbers = pd.Series(range(1, len(ids) + 1), dtype="Int64")
    blank = pd.Series([None] * len(ids), dtype=object)
    columns = {"project_id": ids, "no": numbers, "project": names, "group_id": ids, "group": names}
    columns |= {"section_no": blank.astype("Int64"), "section": blank}
    for column in form.register_columns:
        columns[column.key] = blank.astype("Int64") if column.kind in SCALE else blank
    return replace(
        register,
        form=form,
        sections=(),
        projects=pd.DataFrame(columns),
        allotments=(),
        buckets=(),
        places={},
        changes=(),
        closed={},
        last_year=(),
        decisions=(),
        rows={table.key: register.rows[table.key]} if table.key in register.rows else {},
        proposals=(),
    )
