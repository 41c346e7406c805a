"""The lines of กระทบยอด: headings, table headers and numbered statements with up to three values and a result.

Lines that agree are folded under the header of their table: what differs is seen at once, the proof one click away.
"""

from __future__ import annotations

from collections.abc import Sequence

from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.text_metrics import row_height
from xl_addin.model.values.kinds import Kind
from xl_addin.report.book.live_checks import Check, said, verdict
from xl_addin.report.book.report_workbook import ReportBook, Written
from xl_addin.report.book.text_lines import TextBlock, write_full_width
from xl_addin.report.book.worksheet_table import Cell, Layout, Live

RECONCILIATION_SHEET = "กระทบยอด"
ALL_GROUPS = "รวมทุกกลุ่ม"
"""Beside the sums of all groups."""
RESULT = 5
_SHARES = (5.0, 60.0, 17.0, 17.0, 17.0, 14.0)
_MORE_SHARES = (5.0, 48.0, 17.0, 17.0, 17.0, 14.0, 17.0, 17.0)
"""Widths where an office sums more amounts than fit beside one another in the first."""
TEXTS = (Kind.COUNT, Kind.TEXT)


class ReconciliationLines:
    """Writes the lines of the sheet and keeps every check on it. `amounts`: sums that stand side by side."""

    def __init__(self, book: ReportBook, sheet: BulkSheet, amounts: int) -> None:
        self.book, self.sheet = book, sheet
        shares = _SHARES if amounts <= len(_SHARES) - 2 else _MORE_SHARES
        self.layout = Layout(book, sheet, shares, "landscape")
        self.checks: list[Check] = []

    def text(self, lines: Sequence[str], row: int, title: bool = False) -> int:
        styles, points = self.book.styles, self.book.points
        look = styles.title() if title else styles.note(bold=True)
        blocks = [
            TextBlock.fitted(line, look, self.layout.width, points, bold=True)
            for text in lines
            for line in (
                self.book.write_lines(text, {}, RECONCILIATION_SHEET)
                if title
                else [Written(self.book.in_digits(text))]
            )
        ]
        if not title:
            # A heading, the table's header and its first row.
            self.layout.begin(row, 5 * row_height([], points))
        return write_full_width(self.book, self.sheet, blocks, self.layout.columns, row)

    def check(
        self,
        row: int,
        statement: str,
        cells: Sequence[Cell],
        kinds: Sequence[Kind],
        condition: str,
        agrees: bool,
    ) -> int:
        """One numbered line: its statement, up to three values, its result."""
        values = [*cells, *[""] * (3 - len(cells))]
        shown = [*kinds, *[Kind.TEXT] * (3 - len(kinds))]
        line: list[Cell] = [len(self.checks) + 1, statement, *values, Live(verdict(condition), said(agrees))]
        self.checks.append(Check(statement, agrees, self.layout.cell(row, RESULT)))
        end = self.layout.row(row, line, (*TEXTS, *shown, Kind.CHOICE))
        if agrees:
            self.layout.fold(row)
        return end

    def ready(self, row: int, *texts_: str, rows: int = 1, below: Sequence[str] = ()) -> int:
        """Where a line with these texts may stand, with so many rows; its formulas name its own row.

        `below`: statements of the lines that are to stand on its page.
        """
        more = (rows - 1) * row_height([], self.book.points)
        more += sum(self.layout.height(["", statement]) for statement in below)
        return self.layout.ready(row, self.layout.height(["", *texts_]) + more)

    def header(self, row: int, labels: Sequence[str]) -> int:
        return self.layout.header(row, ("ที่", *labels, "ผล"))

    def cell(self, row: int, column: int) -> str:
        return self.layout.cell(row, column)
