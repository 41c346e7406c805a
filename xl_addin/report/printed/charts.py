"""Native charts of the summary, drawn from a small table of live cells that is printed below them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xl_addin.excel.addresses import column_letters, quote_sheet
from xl_addin.excel.writing.print_setup import SAFETY, page, scale
from xl_addin.excel.writing.styles import baht_format
from xl_addin.excel.writing.text_metrics import row_height
from xl_addin.model.form.report_schema import Chart, ReportSheet
from xl_addin.model.values.kinds import SCALE, Kind
from xl_addin.report.book.ledger import Source
from xl_addin.report.book.report_workbook import ReportBook
from xl_addin.report.book.shares import share_formula, shares
from xl_addin.report.book.text_lines import TextBlock, write_full_width
from xl_addin.report.book.worksheet_table import EMPTY_ROW, Cell, Layout, Live

ROUND = ("pie", "doughnut")

_LOWEST, _HIGHEST = 150.0, 480.0
"""Points of a chart: one that would be lower begins a new page, and charts share the rest of a page."""

_ROW_HEIGHT = 20.25

SMALLEST_SLICE = 2
"""Percent of the whole below which a slice is a line that nobody sees: then bars are drawn."""

_SMALLER = 4
"""Points by which the amounts over columns are smaller than text: neighbours stay apart."""

_TYPES: dict[str, dict[str, str]] = {
    "stacked": {"type": "column", "subtype": "stacked"},
    "stacked_bar": {"type": "bar", "subtype": "stacked"},
}
"""Kinds that XlsxWriter knows as another kind's form."""

_CELLS_HIGHEST = 300.0
"""Points of a chart below a table."""

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
class Placed:
    """A chart's room on the sheet: its first row, how many rows it takes, and what it shows in words."""

    chart: Chart
    row: int
    rows: int
    description: str


def write_charts(
    book: ReportBook, layout: Layout, spec: ReportSheet, names: Mapping[str, Any], row: int
) -> int:
    """Write every chart of the sheet from `row` on; gives the row after the last. `names`: for its titles."""
    waiting = [(chart, _titles(book, layout, spec.name, chart, names)) for chart in spec.charts]
    while waiting:
        left = _room(layout) - _used(layout, row)
        together = _together(book, waiting, left)
        if not together:
            layout.sheet.set_h_pagebreaks([*layout.sheet.hbreaks, row])
            left = _room(layout)
            together = max(1, _together(book, waiting, left))
        needed = sum(_beside(book, chart, blocks) for chart, blocks in waiting[:together])
        height = max(_LOWEST, min(_HIGHEST, (left - needed) / together))
        for chart, blocks in waiting[:together]:
            placed, row = _place(book, layout, chart, blocks, row, height)
            row = _draw(book, layout, placed, row) + 1
        waiting = waiting[together:]
    return max(row, 1)


def _titles(
    book: ReportBook, layout: Layout, sheet: str, chart: Chart, names: Mapping[str, Any]
) -> list[TextBlock]:
    lines = [line for title in chart.titles for line in book.write_lines(title, names, sheet)]
    look = book.styles.title()
    return [TextBlock.fitted(line, look, layout.width, book.points, bold=True) for line in lines]


def _room(layout: Layout) -> float:
    return page(layout.orientation).height / scale(layout.orientation, layout.width) * SAFETY


def _used(layout: Layout, row: int) -> float:
    """What stands on the page of a row (from 0) above it."""
    start = max(layout.sheet.hbreaks, default=0)
    pixels = layout.sheet.row_sizes
    return sum(pixels[one][0] * 0.75 if one in pixels else EMPTY_ROW for one in range(start, row))


def _beside(book: ReportBook, chart: Chart, blocks: Sequence[TextBlock]) -> float:
    """What a chart's titles, its table and the space below take."""
    rows = 1 + len(chart.categories or chart.figures)
    return sum(sum(block.heights) for block in blocks) + rows * row_height([], book.points) + EMPTY_ROW


def _together(book: ReportBook, waiting: Sequence[tuple[Chart, list[TextBlock]]], left: float) -> int:
    """How many of the next charts find room in `left` points."""
    number = 0
    for chart, blocks in waiting:
        left -= _beside(book, chart, blocks) + _LOWEST
        if left < 0:
            break
        number += 1
    return number


