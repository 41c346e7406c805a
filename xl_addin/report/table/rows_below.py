"""Rows of a small table that a printed table has below their projects: activities, steps, indicators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.text_metrics import (
    heights_of_lines,
    indented,
    lines_needed,
    text_width,
    wide_enough,
)
from xl_addin.model.form.report_schema import ReportSheet
from xl_addin.model.form.report_validation import ROW_NUMBER
from xl_addin.model.form.schema import next_or_raise
from xl_addin.model.thai import words
from xl_addin.model.values.kinds import SCALE, Kind
from xl_addin.report.book.column_values import is_text, phrases, texts, whole_numbers
from xl_addin.report.book.printed_columns import PrintedColumn, column_format, shown_number
from xl_addin.report.book.report_workbook import ReportBook
from xl_addin.report.book.table_rows import TableRows, column_values
from xl_addin.report.table.column_looks import ColumnLooks
from xl_addin.report.table.table_lines import DetailLine, Line, RowLine

INDENT = 2
"""Steps by which texts stand behind those of their project."""

_BESIDE = 4.0  # points that keep a figure off the lines beside it


@dataclass(frozen=True, slots=True)
class _Column:
    """What a printed column has in the rows below: `kind` and `values` of the small table's column."""

    kind: Kind
    values: Sequence[Any]


class RowsBelow:
    """The rows of the small table that a sheet names, by their projects; none where it names none."""

    def __init__(self, book: ReportBook, spec: ReportSheet, rows: TableRows) -> None:
        self.book, self.spec = book, spec
        self.places: list[list[int]] = [[] for _ in rows.positions]
        self._columns: dict[str, _Column] = {}
        frame = None if spec.details is None else book.tables_of(rows.round).get(spec.details)
        if spec.details is None or frame is None:
            return
        ids = column_values(book.form, rows.frame, "project_id")
        index_of = {ids[position]: index for index, position in enumerate(rows.positions)}
        for place, id_ in enumerate(frame["project_id"]):
            if id_ in index_of:
                self.places[index_of[id_]].append(place)
        columns = book.form.columns_of(spec.details)
        numbers: list[str | None] = [None] * len(frame)
        for own in self.places:
            for number, place in enumerate(own, 1):
                numbers[place] = str(number)
        self._columns[ROW_NUMBER] = _Column(Kind.TEXT, numbers)
        for key in {column.detail for column in spec.columns if column.detail} - {ROW_NUMBER}:
            own_column = next_or_raise(columns, key)
            if own_column.kind is Kind.CHOICE:
                values: Sequence[Any] = phrases(frame, own_column)
            elif is_text(own_column.kind):
                values = texts(frame, key)
            else:
                values = whole_numbers(frame, key)
            self._columns[key] = _Column(own_column.kind, values)

    @property
    def amounts(self) -> list[Sequence[int | None]]:
        """The amounts among them, in satang."""
        return [column.values for column in self._columns.values() if column.kind is Kind.BAHT]

    def expanded(self, lines: Sequence[Line]) -> list[Line]:
        """The lines of the table, each project's followed by its rows."""
        found: list[Line] = []
        for line in lines:
            found.append(line)
            if isinstance(line, RowLine):
                found += [DetailLine(line.index, place) for place in self.places[line.index]]
        return found

    def with_room(self, columns: Sequence[PrintedColumn]) -> list[PrintedColumn]:
        """The printed columns, wide enough for the figures below."""
        return [replace(column, points=max(column.points, self._needed(column))) for column in columns]

    def _needed(self, column: PrintedColumn) -> float:
        found = self._columns.get(column.spec.detail or "")
        if found is None or found.kind not in SCALE:
            return 0.0
        like = replace(column, kind=found.kind, num_format=self._format(column, found))
        known = [value for value in found.values if value is not None]
        shown = (
            shown_number(like, value, self.book.settings)
            for value in ({max(known), min(known)} if known else ())
        )
        return max((wide_enough(text_width(one, self.book.points)) + _BESIDE for one in shown), default=0.0)

    def _format(self, column: PrintedColumn, found: _Column) -> str:
        if found.kind is column.kind and column.is_number:
            return column.num_format
        satang = any(value and value % 100 for amounts in self.amounts for value in amounts)
        plain = column.spec.model_copy(update={"style": "office", "decimals": None})
        return column_format(plain, found.kind, satang, self.book.settings)

    def height(self, columns: Sequence[PrintedColumn], place: int) -> float:
        """Points of a row below its project."""
        most = 1
        for column in columns:
            found = self._columns.get(column.spec.detail or "")
            text = None if found is None or found.kind in SCALE else found.values[place]
            if text:
                width = column.points
                for _ in range(INDENT if found is not None and found.kind is not Kind.CHOICE else 0):
                    width = indented(width)
                most = max(most, lines_needed(text, width, self.book.points))
        return sum(heights_of_lines(most, self.book.points)[:1])

    def write(
        self,
        sheet: BulkSheet,
        row: int,
        columns: Sequence[PrintedColumn],
        looks: ColumnLooks,
        line: DetailLine,
    ) -> None:
        """Write a row below its project in a sheet row (from 0)."""
        thai = self.book.settings.digits == "thai"
        for number, column in enumerate(columns):
            found = self._columns.get(column.spec.detail or "")
            value = None if found is None else found.values[line.place]
            if column.spec.detail == ROW_NUMBER:
                value = f"{column.values[line.index] or line.index + 1}.{value}"
            if found is None or value is None:
                sheet.write_blank(row, column.first, None, looks.look(number))
            elif found.kind in SCALE:
                shown = self._format(column, found)
                look = looks.below(number, found.kind, shown)
                sheet.write_number(row, column.first, value / 10 ** SCALE[found.kind], look)
            else:
                text = words.in_thai_digits(value) if thai else value
                sheet.write_string(
                    row, column.first, text, looks.below(number, found.kind, "General", INDENT)
                )
