"""What is on the reading while a register is read: its tables, and the problems found so far."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xl_addin.excel.reading.cells import RawCell, RawWorkbook
from xl_addin.excel.reading.named_table import NamedTable, TableRow, named_table, raw_value
from xl_addin.model.form.schema import Form
from xl_addin.model.problems import catalogue
from xl_addin.model.problems.problem import Place, Problem, Severity
from xl_addin.model.thai.names import name_key
from xl_addin.model.values.clean import clean
from xl_addin.model.values.findings import Finding, Raw, Value, is_blank
from xl_addin.model.values.kinds import Family, Kind
from xl_addin.register.layout_parts import Entry, SheetLayout, Table
from xl_addin.register.merged_cells import unmerged

SHOWN_CELLS = 5
"""Of the cells where one unknown name stands, so many are listed."""

QUIET_NOTES = frozenset(("date_read_from_text", "number_read_from_text", "buddhist_year_read"))
"""What every register does: dates are typed as text there, and Thai digits are welcome."""


class RegisterReading:
    """One register being read. Problems are gathered, never raised.

    `older`: it was made from an earlier version of the form, so columns that may be blank may be missing.
    """

    def __init__(
        self,
        form: Form,
        book: RawWorkbook,
        sheets: tuple[SheetLayout, ...],
        file: str,
        language: str,
        *,
        older: bool = False,
    ) -> None:
        self.form, self.book, self.file, self.language, self.older = form, book, file, language, older
        self.sheets = sheets
        self.problems: list[Problem] = []
        self._names: dict[tuple[str, str, str], tuple[int, list[str]]] = {}
        self.layout: dict[str, Table] = {table.key: table for sheet in sheets for table in sheet.tables}
        self.tables: dict[str, NamedTable] = {}
        self._merged: set[tuple[str, int, str]] = set()
        for sheet in sheets:
            for table in sheet.tables:
                self._open(sheet, table)

    def _open(self, sheet: SheetLayout, table: Table) -> None:
        found = named_table(self.book, table.name, open_ended=table.open_ended)
        self.tables[table.key] = found or NamedTable(sheet.name, {}, ())
        if found is None:
            if not table.optional:
                self.tell("register_table_missing", Place(self.file, sheet.name), sheet=sheet.name)
            return
        for column in table.columns:
            needed = column.required or not (column.locked or self.older)
            if column.key not in found.columns and needed:
                self.tell("register_column_missing", Place(self.file, found.sheet), label=column.title)
        self._unmerge(table, found)

    def _unmerge(self, table: Table, found: NamedTable) -> None:
        """Merged cells are told, and read where they hold the name of a group or section."""
        sheet = self.book.sheet(found.sheet)
        names = frozenset(column.key for column in table.columns if column.offers)
        whole, merged = unmerged(found, sheet.merged if sheet else (), names)
        self.tables[table.key] = whole
        typed = {column.key for column in table.columns if not (column.prefill or column.locked)}
        in_use = {row.number for row in self.rows(table.key)}
        for cells in merged:
            blanks = [(number, key) for number, key in cells.blanks if number in in_use and key in typed]
            if blanks:
                value = str(raw_value(cells.row.cells.get(cells.key)) or "")
                rule = "register_merged_read" if cells.filled else "register_merged_cells"
                place = self.place(table.key, cells.row, cells.key)
                self.tell(rule, place, value=value, cells=cells.address, count=len(blanks) + 1)
                self._merged.update((table.key, number, key) for number, key in blanks)

    def silent(self) -> RegisterReading:
        """The same workbook for reading once more what has been told."""
        layout = tuple(self.sheets)
        return RegisterReading(self.form, self.book, layout, self.file, self.language, older=True)

    @property
    def failed(self) -> bool:
        """Whether an error has been found."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)

    def tell(self, message_id: str, place: Place, **values: Any) -> None:
        """A problem from the catalogue (register.toml)."""
        self.problems.append(catalogue.problem(message_id, place, language=self.language, **values))

    def tell_name(self, message_id: str, place: Place, *, value: str, **values: Any) -> None:
        """A name that the register does not know: told at its first cell, with the other cells of that sheet.

        One change in a list (a section renamed) makes the same name unknown in many rows.
        """
        told = (message_id, place.sheet, name_key(value))
        if told not in self._names:
            self._names[told] = (len(self.problems), [])
            self.tell(message_id, place, value=value, more="", **values)
            return
        position, cells = self._names[told]
        cells.append(place.cell)
        first = self.problems[position]
        shown = ", ".join(cells[:SHOWN_CELLS]) + (" ..." if len(cells) > SHOWN_CELLS else "")
        more = catalogue.say("register_more_cells", self.language, count=len(cells), cells=shown)
        names = {"project": first.project, "project_name": first.project_name}
        self.problems[position] = catalogue.problem(
            message_id, first.place, language=self.language, value=value, more=more, **(values | names)
        )

    def rows(self, table: str) -> list[TableRow]:
        """The rows of a table that somebody has filled in: more than what was prepared stands in them."""
        typed = [column.key for column in self.layout[table].columns if not (column.prefill or column.locked)]
        return [
            row for row in self.tables[table].rows if any(self._is_typed(row.cells.get(k)) for k in typed)
        ]

    def _is_typed(self, cell: RawCell | None) -> bool:
        return cell is not None and (cell.value is None or not is_blank(raw_value(cell)))

    def place(self, table: str, row: TableRow, key: str) -> Place:
        """File, sheet and cell of one value."""
        found = self.tables[table]
        cell = found.address(row, key) if key in found.columns else ""
        return Place(self.file, found.sheet, cell)

    def raw(self, table: str, row: TableRow, key: str) -> Raw:
        """A value as it stands in the file; a formula that was never computed is told and read as blank."""
        cell = row.cells.get(key)
        if cell is not None and cell.value is None and cell.is_formula:
            self.tell("register_formula_without_value", self.place(table, row, key))
        return raw_value(cell)

    def value(self, table: str, row: TableRow, key: str, **names: str) -> Value:
        """A value as its column asks for it; what is wrong is told. `names`: project and project_name."""
        return self.cleaned(table, row, key, **names)[0]

    def cleaned(self, table: str, row: TableRow, key: str, **names: str) -> tuple[Value, Finding | None]:
        """The value and what was told about it."""
        column = self.layout[table].column(key)
        return self.cleaned_as(column, table, row, key, **names)

    def cleaned_as(
        self, column: Entry, table: str, row: TableRow, key: str, **names: str
    ) -> tuple[Value, Finding | None]:
        """The value of a cell as another column would ask for it."""
        cell = row.cells.get(key)
        limits: dict[str, Any] = {
            "required": column.required,
            "minimum": column.minimum if column.kind is not Kind.DATE else None,
            "maximum": column.maximum,
            "choices": column.choices or None,
            "epoch_1904": self.book.facts.date_1904,
            "percent_cell": cell is not None and cell.is_percent and column.kind.facts.is_share,
        }
        if column.kind.facts.family is Family.TEXT:
            limits["max_length"] = column.max_length
        value, finding = clean(column.kind, self.raw(table, row, key), **limits)
        if finding is not None and finding.id not in QUIET_NOTES:
            place = self.place(table, row, key)
            if finding.id == "required_blank":
                if (table, row.number, key) not in self._merged:
                    self.tell("register_blank", place, label=column.title, column=key, **names)
            else:
                said = finding.problem(column.title, place, column=key, language=self.language, **names)
                self.problems.append(said)
        return value, finding

    def text(self, table: str, row: TableRow, key: str, **names: str) -> str:
        """A value of a text column; "" for a blank."""
        value = self.value(table, row, key, **names)
        return "" if value is None else str(value).strip()

    def number(self, table: str, row: TableRow, key: str, **names: str) -> int | None:
        """A value of a numeric column."""
        value = self.value(table, row, key, **names)
        return value if isinstance(value, int) else None

    def items(self, table: str) -> Mapping[str, TableRow]:
        """The lines of a list of single entries by the key beside them."""
        found: dict[str, TableRow] = {}
        for row in self.tables[table].rows:
            cell = row.cells.get("key")
            if cell is not None and cell.value:
                found.setdefault(cell.value, row)
        return found
