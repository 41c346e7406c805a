"""A cell as the file holds it, and what is to be said about it after reading."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple, assert_never

from xl_addin.model.problems import catalogue
from xl_addin.model.problems.problem import Place, Problem, Severity
from xl_addin.model.thai.words import ZERO_WIDTH
from xl_addin.model.values.kinds import Family, Kind


class NumberText(str):
    """A number cell: the decimal text that the file stores ("1234.56", "1E5"), so that no digit is lost."""

    __slots__ = ()


Raw = str | bool | int | float | Decimal | date | None
Value = int | str | None

ERROR_STRINGS = frozenset(
    ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!")
)
_INVISIBLE = "".join(filter(str.isspace, map(chr, range(0x3001)))) + ZERO_WIDTH
# What was typed is shown in a message up to here.
SHOWN = 80


@dataclass(frozen=True, slots=True)
class Finding:
    """What is to be said about one cell: a catalogue id, what was typed, and what else the sentences name.

    `wording`: the entry whose sentences are said, where it is not the one of `id` itself.
    """

    id: str
    value: str
    values: dict[str, str] = field(default_factory=dict)
    wording: str = ""

    @property
    def severity(self) -> Severity:
        return catalogue.catalogue()[self.id].severity

    def problem(
        self,
        label: str,
        place: Place | None = None,
        *,
        group: str = "",
        project: str = "",
        project_name: str = "",
        column: str = "",
        language: str = "th",
    ) -> Problem:
        """The finding as a Problem of the column that people know as `label`."""
        return catalogue.problem(
            self.id,
            place,
            group=group,
            project=project,
            project_name=project_name,
            column=column,
            value=self.value,
            language=language,
            wording=self.wording,
            **{"label": label, **self.values},  # type: ignore[arg-type]
        )


def unfilled(kind: Kind, typed: str = "") -> Finding:
    """A required entry of this kind is blank, or a sign for "none" (`typed`) that its kind does not know."""
    return Finding("required_blank", typed, wording=unfilled_wording(kind))


def unfilled_wording(kind: Kind) -> str:
    """The catalogue's words for a blank: 0 says "none" among numbers, "-" among texts alone."""
    match family := kind.facts.family:
        case Family.NUMBER | Family.DATE | Family.CHOICE:
            return f"required_blank_{family}"
        case Family.TEXT:
            return "required_blank"
        case _:
            assert_never(family)


class Cleaned(NamedTuple):
    value: Value
    finding: Finding | None = None


def is_blank(raw: Raw) -> bool:
    """Nothing in the cell that anybody could see: no cell, "", spaces, NBSP, zero-width characters."""
    if not isinstance(raw, str):
        return raw is None
    return not raw.strip(_INVISIBLE)


def as_typed(raw: Raw) -> str:
    """What was typed, short enough for a sentence."""
    if isinstance(raw, bool):
        return str(raw).upper()
    text = str(raw)
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
