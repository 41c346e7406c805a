"""The projects' rows of a printed table on their sheet: written in one go, high ones merged, parts of divided ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

from xlsxwriter.format import Format

from xl_addin.excel.writing.bulk_columns import BulkColumn
from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.print_setup import PrintedRow
from xl_addin.excel.writing.text_metrics import MAX_ROW_HEIGHT, heights_of_lines, row_height
from xl_addin.report.book.printed_columns import PrintedColumn
from xl_addin.report.table.column_looks import ColumnLooks
from xl_addin.report.table.project_marks import ProjectMarks
from xl_addin.report.table.row_division import Texts


class _Row(NamedTuple):
    """A sheet row (from 0) of a project; without `project` a further one of that above. `texts`: None for its own."""

    row: int
    project: int | None
    texts: Texts | None
    height: float


@cache
def project_height(lines: int, points: float) -> float:
    """What a project's row with so many lines needs, however high."""
    # row_height never says more than Excel's limit; here the true need is wanted.
    one, two = (row_height([], points, least=count) for count in (1, 2))
    return one if lines == 1 else two + (two - one) * (lines - 2)


class ProjectRows:
    """Collects the rows of a table in order; `write` puts them on the sheet. `room`: points of a page."""

    def __init__(
        self,
        sheet: BulkSheet,
        columns: Sequence[PrintedColumn],
        looks: ColumnLooks,
        marks: ProjectMarks,
        room: float,
    ) -> None:
        self.sheet, self.columns, self.looks, self.marks, self.room = sheet, columns, looks, marks, room
        self.points = looks.book.points
        self._wide = [column for column in columns if column.last > column.first]
        self._rows: list[_Row] = []

    def add(
        self, row: int, index: int | None, lines: int, closes: bool, texts: Texts | None = None
    ) -> list[PrintedRow]:
        """A project from sheet row `row` on, or, without `index`, what goes on of it on the next page.

        `texts`: of a part of it, so many lines high; `closes`: a sum follows, on the same page. Gives the rows as they
        go to the pages.
        """
        height = project_height(lines, self.points)
        # A project higher than Excel allows takes several rows.
        heights = [height] if height <= MAX_ROW_HEIGHT else heights_of_lines(lines, self.points)
        for column in self.columns if len(heights) > 1 else self._wide:
            self.sheet.merge_written(row, column.first, row + len(heights) - 1, column.last)
        together = sum(heights) < self.room
        printed = []
        for place, one in enumerate(heights):
            is_first, is_last = place == 0, place == len(heights) - 1
            self._rows.append(
                _Row(row + place, index, texts, one) if is_first else _Row(row + place, None, {}, one)
            )
            keep = closes if is_last else together
            printed.append(PrintedRow(row + place, one, keep, begins_page=index is None and is_first))
        return printed

    def write(self) -> None:
        looks = [
            [self.looks.look(number)]
            if column.is_number
            else [self.looks.look(number), self.looks.look(number, quote_prefix=True)]
            for number, column in enumerate(self.columns)
        ]

        def fill() -> None:
            bulk = [one for number, look in enumerate(looks) for one in self._column(number, look)]
            rows, heights = [row.row for row in self._rows], [row.height for row in self._rows]
            self.sheet.write_block(rows, bulk, heights)

        cells = len(self._rows) * (1 + self.columns[-1].last)
        self.sheet.fill_later(fill, cells, chain.from_iterable(looks))
        for row in self._rows:
            if row.project is not None:
                self.marks.mark(row.row, row.project)

    def _column(self, number: int, looks: Sequence[Format]) -> Iterator[BulkColumn]:
        """The sheet's columns that a column of the table takes."""
        column = self.columns[number]
        values = [None if row.project is None else column.values[row.project] for row in self._rows]
        if column.is_number:
            yield self.sheet.numbers(column.first, values, column.scale, *looks)
        else:
            texts = [
                own if row.texts is None else row.texts.get(number)
                for row, own in zip(self._rows, values, strict=True)
            ]
            yield self.sheet.texts(column.first, texts, *looks)
        for further in range(column.first + 1, column.last + 1):
            yield self.sheet.texts(further, [None] * len(self._rows), looks[0])
