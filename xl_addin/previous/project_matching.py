"""The projects of a register beside those of an earlier report.

Earlier figures follow the project code. A code that came to stand beside another project, because rows of the
register were deleted, inserted or moved, would print one project's money under another's name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from typing import Any

import pandas as pd

from xl_addin.model.changes import ChangeKind
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.problem import Place, Problem
from xl_addin.model.register import Register
from xl_addin.model.thai.names import name_key

ALIKE = 0.9
"""Two names that have so much in common, and the same numbers, are spellings of one name."""

NEAR, MOST_BESIDE, TELLING = 0.75, 3, 12
"""Names so like each other, or of which one of so many letters stands in the other, may mean one project; so many are
shown beside a name."""

RENAMED = frozenset(("previous_renamed", "previous_respelt"))
"""Rules about a name that changed, which need no telling where the register says that it did."""


@dataclass(frozen=True, slots=True)
class _Named:
    """Names by project code, and the codes that a name has."""

    names: Mapping[str, str]
    codes: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, projects: pd.DataFrame) -> _Named:
        names: dict[str, str] = {}
        codes: dict[str, tuple[str, ...]] = {}
        for code, name in zip(projects["project_id"], projects["project"], strict=True):
            if not pd.isna(name):
                names[str(code)] = str(name)
                codes[bare_name(str(name))] = (*codes.get(bare_name(str(name)), ()), str(code))
        return cls(names, codes)

    def has(self, code: str, key: str) -> bool:
        return code in self.names and bare_name(self.names[code]) == key


def project_problems(register: Register, earlier: pd.DataFrame, file: str) -> list[Problem]:
    """Codes that name another project than in the earlier report, and projects that it lacks.

    `earlier`: the rows of its last round, by project code. A code is in error where its project's name had
    another code, or where the name that it had stands beside another code: then the figures would change
    places. A name that is nowhere else was changed, which is a warning, or spelt anew, which is a note.
    """
    known = set(earlier["project_id"])
    before = _Named.of(earlier) if "project" in earlier else _Named({}, {})
    now = _Named.of(register.projects)
    born = {change.born for change in register.changes}
    renamed = {change.project_id for change in register.changes if change.kind is ChangeKind.RENAME}
    told = []
    for code, name in now.names.items():
        place = register.places.get(code, Place(register.file or file))
        told += [
            problem(rule, place, project=code, project_name=name, **values)
            for rule, values in _told(code, name, before, now)
            if not (code in renamed and rule in RENAMED)
        ]
        if code not in known and code not in born and not _left(before, now, bare_name(name)):
            told.append(
                problem("previous_lacks_project", Place(file), project=code, project_name=name, value=name)
            )
    return told


def _told(code: str, name: str, before: _Named, now: _Named) -> Iterator[tuple[str, dict[str, Any]]]:
    old, key = before.names.get(code), bare_name(name)
    if before.has(code, key):
        return
    values: dict[str, Any] = {"value": name, "code": code}
    left = _left(before, now, key)
    if left:
        rule = "previous_project_other_code" if old is None else "previous_project_moved"
        yield rule, values | {"was": left[0], "old": old or ""}
    elif old is not None:
        taken = _left(now, before, bare_name(old))
        values |= {"old": old}
        if taken:
            yield "previous_code_of_another", values | {"other": taken[0]}
        else:
            yield "previous_respelt" if are_alike(old, name) else "previous_renamed", values


def _left(there: _Named, here: _Named, key: str) -> list[str]:
    """Codes that have this name there and another one here."""
    return [code for code in there.codes.get(key, ()) if not here.has(code, key)]


def bare_name(name: str) -> str:
    """A name without what people leave out or put in: spaces, marks, the word โครงการ in front."""
    letters = "".join(mark for mark in name_key(name) if unicodedata.category(mark)[0] in "LMN")
    return letters.removeprefix("โครงการ") or letters or name_key(name)


def alike_names(name: str, others: Mapping[str, str]) -> list[str]:
    """Codes of the others whose names are so near that they may mean the same, the nearest first."""
    by_key: dict[str, list[str]] = {}
    for code, other in others.items():
        by_key.setdefault(bare_name(other), []).append(code)
    key = bare_name(name)
    by_key.pop("", None)
    if not key:
        return []
    near = get_close_matches(key, by_key, n=MOST_BESIDE, cutoff=NEAR)
    inside = [
        other
        for other in by_key
        if other not in near and min(len(key), len(other)) >= TELLING and (key in other or other in key)
    ]
    return [code for other in (*near, *inside) for code in by_key[other]][:MOST_BESIDE]


def are_alike(old: str, new: str) -> bool:
    """Whether two names are spellings of one: nearly the same letters, and the same numbers."""
    was, key = bare_name(old), bare_name(new)
    same_numbers = re.findall(r"\d+", was) == re.findall(r"\d+", key)
    return same_numbers and SequenceMatcher(None, was, key).ratio() >= ALIKE
