"""Reading the register's changes of the year, with what is wrong in single lines and in their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from xl_addin.excel.reading.named_table import TableRow
from xl_addin.model.changes import PHRASES, Change, ChangeKind
from xl_addin.model.group_names import GroupNames
from xl_addin.model.office_in_round import BUDGET, amount_columns, at_round, split_amounts
from xl_addin.model.register import Group, Register
from xl_addin.model.thai.names import name_key, nearest
from xl_addin.model.values.money import format_baht
from xl_addin.register.changes_sheet import ALSO, ASKED, CHANGES, NEEDED
from xl_addin.register.read_session import RegisterReading
from xl_addin.register.section_names import hint

_PROJECTS, _GROUPS = ("project", "partner"), ("group", "to_group")


@dataclass(frozen=True, slots=True)
class _Line:
    row: TableRow
    change: Change


def read_changes(
    reading: RegisterReading, projects: pd.DataFrame, groups: Sequence[Group]
) -> tuple[Change, ...]:
    """The changes in the order of the sheet; lines that cannot be read are told and left out.

    `projects`: as `Register.projects`. Call `tell_impossible` once the Register is there.
    """
    return tuple(line.change for line in _lines(reading, projects, groups))


def tell_impossible(reading: RegisterReading, register: Register) -> None:
    """Changes that cannot be: before the project begins, after its end, of more money than is there."""
    lines = _lines(reading.silent(), register.projects, register.groups)
    born: dict[str, int] = {}
    for change in register.changes:
        if change.born:
            born.setdefault(change.born, change.round)
    for number, line in enumerate(lines):
        _tell_order(reading, line, lines[:number], born)
        _tell_without_effect(reading, line, register, lines)
    if not reading.failed:
        _tell_amounts(reading, register, lines)


def _lines(reading: RegisterReading, projects: pd.DataFrame, groups: Sequence[Group]) -> list[_Line]:
    if CHANGES not in reading.layout:
        return []
    codes: dict[str, list[str]] = {}
    for code, name in zip(projects["project_id"], projects["project"], strict=True):
        codes.setdefault(name_key(str(code)), []).append(str(code))
        if not pd.isna(name):
            codes.setdefault(name_key(str(name)), []).append(str(code))
    known = list(groups)
    lines: list[_Line] = []
    for row in reading.rows(CHANGES):
        line = _line(reading, row, codes, GroupNames(known))
        if line is None:
            continue
        lines.append(line)
        change = line.change
        # A later line may name what an earlier one has renamed by its new name.
        if change.kind is ChangeKind.RENAME:
            codes.setdefault(name_key(change.new_name), []).append(change.project_id)
        if change.kind is ChangeKind.RENAME_GROUP:
            known = [_with_alias(group, change) for group in known]
    return lines


def _with_alias(group: Group, change: Change) -> Group:
    if group.id != change.group_id:
        return group
    return replace(group, aliases=(*group.aliases, change.new_name))


def _line(
    reading: RegisterReading, row: TableRow, codes: dict[str, list[str]], names: GroupNames
) -> _Line | None:
    round_, kind = reading.value(CHANGES, row, "from_round"), reading.value(CHANGES, row, "change")
    if round_ is None or kind is None:
        return None
    change = Change(int(round_), ChangeKind(str(kind)))
    has = reading.tables[CHANGES].columns
    asked = [key for key in ASKED if key in has]
    wanted = (*NEEDED[change.kind], *ALSO.get(change.kind, ()))
    values: dict[str, str | int] = {}
    complete = True
    for key in asked:
        place = reading.place(CHANGES, row, key)
        typed = reading.value(CHANGES, row, key)
        label = reading.layout[CHANGES].column(key).title
        if typed is None:
            if key in NEEDED[change.kind]:
                reading.tell("change_incomplete", place, label=label, value=PHRASES[change.kind])
                complete = False
            continue
        if key not in wanted:
            reading.tell("change_not_used", place, label=label, value=str(typed), kind=PHRASES[change.kind])
            continue
        found = typed if isinstance(typed, int) else _meant(reading, row, key, str(typed), codes, names)
        if found is None:
            complete = False
        else:
            values[key] = found
    if values.get("project") and values.get("project") == values.get("partner"):
        reading.tell("change_same_project", reading.place(CHANGES, row, "partner"), value=values["partner"])
        complete = False
    if change.kind is not ChangeKind.ADJUST and int(values.get("amount", 0)) < 0:
        reading.tell("change_amount_negative", reading.place(CHANGES, row, "amount"))
        complete = False
    if not complete:
        return None
    return _Line(row, _filled(change, values, reading, row))


def _filled(change: Change, values: dict[str, str | int], reading: RegisterReading, row: TableRow) -> Change:
    is_move = change.kind is ChangeKind.MOVE
    return replace(
        change,
        project_id=str(values.get("project", "")),
        partner_id=str(values.get("partner", "")),
        group_id=str(values.get("to_group" if is_move else "group", "")),
        other_group_id="" if is_move else str(values.get("to_group", "")),
        new_name=str(values.get("new_name", "")).strip(),
        amount=int(values.get("amount", 0)),
        part=str(values.get("part", "")),
        other_part=str(values.get("to_part", "")),
        letter_no=reading.text(CHANGES, row, "letter_no"),
        reason=reading.text(CHANGES, row, "reason"),
    )


def _meant(
    reading: RegisterReading,
    row: TableRow,
    key: str,
    typed: str,
    codes: dict[str, list[str]],
    names: GroupNames,
) -> str | None:
    """The id of the project or group that a cell names, told where there is none; other texts as they are."""
    place = reading.place(CHANGES, row, key)
    if key in _PROJECTS:
        found = codes.get(name_key(typed), [])
        if len(found) == 1:
            return found[0]
        near = hint(nearest(typed, codes), reading.language)
        if found:
            reading.tell("change_project_unclear", place, value=typed, codes=", ".join(found))
        else:
            reading.tell("change_unknown_project", place, value=typed, nearest=near)
        return None
    if key in _GROUPS:
        group = names.find(typed)
        if group is None:
            near = hint(names.nearest(typed), reading.language)
            reading.tell_name("register_unknown_group", place, value=typed, nearest=near)
        return group.id if group else None
    return typed


def _tell_order(reading: RegisterReading, line: _Line, before: Sequence[_Line], born: dict[str, int]) -> None:
    """A project's changes stand between its beginning and its end, and each happens once."""
    change = line.change
    for key, project in (("project", change.project_id), ("partner", change.partner_id)):
        if not project:
            continue
        place = reading.place(CHANGES, line.row, key)
        if change.round < born.get(project, 1) and change.born != project:
            reading.tell("change_before_begin", place, value=project, round=born[project])
        ended = [one.change for one in before if one.change.closes and one.change.project_id == project]
        if ended and change.round >= ended[0].round:
            reading.tell("change_after_end", place, value=project, round=ended[0].round)
    twice = [one.change for one in before if change.born and one.change.born == change.born]
    if twice:
        key = "project" if change.kind is ChangeKind.ADD else "partner"
        reading.tell("change_added_twice", reading.place(CHANGES, line.row, key), value=change.born)


