"""The sheet `_check` of a workbook with one sheet per project, and what pages show of it.

    row 1      sums over all pages
    rows 2 ..  names of the columns, for projects and for each small table
    then       one row for each project
    then       for each page one row for each prepared row of its tables

The columns are those of `check_sheet`; each row uses them as its own table does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from xl_addin.excel.addresses import column_letters, quote_sheet
from xl_addin.excel.writing.styles import (
    CHECK_COLOUR,
    CHECK_POINTS,
    ERROR_LOOK,
    MISSING_LOOK,
    WARNING_LOOK,
    Styles,
)
from xl_addin.excel.writing.value_cells import shown_value
from xl_addin.excel.writing.workbook_writer import Book, Sheet
from xl_addin.model.form.schema import MAIN, Form
from xl_addin.model.identity import CHECK_SHEET
from xl_addin.model.rules.template_checks import NativeCheck, entry_check_id
from xl_addin.model.values.kinds import Kind
from xl_addin.template.pages.check_words import one_below_the_other, said_by, too_long
from xl_addin.template.pages.layout_model import Area, FieldPlace, PagePlan, TablePlace
from xl_addin.template.pages.sheet import child_scope, field_scope, write_room
from xl_addin.template.shared.check_sheet import (
    ELSEWHERE,
    ERRORS,
    FILLED,
    FIRST_MARK,
    MISSING,
    ROW_CHECKS,
    WARNED,
    WARNINGS,
    WORDS,
    WRONG,
    CheckColumns,
    CheckedRow,
    CheckRows,
    check_columns,
    new_check_sheet,
    told,
)
from xl_addin.template.shared.round_data import RoundData

STAND_IN = "‡"
"""Stands for the sheet's name in checks that are made once for many pages."""

_ELSEWHERE = re.compile(f"{ELSEWHERE[0]}([^{ELSEWHERE[1]}]*){ELSEWHERE[1]}")


@dataclass(frozen=True, slots=True)
class CheckedPage:
    """The rows of a page in `_check` (from 0) and what they count as the file is made.

    `row`: its project's; `first_child` to `last_child`: those of its tables.
    """

    plan: PagePlan
    row: int
    first_child: int
    last_child: int
    errors: int
    warnings: int
    filled: bool

    def count(self, column: int) -> str:
        """Formula text of a sum over the page."""
        letters = column_letters(column + 1)
        own = f"{CHECK_SHEET}!${letters}${self.row + 1}"
        if self.last_child < self.first_child:
            return own
        children = f"{CHECK_SHEET}!${letters}${self.first_child + 1}:${letters}${self.last_child + 1}"
        return f"SUM({own},{children})"


