"""What keeps a template table in order: validation, colours where a rule is broken, locked cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from xl_addin.excel.addresses import Range, cell_address, column_letters
from xl_addin.excel.writing.data_validation import validate_column
from xl_addin.excel.writing.lists_sheet import Lists
from xl_addin.excel.writing.styles import (
    ERROR_LOOK,
    MISSING_LOOK,
    PLAIN_DATE,
    WARNING_LOOK,
    Styles,
    baht_format,
)
from xl_addin.excel.writing.workbook_writer import Sheet
from xl_addin.model.form.schema import Column
from xl_addin.model.thai.fiscal_calendar import BUDDHIST_FROM
from xl_addin.model.values.kinds import Kind
from xl_addin.template.shared.check_sheet import MISSING, WARNED, WRONG, CheckColumns
from xl_addin.template.table.plan import Line, PlannedColumn, TablePlan


def protect_table(
    sheet: Sheet, styles: Styles, lists: Lists, plan: TablePlan, checks: Sequence[CheckColumns]
) -> None:
    """Validation, conditional formats and protection of a written table; `checks`: of each of its tables."""
    first, last = plan.first_row, plan.last_row
    main, *below = checks
    for planned in plan.entries:
        column = planned.column
        name = lists.name(column.key, column.choices.values()) if column.choices else ""
        runs = list(_runs(plan.projects))
        for start, end in runs if plan.below else [(first, last)]:
            validate_column(sheet, start, end, planned.index, column, name)
        _unprotect(sheet, planned, column.key, runs)
    for table in plan.below:
        for planned in table.entries:
            column, key = planned.column, f"{table.key}_{planned.key}"
            name = lists.name(key, column.choices.values()) if column.choices else ""
            is_listed = column in table.table.listed
            runs = list(_runs([one for one in plan.rows_of(table.key) if not (one.is_known and is_listed)]))
            for start, end in runs:
                validate_column(sheet, start, end, planned.index, column, name)
            _unprotect(sheet, planned, key, runs)
    for planned in plan.shown:
        if planned.key in main.marks:
            _colour(sheet, styles, plan, planned, main)
        format_entries_by_state(sheet, styles, first, plan.total_row, planned.index, planned.column)
    for table, own in zip(plan.below, below, strict=True):
        for planned in table.columns:
            if planned.key in own.marks:
                _colour(sheet, styles, plan, planned, own)
    _protect(sheet, plan)


def _unprotect(sheet: Sheet, planned: PlannedColumn, name: str, runs: Sequence[tuple[int, int]]) -> None:
    letters = column_letters(planned.index + 1)
    for number, (start, end) in enumerate(runs, 1):
        sheet.unprotect_range(f"{letters}{start + 1}:{letters}{end + 1}", f"{name}_{number}")


def _runs(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """First and last rows of lines that stand together."""
    rows = [line.row for line in lines]
    starts = [*rows[:1], *(after for before, after in pairwise(rows) if after != before + 1)]
    ends = [*(before for before, after in pairwise(rows) if after != before + 1), *rows[-1:]]
    yield from zip(starts, ends, strict=True)


def _colour(
    sheet: Sheet, styles: Styles, plan: TablePlan, planned: PlannedColumn, checks: CheckColumns
) -> None:
    # LibreOffice applies one conditional format to a cell: so an amount in colour shows its satang itself.
    amount = planned.column.kind is Kind.BAHT
    satang = {"num_format": baht_format(styles.settings, decimals=2)} if amount else {}
    for mark, look in ((WRONG, ERROR_LOOK), (WARNED, WARNING_LOOK), (MISSING, MISSING_LOOK)):
        options = {
            "type": "formula",
            "criteria": checks.mark_formula(planned.key, mark),
            "format": styles.look(**look | satang),
        }
        sheet.conditional_format(plan.first_row, planned.index, plan.last_row, planned.index, options)


def format_entries_by_state(
    sheet: Sheet, styles: Styles, first_row: int, last_row: int, index: int, column: Column
) -> None:
    """Satang show even where the office prints whole baht, and a Buddhist year never as 3109."""
    cell = cell_address(first_row + 1, index + 1)
    options: dict[str, Any] = {"type": "formula"}
    if column.kind is Kind.BAHT and styles.settings.decimals == 0:
        options["criteria"] = f"=IF(ISNUMBER({cell}),MOD(ROUND({cell}*100,0),100)<>0,FALSE)"
        options["format"] = styles.look(num_format=baht_format(styles.settings, decimals=2))
    elif column.kind is Kind.DATE:
        options["criteria"] = f"=IF(ISNUMBER({cell}),{cell}>={BUDDHIST_FROM},FALSE)"
        options["format"] = styles.look(num_format=PLAIN_DATE)
    else:
        return
    sheet.conditional_format(first_row, index, last_row, index, options)


def _protect(sheet: Sheet, plan: TablePlan) -> None:
    """Locked without a password, a guard against accidents. Widths, heights and the filter stay free.

    The filter stands on the check column alone: its first row is the hidden key row, which a filter that is
    taken off again would show; it is therefore one point high.
    """
    sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})
    sheet.autofilter(plan.key_row - 1, plan.check_column, plan.last_row, plan.check_column)
    area = Range(plan.first_row + 1, 1, plan.last_row + 1, plan.last_column + 1)
    sheet.ignore_errors({"number_stored_as_text": str(area), "formula_differs": str(area)})
