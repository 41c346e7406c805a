"""The columns of a page: narrow enough for its widest table, and shared by all of its tables.

Each column of a table stands in one or more neighbouring grid columns. Cells that people type texts into
stand in one grid column where that can be, because Excel fits the height of a row to such cells and not to
merged ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations

from xl_addin.excel.writing import print_setup
from xl_addin.excel.writing.text_metrics import column_points, column_width
from xl_addin.model.form.schema import Column, Form
from xl_addin.model.values.kinds import Kind

FIELD_COLUMNS = 6
"""Grid columns of a form whose pages have no tables."""

PRINTED_PART = 0.86
"""A page is printed at this scale, so that its letters of 14 points are 12 on paper."""

MERGED_TEXT_COST = 60.0
"""Points of width that one would rather lose than merge the cells of a long text."""


def grid_widths(form: Form) -> tuple[float, ...]:
    """Widths of the grid's columns in Excel's characters, in proportion to the widest table."""
    tables = [shown_columns(table.columns) for table in form.tables]
    widest = max(tables, key=len, default=())
    points = [column_points(column.width) for column in widest] or [1.0] * FIELD_COLUMNS
    wanted = print_setup.page(form.template.orientation, print_setup.LOOSE).width / PRINTED_PART
    return tuple(column_width(part * wanted / sum(points)) for part in points)


def shown_columns(columns: Sequence[Column]) -> tuple[Column, ...]:
    return tuple(column for column in columns if not column.hidden)


def spans(columns: Sequence[Column], grid: Sequence[float]) -> tuple[tuple[int, int], ...]:
    """First and last grid column (from 0) of each column of a table; together they fill the grid."""
    return _spans_of(tuple((column.width, column.kind) for column in columns), tuple(grid))


@lru_cache(maxsize=64)
def _spans_of(
    columns: tuple[tuple[float, Kind], ...], grid: tuple[float, ...]
) -> tuple[tuple[int, int], ...]:
    widths = [column_points(width) for width in grid]
    total = sum(width for width, _ in columns)
    wanted = [width / total * sum(widths) for width, _ in columns]
    kinds = [kind for _, kind in columns]
    best = min(_divisions(len(grid), len(columns)), key=lambda ends: _cost(ends, kinds, wanted, widths))
    return tuple(_spans(best))


def _divisions(grid: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Every way to divide the grid: the ends (not inside) of the parts."""
    for cuts in combinations(range(1, grid), parts - 1):
        yield (*cuts, grid)


def _spans(ends: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    first = 0
    for end in ends:
        yield first, end - 1
        first = end


def _cost(
    ends: tuple[int, ...], kinds: Sequence[Kind], wanted: Sequence[float], widths: Sequence[float]
) -> float:
    cost = 0.0
    for (first, last), kind, points in zip(_spans(ends), kinds, wanted, strict=True):
        cost += abs(sum(widths[first : last + 1]) - points)
        if kind is Kind.LONG_TEXT and last > first:
            cost += MERGED_TEXT_COST
    return cost
