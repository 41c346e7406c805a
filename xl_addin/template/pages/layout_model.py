"""The places on the sheet of one project (layout `pages`). Rows and columns from 0.

row 0        what is left to fix, link to the list (not printed)
titles       from the form
sections     heading, guidance, labelled fields, small tables
notes
hidden rows  fields that people do not see: earlier texts, helpers of rules, parts left out of this page

column 0     hidden: the key of the row's field; in a small table the project id
column 1     hidden: letters of the column in which the row's field stands
grid         labels, values, tables
last column  what is wrong in the row (not printed)
"""

from __future__ import annotations

from dataclasses import dataclass, field

from xl_addin.excel.addresses import column_letters, quote_sheet
from xl_addin.excel.writing import text_metrics
from xl_addin.model.form.column_states import State
from xl_addin.model.form.schema import MAIN, ChildTable, Column
from xl_addin.model.values.kinds import Family, Fill
from xl_addin.template.shared.check_sheet import THERE

KEY_COLUMN, POINTER_COLUMN, FIRST_GRID = 0, 1, 2
BAND_ROW = 0
TEXT_POINTS = 14
"""Letters of long texts: smaller than labels, so that 3,300 characters stay on one screen."""


@dataclass(frozen=True, slots=True)
class Area:
    """Cells of a page, merged where they are several.

    Rows and columns count from 0, as XlsxWriter counts them; both ends are inside.
    """

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    @property
    def is_merged(self) -> bool:
        return (self.first_row, self.first_column) != (self.last_row, self.last_column)


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """A field of a page: the cells of its value, of its label and of its guidance.

    `state`: whether it is typed, computed or shown. `lines`: lines of text that there is room for.
    """

    column: Column
    state: State
    value: Area
    label: Area | None = None
    guidance: Area | None = None
    lines: int = 1

    @property
    def key(self) -> str:
        return self.column.key

    @property
    def row(self) -> int:
        return self.value.first_row


@dataclass(frozen=True, slots=True)
class ChildColumn:
    """A column of a small table.

    `first`, `last`: the columns of the grid that it takes, both inside; a hidden one stands beside the grid.
    """

    column: Column
    state: State
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class TablePlace:
    """A small table: label, header, hidden key row, prepared rows, and the row that tells what is left.

    Rows count from 0; `first_row` and `last_row` are the prepared ones, `hidden` the columns beside the grid.
    `known`: where the first of them stand in the rows that are known before anything is typed.
    """

    table: ChildTable
    columns: tuple[ChildColumn, ...]
    hidden: tuple[ChildColumn, ...]
    label_row: int
    header_row: int
    key_row: int
    first_row: int
    last_row: int
    known: tuple[int, ...] = ()

    @property
    def first_blank(self) -> int:
        """The row below the known ones."""
        return self.first_row + len(self.known)

    @property
    def grows(self) -> bool:
        """Whether Excel may fit rows to what is typed: to merged cells it fits none, but cuts their texts."""
        texts = (place for place in self.entries if place.column.kind.facts.family is Family.TEXT)
        return all(place.first == place.last for place in texts)

    @property
    def room_row(self) -> int:
        return self.last_row + 1

    @property
    def all_columns(self) -> tuple[ChildColumn, ...]:
        return (*self.columns, *self.hidden)

    @property
    def entries(self) -> tuple[ChildColumn, ...]:
        """What is typed in the blank rows; in known ones the columns of the register are not."""
        return tuple(place for place in self.all_columns if self.is_entry(place, known=False))

    def is_entry(self, place: ChildColumn, *, known: bool) -> bool:
        """Whether a column is typed in known rows, or in the others."""
        return place.state is State.ENTRY or (not known and place.column.fill is Fill.REGISTER)

    def column(self, key: str) -> ChildColumn:
        """The place of a column. Raises KeyError."""
        for place in self.all_columns:
            if place.column.key == key:
                return place
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class SectionPlace:
    """A headed part of the page and the rows it takes.

    Rows count from 0; `row` -1 is a part without heading, `last_row` is inside.
    """

    heading: str
    guidance: str
    row: int
    fields: tuple[FieldPlace, ...]
    tables: tuple[TablePlace, ...]
    last_row: int