def chart_height(
    book: ReportBook, layout: Layout, spec: ReportSheet, names: Mapping[str, Any], beside: float, below: float
) -> float:
    """How high the charts of a sheet are that stand before its figures.

    `beside`: points of what is on their page in any case, `below`: of what comes after. All on one page where the
    charts then can still be read; else they fill the first.
    """
    count = max(len(spec.charts), 1)
    titles = [_titles(book, layout, spec.name, chart, names) for chart in spec.charts]
    above = sum(sum(block.heights) for blocks in titles for block in blocks)
    tables = sum(_beside(book, chart, []) for chart in spec.charts)
    room = _room(layout) - beside - above
    whole = (room - below - tables) / count
    return whole if _LOWEST <= whole <= _HIGHEST else min(_HIGHEST, max(_LOWEST, room / count))


def place_charts(
    book: ReportBook, layout: Layout, spec: ReportSheet, names: Mapping[str, Any], row: int, height: float
) -> tuple[list[Placed], int]:
    """Keep room for every chart of the sheet from `row` on, for `draw_charts`; gives the row after it."""
    found = []
    for chart in spec.charts:
        placed, row = _place(book, layout, chart, _titles(book, layout, spec.name, chart, names), row, height)
        found.append(placed)
    return found, row


def draw_charts(book: ReportBook, layout: Layout, placed: Sequence[Placed], row: int) -> int:
    """Draw the charts where room was kept, their figures from `row` on; gives the row after the last."""
    for one in placed:
        row = _draw(book, layout, one, row) + 1
    return row


def _place(
    book: ReportBook, layout: Layout, chart: Chart, blocks: Sequence[TextBlock], row: int, height: float
) -> tuple[Placed, int]:
    row = write_full_width(book, layout.sheet, blocks, layout.columns, row)
    said = " ".join(block.line.text for block in blocks) or book.form.report.title
    placed = Placed(chart, row, int(height / _ROW_HEIGHT), said)
    for number in range(placed.rows):
        layout.sheet.set_row(row + number, _ROW_HEIGHT)
    return placed, row + placed.rows


def _draw(book: ReportBook, layout: Layout, placed: Placed, row: int) -> int:
    chart = placed.chart
    sources = [book.figures[key] for key in chart.figures]
    kind = _kind(chart, sources)
    drawn = book.workbook.add_chart(_TYPES.get(kind, {"type": kind}))
    end = _table(book, layout, chart, sources, row, drawn, kind)
    _dress(book, drawn, kind, bool(chart.series))
    _insert(layout, placed, drawn)
    return end


@dataclass(frozen=True, slots=True)
class Series:
    """A series whose figures stand in cells: the addresses of its categories and figures, and their values."""

    name: str
    categories: str
    cells: str
    values: tuple[int, ...]


def chart_of_cells(
    book: ReportBook,
    layout: Layout,
    chart: Chart,
    names: Mapping[str, Any],
    series: Sequence[Series],
    row: int,
) -> int:
    """A chart over cells that stand elsewhere on the sheet, below its titles; gives the row after it."""
    blocks = _titles(book, layout, layout.sheet.get_name(), chart, names)
    left = _room(layout) - _used(layout, row) - sum(sum(block.heights) for block in blocks)
    if left < _LOWEST:
        layout.sheet.set_h_pagebreaks([*layout.sheet.hbreaks, row])
        left = _room(layout)
    placed, row = _place(book, layout, chart, blocks, row, min(_CELLS_HIGHEST, left - EMPTY_ROW))
    values = [value for one in series for value in one.values]
    kind = _shown_kind(chart, values)
    drawn = book.workbook.add_chart(_TYPES.get(kind, {"type": kind}))
    for number, one in enumerate(series, 1):
        _add_series(book, drawn, kind, one, number)
    _dress(book, drawn, kind, len(series) > 1)
    _insert(layout, placed, drawn)
    return row + 1


