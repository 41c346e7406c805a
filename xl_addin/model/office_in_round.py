"""An office as it stood in one round: the register's list with the changes that had come by then.

Templates, intake and reports of a round see nothing else, so that any round can be made again at any time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, assert_never

import pandas as pd

from xl_addin.model.change_notes import groups_touched, sentence
from xl_addin.model.changes import Change, ChangeKind
from xl_addin.model.form.schema import BUDGET, BUDGET_REASON, Form
from xl_addin.model.register import Group, Register
from xl_addin.model.values.kinds import Fill, Kind

SEVERAL_GROUPS = "/"


def at_round(register: Register, round_: int) -> Register:
    """The register as it stood in a round; one that stands in that round already as it is.

    Projects that come later are left out and the others numbered without them. A project that was cancelled
    or merged stays, and `closed` says so. Raises ValueError for a register of another round.
    """
    if register.round is not None:
        if register.round != round_:
            raise ValueError(f"the register stands in round {register.round}, not {round_}")
        return register
    if not register.changes:
        return replace(register, round=round_)
    ordered = sorted(register.changes, key=lambda change: change.round)
    due = [change for change in ordered if change.round <= round_]
    born_later = {change.born for change in ordered if change.round > round_} - {""}
    born_later -= {change.born for change in due}
    projects = register.projects[~register.projects["project_id"].isin(born_later)].reset_index(drop=True)
    if born_later:
        projects["no"] = _numbers(register.projects, projects)
    office = replace(register, projects=projects, round=round_, changes=())
    for change in due:
        told = replace(
            change,
            note=sentence(change, office, _moved(office, change)),
            groups=groups_touched(change, office),
        )
        after = _applied(office, told)
        if change.round == round_:
            after = _reasoned(office, after, told.note)
        office = replace(after, changes=(*office.changes, told))
    return office


def amount_columns(form: Form) -> tuple[str, ...]:
    """Keys of the register's amounts of a project, the budget itself last where it is made up of the others."""
    keys = [
        column.key for column in form.columns if column.fill is Fill.REGISTER and column.kind is Kind.BAHT
    ]
    return tuple(sorted(keys, key=lambda key: key == BUDGET))


def budget_parts(form: Form) -> tuple[str, ...]:
    """Keys of the amounts that make up a project's budget: plans by quarter, funds; none where it is one sum."""
    keys = tuple(key for key in amount_columns(form) if key != BUDGET)
    return keys


def budget_keys(form: Form) -> tuple[str, ...]:
    """Keys of the register's amounts whose sum is a project's budget; none where the form has no money."""
    keys = amount_columns(form)
    return (BUDGET,) if BUDGET in keys else keys


def default_part(form: Form, round_: int) -> str:
    """The amount that a reallocation of a round changes unless it says which: its quarter's plan, or the budget."""
    parts = budget_parts(form)
    if not parts:
        return BUDGET
    quarter = f"q{round_}_plan"
    return quarter if quarter in parts else parts[0]


def with_amount(projects: pd.DataFrame, project_id: str, part: str, satang: int) -> pd.DataFrame:
    """The projects with satang more (or less) in a part of one project's budget, and in the budget itself."""
    changed = projects.copy()
    row = changed["project_id"] == project_id
    for key in {part, BUDGET} & set(map(str, changed.columns)):
        changed.loc[row, key] = changed.loc[row, key].fillna(0) + satang
    return changed


def _numbers(whole: pd.DataFrame, kept: pd.DataFrame) -> pd.Series:
    """Numbers without a gap, in each section anew where the list's numbers begin anew."""
    by_section = whole["no"].duplicated().any()
    numbers = kept.groupby("section_no", dropna=False)["no"] if by_section else kept["no"]
    return numbers.rank(method="first").astype("Int64")


def _applied(office: Register, change: Change) -> Register:
    match change.kind:
        case ChangeKind.CANCEL:
            return _closed(office, change)
        case ChangeKind.MERGE:
            return _closed(_moved_amount(office, change), change)
        case ChangeKind.MOVE:
            group = office.group(change.group_id)
            return _set(office, change.project_id, group_id=group.id, group=group.name)
        case ChangeKind.RENAME:
            return _set(office, change.project_id, project=change.new_name)
        case ChangeKind.REALLOCATE:
            return _moved_amount(office, change)
        case ChangeKind.ADJUST:
            part = change.part or default_part(office.form, change.round)
            return replace(
                office, projects=with_amount(office.projects, change.project_id, part, change.amount)
            )
        case ChangeKind.SPLIT:
            return _split(office, change)
        case ChangeKind.RENAME_GROUP:
            return _renamed_group(office, change)
        case ChangeKind.MERGE_GROUP:
            return _merged_group(office, change)
        case ChangeKind.ADD:
            # The list holds it; in rounds before, it is left out.
            return office
        case _:
            assert_never(change.kind)


