"""The very hidden sheet `_check`: every native check of every row, in the row numbers of the filled sheet.

    row 1     sums of errors, warnings and filled rows
    row 2     names of the columns
    row n     the checks of row n of the filled sheet
    columns   errors, warnings, filled, words; one mark per column that checks point at; then the message
              and the fix of each check

The filled sheet shows `words`; its conditional formats look at the marks through the defined name
`row_checks`. Entries are read by row number, so moving them about breaks nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from xl_addin.model.excel_formula import ExcelScope
from xl_addin.model.form import Form
from xl_addin.model.identity import CHECK_SHEET
from xl_addin.model.native_checks import NativeCheck, native_checks
from xl_addin.model.problem import Severity
from xl_addin.workbook.addresses import column_letters
from xl_addin.workbook.book import Book, Sheet

ROW_CHECKS = "row_checks"
"""Defined name of the columns of `_check`."""

WRONG, WARNED, MISSING = "E", "W", "B"
"""Marks of a cell: an error, a warning, and an entry that is wanted in a row that nobody has begun."""

ERRORS, WARNINGS, FILLED, WORDS, FIRST_MARK = range(5)
THERE = "§"
"""In a formula: the row number of the filled sheet, where it is not the formula's own."""

JOINED_AT_ONCE = 24
"""Checks whose words one formula joins; a formula holds 8,192 characters."""


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A row (from 0) of the filled sheet.

    `words`: check id -> (message, fix) of what is wrong as the file is made; `filled`: an entry is typed.
    `there`: stands for THERE in the formulas, where rows of `_check` are not those of the filled sheet.
    """

    row: int
    words: Mapping[str, tuple[str, str]]
    filled: bool = False
    there: str = ""


@dataclass(frozen=True, slots=True)
class CheckColumns:
    """Where the checks stand: column numbers (from 0) of `_check`, by check id and by marked key."""

    checks: tuple[NativeCheck, ...]
    messages: Mapping[str, int]
    marks: Mapping[str, int]
    joins: int

    def in_row(self, column: int) -> str:
        """Formula text of the cell of a column in the formula's own row."""
        letters = column_letters(column + 1)
        return f"INDEX({CHECK_SHEET}!${letters}:${letters},ROW())"

    def mark_formula(self, key: str, mark: str) -> str:
        """Condition (with "=") of a conditional format: the column `key` carries this mark in its row."""
        return f'=INDEX({ROW_CHECKS},ROW(),{self.marks[key] + 1})="{mark}"'


