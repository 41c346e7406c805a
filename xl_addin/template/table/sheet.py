"""A template sheet of layout `table`: all projects of a group as rows of one sheet."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import ceil

import pandas as pd

from xl_addin.excel.addresses import column_letters, quote_sheet
from xl_addin.excel.writing import print_setup, text_metrics
from xl_addin.excel.writing.header_rows import header_blocks
from xl_addin.excel.writing.lists_sheet import Lists
from xl_addin.excel.writing.styles import (
    CHECK_COLOUR,
    CHECK_POINTS,
    CHECK_WIDTH,
    Styles,
)
from xl_addin.excel.writing.workbook_writer import Book, Sheet
from xl_addin.model.form.schema import MAIN
from xl_addin.model.problems.catalogue import say
from xl_addin.model.register import Group
from xl_addin.model.table_names import KNOWN_ROW, PROJECT_ID, ROW_PATH, table_name
from xl_addin.model.values.kinds import Kind
from xl_addin.template.shared.check_sheet import (
    WORDS,
    CheckColumns,
    check_columns,
    told,
)
from xl_addin.template.shared.round_data import RoundData
from xl_addin.template.table.band import write_across, write_band
from xl_addin.template.table.checks import (
    about_rows_below,
    checks_below,
    words_of,
    write_checks,
)
from xl_addin.template.table.layout import plan_table
from xl_addin.template.table.plan import BAND_ROW, CHECK_KEY, TablePlan
from xl_addin.template.table.rows import excel_scope, shown_width, write_rows, write_total
from xl_addin.template.table.validation import protect_table

FAINT_LINE = "#D9D9D9"
KEY_ROW_HEIGHT = 1.0
BLANK_HEIGHT = 12.0
LEAST_SCALE = 0.55
"""A table that would be printed smaller goes on several pages across: letters of 16 points would be below 9."""


def write_table(
    book: Book, styles: Styles, lists: Lists, data: RoundData, group: Group, rows: pd.DataFrame, of: str = ""
) -> TablePlan:
    """The sheet of a group and its `_check`; `rows`: the group's projects out of `data.frame`.

    `of`: of a table of the groups, whose `project` is the group, what sets its `_check` apart; its rows alone have a
    name in the workbook.
    """
    plan = plan_table(data, group, rows)
    sheet = book.add_sheet(plan.sheet)
    scope = excel_scope(data, plan.cell_from_outside, plan.range_from_outside)
    entries = {column.key for column in plan.entries}
    checks = check_columns(data.form, MAIN, scope, entries, of=of)
    below = checks_below(data, plan, checks)
    checks = about_rows_below(plan, checks, below)
    _set_widths(sheet, styles, plan)
    heights = _write_top(sheet, styles, plan, (checks, *below), data)
    heights |= write_rows(sheet, styles, data, plan, below)
    heights[plan.total_row] = write_total(sheet, styles, data, plan, rows)
    if of and all(column.column.kind is not Kind.BAHT for column in plan.shown):
        sheet.set_row(plan.total_row, None, None, {"hidden": True})
        heights[plan.total_row] = 0.0
    heights |= _write_notes(sheet, styles, plan)
    _write_words(sheet, styles, plan, (checks, *below), data)
    protect_table(sheet, styles, lists, plan, (checks, *below))
    _set_up_printing(sheet, data, plan, heights)
    letters = column_letters(plan.last_column + 1)
    named = [] if of else [(MAIN, plan.key_row)]
    for key, key_row in (*named, *((table.key, table.key_row) for table in plan.below)):
        area = f"$A${key_row + 1}:${letters}${plan.last_row + 1}"
        book.define_name(table_name(key), f"={quote_sheet(plan.sheet)}!{area}")
    write_checks(book, data, plan, checks, below)
    _show_first_entry(sheet, plan)
    return plan


def _set_widths(sheet: Sheet, styles: Styles, plan: TablePlan) -> None:
    sheet.set_column(0, 0, 8, None, {"hidden": True})
    for column in plan.columns:
        sheet.set_column(
            column.index,
            column.index,
            column.width,
            None,
            {"hidden": True} if not column.shown else {},
        )
    for table in plan.below:
        sheet.set_column(table.id_column, table.last_column, 8, None, {"hidden": True})
    sheet.set_column(plan.check_column, plan.check_column, CHECK_WIDTH)


def _write_top(
    sheet: Sheet, styles: Styles, plan: TablePlan, checks: Sequence[CheckColumns], data: RoundData
) -> dict[int, float]:
    """Band, titles, header and key row; the heights of titles and header rows."""
    write_band(sheet, styles, plan, data, checks)
    heights: dict[int, float] = {}
    width = shown_width(plan)
    for number, title in enumerate(plan.titles):
        row = BAND_ROW + 1 + number
        write_across(sheet, row, plan.shown[0].index, plan.last_shown, title, styles.title())
        heights[row] = text_metrics.row_height([(title, width)], bold=True)
        sheet.set_row(row, heights[row])
    heights |= _write_header(sheet, styles, plan)
    for column in plan.columns:
        sheet.write_string(plan.key_row, column.index, column.key)
    sheet.write_string(plan.key_row, 0, PROJECT_ID)
    sheet.write_string(plan.key_row, plan.check_column, CHECK_KEY)
    for table in plan.below:
        for column in table.columns:
            sheet.write_string(table.key_row, column.index, column.key)
        sheet.write_string(table.key_row, table.id_column, PROJECT_ID)
        sheet.write_string(table.key_row, table.known_column, KNOWN_ROW)
        if table.path_column is not None:
            sheet.write_string(table.key_row, table.path_column, ROW_PATH)
    for row in (plan.key_row, *(table.key_row for table in plan.below)):
        sheet.set_row(row, KEY_ROW_HEIGHT, None, {"hidden": True})
    return heights


def _write_header(sheet: Sheet, styles: Styles, plan: TablePlan) -> dict[int, float]:
    labels = [column.column.label for column in plan.shown]
    left = plan.shown[0].index
    look = styles.header()
    depth = plan.first_key_row - plan.header_row
    widths = [text_metrics.column_points(column.width) for column in plan.shown]
    heights = dict.fromkeys(
        range(plan.header_row, plan.first_key_row), text_metrics.row_height([], bold=True)
    )
    blocks = sorted(header_blocks(labels), key=lambda block: block.last_row - block.first_row)
    for block in blocks:
        first_row, last_row = plan.header_row + block.first_row, plan.header_row + block.last_row
        first, last = left + block.first_column, left + block.last_column
        if block.is_merged:
            sheet.merge_range(first_row, first, last_row, last, "", look)
        sheet.write_string(first_row, first, block.text, look)
        width = sum(widths[block.first_column : block.last_column + 1])
        needed = text_metrics.row_height([(block.text, width)], bold=True)
        covered = range(first_row, last_row + 1)
        lacking = needed - sum(heights[row] for row in covered)
        if lacking > 0:
            for row in covered:
                heights[row] += lacking / len(covered)
    for row, height in heights.items():
        sheet.set_row(row, height)
    heading = say("template_check_heading")
    check = styles.header(bg_color="#FFFFFF", font_size=CHECK_POINTS, align="left")
    if depth > 1:
        sheet.merge_range(
            plan.header_row, plan.check_column, plan.first_key_row - 1, plan.check_column, "", check
        )
    sheet.write_string(plan.header_row, plan.check_column, heading, check)
    return heights


def _write_notes(sheet: Sheet, styles: Styles, plan: TablePlan) -> dict[int, float]:
    heights: dict[int, float] = {}
    width = shown_width(plan)
    for number, note in enumerate(plan.notes):
        row = plan.total_row + 2 + number
        write_across(sheet, row, plan.shown[0].index, plan.last_shown, note, styles.note())
        heights[row] = text_metrics.row_height([(note, width)])
        sheet.set_row(row, heights[row])
    sheet.set_row(plan.total_row + 1, BLANK_HEIGHT)
    return heights


def _write_words(
    sheet: Sheet, styles: Styles, plan: TablePlan, checks: Sequence[CheckColumns], data: RoundData
) -> None:
    """The check column: what is wrong in each row."""
    look = styles.make(
        font_size=CHECK_POINTS,
        font_color=CHECK_COLOUR,
        text_wrap=True,
        valign="top",
        border=1,
        border_color=FAINT_LINE,
    )
    of_table = {one.table: one for one in checks}
    for line in plan.lines:
        if line.position >= 0:
            own = of_table[line.table or MAIN]
            said = told(words_of(line, data), own.accepting(data.accepted_at(line.position)).checks)
            sheet.put_formula(line.row, plan.check_column, own.in_row(WORDS), look, said)


def _set_up_printing(sheet: Sheet, data: RoundData, plan: TablePlan, heights: dict[int, float]) -> None:
    orientation, paper = data.form.template.orientation, data.form.template.paper
    print_setup.set_up_page(sheet, orientation, plan.footer, paper=paper)
    sheet.repeat_rows(plan.header_row, plan.key_row)
    last = max(heights)
    sheet.print_area(BAND_ROW + 1, plan.shown[0].index, last, plan.last_shown)
    page = print_setup.page(orientation, print_setup.LOOSE, paper)
    scale = _print_across(sheet, plan, page.width)
    room = page.height / scale
    header = sum(heights[row] for row in range(plan.header_row, plan.first_key_row))
    titles = sum(heights[row] for row in range(BAND_ROW + 1, plan.header_row))
    headings = {line.row for line in plan.lines if line.position < 0}
    headings |= {above.row for above, line in pairwise(plan.lines) if len(line.path) > len(above.path)}
    # The last project goes with the total and the notes: none of them stands alone below a header.
    together = {plan.last_row, *range(plan.total_row, last)} | headings
    rows = [
        print_setup.PrintedRow(row, heights.get(row, BLANK_HEIGHT), keep=row in together)
        for row in range(plan.first_row, last + 1)
    ]
    sheet.set_h_pagebreaks(print_setup.page_breaks(rows, room - header - titles, room - header))


def _print_across(sheet: Sheet, plan: TablePlan, page: float) -> float:
    """The scale on paper. A table of very many columns goes on several pages, its first columns on each of them.

    `page`: points of its width.
    """
    width = shown_width(plan)
    scale = min(1.0, page / width)
    if scale >= LEAST_SCALE:
        return scale
    first = next((place for place, column in enumerate(plan.shown) if column.key == "project"), 0)
    sheet.repeat_columns(plan.shown[0].index, plan.shown[first].index)
    again = sum(text_metrics.column_points(column.width) for column in plan.shown[: first + 1])
    across = max(2, ceil((width - again) * LEAST_SCALE / (page - again * LEAST_SCALE)))
    sheet.fit_to_pages(across, 0)
    return min(1.0, across * page / (width + (across - 1) * again))


def _show_first_entry(sheet: Sheet, plan: TablePlan) -> None:
    sheet.hide_gridlines(2)
    named = next((column.index for column in plan.shown if column.key == "project"), 0)
    sheet.freeze_panes(plan.first_row, named + 1 if named <= 3 else 0)
    first = plan.projects[0].row if plan.projects else plan.first_row
    if plan.entries:
        sheet.set_selection(first, plan.entries[0].index, first, plan.entries[0].index)
