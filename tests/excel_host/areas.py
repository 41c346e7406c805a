"""The form in an open workbook, as the pane finds it: by its own names and keys, never by position or label.

What form.js is to the pane: projects as rows of a table, or each on a page of its own.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from openpyxl.utils import get_column_letter, range_boundaries

from tests.excel_host.workbook import Cell, Workbook

_TABLE_NAME = re.compile(r"t_[a-z][a-z0-9_]*")
_FIELDS = "t_fields"
_TELLING = re.compile(r"[%dmyhs]", re.IGNORECASE)
_PLAIN = re.compile(r'"[^"]*"|\[[^\]]*\]|General')


@dataclass(frozen=True, slots=True)
class Area(ABC):
    """Part of a sheet that is checked; rows and columns are 1-based, `rows` are those that hold a project.

    `formulas`: (row, column) -> the formula that stood there when the workbook was opened."""

    sheet: str
    first_row: int
    columns: range
    rows: list[int]
    formulas: dict[tuple[int, int], str]

    @property
    @abstractmethod
    def total(self) -> int:
        """How many projects it holds."""

    def formula_at(self, row: int, column: int) -> str:
        """The formula that belongs in a cell, "" where a person types."""
        return self.formulas.get((row, column), "")

    def rows_touched(self, edited: Iterable[int]) -> list[int]:
        """The rows that are asked about when these were edited."""
        return [row for row in edited if row in self.rows]

    @abstractmethod
    def format_at(self, row: int, column: int) -> str:
        """The number format that belongs in a cell."""

    @abstractmethod
    def question(self, workbook: Workbook, rows: list[int]) -> dict[str, Any]:
        """What the server is asked about these rows."""

    def values(self, workbook: Workbook, rows: list[int]) -> list[list[Any]]:
        """The cells of these rows, as they travel."""
        return [
            [self._travelling(row, column, workbook.cell(self.sheet, row, column)) for column in self.columns]
            for row in rows
        ]

    def _travelling(self, row: int, column: int, cell: Cell) -> Any:
        """The value; with formula and format where the file would tell the intake more than the value."""
        formula = "" if self.formula_at(row, column) else cell.formula
        is_number = isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
        telling = is_number and _TELLING.search(_PLAIN.sub("", cell.number_format))
        return [cell.value, formula, cell.number_format] if formula or telling else cell.value


@dataclass(frozen=True, slots=True)
class Table(Area):
    """Projects as rows. `column_formulas`, `column_formats`: what most of a column has."""

    key: str
    keys: list[str]
    column_formulas: dict[int, str]
    column_formats: dict[int, str]

    @property
    def total(self) -> int:
        return len(self.rows) if self.key == "projects" else 0

    def formula_at(self, row: int, column: int) -> str:
        return self.formulas.get((row, column)) or self.column_formulas[column]

    def format_at(self, row: int, column: int) -> str:
        return self.column_formats[column]

    def column(self, key: str) -> int:
        return self.columns[self.keys.index(key)]

    def address(self, key: str, row: int) -> str:
        """Where a key of a row stands."""
        return f"{get_column_letter(self.column(key))}{row}"

    def question(self, workbook: Workbook, rows: list[int]) -> dict[str, Any]:
        return {
            "rows": {
                "table": self.key,
                "sheet": self.sheet,
                "first_column": self.columns.start - 1,
                "keys": self.keys,
                "numbers": rows,
                "values": self.values(workbook, rows),
            }
        }


@dataclass(frozen=True, slots=True)
class Page(Area):
    """A project's own sheet: labelled fields and small tables. It is always asked about as a whole.

    `formats`: (row, column) -> the number format when the workbook was opened."""

    names: dict[str, str]
    formats: dict[tuple[int, int], str]

    @property
    def total(self) -> int:
        return 1

    def format_at(self, row: int, column: int) -> str:
        return self.formats[row, column]

    def rows_touched(self, edited: Iterable[int]) -> list[int]:
        return self.rows if any(row in self.rows for row in edited) else []

    def question(self, workbook: Workbook, rows: list[int]) -> dict[str, Any]:
        return {
            "page": {
                "sheet": self.sheet,
                "first_row": self.first_row - 1,
                "first_column": self.columns.start - 1,
                "names": self.names,
                "values": self.values(workbook, rows),
            }
        }


def read_areas(workbook: Workbook) -> list[Table | Page]:
    """The tables of the workbook; of a workbook with a sheet per project, its pages and what else has a name."""
    pages = [_page(workbook, sheet.name) for sheet in workbook.sheets.values() if _FIELDS in sheet.names]
    named = [name for name in workbook.names if name != _FIELDS and _TABLE_NAME.fullmatch(name)]
    return [*pages, *(_table(workbook, name) for name in named)]


def _table(workbook: Workbook, name: str) -> Table:
    sheet, (first_column, first_row, last_column, last_row) = _referred(workbook.names[name])
    columns = range(first_column, last_column + 1)
    keys = [str(workbook.cell(sheet, first_row, column).value) for column in columns]
    id_column = columns[keys.index("project_id")]
    rows = [
        row for row in range(first_row + 1, last_row + 1) if workbook.cell(sheet, row, id_column).value != ""
    ]
    formulas = _formulas(workbook, sheet, rows, columns)
    formats = {
        column: _most_common(workbook.cell(sheet, row, column).number_format for row in rows)
        for column in columns
    }
    common = {
        column: _most_common(formulas[row, column] for row in rows if (row, column) in formulas)
        for column in columns
    }
    return Table(sheet, first_row, columns, rows, formulas, name.removeprefix("t_"), keys, common, formats)


def _page(workbook: Workbook, sheet: str) -> Page:
    names = {
        name: refers for name, refers in workbook.sheets[sheet].names.items() if _TABLE_NAME.fullmatch(name)
    }
    boxes = [_referred(refers)[1] for refers in names.values()]
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    columns, rows = range(min(lefts), max(rights) + 1), list(range(min(tops), max(bottoms) + 1))
    formats = {
        (row, column): workbook.cell(sheet, row, column).number_format for row in rows for column in columns
    }
    return Page(sheet, rows[0], columns, rows, _formulas(workbook, sheet, rows, columns), names, formats)


def _formulas(workbook: Workbook, sheet: str, rows: list[int], columns: range) -> dict[tuple[int, int], str]:
    return {
        (row, column): formula
        for row in rows
        for column in columns
        if (formula := workbook.cell(sheet, row, column).formula)
    }


def _referred(formula: str) -> tuple[str, tuple[int, int, int, int]]:
    """Sheet, and first column, first row, last column, last row, of "='แบบรายงาน'!$A$5:$D$55"."""
    sheet, area = formula.removeprefix("=").rsplit("!", 1)
    return sheet.strip("'").replace("''", "'"), range_boundaries(area)


def _most_common(texts: Iterable[str]) -> str:
    counted = Counter(texts).most_common(1)
    return counted[0][0] if counted else ""
