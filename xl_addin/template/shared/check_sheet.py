"""The very hidden sheet `_check`: every native check of every row, in the row numbers of the filled sheet.

    row 1     sums of errors, warnings and filled rows
    row 2     names of the columns
    row n     the checks of row n of the filled sheet
    columns   errors, warnings, filled, words; one mark per column that checks point at; the words joined; a
              copy of each cell that the checks read; then the message and the fix of each check

The filled sheet shows `words`; its conditional formats look at the marks through the defined name
`row_checks`. Entries are read by row number, so moving them about breaks nothing; all but long texts are
read once, and the checks look at the copies: that keeps a workbook small, and quick while it is filled in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from xl_addin.excel.addresses import column_letters
from xl_addin.excel.writing.workbook_writer import OWN_ROW, Book, Sheet
from xl_addin.model.expressions.excel_formula import ExcelScope
from xl_addin.model.form.schema import MAIN, Form
from xl_addin.model.identity import CHECK_SHEET
from xl_addin.model.problems.problem import Severity
from xl_addin.model.rules.template_checks import NativeCheck, drafted_checks, native_checks
from xl_addin.model.values.kinds import Kind

ROW_CHECKS = "row_checks"
"""Defined name of the columns of `_check`."""

WRONG, WARNED, MISSING = "E", "W", "B"
"""Marks of a cell: an error, a warning, and an entry that is wanted in a row that nobody has begun."""

ERRORS, WARNINGS, FILLED, WORDS, FIRST_MARK = range(5)
THERE = "\ue001"
"""In a formula: the row number of the filled sheet, where it is not the formula's own."""

ELSEWHERE = "\ue002", "\ue003"
"""In a formula, around `table.key`: what is wrong with those entries, where the rule's own row is another's."""

NAMES_ROW = 1
"""Row (from 0) of the names of a table's columns; further tables have theirs below."""
_COPY = ".copy"

JOINED_AT_ONCE = 24
"""Checks whose words one formula joins; a formula holds 8,192 characters."""


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A row (from 0) of the filled sheet.

    `words`: check id -> (message, fix) of what is wrong as the file is made; `filled`: an entry is typed;
    `values`: key -> what the cell holds, without those that are blank.
    `there`: stands for THERE in the formulas, where rows of `_check` are not those of the filled sheet.
    `rows`: what stands in formulas for other rows -> their numbers.
    """

    row: int
    words: Mapping[str, tuple[str, str]]
    filled: bool = False
    values: Mapping[str, str | float] = field(default_factory=dict)
    there: str = ""
    rows: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CheckColumns:
    """Where the checks stand: column numbers (from 0) of `_check`, by check id, marked key and copied key.

    `sources`: key -> formula text that reads its cell of the filled sheet. `filled`: of the mark that a row is begun;
    `first`: of what follows the words. `of`: what sets a further sheet of checks apart in the workbook, "" the first.
    """

    checks: tuple[NativeCheck, ...]
    messages: Mapping[str, int]
    marks: Mapping[str, int]
    joins: int
    copies: Mapping[str, int]
    sources: Mapping[str, str]
    table: str = MAIN
    filled: int = FILLED
    first: int = FIRST_MARK
    of: str = ""

    @property
    def end(self) -> int:
        """The column after the last."""
        return max([self.first, *(message + 2 for message in self.messages.values())])

    def accepting(self, accepted: Collection[str]) -> CheckColumns:
        """The same for a row of which the officer accepted warnings (ids of checks)."""
        if not accepted:
            return self
        checks = [
            replace(one, accepted=one.id in accepted and one.severity is not Severity.ERROR)
            for one in self.checks
        ]
        return replace(self, checks=tuple(checks))

    def cell(self, key: str) -> str:
        """Formula text in `_check` of what the filled sheet holds under a key in this row."""
        return _here(self.copies[key]) if key in self.copies else self.sources[key]

    def in_row(self, column: int) -> str:
        """Formula text of the cell of a column in the formula's own row."""
        letters = column_letters(column + 1)
        return f"INDEX({CHECK_SHEET}{self.of}!${letters}:${letters},ROW())"

    def mark_formula(self, key: str, mark: str) -> str:
        """Condition (with "=") of a conditional format: the column `key` carries this mark in its row."""
        return f'=INDEX({ROW_CHECKS}{self.of},ROW(),{self.marks[key] + 1})="{mark}"'


