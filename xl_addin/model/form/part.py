"""What all parts of a form share: frozen, without unknown keys; the spelling of keys and of marks; its rounds."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Width = Annotated[float, Field(ge=1, le=200)]
"""Characters of a column."""

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Mark = Annotated[str, Field(pattern=r"^[a-z]([a-z0-9_]|\{round\})*(\.[a-z][a-z0-9_]*)?$")]


class FormPart(BaseModel):
    """One table of a form's file; a key that it does not know is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def as_tuple(value: object) -> object:
    """A single text as the only one of a list."""
    return (value,) if isinstance(value, str) else value


class Period(FormPart):
    """Rounds of a fiscal year (1 October to 30 September): 12 months, 4 quarters, 2 half-years, 1 year, or 3 or 6
    rounds of as many months each.

    `name` is a jinja2 text with `round`, `fiscal_year`, `period` ("1 ตุลาคม 2563 - 31 มีนาคม 2564").
    `cumulative`: a round covers the year up to its end, not only its own months.
    `ends`: the last day of every round ("10/10", "31/3"), where rounds are terms or stand at days of their own; each
    begins the day after the one before, the first on `begins`. `named_by`: whether the year bears the number of
    the calendar year in which it ends, as the fiscal year, or begins, as the academic year.
    """

    rounds: Literal[1, 2, 3, 4, 6, 12]
    name: str
    cumulative: bool = False
    begins: str = "1/10"
    ends: tuple[str, ...] = ()
    named_by: Literal["end", "start"] = "end"