def _insert(layout: Layout, placed: Placed, drawn: Any) -> None:
    # XlsxWriter ties the chart to cells and counts columns in pixels of its own; the cells decide its size.
    width = sum(layout.sheet._size_col(column) for column in range(layout.columns))
    height = int(placed.rows * _ROW_HEIGHT / 0.75)
    drawn.set_size({"width": int(width * 0.96), "height": height - 8})
    offsets: dict[str, Any] = {"x_offset": int(width * 0.02), "y_offset": 4, "object_position": 1}
    layout.sheet.insert_chart(placed.row, 0, drawn, offsets | {"description": placed.description})


def _kind(chart: Chart, sources: list[Source]) -> str:
    return _shown_kind(chart, [source.value or 0 for source in sources])


def _shown_kind(chart: Chart, values: Sequence[int]) -> str:
    """A round chart needs two slices or more, each one that can be seen: else bars are drawn."""
    whole = sum(values)
    shown = [value for value in values if value]
    if chart.kind in ROUND and (
        min(values) < 0 or len(shown) < 2 or any(value * 100 < SMALLEST_SLICE * whole for value in shown)
    ):
        return "bar"
    return chart.kind


def _table(
    book: ReportBook, layout: Layout, chart: Chart, sources: list[Source], row: int, drawn: Any, kind: str
) -> int:
    """The chart's figures in cells; adds the series to the chart."""
    categories = chart.categories or tuple(source.label for source in sources)
    series = chart.series or ("จำนวน",)
    share = ["ร้อยละ"] if chart.kind in ROUND and min(source.value or 0 for source in sources) >= 0 else []
    row = layout.header(row, ["รายการ", *series, *share])
    first, last = row, row + len(categories) - 1
    values = [source.value or 0 for source in sources]
    parts = [layout.cell(one, 1) for one in range(first, last + 1)]
    percents = shares(values)
    for number, category in enumerate(map(book.in_digits, categories)):
        part = sources[number * len(series) : (number + 1) * len(series)]
        cells: list[Cell] = [category]
        for source in part:
            value = None if source.value is None else source.value / 10 ** SCALE[source.kind]
            cells.append(Live(source.formula, value))
        kinds = [source.kind for source in part]
        if share:
            percent = percents[number]
            formula = share_formula(parts, number, part[0].kind)
            cells.append(Live(formula, None if percent is None else percent / 100))
            kinds.append(Kind.PERCENT)
        row = layout.row(row, cells, (Kind.TEXT, *kinds))
    end = row - 1
    if kind == "line":
        # Excel draws a month without a figure as zero: the line ends where the figures do.
        wide = len(series)
        told = [place for place, source in enumerate(sources) if source.value is not None]
        end = first + max(told, default=0) // wide
    for number, name in enumerate(series, start=1):
        _series(book, layout, drawn, kind, (first, end), number, name)
    return row


def _series(
    book: ReportBook, layout: Layout, drawn: Any, kind: str, rows: tuple[int, int], column: int, name: str
) -> None:
    sheet = quote_sheet(layout.sheet.get_name())
    (first, last), letters = rows, column_letters(column + 1)
    categories = f"={sheet}!$A${first + 1}:$A${last + 1}"
    cells = f"={sheet}!${letters}${first + 1}:${letters}${last + 1}"
    _add_series(book, drawn, kind, Series(name, categories, cells, (0,) * (last - first + 1)), column)


def _add_series(book: ReportBook, drawn: Any, kind: str, series: Series, number: int) -> None:
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
    if kind not in ROUND:
        font["size"] = max(book.points - _SMALLER, 9)
    wanted["data_labels"] = {"value": True, "num_format": shown, "font": font}
    if kind in ROUND:
        wanted["points"] = [
            {"border": {"color": EDGE}, **LOOKS[place % len(LOOKS)]} for place in range(len(series.values))
        ]
        if kind == "pie":
            wanted["data_labels"]["position"] = "outside_end"
    drawn.add_series(wanted)


def _dress(book: ReportBook, drawn: Any, kind: str, has_series: bool) -> None:
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
        amounts |= {"label_position": "none", "major_gridlines": {"visible": False}}
    # XlsxWriter turns the axes of a bar chart: its x axis holds the amounts.
    drawn.set_x_axis(amounts if lying else names)
    drawn.set_y_axis(names if lying else amounts)
