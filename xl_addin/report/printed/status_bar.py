"""The projects by status as one bar: each status a piece as long as its share, with its number of projects."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

from xl_addin.excel.addresses import quote_sheet
from xl_addin.excel.writing.styles import number_format
from xl_addin.excel.writing.text_metrics import text_width
from xl_addin.model.values.kinds import Kind
from xl_addin.report.book.ledger import Source
from xl_addin.report.book.report_workbook import ReportBook
from xl_addin.report.book.worksheet_table import Layout, Live
from xl_addin.report.printed.chart_looks import EDGE, LOOKS, PLATE, insert

ROWS = 3
ROW_HEIGHT = 27.0
_KEY = 24.0  # points of the little square before a status, with the space around
_SMALLER = 2  # points by which its letters are smaller than text


def draw_status_bar(book: ReportBook, layout: Layout, statuses: Sequence[Source], row: int) -> int:
    """Draw it from `row` (from 0) on; gives the row below. Its numbers stand live beside the printed page."""
    sheet = layout.sheet
    chart = book.workbook.add_chart({"type": "bar", "subtype": "percent_stacked"})
    font = {"name": book.settings.font, "size": book.points - _SMALLER}
    shown_as = f"{number_format(Kind.COUNT, book.settings)};;"
    name = quote_sheet(sheet.get_name())
    first = layout.columns + 1
    for number, source in enumerate(statuses):
        column = first + number
        sheet.write_string(row, column, book.in_digits(source.label), book.styles.make())
        layout.write(row + 1, column, Live(source.formula, source.value), source.kind)
        label, value = (f"={name}!{layout.cell(place, column)}" for place in (row, row + 1))
        shown: dict[str, Any] = {
            "name": label,
            "values": value,
            "gap": 20,
            "border": {"color": EDGE},
            "data_labels": {"value": True, "font": font | {"bold": True}, "num_format": shown_as, **PLATE},
        }
        chart.add_series(shown | LOOKS[number % len(LOOKS)])
    chart.set_title({"none": True})
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_y_axis({"visible": False, "major_gridlines": {"visible": False}})
    labels = [source.label for source in statuses]
    # Without room of their own, further lines of the legend would press the bar flat.
    rows = ROWS - 1 + legend_lines(labels, layout.width, book.points - _SMALLER)
    for place in range(row, row + rows):
        sheet.set_row(place, ROW_HEIGHT)
    told = ", ".join(f"{source.label} {source.value} โครงการ" for source in statuses)
    insert(layout, row, rows * ROW_HEIGHT, chart, f"โครงการตามสถานะ: {told}")
    return row + rows


def legend_lines(labels: Sequence[str], width: float, points: float) -> int:
    """Lines of a legend so wide: programs put its labels into columns as wide as the longest one."""
    longest = max(text_width(label, points) for label in labels)
    return ceil(len(labels) / max(1, int(width / (longest + _KEY))))