class PageChecks:
    """`_check` while it is being filled, page by page."""

    def __init__(self, book: Book, styles: Styles, data: RoundData, plans: Sequence[PagePlan]) -> None:
        self._styles = styles
        self._data = data
        self._made: dict[tuple[Any, ...], CheckColumns] = {}
        form = data.form
        draft = plans[0]
        self._first = 2 + len(form.tables)
        self._next_child = self._page_from = self._first + len(plans)
        self._pages: list[CheckedPage] = []
        widest = max([FIRST_MARK, *(_last_column(columns) for columns in self._all_columns(draft, form))])
        self._sheet = new_check_sheet(book, widest + 2)

    def _all_columns(self, plan: PagePlan, form: Form) -> list[CheckColumns]:
        return [self._main(plan), *(self._child(plan, table) for table in plan.tables)]

    def _main(self, plan: PagePlan) -> CheckColumns:
        return self._on_sheet(plan, self._main_made(plan))

    def _main_made(self, plan: PagePlan) -> CheckColumns:
        def made(blank: PagePlan) -> CheckColumns:
            scope = field_scope(self._data, blank, outside=True)
            return check_columns(self._data.form, MAIN, scope, {place.key for place in blank.entries})

        return self._alike(plan, MAIN, made)

    def _child(self, plan: PagePlan, table: TablePlace) -> CheckColumns:
        return self._on_sheet(plan, self._child_made(plan, table))

    def _child_made(self, plan: PagePlan, table: TablePlace) -> CheckColumns:
        def made(blank: PagePlan) -> CheckColumns:
            scope = child_scope(self._data, table, lambda key: blank.child_cell_from_outside(table, key))
            keys = {place.column.key for place in table.entries}
            return check_columns(self._data.form, table.table.key, scope, keys)

        return self._alike(plan, table.table.key, made)

    def _alike(self, plan: PagePlan, table: str, make: Callable[[PagePlan], CheckColumns]) -> CheckColumns:
        """The checks of a page's table. Pages that are laid out alike differ only in the sheet's name and rows."""
        fields = tuple((place.key, place.row, place.value.first_column) for place in plan.fields)
        tables = tuple((place.table.key, place.first_row, place.last_row) for place in plan.tables)
        layout = (table, fields, tables, tuple(place.key for place in plan.entries))
        if layout not in self._made:
            self._made[layout] = make(replace(plan, sheet=STAND_IN))
        return self._made[layout]

    def _on_sheet(self, plan: PagePlan, columns: CheckColumns) -> CheckColumns:
        """The checks with the page's own sheet and rows in their formulas."""
        name, stand_in = quote_sheet(plan.sheet), quote_sheet(STAND_IN)
        wrong = self._wrong_elsewhere(plan)
        checks = tuple(
            replace(
                check,
                formula=_ELSEWHERE.sub(
                    lambda match: wrong.get(match[1], '""'), check.formula.replace(stand_in, name)
                ),
                fix_formula=check.fix_formula.replace(stand_in, name),
            )
            for check in columns.checks
        )
        sources = {key: text.replace(stand_in, name) for key, text in columns.sources.items()}
        return replace(columns, checks=checks, sources=sources)

    def _wrong_elsewhere(self, plan: PagePlan) -> dict[str, str]:
        """`table.key` of every entry of the page -> formula text that is "" while what is typed there is in order."""
        columns, row = self._main_made(plan), self._first + len(self._pages)
        wrong = {
            f"{MAIN}.{place.key}": f"{CHECK_SHEET}!${_letters(columns, place.key)}${row + 1}"
            for place in plan.entries
        }
        first = self._page_from
        for table in plan.tables:
            columns = self._child_made(plan, table)
            last = first + table.last_row - table.first_row
            for entry in table.entries:
                letters = _letters(columns, entry.column.key)
                cells = f"{CHECK_SHEET}!${letters}${first + 1}:${letters}${last + 1}"
                wrong[f"{table.table.key}.{entry.column.key}"] = f'IF(COUNTIF({cells},"?*")>0,"x","")'
            first = last + 1
        return wrong

    def add(self, sheet: Sheet, plan: PagePlan, record: Mapping[str, Any]) -> CheckedPage:
        """The checks of a page, and on the page their words, its colours and the room in its tables."""
        row, first_child = self._first + len(self._pages), self._next_child
        self._page_from = first_child
        self._counts = [0, 0]
        columns = self._main(plan).accepting(self._data.accepted_at(plan.position))
        known = {check.id for check in columns.checks}
        words = {id_: said for id_, said in self._data.words[plan.position].items() if id_ in known}
        keys = [place.key for place in plan.entries]
        values = _held(plan, record)
        filled = any(key in values for key in keys)
        rows = CheckRows(self._sheet, columns, keys)
        if not self._pages:
            rows.write_headings(1)
        entry = CheckedRow(row, words, filled, values)
        rows.write_row(entry)
        self._show_fields(sheet, plan, columns, entry)
        for number, table in enumerate(plan.tables):
            self._add_table(sheet, plan, table, number, columns, entry)
            self._mark_table(sheet, table, columns, row)
        counted = rows.errors(entry), rows.warnings(entry), filled
        counted = counted[0] + self._counts[0], counted[1] + self._counts[1], filled
        page = CheckedPage(plan, row, first_child, self._next_child - 1, *counted)
        self._pages.append(page)
        return page

    def _add_table(
        self,
        sheet: Sheet,
        plan: PagePlan,
        table: TablePlace,
        number: int,
        main: CheckColumns,
        entry: CheckedRow,
    ) -> None:
        """`main`, `entry`: the project's checks. Its fields are seen by the rows of its tables, and beside the
        first of these stands what is wrong with the table as a whole."""
        about = [check for check in main.checks if check.key.startswith(f"{table.table.key}.")]
        columns = self._child(plan, table).accepting(self._data.accepted_at(plan.position))
        asked = [place.column.key for place in table.entries if table.is_entry(place, known=True)]
        blank = CheckRows(self._sheet, columns, [place.column.key for place in table.entries], quiet=True)
        known = CheckRows(self._sheet, columns, asked)
        if not self._pages:
            blank.write_headings(2 + number)
        first = self._next_child
        above = {f"{MAIN}.{key}": value for key, value in entry.values.items()}
        look = self._words_look()
        for row in range(table.first_row, table.last_row + 1):
            own, said_of = blank, CheckedRow(self._next_child, {}, values=above, there=str(row + 1))
            if row < table.first_blank:
                own, said_of = known, self._known_row(table, columns, row, said_of)
            own.write_row(said_of)
            self._counts[0] += own.errors(said_of)
            self._counts[1] += own.warnings(said_of)
            words_said = told(said_of.words, columns.checks)
            cell = f"{CHECK_SHEET}!${column_letters(WORDS + 1)}${self._next_child + 1}"
            if row > table.first_row or not about:
                sheet.put_formula(row, plan.check_column, cell, look, words_said)
            else:
                pieces = [f'IF(LEN({cell})>0,CHAR(10)&{cell},"")', *said_by(main, about, entry.row)]
                said = "\n".join(text for text in (words_said, told(entry.words, about)) if text)
                sheet.put_formula(row, plan.check_column, one_below_the_other(pieces), look, said)
            self._next_child += 1
        down = first - table.first_row
        for place in table.columns:
            if place.column.key in columns.marks:
                area = Area(table.first_row, place.first, table.last_row, place.last)
                at = f"ROW(){down:+d}" if down else "ROW()"
                self._colour(sheet, area, at, columns.marks[place.column.key])
        letters = column_letters(FILLED + 1)
        first += len(table.known)
        filled = f"SUM({CHECK_SHEET}!${letters}${first + 1}:${letters}${self._next_child})"
        write_room(sheet, self._styles, plan, table, filled)

    def _known_row(self, table: TablePlace, columns: CheckColumns, row: int, entry: CheckedRow) -> CheckedRow:
        """A row that is known before anything is typed: what it holds, and what is wrong in it already."""
        place = table.known[row - table.first_row]
        record = self._data.tables[table.table.key].iloc[place]
        ids = {check.id for check in columns.checks}
        words = {
            id_: said for id_, said in self._data.row_words[table.table.key][place].items() if id_ in ids
        }
        shown = {
            one.column.key: shown_value(record.get(one.column.key), one.column) for one in table.all_columns
        }
        held = {key: value for key, value in shown.items() if value is not None and key in columns.copies}
        return replace(entry, words=words, values=dict(entry.values) | held)

    def _show_fields(self, sheet: Sheet, plan: PagePlan, columns: CheckColumns, entry: CheckedRow) -> None:
        """Beside each field what is wrong with it; the first one tells what has no field of its own."""
        shown = {place.key for place in plan.shown}
        shown |= {f"{table.table.key}.{place.column.key}" for table in plan.tables for place in table.columns}
        for place in plan.shown:
            checks = [check for check in columns.checks if check.key == place.key]
            if place is plan.shown[0]:
                checks += [check for check in columns.checks if check.key not in shown]
            self._show_words(sheet, plan, place, columns, checks, entry)
            if place.key in columns.marks:
                self._colour(sheet, place.value, str(entry.row + 1), columns.marks[place.key])

    def _show_words(
        self,
        sheet: Sheet,
        plan: PagePlan,
        place: FieldPlace,
        columns: CheckColumns,
        checks: Sequence[NativeCheck],
        entry: CheckedRow,
    ) -> None:
        pieces = said_by(columns, checks, entry.row)
        if place in plan.entries and place.column.kind is Kind.LONG_TEXT:
            pieces.append(too_long(plan, place))
        area = Area(place.row, plan.check_column, place.value.last_row, plan.check_column)
        look = self._words_look()
        if area.is_merged:
            sheet.merge_range(area.first_row, area.first_column, area.last_row, area.last_column, "", look)
        if pieces:
            value = told(entry.words, checks)
            sheet.put_formula(place.row, plan.check_column, one_below_the_other(pieces), look, value)

    def _mark_table(self, sheet: Sheet, table: TablePlace, columns: CheckColumns, row: int) -> None:
        """Colours in the first row of a table what the project's checks find wrong with the table."""
        for place in table.columns:
            mark = columns.marks.get(f"{table.table.key}.{place.column.key}")
            if mark is not None:
                area = Area(table.first_row, place.first, table.first_row, place.last)
                self._colour(sheet, area, str(row + 1), mark)

    def _words_look(self) -> Any:
        return self._styles.make(
            font_size=CHECK_POINTS, font_color=CHECK_COLOUR, text_wrap=True, valign="top"
        )

    def _colour(self, sheet: Sheet, area: Area, row: str, mark: int) -> None:
        for letter, look in ((WRONG, ERROR_LOOK), (WARNED, WARNING_LOOK), (MISSING, MISSING_LOOK)):
            options = {
                "type": "formula",
                "criteria": f'=INDEX({ROW_CHECKS},{row},{mark + 1})="{letter}"',
                "format": self._styles.look(**look),
            }
            sheet.conditional_format(
                area.first_row, area.first_column, area.last_row, area.last_column, options
            )

    def write_sums(self) -> None:
        """The first row: errors, warnings and begun pages of the workbook."""
        values = {
            ERRORS: sum(page.errors for page in self._pages),
            WARNINGS: sum(page.warnings for page in self._pages),
        }
        for column, value in values.items():
            letters = column_letters(column + 1)
            formula = f"SUM({letters}{self._first + 1}:{letters}{self._next_child})"
            self._sheet.put_formula(0, column, formula, None, value)
        begun = "+".join(f"({page.count(FILLED)}>0)" for page in self._pages)
        self._sheet.put_formula(0, FILLED, begun, None, sum(page.filled for page in self._pages))


def _held(plan: PagePlan, record: Mapping[str, Any]) -> dict[str, str | float]:
    """What the fields of a page hold as the file is made, by key, without those that are blank."""
    shown = {place.key: shown_value(record.get(place.key), place.column) for place in plan.fields}
    return {key: value for key, value in shown.items() if value is not None}


def _letters(columns: CheckColumns, key: str) -> str:
    """The column of `_check` that says what is wrong with an entry."""
    return column_letters(columns.messages[entry_check_id(key)] + 1)


def _last_column(columns: CheckColumns) -> int:
    return max([FIRST_MARK, *columns.messages.values()])
