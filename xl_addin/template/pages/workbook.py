"""Layout `pages`: a list of the group's projects, then one protected sheet per project."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from xl_addin.excel.writing.data_validation import validate_column
from xl_addin.excel.writing.lists_sheet import Lists
from xl_addin.excel.writing.styles import Styles
from xl_addin.excel.writing.workbook_writer import Book, Sheet
from xl_addin.model.form.schema import Form, RowsTable, next_or_raise
from xl_addin.model.problems.catalogue import say
from xl_addin.model.register import Group, Register
from xl_addin.template.pages.check_rows import PageChecks
from xl_addin.template.pages.column_grid import grid_widths
from xl_addin.template.pages.index_sheet import write_band, write_index
from xl_addin.template.pages.layout import plan_page
from xl_addin.template.pages.layout_model import PagePlan
from xl_addin.template.pages.print_layout import with_full_pages
from xl_addin.template.pages.sheet import write_page
from xl_addin.template.shared.round_data import RoundData
from xl_addin.template.table.validation import format_entries_by_state


def write_pages(
    book: Book, styles: Styles, lists: Lists, data: RoundData, group: Group, rows: pd.DataFrame
) -> None:
    """The list, a page per project of `rows`, and `_check`."""
    form = data.form
    index = book.add_sheet(form.template.sheet)
    grid = grid_widths(form)
    names = data.names(group)
    plans = [
        with_full_pages(data, plan_page(data, names, int(position), name, grid))
        for position, name in zip(rows.index, sheet_names(rows), strict=True)
    ]
    records = [data.record(plan.position) for plan in plans]
    sheets = [
        write_page(book, styles, data, plan, record) for plan, record in zip(plans, records, strict=True)
    ]
    checks = PageChecks(book, styles, data, plans)
    pages = []
    for sheet, plan, record in zip(sheets, plans, records, strict=True):
        pages.append(checks.add(sheet, plan, record))
        _validate(sheet, lists, plan)
        _show_what_was_typed(sheet, styles, plan)
        write_band(sheet, styles, pages[-1], form.template.sheet)
    checks.write_sums()
    write_index(index, styles, data, group, pages)


def sheet_names(rows: pd.DataFrame) -> list[str]:
    """A name per project: its number, or its id where numbers repeat or are missing."""
    numbers = [None if pd.isna(number) else int(number) for number in rows["no"]]
    unique = None not in numbers and max(Counter(numbers).values(), default=0) <= 1
    named = numbers if unique else list(rows["project_id"])
    return [say("page_name", value=value) for value in named]


def with_rows(register: Register, rows: Mapping[str, int]) -> Register:
    """The register with other numbers of prepared rows in its form's small tables and tables of the groups.

    Raises KeyError for a table that the form does not have, ValidationError for an unusable number.
    """
    form = register.form
    for key in rows:
        next_or_raise((*form.tables, *form.group_tables), key)
    changed: Form = form.model_copy(
        update={
            "tables": tuple(_prepared(table, rows) for table in form.tables),
            "group_tables": tuple(_prepared(table, rows) for table in form.group_tables),
        }
    )
    return replace(register, form=changed)


def _prepared(table: RowsTable, rows: Mapping[str, int]) -> RowsTable:
    return type(table).model_validate(table.model_dump() | {"rows": rows.get(table.key, table.rows)})


def _validate(sheet: Sheet, lists: Lists, plan: PagePlan) -> None:
    for place in plan.entries:
        name = lists.name(place.key, place.column.choices.values()) if place.column.choices else ""
        area = place.value
        validate_column(sheet, area.first_row, area.first_row, area.first_column, place.column, name)
    for table in plan.tables:
        for child in table.entries:
            column = child.column
            key = f"{table.table.key}_{column.key}"
            name = lists.name(key, column.choices.values()) if column.choices else ""
            first = table.first_row if table.is_entry(child, known=True) else table.first_blank
            if first <= table.last_row:
                validate_column(sheet, first, table.last_row, child.first, column, name)


def _show_what_was_typed(sheet: Sheet, styles: Styles, plan: PagePlan) -> None:
    for place in plan.shown:
        row, column = place.row, place.value.first_column
        format_entries_by_state(sheet, styles, row, row, column, place.column)
    for table in plan.tables:
        for child in table.columns:
            format_entries_by_state(sheet, styles, table.first_row, table.last_row, child.first, child.column)
