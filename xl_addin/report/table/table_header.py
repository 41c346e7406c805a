"""The header of a printed table: levels of labels, equal neighbours merged, heights that fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.header_rows import HeaderBlock, header_blocks
from xl_addin.excel.writing.text_metrics import row_height, text_width
from xl_addin.report.book.printed_columns import PrintedColumn
from xl_addin.report.book.report_workbook import ReportBook

_BESIDE = 6.0  # points around a label that stands upright


@dataclass(frozen=True, slots=True)
class HeadCell:
    """The labels above one printed column, levels from the top.

    `first` ... `last`: sheet columns that it takes (from 0); `points`: their width. `upright`: its own label
    is turned, for columns narrower than their label.
    """

    label: tuple[str, ...]
    first: int
    last: int
    points: float
    upright: bool = False


class TableHead:
    """A header that can be written as often as pages need it; `heights` of its rows."""

    def __init__(self, book: ReportBook, cells: Sequence[HeadCell]) -> None:
        self.book, self.cells = book, cells
        self.blocks = header_blocks([cell.label for cell in cells])
        self.heights = self._heights()

    @property
    def height(self) -> float:
        return sum(self.heights)

    def write(self, sheet: BulkSheet, top: int) -> int:
        """Write it from row `top` (from 0); gives the row below."""
        for block in self.blocks:
            look = self.book.styles.header(**({"rotation": 90} if self._is_upright(block) else {}))
            first, last = self.cells[block.first_column].first, self.cells[block.last_column].last
            row = top + block.first_row
            sheet.merge_blank(row, first, top + block.last_row, last, look)
            sheet.write_string(row, first, block.text, look)
        for row, height in enumerate(self.heights):
            sheet.set_row(top + row, height)
        return top + len(self.heights)

    def _heights(self) -> list[float]:
        points = self.book.points
        heights = [row_height([], points, bold=True)] * max(len(cell.label) for cell in self.cells)
        for block in sorted(self.blocks, key=lambda block: block.last_row - block.first_row):
            lacking = self._needed(block) - sum(heights[block.first_row : block.last_row + 1])
            heights[block.last_row] += max(0.0, lacking)
        return heights

    def _needed(self, block: HeaderBlock) -> float:
        if self._is_upright(block):
            return text_width(block.text, self.book.points, bold=True) + _BESIDE
        width = sum(cell.points for cell in self.cells[block.first_column : block.last_column + 1])
        return row_height([(block.text, width)], self.book.points, bold=True)

    def _is_upright(self, block: HeaderBlock) -> bool:
        return block.first_column == block.last_column and self.cells[block.first_column].upright


def head_cells(columns: Sequence[PrintedColumn]) -> list[HeadCell]:
    """The heads of printed columns with those that are joined to them."""
    shown = [index for index, column in enumerate(columns) if not column.spec.joined]
    joined = [columns[start:stop] for start, stop in zip(shown, [*shown[1:], len(columns)], strict=True)]
    return [
        HeadCell(one[0].spec.head, one[0].first, one[-1].last, sum(column.points for column in one))
        for one in joined
    ]
