"""Cells of a printed table whose entry must be put right: shaded and with a sign, so that a grey print shows it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from xlsxwriter.format import Format

from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.styles import ERROR_LOOK
from xl_addin.report.book.printed_columns import PrintedColumn
from xl_addin.report.book.unfinished import MARK, prints


def mark_wrong(
    sheet: BulkSheet,
    row: int,
    columns: Sequence[PrintedColumn],
    index: int,
    wrong: Collection[str],
    look: Callable[..., Format],
) -> None:
    """Mark a project's cells: `index` is its place in printing order, `wrong` the keys of its columns, one or more.

    What the table does not print is marked beside the project's name. `look(number, **more)` dresses a column.
    """
    shown = {
        number
        for number, column in enumerate(columns)
        if any(prints(column.spec.key, column.spec.text, key) for key in wrong)
    }
    if not shown:
        shown = {next((n for n, one in enumerate(columns) if one.spec.key == "project"), 0)}
    for number in sorted(shown):
        column = columns[number]
        value = column.values[index]
        if column.is_number and value is not None:
            marked = ";".join(f'{part}"{MARK}"' for part in column.num_format.split(";"))
            sheet.write_number(
                row, column.first, value / 10**column.scale, look(number, num_format=marked, **ERROR_LOOK)
            )
        else:
            text = f"{value} {MARK}" if value else MARK
            sheet.write_string(row, column.first, text, look(number, **ERROR_LOOK))
