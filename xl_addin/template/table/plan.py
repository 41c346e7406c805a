"""Where everything stands on a template sheet of layout `table`: a row = a project. Rows and columns from 0.

Rows: the band (what is left to fix and to fill in; not printed), titles, header (one row per level of the
labels), the hidden key rows (of small tables, then of the projects), section headings and projects, each with the
rows of its small tables below it, the total, notes.

Columns: the hidden project_id, shown columns in the form's order, the check column (not printed), and
hidden columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from xl_addin.excel.addresses import column_letters, quote_sheet
from xl_addin.model.form.column_states import State
from xl_addin.model.form.schema import MAIN, ChildTable, Column, next_or_raise
from xl_addin.model.table_names import PROJECT_ID

CHECK_KEY = "_check"
"""Key of the check column: what begins with "_" is none of the form's columns."""

ROW_OF, FIRST_OF, LAST_OF, ROW_MARK_END = "\ue004", "\ue005", "\ue006", "\ue007"
"""In a formula, around a table's key, for the number of a row: of that table's line above the formula's own; of the
first and the last of its lines below it, or of those that stand beside it below the same one."""

BAND_ROW = 0


@dataclass(frozen=True, slots=True)
class PlannedColumn:
    """A column of the sheet; `shown`: people see it. `width`: in Excel's characters."""

    column: Column
    state: State
    index: int
    shown: bool
    width: float

    @property
    def key(self) -> str:
        return self.column.key


@dataclass(frozen=True, slots=True)
class Line:
    """A section heading (`position` -1), the project at `position` of the round's frame, or a row below it.

    `table`: the small table of a row below its project; `place`: where it stands in the table's rows, -1 a blank
    one; `is_known`: it stands there before anything is typed. `path`: its number among the rows that stand in the same
    row, after the numbers of the rows above it; none of a project.
    """

    row: int
    heading: str = ""
    position: int = -1
    table: str = ""
    place: int = -1
    is_known: bool = False
    path: tuple[int, ...] = ()

    @property
    def is_project(self) -> bool:
        return self.position >= 0 and not self.table


@dataclass(frozen=True, slots=True)
class RowsBelow:
    """A small table whose rows stand below those of their projects.

    `columns`: each in a column of the projects; `key_row`: of its keys; `above`: see `Form.above`.
    Hidden columns: `id_column`, `known_column`; where rows stand in one another `path_column` and `twins`, in which
    what other rows add up stands alone: in the columns that people see, rows of several tables alternate.
    """

    table: ChildTable
    columns: tuple[PlannedColumn, ...]
    key_row: int
    above: tuple[str, ...]
    id_column: int
    known_column: int
    path_column: int | None = None
    twins: Mapping[str, int] = field(default_factory=dict)

    @property
    def last_column(self) -> int:
        return max(self.known_column, self.path_column or 0, *self.twins.values())

    @property
    def key(self) -> str:
        return self.table.key

    @property
    def entries(self) -> tuple[PlannedColumn, ...]:
        """What is typed in a row that a group adds; in known rows the columns of the register are not."""
        return tuple(
            one for one in self.columns if one.state is State.ENTRY or one.column in self.table.listed
        )

    def column(self, key: str) -> PlannedColumn:
        """The planned column of that key. Raises KeyError."""
        return next_or_raise(self.columns, key)


