"""Native charts of the summary, drawn from small tables of live cells.

Such a table is printed below its chart, or below all that the office prints itself, unless a page more would be
needed for it: its figures are also said by the chart. Then it stands beside the printed page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from xl_addin.excel.addresses import column_letters, quote_sheet
from xl_addin.excel.writing.print_setup import SAFETY, page, scale
from xl_addin.excel.writing.text_metrics import row_height
from xl_addin.model.form.report_schema import Chart, ReportSheet
from xl_addin.model.values.kinds import SCALE, Kind
from xl_addin.report.book.ledger import Source
from xl_addin.report.book.report_workbook import ReportBook
from xl_addin.report.book.shares import share_formula, shares
from xl_addin.report.book.text_lines import TextBlock, write_full_width
from xl_addin.report.book.worksheet_table import EMPTY_ROW, Cell, Layout, Live
from xl_addin.report.printed.chart_looks import (
    ROUND,
    Series,
    add_series,
    dress,
    insert,
    new_chart,
    shown_kind,
)

_LOWEST, _HIGHEST = 140.0, 480.0
"""Points of a chart."""

_ROW_HEIGHT = 20.25

_CELLS_HIGHEST = 300.0
"""Points of a chart below a table."""


@dataclass(frozen=True, slots=True)
class ChartFit:
    """How high the charts of a sheet are, and whether their tables are printed."""

    height: float
    tables: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """A chart's room on the sheet: its rows from the first of its titles to `end`, and what it shows in words."""

    chart: Chart
    titles: int
    row: int
    end: int
    description: str


def fit_charts(
    book: ReportBook,
    layout: Layout,
    spec: ReportSheet,
    names: Mapping[str, Any],
    before: float,
    after: Sequence[float] | None = None,
) -> ChartFit:
    """The charts as high as they can be on as few pages as the sheet can have.

    `before`: points of what stands above them on their page. `after`: of each thing that stands below all of
    them, before their tables, whole on a page; None where each table stands below its own chart.
    """
    titles = [
        sum(sum(block.heights) for block in _titles(book, layout, spec.name, chart, names))
        for chart in spec.charts
    ]
    tables = [
        (2 + len(chart.categories or chart.figures)) * row_height([], book.points) for chart in spec.charts
    ]

    def pages(tables_printed: bool, height: float) -> int:
        own = tables if tables_printed else [0.0] * len(tables)
        charts = [title + height + EMPTY_ROW for title in titles]
        if after is None:
            charts = [chart + table for chart, table in zip(charts, own, strict=True)]
        return _pages([before, *charts, *(after or ()), *(own if after is not None else ())], _room(layout))

    heights = [
        rows * _ROW_HEIGHT for rows in range(int(_HIGHEST / _ROW_HEIGHT), int(_LOWEST / _ROW_HEIGHT), -1)
    ]
    tables_printed, height = min(product((True, False), heights), key=lambda tried: pages(*tried))
    return ChartFit(height, tables_printed)


def _pages(blocks: Sequence[float], room: float) -> int:
    """How many pages these take, none of them divided."""
    pages, left = 1, room
    for block in blocks:
        if block > left and left < room:
            pages, left = pages + 1, room
        left -= block
    return pages


def place_charts(
    book: ReportBook, layout: Layout, spec: ReportSheet, names: Mapping[str, Any], row: int, fit: ChartFit
) -> list[Placed]:
    """Keep room for every chart of the sheet from `row` on, for `draw_charts`."""
    found = []
    for chart in spec.charts:
        titles = _titles(book, layout, spec.name, chart, names)
        found.append(_place(book, layout, chart, titles, row, fit.height))
        row = found[-1].end
    return found


def draw_charts(
    book: ReportBook, layout: Layout, placed: Sequence[Placed], row: int, fit: ChartFit
) -> list[range]:
    """Draw the charts where room was kept, their tables from `row` on; gives the rows of each printed table."""
    found = []
    for one in placed:
        end = _draw(book, layout, one, row if fit.tables else None)
        if fit.tables:
            found.append(range(row, end))
            row = end + 1
    return found


def write_charts(
    book: ReportBook, layout: Layout, spec: ReportSheet, names: Mapping[str, Any], row: int, fit: ChartFit
) -> list[range]:
    """Write every chart of the sheet from `row` on, each with its table; gives the rows of each."""
    found = []
    for chart in spec.charts:
        placed = _place(book, layout, chart, _titles(book, layout, spec.name, chart, names), row, fit.height)
        end = _draw(book, layout, placed, placed.end if fit.tables else None)
        found.append(range(row, end))
        row = end + 1
    return found


def _titles(
    book: ReportBook, layout: Layout, sheet: str, chart: Chart, names: Mapping[str, Any]
) -> list[TextBlock]:
    lines = [line for title in chart.titles for line in book.write_lines(title, names, sheet)]
    look = book.styles.title()
    return [TextBlock.fitted(line, look, layout.width, book.points, bold=True) for line in lines]


