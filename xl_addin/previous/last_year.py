"""Last year beside this one: an earlier year's report, its projects matched with those of this year's register.

A code alone says nothing, for many offices begin with P001 every year. A project goes on where the register's list
says so, else where code and name agree, else where a name stands once in both years. The others are told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from xl_addin.model.form.schema import BUDGET, USED
from xl_addin.model.group_names import GroupNames
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.problem import Place, Problem
from xl_addin.model.register import Register
from xl_addin.model.thai.names import name_key
from xl_addin.previous.previous_report import PreviousError, PreviousReport
from xl_addin.previous.project_matching import are_alike, bare_name

MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class Amounts:
    """Satang; None where nothing is known of it."""

    budget: int | None = None
    used: int | None = None

    def __add__(self, other: Amounts) -> Amounts:
        return Amounts(_sum(self.budget, other.budget), _sum(self.used, other.used))


@dataclass(frozen=True, slots=True)
class OldProject:
    """A project of last year with its group as it was called then."""

    code: str
    name: str
    group: str
    amounts: Amounts


@dataclass(frozen=True, slots=True)
class LastYear:
    """What last year's report says.

    `projects`: by this year's project id, the projects that go on in it. `groups`: by this year's group id.
    `other_groups`: groups that this year has no more, by name. `ended`: projects that go on in none of this year.
    `round`: the round whose figures they are.
    """

    file: str
    fiscal_year: int
    round: int
    projects: Mapping[str, tuple[OldProject, ...]]
    groups: Mapping[str, Amounts]
    other_groups: Mapping[str, Amounts]
    ended: tuple[OldProject, ...]

    def of(self, project_id: str) -> Amounts:
        """What the projects had that go on in this one; nothing known for a new one."""
        return total(old.amounts for old in self.projects.get(project_id, ()))

    @property
    def whole(self) -> Amounts:
        """The office: every project of last year, whether it goes on or not."""
        return total((*self.groups.values(), *self.other_groups.values()))


def total(amounts: Iterable[Amounts]) -> Amounts:
    """The sum of what is known; nothing where nothing is."""
    return sum(amounts, Amounts())


def known_amounts(budget: int | None, used: int | None, reported: object) -> Amounts:
    """What is known of a project: one that was never reported has used nothing that anybody knows, not 0."""
    is_reported = True if pd.isna(reported) else bool(reported)  # type: ignore[call-overload]
    return Amounts(budget, used if used or is_reported else None)


def last_year_of(report: PreviousReport, register: Register, round_: int) -> LastYear:
    """Last year's figures of the same round, or of its last one before, beside a register that stands in a round.

    Raises PreviousError for a report of the same year or a later one.
    """
    year = int(report.identity.get("fiscal_year") or 0)
    if not 0 < year < register.fiscal_year:
        found = problem(
            "last_year_not_earlier", Place(report.file), found=str(year or "-"), wanted=register.fiscal_year
        )
        raise PreviousError([found])
    rounds = sorted({int(found) for found in report.frame["round"]})
    shown = max((found for found in rounds if found <= round_), default=min(rounds, default=round_))
    rows = report.frame[report.frame["round"] == shown]
    old = [_old({str(key): value for key, value in record.items()}) for record in rows.to_dict("records")]
    going_on = dict(_matched(old, register))
    projects: dict[str, tuple[OldProject, ...]] = {}
    for one in old:
        if one.code in going_on:
            new = going_on[one.code]
            projects[new] = (*projects.get(new, ()), one)
    groups, others = _by_group(old, register)
    ended = tuple(one for one in old if one.code not in going_on)
    return LastYear(report.file, year, shown, projects, groups, others, ended)


def last_year_problems(last_year: LastYear, register: Register) -> list[Problem]:
    """Projects of last year that go on in none, and lines of the register's list that name no project of it."""
    place = Place(last_year.file)
    told = []
    if last_year.ended:
        names = ", ".join(f"{one.code} {one.name}" for one in last_year.ended[:MOST_NAMED])
        more = len(last_year.ended) - MOST_NAMED
        names += f" (+{more})" if more > 0 else ""
        amount = total(one.amounts for one in last_year.ended).budget
        told.append(
            problem(
                "last_year_ended",
                place,
                value=names,
                count=len(last_year.ended),
                amount=(amount or 0) / 100,
            )
        )
    new = [
        f"{code} {name}"
        for code, name in zip(register.projects["project_id"], register.projects["project"], strict=True)
        if code not in last_year.projects
    ]
    if new:
        names = ", ".join(new[:MOST_NAMED]) + (
            f" (+{len(new) - MOST_NAMED})" if len(new) > MOST_NAMED else ""
        )
        told.append(problem("last_year_new", place, value=names, count=len(new)))
    known = {name_key(text) for old in _all(last_year) for text in (old.code, old.name)}
    for match in register.last_year:
        if name_key(match.old) not in known:
            told.append(problem("last_year_unknown", place, project=match.project_id, value=match.old))
    return told


def _all(last_year: LastYear) -> Iterator[OldProject]:
    yield from last_year.ended
    for olds in last_year.projects.values():
        yield from olds


def _old(record: Mapping[str, object]) -> OldProject:
    return OldProject(
        str(record["project_id"]),
        _text(record.get("project")),
        _text(record.get("group")),
        known_amounts(_whole(record.get(BUDGET)), _whole(record.get(USED)), record.get("reported", 1)),
    )


def _matched(old: Sequence[OldProject], register: Register) -> Iterator[tuple[str, str]]:
    """(code of last year, code of this year) of each project that goes on."""
    ids = register.projects["project_id"].tolist()
    now = {code: _text(name) for code, name in zip(ids, register.projects["project"], strict=True)}
    kept: dict[str, str] = {name_key(match.old): match.project_id for match in register.last_year}
    left = list(old)
    for one in old:
        said = kept.get(name_key(one.code)) or kept.get(name_key(one.name))
        if said is not None and said in now:
            yield one.code, said
            left.remove(one)
    taken = {match.project_id for match in register.last_year}
    for one in tuple(left):
        if one.code in now and one.code not in taken and are_alike(one.name, now[one.code]):
            taken.add(one.code)
            left.remove(one)
            yield one.code, one.code
    by_name: dict[str, list[str]] = {}
    for code, name in now.items():
        if code not in taken:
            by_name.setdefault(bare_name(name), []).append(code)
    names = [bare_name(one.name) for one in left]
    for one, key in zip(left, names, strict=True):
        found = by_name.get(key, [])
        if len(found) == 1 and names.count(key) == 1:
            yield one.code, found[0]


def _by_group(old: Sequence[OldProject], register: Register) -> tuple[dict[str, Amounts], dict[str, Amounts]]:
    """Sums by this year's group id, and by name those of groups that this year has no more."""
    names = GroupNames(register.groups)
    groups: dict[str, Amounts] = {}
    others: dict[str, Amounts] = {}
    for one in old:
        found, _ = names.find_all(one.group)
        if found:
            groups[found[0].id] = groups.get(found[0].id, Amounts()) + one.amounts
        else:
            others[one.group] = others.get(one.group, Amounts()) + one.amounts
    return groups, others


def _sum(one: int | None, other: int | None) -> int | None:
    if one is None or other is None:
        return one if other is None else other
    return one + other


def _text(value: object) -> str:
    return "" if pd.isna(value) else str(value)  # type: ignore[call-overload]


def _whole(value: object) -> int | None:
    return None if pd.isna(value) else int(value)  # type: ignore[call-overload]
