"""How wide the columns of a template are, so that a printed page can still be read.

A form says how wide a column should be on the screen. Excel makes a wide sheet smaller until it fits the paper,
so columns are narrowed, texts before figures, until the letters are printed at 12 points.
"""

from __future__ import annotations

from collections.abc import Sequence

from xl_addin.excel.writing.print_setup import LOOSE, Orientation, Paper, page
from xl_addin.excel.writing.text_metrics import column_points, column_width
from xl_addin.model.form.schema import Column
from xl_addin.model.values.kinds import SCALE

LEAST_PRINTED = 12.0
"""Points of the letters on paper."""

_LEAST_OF_FIGURES = 0.8
_LEAST_OF_TEXTS = 0.4
"""Parts of the form's widths that are left in any case."""


def printable_widths(
    columns: Sequence[Column], orientation: Orientation, points: float, paper: Paper = "A4"
) -> list[float]:
    """The widths, in Excel's characters, of columns whose letters are `points` large on the screen."""
    wished = [column_points(column.width) for column in columns]
    room = page(orientation, LOOSE, paper).width * max(1.0, points / LEAST_PRINTED)
    if sum(wished) <= room:
        return [column.width for column in columns]
    is_figure = [column.kind in SCALE for column in columns]
    figures = sum(width for width, figure in zip(wished, is_figure, strict=True) if figure)
    texts = sum(wished) - figures
    of_figures = max(_LEAST_OF_FIGURES, room / sum(wished)) if texts else room / figures
    of_texts = max(_LEAST_OF_TEXTS, (room - figures * of_figures) / texts) if texts else 1.0
    return [
        # A pixel less, as a column is never narrower than it is asked to be.
        column_width(width * (of_figures if figure else of_texts) - 0.75)
        for width, figure in zip(wished, is_figure, strict=True)
    ]
