"""Native charts of the summary, drawn from a small table of live cells that is printed below them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xl_addin.excel.addresses import column_letters, quote_sheet
from xl_addin.excel.writing.print_setup import SAFETY, page, scale
from xl_addin.excel.writing.styles import baht_format
from xl_addin.excel.writing.text_metrics import row_height
from xl_addin.model.form.schema import Chart, ReportSheet
from xl_addin.model.values import money
from xl_addin.model.values.kinds import SCALE, Kind
from xl_addin.report.book.ledger import Source
from xl_addin.report.book.report_workbook import ReportBook
from xl_addin.report.book.text_lines import TextBlock, write_full_width
from xl_addin.report.book.worksheet_table import EMPTY_ROW, Cell, Layout, Live

ROUND = ("pie", "doughnut")

_LOWEST, _HIGHEST = 150.0, 480.0
"""Points of a chart: one that would be lower begins a new page, and charts share the rest of a page."""

_ROW_HEIGHT = 20.25
_COLOURS = ("#2E75B6", "#F4B183", "#70AD47", "#A5A5A5", "#FFC000", "#5B9BD5", "#C55A11", "#7F6084")


def write_charts(
    book: ReportBook, layout: Layout, spec: ReportSheet, names: Mapping[str, Any], row: int
) -> int:
    """Write every chart of the sheet from `row` on; gives the row after the last. `names`: for its titles."""
    waiting = [(chart, _titles(book, layout, spec, chart, names)) for chart in spec.charts]
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
            row = _write(book, layout, chart, blocks, row, int(height / _ROW_HEIGHT)) + 1
        waiting = waiting[together:]
    return max(row, 1)


def _titles(
    book: ReportBook, layout: Layout, spec: ReportSheet, chart: Chart, names: Mapping[str, Any]
) -> list[TextBlock]:
    lines = [line for title in chart.titles for line in book.write_lines(title, names, spec.name)]
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


def _write(
    book: ReportBook, layout: Layout, chart: Chart, blocks: Sequence[TextBlock], row: int, rows: int
) -> int:
    row = write_full_width(book, layout.sheet, blocks, layout.columns, row)
    place = row
    for number in range(rows):
        layout.sheet.set_row(row + number, _ROW_HEIGHT)
    row += rows
    sources = [book.figures[key] for key in chart.figures]
    kind = _kind(chart, sources)
    drawn = book.workbook.add_chart({"type": kind})
    end = _table(book, layout, chart, sources, row, drawn, kind)
    _dress(book, drawn, kind, bool(chart.series))
    # XlsxWriter ties the chart to cells and counts columns in pixels of its own; the cells decide its size.
    width = sum(layout.sheet._size_col(column) for column in range(layout.columns))
    height = int(rows * _ROW_HEIGHT / 0.75)
    drawn.set_size({"width": int(width * 0.96), "height": height - 8})
    offsets: dict[str, Any] = {"x_offset": int(width * 0.02), "y_offset": 4, "object_position": 1}
    offsets["description"] = " ".join(block.line.text for block in blocks) or book.form.report.title
    layout.sheet.insert_chart(place, 0, drawn, offsets)
    return end


def _kind(chart: Chart, sources: list[Source]) -> str:
    """A round chart cannot show an over-spend or nothing at all: then columns are drawn."""
    values = [source.value or 0 for source in sources]
    if chart.kind in ROUND and (min(values) < 0 or not any(values)):
        return "column"
    return chart.kind


def _table(
    book: ReportBook, layout: Layout, chart: Chart, sources: list[Source], row: int, drawn: Any, kind: str
) -> int:
    """The chart's figures in cells; adds the series to the chart."""
    categories = chart.categories or tuple(source.label for source in sources)
    series = chart.series or ("จำนวน",)
    share = ["ร้อยละ"] if kind in ROUND else []
    row = layout.header(row, ["รายการ", *series, *share])
    first, last = row, row + len(categories) - 1
    whole = f"{layout.cell(first, 1).replace('B', 'B$')}:{layout.cell(last, 1).replace('B', 'B$')}"
    for number, category in enumerate(map(book.in_digits, categories)):
        part = sources[number * len(series) : (number + 1) * len(series)]
        cells: list[Cell] = [category]
        for source in part:
            value = None if source.value is None else source.value / 10 ** SCALE[source.kind]
            cells.append(Live(source.formula, value))
        kinds = [source.kind for source in part]
        if share:
            cells.append(_share(book, layout.cell(row, 1), whole, part[0], sources))
            kinds.append(Kind.PERCENT)
        row = layout.row(row, cells, (Kind.TEXT, *kinds))
    for number, name in enumerate(series, start=1):
        _series(book, layout, drawn, kind, (first, row - 1), number, name)
    return row


def _share(book: ReportBook, cell: str, whole: str, source: Source, sources: list[Source]) -> Live:
    """A part of the whole in percent, rounded as the office does: a chart's own labels round half up."""
    unit = 10 ** SCALE[source.kind]
    total = sum(one.value or 0 for one in sources)
    rounding = book.settings.percent_rounding
    hundredths = money.percent(source.value or 0, total, rounding)
    part, all_ = f"ROUND({cell}*{unit},0)", f"ROUND(SUM({whole})*{unit},0)"
    cut, half_up = f"INT({part}*10000/{all_})", f"INT(({part}*20000+{all_})/(2*{all_}))"
    share = cut if rounding == "cut" else half_up
    return Live(f'IF(SUM({whole})=0,"",{share}/100)', None if hundredths is None else hundredths / 100)


def _series(
    book: ReportBook, layout: Layout, drawn: Any, kind: str, rows: tuple[int, int], column: int, name: str
) -> None:
    sheet = quote_sheet(layout.sheet.get_name())
    (first, last), letters = rows, column_letters(column + 1)
    wanted: dict[str, Any] = {
        "name": name,
        "categories": f"={sheet}!$A${first + 1}:$A${last + 1}",
        "values": f"={sheet}!${letters}${first + 1}:${letters}${last + 1}",
        "fill": {"color": _COLOURS[(column - 1) % len(_COLOURS)]},
    }
    font = {"name": book.settings.font, "size": book.points}
    if kind in ROUND:
        wanted["points"] = [
            {"fill": {"color": _COLOURS[number % len(_COLOURS)]}} for number in range(last - first + 1)
        ]
        # A part of nothing has no slice; its label would stand on a neighbour's edge.
        shown = baht_format(book.settings.model_copy(update={"zero": ""}), 0)
        wanted["data_labels"] = {"value": True, "num_format": shown, "font": font}
    drawn.add_series(wanted)


def _dress(book: ReportBook, drawn: Any, kind: str, has_series: bool) -> None:
    font = {"name": book.settings.font, "size": book.points, "bold": False}
    drawn.set_title({"none": True})
    if kind in ROUND:
        drawn.set_legend({"position": "right", "font": font})
        return
    drawn.set_legend({"position": "bottom", "font": font} if has_series else {"none": True})
    drawn.set_x_axis({"num_font": font})
    shown = baht_format(book.settings, 0)
    drawn.set_y_axis({"num_font": font, "num_format": shown, "major_gridlines": {"visible": True}})
