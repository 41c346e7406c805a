"""Worksheets of merged cells: the blank cells behind the first one are kept and written as one run.

A line of text across a page of fifteen columns is fifteen cells, of which XlsxWriter would keep and write each.
`table`, `merge`, `row_info`, `_check_dimensions`, `_write_row`, `_write_empty_row`, `_write_merge_cells` and
`original_row_height` are internal names of XlsxWriter: tests/excel/writing/test_bulk_rows.py fails when they change.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain, starmap

from xlsxwriter.format import Format
from xlsxwriter.worksheet import CellBlankTuple, RowInfo

from xl_addin.excel.addresses import column_letters
from xl_addin.excel.writing.text_sheet import TextSheet


class MergedSheet(TextSheet):
    """A worksheet that keeps runs of blank cells."""

    def __init__(self) -> None:
        super().__init__()
        # By row and the column before the run: its last column and its look.
        self._runs: defaultdict[int, dict[int, tuple[int, Format]]] = defaultdict(dict)
        self._merged: list[str] = []

    def let_go(self) -> None:
        super().let_go()
        self._runs.clear()
        self._merged.clear()

    def looks(self) -> list[Format]:
        runs = (look for runs in self._runs.values() for _, look in runs.values())
        return list(dict.fromkeys(chain(super().looks(), runs)))

    def set_heights(self, row: int, heights: Sequence[float]) -> None:
        """`set_row` of rows from `row` on (from 0); heights in points."""
        for place, height in enumerate(heights, row):
            info = self.row_info[place] = _row_of(height)
            self.row_sizes[place] = [info.height, False]
        if heights:
            self._check_dimensions(row, self.dim_colmin or 0)
            self._check_dimensions(row + len(heights) - 1, self.dim_colmin or 0)

    def merge_across(self, row: int, first: int, last: int, look: Format) -> None:
        """Make cells of a row (all from 0) one, for what is written into the first; a single one is left as it is."""
        self.merge_blank(row, first, row, last, look)

    def merge_blank(
        self, first_row: int, first_column: int, last_row: int, last_column: int, look: Format
    ) -> None:
        """`merge_range` of blank cells (all from 0) for what is written into the first; a single one is left as it is.

        Nobody looks whether the range meets another one.
        """
        if (first_row, first_column) == (last_row, last_column):
            return
        self._check_dimensions(first_row, first_column)
        self._check_dimensions(last_row, last_column)
        self.merge.append([first_row, first_column, last_row, last_column])
        blank = CellBlankTuple(look)
        for row in range(first_row, last_row + 1):
            self.table[row][first_column] = blank
            if last_column > first_column:
                self._runs[row][first_column] = (last_column, look)

    def merge_written(self, first_row: int, first_column: int, last_row: int, last_column: int) -> None:
        """Merge cells (all from 0) that a block writes; the value stands in the first of them.

        `merge_range` would write them one by one. Nobody looks whether the range meets another one.
        """
        self._merged.append(_area(first_row, first_column, last_row, last_column))

    def put_blanks(self, row: int) -> None:
        """Let the runs of a row (from 0) be single cells, of which others may have been written since."""
        cells = self.table[row]
        for before, (last, look) in self._runs.pop(row, {}).items():
            for column in range(before + 1, last + 1):
                cells.setdefault(column, CellBlankTuple(look))

    def _write_ordinary_row(self, row: int) -> None:
        info, cells = self.row_info.get(row), self.table.get(row)
        if not cells:
            self._write_empty_row(row, None, info)
            return
        if self._has_plain_height(row, info):
            self.fh.write(f'<row r="{row + 1}" ht="{info.height * 0.75:.16g}" customHeight="1">')
        else:
            self._write_row(row, None, info)
        runs = self._runs.get(row, {})
        if runs and _meet(runs, cells):
            self.put_blanks(row)
            runs = {}
        for column in sorted(cells):
            self._write_cell(row, column, cells[column])
            if column in runs:
                last, look = runs[column]
                blanks = _blanks(column + 1, last, look._get_xf_index())
                self.fh.write(blanks.replace("\0", str(row + 1)))
        self.fh.write("</row>")

    def _has_plain_height(self, row: int, info: RowInfo | None) -> bool:
        """Whether its height, set by hand, is all that is to be told of a row."""
        return (
            info is not None
            and not (info.row_format or info.hidden or info.level or info.collapsed)
            and info.height not in (None, self.original_row_height)
            and row not in self.growing
        )

    def _write_merge_cells(self) -> None:
        areas = [*starmap(_area, self.merge), *self._merged]
        if not areas:
            super()._write_merge_cells()
            return
        cells = "".join(f'<mergeCell ref="{area}"/>' for area in areas)
        self.fh.write(f'<mergeCells count="{len(areas)}">{cells}</mergeCells>')


def _area(first_row: int, first_column: int, last_row: int, last_column: int) -> str:
    first, last = column_letters(first_column + 1), column_letters(last_column + 1)
    return f"{first}{first_row + 1}:{last}{last_row + 1}"


@lru_cache(maxsize=1024)
def _row_of(height: float) -> RowInfo:
    """Nobody changes it."""
    return RowInfo(int(height * 4.0 / 3.0 + 0.5), None, False, 0, False)


def _meet(runs: Mapping[int, tuple[int, Format]], cells: Iterable[int]) -> bool:
    """Whether anything was written into the columns of a run."""
    return any(before < column <= last for before, (last, _) in runs.items() for column in cells)


@lru_cache(maxsize=1024)
def _blanks(first: int, last: int, look: int) -> str:
    """Blank cells of a row, columns from 0, with NUL for its number."""
    return "".join(f'<c r="{column_letters(column + 1)}\0" s="{look}"/>' for column in range(first, last + 1))
