"""Where the numbers of a written table stand, for the sheets that check them."""

from __future__ import annotations

from dataclasses import dataclass, field

from xl_addin.model.form.report_schema import ReportSheet
from xl_addin.report.book.ledger import Source
from xl_addin.report.book.printed_columns import PrintedColumn
from xl_addin.report.book.table_rows import TableRows


@dataclass(frozen=True, slots=True)
class WrittenTable:
    """Where a table's numbers stand. `totals`: key -> cell of the total row; `subtotals`: (key, level of
    the headings that they close) -> cells.

    `counted`: the number of printed rows, where they are numbered.
    """

    sheet: str
    title: str
    spec: ReportSheet
    rows: TableRows
    columns: tuple[PrintedColumn, ...]
    row_of: dict[int, int]
    counted: Source | None = None
    totals: dict[str, Source] = field(default_factory=dict)
    subtotals: dict[tuple[str, int], list[Source]] = field(default_factory=dict)