def _tell_without_effect(
    reading: RegisterReading, line: _Line, register: Register, lines: Sequence[_Line]
) -> None:
    """A change whose result stands in the list already: then earlier rounds would show it, too."""
    change = line.change
    earlier = [one.change for one in lines if one is not line and one.change.kind is change.kind]
    if any(other.project_id == change.project_id and other.group_id != change.group_id for other in earlier):
        return
    rows = register.projects[register.projects["project_id"] == change.project_id]
    match change.kind:
        case ChangeKind.MOVE:
            same, key = rows["group_id"].iloc[0] == change.group_id, "to_group"
        case ChangeKind.RENAME:
            same, key = name_key(str(rows["project"].iloc[0])) == name_key(change.new_name), "new_name"
        case ChangeKind.RENAME_GROUP:
            same = name_key(register.group(change.group_id).name) == name_key(change.new_name)
            key = "new_name"
        case ChangeKind.MERGE_GROUP:
            same, key = change.group_id == change.other_group_id, "to_group"
        case _:
            return
    if same:
        place = reading.place(CHANGES, line.row, key)
        reading.tell("change_without_effect", place, value=PHRASES[change.kind])


def _tell_amounts(reading: RegisterReading, register: Register, lines: Sequence[_Line]) -> None:
    """Both sides of each movement of money: what leaves must be there, what a split gives must be what it takes."""
    keys = [key for key in (*amount_columns(register.form), BUDGET) if key in register.projects]
    done: list[Change] = []
    for line in sorted(lines, key=lambda one: one.change.round):
        change = line.change
        done.append(change)
        place = reading.place(CHANGES, line.row, "amount")
        if change.kind is ChangeKind.SPLIT:
            taken = sum(split_amounts(register.projects, register.form, change).values())
            if not taken:
                reading.tell("change_split_without_amount", place, value=change.partner_id)
                continue
            if change.amount and change.amount != taken:
                listed, typed = format_baht(taken, None), format_baht(change.amount, None)
                reading.tell("change_unbalanced", place, value=typed, listed=listed, code=change.partner_id)
                continue
        office = at_round(replace(register, changes=tuple(done)), change.round)
        below = _below_zero(office.projects, keys, change)
        if below is not None:
            reading.tell(
                "change_over_budget", place, value=change.project_id, missing=format_baht(below, None)
            )


def _below_zero(projects: pd.DataFrame, keys: Sequence[str], change: Change) -> int | None:
    """Satang by which an amount of the project that gives is below zero; None where none is."""
    row = projects[projects["project_id"] == change.project_id]
    if row.empty:
        return None
    lowest = min((int(row[key].iloc[0]) for key in keys if not pd.isna(row[key].iloc[0])), default=0)
    return -lowest if lowest < 0 else None