def _reasoned(before: Register, after: Register, why: str) -> Register:
    """With the change as the reason that a form asks for where a budget is another one, unless the list gives one."""
    if BUDGET_REASON not in after.projects:
        return after
    projects = after.projects.copy()
    new = projects[BUDGET].ne(before.projects[BUDGET]).fillna(False) & projects[BUDGET_REASON].isna()
    projects[BUDGET_REASON] = projects[BUDGET_REASON].mask(new, why)
    return replace(after, projects=projects)


def _moved(office: Register, change: Change) -> int:
    """Satang that the change is about, as its sentence says it."""
    if change.kind is ChangeKind.SPLIT:
        return sum(split_amounts(office.projects, office.form, change).values())
    if change.kind is ChangeKind.ADD:
        row = office.projects[office.projects["project_id"] == change.project_id]
        return sum(int(row[key].fillna(0).sum()) for key in budget_keys(office.form))
    return change.amount


def _closed(office: Register, change: Change) -> Register:
    return replace(office, closed={**office.closed, change.project_id: change})


def _set(office: Register, project_id: str, **values: Any) -> Register:
    projects = office.projects.copy()
    row = projects["project_id"] == project_id
    for key, value in values.items():
        projects.loc[row, key] = value
    return replace(office, projects=projects)


def _moved_amount(office: Register, change: Change) -> Register:
    if not change.amount:
        return office
    part = change.part or default_part(office.form, change.round)
    projects = with_amount(office.projects, change.project_id, part, -change.amount)
    other = change.other_part or part
    return replace(office, projects=with_amount(projects, change.partner_id, other, change.amount))


def split_amounts(projects: pd.DataFrame, form: Form, change: Change) -> dict[str, int]:
    """Satang by part that a split takes from its project: what the list says of the new one, else `amount`."""
    row = projects.loc[projects["project_id"] == change.partner_id]
    parts = budget_parts(form) or (BUDGET,)
    listed = {
        key: int(row[key].iloc[0])
        for key in parts
        if key in row and len(row) and not pd.isna(row[key].iloc[0])
    }
    listed = {key: satang for key, satang in listed.items() if satang}
    return listed or {change.part or default_part(form, change.round): change.amount}


def _split(office: Register, change: Change) -> Register:
    """The list gives the new project its budget; the old one has so much less. Without one `amount` moves."""
    projects = office.projects
    row = projects.loc[projects["project_id"] == change.partner_id]
    parts = budget_parts(office.form) or (BUDGET,)
    is_listed = any(key in row and bool(row[key].fillna(0).gt(0).any()) for key in parts)
    for part, satang in split_amounts(projects, office.form, change).items():
        projects = with_amount(projects, change.project_id, part, -satang)
        if not is_listed:
            projects = with_amount(projects, change.partner_id, part, satang)
    return replace(office, projects=projects)


def _renamed_group(office: Register, change: Change) -> Register:
    old = office.group(change.group_id)
    new = replace(old, name=change.new_name, aliases=(*old.aliases, old.name))
    return replace(
        office,
        groups=tuple(new if group is old else group for group in office.groups),
        projects=_regrouped(office.projects, old, new, move=False),
    )


def _merged_group(office: Register, change: Change) -> Register:
    old, new = office.group(change.group_id), office.group(change.other_group_id)
    own = {table.key for table in office.form.group_tables}
    rows = {
        key: table.assign(project_id=table["project_id"].replace(old.id, new.id)) if key in own else table
        for key, table in office.rows.items()
    }
    return replace(office, projects=_regrouped(office.projects, old, new, move=True), rows=rows)


def _regrouped(projects: pd.DataFrame, old: Group, new: Group, *, move: bool) -> pd.DataFrame:
    """The projects with a group's printed name, and with `move` its id, in place of another's."""
    changed = projects.copy()
    changed["group"] = [
        None if pd.isna(text) else _named(str(text), old.name, new.name) for text in changed["group"]
    ]
    if move:
        changed.loc[changed["group_id"] == old.id, "group_id"] = new.id
    return changed


def _named(text: str, old: str, new: str) -> str:
    if text == old:
        return new
    parts: Sequence[str] = text.split(SEVERAL_GROUPS)
    return SEVERAL_GROUPS.join(dict.fromkeys(new if part == old else part for part in parts))