def check_columns(
    form: Form,
    table: str,
    excel: ExcelScope,
    entries: Collection[str],
    beside: CheckColumns | None = None,
    of: str = "",
) -> CheckColumns:
    """The native checks of a table and where they stand; `excel`: how `_check` refers to the filled sheet.

    `beside`: of another table whose rows stand among these; all but what rows of both have alike stands behind it.
    """
    filled = FILLED if beside is None else beside.end
    start = FIRST_MARK if beside is None else filled + 1

    def elsewhere(where: str, key: str) -> str:
        return f"{ELSEWHERE[0]}{where}.{key}{ELSEWHERE[1]}"

    draft, read = drafted_checks(form, table, entries, excel.constants)
    sources = {key: excel.reference(key) for key in read}
    marks = {key: start + number for number, key in enumerate(dict.fromkeys(check.key for check in draft))}
    joins = -(-len(draft) // JOINED_AT_ONCE)
    first = start + len(marks) + joins
    copied = [key for key in sources if excel.scope.fields[key].kind is not Kind.LONG_TEXT]
    copies = {key: first + number for number, key in enumerate(copied)}
    first += len(copies)
    messages = {check.id: first + 2 * number for number, check in enumerate(draft)}
    columns = CheckColumns((), messages, marks, joins, copies, sources, table, filled, start, of)
    copying = replace(excel, reference=columns.cell)
    checks = native_checks(
        form, table, copying, entries, lambda check_id: _here(messages[check_id]), elsewhere
    )
    return replace(columns, checks=checks)


def _here(column: int) -> str:
    """Formula text of a cell of the formula's own row."""
    return f"{column_letters(column + 1)}{OWN_ROW}"


def copied_key(name: str) -> str:
    """The key of the cells that a column of that name copies, "" for a column that copies none."""
    return name.removesuffix(_COPY) if name.endswith(_COPY) else ""


def told(words: Mapping[str, tuple[str, str]], checks: Sequence[NativeCheck]) -> str:
    """What the check column says about a row: errors before warnings, each with how to put it right."""
    found = [words[check.id] for check in _by_weight(checks) if check.id in words]
    return "\n".join(f"• {message} — {fix}" for message, fix in found)


def _by_weight(checks: Sequence[NativeCheck]) -> list[NativeCheck]:
    left = [check for check in checks if not check.accepted]
    return sorted(left, key=lambda check: check.severity is not Severity.ERROR)


class CheckRows:
    """Writes checked rows of one table into the sheet `_check`.

    entries  keys of the columns that are typed
    quiet    rows in which nothing is typed have nothing wrong (rows of a small table)
    begun    formula texts of numbers that are above 0 where something is typed elsewhere for the row
    """

    def __init__(
        self,
        sheet: Sheet,
        columns: CheckColumns,
        entries: Sequence[str],
        quiet: bool = False,
        begun: Sequence[str] = (),
    ) -> None:
        self.columns = columns
        self._sheet = sheet
        self._entries = entries
        self._quiet = quiet
        self._begun = begun
        self._errors = [check for check in columns.checks if check.severity is Severity.ERROR]
        warnings = [check for check in columns.checks if check.severity is not Severity.ERROR]
        self._warnings = [check for check in warnings if not check.accepted]
        self._accepting: dict[frozenset[str], CheckRows] = {}
        weighed = _by_weight(columns.checks)
        first = columns.first + len(columns.marks)
        self._joins = {
            first + number: weighed[number * JOINED_AT_ONCE : (number + 1) * JOINED_AT_ONCE]
            for number in range(columns.joins)
        }
        self._formulas = dict(self._patterns())

    def accepting(self, accepted: frozenset[str]) -> CheckRows:
        """What writes the rows of which the officer accepted these warnings (ids of checks)."""
        if not accepted:
            return self
        if accepted not in self._accepting:
            columns = self.columns.accepting(accepted)
            more = (self._entries, self._quiet, self._begun)
            self._accepting[accepted] = CheckRows(self._sheet, columns, *more)
        return self._accepting[accepted]

    def write_headings(self, row: int) -> None:
        """The names of the columns, in a row (from 0)."""
        common = ("errors", "warnings", "filled", "words")
        for column, name in zip((ERRORS, WARNINGS, self.columns.filled, WORDS), common, strict=True):
            self._sheet.write_string(row, column, name)
        names = [*self.columns.marks]
        names += [f"words_{number + 1}" for number in range(self.columns.joins)]
        names += [f"{key}{_COPY}" for key in self.columns.copies]
        for check in self.columns.checks:
            names += [check.id, f"{check.id}.fix"]
        self._sheet.write_row(row, self.columns.first, names)

    def write_row(self, entry: CheckedRow) -> None:
        """The checks of one row, what they count, mark and say."""
        values = self._values(entry)
        for column, formula in self._formulas.items():
            value = values.get(column, "")
            if "!" in formula:
                formula = formula.replace(THERE, entry.there).replace(OWN_ROW, str(entry.row + 1))
                for mark, number in entry.rows.items():
                    formula = formula.replace(mark, number)
                self._sheet.put_formula(entry.row, column, formula, None, value)
            else:
                self._sheet.put_formula_down(entry.row, column, formula, value)

    def errors(self, entry: CheckedRow) -> int:
        """How many errors a row has as the file is made."""
        return _count(entry, self._errors)

    def warnings(self, entry: CheckedRow) -> int:
        """How many warnings a row has as the file is made."""
        return _count(entry, self._warnings)

    def _patterns(self) -> Iterator[tuple[int, str]]:
        """The formula of each column, from the right: what others look at comes first."""
        columns = self.columns
        for key, column in columns.copies.items():
            # A blank cell that is only referred to would read as 0.
            yield column, f'IF(ISBLANK({columns.sources[key]}),"",{columns.sources[key]})'
        for check in columns.checks:
            column = columns.messages[check.id]
            yield column, self._if_begun(check.formula)
            yield column + 1, self._if_begun(check.fix_formula)
        for column, checks in ((ERRORS, self._errors), (WARNINGS, self._warnings)):
            yield column, "+".join(f"(LEN({cell})>0)" for cell in self._cells(checks)) or "0"
        typed = "&".join(columns.cell(key) for key in self._entries) or '""'
        begun = "".join(f"+{number}" for number in self._begun)
        yield columns.filled, f"IFERROR(IF(LEN(TRIM({typed})){begun}>0,1,0),1)"
        for key, column in columns.marks.items():
            yield column, self._mark(key)
        for column, checks in self._joins.items():
            yield column, self._joined(checks)
        joined = "&".join(_here(column) for column in self._joins)
        yield WORDS, f"MID({joined},2,32767)" if joined else '""'

    def _values(self, entry: CheckedRow) -> dict[int, str | float]:
        """What the formulas of a row give as the file is made, where it is not ""."""
        columns = self.columns
        values: dict[int, str | float] = {
            ERRORS: self.errors(entry),
            WARNINGS: self.warnings(entry),
            columns.filled: int(entry.filled),
            WORDS: told(entry.words, columns.checks),
        }
        for key, column in columns.copies.items():
            values[column] = entry.values.get(key, "")
        for check_id, (message, fix) in entry.words.items():
            if check_id in columns.messages:
                column = columns.messages[check_id]
                values[column], values[column + 1] = message, fix
        for key, column in columns.marks.items():
            values[column] = self._mark_value(entry, key)
        for column, checks in self._joins.items():
            said = ({check.id: entry.words[check.id]} for check in checks if check.id in entry.words)
            values[column] = "".join("\n" + told(words, checks) for words in said)
        return values

    def _if_begun(self, formula: str) -> str:
        return f'IF({_here(self.columns.filled)}=0,"",{formula})' if self._quiet else formula

    def _cells(self, checks: Sequence[NativeCheck]) -> list[str]:
        return [_here(self.columns.messages[check.id]) for check in checks]

    def _mark(self, key: str) -> str:
        errors = [check for check in self._errors if check.key == key]
        warnings = [check for check in self._warnings if check.key == key]
        formula = '""'
        if warnings:
            formula = f'IF(LEN({"&".join(self._cells(warnings))})>0,"{WARNED}",{formula})'
        if errors:
            begun = f"{_here(self.columns.filled)}=0"
            wrong = f'IF({begun},"{MISSING}","{WRONG}")' if self._is_typed(key) else f'"{WRONG}"'
            formula = f"IF(LEN({'&'.join(self._cells(errors))})>0,{wrong},{formula})"
        return formula

    def _mark_value(self, entry: CheckedRow, key: str) -> str:
        if any(check.key == key and check.id in entry.words for check in self._errors):
            return MISSING if self._is_typed(key) and not entry.filled else WRONG
        warned = any(check.key == key and check.id in entry.words for check in self._warnings)
        return WARNED if warned else ""

    def _is_typed(self, key: str) -> bool:
        """Whether people fill in the marked cell; a project's check marks the first row of a small table."""
        return key in self._entries or "." in key

    def _joined(self, checks: Sequence[NativeCheck]) -> str:
        """The formula that puts the words of some checks of a row one below the other."""
        pieces = []
        for check in checks:
            message = self.columns.messages[check.id]
            said, how = _here(message), _here(message + 1)
            pieces.append(f'IF(LEN({said})>0,CHAR(10)&"• "&{said}&" — "&{how},"")')
        return "&".join(pieces)


def new_check_sheet(book: Book, columns: int, of: str = "") -> Sheet:
    """The empty sheet `_check`, very hidden, with the defined name of its first `columns` columns.

    `of`: what sets it apart from the first one of the workbook.
    """
    sheet = book.add_sheet(CHECK_SHEET + of)
    sheet.very_hidden()
    sheet.protect("")
    book.define_name(ROW_CHECKS + of, f"={CHECK_SHEET}{of}!$A:${column_letters(columns)}")
    return sheet


def _count(entry: CheckedRow, checks: Sequence[NativeCheck]) -> int:
    return sum(check.id in entry.words for check in checks)