@dataclass(frozen=True, slots=True)
class TablePlan:
    """The whole sheet. `notes`: lines under the table; `footer`: what stands at the foot of each page."""

    sheet: str
    titles: tuple[str, ...]
    columns: tuple[PlannedColumn, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...]
    footer: str
    header_row: int
    key_row: int
    below: tuple[RowsBelow, ...] = ()
    spans: Mapping[tuple[int, str, tuple[int, ...], str], tuple[int, int]] = field(default_factory=dict)

    @property
    def shown(self) -> tuple[PlannedColumn, ...]:
        return tuple(column for column in self.columns if column.shown)

    @property
    def entries(self) -> tuple[PlannedColumn, ...]:
        return tuple(column for column in self.columns if column.state is State.ENTRY)

    @property
    def projects(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.is_project)

    def rows_of(self, table: str) -> tuple[Line, ...]:
        """The lines of a small table."""
        return tuple(line for line in self.lines if line.table == table)

    @property
    def first_row(self) -> int:
        return self.key_row + 1

    @property
    def first_key_row(self) -> int:
        """The row below the header."""
        return self.key_row - len(self.below)

    @property
    def last_row(self) -> int:
        return self.key_row + len(self.lines)

    @property
    def total_row(self) -> int:
        return self.last_row + 1

    @property
    def last_shown(self) -> int:
        """The last printed column."""
        return self.shown[-1].index

    @property
    def last_column(self) -> int:
        """The last column of the sheet's tables."""
        hidden = [one.last_column for one in self.below]
        return max(self.check_column, self.columns[-1].index, *hidden)

    @property
    def check_column(self) -> int:
        return self.last_shown + 1

    def column(self, key: str) -> PlannedColumn:
        """The planned column of that key. Raises KeyError."""
        return next_or_raise(self.columns, key)

    def cell(self, key: str) -> str:
        """Formula text, on this sheet, of a column's cell in the formula's own row."""
        letters = self._letters(key)
        return f"INDEX(${letters}:${letters},ROW())"

    def cell_from_outside(self, key: str) -> str:
        """The same on another sheet with the same row numbers.

        Found between the key row and the total, whose cells nobody can cut away. Not in the whole column: the
        band above it counts what `_check` finds, and `_check` would wait for its own count.
        """
        return self._outside(self._letters(key), "ROW()")

    def _outside(self, letters: str, row: str) -> str:
        cells = f"${letters}${self.key_row + 1}:${letters}${self.blank_row}"
        return f"INDEX({quote_sheet(self.sheet)}!{cells},{row}-{self.key_row})"

    @property
    def blank_row(self) -> int:
        """Number (from 1) of the last row that formulas look at: the total, with small tables the blank one below."""
        return self.total_row + (2 if self.below else 1)

    def cell_below(self, table: RowsBelow, key: str, outside: bool = False) -> str:
        """Formula text of a cell of a row below its project: in its own row, or in one above it for `projects.key`."""
        owner, _, own = key.rpartition(".")
        row = f"{ROW_OF}{owner}{ROW_MARK_END}" if owner else "ROW()"
        if owner == MAIN:
            letters = self._letters(own)
        else:
            letters = column_letters((self.rows_below(owner) if owner else table).column(own).index + 1)
        return self._outside(letters, row) if outside else f"INDEX(${letters}:${letters},{row})"

    def rows_below(self, key: str) -> RowsBelow:
        """The small table of that key. Raises KeyError."""
        return next_or_raise(self.below, key)

    def range_cell(self, table_key: str, key: str, outside: bool = False) -> str:
        """Formula text of the cells of a column in the rows below the formula's own row."""
        table = self.rows_below(table_key)
        index = table.twins.get(key, table.column(key).index)
        letters = column_letters(index + 1)
        ends = (f"{mark}{table_key}{ROW_MARK_END}" for mark in (FIRST_OF, LAST_OF))
        if outside:
            return ":".join(self._outside(letters, row) for row in ends)
        return ":".join(f"INDEX(${letters}:${letters},{row})" for row in ends)

    def range_from_outside(self, table_key: str, key: str) -> str:
        return self.range_cell(table_key, key, outside=True)

    def row_numbers(self, line: Line) -> dict[str, str]:
        """What stands in a line's formulas for rows above, below and beside it -> their numbers (from 1)."""
        if not self.below:
            return {}
        own = self.with_above(line)
        found = {f"{ROW_OF}{key}{ROW_MARK_END}": str(one.row + 1) for key, one in own.items()}
        for table in self.below:
            common = next(key for key in (table.key, *table.above) if key in own)
            span = self.spans.get((line.position, common, own[common].path, table.key))
            for mark, end in ((FIRST_OF, 0), (LAST_OF, 1)):
                found[f"{mark}{table.key}{ROW_MARK_END}"] = str(span[end] + 1 if span else self.blank_row)
        return found

    def with_above(self, line: Line) -> dict[str, Line]:
        """A line and those above it, by table: of an item its activity and its project."""
        own = (line.table, *self.rows_below(line.table).above) if line.table else (MAIN,)
        paths = {key: line.path[:depth] for depth, key in enumerate(reversed(own))}
        rows = {key: self.spans[line.position, key, path, key][0] for key, path in paths.items()}
        return {key: self.lines[row - self.first_row] for key, row in rows.items()}

    def _letters(self, key: str) -> str:
        index = 0 if key == PROJECT_ID else self.column(key).index
        return column_letters(index + 1)


def spans_of(
    lines: Iterable[Line], below: Iterable[RowsBelow]
) -> dict[tuple[int, str, tuple[int, ...], str], tuple[int, int]]:
    """First and last rows of the lines of a table below each line: its project, its table, its path, the other table.

    Of a line's own table it is the line itself.
    """
    above = {MAIN: (MAIN,)} | {one.key: (one.key, *one.above) for one in below}
    found: dict[tuple[int, str, tuple[int, ...], str], tuple[int, int]] = {}
    for line in lines:
        if line.position < 0:
            continue
        own = above[line.table or MAIN]
        for depth, key in enumerate(reversed(own)):
            there = line.position, key, line.path[:depth], own[0]
            first, last = found.get(there, (line.row, line.row))
            found[there] = min(first, line.row), max(last, line.row)
    return found
