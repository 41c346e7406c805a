"""The one cleaner of what people type: a raw cell becomes a typed value and at most one finding.

Inside, every value is an int, a str or None for blank (model/kinds says in which unit); blank is not zero.
A finding names an entry of the message catalogue (catalogue/values.toml). Next to an error the value is None
when nothing could be read or a number breaks a limit (negative, too large), so that it counts in no sum; what
has too many decimals is rounded half up and kept, as is a text that is too long; next to a warning or note the
value is always kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TypedDict, Unpack

from xl_addin.model.values.cleaners import CLEANERS, EXCEL_TEXT_LIMIT, Expected, show, tidy_text
from xl_addin.model.values.findings import (
    ERROR_STRINGS,
    SHOWN,
    Cleaned,
    Finding,
    NumberText,
    Raw,
    Value,
    is_blank,
    unfilled,
)
from xl_addin.model.values.kinds import Kind

__all__ = [
    "ERROR_STRINGS",
    "EXCEL_TEXT_LIMIT",
    "Cleaned",
    "Cleaner",
    "Finding",
    "Limits",
    "NumberText",
    "Raw",
    "Value",
    "clean",
    "clean_column",
    "cleaner",
    "is_blank",
    "show",
    "tidy_text",
]

# A cleaner remembers this many different numbers and texts; more would only grow the server.
_MEMORY = 500
_BLANK = Cleaned(None)


class Limits(TypedDict, total=False):
    """What a column asks of its cells.

    minimum, maximum: in the kind's unit (satang, hundredths of a percent, 1/10000, serial day).
    max_length: in UTF-16 units, as Excel's LEN counts. choices: {code: Thai phrase}.
    epoch_1904: the workbook counts days from 1904.
    percent_cell: the cell's number format is a percent, so the number 0.125 means 12.5 percent.
    """

    required: bool
    minimum: int | None
    maximum: int | None
    max_length: int | None
    choices: Mapping[str, str] | None
    epoch_1904: bool
    percent_cell: bool


class Cleaner:
    """Cleans the cells of one column; remembers short texts and numbers it has read before."""

    __slots__ = ("_clean", "_missing", "_numbers", "_texts")

    def __init__(self, expected: Expected) -> None:
        self._missing = Cleaned(None, unfilled(expected.kind)) if expected.required else _BLANK
        self._clean = CLEANERS[expected.kind.facts.family](expected)
        self._texts: dict[str, Cleaned] = {}
        self._numbers: dict[str, Cleaned] = {}

    def __call__(self, raw: Raw) -> Cleaned:
        if raw is None:
            return self._missing
        if not isinstance(raw, str):
            return self._clean(raw)
        known = self._numbers if raw.__class__ is NumberText else self._texts
        cleaned = known.get(raw)
        if cleaned is None:
            cleaned = self._read(raw)
            if len(known) < _MEMORY and len(raw) <= SHOWN:
                known[raw] = cleaned
        return cleaned

    def column(self, raws: Iterable[Raw]) -> tuple[list[Value], list[tuple[int, Finding]]]:
        """All values in order, and the findings with the index of their cell."""
        values: list[Value] = []
        findings: list[tuple[int, Finding]] = []
        for index, raw in enumerate(raws):
            value, finding = self(raw)
            values.append(value)
            if finding is not None:
                findings.append((index, finding))
        return values, findings

    def _read(self, raw: str) -> Cleaned:
        if is_blank(raw):
            return self._missing
        if raw in ERROR_STRINGS:
            return Cleaned(None, Finding("error_cell", raw))
        return self._clean(raw)


def cleaner(kind: str, **limits: Unpack[Limits]) -> Cleaner:
    """A cleaner for cells of one kind; equal arguments give the same one."""
    choices = limits.get("choices") or {}
    return _prepared(
        Expected(
            kind=Kind(kind),
            required=limits.get("required", False),
            minimum=limits.get("minimum"),
            maximum=limits.get("maximum"),
            max_length=limits.get("max_length"),
            choices=tuple(choices.items()),
            epoch_1904=limits.get("epoch_1904", False),
            percent_cell=limits.get("percent_cell", False),
        )
    )


@lru_cache(maxsize=512)
def _prepared(expected: Expected) -> Cleaner:
    return Cleaner(expected)


def clean(kind: str, raw: Raw, **limits: Unpack[Limits]) -> Cleaned:
    """One cell as a typed value and at most one finding."""
    return cleaner(kind, **limits)(raw)


def clean_column(
    kind: str, raws: Iterable[Raw], **limits: Unpack[Limits]
) -> tuple[list[Value], list[tuple[int, Finding]]]:
    """A whole column: the values in order, and (index, finding) where there is something to say."""
    return cleaner(kind, **limits).column(raws)
