"""Where the numbers of a written table stand, for the sheets that check them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from xl_addin.excel.addresses import column_letters, quote_sheet
from xl_addin.model.form.report_schema import ReportSheet
from xl_addin.model.values.kinds import Kind
from xl_addin.report.book.ledger import Source
from xl_addin.report.book.printed_columns import PrintedColumn
from xl_addin.report.book.table_rows import TableRows


@dataclass(frozen=True, slots=True)
class WrittenTable:
    """Where a table's numbers stand. `totals`: key -> cell of the total row; `subtotals`: (key, level of
    the headings that they close) -> cells.

    `counted`: the number of printed rows, where they are numbered. `top`: the sheet's row (from 0) of its title.
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
    top: int = 0


def counted_rows(sheet: str, columns: Sequence[PrintedColumn], first: int, below: int) -> Source | None:
    """How many rows are printed between these (from 0), counted by their numbers; None where some have none."""
    for column in columns:
        if column.kind is Kind.COUNT and column.spec.key == "no" and None not in column.values:
            letters = column_letters(column.first + 1)
            cells = f"{letters}{first + 1}:{letters}{max(first + 1, below)}"
            formula = f"COUNT({quote_sheet(sheet)}!{cells})"
            return Source("จำนวนแถวที่พิมพ์", formula, len(column.values), Kind.COUNT)
    return None
