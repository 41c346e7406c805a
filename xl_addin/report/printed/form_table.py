"""Small tables of a printed project form: activities with bars of months, budget lines with totals, rounds.

A table that goes on over a page repeats its header; a row that is higher than what is left of a page, and too
high to move on, is divided in its texts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any, NamedTuple

from xl_addin.excel.addresses import cell_address, sheet_cell
from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.styles import HEADER_FILL, off_the_line
from xl_addin.excel.writing.text_metrics import MAX_ROW_HEIGHT, indented, line_height, row_height
from xl_addin.excel.writing.workbook_writer import starts_like_a_formula
from xl_addin.model.form.report_schema import PagePart, PrintColumn
from xl_addin.model.values.kinds import SCALE, Kind
from xl_addin.report.book.ledger import Source
from xl_addin.report.book.prose import Grid
from xl_addin.report.book.report_workbook import ReportBook
from xl_addin.report.book.shown_values import shown_value
from xl_addin.report.printed.form_grid import MONTHS, FormGrid, Span
from xl_addin.report.table.page_flow import PageFlow, divided, text_height
from xl_addin.report.table.table_header import HeadCell, TableHead

BAR_FILL = "#5B7FA6"
PERIOD = "ระยะเวลาดำเนินการ"

_TOO_HIGH = 0.35  # of a page: a row higher than this is divided rather than moved on
FEW_ROWS = 3
"""Rows of a table that is not divided between pages."""

OF_LAST_YEAR = 3
"""Months of a fiscal year that lie in the calendar year before: October to December."""

_FIRST_LINES = 4  # of a table's first row that stand on the page of its header


@dataclass(frozen=True, slots=True)
class SmallColumn:
    """A printed column; `spec` None: a month. `kind` of its values; `num_format` of numbers."""

    spec: PrintColumn | None
    kind: Kind
    num_format: str = "General"

    @property
    def is_number(self) -> bool:
        return self.kind in SCALE

    @property
    def is_summed(self) -> bool:
        return self.spec is not None and self.spec.total and self.is_number


@dataclass(frozen=True, slots=True)
class SmallCell:
    """A text, a whole number of the column's kind, or a month that is `filled`.

    `formula`: gives a live formula (without "=") for the sheet row (from 0) in which the cell stands.
    """

    text: str = ""
    value: int | None = None
    filled: bool = False
    formula: Callable[[int], str] | None = None


SmallRow = Sequence[SmallCell]
NOTHING = SmallCell()


class MeasuredRows(NamedTuple):
    """The rows of one project's table with their `heights` in points, and its total with its own, `closing`."""

    rows: Sequence[SmallRow]
    heights: Sequence[float]
    total: SmallRow | None
    closing: float


