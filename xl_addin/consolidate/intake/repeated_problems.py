"""What repeats in one file told once, with its range and count: a list that nobody reads helps nobody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from xl_addin.model.problems.catalogue import say
from xl_addin.model.problems.problem import Problem

MOST_LINES = 200
"""Of one file."""

MOST_ALIKE = 20
"""Of one kind in one sheet and column, in a file that has more than MOST_LINES."""


def folded(problems: Sequence[Problem], language: str = "th", most: int = MOST_LINES) -> list[Problem]:
    """The problems with at most `most` for each file, as found otherwise; those of no file are all kept.

    In a file that has more, the first of each kind stand for themselves, and the last of them tells how many
    more there are, from where to where.
    """
    counts: dict[str, int] = {}
    for told in problems:
        counts[told.place.file] = counts.get(told.place.file, 0) + 1
    if all(count <= most or not file for file, count in counts.items()):
        return list(problems)
    kept: list[tuple[int, Problem]] = []
    by_file: dict[str, list[tuple[int, Problem]]] = {}
    for number, told in enumerate(problems):
        long = told.place.file and counts[told.place.file] > most
        (by_file.setdefault(told.place.file, []) if long else kept).append((number, told))
    for found in by_file.values():
        kept += _fewer(found, language, most)
    return [told for _, told in sorted(kept, key=lambda entry: entry[0])]


def _fewer(found: list[tuple[int, Problem]], language: str, most: int) -> Iterable[tuple[int, Problem]]:
    kinds: dict[tuple[str, ...], list[tuple[int, Problem]]] = {}
    for number, told in found:
        kinds.setdefault((told.rule, told.place.sheet, told.column), []).append((number, told))
    if len(kinds) > most:
        # More kinds than lines: columns and sheets are no longer told apart.
        kinds = {}
        for number, told in found:
            kinds.setdefault((told.rule,), []).append((number, told))
    alike = max(1, min(MOST_ALIKE, most // len(kinds)))
    for entries in kinds.values():
        if len(entries) <= alike:
            yield from entries
            continue
        yield from entries[: alike - 1]
        number, first = entries[alike - 1]
        rest = len(entries) - alike
        last = entries[-1][1].place.cell or entries[-1][1].place.sheet
        more = say("and_more_alike", language, count=f"{rest:,}", last=last or "-")
        yield number, replace(first, message=f"{first.message} {more}")


def runs(numbers: Iterable[int]) -> list[range]:
    """Adjacent whole numbers together, in order: 3, 4, 5, 9 -> range(3, 6), range(9, 10)."""
    ordered = sorted(numbers)
    return [
        range(ordered[part[0]], ordered[part[-1]] + 1)
        for part in (
            [at for at, _ in together]
            for _, together in groupby(enumerate(ordered), lambda entry: entry[1] - entry[0])
        )
    ]
