"""The sheet of one project (layout `pages`): titles, labelled fields, small tables, notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter.format import Format

from xl_addin.excel.addresses import Range, column_letters, quote_sheet
from xl_addin.excel.writing.header_rows import header_blocks
from xl_addin.excel.writing.styles import CHECK_WIDTH, HINT_COLOUR, LOCKED_FILL, NOT_DUE_FILL, Styles
from xl_addin.excel.writing.value_cells import entry_or_value, shown_value, write_value
from xl_addin.excel.writing.workbook_writer import Book, Sheet
from xl_addin.model.expressions.excel_formula import ExcelScope, column_formula
from xl_addin.model.expressions.language import parse
from xl_addin.model.form.column_states import State
from xl_addin.model.form.schema import MAIN, Column
from xl_addin.model.form.scopes import around, row_scope
from xl_addin.model.problems.catalogue import say
from xl_addin.model.table_names import KNOWN_ROW, PROJECT_ID
from xl_addin.model.values.kinds import Kind
from xl_addin.template.pages.field_names import FIELDS_NAME
from xl_addin.template.pages.layout_model import (
    BAND_ROW,
    FIRST_GRID,
    KEY_COLUMN,
    POINTER_COLUMN,
    TEXT_POINTS,
    Area,
    ChildColumn,
    FieldPlace,
    PagePlan,
    TablePlace,
)
from xl_addin.template.pages.print_layout import set_up_print
from xl_addin.template.shared.round_data import RoundData

FEW_LEFT = 2


def write_page(
    book: Book, styles: Styles, data: RoundData, plan: PagePlan, record: Mapping[str, Any]
) -> Sheet:
    """Everything of a page but its checks, validation and colours; the caller adds the band's figures."""
    sheet = book.add_sheet(plan.sheet)
    _set_columns(sheet, plan)
    for row, height in plan.heights.items():
        sheet.set_row(row, height)
    for number, title in enumerate(plan.titles):
        across(sheet, BAND_ROW + 1 + number, FIRST_GRID, plan.last_grid, title, styles.title())
    for section in plan.sections:
        if section.row >= 0:
            across(sheet, section.row, FIRST_GRID, plan.last_grid, section.heading, styles.heading())
        if section.guidance:
            hint = styles.note(font_size=TEXT_POINTS, font_color=HINT_COLOUR)
            across(sheet, section.row + 1, FIRST_GRID, plan.last_grid, section.guidance, hint)
        for place in section.fields:
            _write_label(sheet, styles, place)
        for table in section.tables:
            _write_table(book, sheet, styles, data, plan, table)
    for place in plan.fields:
        _write_value(sheet, styles, data, plan, place, record)
    for place in plan.hidden:
        sheet.set_row(place.row, None, None, {"hidden": True})
    for number, note in enumerate(plan.notes):
        across(sheet, plan.notes_row + number, FIRST_GRID, plan.last_grid, note, styles.note())
    first = min(place.row for place in plan.fields)
    area = f"$A${first + 1}:${column_letters(plan.last_grid + 1)}${plan.last_row + 1}"
    book.define_name(f"{quote_sheet(plan.sheet)}!{FIELDS_NAME}", f"={quote_sheet(plan.sheet)}!{area}")
    _protect(sheet, plan)
    set_up_print(sheet, data, plan)
    _view(sheet, plan)
    return sheet


def across(sheet: Sheet, row: int, first: int, last: int, text: str, look: Format) -> None:
    """A text over neighbouring cells of a row."""
    if last > first:
        sheet.merge_range(row, first, row, last, "", look)
    sheet.write_string(row, first, text, look)


def field_scope(data: RoundData, plan: PagePlan, *, outside: bool = False) -> ExcelScope:
    """How formulas refer to a page's fields and to the columns of its tables."""
    return ExcelScope(
        row_scope(data.form),
        plan.cell_from_outside if outside else plan.cell,
        data.constants,
        data.register.settings.percent_rounding,
        plan.range_from_outside if outside else plan.range_cell,
    )


def child_scope(data: RoundData, table: TablePlace, reference: Any) -> ExcelScope:
    """How formulas of a child's row refer to it and to its project."""
    rounding = data.register.settings.percent_rounding
    return ExcelScope(row_scope(data.form, table.table.key), reference, data.constants, rounding)


def _set_columns(sheet: Sheet, plan: PagePlan) -> None:
    sheet.set_column(KEY_COLUMN, POINTER_COLUMN, 8, None, {"hidden": True})
    for number, width in enumerate(plan.grid):
        sheet.set_column(FIRST_GRID + number, FIRST_GRID + number, width)
    if plan.check_column > plan.last_grid + 1:
        sheet.set_column(plan.last_grid + 1, plan.check_column - 1, 8, None, {"hidden": True})
    sheet.set_column(plan.check_column, plan.check_column, CHECK_WIDTH)


