"""The lines of a printed table from top to bottom, not yet placed: headings, rows, subtotals, total."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xl_addin.model.form.report_schema import ReportSheet
from xl_addin.model.values.kinds import SCALE, Kind
from xl_addin.report.book.data_sheet import DataSheet
from xl_addin.report.book.ledger import PrintedNumber, Source
from xl_addin.report.book.report_workbook import ReportBook, Written
from xl_addin.report.book.table_rows import RowColumns, Run, TableRows, column_values, kind_of, label_of, runs


@dataclass(frozen=True, slots=True)
class HeadingLine:
    text: Written


@dataclass(frozen=True, slots=True)
class RowLine:
    """A project; `index`: its place in printing order."""

    index: int


@dataclass(frozen=True, slots=True)
class DetailLine:
    """A row of a small table below the project at `index`; `place`: in the small table.

    `level`: 0 below the project, 1 in a row of that; `number`: "2", and "2.1" below it.
    """

    index: int
    place: int
    level: int
    number: str


@dataclass(frozen=True, slots=True)
class SumLine:
    """A subtotal or the total over rows start ... stop - 1 of the printing order.

    `level`: of the heading that a subtotal closes, from 0; the subtotals of one level add up to the total.
    """

    label: str
    start: int
    stop: int
    is_total: bool
    level: int = 0


Line = HeadingLine | RowLine | DetailLine | SumLine


class TableNumbers:
    """Numbers over some rows of a table for its texts, tied to ข้อมูล: `total("budget")`, `count`."""

    def __init__(self, book: ReportBook, data: DataSheet, rows: TableRows) -> None:
        self.book, self.data, self.rows = book, data, rows
        self._values: dict[str, list[Any]] = {}

    def values(self, key: str) -> list[Any]:
        """A column in printing order, inside values."""
        if key not in self._values:
            every = column_values(self.book.form, self.rows.frame, key)
            self._values[key] = [every[position] for position in self.rows.positions]
        return self._values[key]

    def total(self, key: str, start: int, stop: int) -> PrintedNumber:
        """The sum of a column over rows start ... stop - 1. Raises KeyError for a key without numbers."""
        kind = kind_of(self.book.form, key)
        if key not in self.data.columns or kind not in SCALE or kind is Kind.PERCENT:
            raise KeyError(key)
        value = sum(entry for entry in self.values(key)[start:stop] if entry is not None)
        ranges = self.data.ranges(key, self.rows.round, self.rows.positions[start:stop])
        formula = str(value / 10 ** SCALE[kind]) if ranges is None else f"SUM({ranges})"
        return self.book.ledger.number(Source(f"ผลรวม {self.label(key)}", formula, value, kind))

    def count(self, start: int, stop: int) -> PrintedNumber:
        """The number of rows start ... stop - 1."""
        ranges = self.data.ranges("project_id", self.rows.round, self.rows.positions[start:stop])
        formula = str(stop - start) if ranges is None else f"COUNTA({ranges})"
        return self.book.ledger.number(Source("จำนวนโครงการ", formula, stop - start, Kind.COUNT))

    def label(self, key: str) -> str:
        return label_of(self.book.form, key)

    def names(self, start: int, stop: int) -> dict[str, Any]:
        """Names for a text about these rows."""
        return {"total": lambda key: self.total(key, start, stop), "count": self.count(start, stop)}


def table_lines(
    book: ReportBook, spec: ReportSheet, rows: TableRows, numbers: TableNumbers, names: Mapping[str, Any]
) -> list[Line]:
    """All lines of the table below its header."""
    columns = RowColumns(book, rows.frame)
    lines: list[Line] = []

    def add(run: Run, level: int) -> None:
        given = dict(names) | numbers.names(run.start, run.stop)
        given["row"] = columns.row(rows.positions[run.start])
        heading = book.write_lines(run.heading.text, given, spec.name)[0]
        if heading.text.strip():
            lines.append(HeadingLine(heading))
        if run.children:
            for child in run.children:
                add(child, level + 1)
        else:
            lines.extend(RowLine(index) for index in range(run.start, run.stop))
        # A sum of all rows stands in the total row already.
        says_total = spec.total is not None and (run.start, run.stop) == (0, count)
        if run.heading.subtotal is not None and not says_total:
            label = book.write_lines(run.heading.subtotal, given, spec.name)[0].text
            lines.append(SumLine(label, run.start, run.stop, is_total=False, level=level))

    count = len(rows.positions)
    found = runs(spec.headings, numbers.values, count)
    for run in found:
        add(run, 0)
    if not found:
        lines.extend(RowLine(index) for index in range(count))
    if spec.total is not None:
        label = book.write_lines(spec.total, names, spec.name)[0].text
        lines.append(SumLine(label, 0, count, is_total=True))
    return lines
