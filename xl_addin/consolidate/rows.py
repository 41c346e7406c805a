"""The rows of one table on one sheet: raw cells become typed values, and what is odd is kept beside them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from xl_addin.consolidate.brief import PROJECT_ID, BriefColumn, BriefTable
from xl_addin.consolidate.locate import Located
from xl_addin.consolidate.submission import BLANK, COMPUTED, NO_RESULT, TYPED_OVER, Block, CellFinding, Values
from xl_addin.model.finding import Finding, NumberText, Raw, as_typed, is_blank
from xl_addin.model.kinds import SCALE
from xl_addin.model.values import Limits, clean_column, show
from xl_addin.workbook.addresses import sheet_cell
from xl_addin.workbook.raw import Facts, RawCell, RawSheet

# Kinds that Excel may show as a date or a percent when somebody types "1/2" or "50%" into the cell.
PLAIN_NUMBERS = frozenset(("baht", "count", "number"))


@dataclass(frozen=True, slots=True)
class Traps:
    """Cells whose value is not taken: formulas that read another workbook or program; merged entry cells."""

    linked: frozenset[str]
    merged: dict[tuple[int, int], str]


def read_block(found: Located, table: BriefTable, facts: Facts) -> Block:
    """The rows that carry a project id."""
    sheet, cells = found.sheet, found.sheet.cells
    id_column = found.columns[PROJECT_ID]
    rows, ids = project_rows(sheet, found.key_row, id_column)
    keyed = {key: at for key, at in found.columns.items() if key in table.by_key or key == PROJECT_ID}
    traps = Traps(frozenset((*facts.linked_cells, *facts.dde)), merged_entries(found, table, rows))
    values: dict[str, Values] = {}
    findings: list[CellFinding] = []
    results: dict[str, bytes] = {}
    filled = array("l", bytes(array("l").itemsize * len(rows)))
    for column in table.columns:
        at = keyed.get(column.key)
        if at is None:
            continue
        column_cells = [cells.get((row, at)) for row in rows]
        if column.is_entry or column.state == "not_due":
            cleaned, told = _entries(column, sheet, rows, at, column_cells, traps, facts.date_1904)
            values[column.key] = _packed(column.kind, cleaned)
            findings += told
            for index, cell in enumerate(column_cells):
                if cell is not None and holds_entry(cell):
                    filled[index] += 1
        else:
            raws = [_raw(cell) for cell in column_cells]
            limits = _limits(Limits(choices=column.limits.get("choices")), facts.date_1904)
            cleaned, _ = clean_column(column.kind, raws, **limits)
            values[column.key] = _packed(column.kind, cleaned)
            if column.state == "computed":
                results[column.key] = bytes(_result(cell) for cell in column_cells)
    return Block(
        table.key, sheet.name, keyed, array("l", rows), ids, values, tuple(findings), results, filled
    )


def _result(cell: RawCell | None) -> int:
    """What a computed cell holds."""
    if cell is None or cell.type == "e" or cell.value is None:
        return NO_RESULT
    return TYPED_OVER if cell.formula is None else COMPUTED


def holds_entry(cell: RawCell) -> bool:
    """Whether somebody entered something: visible text, a number, or a formula that does not give ""."""
    if cell.formula is not None:
        return cell.value != ""
    return not is_blank(cell.value)


def project_rows(sheet: RawSheet, key_row: int, id_column: int) -> tuple[list[int], list[str]]:
    """Rows below the key row with something in the id column, and their ids, from the top."""
    found = sorted(
        (row, (cell.value or "").strip())
        for (row, column), cell in sheet.cells.items()
        if column == id_column and row > key_row
    )
    found = [(row, project_id) for row, project_id in found if project_id]
    return [row for row, _ in found], [project_id for _, project_id in found]


def merged_entries(found: Located, table: BriefTable, rows: Sequence[int]) -> dict[tuple[int, int], str]:
    """Entry cells of project rows that are merged with another cell of the table, with the merged range."""
    if not found.sheet.merged:
        return {}
    keyed = {at for key, at in found.columns.items() if key in table.by_key}
    entries = {found.columns[key] for key in table.entry_keys if key in found.columns}
    merged: dict[tuple[int, int], str] = {}
    for area in found.sheet.merged:
        inside = [row for row in rows if area.first_row <= row <= area.last_row]
        across = [at for at in keyed if area.first_column <= at <= area.last_column]
        if len(inside) * len(across) > 1 or (inside and across and area.last_row > area.first_row):
            merged |= {(row, at): str(area) for row in inside for at in across if at in entries}
    return merged


def _limits(limits: Limits, date_1904: bool) -> Limits:
    return Limits(**limits, epoch_1904=True) if date_1904 else limits


def _raw(cell: RawCell | None) -> Raw:
    """The cell as cleaning takes it."""
    if cell is None or cell.value is None:
        return None
    match cell.type:
        case "n":
            return NumberText(cell.value)
        case "b":
            return cell.value == "1"
        case "d":
            try:
                return date.fromisoformat(cell.value[:10])
            except ValueError:
                return cell.value
    return cell.value


def _entries(
    column: BriefColumn,
    sheet: RawSheet,
    rows: Sequence[int],
    at: int,
    cells: Sequence[RawCell | None],
    traps: Traps,
    date_1904: bool,
) -> tuple[list[int | str | None], list[CellFinding]]:
    """Values and findings of a column that groups type."""
    key = column.key
    raws = [
        None
        if cell is None
        else NumberText(cell.value)
        if cell.type == "n" and cell.value is not None
        else _raw(cell)
        for cell in cells
    ]
    limits = _limits(column.limits, date_1904)
    shares = Limits(**limits, percent_cell=True)
    values, told = clean_column(column.kind, raws, **limits)
    findings = {index: [CellFinding(index, key, finding)] for index, finding in told}
    if column.kind == "percent":
        for index in _percent_cells(cells):
            (values[index],), again = clean_column(column.kind, [raws[index]], **shares)
            findings[index] = [CellFinding(index, key, finding) for _, finding in again]
    for index, refused in _refused(column, sheet, rows, at, cells, traps):
        values[index] = None
        findings[index] = [CellFinding(index, key, refused)]
    for index, cell in enumerate(cells):
        if cell is not None and cell.formula is not None and values[index] is not None:
            note = Finding("cell_formula", as_typed(cell.value or ""), {"formula": as_typed(cell.formula)})
            findings.setdefault(index, []).append(CellFinding(index, key, note))
    if column.state == "not_due":
        return _not_due(column, cells)
    return values, [entry for index in sorted(findings) for entry in findings[index]]


def _percent_cells(cells: Iterable[RawCell | None]) -> list[int]:
    shown = ((index, cell) for index, cell in enumerate(cells) if cell is not None and cell.is_percent)
    return [index for index, cell in shown if cell.type == "n"]


def _refused(
    column: BriefColumn,
    sheet: RawSheet,
    rows: Sequence[int],
    at: int,
    cells: Sequence[RawCell | None],
    traps: Traps,
) -> list[tuple[int, Finding]]:
    """Entry cells whose content is told and not taken."""
    refused = []
    for index, cell in enumerate(cells):
        if traps.merged and (area := traps.merged.get((rows[index], at))):
            refused.append((index, Finding("cell_merged", _shown(cell), {"range": area})))
        elif cell is None or (cell.formula is None and not cell.format):
            continue
        elif cell.formula is not None:
            if traps.linked and sheet_cell(sheet.name, rows[index], at) in traps.linked:
                values = {"formula": as_typed(cell.formula)}
                refused.append((index, Finding("cell_formula_linked", _shown(cell), values)))
            elif cell.value is None:
                refused.append((index, Finding("cell_formula_no_value", as_typed("=" + cell.formula))))
        elif cell.type in "nd" and column.kind in PLAIN_NUMBERS:
            if cell.is_date:
                refused.append((index, Finding("cell_shown_as_date", _shown(cell), {"date": _date(cell)})))
            elif cell.is_percent:
                refused.append((index, Finding("cell_shown_as_percent", _shown(cell))))
    return refused


def _not_due(
    column: BriefColumn, cells: Sequence[RawCell | None]
) -> tuple[list[int | str | None], list[CellFinding]]:
    """A column of a later round: what stands there is told and not taken."""
    told = [
        CellFinding(index, column.key, Finding("cell_not_due", _shown(cell)))
        for index, cell in enumerate(cells)
        if cell is not None and holds_entry(cell)
    ]
    return [None] * len(cells), told


def _shown(cell: RawCell | None) -> str:
    if cell is None or not holds_entry(cell):
        return ""
    return as_typed(cell.value if cell.value is not None else f"={cell.formula}")


def _date(cell: RawCell) -> str:
    """The day that a number shown as a date stands for."""
    values, _ = clean_column("date", [_raw(cell)])
    return show("date", values[0]) or _shown(cell)


def _packed(kind: str, values: list[int | str | None]) -> Values:
    """Integers as an array with BLANK for None; texts as they are."""
    if kind not in SCALE:
        return values  # type: ignore[return-value]
    return array("q", [BLANK if value is None else value for value in values])  # type: ignore[misc]
