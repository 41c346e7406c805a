"""What is said beside and in a project's printed row: links to its form and its data, no return yet, asked no more."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from xl_addin.excel.addresses import sheet_cell
from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.styles import MISSING_LOOK
from xl_addin.model.form.report_schema import ReportSheet
from xl_addin.report.book.data_sheet import MOST_LINKS, DataSheet
from xl_addin.report.book.printed_columns import PrintedColumn, marked_column
from xl_addin.report.book.report_workbook import NOT_RETURNED, ReportBook
from xl_addin.report.book.table_rows import TableRows
from xl_addin.report.table.column_looks import ColumnLooks
from xl_addin.report.table.wrong_cells import mark_wrong

TO_FORM = "ดูแบบ"


class ProjectMarks:
    """Marks the rows of one table on its sheet. `ids`: the projects' ids in printing order."""

    def __init__(
        self,
        book: ReportBook,
        data: DataSheet,
        spec: ReportSheet,
        sheet: BulkSheet,
        rows: TableRows,
        columns: Sequence[PrintedColumn],
        ids: Sequence[str],
        looks: ColumnLooks,
    ) -> None:
        self.book, self.data, self.spec, self.sheet, self.rows = book, data, spec, sheet, rows
        self.columns, self.ids, self.looks = columns, ids, looks
        self.marked = marked_column(book.form, columns)
        self.wrong = book.unfinished(rows.round).wrong

    def marked_rows(self) -> list[bool]:
        """Whether something is said in a project's row that its values do not, by its place in printing order."""
        return [
            bool(self.rows.closed[position] or self.wrong.get(id_)) or not self.rows.reported[position]
            for position, id_ in zip(self.rows.positions, self.ids, strict=True)
        ]

    def mark(self, row: int, index: int) -> None:
        """Mark a project's sheet row (from 0); `index` is its place in printing order."""
        self._link(row, index)
        self._mark_state(row, index)
        self._lead_back(row, index)
        if wrong := self.wrong.get(self.ids[index]):
            mark_wrong(self.sheet, row, self.columns, index, wrong, self.looks.look)

    def _mark_state(self, row: int, index: int) -> None:
        """Say that the project is asked no more, or that its group has not returned its workbook."""
        closed = self.rows.closed[self.rows.positions[index]]
        if closed and self.marked is not None:
            self._mark_closed(row, index, self.book.in_digits(closed), self.marked)
            return
        if self.marked is None or self.rows.reported[self.rows.positions[index]]:
            return
        column = self.columns[self.marked]
        text = NOT_RETURNED
        if column.spec.key == "project":
            text = f"{column.values[index] or ''} ({NOT_RETURNED})"
        self.sheet.write_string(row, column.first, text, self.looks.look(self.marked, **MISSING_LOOK))

    def _mark_closed(self, row: int, index: int, phrase: str, marked: int) -> None:
        """The status of a project that is asked no more; beside it what it had reported."""
        column = self.columns[marked]
        told = column.values[index] if column.spec.text is not None or column.spec.key == "project" else None
        text = f"{told}\n({phrase})" if told else phrase
        self.sheet.write_string(row, column.first, text, self.looks.look(marked))

    def _link(self, row: int, index: int) -> None:
        if self.spec.kind != "list":
            return
        place = self.book.form_places.get(self.ids[index])
        if place is None and self.book.forms_awaited:
            self.book.links_to_forms.append(partial(self._link, row, index))
        elif place is not None:
            # Beside the print area: LibreOffice neither wraps nor prints whole a text that is a link.
            target = f"internal:{sheet_cell(place[0], place[1] + 1, 1)}"
            self.sheet.write_url(row, self.columns[-1].last + 1, target, string=TO_FORM)

    def _lead_back(self, row: int, index: int) -> None:
        """Link each printed figure to its cell in ข้อมูล, from where it goes on to the returned workbook."""
        if (index + 1) * len(self.columns) > MOST_LINKS:
            return
        for column in self.columns:
            key = column.spec.key
            if key in self.data.columns and column.is_number and column.values[index] is not None:
                cell = self.data.cell(key, self.rows.round, self.rows.positions[index])
                self.sheet.link(row, column.first, f"internal:{cell}")
