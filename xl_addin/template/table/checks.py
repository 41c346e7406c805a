"""The checks of a template table: of its projects, and of the rows of small tables below them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from operator import or_
from typing import Any

from xl_addin.excel.addresses import column_letters
from xl_addin.excel.writing.value_cells import shown_value
from xl_addin.excel.writing.workbook_writer import Book
from xl_addin.model.form.column_states import State
from xl_addin.model.form.schema import MAIN, Column
from xl_addin.model.identity import CHECK_SHEET
from xl_addin.model.rules.template_checks import entry_check_id
from xl_addin.model.table_names import PROJECT_ID
from xl_addin.template.shared.check_sheet import (
    ELSEWHERE,
    ERRORS,
    FILLED,
    FIRST_MARK,
    NAMES_ROW,
    WARNINGS,
    CheckColumns,
    CheckedRow,
    CheckRows,
    check_columns,
    new_check_sheet,
)
from xl_addin.template.shared.round_data import RoundData, Words
from xl_addin.template.table.plan import (
    FIRST_OF,
    LAST_OF,
    ROW_MARK_END,
    ROW_OF,
    Line,
    RowsBelow,
    TablePlan,
)
from xl_addin.template.table.rows import excel_scope

_ELSEWHERE = re.compile(f"{ELSEWHERE[0]}([^.{ELSEWHERE[1]}]*)[.]([^{ELSEWHERE[1]}]*){ELSEWHERE[1]}")


class CheckSheet(CheckRows):
    """The sheet `_check` of a workbook with one table, in the row numbers of the filled sheet."""

    def __init__(
        self,
        book: Book,
        columns: CheckColumns,
        entries: Sequence[str],
        below: Sequence[CheckColumns] = (),
        begun: Sequence[str] = (),
    ) -> None:
        widest = max([FIRST_MARK + 2, *(one.end for one in (columns, *below))])
        super().__init__(new_check_sheet(book, widest, columns.of), columns, entries, begun=begun)
        self.write_headings(NAMES_ROW)

    def rows_below(
        self, columns: CheckColumns, entries: Sequence[str], names_row: int, quiet: bool, begun: Sequence[str]
    ) -> CheckRows:
        """The checks of rows of a small table that stand among the others; see `CheckRows`."""
        rows = CheckRows(self._sheet, columns, entries, quiet, begun)
        rows.write_headings(names_row)
        return rows

    def write(self, rows: Sequence[tuple[CheckRows, CheckedRow]]) -> None:
        """Write the checks of all rows, from the top, and the sums above them."""
        for checks, entry in rows:
            checks.write_row(entry)
        values = {
            ERRORS: sum(checks.errors(entry) for checks, entry in rows),
            WARNINGS: sum(checks.warnings(entry) for checks, entry in rows),
            FILLED: sum(entry.filled for checks, entry in rows if checks.columns.table == MAIN),
        }
        for column, value in values.items():
            letters = column_letters(column + 1)
            formula = f"SUM({letters}{rows[0][1].row + 1}:{letters}{rows[-1][1].row + 1})"
            self._sheet.put_formula(0, column, formula, None, value)


def words_of(line: Line, data: RoundData) -> Words:
    """What is wrong in a line as the file is made."""
    if line.position < 0 or (line.table and line.place < 0):
        return {}
    return data.row_words[line.table][line.place] if line.table else data.words[line.position]


def filled_rows(plan: TablePlan, data: RoundData) -> list[bool]:
    """For each row of the round's frame, whether something is typed."""
    filled = [False] * len(data.frame)
    for column in plan.entries:
        filled = list(map(or_, filled, data.frame[column.key].notna().to_list()))
    for position, table, _ in _begun(plan, data):
        if table == MAIN:
            filled[position] = True
    return filled


def _begun(plan: TablePlan, data: RoundData) -> set[tuple[int, str, tuple[int, ...]]]:
    """Lines of small tables in which something is typed, and those above them: project, table and path."""
    begun = set()
    for line in plan.lines:
        if line.place < 0:
            continue
        table = plan.rows_below(line.table)
        keys = [one.key for one in table.entries if not (line.is_known and one.column in table.table.listed)]
        if data.tables[line.table][keys].iloc[line.place].notna().any():
            own = (*table.above[::-1], line.table)
            begun |= {(line.position, key, line.path[:depth]) for depth, key in enumerate(own)}
    return begun


def checks_below(data: RoundData, plan: TablePlan, checks: CheckColumns) -> list[CheckColumns]:
    """The checks of each small table, behind those of the projects."""
    made: list[CheckColumns] = []
    for table in plan.below:

        def reference(key: str, table: RowsBelow = table) -> str:
            return plan.cell_below(table, key, outside=True)

        scope = excel_scope(data, reference, plan.range_from_outside, table.key)
        entries = {one.key for one in table.entries}
        beside = made[-1] if made else checks
        made.append(check_columns(data.form, table.key, scope, entries, beside, checks.of))
    found = {one.table: one for one in (checks, *made)}
    return [replace(one, checks=tuple(_quieted(plan, found, one))) for one in made]