@dataclass(frozen=True, slots=True)
class PagePlan:
    """The sheet of one project.

    `position`: of the project in the round's frame. `grid`: widths of the columns in Excel's characters. `heights`:
    row (from 0) -> points, for rows that are not as high as the others.
    """

    sheet: str
    position: int
    project_id: str
    grid: tuple[float, ...]
    titles: tuple[str, ...]
    sections: tuple[SectionPlace, ...]
    hidden: tuple[FieldPlace, ...]
    notes: tuple[str, ...]
    notes_row: int
    heights: dict[int, float] = field(default_factory=dict)

    @property
    def last_grid(self) -> int:
        return FIRST_GRID + len(self.grid) - 1

    @property
    def check_column(self) -> int:
        """After the grid and the hidden columns of small tables."""
        return self.last_grid + 1 + max((len(table.hidden) for table in self.tables), default=0)

    @property
    def width(self) -> float:
        """Points of the printed columns."""
        return sum(text_metrics.column_points(width) for width in self.grid)

    @property
    def shown(self) -> tuple[FieldPlace, ...]:
        return tuple(place for section in self.sections for place in section.fields)

    @property
    def fields(self) -> tuple[FieldPlace, ...]:
        return (*self.shown, *self.hidden)

    @property
    def tables(self) -> tuple[TablePlace, ...]:
        return tuple(table for section in self.sections for table in section.tables)

    @property
    def entries(self) -> tuple[FieldPlace, ...]:
        return tuple(place for place in self.shown if place.state is State.ENTRY)

    @property
    def last_row(self) -> int:
        return self.hidden[-1].row if self.hidden else self.notes_row + len(self.notes)

    def cell(self, key: str) -> str:
        """Formula text, on this sheet, of a field's cell, by row number: cells may be moved."""
        return self._cell(key, "")

    def cell_from_outside(self, key: str) -> str:
        """The same on another sheet."""
        return self._cell(key, f"{quote_sheet(self.sheet)}!")

    def _cell(self, key: str, sheet: str) -> str:
        place = next(place for place in self.fields if place.key == key)
        return self._found(sheet, place.value.first_column, str(place.row + 1))

    def _found(self, sheet: str, column: int, row: str) -> str:
        """Formula text of a cell by its column (from 0) and the formula text of its row number (from 1).

        Not in the whole column: the band in the first row counts what `_check` finds, and `_check` would wait
        for its own count. Nobody can cut away the title that begins the range nor the row that ends it.
        """
        letters = column_letters(column + 1)
        above = BAND_ROW + 1
        return f"INDEX({sheet}${letters}${above + 1}:${letters}${self.last_row + 1},{row}-{above})"

    def child_cell(self, table: TablePlace, key: str, row: str, outside: bool = False) -> str:
        """A child's cell in the row of that number (from 1), or a field for `projects.key`."""
        if key.startswith(f"{MAIN}."):
            return self._cell(key.removeprefix(f"{MAIN}."), f"{quote_sheet(self.sheet)}!" if outside else "")
        sheet = f"{quote_sheet(self.sheet)}!" if outside else ""
        return self._found(sheet, table.column(key).first, row)

    def child_cell_from_outside(self, table: TablePlace, key: str) -> str:
        """A child's cell in `_check`, where the row number takes the place of THERE."""
        return self.child_cell(table, key, THERE, outside=True)

    def range_cell(self, table_key: str, key: str, outside: bool = False) -> str:
        """The prepared cells of a child's column; of a table without any, an empty cell."""
        table = next((table for table in self.tables if table.table.key == table_key), None)
        if table is None or table.last_row < table.first_row:
            return f"{quote_sheet(self.sheet)}!$A${BAND_ROW + 1}"
        first = self.child_cell(table, key, str(table.first_row + 1), outside)
        return f"{first}:{self.child_cell(table, key, str(table.last_row + 1), outside)}"

    def range_from_outside(self, table_key: str, key: str) -> str:
        return self.range_cell(table_key, key, outside=True)
