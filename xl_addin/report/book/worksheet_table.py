"""Simple tables of the report's own sheets: a header, rows of texts and numbers, heights that fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Literal, assert_never

from xlsxwriter.format import Format

from xl_addin.excel.addresses import cell_address, sheet_cell
from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.print_setup import SAFETY, page, scale
from xl_addin.excel.writing.styles import baht_format, number_format, off_the_line
from xl_addin.excel.writing.text_metrics import column_width, indented, row_height
from xl_addin.excel.writing.typeface import DEFAULT_ROW_PIXELS
from xl_addin.excel.writing.workbook_writer import starts_like_a_formula
from xl_addin.model.values.kinds import SCALE, Kind
from xl_addin.report.book.printed_columns import TRUE_SIZE
from xl_addin.report.book.report_workbook import ReportBook

MOST_BREAKS = 1000
"""Excel takes 1,026 page breaks on a sheet."""

EMPTY_ROW = DEFAULT_ROW_PIXELS * 0.75


@dataclass(frozen=True, slots=True)
class Live:
    """A formula (without "=") and the value it has, in printed units."""

    formula: str
    value: Any


@dataclass(frozen=True, slots=True)
class Number:
    """A number in inside units with its kind; None is blank."""

    value: int | None
    kind: Kind


Cell = str | int | None | Number | Live


class Layout:
    """Columns of a sheet that fill the page: `shares` are relative widths, `printed_at` is the scale on paper.

    A sheet that asks `ready` for each row ends its pages itself, and tables go on below their header.
    """

    def __init__(
        self,
        book: ReportBook,
        sheet: BulkSheet,
        shares: Sequence[float],
        orientation: Literal["portrait", "landscape"] = "portrait",
        printed_at: float = TRUE_SIZE,
    ) -> None:
        self.book, self.sheet = book, sheet
        self.orientation = orientation
        self._labels: Sequence[str] = ()
        self._breaks: list[int] = []
        self._repeated = 0.0
        self._looks: dict[Any, Format] = {}
        room = page(orientation).width / printed_at
        self.widths = [room * share / sum(shares) for share in shares]
        for index, width in enumerate(self.widths):
            sheet.set_column(index, index, column_width(width))

    @property
    def width(self) -> float:
        return sum(self.widths)

    @property
    def columns(self) -> int:
        return len(self.widths)

    def span(self, first: int, last: int) -> float:
        """Points from column first to column last."""
        return sum(self.widths[first : last + 1])

    def header(self, row: int, labels: Sequence[str]) -> int:
        """Write a header row; gives the next row."""
        self._labels = labels
        look = self.book.styles.header()
        for column, label in enumerate(labels):
            self.sheet.write_string(row, column, label, look)
        cells = list(zip(labels, self.widths, strict=False))
        self.sheet.set_row(row, row_height(cells, self.book.points, bold=True))
        return row + 1

    def repeat(self, row: int) -> None:
        """Repeat a written header on every further page."""
        self.sheet.repeat_rows(row)
        self._repeated = self.height_of(range(row, row + 1))

    def row(self, row: int, cells: Sequence[Cell], kinds: Sequence[Kind], **more: Any) -> int:
        """Write one row; `kinds`: how each column shows. Gives the next row."""
        for column, (cell, kind) in enumerate(zip(cells, kinds, strict=True)):
            self.write(row, column, cell, kind, **more)
        self.sheet.set_row(row, self.height(cells, kinds, bold=bool(more.get("bold"))))
        return row + 1

    def row_on_page(self, row: int, cells: Sequence[Cell], kinds: Sequence[Kind], **more: Any) -> int:
        """Write one row, where it does not fit on the page on a new one below the header. Gives the next row."""
        height = self.height(cells, kinds, bold=bool(more.get("bold")))
        return self.row(self.ready(row, height), cells, kinds, **more)

    def beside(self, row: int, cells: Sequence[Cell], kinds: Sequence[Kind]) -> int:
        """Write one row beside the printed page, where a chart reads it. Gives the next row."""
        for column, (cell, kind) in enumerate(zip(cells, kinds, strict=True), start=self.columns + 1):
            self.write(row, column, cell, kind)
        return row + 1

    def height(self, cells: Sequence[Cell], kinds: Sequence[Kind] = (), bold: bool = False) -> float:
        """The height of a row with these cells; texts of unknown kinds are indented."""
        texts = []
        for cell, width, kind in zip_longest(cells, self.widths, kinds):
            text = cell.value if isinstance(cell, Live) else cell
            if isinstance(text, str) and text:
                texts.append((text, width if kind is Kind.CHOICE else indented(width)))
        return row_height(texts, self.book.points, bold)

    def write(self, row: int, column: int, cell: Cell, kind: Kind, **more: Any) -> None:
        """Write one cell with lines around."""
        look = self._look(kind, cell, **more)
        match cell:
            case None | "":
                self.sheet.write_blank(row, column, None, look)
            case Live(formula=formula, value=value):
                self.sheet.write_formula(row, column, f"={formula}", look, "" if value is None else value)
            case Number(value=number, kind=own):
                if number is None:
                    self.sheet.write_blank(row, column, None, look)
                else:
                    self.sheet.write_number(row, column, number / 10 ** SCALE[own], look)
            case int():
                self.sheet.write_number(row, column, cell, look)
            case str():
                self.sheet.write_string(row, column, cell, look)
            case _:
                assert_never(cell)

    def _look(self, kind: Kind, cell: Cell, **more: Any) -> Format:
        has_satang = kind is Kind.BAHT and _has_satang(cell)
        quoted = isinstance(cell, str) and starts_like_a_formula(cell)
        key = (kind, has_satang, quoted, *more.items())
        if key not in self._looks:
            self._looks[key] = self._new_look(kind, has_satang, quoted, more)
        return self._looks[key]

    def _new_look(self, kind: Kind, has_satang: bool, quoted: bool, more: Mapping[str, Any]) -> Format:
        # Not "@": a formula in such a cell becomes text once edited, and old Excel shows long texts as ###.
        is_number = kind in SCALE
        look: dict[str, Any] = {
            "num_format": number_format(kind, self.book.settings) if is_number else "General"
        }
        if has_satang:
            look["num_format"] = baht_format(self.book.settings, 2)
        if is_number and more.get("align", kind.facts.align) == "right":
            look["num_format"] = off_the_line(look["num_format"])
        if not is_number and kind is not Kind.CHOICE:
            look["indent"] = 1
        if quoted:
            look["quote_prefix"] = True
        return self.book.styles.value(kind, **look | dict(more))

    def ready(self, row: int, height: float, header: Callable[[int], int] | None = None) -> int:
        """Where a row so high may stand: `row`, or below the table's header once more, on a new page."""
        if self._fits(row, height):
            return row
        self._breaks.append(row)
        return self.header(row, self._labels) if header is None else header(row)

    def begin(self, row: int, height: float) -> None:
        """A table or text begins at `row`: on a new page where its first rows, so high, do not fit."""
        if not self._fits(row, height):
            self._breaks.append(row)

    def keep_together(self, first: int, end: int) -> None:
        """The rows first ... end - 1, written without page ends, stand on one page."""
        self.begin(first, self.height_of(range(first, end)))

    def end_pages(self) -> None:
        """Hand the page ends to the sheet."""
        self.sheet.set_h_pagebreaks(self._breaks[:MOST_BREAKS])

    def left(self, row: int) -> float:
        """Points that are left of the page at `row`, below rows that the sheet repeats on it."""
        start = self._breaks[-1] if self._breaks else 0
        room = page(self.orientation).height / scale(self.orientation, self.width) * SAFETY
        return room - (self._repeated if start else 0.0) - self.height_of(range(start, row))

    def _fits(self, row: int, height: float) -> bool:
        start = self._breaks[-1] if self._breaks else 0
        return row <= start or height <= self.left(row)

    def fold(self, row: int) -> None:
        """Put a written row out of sight, below the table's header, where a click on [+] shows it."""
        height = self.sheet.row_sizes[row][0] * 0.75
        self.sheet.set_row(row, height, None, {"level": 1, "hidden": True})
        self.sheet.outline_settings(symbols_below=False)

    def height_of(self, rows: range) -> float:
        """Points of these rows; folded ones take none."""
        pixels = self.sheet.row_sizes
        sizes = (pixels.get(row, (EMPTY_ROW / 0.75, False)) for row in rows)
        return sum(0.0 if hidden else height * 0.75 for height, hidden in sizes)

    def address(self, row: int, column: int) -> str:
        """A cell (from 0) as another sheet's formula names it."""
        return sheet_cell(self.sheet.get_name(), row + 1, column + 1)

    def cell(self, row: int, column: int) -> str:
        """A cell (from 0) as a formula of this sheet names it."""
        return cell_address(row + 1, column + 1)


def _has_satang(cell: Cell) -> bool:
    """Whether an amount is no whole baht: then it shows its satang, whatever the office's decimals are."""
    match cell:
        case Number(value=int(value)):
            return value % 100 != 0
        case Live(value=float(value)):
            return round(value * 100) % 100 != 0
        case _:
            pass
    return False
