"""The office of a round as its templates, its intake and its report see it, with what earlier rounds left open."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from xl_addin.model.changes import Change, ChangeKind
from xl_addin.model.office_in_round import at_round
from xl_addin.model.register import IDENTITY_COLUMNS, Register
from xl_addin.model.values.kinds import Fill
from xl_addin.previous.missed_amounts import with_missed_amounts
from xl_addin.previous.previous_report import PreviousReport


def in_round(register: Register, round_: int, previous: PreviousReport | None) -> Register:
    """The register as it stood in a round.

    Its form asks for the amounts of earlier rounds that are missing. A project of the last report that left
    the list without a word stays, closed: what it spent stays in every sum. The result given in again is
    itself.
    """
    office = at_round(register, round_)
    if previous is None:
        return office
    office = _with_gone(office, previous.rows_before(round_))
    form = with_missed_amounts(office.form, round_)
    return office if form is office.form else replace(office, form=form)


def _with_gone(office: Register, rows: pd.DataFrame) -> Register:
    """The register with the projects of the last report that its list has lost, as closed ones."""
    lost = rows[~rows["project_id"].isin(set(office.projects["project_id"]))]
    if lost.empty:
        return office
    keys = [column.key for column in office.form.columns if column.fill is Fill.REGISTER]
    wanted = [key for key in office.projects if key in (*IDENTITY_COLUMNS, *keys)]
    added: dict[str, Any] = {}
    for key in wanted:
        values = lost[key] if key in lost else pd.Series([None] * len(lost), index=lost.index)
        both = pd.concat([office.projects[key], values], ignore_index=True)
        added[key] = both.astype(office.projects[key].dtype)
    known = {group.id for group in office.groups}
    projects = pd.DataFrame(added)
    owners = [id_ if id_ in known else office.groups[0].id for id_ in projects["group_id"]]
    projects["group_id"] = pd.Series(owners, dtype=object)
    gone = {
        str(project_id): Change(office.round or 1, ChangeKind.CANCEL, str(project_id))
        for project_id in lost["project_id"]
    }
    return replace(office, projects=projects, closed={**office.closed, **gone})
