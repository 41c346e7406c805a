"""The charts of a breakdown, drawn from its own cells: of all lines, or one for each line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xl_addin.excel.addresses import column_letters, quote_sheet
from xl_addin.model.form.report_schema import Chart
from xl_addin.report.book.report_workbook import ReportBook
from xl_addin.report.book.worksheet_table import Layout
from xl_addin.report.printed.chart_looks import Series
from xl_addin.report.printed.charts import chart_of_cells


@dataclass(frozen=True, slots=True)
class ChartColumn:
    """A column of the table that charts may show: of which measure, its name, its inside values by line.

    `headed`: its own name stands in the last row of the header, so that it can name a point of a line.
    """

    key: str
    name: str
    column: int
    values: tuple[int, ...]
    headed: bool


@dataclass(frozen=True, slots=True)
class ChartTable:
    """Where the table stands: its lines' names from row `start` (from 0) in column `names_in`."""

    labels: tuple[str, ...]
    start: int
    names_in: int
    columns: tuple[ChartColumn, ...]


def write_breakdown_charts(
    book: ReportBook,
    layout: Layout,
    charts: Sequence[Chart],
    names: Mapping[str, Any],
    table: ChartTable,
    row: int,
) -> int:
    """Write every chart from `row` on; gives the row after the last."""
    for chart in charts:
        if not chart.each_line:
            row = chart_of_cells(book, layout, chart, names, list(_of_lines(layout, chart, table)), row + 1)
            continue
        for place, label in enumerate(table.labels):
            given = dict(names) | {"line": label}
            series = list(_of_line(layout, chart, table, place))
            row = chart_of_cells(book, layout, chart, given, series, row + 1)
    return row


def _shown(chart: Chart, table: ChartTable) -> list[ChartColumn]:
    order = {key: place for place, key in enumerate(chart.figures)}
    return sorted((one for one in table.columns if one.key in order), key=lambda one: order[one.key])


def _of_lines(layout: Layout, chart: Chart, table: ChartTable) -> Iterator[Series]:
    last = table.start + len(table.labels) - 1
    names = _reach(layout, table.start, table.names_in, last, table.names_in)
    for one in _shown(chart, table):
        yield Series(one.name, names, _reach(layout, table.start, one.column, last, one.column), one.values)


def _of_line(layout: Layout, chart: Chart, table: ChartTable, place: int) -> Iterator[Series]:
    """One series over the measures, where they stand side by side under names of their own; else one of each."""
    row, shown = table.start + place, _shown(chart, table)
    columns = [one.column for one in shown]
    if columns == list(range(columns[0], columns[0] + len(columns))) and all(one.headed for one in shown):
        names = _reach(layout, table.start - 1, columns[0], table.start - 1, columns[-1])
        cells = _reach(layout, row, columns[0], row, columns[-1])
        yield Series(table.labels[place], names, cells, tuple(one.values[place] for one in shown))
        return
    name = _reach(layout, row, table.names_in, row, table.names_in)
    for one in shown:
        cell = _reach(layout, row, one.column, row, one.column)
        yield Series(one.name, name, cell, (one.values[place],))


def _reach(layout: Layout, top: int, left: int, bottom: int, right: int) -> str:
    sheet = quote_sheet(layout.sheet.get_name())
    first, last = column_letters(left + 1), column_letters(right + 1)
    return f"={sheet}!${first}${top + 1}:${last}${bottom + 1}"