def _write_label(sheet: Sheet, styles: Styles, place: FieldPlace) -> None:
    column = place.column
    look = styles.make(bold=True, valign="top", text_wrap=True)
    hint = styles.make(font_size=TEXT_POINTS, font_color=HINT_COLOUR, valign="top", text_wrap=True)
    if place.label is not None and place.label.first_row != place.row and column.guidance:
        sheet.merge_range(*_corners(place.label), "", look)
        parts = (styles.make(bold=True), column.title, hint, f"  {column.guidance}", look)
        sheet.write_rich_string(place.label.first_row, place.label.first_column, *parts)
    elif place.label is not None:
        across(
            sheet,
            place.label.first_row,
            place.label.first_column,
            place.label.last_column,
            column.title,
            look,
        )
    if place.guidance is not None:
        area = place.guidance
        across(sheet, area.first_row, area.first_column, area.last_column, column.guidance, hint)


def _corners(area: Area) -> tuple[int, int, int, int]:
    return area.first_row, area.first_column, area.last_row, area.last_column


def _write_value(
    sheet: Sheet,
    styles: Styles,
    data: RoundData,
    plan: PagePlan,
    place: FieldPlace,
    record: Mapping[str, Any],
) -> None:
    column = place.column
    hint = styles.make(font_color=HINT_COLOUR)
    sheet.write_string(place.row, KEY_COLUMN, column.key, hint)
    sheet.write_string(place.row, POINTER_COLUMN, column_letters(place.value.first_column + 1), hint)
    is_entry = place in plan.entries
    plain, quoted = _look(styles, column, place.state, is_entry)
    if place.value.is_merged:
        sheet.merge_range(*_corners(place.value), "", plain)
    row, at = place.row, place.value.first_column
    value = shown_value(record.get(column.key), column)
    if place.state is State.COMPUTED and column.formula and (MAIN, column.key) not in around(data.form):
        formula = column_formula(parse(column.formula), column.kind, field_scope(data, plan))
        sheet.put_formula(row, at, formula, plain, "" if value is None else value)
    else:
        write_value(sheet, row, at, value, plain, quoted)
    if is_entry:
        sheet.unprotect_range(str(_range(place.value)), column.key)


def _look(styles: Styles, column: Column, state: State, is_entry: bool) -> tuple[Format, Format]:
    more: dict[str, Any] = {}
    if column.kind is Kind.LONG_TEXT:
        more["font_size"] = TEXT_POINTS
    elif column.kind is Kind.CHOICE:
        more["align"] = "left"
    if state in (State.COMPUTED, State.PREVIOUS, State.CARRIED):
        more["bg_color"] = LOCKED_FILL
    if state is State.NOT_DUE:
        more["bg_color"] = NOT_DUE_FILL
    return entry_or_value(styles, column.kind, entry=is_entry, **more)


def _range(area: Area) -> Range:
    return Range(area.first_row + 1, area.first_column + 1, area.last_row + 1, area.last_column + 1)


def _write_table(
    book: Book, sheet: Sheet, styles: Styles, data: RoundData, plan: PagePlan, table: TablePlace
) -> None:
    bold = styles.make(bold=True)
    hint = styles.make(font_size=TEXT_POINTS, font_color=HINT_COLOUR)
    look = styles.make(text_wrap=True, valign="top")
    label, guidance = table.table.label, table.table.guidance
    if guidance:
        sheet.merge_range(table.label_row, FIRST_GRID, table.label_row, plan.last_grid, "", look)
        sheet.write_rich_string(table.label_row, FIRST_GRID, bold, label, hint, f"  {guidance}", look)
    else:
        across(sheet, table.label_row, FIRST_GRID, plan.last_grid, label, bold)
    _write_header(sheet, styles, table)
    sheet.write_string(table.key_row, KEY_COLUMN, PROJECT_ID)
    for place in table.all_columns:
        sheet.write_string(table.key_row, place.first, place.column.key)
    if table.table.listed:
        sheet.write_string(table.key_row, POINTER_COLUMN, KNOWN_ROW)
    sheet.set_row(table.key_row, 1, None, {"hidden": True})
    looks = {
        known: [(place, *_child_look(styles, table, place, known=known)) for place in table.all_columns]
        for known in (True, False)
    }
    for row in range(table.first_row, table.last_row + 1):
        sheet.write_string(row, KEY_COLUMN, plan.project_id, hint)
        record: Any = {}
        is_known = row < table.first_blank
        if is_known:
            sheet.write_number(row, POINTER_COLUMN, 1, hint)
            record = data.tables[table.table.key].iloc[table.known[row - table.first_row]]
        for place, *look in looks[is_known]:
            _write_child(sheet, data, plan, table, place, row, look, record)
        if table.grows:
            sheet.set_growing_row(row, plan.heights[row])
    for place in table.entries:
        first = table.first_row if table.is_entry(place, known=True) else table.first_blank
        if first > table.last_row:
            continue
        area = Area(first, place.first, table.last_row, place.last)
        sheet.unprotect_range(str(_range(area)), f"{table.table.key}_{place.column.key}")
    last = max(place.last for place in table.all_columns)
    area_text = f"$A${table.key_row + 1}:${column_letters(last + 1)}${table.last_row + 1}"
    name = f"{quote_sheet(plan.sheet)}!t_{table.table.key}"
    book.define_name(name, f"={quote_sheet(plan.sheet)}!{area_text}")


