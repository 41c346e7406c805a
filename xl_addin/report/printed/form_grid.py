"""The columns of a sheet on which project forms are printed: all small tables of a form share them.

Each printed column takes one or more neighbouring grid columns. Edges of different tables that almost meet
are made one; months are too narrow for that, and keep their equal widths.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from xl_addin.excel.writing.print_setup import page
from xl_addin.model.form.report_schema import PagePart, PrintColumn, ReportSheet

MONTHS = 12
MONTH_WIDTH = 2.8
"""Characters, in the unit of the printed columns' widths."""

FORM_SIZES = (0.95, 0.92, 0.9, 0.875, 0.86, 0.845)
"""Scales at which forms may be printed: letters of 16 points are 15 to 13 on paper."""

_ALMOST = 0.025  # of the page's width
PLAIN = 8  # columns without tables: LibreOffice makes a sheet smaller only by its columns


@dataclass(frozen=True, slots=True)
class Span:
    """Grid columns (from 0) of a printed column, and their width in points."""

    first: int
    last: int
    points: float


class FormGrid:
    """`points`: widths of the grid's columns, printed at the scale `size`, `whole`: all of them.

    A part's months follow its first column. `columns`: how many there are where no part has a table.
    """

    def __init__(self, spec: ReportSheet, size: float, columns: int = PLAIN) -> None:
        parts = [part for part in spec.parts if part.columns and not part.blocks]
        tables = {part.columns: _edges(part) for part in parts}
        months = {part.columns for part in parts if part.months is not None}
        plain = [[number / columns for number in range(columns + 1)]]
        fixed = {number for number, columns in enumerate(tables) if columns in months}
        self._edges = _joined(list(tables.values()) or plain, fixed)
        self.width = page(spec.orientation).width / size
        self.points = [(end - start) * self.width for start, end in pairwise(self._edges)]
        self.whole = Span(0, len(self.points) - 1, self.width)
        self._spans = {columns: self._spans_of(edges) for columns, edges in tables.items()}

    def spans(self, columns: tuple[PrintColumn, ...]) -> list[Span]:
        """Of a part's printed columns (its months among them)."""
        return self._spans[columns]

    def _spans_of(self, edges: Sequence[float]) -> list[Span]:
        places = [
            min(range(len(self._edges)), key=lambda place: abs(self._edges[place] - edge)) for edge in edges
        ]
        return [
            Span(first, end - 1, (self._edges[end] - self._edges[first]) * self.width)
            for first, end in pairwise(places)
        ]


def _edges(part: PagePart) -> list[float]:
    widths = [column.width for column in part.columns]
    if part.months is not None:
        widths[1:1] = [MONTH_WIDTH] * MONTHS
    return [edge / sum(widths) for edge in accumulate(widths, initial=0.0)]


def _joined(tables: Sequence[Sequence[float]], fixed: Collection[int]) -> list[float]:
    """All edges in order; those of different tables that lie close together are one.

    `fixed`: numbers of the tables whose edges others come to.
    """
    waiting = sorted((edge, number) for number, edges in enumerate(tables) for edge in edges)
    groups: list[list[tuple[float, int]]] = []
    for edge, number in waiting:
        own = groups[-1] if groups else []
        near = bool(own) and edge - own[0][0] < _ALMOST and all(number != other for _, other in own)
        if near:
            own.append((edge, number))
        else:
            groups.append([(edge, number)])
    kept = [[edge for edge, number in group if number in fixed] for group in groups]
    ends = [own or [edge for edge, _ in group] for own, group in zip(kept, groups, strict=True)]
    return [sum(edges) / len(edges) for edges in ends]
