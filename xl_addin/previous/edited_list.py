"""Budgets and groups that were changed straight in the register's list since the last report.

The list holds the year as it began: a figure typed over there changes earlier rounds too when they are made again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from xl_addin.model.changes import ChangeKind
from xl_addin.model.office_in_round import amount_columns
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.problem import Place, Problem
from xl_addin.model.register import Register
from xl_addin.model.values.clean import show


def edited_list_problems(register: Register, earlier: pd.DataFrame, file: str) -> Iterator[Problem]:
    """A warning for each amount and group that is otherwise than in the last report and that no change explains.

    `register` stands in its round; `earlier`: the rows of the last report, by project code. A project that the
    sheet of changes names is left out: what it had before is not known apart from what changed.
    """
    explained = {id_ for change in register.changes for id_ in (change.project_id, change.partner_id)}
    merged = {change.group_id for change in register.changes if change.kind is ChangeKind.MERGE_GROUP}
    known = {group.id: group.name for group in register.groups}
    columns = [
        register.form.column(key)
        for key in amount_columns(register.form)
        if key in earlier and key in register.projects
    ]
    keys = [column.key for column in columns]
    then = [key for key in ("project_id", "group_id", *keys) if key in earlier]
    known_before = {row["project_id"]: row for row in _records(earlier, then)}
    for row in _records(register.projects, ["project_id", "project", "group_id", *keys]):
        code, name = str(row["project_id"]), str(row["project"])
        if code in explained or code not in known_before:
            continue
        old, place = known_before[code], register.places.get(code, Place(register.file or file))
        for column in columns:
            was, value = old[column.key], row[column.key]
            if pd.isna(was) or pd.isna(value) or int(was) == int(value):
                continue
            yield problem(
                "previous_amount_edited",
                place,
                column=column.key,
                label=column.title,
                name=name,
                value=show(column.kind, int(value)),
                was=show(column.kind, int(was)),
                project=code,
                project_name=name,
            )
        owner, group_id = str(old.get("group_id")), str(row["group_id"])
        if owner in known and owner not in merged and owner != group_id:
            yield problem(
                "previous_group_edited",
                place,
                name=name,
                value=known.get(group_id, group_id),
                was=known[owner],
                project=code,
                project_name=name,
            )


def _records(frame: pd.DataFrame, keys: Sequence[str]) -> list[dict[str, Any]]:
    """The rows with these columns alone; `to_dict` takes them out of a frame of a hundred."""
    columns = [frame[key].tolist() for key in keys]
    return [dict(zip(keys, values, strict=True)) for values in zip(*columns, strict=True)]
