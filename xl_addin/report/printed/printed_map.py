"""Which cell of a printed table shows which figure: a very hidden sheet, for whoever reads the report later.

One row for each project that a table prints: sheet, round, project, row, and `key=column` of its figures (rows
and columns from 1). With it a figure that was changed by hand on a page is known from the data.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from xl_addin.model.identity import PRINTED_SHEET
from xl_addin.previous.edited_pages import SHEETS_COLUMN
from xl_addin.report.book.report_workbook import ReportBook
from xl_addin.report.table.written_table import WrittenTable


def write_printed_map(book: ReportBook, tables: Sequence[WrittenTable], sheets: Sequence[str]) -> None:
    """Add the sheet; nothing is printed of it. `sheets`: names of the report's sheets, listed beside."""
    sheet = book.add_sheet(PRINTED_SHEET)
    sheet.very_hidden()
    for number, name in enumerate(sheets):
        sheet.write_string(number, SHEETS_COLUMN - 1, name)
    figures = [_figures(table) for table in tables]

    def fill() -> None:
        rows = [row for table, shown in zip(tables, figures, strict=True) for row in _rows(table, shown)]
        sheet.known_first(chain.from_iterable(rows))
        columns = [sheet.kept(number, values) for number, values in enumerate(zip(*rows, strict=True))]
        sheet.write_block(range(len(rows)), columns)
        for line, (*_, shown) in enumerate(rows):
            if not shown:
                # An empty text, which a block would leave out: every row has its five cells.
                sheet.write_string(line, len(columns) - 1, shown)

    # Where there is one, it is among the shared texts.
    cells = 5 * sum(len(table.row_of) for table in tables) if all(figures) else 0
    sheet.fill_later(fill, cells, ())


def _figures(table: WrittenTable) -> str:
    """The table's columns of figures: `key=column`."""
    return " ".join(
        f"{column.spec.key}={column.first + 1}"
        for column in table.columns
        if column.is_number
        and column.spec.key is not None
        and column.spec.style != "order"
        and column.spec.show == "value"
    )


def _rows(table: WrittenTable, figures: str) -> Iterator[tuple[str, ...]]:
    ids = table.rows.frame["project_id"].tolist()
    for position, row in table.row_of.items():
        yield table.sheet, str(table.rows.round), str(ids[position]), str(row + 1), figures
