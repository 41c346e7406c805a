"""What stands in the small tables of a project's form: rows of its child tables, or its rounds so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from xl_addin.excel.addresses import column_letters
from xl_addin.excel.writing.workbook_writer import OWN_ROW
from xl_addin.model.expressions.excel_formula import ExcelScope, column_formula
from xl_addin.model.expressions.language import names as names_in
from xl_addin.model.expressions.language import parse
from xl_addin.model.form.report_schema import PagePart, PrintColumn, ReportSheet
from xl_addin.model.form.schema import MAIN, Column
from xl_addin.model.form.scopes import row_scope
from xl_addin.model.thai import words
from xl_addin.model.values.kinds import SCALE, Kind
from xl_addin.report.book.data_sheet import DataSheet
from xl_addin.report.book.printed_columns import column_format, has_satang
from xl_addin.report.book.report_workbook import ReportBook
from xl_addin.report.book.table_rows import kind_of
from xl_addin.report.printed.form_grid import MONTHS, FormGrid
from xl_addin.report.printed.form_rows import ChildRows, ProjectColumns
from xl_addin.report.printed.form_table import NOTHING, SmallCell, SmallColumn, SmallRow, bar, spans_of

Columns = tuple[Sequence[SmallColumn], Sequence[str]]
"""Of a table: its columns, and its months as they are printed."""


class PartTables:
    """The small tables of a sheet of forms, ready for every project of a round."""

    def __init__(
        self, book: ReportBook, data: Mapping[str, DataSheet], spec: ReportSheet, round_: int
    ) -> None:
        self.book, self.data, self.round = book, data, round_
        self.sheet = spec.name
        # Which columns of the sheet a table takes is the same at every scale.
        self.grid = FormGrid(spec, 1.0)
        frames = book.tables_of(round_)
        self.children = {
            table.key: ChildRows(table.columns, frames[table.key].reset_index(drop=True))
            for table in book.form.tables
            if table.key in frames
        }
        self.rounds = [number for number in book.rounds() if number <= round_]
        self._projects = {number: ProjectColumns(book, data[MAIN], number) for number in self.rounds}
        self._places = {
            number: {id_: place for place, id_ in enumerate(columns.values("project_id"))}
            for number, columns in self._projects.items()
        }
        self._names = {number: book.names(number) for number in self.rounds}
        # By part, whose hash would be one of all its columns.
        self._made: dict[int, Columns] = {}
        self._formulas: dict[tuple[int, str], Callable[[int], str] | None] = {}

    def columns(self, part: PagePart) -> Columns:
        """The columns of a part's table, and the months that head those after the first."""
        if id(part) not in self._made:
            self._made[id(part)] = self._new(part)
        return self._made[id(part)]

    def rows(
        self, part: PagePart, project_id: str, names: Mapping[str, Any]
    ) -> tuple[list[SmallRow], SmallRow | None]:
        """The rows of a part's table for one project, and the total row where there is one."""
        if part.rounds:
            lines = [self._round_row(part, number, project_id) for number in self.rounds]
            found = [line for line in lines if line is not None]
            return found, self._to_date(part, project_id, names)
        return list(self._child_rows(part, project_id, names)), self._total(part, names)

    def _new(self, part: PagePart) -> Columns:
        satang = has_satang(
            self._all(part, spec.key)
            for spec in part.columns
            if spec.key is not None and self._kind(part, spec.key) is Kind.BAHT
        )
        columns = [self._column(part, spec, satang) for spec in part.columns]
        months: Sequence[str] = ()
        if part.months is not None:
            months = list(self._own(part, part.months[0]).choices.values())
            columns[1:1] = [SmallColumn(None, Kind.TEXT)] * MONTHS
        return columns, [self._said(month) for month in months]

    def _own(self, part: PagePart, key: str) -> Column:
        columns = self.book.form.columns_of(part.table or MAIN)
        return next(column for column in columns if column.key == key)

    def _kind(self, part: PagePart, key: str) -> Kind:
        return kind_of(self.book.form, key) if part.rounds else self._own(part, key).kind

    def _column(self, part: PagePart, spec: PrintColumn, satang: bool) -> SmallColumn:
        if spec.key is None:
            return SmallColumn(spec, Kind.LONG_TEXT)
        kind = self._kind(part, spec.key)
        if kind not in SCALE:
            return SmallColumn(spec, kind)
        return SmallColumn(spec, kind, column_format(spec, kind, satang, self.book.settings))

    def _all(self, part: PagePart, key: str) -> list[int | None]:
        """Every number that may stand in a column, to choose one number format for all forms."""
        if part.rounds:
            return [value for columns in self._projects.values() for value in columns.values(key)]
        return self.children[part.table or ""].values(key) if part.table in self.children else []

    def _child_rows(self, part: PagePart, project_id: str, names: Mapping[str, Any]) -> Sequence[SmallRow]:
        rows = self.children.get(part.table or "")
        if rows is None:
            return []
        children = rows.numbered(part, project_id)
        made = []
        for position, child in zip(rows.of(project_id), children, strict=True):
            given = dict(names) | {"child": child}
            cells = [self._child_cell(part, spec, rows, position, given) for spec in part.columns]
            if part.months is not None:
                cells[1:1] = bar(*(self._month(part, key, rows, position) for key in part.months))
            made.append(cells)
        return made

    def _child_cell(
        self,
        part: PagePart,
        spec: PrintColumn,
        rows: ChildRows,
        position: int,
        names: Mapping[str, Any],
    ) -> SmallCell:
        if spec.text is not None or spec.key is None:
            return SmallCell(self._text(spec.text or "", names))
        column = rows.columns[spec.key]
        if column.kind not in SCALE:
            key = f"{spec.key}_label" if column.kind is Kind.CHOICE else spec.key
            return SmallCell(self._said(rows.values(key)[position] or ""))
        return SmallCell(value=rows.values(spec.key)[position], formula=self._formula(part, column))

    def _formula(self, part: PagePart, column: Column) -> Callable[[int], str] | None:
        """A computed column whose every part is printed beside it is computed on the form too."""
        asked = (id(part), column.key)
        if asked not in self._formulas:
            self._formulas[asked] = self._new_formula(part, column)
        return self._formulas[asked]

    def _new_formula(self, part: PagePart, column: Column) -> Callable[[int], str] | None:
        if column.formula is None:
            return None
        expression, columns = parse(column.formula), self.columns(part)[0]
        places = {
            one.spec.key: span.first
            for one, span in zip(columns, spans_of(self.grid, part, len(columns)), strict=True)
            if one.spec is not None and one.spec.key and one.is_number
        }
        if any(name.table or name.key not in places for name in names_in(expression)):
            return None

        excel = ExcelScope(
            row_scope(self.book.form, part.table or MAIN),
            lambda key: f"{column_letters(places[key] + 1)}{OWN_ROW}",
            self.book.constants(self.round),
            self.book.settings.percent_rounding,
        )
        pattern = column_formula(expression, column.kind, excel)
        return lambda row: pattern.replace(OWN_ROW, str(row + 1))

    def _month(self, part: PagePart, key: str, rows: ChildRows, position: int) -> int | None:
        codes = list(rows.columns[key].choices)
        code = rows.values(key)[position]
        return codes.index(code) + 1 if code in codes else None

    def _total(self, part: PagePart, names: Mapping[str, Any]) -> SmallRow | None:
        if part.total is None:
            return None
        cells = [NOTHING] * (len(part.columns) + (MONTHS if part.months is not None else 0))
        place = 0
        if part.months is None:
            # A column for numbers is too narrow for the label.
            places = [number for number, column in enumerate(part.columns) if not column.total]
            place = max(places, key=lambda number: part.columns[number].width, default=0)
        cells[place] = SmallCell(self._text(part.total, names))
        return cells

    def _round_row(self, part: PagePart, number: int, project_id: str) -> SmallRow | None:
        place = self._places[number].get(project_id)
        if place is None:
            return None
        columns = self._projects[number]
        names = self._names[number] | {"row": columns.row(place)}
        return [
            SmallCell(self._text(spec.text or "", names))
            if spec.key is None
            else self._round_cell(columns, spec.key, number, place)
            for spec in part.columns
        ]

    def _round_cell(self, columns: ProjectColumns, key: str, number: int, place: int) -> SmallCell:
        kind = kind_of(self.book.form, key)
        if kind not in SCALE:
            shown = f"{key}_label" if kind is Kind.CHOICE else key
            return SmallCell(self._said(str(columns.values(shown)[place] or "")))
        value = columns.values(key)[place]
        cell = self.data[MAIN].cell(key, number, place)
        return NOTHING if value is None else SmallCell(value=value, formula=lambda _: cell)

    def _to_date(self, part: PagePart, project_id: str, names: Mapping[str, Any]) -> SmallRow | None:
        if part.total is None:
            return None
        columns, place = self._projects[self.round], self._places[self.round][project_id]
        cells = [
            NOTHING if spec.to_date is None else self._round_cell(columns, spec.to_date, self.round, place)
            for spec in part.columns
        ]
        cells[0] = SmallCell(self._text(part.total, names))
        return cells

    def _text(self, source: str, names: Mapping[str, Any]) -> str:
        lines = self.book.write_lines(source, names, self.sheet)
        return "\n".join(line.text for line in lines).strip("\n")

    def _said(self, text: str) -> str:
        return words.in_thai_digits(text) if self.book.settings.digits == "thai" else text
