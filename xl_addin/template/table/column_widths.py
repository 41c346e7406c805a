"""How wide the columns of a template are, so that a printed page can still be read.

A form says how wide a column should be on the screen. Excel makes a wide sheet smaller until it fits the paper,
so columns are narrowed, texts before figures, until the letters are printed at 12 points. Texts that stand there
already, as names of projects, then take room from the widest that people write, where they would be very high.
"""

from __future__ import annotations

from collections.abc import Sequence

from xl_addin.excel.writing.column_lines import lines_of_column
from xl_addin.excel.writing.print_setup import LOOSE, Orientation, Paper, page
from xl_addin.excel.writing.text_metrics import column_points, column_width
from xl_addin.model.form.schema import Column
from xl_addin.model.values.kinds import SCALE, Kind

LEAST_PRINTED = 12.0
"""Points of the letters on paper."""

_LEAST_OF_FIGURES = 0.8
_LEAST_OF_TEXTS = 0.4
"""Parts of the form's widths that are left in any case."""

_MOST_LINES = 8
"""Of a text that stands there already, as long as another column has room to give."""
_LEFT_OF_GIVER = 0.75
_STEP = 6.0  # points


def printable_widths(
    columns: Sequence[Column],
    orientation: Orientation,
    points: float,
    paper: Paper = "A4",
    known: Sequence[Sequence[str]] = (),
) -> list[float]:
    """The widths, in Excel's characters, of columns whose letters are `points` large on the screen.

    `known`: the texts that stand in each column already.
    """
    wished = [column_points(column.width) for column in columns]
    room = page(orientation, LOOSE, paper).width * max(1.0, points / LEAST_PRINTED)
    if sum(wished) <= room:
        return [column.width for column in columns]
    is_figure = [column.kind in SCALE for column in columns]
    figures = sum(width for width, figure in zip(wished, is_figure, strict=True) if figure)
    texts = sum(wished) - figures
    of_figures = max(_LEAST_OF_FIGURES, room / sum(wished)) if texts else room / figures
    of_texts = max(_LEAST_OF_TEXTS, (room - figures * of_figures) / texts) if texts else 1.0
    shared = [
        width * (of_figures if figure else of_texts) for width, figure in zip(wished, is_figure, strict=True)
    ]
    # A pixel less, as a column is never narrower than it is asked to be.
    return [column_width(width - 0.75) for width in _with_room_for(known, columns, shared, points)]


def _with_room_for(
    known: Sequence[Sequence[str]], columns: Sequence[Column], shared: Sequence[float], points: float
) -> list[float]:
    """The widths with room moved to known texts that are very high."""
    widths = list(shared)
    high = [number for number, texts in enumerate(known) if texts]
    written = [n for n, column in enumerate(columns) if column.kind is Kind.LONG_TEXT and n not in high]
    giver = max(written, key=lambda number: shared[number], default=None)
    while giver is not None and widths[giver] - _STEP >= shared[giver] * _LEFT_OF_GIVER:
        lines = {number: max(lines_of_column(known[number], widths[number], points)) for number in high}
        taker = max(high, key=lambda number: lines[number], default=None)
        if taker is None or lines[taker] <= _MOST_LINES:
            break
        widths[giver] -= _STEP
        widths[taker] += _STEP
    return widths
