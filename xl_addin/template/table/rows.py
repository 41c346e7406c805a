"""Rows of a template table: projects with their entries and formulas, section headings, and the total."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from xlsxwriter.format import Format

from xl_addin.excel.addresses import cell_address, column_letters
from xl_addin.excel.writing import text_metrics
from xl_addin.excel.writing.styles import CHECK_POINTS, HEADER_FILL, LINE, LOCKED_FILL, NOT_DUE_FILL, Styles
from xl_addin.excel.writing.value_cells import entry_or_value, shown_value, write_value
from xl_addin.excel.writing.workbook_writer import Sheet
from xl_addin.model.expressions.evaluate_plain import column_values, compiled
from xl_addin.model.expressions.excel_formula import ExcelScope, column_formula
from xl_addin.model.expressions.language import names, parse
from xl_addin.model.expressions.plain_values import Inside, PlainData
from xl_addin.model.form.column_states import State, is_late
from xl_addin.model.form.schema import MAIN, Column
from xl_addin.model.form.scopes import around, row_scope
from xl_addin.model.problems.catalogue import say
from xl_addin.model.table_names import PROJECT_ID
from xl_addin.model.values.kinds import Kind
from xl_addin.template.shared.check_sheet import CheckColumns
from xl_addin.template.shared.round_data import RoundData
from xl_addin.template.table.plan import Line, PlannedColumn, RowsBelow, TablePlan

LEAST_HEIGHT = text_metrics.row_height([], CHECK_POINTS, least=2)
"""Points: room for two messages of the check column, which is so wide that each takes one line."""


@dataclass(frozen=True, slots=True)
class _Look:
    """How a column's cells are written: format, the same for quoted text, and the formula if it has one.

    `known`: how a figure of an earlier round is written that the last report knows, in a column with gaps.
    """

    planned: PlannedColumn
    plain: Format
    quoted: Format
    formula: str
    known: Format | None = None


def excel_scope(data: RoundData, reference: Any, ranges: Any = None, table: str = MAIN) -> ExcelScope:
    """How formulas of a row refer to its cells, and those of a project to the rows below it."""
    rounding = data.register.settings.percent_rounding
    scope = ExcelScope(row_scope(data.form, table), reference, data.constants, rounding)
    return scope if ranges is None else replace(scope, range_reference=ranges)


def write_rows(
    sheet: Sheet, styles: Styles, data: RoundData, plan: TablePlan, checks: Sequence[CheckColumns]
) -> dict[int, float]:
    """Write headings and projects; the height in points of each of their rows (from 0).

    `checks`: of each small table, where they stand.
    """
    looks = [_look(styles, data, plan, planned) for planned in plan.columns]
    below = {
        table.key: _BelowLooks(styles, data, plan, table, own)
        for table, own in zip(plan.below, checks, strict=True)
    }
    id_look = styles.make(font_color=LINE)
    heading_look = styles.heading()
    heights: dict[int, float] = {}
    for line in plan.lines:
        if line.table:
            heights[line.row] = _write_below(sheet, data, plan, below[line.table], line, id_look)
            sheet.set_growing_row(line.row, heights[line.row])
            continue
        if not line.is_project:
            heights[line.row] = _write_heading(sheet, heading_look, plan, line)
            sheet.set_row(line.row, heights[line.row])
            continue
        record = data.record(line.position)
        sheet.write_string(line.row, 0, str(record[PROJECT_ID]), id_look)
        for look in looks:
            _write_cell(sheet, line.row, look, record, plan.row_numbers(line))
        heights[line.row] = _height(plan.shown, record)
        sheet.set_growing_row(line.row, heights[line.row])
    return heights


class _BelowLooks:
    """How the rows of a small table are written: the known ones, and those that a group may add."""

    def __init__(
        self, styles: Styles, data: RoundData, plan: TablePlan, table: RowsBelow, checks: CheckColumns
    ) -> None:
        def reference(key: str) -> str:
            return plan.cell_below(table, key)

        self.table = table
        scope = excel_scope(data, reference, plan.range_cell, table.key)
        typed = "&".join(reference(one.key) for one in table.entries)
        begun = f"LEN({typed})"
        if data.form.below(table.key):
            # Somebody may have typed into a row that stands in this one.
            begun = checks.in_row(checks.filled)
        self.known, self.added = (
            [
                _below_look(
                    styles,
                    scope,
                    one,
                    is_entry=one in table.entries and (added or one.state is State.ENTRY),
                    is_around=(table.key, one.key) in around(data.form),
                    indent=len(table.above) if one.key == table.table.named_by else 1,
                )
                for one in table.columns
            ]
            for added in (False, True)
        )
        # A row that nobody has begun says nothing.
        self.added = [
            replace(look, formula=look.formula and f'IF({begun}=0,"",{look.formula})') for look in self.added
        ]
        taken = {one.index for one in table.columns}
        self.others = [one.index for one in plan.shown if one.index not in taken]
        numbers = [one.index for one in plan.shown if one.key == "no" and table.path_column is not None]
        self.number = numbers[0] if numbers else None
        self.blank = styles.value(Kind.TEXT, bg_color=NOT_DUE_FILL, align="center")


def _below_look(
    styles: Styles, scope: ExcelScope, planned: PlannedColumn, *, is_entry: bool, is_around: bool, indent: int
) -> _Look:
    column = planned.column
    formula = ""
    more: dict[str, Any] = {}
    if planned.state is State.COMPUTED and column.formula and not is_around:
        formula = column_formula(parse(column.formula), column.kind, scope)
    if planned.state in (State.COMPUTED, State.PREVIOUS):
        more["bg_color"] = LOCKED_FILL
    if column.kind in (Kind.TEXT, Kind.LONG_TEXT):
        more["indent"] = indent
    return _Look(planned, *entry_or_value(styles, column.kind, entry=is_entry, **more), formula)


def _write_below(
    sheet: Sheet, data: RoundData, plan: TablePlan, looks: _BelowLooks, line: Line, id_look: Format
) -> float:
    """Write a row below its project; its height in points."""
    record: dict[str, Any] = {}
    if line.place >= 0:
        row = data.tables[line.table].iloc[line.place]
        record = {str(key): value for key, value in row.items()}
    if line.is_known:
        sheet.write_number(line.row, looks.table.known_column, 1, id_look)
    if looks.table.path_column is not None:
        sheet.write_string(line.row, looks.table.path_column, ".".join(map(str, line.path)), id_look)
    sheet.write_string(
        line.row, looks.table.id_column, str(data.frame.loc[line.position, PROJECT_ID]), id_look
    )
    number: Any = data.frame["no"].loc[line.position]
    for index in looks.others:
        if index == looks.number and not pd.isna(number):
            # Blank rows of an activity and of its items look alike.
            sheet.write_string(line.row, index, ".".join(map(str, (number, *line.path))), looks.blank)
        else:
            sheet.write_blank(line.row, index, None, looks.blank)
    for look in looks.known if line.is_known else looks.added:
        _write_cell(sheet, line.row, look, record, plan.row_numbers(line))
    for key, index in looks.table.twins.items():
        cell, value = (
            plan.cell_below(looks.table, key),
            shown_value(record.get(key), looks.table.column(key).column),
        )
        formula = f'IF(ISBLANK({cell}),"",{cell})'
        sheet.put_formula(line.row, index, formula, id_look, "" if value is None else value)
    name = looks.table.table.named_by
    return _height([one for one in looks.table.columns if one.shown], record, {name: len(looks.table.above)})


def _look(styles: Styles, data: RoundData, plan: TablePlan, planned: PlannedColumn) -> _Look:
    column = planned.column
    formula = ""
    if planned.state is State.COMPUTED and column.formula and (MAIN, column.key) not in around(data.form):
        scope = excel_scope(data, plan.cell, plan.range_cell)
        formula = column_formula(parse(column.formula), column.kind, scope)
    more: dict[str, Any] = {}
    if planned.state in (State.COMPUTED, State.PREVIOUS, State.CARRIED):
        more["bg_color"] = LOCKED_FILL
    if planned.state is State.NOT_DUE:
        more["bg_color"] = NOT_DUE_FILL
    plain, quoted = entry_or_value(styles, column.kind, entry=planned.state is State.ENTRY, **more)
    known = None
    if planned.state is State.ENTRY and data.has_previous and is_late(column, data.round):
        known, _ = entry_or_value(styles, column.kind, entry=False, bg_color=LOCKED_FILL)
    return _Look(planned, plain, quoted, formula, known)


def _write_cell(
    sheet: Sheet, row: int, look: _Look, record: Mapping[str, Any], numbers: Mapping[str, str]
) -> None:
    column = look.planned.column
    value = shown_value(record.get(column.key), column)
    if look.formula:
        formula = look.formula
        for mark, number in numbers.items():
            formula = formula.replace(mark, number)
        sheet.put_formula(row, look.planned.index, formula, look.plain, "" if value is None else value)
    else:
        plain = look.known if look.known is not None and value is not None else look.plain
        write_value(sheet, row, look.planned.index, value, plain, look.quoted)


def _write_heading(sheet: Sheet, look: Format, plan: TablePlan, line: Line) -> float:
    first, last = plan.shown[0].index, plan.last_shown
    if first == last:
        sheet.write_string(line.row, first, line.heading, look)
    else:
        sheet.merge_range(line.row, first, line.row, last, "", look)
        sheet.write_string(line.row, first, line.heading, look)
    return text_metrics.row_height([(line.heading, shown_width(plan))], bold=True)


def shown_width(plan: TablePlan) -> float:
    """Width of the printed columns in points."""
    return sum(text_metrics.column_points(column.width) for column in plan.shown)


def _height(
    columns: Sequence[PlannedColumn], record: Mapping[str, Any], indents: Mapping[str, int] | None = None
) -> float:
    """Room for what stands in the row, for the longest choice, and for what a long text is likely to need.

    `indents`: of a row below its project, steps by which the texts of a key are indented where it is not one.
    """
    cells: list[tuple[str, float]] = []
    least = 1
    for planned in columns:
        column = planned.column
        width = text_metrics.column_points(planned.width)
        if indents is not None and column.kind in (Kind.TEXT, Kind.LONG_TEXT):
            for _ in range(indents.get(column.key, 1)):
                width = text_metrics.indented(width)
        value = shown_value(record.get(column.key), column)
        if isinstance(value, str):
            cells.append((value, width))
        if planned.state is State.ENTRY:
            cells += [(phrase, width) for phrase in column.choices.values()]
            least = max(least, column.height if column.kind is Kind.LONG_TEXT else 1)
    return max(LEAST_HEIGHT, text_metrics.row_height(cells, least=least))


def write_total(sheet: Sheet, styles: Styles, data: RoundData, plan: TablePlan, rows: pd.DataFrame) -> float:
    """The total row: amounts summed, percents computed anew from the sums. Gives its height in points."""
    summed = {column.key for column in plan.shown if column.column.kind is Kind.BAHT}
    totals = _totals(data, rows, summed)
    row = plan.total_row
    more: dict[str, Any] = {"bold": True, "bg_color": HEADER_FILL, "valign": "vcenter"}
    label_end = _label_end(plan, summed)
    blank = styles.value(Kind.TEXT, **more | {"align": "center"})
    for column in plan.shown:
        sheet.write_blank(row, column.index, None, blank)
    if label_end > plan.shown[0].index:
        sheet.merge_range(row, plan.shown[0].index, row, label_end, "", blank)
    sheet.write_string(row, plan.shown[0].index, say("template_total"), blank)
    for column in plan.shown:
        formula = _total_formula(data, plan, column, summed)
        if formula:
            value = shown_value(totals[column.key], column.column)
            look = styles.value(column.column.kind, **more)
            sheet.write_formula(row, column.index, formula, look, "" if value is None else value)
    height = text_metrics.row_height([], bold=True) + 3
    sheet.set_row(row, height)
    return height


def _label_end(plan: TablePlan, summed: set[str]) -> int:
    """The last column before the first sum: the label of the row stretches so far."""
    end = plan.shown[0].index
    for column in plan.shown:
        if column.key in summed:
            break
        end = column.index
    return end


def _total_formula(data: RoundData, plan: TablePlan, planned: PlannedColumn, summed: set[str]) -> str:
    column = planned.column
    if column.key in summed:
        letters = column_letters(planned.index + 1)
        # Both ends are found by row number from locked cells, which nobody can cut away.
        first = f"INDEX(${letters}:${letters},ROW({cell_address(plan.key_row + 1, 1)})+1)"
        cells = f"{first}:INDEX(${letters}:${letters},ROW()-1)"
        if plan.below:
            # The rows below the projects are parts of them: only rows that carry a project's id are added up.
            ids = cells.replace(f"${letters}", "$A")
            there = f'SUMPRODUCT(({ids}<>"")*ISNUMBER({cells}))'
            return f'=IF({there}=0,"",ROUND(SUMIF({ids},"?*",{cells}),2))'
        return f'=IF(COUNT({cells})=0,"",ROUND(SUM({cells}),2))'
    if not _from_sums(column, summed):
        return ""
    assert column.formula is not None

    def sum_cell(key: str) -> str:
        letters = column_letters(plan.column(key).index + 1)
        return f"INDEX(${letters}:${letters},ROW())"

    return "=" + column_formula(parse(column.formula), column.kind, excel_scope(data, sum_cell))


def _from_sums(column: Column, summed: set[str]) -> bool:
    """Whether a percent can be computed from the sums of the row."""
    if column.kind is not Kind.PERCENT or column.formula is None:
        return False
    return {name.key for name in names(parse(column.formula))} <= summed


def _totals(data: RoundData, rows: pd.DataFrame, summed: set[str]) -> dict[str, Inside]:
    """By key the sums (blank where nothing is reported) and the percents that follow from them."""
    added = {key: rows[key].sum(min_count=1) for key in summed}
    sums: dict[str, Inside] = {key: None if pd.isna(total) else int(total) for key, total in added.items()}
    seen = PlainData(1, {key: [total] for key, total in sums.items()}, {}, data.constants)
    scope, rounding = row_scope(data.form), data.register.settings.percent_rounding
    for column in data.form.columns:
        if column.formula is not None and _from_sums(column, summed):
            share = parse(column.formula)
            (sums[column.key],) = column_values(share, compiled(share, scope), column.kind, seen, rounding)
    return sums
