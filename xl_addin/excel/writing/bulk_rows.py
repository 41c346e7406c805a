"""Worksheets that take whole columns of values at once: thousands of rows in a third of XlsxWriter's time.

XlsxWriter looks at every cell twice, once to choose how to write it and once to write it. Rows of a table
are all alike, so here a column is prepared once (number format, kind of cell) and its rows are written as
text. Everything else of the sheet stays XlsxWriter's: cells written the ordinary way into a bulk row win
over the bulk cell of that place.

`_write_rows`, `_write_cell`, `str_table`, `tables`, `_check_dimensions` and `_get_xf_index` are internal names of
XlsxWriter: tests/excel/writing/test_bulk_rows.py fails when they change.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range

from xl_addin.excel.writing.bulk_columns import BulkColumn, KeptColumn, NumberColumn, Tails, TextColumn
from xl_addin.excel.writing.merged_sheet import MergedSheet
from xl_addin.excel.writing.plain_workbook import LARGE_SHEET
from xl_addin.excel.writing.workbook_writer import starts_like_a_formula

_CHUNK = 512


@dataclass(frozen=True, slots=True)
class _Block:
    rows: Sequence[int]
    columns: Sequence[BulkColumn]
    heights: Sequence[float] | None

    def elements(self) -> Iterator[tuple[int, str, tuple[str, ...]]]:
        """(row from 0, start tag, cells) of every row."""
        for start in range(0, len(self.rows), _CHUNK):
            rows = self.rows[start : start + _CHUNK]
            numbers = [str(row + 1) for row in rows]
            cells = zip(*(column.cells(numbers, start) for column in self.columns), strict=True)
            tags: Iterator[str] | list[str]
            if self.heights is None:
                tags = [f'<row r="{number}">' for number in numbers]
            else:
                heights = self.heights[start : start + _CHUNK]
                tags = [
                    f'<row r="{number}" ht="{height:.16g}" customHeight="1">'
                    for number, height in zip(numbers, heights, strict=True)
                ]
            yield from zip(rows, tags, cells, strict=True)


class BulkSheet(MergedSheet):
    """A worksheet that also takes blocks of rows."""

    def __init__(self) -> None:
        super().__init__()
        self._blocks: list[_Block] = []
        self._later: list[Callable[[], None]] = []
        self._left = 0

    @property
    def bulk(self) -> int:
        return self._left + sum(column.count for block in self._blocks for column in block.columns)

    def fill_later(self, fill: Callable[[], None], cells: int, looks: Iterable[Format]) -> None:
        """`fill` writes so many `cells` of columns that look so into the sheet: at once where they are few.

        Many are written when the sheet goes into its file, maybe in a copy of this process: it changes nothing
        but the sheet, and its texts stand in their cells, since who shares them would have to wait for them.
        """
        for look in looks:
            look._get_xf_index()
        if cells < LARGE_SHEET:
            fill()
        else:
            self._later.append(fill)
            self._left += cells

    def _assemble_xml_file(self) -> None:
        self._keeps_texts, self._left = self._keeps_texts or bool(self._later), 0
        for fill in self._later:
            fill()
        self._later.clear()
        super()._assemble_xml_file()

    def let_go(self) -> None:
        super().let_go()
        for written in (self._later, self._blocks):
            written.clear()

    def write_block(
        self, rows: Sequence[int], columns: Sequence[BulkColumn], heights: Sequence[float] | None = None
    ) -> None:
        """Write rows (numbers from 0, rising) of these columns (left to right), with heights in points.

        A row belongs to one block only; other cells of it may be written the ordinary way.
        """
        if not rows or not columns:
            return
        self._blocks.append(_Block(rows, columns, heights))
        for row in (rows[0], rows[-1]):
            self._check_dimensions(row, columns[0].column)
            self._check_dimensions(row, columns[-1].column)

    def numbers(self, column: int, values: Sequence[int | None], scale: int, look: Format) -> NumberColumn:
        """A column of numbers that looks so."""
        return NumberColumn(column, values, scale, look._get_xf_index())

    def texts(
        self, column: int, values: Sequence[str | None], look: Format, quoted: Format | None = None
    ) -> TextColumn:
        """A column of texts; None and "" are blank. `quoted`: look of texts that begin like a formula."""
        plain = look._get_xf_index()
        quote = plain if quoted is None else quoted._get_xf_index()
        texts = [value for value in dict.fromkeys(values) if value]
        tails = self._tails(texts)
        self._count_again(len(values) - values.count(None) - values.count(""), len(texts))
        signs = set(filter(starts_like_a_formula, texts))
        styles = [quote if value in signs else plain for value in values] if signs else [plain] * len(values)
        return TextColumn(column, values, tails, styles)

    def kept(self, column: int, values: Sequence[str | float | None]) -> KeptColumn:
        """A column of texts and numbers without any look; None and "" are no cells."""
        texts = [value for value in values if isinstance(value, str) and value]
        once = list(dict.fromkeys(texts))
        tails = self._tails(once)
        self._count_again(len(texts), len(once))
        return KeptColumn(column, values, tails)

    def _tails(self, texts: Sequence[str]) -> Tails:
        """How cells with these texts go on; shared ones get their places here."""
        if self._keeps_texts:
            return self.own_texts
        held = {text: f' t="s"><v>{self.known_text(text)}</v></c>' for text in texts}
        return lambda some: map(held.__getitem__, some)

    def _count_again(self, uses: int, once: int) -> None:
        """The table of shared strings counts how often each is used, and so many were asked for once."""
        if not self._keeps_texts:
            self.str_table.count += uses - once

    def table_over(
        self, first_row: int, last_row: int, last_column: int, name: str, columns: Sequence[dict[str, Any]]
    ) -> None:
        """An Excel table from the first column on (all from 0), over rows that a block writes.

        `add_table` remembers every cell of its rows; it is given two of them.
        """
        self.add_table(
            first_row, 0, first_row + 1, last_column, {"name": name, "style": None, "columns": columns}
        )
        area = xl_range(first_row, 0, last_row, last_column)
        self.tables[-1] |= {"range": area, "a_range": area, "autofilter": area}

    def _write_rows(self) -> None:
        # Spans are optional; computing them would visit every cell once more.
        self.row_spans: dict[int, str] = {}
        ordinary = sorted({row for row, cells in self.table.items() if cells} | self.row_info.keys())
        waiting = iter(ordinary)
        next_ordinary = next(waiting, None)
        for row, tag, cells, columns in self._bulk_rows():
            while next_ordinary is not None and next_ordinary < row:
                self._write_ordinary_row(next_ordinary)
                next_ordinary = next(waiting, None)
            if next_ordinary == row:
                next_ordinary = next(waiting, None)
            if self.table.get(row):
                self.fh.write(tag)
                self._write_mixed_cells(row, cells, columns)
                self.fh.write("</row>")
            else:
                self.fh.write(f"{tag}{''.join(cells)}</row>")
        while next_ordinary is not None:
            self._write_ordinary_row(next_ordinary)
            next_ordinary = next(waiting, None)

    def _bulk_rows(self) -> Iterator[tuple[int, str, tuple[str, ...], tuple[int, ...]]]:
        def of(block: _Block) -> Iterator[tuple[int, str, tuple[str, ...], tuple[int, ...]]]:
            columns = tuple(column.column for column in block.columns)
            return ((row, tag, cells, columns) for row, tag, cells in block.elements())

        return heapq.merge(*(of(block) for block in self._blocks), key=lambda entry: entry[0])

    def _write_mixed_cells(self, row: int, cells: tuple[str, ...], columns: tuple[int, ...]) -> None:
        bulk: dict[int, Any] = dict(zip(columns, cells, strict=True))
        self.put_blanks(row)
        written = self.table[row]
        for column in sorted(bulk.keys() | written.keys()):
            if column in written:
                self._write_cell(row, column, written[column])
            else:
                self.fh.write(bulk[column])
