"""A change of the year in one sentence, as templates, reports and the page of changes print it."""

from __future__ import annotations

import pandas as pd

from xl_addin.model.changes import Change, ChangeKind
from xl_addin.model.problems.catalogue import say
from xl_addin.model.register import Register
from xl_addin.model.values.money import format_baht


def sentence(change: Change, office: Register, moved: int) -> str:
    """What changed. `office`: as it was before the change; `moved`: satang that go from project to partner."""
    groups = {group.id: group.name for group in office.groups}
    amount = format_baht(moved, decimals=None, zero="0")
    of_group = change.kind in (ChangeKind.RENAME_GROUP, ChangeKind.MERGE_GROUP)
    group = groups.get(change.group_id, "") or _value(office, change.project_id, "group")
    return say(
        f"change_{change.kind}",
        project=_value(office, change.project_id, "project"),
        partner=_value(office, change.partner_id, "project"),
        group=group,
        name=groups.get(change.other_group_id, "") if change.other_group_id and of_group else change.new_name,
        amount=amount,
        money=say("change_money", amount=amount) if moved else "",
        why=_why(change),
    )


def groups_touched(change: Change, office: Register) -> tuple[str, ...]:
    """Ids of the groups that are to know of a change; `office`: as it was before."""
    owners = dict(zip(office.projects["project_id"], office.projects["group_id"], strict=True))
    ids = (
        change.group_id,
        change.other_group_id,
        owners.get(change.project_id),
        owners.get(change.partner_id),
    )
    return tuple(dict.fromkeys(str(id_) for id_ in ids if id_))


def notes_of(register: Register, round_: int, group_id: str | None = None) -> list[str]:
    """The sentences of what changed with a round; with `group_id` only what touches that group.

    `register`: as it stands in that round or a later one.
    """
    return [
        change.note
        for change in register.changes
        if change.note and change.round == round_ and (group_id is None or group_id in change.groups)
    ]


def _why(change: Change) -> str:
    letter = say("change_letter", letter=change.letter_no) if change.letter_no else ""
    return letter + (say("change_reason", reason=change.reason) if change.reason else "")


def _value(office: Register, project_id: str, key: str) -> str:
    found = office.projects.loc[office.projects["project_id"] == project_id, key]
    return "" if found.empty or pd.isna(found.iloc[0]) else str(found.iloc[0])
