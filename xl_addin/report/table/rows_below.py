"""Rows of small tables that a printed table has below their projects: activities, steps, and items of activities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.text_metrics import (
    heights_of_lines,
    indented,
    lines_needed,
    text_width,
    wide_enough,
)
from xl_addin.model.form.report_schema import PrintColumn, ReportSheet
from xl_addin.model.form.report_validation import ROW_NUMBER
from xl_addin.model.form.schema import Form, next_or_raise
from xl_addin.model.table_names import PATH
from xl_addin.model.thai import words
from xl_addin.model.values.kinds import SCALE, Kind
from xl_addin.previous.known_rows import path_above, row_paths
from xl_addin.report.book.column_values import is_text, phrases, texts, whole_numbers
from xl_addin.report.book.printed_columns import PrintedColumn, column_format, shown_number
from xl_addin.report.book.report_workbook import ReportBook
from xl_addin.report.book.table_rows import TableRows, column_values
from xl_addin.report.table.column_looks import ColumnLooks
from xl_addin.report.table.table_lines import DetailLine, Line, RowLine

INDENT = 2
"""Steps by which texts stand behind those of the row that they stand in."""

_BESIDE = 4.0  # points that keep a figure off the lines beside it


@dataclass(frozen=True, slots=True)
class _Column:
    """What a printed column has in the rows below: `kind` and `values` of the small table's column.

    `indent`: steps by which its texts stand behind the line at the left.
    """

    kind: Kind
    values: Sequence[Any]
    indent: int


@dataclass(frozen=True, slots=True)
class _Level:
    """A small table: `rows`: project id and number of the row in which they stand ("" for none) -> place and number of
    each; `columns`: by key what is printed of them.
    """

    rows: Mapping[tuple[str, str], Sequence[tuple[int, str]]]
    columns: Mapping[str, _Column]

    @classmethod
    def of(
        cls, form: Form, table: str, frame: pd.DataFrame | None, keys: Iterable[str], level: int
    ) -> _Level:
        """`frame`: the table's rows in a round, None where it has none."""
        if frame is None or (form.table(table).parent is not None and PATH not in frame):
            return cls({}, {})
        rows: dict[tuple[str, str], list[tuple[int, str]]] = {}
        for place, (id_, path) in enumerate(zip(frame["project_id"], row_paths(frame), strict=True)):
            rows.setdefault((str(id_), path_above(path)), []).append((place, path))
        columns = {}
        for key in keys:
            own = next_or_raise(form.columns_of(table), key)
            if own.kind is Kind.CHOICE:
                values: Sequence[Any] = phrases(frame, own)
            else:
                values = texts(frame, key) if is_text(own.kind) else whole_numbers(frame, key)
            is_name = key == form.table(table).named_by
            indent = 0 if own.kind is Kind.CHOICE else INDENT * (level + 1) if is_name else 1
            columns[key] = _Column(own.kind, values, indent)
        return cls(rows, columns)


class RowsBelow:
    """The rows of the small tables that a sheet names, by what they stand in; none where it names none."""

    def __init__(self, book: ReportBook, spec: ReportSheet, rows: TableRows) -> None:
        self.book, self.spec = book, spec
        ids = column_values(book.form, rows.frame, "project_id")
        self.ids = [str(ids[position]) for position in rows.positions]
        self._levels = [
            _Level.of(book.form, key, book.tables_of(rows.round).get(key), self._keys(level), level)
            for level, key in enumerate(spec.details)
        ]

    def _keys(self, level: int) -> set[str]:
        return {detail_of(column, level) for column in self.spec.columns} - {"", ROW_NUMBER}

    @property
    def amounts(self) -> list[Sequence[int | None]]:
        """The amounts among them, in satang."""
        every = (column for level in self._levels for column in level.columns.values())
        return [column.values for column in every if column.kind is Kind.BAHT]

    def expanded(self, lines: Sequence[Line]) -> list[Line]:
        """The lines of the table, each project's followed by its rows, each of these by those that stand in it."""
        found: list[Line] = []
        for line in lines:
            found.append(line)
            if isinstance(line, RowLine):
                found += self._detail_lines(line.index, 0, "")
        return found

    def _detail_lines(self, index: int, level: int, above: str) -> Iterator[DetailLine]:
        if level == len(self._levels):
            return
        for number, (place, path) in enumerate(self._levels[level].rows.get((self.ids[index], above), ()), 1):
            shown = f"{above}.{number}".lstrip(".")
            yield DetailLine(index, place, level, shown)
            yield from self._detail_lines(index, level + 1, path)

    def _column(self, column: PrintedColumn, level: int) -> _Column | None:
        """What a printed column has in the rows of a level."""
        return self._levels[level].columns.get(detail_of(column.spec, level))

    def with_room(self, columns: Sequence[PrintedColumn]) -> list[PrintedColumn]:
        """The printed columns, wide enough for the figures below."""
        return [replace(column, points=max(column.points, self._needed(column))) for column in columns]

    def _needed(self, column: PrintedColumn) -> float:
        needed = [self._room_for(column, level) for level in range(len(self._levels))]
        if ROW_NUMBER in column.spec.detail:
            for index in range(len(self.ids)):
                for line in self._detail_lines(index, 0, ""):
                    needed.append(self._room(self._number(column, line)))
        return max(needed, default=0.0)

    def _room(self, text: str) -> float:
        return wide_enough(text_width(text, self.book.points)) + _BESIDE

    def _number(self, column: PrintedColumn, line: DetailLine) -> str:
        return f"{column.values[line.index] or line.index + 1}.{line.number}"

    def _room_for(self, column: PrintedColumn, level: int) -> float:
        found = self._column(column, level)
        if found is None or found.kind not in SCALE:
            return 0.0
        like = replace(column, kind=found.kind, num_format=self._format(column, found))
        known = [value for value in found.values if value is not None]
        shown = (
            shown_number(like, value, self.book.settings)
            for value in ({max(known), min(known)} if known else ())
        )
        return max(map(self._room, shown), default=0.0)

    def _format(self, column: PrintedColumn, found: _Column) -> str:
        if found.kind is column.kind and column.is_number:
            return column.num_format
        satang = any(value and value % 100 for amounts in self.amounts for value in amounts)
        plain = column.spec.model_copy(update={"style": "office", "decimals": None})
        return column_format(plain, found.kind, satang, self.book.settings)

    def height(self, columns: Sequence[PrintedColumn], line: DetailLine) -> float:
        """Points of a row below its project."""
        most = 1
        for column in columns:
            found = self._column(column, line.level)
            text = None if found is None or found.kind in SCALE else found.values[line.place]
            if text:
                width = column.points
                for _ in range(found.indent if found is not None else 0):
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
            found = self._column(column, line.level)
            value = None if found is None else found.values[line.place]
            kind = Kind.TEXT if found is None else found.kind
            if detail_of(column.spec, line.level) == ROW_NUMBER:
                value = self._number(column, line)
            if value is None:
                sheet.write_blank(row, column.first, None, looks.look(number))
            elif found is not None and kind in SCALE:
                look = looks.below(number, kind, self._format(column, found))
                sheet.write_number(row, column.first, value / 10 ** SCALE[kind], look)
            else:
                text = words.in_thai_digits(value) if thai else value
                indent = 0 if found is None else found.indent
                sheet.write_string(row, column.first, text, looks.below(number, kind, "General", indent))


def detail_of(column: PrintColumn, level: int) -> str:
    """Key of what a column prints in the rows of a level, "" for nothing."""
    return column.detail[level] if level < len(column.detail) else ""
