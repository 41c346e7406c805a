"""The words of the report as they were written, sheet by sheet, for a document in Word beside the workbook.

What is printed across a page (covers, titles, sentences, notes, letters, project forms) is told here when it is
written, once, whole and without the page's ends; tables of projects and worksheets are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Role = Literal["title", "heading", "text", "pair", "letter"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text. `role` pair: `label` stands before it; letter: one line in the markup of letters."""

    text: str
    role: Role = "text"
    label: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A small table of texts as they are printed: header and rows of the same length; the last may be a total."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Piece = Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Chapter:
    """A sheet of the form's report with its words; `kind` as in `report_schema.ReportSheet`."""

    sheet: str
    kind: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """What a sheet says, in the order of its rows: (row from 0, piece).

    Nothing is kept where it is not `asked` for.
    """

    asked: bool = True
    pieces: dict[str, list[tuple[int, Piece]]] = field(default_factory=dict)

    def say(self, sheet: str, row: int, *pieces: Piece) -> None:
        """Pieces that stand on a sheet from a row on."""
        if self.asked:
            self.pieces.setdefault(sheet, []).extend((row, piece) for piece in pieces)

    def of(self, sheet: str, start: int = 0, stop: int | None = None) -> Sequence[Piece]:
        """What a sheet says in its rows start ... stop - 1, in their order."""
        told = sorted(self.pieces.get(sheet, ()), key=lambda one: one[0])
        return [piece for row, piece in told if row >= start and (stop is None or row < stop)]
