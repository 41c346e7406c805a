"""A working sheet that is one list below its titles: what changed, what was decided, what the rules mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.model.values.kinds import Kind
from xl_addin.report.book.report_workbook import ReportBook, Written
from xl_addin.report.book.sheet_setup import set_up_report_page, set_up_work_sheet
from xl_addin.report.book.text_lines import TextBlock, write_full_width
from xl_addin.report.book.worksheet_table import Cell, Layout

_SCALE = 0.6


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of a list: its head, how its values show, and its share of the page's width."""

    label: str
    share: float
    kind: Kind = Kind.TEXT


NUMBER = ListColumn("ที่", 4, Kind.COUNT)


@dataclass(frozen=True, slots=True)
class WrittenList:
    """Where a list came to stand. Rows and columns from 0; `end`: the row after the last one."""

    layout: Layout
    header: int
    first: int
    end: int


def write_list(
    book: ReportBook,
    sheet: BulkSheet,
    titles: Iterable[str],
    columns: Sequence[ListColumn],
    rows: Iterable[Sequence[Cell]],
    *,
    is_work: bool = False,
) -> WrittenList:
    """Write the sheet; the rows are numbered in a first column of their own.

    `is_work`: for the officer alone, no page of the report; then its rows can be filtered.
    """
    shown = (NUMBER, *columns)
    layout = Layout(book, sheet, [column.share for column in shown], "landscape", _SCALE)
    look = book.styles.title()
    blocks = [
        TextBlock.fitted(Written(book.in_digits(line)), look, layout.width, book.points, bold=True)
        for line in titles
    ]
    header = write_full_width(book, sheet, blocks, layout.columns, 0)
    row = first = layout.header(header, [column.label for column in shown])
    kinds = [column.kind for column in shown]
    for number, values in enumerate(rows, 1):
        cells: list[Cell] = [number, *values]
        row = layout.row(layout.ready(row, layout.height(cells)), cells, kinds)
    if is_work:
        set_up_work_sheet(book, sheet)
        sheet.autofilter(header, 0, max(row - 1, header), layout.columns - 1)
    else:
        set_up_report_page(book, sheet, "landscape")
    sheet.print_area(0, 0, max(row - 1, header), layout.columns - 1)
    sheet.freeze_panes(first, 0)
    layout.end_pages()
    return WrittenList(layout, header, first, row)
