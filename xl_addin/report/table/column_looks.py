"""How the cells of a printed column look, one format for each column and use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter.format import Format

from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.styles import off_the_line
from xl_addin.model.values.kinds import SCALE, Kind
from xl_addin.report.book.lights import COLOURS
from xl_addin.report.book.printed_columns import PrintedColumn
from xl_addin.report.book.report_workbook import ReportBook


class ColumnLooks:
    """The formats of a table's columns, each known by its number from 0."""

    def __init__(self, book: ReportBook, columns: Sequence[PrintedColumn]) -> None:
        self.book, self.columns = book, columns
        self._known: dict[Any, Format] = {}

    def look(self, number: int, **more: Any) -> Format:
        """The format of a column's cells; `more` goes before its own, joined columns have no line between them."""
        key = (number, tuple(more.items()))
        if key not in self._known:
            self._known[key] = self._new(number, more)
        return self._known[key]

    def _new(self, number: int, more: Mapping[str, Any]) -> Format:
        column = self.columns[number]
        look: dict[str, Any] = {"num_format": column.num_format}
        if column.spec.align is not None:
            look["align"] = column.spec.align
        elif column.spec.style in ("bracket", "text"):
            look["align"] = "left"
        elif column.spec.style == "order":
            look["align"] = "center"
        if column.is_indented and "align" not in more:
            look["indent"] = 1
        if column.is_number and "align" not in look and column.num_format != "General":
            look["num_format"] = off_the_line(column.num_format)
        if column.spec.joined:
            look["left"] = 0
        if number + 1 < len(self.columns) and self.columns[number + 1].spec.joined:
            look["right"] = 0
        return self.book.styles.value(column.kind, **look | dict(more))

    def below(self, number: int, kind: Kind, num_format: str, indent: int = 0) -> Format:
        """The format of a column's cells in rows below their project; `indent`: of a text at the left."""
        more: dict[str, Any] = {"num_format": num_format}
        if kind in SCALE and num_format != "General":
            more["num_format"] = off_the_line(num_format)
        if self.columns[number].spec.style == "order":
            more["align"] = "center"
        elif indent and kind is not Kind.CHOICE:
            more["indent"] = indent
        return self.book.styles.value(kind, **more)


def colour_lights(
    book: ReportBook, sheet: BulkSheet, columns: Sequence[PrintedColumn], first: int, end: int
) -> None:
    """Each word of a traffic light in its colour in rows first ... end - 1, also when it is changed in Excel."""
    for column in columns:
        for word, colour in zip(column.spec.lights, column.spec.colours, strict=True):
            said = book.in_digits(word).replace('"', '""')
            rule = {"type": "cell", "criteria": "==", "value": f'"{said}"'}
            look = book.styles.look(**COLOURS[colour])
            area = (first, column.first, max(first, end - 1), column.last)
            sheet.conditional_format(*area, rule | {"format": look})
