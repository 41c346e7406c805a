"""The columns of a page: narrow enough for its widest table, and shared by all of its tables.

Each column of a table stands in one or more neighbouring grid columns. Cells that people type texts into
stand in one grid column where that can be, because Excel fits the height of a row to such cells and not to
merged ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from xl_addin.model.form import Column, Form
from xl_addin.model.kinds import Kind
from xl_addin.workbook import print_setup
from xl_addin.workbook.textfit import column_points, column_width

FIELD_COLUMNS = 6
"""Grid columns of a form whose pages have no tables."""

PRINTED_PART = 0.62
"""A page is printed at this scale, so that it holds twice the text of a page at full size."""

MERGED_TEXT_COST = 60.0
"""Points of width that one would rather lose than merge the cells of a long text."""


def grid_widths(form: Form) -> tuple[float, ...]:
    """Widths of the grid's columns in Excel's characters, in proportion to the widest table."""
    tables = [shown_columns(table.columns) for table in form.tables]
    widest = max(tables, key=len, default=())
    points = [column_points(column.width) for column in widest] or [1.0] * FIELD_COLUMNS
    wanted = print_setup.page(form.template.orientation).width / PRINTED_PART
    return tuple(column_width(part * wanted / sum(points)) for part in points)


def shown_columns(columns: Sequence[Column]) -> tuple[Column, ...]:
    return tuple(column for column in columns if not column.hidden)


def spans(columns: Sequence[Column], grid: Sequence[float]) -> list[tuple[int, int]]:
    """First and last grid column (from 0) of each column of a table; together they fill the grid."""
    widths = [column_points(width) for width in grid]
    total = sum(column.width for column in columns)
    wanted = [column.width / total * sum(widths) for column in columns]
    best = min(_divisions(len(grid), len(columns)), key=lambda ends: _cost(ends, columns, wanted, widths))
    return list(_spans(best))


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
    ends: tuple[int, ...], columns: Sequence[Column], wanted: Sequence[float], widths: Sequence[float]
) -> float:
    cost = 0.0
    for (first, last), column, points in zip(_spans(ends), columns, wanted, strict=True):
        cost += abs(sum(widths[first : last + 1]) - points)
        if column.kind is Kind.LONG_TEXT and last > first:
            cost += MERGED_TEXT_COST
    return cost
