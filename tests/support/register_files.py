"""A register workbook in a test: written, typed into like an officer would, and read back."""

from __future__ import annotations

from pathlib import Path

from xl_addin.excel.addresses import cell_address
from xl_addin.excel.reading.cell_patch import Typed, type_cells
from xl_addin.excel.reading.named_table import NamedTable, named_table
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.model.form.schema import Form
from xl_addin.model.problems.problem import Problem
from xl_addin.model.register import Register
from xl_addin.register.reader import read_register
from xl_addin.register.writer import register_bytes


class RegisterFile:
    """A register in the file `path`. Rows of a table are counted from 1, as they are prepared."""

    def __init__(self, path: Path, content: Register | Form) -> None:
        self.path = path
        if isinstance(content, Register):
            path.write_bytes(register_bytes(content.form, content))
        else:
            path.write_bytes(register_bytes(content))
        self._book = read_workbook(path)

    def table(self, key: str) -> NamedTable:
        found = named_table(self._book, f"t_{key}")
        assert found is not None, f"the register has no table {key}"
        return found

    def at(self, table: str, row: int, key: str) -> str:
        """The address of a cell."""
        found = self.table(table)
        first = found.rows[0].number - found.rows[0].position
        return cell_address(first + row, found.columns[key])

    def type(self, table: str, row: int, /, **values: Typed) -> RegisterFile:
        """Type into a row; None empties the cell."""
        cells = {self.at(table, row, key): value for key, value in values.items()}
        self.path.write_bytes(type_cells(self.path.read_bytes(), {self.table(table).sheet: cells}))
        return self

    def item_at(self, key: str, table: str = "settings") -> str:
        """The address where a single entry is typed."""
        row = next(row for row in self.table(table).rows if row.cells["key"].value == key)
        return self.table(table).address(row, "value")

    def enter(self, table: str = "settings", /, **values: Typed) -> RegisterFile:
        """Type single entries, by their keys."""
        cells = {self.item_at(key, table): value for key, value in values.items()}
        self.path.write_bytes(type_cells(self.path.read_bytes(), {self.table(table).sheet: cells}))
        return self

    def read(self, language: str = "th") -> tuple[Register | None, list[Problem]]:
        return read_register(self.path, language=language)

    def register(self) -> Register:
        """What is read where nothing is wrong."""
        register, problems = self.read()
        assert register is not None, [f"{problem.place}: {problem.message}" for problem in problems]
        return register

    def problems(self, *rules: str) -> list[Problem]:
        """The problems of these rules (all of them without any)."""
        return [problem for problem in self.read()[1] if not rules or problem.rule in rules]

    def told(self, *rules: str) -> list[tuple[str, str]]:
        """(rule, cell) of the problems."""
        return [(problem.rule, problem.place.cell) for problem in self.problems(*rules)]