def _write_header(sheet: Sheet, styles: Styles, table: TablePlace) -> None:
    look = styles.header(font_size=TEXT_POINTS)
    for block in header_blocks([place.column.label for place in table.columns]):
        first, last = table.columns[block.first_column].first, table.columns[block.last_column].last
        rows = table.header_row + block.first_row, min(table.header_row + block.last_row, table.key_row - 1)
        if (rows[0], first) != (rows[1], last):
            sheet.merge_range(rows[0], first, rows[1], last, "", look)
        sheet.write_string(rows[0], first, block.text, look)


def _child_look(
    styles: Styles, table: TablePlace, place: ChildColumn, *, known: bool
) -> tuple[Format, Format]:
    more: dict[str, Any] = {"font_size": TEXT_POINTS}
    if place.state in (State.COMPUTED, State.PREVIOUS):
        more["bg_color"] = LOCKED_FILL
    return entry_or_value(styles, place.column.kind, entry=table.is_entry(place, known=known), **more)


def _write_child(
    sheet: Sheet,
    data: RoundData,
    plan: PagePlan,
    table: TablePlace,
    place: ChildColumn,
    row: int,
    looks: Sequence[Format],
    record: Mapping[str, Any],
) -> None:
    """Write a cell of a small table. `looks`: of it, and of a text in it that begins like a formula."""
    look, quoted = looks
    if place.last > place.first:
        sheet.merge_range(row, place.first, row, place.last, "", look)
    column = place.column
    value = shown_value(record.get(column.key), column)
    is_around = (table.table.key, column.key) in around(data.form)
    if place.state is State.COMPUTED and column.formula and not is_around:
        number = str(row + 1)
        scope = child_scope(data, table, lambda key: plan.child_cell(table, key, number))
        filled = "&".join(plan.child_cell(table, entry.column.key, number) for entry in table.entries)
        formula = column_formula(parse(column.formula), column.kind, scope)
        # A row that nobody has begun says nothing.
        shown = formula if row < table.first_blank else f'IF(LEN({filled})=0,"",{formula})'
        sheet.put_formula(row, place.first, shown, look, "" if value is None else value)
    else:
        write_value(sheet, row, place.first, value, look, quoted)


def write_room(sheet: Sheet, styles: Styles, plan: PagePlan, table: TablePlace, filled: str) -> None:
    """Under a table: how many prepared rows are left; red once none is. `filled`: formula of the count."""
    rows = table.table.rows
    if not rows:
        return
    before, after = say("page_room_left", count="\0").split("\0")
    full = say("page_room_none", table=table.table.key, more=rows * 2)
    left = f'"{before}"&({rows}-{filled})&"{after}"'
    look = styles.make(font_size=TEXT_POINTS, font_color=HINT_COLOUR, text_wrap=True)
    sheet.merge_range(table.room_row, FIRST_GRID, table.room_row, plan.last_grid, "", look)
    formula = f'IF({filled}>={rows},"{full}",IF({filled}>={rows - FEW_LEFT},{left},""))'
    value = f"{before}{rows}{after}" if rows <= FEW_LEFT else ""
    sheet.put_formula(table.room_row, FIRST_GRID, formula, look, value)
    options = {
        "type": "formula",
        "criteria": f"={filled}>={rows}",
        "format": styles.look(bg_color="#C00000", font_color="#FFFFFF", bold=True),
    }
    sheet.conditional_format(table.room_row, FIRST_GRID, table.room_row, plan.last_grid, options)


def _protect(sheet: Sheet, plan: PagePlan) -> None:
    sheet.protect("", {"format_columns": True, "format_rows": True})
    area = Range(1, 1, plan.last_row + 1, plan.check_column + 1)
    sheet.ignore_errors({"number_stored_as_text": str(area), "formula_differs": str(area)})


def _view(sheet: Sheet, plan: PagePlan) -> None:
    """How the sheet opens: the band stays in sight, and the first entry is chosen."""
    sheet.hide_gridlines(2)
    sheet.freeze_panes(BAND_ROW + 1, 0)
    if plan.entries:
        first = plan.entries[0]
        sheet.set_selection(first.row, first.value.first_column, first.row, first.value.first_column)
