"""What text functions gave for texts that were read before: worked out beside the reading, looked up by the rules.

A rule asks the same of every text of its column. The processes that read workbooks work that out for the texts
they read; whatever they have not read is worked out where it is asked for, so that both say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from xl_addin.model.expressions.text_functions import TEXT_FUNCTIONS


class TextCall(NamedTuple):
    """A text function with what it is given besides the text: inside values, the same in every row."""

    function: str
    more: tuple[int | str | None, ...]

    def of(self, text: str) -> Any:
        """The inside value that it gives for a text; None is blank."""
        return TEXT_FUNCTIONS[self.function].compute(text, *self.more)


Row = tuple[Any, ...]
"""What several calls give for one text."""

LONGEST, MOST_LETTERS = 2_000, 200_000
"""Longer texts, and what is in a column beyond so many letters, are not read ahead: a file has its time."""


def read_ahead(calls: Sequence[TextCall], texts: Iterable[str | None]) -> list[Row | None]:
    """What the calls give for each text; None for a blank and for what is left to those who ask."""
    found: list[Row | None] = []
    known: dict[Row, Row] = {}  # most texts give the same: it is kept, and sent, once
    functions = [(TEXT_FUNCTIONS[call.function].compute, call.more) for call in calls]
    letters = 0
    for text in texts:
        row = None
        if text is not None and len(text) <= LONGEST and letters <= MOST_LETTERS:
            letters += len(text)
            row = tuple([compute(text, *more) for compute, more in functions])
            row = known.setdefault(row, row)
        found.append(row)
    return found


@dataclass(frozen=True, slots=True)
class TextReadings:
    """What was read ahead. `known`: by the calls that were asked, of each text what they gave."""

    known: dict[tuple[TextCall, ...], dict[str, Row]] = field(default_factory=dict)

    def learn(self, calls: tuple[TextCall, ...], rows: Iterable[tuple[str | None, Row | None]]) -> None:
        """Remember what calls gave for texts; a row of None is not known."""
        known = self.known.setdefault(calls, {})
        known.update((text, row) for text, row in rows if text is not None and row is not None)

    def of(self, call: TextCall, texts: Iterable[str]) -> list[Any]:
        """What a call gives for each text: looked up, or worked out where nobody has."""
        known = [(calls.index(call), rows) for calls, rows in self.known.items() if call in calls]
        values = []
        for text in texts:
            for place, rows in known:
                if (row := rows.get(text)) is not None:
                    values.append(row[place])
                    break
            else:
                values.append(call.of(text))
        return values
