"""The sum lines of a printed table on their sheet: label, live sums, and where each stands for who checks it."""

from __future__ import annotations

from collections.abc import Sequence

from xl_addin.excel.addresses import sheet_cell
from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.styles import HEADER_FILL, LINE
from xl_addin.excel.writing.text_metrics import row_height
from xl_addin.report.book.ledger import Source
from xl_addin.report.book.printed_columns import PrintedColumn
from xl_addin.report.book.report_workbook import ReportBook
from xl_addin.report.table.column_looks import ColumnLooks
from xl_addin.report.table.subtotals import Sums
from xl_addin.report.table.table_lines import SumLine


class SumRows:
    """Writes sum lines; `totals`, `subtotals`: their cells as in `WrittenTable`."""

    def __init__(
        self, book: ReportBook, sheet: BulkSheet, columns: Sequence[PrintedColumn], looks: ColumnLooks
    ) -> None:
        self.book, self.sheet, self.columns, self.looks = book, sheet, columns, looks
        self.totals: dict[str, Source] = {}
        self.subtotals: dict[tuple[str, int], list[Source]] = {}

    def height(self, line: SumLine) -> float:
        width = sum(column.points for column in self.columns[: self._first_sum()])
        width = width or sum(column.points for column in self.columns)
        return row_height([(line.label, width)], self.book.points, bold=True)

    def _first_sum(self) -> int:
        return next((n for n, column in enumerate(self.columns) if column.spec.total), len(self.columns))

    def write(self, row: int, line: SumLine, sums: Sums) -> None:
        """Write a line in a sheet row (from 0)."""
        more = {"bold": True, "valign": "vcenter", "bg_color": HEADER_FILL}
        first_sum = max(self._first_sum(), 1)
        look = self.book.styles.make(border=1, border_color=LINE, align="center", text_wrap=True, **more)
        self.sheet.merge_across(row, 0, self.columns[first_sum - 1].last, look)
        self.sheet.write_string(row, 0, line.label, look)
        name = self.sheet.get_name()
        for number, column in enumerate(self.columns[first_sum:], start=first_sum):
            look = self.looks.look(number, **more)
            self.sheet.merge_across(row, column.first, column.last, look)
            found = sums.sum(column, line, row)
            if found is None:
                self.sheet.write_blank(row, column.first, None, look)
                continue
            value = "" if found.value is None else found.value / 10**column.scale
            self.sheet.write_formula(row, column.first, f"={found.formula}", look, value)
            place = sheet_cell(name, row + 1, column.first + 1)
            cell = Source(column.spec.title, place, found.value, column.kind)
            if column.spec.show != "value":
                continue
            if line.is_total:
                self.totals[column.spec.key or ""] = cell
            else:
                self.subtotals.setdefault((column.spec.key or "", line.level), []).append(cell)
