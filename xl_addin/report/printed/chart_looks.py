"""How charts look: fills that stay apart in a grey print, whole figures beside their slices and bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xl_addin.excel.writing.styles import baht_format
from xl_addin.model.form.report_schema import Chart
from xl_addin.report.book.report_workbook import ReportBook
from xl_addin.report.book.worksheet_table import Layout

ROUND = ("pie", "doughnut")

SMALLEST_SLICE = 2
"""Percent of the whole below which a slice is a line that nobody sees: then bars are drawn."""

_SMALLER = 4
"""Points by which the amounts over columns are smaller than text: neighbours stay apart."""

_GAP = 60
"""Percent of a bar's width between bars: wide bars have room for their amounts."""

_ON_FILLS = ("doughnut", "stacked", "stacked_bar")
PLATE: dict[str, Any] = {"fill": {"color": "#FFFFFF"}}
"""Behind figures that stand on a fill: black letters are not read on a dark one or on a pattern."""

_LYING: dict[str, Any] = {"layout": {"x": 0.33, "y": 0.04, "width": 0.5, "height": 0.92}}
"""Part of a chart for bars that lie: their names stand at the left of it, the amount of the longest at the right."""

_NO_AXIS: dict[str, Any] = {"line": {"none": True}, "major_tick_mark": "none"}

_TYPES: dict[str, dict[str, str]] = {
    "stacked": {"type": "column", "subtype": "stacked"},
    "stacked_bar": {"type": "bar", "subtype": "stacked"},
}
"""Kinds that XlsxWriter knows as another kind's form."""

_LINES = ("#1F3864", "#C00000", "#7F6000", "#385723", "#7030A0", "#595959")
_MARKS = ("circle", "square", "triangle", "diamond", "x", "star")
EDGE = "#1F3864"
LOOKS: tuple[dict[str, Any], ...] = (
    {"fill": {"color": "#2E5C8A"}},
    {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": "#8C4A12", "bg_color": "#FBE5D6"}},
    {"fill": {"color": "#E8E8E8"}},
    {"pattern": {"pattern": "small_grid", "fg_color": "#385723", "bg_color": "#E2F0D9"}},
    {"pattern": {"pattern": "dark_horizontal", "fg_color": "#7F6000", "bg_color": "#FFF2CC"}},
    {"fill": {"color": "#7F7F7F"}},
    {"pattern": {"pattern": "wide_downward_diagonal", "fg_color": "#1F4E79", "bg_color": "#DEEBF7"}},
    {"pattern": {"pattern": "percent_50", "fg_color": "#404040", "bg_color": "#FFFFFF"}},
)
"""Fills that stay apart in a grey print: far shades and patterns."""


@dataclass(frozen=True, slots=True)
class Series:
    """A series whose figures stand in cells: the addresses of its categories and figures, and their values."""

    name: str
    categories: str
    cells: str
    values: tuple[int, ...]


def shown_kind(chart: Chart, values: Sequence[int]) -> str:
    """A round chart needs two slices or more, each one that can be seen: else bars are drawn."""
    whole = sum(values)
    shown = [value for value in values if value]
    if chart.kind in ROUND and (
        min(values) < 0 or len(shown) < 2 or any(value * 100 < SMALLEST_SLICE * whole for value in shown)
    ):
        return "bar"
    return chart.kind


def add_series(book: ReportBook, drawn: Any, kind: str, series: Series, number: int) -> None:
    """`number`: from 1, of its look. A line is drawn in the colour of the look, with marks that print grey."""
    look = LOOKS[(number - 1) % len(LOOKS)]
    wanted: dict[str, Any] = {
        "name": series.name,
        "categories": series.categories,
        "values": series.cells,
    }
    if kind == "line":
        wanted["line"] = {"color": _LINES[(number - 1) % len(_LINES)], "width": 2.25}
        wanted["marker"] = {"type": _MARKS[(number - 1) % len(_MARKS)], "size": 7}
    else:
        wanted |= {"border": {"color": EDGE}, **look}
    font = {"name": book.settings.font, "size": book.points}
    # A part of nothing has no slice; its label would stand on a neighbour's edge.
    shown = baht_format(book.settings.model_copy(update={"zero": ""}), 0)
    if kind in ("column", "line", "stacked", "stacked_bar"):
        font["size"] = max(book.points - _SMALLER, 9)
    wanted["data_labels"] = {"value": True, "num_format": shown, "font": font}
    if kind in _ON_FILLS:
        wanted["data_labels"] |= PLATE
    if kind in ("column", "bar"):
        wanted["gap"] = _GAP
    if kind in ROUND:
        wanted["points"] = [
            {"border": {"color": EDGE}, **LOOKS[place % len(LOOKS)]} for place in range(len(series.values))
        ]
        if kind == "pie":
            wanted["data_labels"]["position"] = "outside_end"
    drawn.add_series(wanted)


def new_chart(book: ReportBook, kind: str) -> Any:
    """A chart of a form's kind, without series."""
    return book.workbook.add_chart(_TYPES.get(kind, {"type": kind}))


def insert(layout: Layout, row: int, height: float, drawn: Any, description: str) -> None:
    """Put a chart at `row` (from 0), as wide as the page's columns and `height` points high."""
    # XlsxWriter ties the chart to cells and counts columns in pixels of its own; the cells decide its size, and
    # only a chart that ends where the last column does ends there in every program.
    width = sum(layout.sheet._size_col(column) for column in range(layout.columns))
    drawn.set_size({"width": width, "height": int(height / 0.75) - 8})
    offsets: dict[str, Any] = {"y_offset": 4, "object_position": 1, "description": description}
    layout.sheet.insert_chart(row, 0, drawn, offsets)


def dress(book: ReportBook, drawn: Any, kind: str, has_series: bool) -> None:
    font = {"name": book.settings.font, "size": book.points, "bold": False}
    drawn.set_title({"none": True})
    if kind in ROUND:
        drawn.set_legend({"position": "right", "font": font})
        return
    drawn.set_legend({"position": "bottom", "font": font} if has_series else {"none": True})
    shown = baht_format(book.settings, 0)
    lying = _TYPES.get(kind, {"type": kind})["type"] == "bar"
    names = {"num_font": font, "reverse": lying}
    amounts = {"num_font": font, "num_format": shown, "major_gridlines": {"visible": True}}
    if lying:
        # Each bar says its amount; so many long numbers would stand slanting.
        amounts |= {"label_position": "none", "major_gridlines": {"visible": False}, **_NO_AXIS}
        names["major_tick_mark"] = "none"
        if kind == "bar" and not has_series:
            drawn.set_plotarea(_LYING)
    # XlsxWriter turns the axes of a bar chart: its x axis holds the amounts.
    drawn.set_x_axis(amounts if lying else names)
    drawn.set_y_axis(names if lying else amounts)
