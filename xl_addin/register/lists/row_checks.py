"""Rows of a list beside one another: activities and their project, headings, totals, the same name twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from xl_addin.model.thai.names import name_key
from xl_addin.register.lists.list_rows import ListRow
from xl_addin.register.lists.row_kinds import RowKind, TakenRow, Why, names_a_group
from xl_addin.register.total_rows import run_that_adds_up

_GRAND = re.compile("ทั้งสิ้น|ทั้งหมด|grand|ทุกโครงการ|ทุกกลุ่ม", re.IGNORECASE)


def with_activities(taken: list[TakenRow]) -> list[TakenRow]:
    """Projects beside the activities below them: what adds up, is added up, or is asked about."""
    done = list(taken)
    parts_of: dict[int, list[int]] = {}
    for position, entry in enumerate(taken):
        if entry.kind is not RowKind.PROJECT:
            continue
        parts = []
        for later in taken[position + 1 :]:
            if later.kind is RowKind.ACTIVITY:
                parts.append(later.row)
            elif later.kind not in (RowKind.REPEATED, RowKind.NOTE):
                break
        parts_of[position] = _amounts(parts)
    first = _first_parts([(taken[position], amounts) for position, amounts in parts_of.items()])
    for position, amounts in parts_of.items():
        done[position] = _beside_activities(taken[position], amounts, first)
    return done


def _first_parts(projects: Sequence[tuple[TakenRow, list[int]]]) -> bool | None:
    """Whether a project's own row is that of its first activity (True) or the sum of all (False); None = unsure.

    Only where activities have a column of their own: then one project whose other activities do not add up to
    its row tells of all.
    """
    beside = [
        (entry.amount or 0, sum(amounts)) for entry, amounts in projects if entry.row.activity and amounts
    ]
    if any(own != others for own, others in beside):
        return True
    return False if len(beside) > 1 else None


def _amounts(parts: Sequence[ListRow]) -> list[int]:
    """The amounts of the uppermost activities: what stands below those is a part of them."""
    deepest = 1 + max((row.depth for row in parts), default=0)
    levels = [(row.depth or deepest, row.bullet, row.indent) for row in parts]
    top = min(
        (level for level, row in zip(levels, parts, strict=True) if row.amount is not None), default=None
    )
    return [
        row.amount
        for level, row in zip(levels, parts, strict=True)
        if level == top and row.amount is not None
    ]


def _beside_activities(entry: TakenRow, amounts: list[int], first: bool | None) -> TakenRow:
    total = sum(amounts)
    if not amounts or entry.why is Why.ANSWERED:
        return entry
    if entry.amount is None:
        question = Why.ASK_PARTS_OF_PARTS if _parts_among(amounts) else None
        return replace(entry, amount=total, why=Why.ADDED_UP, question=question)
    if entry.row.activity and not entry.row.merged and first is not False:
        question = Why.ASK_FIRST_PART if first is None else entry.question
        return replace(entry, amount=entry.amount + total, why=Why.ADDED_UP, question=question, other=total)
    if entry.amount == total:
        question = None if entry.question is Why.ASK_EQUALS_BELOW else entry.question
        return replace(entry, why=Why.SAME_AS_ACTIVITIES, question=question)
    return replace(entry, question=Why.ASK_ACTIVITIES_DIFFER, other=total)


def _parts_among(amounts: Sequence[int]) -> bool:
    """Whether one of the amounts is the sum of some that follow or go before it."""
    for position, amount in enumerate(amounts):
        before, after = amounts[:position], amounts[position + 1 :][::-1]
        if amount and any(run_that_adds_up(amount, run) is not None for run in (before, after)):
            return True
    return False


def under_headings(taken: list[TakenRow]) -> list[TakenRow]:
    """Groups and sections that stand in headings, for the projects below them."""
    group = section = last_group = ""
    done = []
    for entry in taken:
        row = entry.row
        if entry.kind is RowKind.HEADING:
            if names_a_group(row.name):
                group = row.name
            else:
                section, group = row.name, ""
            last_group = ""
        if entry.kind is RowKind.PROJECT:
            named = row.group or group
            from_above = not named and bool(last_group)
            last_group = named or last_group
            entry = replace(
                entry, group=last_group, section=row.section or section, group_from_above=from_above
            )
        done.append(entry)
    return done


def totals_checked(taken: list[TakenRow]) -> list[TakenRow]:
    """Totals beside the projects that they close, or that follow where a total stands above."""
    amounts: list[int] = []
    everything = sum(entry.amount or 0 for entry in taken)
    done = []
    for position, entry in enumerate(taken):
        if entry.kind is RowKind.PROJECT:
            amounts.append(entry.amount or 0)
        elif entry.kind is RowKind.TOTAL and entry.row.amount and entry.why is not Why.ANSWERED:
            known = entry.row.amount in (everything, sum(amounts))
            if not known and run_that_adds_up(entry.row.amount, amounts, fewest=1) is None:
                following = [
                    later.amount or 0 for later in taken[position + 1 :] if later.kind is RowKind.PROJECT
                ]
                if amounts or entry.row.amount not in _running(following):
                    entry = replace(entry, question=Why.ASK_TOTAL_DIFFERS, other=sum(amounts))
        done.append(entry)
    return done


def _running(amounts: Sequence[int]) -> set[int]:
    total, sums = 0, set()
    for amount in amounts:
        total += amount
        sums.add(total)
    return sums


def asked(taken: list[TakenRow]) -> list[TakenRow]:
    """The same project twice, and amounts that stand for several rows, are asked about."""
    times = Counter(
        (entry.row.key, name_key(entry.group))
        for entry in taken
        if entry.kind is RowKind.PROJECT and entry.row.key
    )
    done = []
    for entry in taken:
        if entry.kind is RowKind.PROJECT and entry.question is None and entry.why is not Why.ANSWERED:
            if times[entry.row.key, name_key(entry.group)] > 1:
                entry = replace(entry, question=Why.ASK_TWICE)
            elif entry.row.merged and _shares(taken, entry):
                entry = replace(entry, question=Why.ASK_MERGED)
        done.append(entry)
    return done


def _shares(taken: Sequence[TakenRow], entry: TakenRow) -> bool:
    """Whether another project stands right below an amount that is merged over several rows."""
    later = next((other for other in taken if other.row.number > entry.row.number), None)
    return later is not None and later.kind is RowKind.PROJECT and later.amount is None


def grand_total(taken: Sequence[TakenRow]) -> int | None:
    """The list's own total of everything, in satang; None where it has none."""
    totals = [(entry.row, position) for position, entry in enumerate(taken) if entry.kind is RowKind.TOTAL]
    named = [row.amount for row, _ in totals if _GRAND.search(name_key(row.name)) and row.amount is not None]
    if named:
        return max(named)
    last = max((at for at, entry in enumerate(taken) if entry.kind is RowKind.PROJECT), default=-1)
    closing = [row.amount for row, at in totals if at > last and row.amount is not None]
    return max(closing, default=None)