def check_columns(form: Form, table: str, excel: ExcelScope, entries: Collection[str]) -> CheckColumns:
    """The native checks of a table and where they stand; `excel`: how `_check` refers to the filled sheet."""
    draft = native_checks(form, table, excel, entries, lambda _: '""')
    marks = {
        key: FIRST_MARK + number for number, key in enumerate(dict.fromkeys(check.key for check in draft))
    }
    joins = -(-len(draft) // JOINED_AT_ONCE)
    first = FIRST_MARK + len(marks) + joins
    messages = {check.id: first + 2 * number for number, check in enumerate(draft)}

    def reference(check_id: str) -> str:
        letters = column_letters(messages[check_id] + 1)
        return f"INDEX(${letters}:${letters},ROW())"

    return CheckColumns(native_checks(form, table, excel, entries, reference), messages, marks, joins)


def told(words: Mapping[str, tuple[str, str]], checks: Sequence[NativeCheck]) -> str:
    """What the check column says about a row: errors before warnings, each with how to put it right."""
    found = [words[check.id] for check in _by_weight(checks) if check.id in words]
    return "\n".join(f"• {message} — {fix}" for message, fix in found)


def _by_weight(checks: Sequence[NativeCheck]) -> list[NativeCheck]:
    return sorted(checks, key=lambda check: check.severity is not Severity.ERROR)


class CheckRows:
    """Writes checked rows of one table into the sheet `_check`.

    entries  keys of the columns that are typed
    cell     key -> formula text that reads that column of the filled sheet
    quiet    rows in which nothing is typed have nothing wrong (rows of a small table)
    """

    def __init__(
        self,
        sheet: Sheet,
        columns: CheckColumns,
        entries: Sequence[str],
        cell: Callable[[str], str],
        quiet: bool = False,
    ) -> None:
        self.columns = columns
        self._sheet = sheet
        self._entries = entries
        self._cell = cell
        self._quiet = quiet
        self._by_weight = _by_weight(columns.checks)
        self._errors = [check for check in columns.checks if check.severity is Severity.ERROR]
        self._warnings = [check for check in columns.checks if check.severity is not Severity.ERROR]
        self._formulas = [(check.id, check.formula, check.fix_formula) for check in columns.checks]

    def write_headings(self, row: int) -> None:
        """The names of the columns, in a row (from 0)."""
        names = ["errors", "warnings", "filled", "words", *self.columns.marks]
        names += [f"words_{number + 1}" for number in range(self.columns.joins)]
        for check in self.columns.checks:
            names += [check.id, f"{check.id}.fix"]
        self._sheet.write_row(row, 0, names)

    def write_row(self, entry: CheckedRow) -> None:
        """The checks of one row, what they count, mark and say."""
        for check_id, message, fix in self._formulas:
            column = self.columns.messages[check_id]
            said, how = entry.words.get(check_id, ("", ""))
            self._write(entry.row, column, self._there(message, entry), said)
            self._write(entry.row, column + 1, self._there(fix, entry), how)
        self._write_counts(entry)
        for key, column in self.columns.marks.items():
            self._write(entry.row, column, self._mark(entry.row, key), self._mark_value(entry, key))
        self._write_words(entry)

    def errors(self, entry: CheckedRow) -> int:
        """How many errors a row has as the file is made."""
        return _count(entry, self._errors)

    def warnings(self, entry: CheckedRow) -> int:
        """How many warnings a row has as the file is made."""
        return _count(entry, self._warnings)

    def _there(self, formula: str, entry: CheckedRow) -> str:
        formula = formula.replace(THERE, entry.there) if entry.there else formula
        filled = f"{column_letters(FILLED + 1)}{entry.row + 1}"
        return f'IF({filled}=0,"",{formula})' if self._quiet else formula

    def _write(self, row: int, column: int, formula: str, value: str | int) -> None:
        self._sheet.put_formula(row, column, formula, None, value)

    def _write_counts(self, entry: CheckedRow) -> None:
        for column, checks in ((ERRORS, self._errors), (WARNINGS, self._warnings)):
            counted = "+".join(f"(LEN({cell})>0)" for cell in self._cells(entry.row, checks)) or "0"
            self._write(entry.row, column, counted, _count(entry, checks))
        typed = "&".join(self._cell(key) for key in self._entries) or '""'
        typed = typed.replace(THERE, entry.there) if entry.there else typed
        self._write(entry.row, FILLED, f"IFERROR(IF(LEN(TRIM({typed}))>0,1,0),1)", int(entry.filled))

    def _cells(self, row: int, checks: Sequence[NativeCheck]) -> list[str]:
        return [f"{column_letters(self.columns.messages[check.id] + 1)}{row + 1}" for check in checks]

    def _mark(self, row: int, key: str) -> str:
        errors = [check for check in self._errors if check.key == key]
        warnings = [check for check in self._warnings if check.key == key]
        formula = '""'
        if warnings:
            formula = f'IF(LEN({"&".join(self._cells(row, warnings))})>0,"{WARNED}",{formula})'
        if errors:
            begun = f"{column_letters(FILLED + 1)}{row + 1}=0"
            wrong = f'IF({begun},"{MISSING}","{WRONG}")' if key in self._entries else f'"{WRONG}"'
            formula = f"IF(LEN({'&'.join(self._cells(row, errors))})>0,{wrong},{formula})"
        return formula

    def _mark_value(self, entry: CheckedRow, key: str) -> str:
        if any(check.key == key and check.id in entry.words for check in self._errors):
            return MISSING if key in self._entries and not entry.filled else WRONG
        warned = any(check.key == key and check.id in entry.words for check in self._warnings)
        return WARNED if warned else ""

    def _write_words(self, entry: CheckedRow) -> None:
        first = FIRST_MARK + len(self.columns.marks)
        for number in range(self.columns.joins):
            part = self._by_weight[number * JOINED_AT_ONCE : (number + 1) * JOINED_AT_ONCE]
            value = "".join(
                "\n" + told({check.id: entry.words[check.id]}, [check])
                for check in part
                if check.id in entry.words
            )
            self._write(entry.row, first + number, self._joined(entry.row, part), value)
        joined = "&".join(
            f"{column_letters(first + number + 1)}{entry.row + 1}" for number in range(self.columns.joins)
        )
        value = told(entry.words, self.columns.checks)
        self._write(entry.row, WORDS, f"MID({joined},2,32767)" if joined else '""', value)

    def _joined(self, row: int, checks: Sequence[NativeCheck]) -> str:
        """The formula that puts the words of some checks of a row one below the other."""
        pieces = []
        for check in checks:
            message = self.columns.messages[check.id]
            said, how = f"{column_letters(message + 1)}{row + 1}", f"{column_letters(message + 2)}{row + 1}"
            pieces.append(f'IF(LEN({said})>0,CHAR(10)&"• "&{said}&" — "&{how},"")')
        return "&".join(pieces)


class CheckSheet(CheckRows):
    """The sheet `_check` of a workbook with one table, in the row numbers of the filled sheet."""

    def __init__(
        self, book: Book, columns: CheckColumns, entries: Sequence[str], cell: Callable[[str], str]
    ) -> None:
        widest = max([FIRST_MARK, *columns.messages.values()]) + 2
        super().__init__(new_check_sheet(book, widest), columns, entries, cell)
        self.write_headings(1)

    def write(self, rows: Sequence[CheckedRow]) -> None:
        """Write the checks of all rows and the sums above them."""
        for entry in rows:
            self.write_row(entry)
        self._write_sums(rows)

    def _write_sums(self, rows: Sequence[CheckedRow]) -> None:
        values = {
            ERRORS: sum(self.errors(entry) for entry in rows),
            WARNINGS: sum(self.warnings(entry) for entry in rows),
            FILLED: sum(entry.filled for entry in rows),
        }
        for column, value in values.items():
            letters = column_letters(column + 1)
            self._write(0, column, f"SUM({letters}{rows[0].row + 1}:{letters}{rows[-1].row + 1})", value)


def new_check_sheet(book: Book, columns: int) -> Sheet:
    """The empty sheet `_check`, very hidden, with the defined name of its first `columns` columns."""
    sheet = book.add_sheet(CHECK_SHEET)
    sheet.very_hidden()
    sheet.protect("")
    book.define_name(ROW_CHECKS, f"={CHECK_SHEET}!$A:${column_letters(columns)}")
    return sheet


def _count(entry: CheckedRow, checks: Sequence[NativeCheck]) -> int:
    return sum(check.id in entry.words for check in checks)
