"""Typing into a sheet of a register that the program keeps for the officer; nothing else in the file changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from xl_addin.excel.reading.cell_patch import Typed, type_cells
from xl_addin.excel.reading.named_table import NamedTable, TableRow
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.excel.writing.atomic_file import write_whole
from xl_addin.model.form.schema import Form
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.errors import TidtamError
from xl_addin.model.problems.problem import Place
from xl_addin.model.register import Register
from xl_addin.register.layout import register_sheets
from xl_addin.register.read_session import RegisterReading
from xl_addin.register.reader import load_register


class NotRecorded(TidtamError):
    """Nothing was written; `problems` say why and how to put it right."""


@dataclass(frozen=True, slots=True)
class RegisterTable:
    """A table as it stands in the file, its lines that nobody has typed into, and what is to be typed."""

    path: Path
    register: Register
    reading: RegisterReading
    key: str
    free: Iterator[TableRow]
    language: str
    cells: dict[str, Typed] = field(default_factory=dict)

    @classmethod
    def of(cls, path: Path, key: str, form: Form | None = None, language: str = "th") -> RegisterTable:
        """A table of a register. Raises RegisterError for one with errors, NotRecorded for one without the table."""
        register = load_register(path, form=form, language=language)
        sheets = register_sheets(register.form, register.texts)
        reading = RegisterReading(register.form, read_workbook(path), sheets, path.name, language, older=True)
        found = cls(path, register, reading, key, iter(()), language)
        if key not in reading.layout or not set(found.typed_keys) <= found.table.columns.keys():
            sheet = reading.tables[key].sheet if key in reading.tables else key
            raise NotRecorded([problem("record_no_sheet", Place(path.name), language=language, value=sheet)])
        used = {row.number for row in reading.rows(key)}
        free = (row for row in found.table.rows if row.number not in used)
        return cls(path, register, reading, key, free, language)

    @property
    def table(self) -> NamedTable:
        return self.reading.tables[self.key]

    @property
    def typed_keys(self) -> list[str]:
        """Keys of the columns that are typed into."""
        return [column.key for column in self.reading.layout[self.key].columns if not column.locked]

    def free_row(self) -> TableRow:
        """The next line that nobody has typed into. Raises NotRecorded when there is none."""
        row = next(self.free, None)
        if row is None:
            place = Place(self.path.name, self.table.sheet)
            raise NotRecorded([problem("record_full", place, language=self.language)])
        return row

    def type(self, row: TableRow, values: Mapping[str, Typed]) -> None:
        """What is to stand in a line; what is not named becomes blank."""
        self.cells.update({self.table.address(row, key): values.get(key) for key in self.typed_keys})

    def write(self) -> None:
        """Write what was typed. Raises WriteError."""
        write_whole(self.path, type_cells(self.path.read_bytes(), {self.table.sheet: self.cells}))
