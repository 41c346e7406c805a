"""The totals that a report prints of itself, from its reconciliation, and whether that says that all agrees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation

from xl_addin.excel.addresses import cell_address
from xl_addin.excel.reading.cells import RawCell, RawSheet
from xl_addin.model.expressions.language import Binary, Call, Expression, ExpressionError, Name, parse
from xl_addin.model.form.schema import Form
from xl_addin.model.values.kinds import Kind
from xl_addin.offices.office_report import OwnTotal
from xl_addin.report.book.live_checks import DIFFERS
from xl_addin.report.worksheets.reconciliation_lines import ALL_GROUPS, RECONCILIATION_SHEET

_GROUP = "กลุ่ม"
_NAMES = 2
"""Column (from 1) of the reconciliation with the names of the groups."""


def disagreeing_cells(sheet: RawSheet) -> list[str]:
    """Cells of the reconciliation that say that two sums differ, or an error of Excel."""
    return [
        cell_address(*at)
        for at, cell in sorted(sheet.cells.items())
        if cell.value == DIFFERS or cell.type == "e"
    ]


def uncalculated_cells(sheet: RawSheet) -> list[str]:
    """Checks of the reconciliation without a result: a program has saved the report without computing it."""
    return [
        cell_address(*at)
        for at, cell in sorted(sheet.cells.items())
        if cell.formula is not None and DIFFERS in cell.formula and cell.value is None
    ]


def own_totals(sheet: RawSheet, form: Form) -> dict[str, OwnTotal]:
    """Key of the form's column -> the sum of all groups as printed; sums and differences of these, too."""
    printed = dict(_printed(sheet, form))
    wanted = [column for column in form.columns if column.formula and column.kind is Kind.BAHT]
    for column in wanted:
        if column.key not in printed:
            try:
                found = _sum_of(parse(column.formula or ""), printed)
            except ExpressionError:
                found = None
            if found is not None:
                printed[column.key] = found
    return printed


def blank_totals(sheet: RawSheet, form: Form) -> list[tuple[str, str]]:
    """(key, cell) of each sum of all groups without a number, but those that were never computed."""
    return [
        (key, cell_address(*at))
        for key, at, cell in _total_cells(sheet, form)
        if satang(cell) is None and (cell is None or cell.formula is None or cell.value is not None)
    ]


def _printed(sheet: RawSheet, form: Form) -> Iterator[tuple[str, OwnTotal]]:
    for key, at, cell in _total_cells(sheet, form):
        amount = satang(cell)
        if amount is not None:
            yield key, OwnTotal(amount, f"{RECONCILIATION_SHEET}!{cell_address(*at)}")


def _total_cells(sheet: RawSheet, form: Form) -> Iterator[tuple[str, tuple[int, int], RawCell | None]]:
    """(key, row and column, cell) of each sum of all groups."""
    keys = {" ".join(column.label[-2:]): column.key for column in form.columns if column.kind is Kind.BAHT}
    header: dict[int, str] = {}
    rows: defaultdict[int, dict[int, RawCell]] = defaultdict(dict)
    for (row, column), cell in sheet.cells.items():
        rows[row][column] = cell
    for row, cells in sorted(rows.items()):
        name = _text(cells.get(_NAMES))
        if name == _GROUP:
            header = {
                column: keys[text]
                for column, cell in cells.items()
                if column > _NAMES and (text := _text(cell)) in keys
            }
        elif name == ALL_GROUPS:
            for column, key in header.items():
                yield key, (row, column), cells.get(column)


def satang(cell: RawCell | None) -> int | None:
    """The amount in a cell, to the satang; None for what is no number."""
    if cell is None or cell.type != "n" or not cell.value:
        return None
    try:
        return int(Decimal(cell.value).scaleb(2).to_integral_value())
    except (InvalidOperation, OverflowError, ValueError):
        return None


def _text(cell: RawCell | None) -> str:
    return (cell.value or "") if cell is not None else ""


def _sum_of(expression: Expression, known: Mapping[str, OwnTotal]) -> OwnTotal | None:
    """A formula that only adds and subtracts, over totals instead of rows; None for any other."""
    match expression:
        case Name(key=key, table=None):
            return known.get(key)
        case Call(function="SUM", arguments=arguments):
            parts = [_sum_of(part, known) for part in arguments]
            signs = [1] * len(parts)
        case Binary(operator="+" | "-" as sign, left=left, right=right):
            parts, signs = [_sum_of(left, known), _sum_of(right, known)], [1, 1 if sign == "+" else -1]
        case _:
            return None
    found = [part for part in parts if part is not None]
    if len(found) < len(parts):
        return None
    amount = sum(sign * part.amount for sign, part in zip(signs, found, strict=True))
    cells = "".join(
        f"{'' if not number else ' + ' if sign > 0 else ' - '}{part.cells}"
        for number, (sign, part) in enumerate(zip(signs, found, strict=True))
    )
    return OwnTotal(amount, cells)
