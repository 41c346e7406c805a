"""The columns of a sheet on which tables of different columns stand one below another: every edge of any of them.

A column of a table takes one or more neighbouring columns of the sheet. Edges are in points from the left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from xl_addin.model.values.kinds import Kind
from xl_addin.report.book.printed_columns import PrintedColumn

_ALMOST = 0.03  # of the width: edges nearer than this become one
_SAME = 0.01  # points


def edges_of(columns: Sequence[PrintedColumn]) -> list[float]:
    """The left edge of the first column and the right edge of every one."""
    return list(accumulate((column.points for column in columns), initial=0.0))


def aligned(columns: Sequence[PrintedColumn], above: Sequence[float]) -> list[PrintedColumn]:
    """Columns whose edges meet those of the tables above where they almost do; only texts give room for it."""
    edges = edges_of(columns)
    for place in range(1, len(edges) - 1):
        nearest = min(above, key=lambda edge: abs(edge - edges[place]))
        narrowed = columns[place - 1 if nearest < edges[place] else place]
        is_near = abs(nearest - edges[place]) < _ALMOST * edges[-1]
        is_between = edges[place - 1] < nearest < edges[place + 1]
        if is_near and is_between and narrowed.kind in (Kind.TEXT, Kind.LONG_TEXT):
            edges[place] = nearest
    widths = [end - start for start, end in pairwise(edges)]
    return [replace(column, points=width) for column, width in zip(columns, widths, strict=True)]


def shared_edges(tables: Sequence[Sequence[PrintedColumn]]) -> list[float]:
    """Every edge of any table, from left to right."""
    edges: list[float] = []
    for edge in sorted(edge for columns in tables for edge in edges_of(columns)):
        if not edges or edge - edges[-1] > _SAME:
            edges.append(edge)
    return edges


def placed(columns: Sequence[PrintedColumn], edges: Sequence[float]) -> list[PrintedColumn]:
    """The columns with the sheet columns that each takes between these edges."""
    places = [
        min(range(len(edges)), key=lambda place: abs(edges[place] - edge)) for edge in edges_of(columns)
    ]
    return [
        replace(column, first=start, last=end - 1)
        for column, (start, end) in zip(columns, pairwise(places), strict=True)
    ]
