"""The register as a report keeps it: every table as it was entered, in a very hidden sheet, and read from there.

The tables stand side by side, each with its keys in the first row and a defined name of its own, so that the
register's reader reads them as it reads a register.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
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
    """A table as it is kept. `name`: its defined name; `rows`: how many it takes, with that of the keys.

    `columns` gives what stands below each of the `keys`: lists of one length.
    """

    name: str
    rows: int
    keys: tuple[str, ...]
    columns: Callable[[], list[list[CellValue]]]

    def reference(self, first_column: int) -> str:
        """Where it stands in the sheet when its first column (from 0) is this one."""
        last = column_letters(first_column + len(self.keys))
        return f"={REGISTER_SHEET}!${column_letters(first_column + 1)}$1:${last}${max(self.rows, 2)}"


def kept_tables(register: Register) -> Iterator[KeptTable]:
    """The tables of a register that has not been put into a round: lists without their prepared blank rows."""
    rows = cells_of(register.form, register, but=PROJECTS)
    for sheet in register_sheets(register.form, register.texts):
        for table in sheet.tables:
            keys = tuple(column.key for column in table.columns)
            columns: Callable[[], list[list[CellValue]]]
            if table.key == PROJECTS:
                count, columns = len(register.projects), partial(_projects, register, keys)
            elif table.items:
                keys, count, columns = (
                    ("key", "value"),
                    len(table.items),
                    partial(_items, table, *rows[table.key]),
                )
            else:
                count, columns = len(rows[table.key]), partial(_columns, rows[table.key], keys)
            yield KeptTable(PREFIX + table.name, 1 + count, keys, columns)


def kept_register(path: Path, form: Form) -> Register | None:
    """The register that a report keeps; None where it keeps none, or one that is whole no more.

    Raises PackageError for a file that is no readable workbook.
    """
    raw = read_workbook(path)
    if raw.sheet(REGISTER_SHEET) is None:
        return None
    register, _ = register_of(_as_register(raw), form, path.name)
    return register


def _projects(register: Register, keys: Sequence[str]) -> list[list[CellValue]]:
    columns = project_columns(register.form, register.projects)
    return [columns[key] for key in keys]


def _items(table: Table, values: Row) -> list[list[CellValue]]:
    """The keys and values of a list of single entries."""
    return [
        [item.key for item in table.items],
        [values.get(item.key, item.value) for item in table.items],
    ]


def _columns(rows: Sequence[Row], keys: Sequence[str]) -> list[list[CellValue]]:
    return [[row.get(key) for row in rows] for key in keys]


def _as_register(raw: RawWorkbook) -> RawWorkbook:
    """The report as if its kept tables were those of a register; nothing else in it has a name then."""
    names = tuple(
        replace(entry, name=entry.name.removeprefix(PREFIX))
        for entry in raw.defined_names
        if entry.name.startswith(PREFIX)
    )
    return replace(raw, defined_names=names)
