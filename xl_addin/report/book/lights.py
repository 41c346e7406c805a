"""Traffic lights of a printed table: in each row the first word whose condition holds, and the colour beside it."""

from __future__ import annotations

from xl_addin.model.expressions.evaluate import evaluate_check
from xl_addin.model.expressions.evaluation_data import Data
from xl_addin.model.expressions.language import parse
from xl_addin.model.form.report_schema import PrintColumn
from xl_addin.model.form.scopes import row_scope
from xl_addin.report.book.report_workbook import ReportBook
from xl_addin.report.book.table_rows import TableRows

COLOURS: dict[str, dict[str, str]] = {
    "red": {"bg_color": "#F8CBAD", "font_color": "#9C0006"},
    "yellow": {"bg_color": "#FFEB9C", "font_color": "#7F6000"},
    "green": {"bg_color": "#C6EFCE", "font_color": "#006100"},
    "blue": {"bg_color": "#DDEBF7", "font_color": "#1F3864"},
    "grey": {"bg_color": "#E7E6E6", "font_color": "#404040"},
}
"""Name of a colour -> the look of a cell; the words stay readable in a grey print."""


def lights_of(book: ReportBook, column: PrintColumn, rows: TableRows) -> list[str | None]:
    """The word of every row in printing order; None where no condition holds or the project has not reported."""
    data = Data(
        row_scope(book.form), rows.frame, dict(book.tables_of(rows.round)), book.constants(rows.round)
    )
    found: list[str | None] = [None] * len(rows.frame)
    for word, condition in column.lights.items():
        holds = evaluate_check(parse(condition), data)
        for place, true in enumerate(holds):
            if true and found[place] is None and rows.reported[place]:
                found[place] = book.in_digits(word)
    return [found[position] for position in rows.positions]
