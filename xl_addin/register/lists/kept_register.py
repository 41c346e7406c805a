"""The register as a report keeps it: every table as it was entered, in a very hidden sheet, and read from there.

The tables stand side by side, each with its keys in the first row and a defined name of its own, so that the
register's reader reads them as it reads a register.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from xl_addin.excel.addresses import column_letters
from xl_addin.excel.reading.cells import RawWorkbook
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.model.form.schema import Form
from xl_addin.model.identity import REGISTER_SHEET
from xl_addin.model.register import Register
from xl_addin.register.cell_values import CellValue, Row, cells_of, project_columns
from xl_addin.register.layout import register_sheets
from xl_addin.register.layout_parts import PROJECTS, Table
from xl_addin.register.reader import register_of

PREFIX = "kept_"
"""In front of the names of the tables: a report is no register, and nothing should take it for one."""


@dataclass(frozen=True, slots=True)
class KeptTable:
    """A table as it is kept. `name`: its defined name; `columns`: key -> what stands below it, all equally long."""

    name: str
    columns: dict[str, list[CellValue]]

    @property
    def rows(self) -> int:
        """How many rows it takes, with that of the keys."""
        return 1 + max(map(len, self.columns.values()))

    def reference(self, first_column: int) -> str:
        """Where it stands in the sheet when its first column (from 0) is this one."""
        last = column_letters(first_column + len(self.columns))
        return f"={REGISTER_SHEET}!${column_letters(first_column + 1)}$1:${last}${max(self.rows, 2)}"


def kept_tables(register: Register) -> Iterator[KeptTable]:
    """The tables of a register that has not been put into a round: lists without their prepared blank rows."""
    projects = project_columns(register.form, register.projects)
    rows = cells_of(register.form, register, but=PROJECTS)
    for sheet in register_sheets(register.form, register.texts):
        for table in sheet.tables:
            if table.key == PROJECTS:
                columns = {column.key: projects[column.key] for column in table.columns}
            else:
                columns = _columns(table, rows[table.key])
            yield KeptTable(PREFIX + table.name, columns)


def kept_register(path: Path, form: Form) -> Register | None:
    """The register that a report keeps; None where it keeps none, or one that is whole no more.

    Raises PackageError for a file that is no readable workbook.
    """
    raw = read_workbook(path)
    if raw.sheet(REGISTER_SHEET) is None:
        return None
    register, _ = register_of(_as_register(raw), form, path.name)
    return register


def _columns(table: Table, rows: Sequence[Row]) -> dict[str, list[CellValue]]:
    """The columns of a table; of a list of single entries its keys and values."""
    if table.items:
        values = rows[0]
        keys: list[CellValue] = [item.key for item in table.items]
        return {"key": keys, "value": [values.get(item.key, item.value) for item in table.items]}
    return {column.key: [row.get(column.key) for row in rows] for column in table.columns}


def _as_register(raw: RawWorkbook) -> RawWorkbook:
    """The report as if its kept tables were those of a register; nothing else in it has a name then."""
    names = tuple(
        replace(entry, name=entry.name.removeprefix(PREFIX))
        for entry in raw.defined_names
        if entry.name.startswith(PREFIX)
    )
    return replace(raw, defined_names=names)