def _room(layout: Layout) -> float:
    return page(layout.orientation).height / scale(layout.orientation, layout.width) * SAFETY


def used(layout: Layout, row: int) -> float:
    """What stands on the page of a row (from 0) above it, in points."""
    return layout.height_of(range(max((end for end in layout.sheet.hbreaks if end <= row), default=0), row))


def _place(
    book: ReportBook, layout: Layout, chart: Chart, titles: Sequence[TextBlock], row: int, height: float
) -> Placed:
    start = write_full_width(book, layout.sheet, titles, layout.columns, row)
    said = " ".join(block.line.text for block in titles) or book.form.report.title
    placed = Placed(chart, row, start, start + int(height / _ROW_HEIGHT), said)
    for number in range(placed.row, placed.end):
        layout.sheet.set_row(number, _ROW_HEIGHT)
    return placed


def _draw(book: ReportBook, layout: Layout, placed: Placed, row: int | None) -> int:
    """Draw a chart and write its table, from `row` on or beside the page; gives the row after what is printed."""
    chart = placed.chart
    sources = [book.figures[key] for key in chart.figures]
    kind = shown_kind(chart, [source.value or 0 for source in sources])
    drawn = new_chart(book, kind)
    end = _table(
        book, layout, chart, sources, placed.row if row is None else row, drawn, kind, row is not None
    )
    dress(book, drawn, kind, bool(chart.series))
    insert(layout, placed.row, (placed.end - placed.row) * _ROW_HEIGHT, drawn, placed.description)
    return placed.end if row is None else end


def chart_of_cells(
    book: ReportBook,
    layout: Layout,
    chart: Chart,
    names: Mapping[str, Any],
    series: Sequence[Series],
    row: int,
) -> int:
    """A chart over cells that stand elsewhere on the sheet, below its titles; gives the row after it."""
    titles = _titles(book, layout, layout.sheet.get_name(), chart, names)
    left = _room(layout) - used(layout, row) - sum(sum(block.heights) for block in titles)
    if left < _LOWEST:
        layout.sheet.set_h_pagebreaks([*layout.sheet.hbreaks, row])
        left = _room(layout)
    placed = _place(book, layout, chart, titles, row, min(_CELLS_HIGHEST, left - EMPTY_ROW))
    kind = shown_kind(chart, [value for one in series for value in one.values])
    drawn = new_chart(book, kind)
    for number, one in enumerate(series, 1):
        add_series(book, drawn, kind, one, number)
    dress(book, drawn, kind, len(series) > 1)
    insert(layout, placed.row, (placed.end - placed.row) * _ROW_HEIGHT, drawn, placed.description)
    return placed.end + 1


def _table(
    book: ReportBook,
    layout: Layout,
    chart: Chart,
    sources: list[Source],
    row: int,
    drawn: Any,
    kind: str,
    printed: bool,
) -> int:
    """The chart's figures in cells; adds the series to the chart."""
    aside = 0 if printed else layout.columns + 1
    categories = chart.categories or tuple(source.label for source in sources)
    series = chart.series or ("จำนวน",)
    share = ["ร้อยละ"] if chart.kind in ROUND and min(source.value or 0 for source in sources) >= 0 else []
    row = layout.header(row, ["รายการ", *series, *share]) if printed else row
    first, last = row, row + len(categories) - 1
    parts = [layout.cell(one, aside + 1) for one in range(first, last + 1)]
    percents = shares([source.value or 0 for source in sources])
    for number, category in enumerate(map(book.in_digits, categories)):
        part = sources[number * len(series) : (number + 1) * len(series)]
        cells: list[Cell] = [category]
        for source in part:
            value = None if source.value is None else source.value / 10 ** SCALE[source.kind]
            cells.append(Live(source.formula, value))
        kinds = [Kind.TEXT, *(source.kind for source in part)]
        if share:
            percent = percents[number]
            formula = share_formula(parts, number, part[0].kind)
            cells.append(Live(formula, None if percent is None else percent / 100))
            kinds.append(Kind.PERCENT)
        row = layout.row(row, cells, kinds) if printed else layout.beside(row, cells, kinds)
    end = row - 1
    if kind == "line":
        # Excel draws a month without a figure as zero: the line ends where the figures do.
        told = [place for place, source in enumerate(sources) if source.value is not None]
        end = first + max(told, default=0) // len(series)
    sheet = quote_sheet(layout.sheet.get_name())
    for number, name in enumerate(series, start=1):
        named, letters = column_letters(aside + 1), column_letters(aside + number + 1)
        categories_at = f"={sheet}!${named}${first + 1}:${named}${end + 1}"
        cells_at = f"={sheet}!${letters}${first + 1}:${letters}${end + 1}"
        add_series(book, drawn, kind, Series(name, categories_at, cells_at, (0,) * (end - first + 1)), number)
    return row
