"""Columns of a block of rows, each of one kind of cell: their cells are written as text, a chunk of rows at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from xl_addin.excel.addresses import column_letters


class BulkColumn(Protocol):
    """A column of a bulk block, `column` from 0."""

    @property
    def column(self) -> int: ...

    @property
    def count(self) -> int:
        """How many cells it has."""

    def cells(self, rows: Sequence[str], start: int) -> list[str]:
        """The cell elements of entries start, start + 1 ... that stand in the rows of these numbers (from 1)."""


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """Whole numbers divided by 10**scale: satang with scale 2 are written as baht. None is a blank cell."""

    column: int
    values: Sequence[int | None]
    scale: int
    style: int

    @property
    def count(self) -> int:
        return len(self.values)

    def cells(self, rows: Sequence[str], start: int) -> list[str]:
        head, look, unit = _head(self.column), f'" s="{self.style}"', 10**self.scale
        blank, filled = f"{look}/>", f"{look}><v>"
        pairs = zip(rows, self.values[start : start + len(rows)], strict=True)
        return [
            f"{head}{row}{blank}"
            if value is None
            else f"{head}{row}{filled}{value // unit}</v></c>"
            if value % unit == 0
            else f"{head}{row}{filled}{value / unit!r}</v></c>"
            for row, value in pairs
        ]


Tails = Callable[[Sequence[str]], Iterable[str]]
"""What follows the attributes of the cells with these texts, none of them blank."""


@dataclass(frozen=True, slots=True)
class TextColumn:
    """Texts (None and "": a blank cell), how their cells go on, and the style of each."""

    column: int
    values: Sequence[str | None]
    tails: Tails
    styles: Sequence[int]

    @property
    def count(self) -> int:
        return len(self.values)

    def cells(self, rows: Sequence[str], start: int) -> list[str]:
        head, end = _head(self.column), start + len(rows)
        values = self.values[start:end]
        tails = iter(self.tails([value for value in values if value]))
        entries = zip(rows, values, self.styles[start:end], strict=True)
        return [
            f'{head}{row}" s="{style}"{next(tails)}' if value else f'{head}{row}" s="{style}"/>'
            for row, value, style in entries
        ]


@dataclass(frozen=True, slots=True)
class KeptColumn:
    """Texts, how their cells go on, and numbers without any look; None and "" are no cells.

    There is none below the last.
    """

    column: int
    values: Sequence[str | float | None]
    tails: Tails

    @property
    def count(self) -> int:
        return len(self.values) - self.values.count(None) - self.values.count("")

    def cells(self, rows: Sequence[str], start: int) -> list[str]:
        head, values = _head(self.column), self.values[start : start + len(rows)]
        tails = iter(self.tails([value for value in values if isinstance(value, str) and value]))
        cells = [
            f'{head}{row}"><v>{value:.16G}</v></c>'
            if isinstance(value, int | float)
            else f'{head}{row}"{next(tails)}'
            if value
            else ""
            for row, value in zip(rows, values, strict=False)
        ]
        return cells + [""] * (len(rows) - len(cells))


def _head(column: int) -> str:
    """How each cell of a column (from 0) begins, before the number of its row."""
    return f'<c r="{column_letters(column + 1)}'
