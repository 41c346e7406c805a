"""What text functions gave for texts that were read before: worked out beside the reading, looked up by the rules.

A rule asks the same of every text of its column. The processes that read workbooks work that out for the texts
they read; whatever they have not read is worked out where it is asked for, so that both say the same.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from xl_addin.model.expressions.text_functions import TEXT_FUNCTIONS


class TextCall(NamedTuple):
    """A text function with what it is given besides the text: inside values, the same in every row."""

    function: str
    more: tuple[int | str | None, ...]

    def of(self, text: str) -> Any:
        """The inside value that it gives for a text; None is blank."""
        return TEXT_FUNCTIONS[self.function].compute(text, *self.more)


Calls = tuple[TextCall, ...]

Row = tuple[Any, ...]
"""What several calls give for one text."""


class _Found(NamedTuple):
    """Texts as they were looked up: of each which of the values it is; a value is the row of some calls, or an unknown
    text."""

    texts: Collection[str]
    which: array[int]
    values: list[tuple[Calls | None, Any]]

    def put(self, at: Sequence[int], calls: Calls | None, given: Sequence[Any]) -> None:
        """Texts with the row of each, or with `calls` None as they are: what is the same there is one value."""
        keys = given if calls is None else list(map(id, given))
        distinct = dict(zip(keys, given, strict=True))
        places = {key: place for place, key in enumerate(distinct, len(self.values))}
        for one, key in zip(at, keys, strict=True):
            self.which[one] = places[key]
        self.values.extend((calls, value) for value in distinct.values())


MOST_DATES = 10_000
"""Dates that are remembered with what is said of them."""

FEW_TEXTS = 8
"""So many are read one by one, as those of a project's own page: telling them apart would take longer."""

LONGEST, MOST_LETTERS = 2_000, 200_000
"""Longer texts, and what is in a column beyond so many letters, are not read ahead: a file has its time."""


def read_ahead(
    calls: Sequence[TextCall], texts: Sequence[str | None], packed: bytes | None = None
) -> list[Row | None]:
    """What the calls give for each text; None for a blank and for what is left to those who ask.

    `packed`: the same texts in code page 874, one byte for a blank and one between two of them.
    """
    if texts.count(None) == len(texts):
        return [None] * len(texts)
    wanted: dict[int, str] = {}
    starts: list[int] = []
    letters = start = 0
    for index, text in enumerate(texts):
        if text is not None and len(text) <= LONGEST and letters <= MOST_LETTERS:
            letters += len(text)
            wanted[index] = text
        starts.append(start)
        start += 1 + (1 if text is None else len(text))
    functions = [(TEXT_FUNCTIONS[call.function], call) for call in calls]
    asked = without_dates = [(function.compute, call.more) for function, call in functions]
    telling: Collection[int] = wanted
    of_dates = tuple(call for function, call in functions if function.reads_dates)
    if packed is not None and of_dates:
        from xl_addin.model.thai.dates_in_text import read_dates_ahead  # imported as the functions are

        if len(wanted) > FEW_TEXTS:
            from xl_addin.model.thai.usual_dates import may_be_dates

            tells = _tells(of_dates)
            places = [place for place, date in may_be_dates(packed) if tells[date]]
            telling = wanted.keys() & {bisect_right(starts, place) - 1 for place in places}
            without_dates = [
                (_nothing if function.reads_dates else function.compute, call.more)
                for function, call in functions
            ]
        ends = ((index, starts[index] + len(wanted[index])) for index in telling)
        read_dates_ahead((wanted[index], packed[starts[index] : end]) for index, end in ends)
    found: list[Row | None] = [None] * len(texts)
    known: dict[Row, Row] = {}  # most texts give the same: it is kept, and sent, once
    for index, text in wanted.items():
        ask = asked if index in telling else without_dates
        row = tuple([compute(text, *more) for compute, more in ask])
        found[index] = known.setdefault(row, row)
    return found


class _Tells(dict[bytes, bool]):
    """What `may_be_dates` found -> whether any of the calls may say something of it; remembered."""

    def __init__(self, calls: Sequence[TextCall]) -> None:
        super().__init__()
        self.calls = calls

    def __missing__(self, found: bytes) -> bool:
        from xl_addin.model.thai.usual_dates import usual_date

        date = usual_date(found)
        tells = date is None or any(call.of(date) for call in self.calls)
        if len(self) < MOST_DATES:
            self[found] = tells
        return tells


_tells = lru_cache(maxsize=16)(_Tells)


def _nothing(_text: str, *_more: int | str | None) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class TextReadings:
    """What was read ahead. `known`: by the calls that were asked, of each text what they gave."""

    known: dict[Calls, dict[str, Row]] = field(default_factory=dict)
    _found: dict[tuple[int, tuple[Calls, ...]], _Found] = field(default_factory=dict)

    def learn(self, calls: Calls, rows: Iterable[tuple[str | None, Row | None]]) -> None:
        """Remember what calls gave for texts; a row of None is not known."""
        known = self.known.setdefault(calls, {})
        known.update((text, row) for text, row in rows if text is not None and row is not None)

    def forget(self) -> None:
        self.known.clear()
        self._found.clear()

    def know(self, call: TextCall) -> bool:
        """Whether a call was among those that were asked ahead of any text."""
        return any(call in calls for calls in self.known)

    def of(self, call: TextCall, texts: Collection[str]) -> tuple[Sequence[int], list[Any]]:
        """What a call gives: of each text which of the values it is, and the values, once for texts that give the same.

        Looked up, or worked out where nobody has. The texts of a column are looked up once for all its calls.
        """
        among = tuple(calls for calls in self.known if call in calls)
        found = self._found.get((id(texts), among))
        if found is None:
            found = self._found[id(texts), among] = self._look_up(texts, among)
        places = {calls: calls.index(call) for calls in among}
        compute, more = TEXT_FUNCTIONS[call.function].compute, call.more
        return found.which, [
            compute(known, *more) if calls is None else known[places[calls]] for calls, known in found.values
        ]

    def _look_up(self, texts: Collection[str], among: Sequence[Calls]) -> _Found:
        found = _Found(texts, array("q", bytes(8 * len(texts))), [])
        held, left = list(texts), list(range(len(texts)))
        for calls in among:
            rows = list(map(self.known[calls].get, [held[at] for at in left]))
            there = [at for at, row in zip(left, rows, strict=True) if row is not None]
            left = [at for at, row in zip(left, rows, strict=True) if row is None]
            found.put(there, calls, [row for row in rows if row is not None])
        found.put(left, None, [held[at] for at in left])
        return found
