"""Cells, ranges and sheet names as Excel writes them. Rows and columns are numbers from 1."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
COLUMNS = re.compile(r"\$?([A-Za-z]{1,3}):\$?([A-Za-z]{1,3})")
ROWS = re.compile(r"\$?([0-9]{1,7}):\$?([0-9]{1,7})")
REFERENCE = re.compile(r"(?:(?:'((?:[^']|'')+)'|([^'!\[\]:()+*/^&=<>,;\"{} -]+))!)?([$A-Za-z0-9:]+)")

# A sheet name of these characters alone, not beginning with a digit and not looking like a cell, needs no
# quotes. Thai letters and marks need none either, but quotes never hurt.
PLAIN_NAME = re.compile(r"[A-Za-z_\u0e01-\u0e3a\u0e40-\u0e4e][A-Za-z0-9_.\u0e01-\u0e3a\u0e40-\u0e4e]*")
LOOKS_LIKE_A_CELL = re.compile(
    r"[A-Za-z]{1,3}[0-9]{1,7}|[Rr][0-9]*[Cc]?[0-9]*|[Cc][0-9]*|TRUE|FALSE", re.IGNORECASE
)

# In a formula: text, quoted sheet names, bracketed column names and other workbooks stay as they are;
# whatever looks like a cell, a column pair or a row pair and is not part of a longer word moves.
MOVING = re.compile(
    r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'|\[(?:[^\[\]]|\[[^\]]*\])*\]'
    r"|(?<![\w.$\u0e31-\u0e4e])(?:(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})(?![\w.(!])"
    r"|(\$?)([A-Za-z]{1,3}):(\$?)([A-Za-z]{1,3})(?![\w.(!])"
    r"|(\$?)([0-9]{1,7}):(\$?)([0-9]{1,7})(?![\w.(!]))"
)


class Range(NamedTuple):
    """A rectangle of cells, both corners included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    def contains(self, row: int, column: int) -> bool:
        """Whether the cell lies inside."""
        return self.first_row <= row <= self.last_row and self.first_column <= column <= self.last_column

    def __str__(self) -> str:
        first = cell_address(self.first_row, self.first_column)
        last = cell_address(self.last_row, self.last_column)
        return first if first == last else f"{first}:{last}"


@dataclass(frozen=True, slots=True)
class Reference:
    """What a defined name points to: one rectangle, on a sheet when it names one."""

    sheet: str | None
    range: Range


@cache
def column_letters(column: int) -> str:
    """27 -> "AA". Raises ValueError outside 1..16384."""
    if not 1 <= column <= LAST_COLUMN:
        raise ValueError(f"no such column: {column}")
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return letters


@cache
def column_number(letters: str) -> int:
    """ "AA" -> 27. Raises ValueError beyond "XFD"."""
    number = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            raise ValueError(f"no such column: {letters}")
        number = number * 26 + ord(letter) - 64
    if not 1 <= number <= LAST_COLUMN:
        raise ValueError(f"no such column: {letters}")
    return number


def cell_address(row: int, column: int) -> str:
    """(6, 10) -> "J6"."""
    return f"{column_letters(column)}{row}"


def parse_cell(text: str) -> tuple[int, int]:
    """ "J6" or "$J$6" -> (6, 10), row first. Raises ValueError."""
    found = CELL.fullmatch(text)
    if found is None:
        raise ValueError(f"no cell address: {text}")
    return _row(found[2]), column_number(found[1])


def parse_range(text: str) -> Range:
    """ "A6:J30", "A6", whole columns "A:C" or whole rows "2:3", with or without $. Raises ValueError."""
    if found := COLUMNS.fullmatch(text):
        first, last = sorted((column_number(found[1]), column_number(found[2])))
        return Range(1, first, LAST_ROW, last)
    if found := ROWS.fullmatch(text):
        top, bottom = sorted((_row(found[1]), _row(found[2])))
        return Range(top, 1, bottom, LAST_COLUMN)
    start, _, end = text.partition(":")
    row, column = parse_cell(start)
    other_row, other_column = parse_cell(end) if end else (row, column)
    return Range(
        min(row, other_row), min(column, other_column), max(row, other_row), max(column, other_column)
    )


def quote_sheet(name: str) -> str:
    """A sheet name as a formula needs it: in quotes unless it surely needs none."""
    if PLAIN_NAME.fullmatch(name) and not LOOKS_LIKE_A_CELL.fullmatch(name):
        return name
    return "'" + name.replace("'", "''") + "'"


def sheet_cell(sheet: str, row: int, column: int) -> str:
    """("แบบ รายงาน", 6, 10) -> "'แบบ รายงาน'!J6"."""
    return f"{quote_sheet(sheet)}!{cell_address(row, column)}"


def parse_reference(text: str) -> Reference | None:
    """ "'แบบ รายงาน'!$A$6:$J$30" -> its sheet and range.

    None for what is not one rectangle of this workbook: #REF!, unions, formulas, constants, other workbooks.
    """
    found = REFERENCE.fullmatch(text.strip().removeprefix("="))
    if found is None:
        return None
    quoted, plain, cells = found.groups()
    sheet = quoted.replace("''", "'") if quoted else plain
    if sheet is not None and "[" in sheet:
        return None
    try:
        return Reference(sheet, parse_range(cells))
    except ValueError:
        return None


def moved_formula(formula: str, rows: int, columns: int) -> str:
    """The formula as it reads `rows` further down and `columns` to the right, as Excel fills it.

    References with $ stay; one that would leave the sheet becomes #REF!.
    """

    def moved(found: re.Match[str]) -> str:
        fixed_column, column, fixed_row, row, *pairs = found.groups()
        if any(letters and not _is_column(letters) for letters in (column, pairs[1], pairs[3])):
            return found[0]  # a defined name such as XYZ1
        try:
            if column is not None:
                return _moved_column(fixed_column, column, columns) + _moved_row(fixed_row, row, rows)
            if pairs[1] is not None:
                first = _moved_column(pairs[0], pairs[1], columns)
                return f"{first}:{_moved_column(pairs[2], pairs[3], columns)}"
            if pairs[5] is not None:
                return f"{_moved_row(pairs[4], pairs[5], rows)}:{_moved_row(pairs[6], pairs[7], rows)}"
        except ValueError:
            return "#REF!"
        return found[0]

    return MOVING.sub(moved, formula)


def _moved_column(fixed: str, column: str, columns: int) -> str:
    return f"${column}" if fixed else column_letters(column_number(column) + columns)


def _moved_row(fixed: str, row: str, rows: int) -> str:
    return f"${row}" if fixed else str(_row(str(int(row) + rows)))


def _is_column(letters: str) -> bool:
    return len(letters) < 3 or letters.upper() <= "XFD"


def _row(text: str) -> int:
    row = int(text)
    if not 1 <= row <= LAST_ROW:
        raise ValueError(f"no such row: {text}")
    return row
