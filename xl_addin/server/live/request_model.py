"""What the pane sends for a live check: whose workbook it is, and the changed rows as Excel holds them."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from xl_addin.excel.addresses import LAST_COLUMN, LAST_ROW
from xl_addin.excel.reading.cells import DefinedName, Facts, RawCell, RawSheet, RawWorkbook
from xl_addin.excel.reading.number_format import NumberFormat
from xl_addin.model.identity import Identity
from xl_addin.model.values.findings import ERROR_STRINGS

NO_FACTS = Facts("xlsx", 0, "")
"""What would be known of a file beside its cells."""

MOST_ROWS = 1000
MOST_COLUMNS = 200

RowNumber = Annotated[int, Field(ge=1, le=LAST_ROW)]
Short = Annotated[str, StringConstraints(max_length=200)]
Text = Annotated[str, StringConstraints(max_length=32767)]
# Excel's greatest number is 1.8e308 too; what is beyond comes from nowhere.
Number = Annotated[float, Field(allow_inf_nan=False)]
Whole = Annotated[int, Field(ge=-(10**15), le=10**15)]
Value = bool | Whole | Number | Text | None
Cell = Value | tuple[Value, Text, Short]
"""What a cell holds; where a formula or a date or percent format matters: [value, formula or "", format]."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Rows(_Part):
    """Rows of one table on one sheet.

    `keys` are the column keys from the key row, left to right; `first_column` (0-based) is the column of
    the first one; `numbers` are the rows' numbers as Excel shows them; `values` what stands in the cells."""

    table: Short
    sheet: Short
    first_column: int = Field(ge=0, lt=16384)
    keys: Annotated[list[Short], Field(max_length=MOST_COLUMNS)]
    numbers: Annotated[list[RowNumber], Field(max_length=MOST_ROWS)]
    values: Annotated[
        list[Annotated[list[Cell], Field(max_length=MOST_COLUMNS)]], Field(max_length=MOST_ROWS)
    ]

    @model_validator(mode="after")
    def _holds_together(self) -> Rows:
        if len(self.numbers) != len(self.values) or any(len(row) != len(self.keys) for row in self.values):
            raise ValueError("rows, numbers and keys differ in number")
        if self.first_column + len(self.keys) > LAST_COLUMN:
            raise ValueError("more columns than a sheet has")
        return self

    def sheet_as_read(self) -> RawSheet:
        """The rows as the reader of returned workbooks would have found them."""
        cells = {
            (number, self.first_column + position + 1): raw
            for number, row in zip(self.numbers, self.values, strict=True)
            for position, cell in enumerate(row)
            if (raw := _raw_cell(cell)) is not None
        }
        return RawSheet(self.sheet, "visible", "worksheet", cells)


class Page(_Part):
    """One project's sheet, for forms with a sheet per project.

    `names` are the sheet's own defined names (t_fields, t_activities ...) with what they refer to;
    `values` are the cells of the area that they cover, from `first_row` and `first_column` (0-based)."""

    sheet: Short
    first_row: int = Field(ge=0, lt=100_000)
    first_column: int = Field(ge=0, lt=16384)
    names: Annotated[dict[Short, Short], Field(max_length=20)]
    values: Annotated[
        list[Annotated[list[Cell], Field(max_length=MOST_COLUMNS)]], Field(max_length=MOST_ROWS)
    ]

    def workbook_as_read(self) -> RawWorkbook:
        """The sheet as the reader of returned workbooks would have found it, alone in a workbook."""
        cells = {
            (self.first_row + row + 1, self.first_column + column + 1): raw
            for row, line in enumerate(self.values)
            for column, cell in enumerate(line)
            if (raw := _raw_cell(cell)) is not None
        }
        sheet = RawSheet(self.sheet, "visible", "worksheet", cells)
        names = (
            DefinedName(name, self.sheet, reference.removeprefix("="))
            for name, reference in self.names.items()
        )
        return RawWorkbook((sheet,), tuple(names), {}, NO_FACTS)


def _raw_cell(cell: Cell) -> RawCell | None:
    value, formula, number_format = cell if isinstance(cell, tuple) else (cell, "", "")
    if value in (None, "") and not formula:
        return None
    shown = NumberFormat.of(number_format) if number_format else ""
    formula_text = formula.removeprefix("=") or None
    if isinstance(value, bool):
        return RawCell("b", str(int(value)), formula_text, shown)
    if isinstance(value, int | float):
        return RawCell("n", repr(value), formula_text, shown)
    return RawCell("e" if value in ERROR_STRINGS else "s", value or "", formula_text, shown)


class LiveRequest(_Part):
    """One check, of rows or of a page. `identity` holds the pairs of the hidden sheet `_form`."""

    identity: Annotated[dict[Short, Short], Field(max_length=60)]
    rows: Rows | None = None
    page: Page | None = None

    def whose(self) -> Identity:
        """The workbook's identity. Raises KeyError or ValueError when it is broken."""
        return Identity.from_text(dict(self.identity))