def about_rows_below(plan: TablePlan, checks: CheckColumns, below: Sequence[CheckColumns]) -> CheckColumns:
    """The checks of the projects, quiet where an entry below them is unusable."""
    found = {one.table: one for one in (checks, *below)}
    return replace(checks, checks=tuple(_quieted(plan, found, checks)))


def _quieted(plan: TablePlan, found: Mapping[str, CheckColumns], own: CheckColumns) -> Iterator[Any]:
    """The checks of a table with formula texts, where those have stand-ins, of what is wrong with entries elsewhere."""
    above = plan.rows_below(own.table).above if own.table != MAIN else ()

    def wrong(match: re.Match[str]) -> str:
        table, key = match[1], match[2]
        column = found[table].messages.get(entry_check_id(key))
        if column is None:
            return '""'
        letters = column_letters(column + 1)
        cells = f"{CHECK_SHEET}{own.of}!${letters}:${letters}"
        if table in above:
            return f"INDEX({cells},{ROW_OF}{table}{ROW_MARK_END})"
        ends = (f"INDEX({cells},{mark}{table}{ROW_MARK_END})" for mark in (FIRST_OF, LAST_OF))
        return f'IF(COUNTIF({":".join(ends)},"?*")>0,"x","")'

    for check in own.checks:
        yield replace(check, formula=_ELSEWHERE.sub(wrong, check.formula))


def write_checks(
    book: Book, data: RoundData, plan: TablePlan, checks: CheckColumns, below: Sequence[CheckColumns]
) -> None:
    """The sheet `_check` of the table."""

    def begun_below(owner: str) -> list[str]:
        found = []
        for columns in below:
            if plan.rows_below(columns.table).above[0] == owner:
                letters = column_letters(columns.filled + 1)
                cells = f"{CHECK_SHEET}{columns.of}!${letters}:${letters}"
                ends = (f"INDEX({cells},{mark}{columns.table}{ROW_MARK_END})" for mark in (FIRST_OF, LAST_OF))
                found.append(f"SUM({':'.join(ends)})")
        return found

    own = CheckSheet(book, checks, [column.key for column in plan.entries], below, begun_below(MAIN))
    tables = {table.key: table for table in plan.below}
    of_rows: dict[tuple[str, bool], CheckRows] = {}
    for number, columns in enumerate(below, 1):
        typed = [one.key for one in tables[columns.table].entries]
        asked = [one.key for one in tables[columns.table].columns if one.state is State.ENTRY]
        begun = begun_below(columns.table)
        for is_known, keys in ((True, asked), (False, typed)):
            quiet = not is_known
            of_rows[columns.table, is_known] = own.rows_below(columns, keys, NAMES_ROW + number, quiet, begun)
    rows: list[tuple[CheckRows, CheckedRow]] = []
    filled, typed_lines = filled_rows(plan, data), _begun(plan, data)
    for line in plan.lines:
        if line.position < 0:
            continue
        words, numbers = words_of(line, data), plan.row_numbers(line)
        accepted = data.accepted_at(line.position)
        if not line.table:
            values = _project_values(plan, data, line.position, checks.copies)
            entry = CheckedRow(line.row, words, filled[line.position], values, rows=numbers)
            rows.append((own.accepting(accepted), entry))
            continue
        made = of_rows[line.table, line.is_known]
        values = _row_values(plan, data, line, made.columns.copies)
        is_typed = (line.position, line.table, line.path) in typed_lines
        entry = CheckedRow(line.row, words, is_typed, values, rows=numbers)
        rows.append((made.accepting(accepted), entry))
    own.write(rows)


def _project_values(
    plan: TablePlan, data: RoundData, position: int, copies: Mapping[str, int]
) -> dict[str, Any]:
    record = data.record(position)
    columns = {key: plan.column(key).column for key in copies if key != PROJECT_ID}
    held = {PROJECT_ID: str(record[PROJECT_ID])}
    return held | _held(record, columns)


def _row_values(plan: TablePlan, data: RoundData, line: Line, copies: Mapping[str, int]) -> dict[str, Any]:
    held: dict[str, Any] = {}
    for owner, above in plan.with_above(line).items():
        before = "" if owner == line.table else f"{owner}."
        keys = [key.removeprefix(before) for key in copies if key.rpartition(".")[0] == before.rstrip(".")]
        values: dict[str, Any] = {}
        if owner == MAIN:
            values = _project_values(plan, data, line.position, dict.fromkeys(keys, 0))
        elif above.place >= 0:
            columns = {key: plan.rows_below(owner).column(key).column for key in keys}
            values = _held(data.tables[owner].iloc[above.place], columns)
        held |= {f"{before}{key}": value for key, value in values.items()}
    return held


def _held(record: Any, columns: Mapping[str, Column]) -> dict[str, Any]:
    shown = {key: shown_value(record.get(key), column) for key, column in columns.items()}
    return {key: value for key, value in shown.items() if value is not None}