class SmallTable:
    """How one part's table is printed; the same for every project."""

    def __init__(
        self,
        book: ReportBook,
        grid: FormGrid,
        part: PagePart,
        columns: Sequence[SmallColumn],
        months: Sequence[str],
    ) -> None:
        self.book, self.part, self.columns = book, part, columns
        self.spans = spans_of(grid, part, len(columns))
        self.widths = [indented(span.points) for span in self.spans]
        self.least_height = row_height([], book.points)
        self.head = TableHead(book, [self._head(number, months) for number in range(len(columns))])

    def _head(self, number: int, months: Sequence[str]) -> HeadCell:
        spec, span = self.columns[number].spec, self.spans[number]
        if spec is None:
            label = (PERIOD, self._year(number), months[number - 1])
            return HeadCell(label, span.first, span.last, span.points, upright=True)
        return HeadCell(spec.head, span.first, span.last, span.points)

    def _year(self, month: int) -> str:
        """The calendar year of a month of the fiscal year (1 = October)."""
        year = self.book.register.fiscal_year - (month <= OF_LAST_YEAR)
        return self.book.in_digits(f"ปี {year}")

    def measured(self, rows: Sequence[SmallRow], total: SmallRow | None) -> MeasuredRows:
        """What the rows of a project take."""
        closing = self._height(total, bold=True) if total is not None else 0.0
        return MeasuredRows(rows, [self._height(row) for row in rows], total, closing)

    def least(self, flow: PageFlow, table: MeasuredRows, after: float) -> float:
        """What must stand on one page: a table of few rows; of others the header and the first row or its beginning.

        `after`: what must stand on the page with the table's end.
        """
        if len(table.heights) <= FEW_ROWS:
            whole = sum(table.heights)
            if whole <= flow.room * _TOO_HIGH:
                return self.head.height + whole + table.closing + after
        return self.head.height + min(table.heights[0], _FIRST_LINES * line_height(self.book.points))

    def write(self, flow: PageFlow, table: MeasuredRows, after: float = 0.0) -> dict[str, Source]:
        """Write header, rows and total; gives the total's cells by key. `after`: as in `least`."""
        self._header(flow)
        closing = [0.0] * (len(table.rows) - 1) + [table.closing + after]
        places = [
            self._row(flow, row, height, below)
            for row, height, below in zip(table.rows, table.heights, closing, strict=True)
        ]
        return {} if table.total is None else self._total(flow, table, table.total, places)

    def as_texts(self, rows: Sequence[SmallRow], total: SmallRow | None) -> Grid:
        """The table as a reader sees it, months as ■."""
        header = tuple(cell.label[-1] for cell in self.head.cells)
        lines = [tuple(map(self._as_text, row, self.columns)) for row in rows]
        if total is not None:
            closing = [
                replace(cell, value=sum(row[number].value or 0 for row in rows))
                if column.is_summed and cell.formula is None
                else cell
                for number, (cell, column) in enumerate(zip(total, self.columns, strict=True))
            ]
            lines.append(tuple(map(self._as_text, closing, self.columns)))
        return Grid(header, tuple(lines))

    def _as_text(self, cell: SmallCell, column: SmallColumn) -> str:
        if cell.text or cell.filled:
            return cell.text or "■"
        return shown_value(cell.value, column.kind, self.book.settings, ".00" in column.num_format)

    def _header(self, flow: PageFlow) -> None:
        row = flow.take(self.head.heights).start
        if flow.sheet is not None:
            self.head.write(flow.sheet, row)

    def _height(self, row: SmallRow, bold: bool = False) -> float:
        points = self.book.points
        heights = [
            text_height(cell.text, width, points, bold)
            for cell, width in zip(row, self.widths, strict=True)
            if cell.text
        ]
        return max(heights, default=self.least_height)

    def _row(self, flow: PageFlow, row: SmallRow, height: float, closing: float) -> int:
        """One row, divided over pages where it must be; gives the sheet row (from 0) of its numbers."""
        if height + closing > flow.left and height <= flow.room * _TOO_HIGH:
            self._next_page(flow)
        first: int | None = None
        was_divided = True
        while height > flow.left:
            above, below = self._divided(row, flow.left)
            if any(cell.text for cell in above):
                place = self._place(flow, above, self._height(above))
                first = place if first is None else first
                row, height = below, self._height(below)
            elif not was_divided:
                break  # a page of its own does not hold three lines: Excel cuts it, not the program
            was_divided = any(cell.text for cell in above)
            self._next_page(flow)
        place = self._place(flow, row, height)
        return place if first is None else first

    def _next_page(self, flow: PageFlow) -> None:
        flow.new_page()
        self._header(flow)

    def _divided(self, row: SmallRow, room: float) -> tuple[list[SmallCell], list[SmallCell]]:
        above, below = [], []
        for cell, width in zip(row, self.widths, strict=True):
            head, rest = divided(cell.text, width, self.book.points, room) if cell.text else ("", "")
            above.append(replace(cell, text=head))
            below.append(SmallCell(text=rest, filled=cell.filled))
        return above, below

    def _place(self, flow: PageFlow, row: SmallRow, height: float, **more: Any) -> int:
        parts = ceil(height / MAX_ROW_HEIGHT)
        rows = flow.take([min(height / parts + (0.75 if parts > 1 else 0), MAX_ROW_HEIGHT)] * parts)
        if flow.sheet is not None:
            for number, cell in enumerate(row):
                self._cell(flow.sheet, (rows.start, rows.stop - 1), number, cell, **more)
        return rows.start

    def _cell(
        self, sheet: BulkSheet, rows: tuple[int, int], number: int, cell: SmallCell, **more: Any
    ) -> None:
        span, column = self.spans[number], self.columns[number]
        look: dict[str, Any] = dict(more)
        if cell.text:
            look |= {"num_format": "General", "quote_prefix": starts_like_a_formula(cell.text)}
        elif column.is_number:
            look["num_format"] = off_the_line(column.num_format)
        if cell.text and "align" not in look and column.kind is not Kind.CHOICE:
            look["indent"] = 1
        if cell.filled:
            look["bg_color"] = BAR_FILL
        if column.spec is not None and column.spec.align is not None:
            look["align"] = column.spec.align
        kind = Kind.LONG_TEXT if cell.text and column.is_number else column.kind
        made = self.book.styles.value(kind, **look)
        place = (rows[0], span.first)
        sheet.merge_blank(rows[0], span.first, rows[1], span.last, made)
        unit = 10 ** SCALE.get(column.kind, 0)
        value = None if cell.value is None else cell.value / unit if unit > 1 else cell.value
        if cell.text:
            sheet.put_text(*place, cell.text, made)
        elif cell.formula is not None:
            sheet.put_formula(*place, cell.formula(rows[0]), made, "" if value is None else value)
        elif value is not None:
            sheet.write_number(*place, value, made)
        else:
            sheet.write_blank(*place, None, made)

    def _total(
        self, flow: PageFlow, table: MeasuredRows, total: SmallRow, places: Sequence[int]
    ) -> dict[str, Source]:
        """`places`: sheet rows (from 0) of the rows' numbers."""
        if table.closing > flow.left:
            self._next_page(flow)
        if flow.sheet is None:
            self._place(flow, total, table.closing)
            return {}
        found: dict[str, Source] = {}
        cells: list[SmallCell] = []
        row = flow.row
        for number, (cell, column) in enumerate(zip(total, self.columns, strict=True)):
            if column.is_summed and column.spec is not None and cell.formula is None:
                key = column.spec.key or ""
                value = sum(line[number].value or 0 for line in table.rows)
                summed = [
                    place for line, place in zip(table.rows, places, strict=True) if line[number].text == ""
                ]
                formula = self._sum(summed, number)
                cell = SmallCell(value=value, formula=lambda _, made=formula: made)  # type: ignore[misc]
                address = sheet_cell(flow.sheet.get_name(), row + 1, self.spans[number].first + 1)
                found[key] = Source(column.spec.title, address, value, column.kind)
            cells.append(cell)
        self._place(flow, cells, table.closing, bold=True, bg_color=HEADER_FILL)
        return found

    def _sum(self, rows: Sequence[int], number: int) -> str:
        pieces: list[list[int]] = []
        for row in rows:
            if pieces and pieces[-1][1] == row - 1:
                pieces[-1][1] = row
            else:
                pieces.append([row, row])
        column = self.spans[number].first + 1
        cells = [
            f"{cell_address(first + 1, column)}:{cell_address(last + 1, column)}" for first, last in pieces
        ]
        return f"SUM({','.join(cells) or '0'})"


def spans_of(grid: FormGrid, part: PagePart, columns: int) -> list[Span]:
    """What each of so many columns of a part takes of the sheet; one below another, all of its width."""
    return [grid.whole] * columns if part.blocks else grid.spans(part.columns)


def bar(first: int | None, last: int | None) -> list[SmallCell]:
    """Twelve cells of the fiscal year, filled from month `first` to `last` (1 = October)."""
    if first is None or last is None:
        return [NOTHING] * MONTHS
    return [SmallCell(filled=first <= month <= last) for month in range(1, MONTHS + 1)]
