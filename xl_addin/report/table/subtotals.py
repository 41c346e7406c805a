"""Subtotals and totals of a printed table: live formulas over its rows, with their exact values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from xl_addin.excel.addresses import cell_address
from xl_addin.model.expressions.evaluate import evaluate_column
from xl_addin.model.expressions.evaluation_data import Data
from xl_addin.model.expressions.excel_formula import ExcelScope, column_formula
from xl_addin.model.expressions.language import names, parse
from xl_addin.model.form.schema import MAIN, Column
from xl_addin.model.form.scopes import row_scope
from xl_addin.model.values.kinds import SCALE, Kind
from xl_addin.report.book.data_sheet import MOST_PIECES, DataSheet
from xl_addin.report.book.printed_columns import PrintedColumn
from xl_addin.report.book.report_workbook import ReportBook
from xl_addin.report.book.table_rows import TableRows, column_values, kind_of
from xl_addin.report.table.table_lines import SumLine


@dataclass(frozen=True, slots=True)
class Sum:
    """A formula (without "=") and its inside value."""

    formula: str
    value: int | None


class Sums:
    """Knows in which sheet row each project was placed and sums columns over them."""

    def __init__(
        self,
        book: ReportBook,
        data: DataSheet,
        rows: TableRows,
        columns: Sequence[PrintedColumn],
        sheet: str,
    ) -> None:
        self.book, self.data, self.rows, self.columns, self.sheet = book, data, rows, columns, sheet
        self._places: dict[int, int] = {}
        self._runs: dict[tuple[int, int], list[tuple[int, int]]] = {}
        self._every: dict[str, list[int | None]] = {}

    def placed(self, index: int, row: int) -> None:
        """Row (from 0) of the project at that place of the printing order."""
        self._places[index] = row

    def sum(self, column: PrintedColumn, line: SumLine, row: int) -> Sum | None:
        """The cell of a sum line in one column; None where the column is not summed."""
        if not column.spec.total or not column.is_number:
            return None
        if column.spec.show == "value" and (column.kind is Kind.PERCENT or column.spec.ratio):
            return self._recomputed(column, line, row)
        value = sum(entry for entry in column.values[line.start : line.stop] if entry is not None)
        return Sum(self._sum_of_cells(column, line), value)

    def _pieces(self, line: SumLine) -> list[tuple[int, int]]:
        """First and last sheet row of every run of neighbouring rows; the same for all columns of a line."""
        if (line.start, line.stop) not in self._runs:
            pieces: list[tuple[int, int]] = []
            for index in range(line.start, line.stop):
                row = self._places[index]
                if pieces and pieces[-1][1] == row - 1:
                    pieces[-1] = (pieces[-1][0], row)
                else:
                    pieces.append((row, row))
            self._runs[line.start, line.stop] = pieces
        return self._runs[line.start, line.stop]

    def _sum_of_cells(self, column: PrintedColumn, line: SumLine) -> str:
        pieces = self._pieces(line)
        if not pieces:
            return "SUM(0)"
        if len(pieces) > MOST_PIECES:
            return self._sum_of_data(column.spec.key or "", line)
        cells = [
            f"{cell_address(first + 1, column.first + 1)}:{cell_address(last + 1, column.first + 1)}"
            for first, last in pieces
        ]
        return f"SUM({','.join(cells)})"

    def _sum_of_data(self, key: str, line: SumLine) -> str:
        """The same sum over ข้อมูล: for hidden columns, and for tables with very many headings."""
        ranges = self.data.ranges(key, self.rows.round, self.rows.positions[line.start : line.stop])
        if ranges is None:
            scale = SCALE[kind_of(self.book.form, key)]
            return f"SUM({self._value(key, line) / 10**scale})"
        return f"SUM({ranges})"

    def _value(self, key: str, line: SumLine) -> int:
        if key not in self._every:
            self._every[key] = column_values(self.book.form, self.rows.frame, key)
        positions = self.rows.positions[line.start : line.stop]
        return sum(value for value in (self._every[key][position] for position in positions) if value)

    def _recomputed(self, column: PrintedColumn, line: SumLine, row: int) -> Sum | None:
        """A percent of sums: the column's own formula over the summed columns."""
        own = self._own(column)
        if own is None or own.formula is None:
            return None
        expression = parse(own.formula)
        used = [name for name in names(expression) if name.table is None]
        constants = self.book.constants(self.rows.round)
        keys = {name.key for name in used if name.key not in constants}
        kinds = {key: kind_of(self.book.form, key) for key in keys}
        if any(name.table for name in names(expression)) or any(kind not in SCALE for kind in kinds.values()):
            return None
        sums = {key: pd.array([self._value(key, line)], dtype="Int64") for key in keys}
        rounding = self.book.settings.percent_rounding
        data = Data(row_scope(self.book.form), pd.DataFrame(sums, index=range(1)), {}, constants)
        value = evaluate_column(expression, own.kind, data, rounding).iloc[0]
        excel = ExcelScope(
            row_scope(self.book.form, MAIN), lambda key: self._reference(key, line, row), constants, rounding
        )
        formula = column_formula(expression, own.kind, excel)
        return Sum(formula, None if pd.isna(value) else int(value))

    def _own(self, column: PrintedColumn) -> Column | None:
        return next((one for one in self.book.form.columns if one.key == column.spec.key), None)

    def _reference(self, key: str, line: SumLine, row: int) -> str:
        """The summed column's cell in this row, or its sum over ข้อมูล where the table does not print it."""
        for column in self.columns:
            if (
                column.spec.key == key
                and column.spec.total
                and column.kind is not Kind.PERCENT
                and not column.spec.ratio
                and column.spec.show == "value"
            ):
                return cell_address(row + 1, column.first + 1)
        return self._sum_of_data(key, line)
