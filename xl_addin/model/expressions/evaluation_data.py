"""What expressions are evaluated over, and the vector of one name in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Self

import pandas as pd

from xl_addin.model.expressions.language import Name
from xl_addin.model.expressions.text_readings import TextReadings
from xl_addin.model.expressions.types import Scope
from xl_addin.model.expressions.vectors import (
    Vector,
    from_series,
    full_number,
    full_text,
)
from xl_addin.model.values.kinds import SCALE, Kind

PARENT = "_row"
"""Column of a child frame: position (0-based) of its row's project in the main frame."""

ABOVE = "_above"
"""Column of the frame of a small table in the rows of another: position of the row that its row stands in."""


@dataclass(frozen=True, slots=True)
class Data:
    """What expressions are evaluated over.

    `frame`: n rows x column keys (Int64 inside values, codes and texts as str or None).
    `tables`: child frames with the column `_row`. `constants`: inside values by name (`round`, `params.x`).
    `seen`: columns of `frame` as vectors, kept for the next expression over the same frame. `readings`: what text
    functions gave for texts that were read before.
    """

    scope: Scope
    frame: pd.DataFrame
    tables: Mapping[str, pd.DataFrame]
    constants: Mapping[str, int | str | None]
    seen: dict[str, Vector] = field(default_factory=dict)
    readings: TextReadings = field(default_factory=TextReadings)

    @classmethod
    def of_constants(cls, scope: Scope, constants: Mapping[str, int | str | None]) -> Self:
        """One row that holds nothing besides the constants."""
        return cls(scope, one_row(), {}, constants)


@cache
def one_row() -> pd.DataFrame:
    """A row without columns."""
    return pd.DataFrame(index=range(1))


def named_vector(name: Name, data: Data) -> Vector:
    """The column or constant of that name, one value per row; columns are remembered in `data.seen`."""
    kind = data.scope.lookup(name).kind or Kind.TEXT
    key = str(name)
    if key in data.constants:
        return _constant(data.constants[key], kind, len(data.frame))
    found = data.seen.get(key)
    if found is None:
        found = data.seen[key] = from_series(data.frame[key], kind)
    return found


def _constant(value: int | str | None, kind: Kind, rows: int) -> Vector:
    if kind in SCALE:
        number = full_number(int(value or 0), SCALE[kind], rows)
        return replace(number, blank=~number.blank) if value is None else number
    return full_text(str(value or ""), rows)


def plain_columns(frame: pd.DataFrame) -> dict[str, list[int | str | None]]:
    """The columns of a frame as plain values."""
    return {str(key): frame[key].astype(object).where(frame[key].notna(), None).tolist() for key in frame}
