"""The rows of one table on one sheet: raw cells become typed values, and what is odd is kept beside them."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import repeat

from xl_addin.consolidate.intake.bulk_cells import Cells, plain_values
from xl_addin.consolidate.intake.find_tables import Located
from xl_addin.consolidate.intake.form_brief import PROJECT_ID, BriefColumn, BriefTable
from xl_addin.consolidate.intake.submission import (
    BLANK,
    COMPUTED,
    NO_RESULT,
    TYPED_OVER,
    Block,
    CellFinding,
    Values,
    blank_values,
    put_value,
    value_at,
)
from xl_addin.excel.addresses import sheet_cell
from xl_addin.excel.reading.cells import Facts, RawCell, RawSheet
from xl_addin.excel.reading.named_table import raw_value
from xl_addin.excel.reading.number_format import general
from xl_addin.model.table_names import KNOWN_ROW
from xl_addin.model.values.clean import Limits, clean_column, show
from xl_addin.model.values.findings import Finding, as_typed, is_blank
from xl_addin.model.values.kinds import Family

NUMBER_CELLS = frozenset(("n", "d"))


@dataclass(frozen=True, slots=True)
class ProjectRows:
    """Rows of a sheet (1-based) that carry a project id, from the top."""

    numbers: tuple[int, ...]
    project_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Traps:
    """Cells whose value is not taken: formulas that read another workbook or program; merged entry cells."""

    linked: frozenset[str]
    merged: dict[tuple[int, int], str]


def read_block(found: Located, table: BriefTable, rows: ProjectRows, facts: Facts) -> Block:
    """The rows that carry a project id."""
    get = found.sheet.cells.get
    keyed = {key: at for key, at in found.columns.items() if key in table.by_key or key == PROJECT_ID}
    traps = Traps(frozenset((*facts.linked_cells, *facts.dde)), merged_entries(found, table, rows.numbers))
    values: dict[str, Values] = {}
    findings: list[CellFinding] = []
    results: dict[str, bytes] = {}
    filled, listed = (array("l", bytes(array("l").itemsize * len(rows.numbers))) for _ in range(2))
    for column in table.columns:
        at = keyed.get(column.key)
        if at is None:
            continue
        cells = list(map(get, zip(rows.numbers, repeat(at))))
        if column.is_entry or column.state == "not_due":
            reading = _Reading(column, found.sheet, rows.numbers, at, cells, traps, facts.date_1904)
            values[column.key], told = reading.entries(listed if column.listed else filled)
            findings += told
        else:
            values[column.key] = _known(column, cells, facts.date_1904)
            if column.state == "computed":
                results[column.key] = bytes(map(_result, cells))
    marks = values.get(KNOWN_ROW)
    for index, count in enumerate(listed):
        if count and (marks is None or value_at(marks, index) is None):
            filled[index] += count
    return Block(
        table=table.key,
        sheet=found.sheet.name,
        columns=keyed,
        rows=array("l", rows.numbers),
        project_ids=list(rows.project_ids),
        values=values,
        findings=tuple(findings),
        results=results,
        filled=filled,
    )


def _known(column: BriefColumn, cells: Cells, date_1904: bool) -> Values:
    """Values of a column that groups do not type, to be compared with what is known."""
    values, rest = plain_values(column, cells, formulas=True)
    if rest:
        limits = _limits(Limits(choices=column.limits.get("choices")), date_1904)
        read, _ = clean_column(column.kind, [raw_value(cells[index]) for index in rest], **limits)
        for index, value in zip(rest, read, strict=True):
            put_value(values, index, value)
    return values


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


def project_rows(found: Located) -> ProjectRows:
    """Rows below the key row with an id, from the top; also those below the last prepared row."""
    cells, column = found.sheet.cells, found.columns[PROJECT_ID]
    below = {row for row, at in cells if row > found.last_row and at == column}
    numbers, ids = [], []
    for row in (*range(found.key_row + 1, found.last_row + 1), *sorted(below)):
        cell = cells.get((row, column))
        if cell is not None and cell.value and (project_id := cell.value.strip()):
            numbers.append(row)
            ids.append(project_id)
    return ProjectRows(tuple(numbers), tuple(ids))


def merged_entries(found: Located, table: BriefTable, rows: Sequence[int]) -> dict[tuple[int, int], str]:
    """Entry cells of project rows that are merged with another cell of the table, with the merged range."""
    if not found.sheet.merged:
        return {}
    keyed = {at for key, at in found.columns.items() if key in table.by_key}
    entries = {found.columns[key] for key in table.entry_keys if key in found.columns}
    merged: dict[tuple[int, int], str] = {}
    first, last = min(rows, default=0), max(rows, default=0)
    for area in found.sheet.merged:
        if area.last_row < first or area.first_row > last:  # a title, a note below
            continue
        inside = [row for row in rows if area.first_row <= row <= area.last_row]
        across = [at for at in keyed if area.first_column <= at <= area.last_column]
        if len(inside) * len(across) > 1 or (inside and across and area.last_row > area.first_row):
            merged |= {(row, at): str(area) for row in inside for at in across if at in entries}
    return merged


def _limits(limits: Limits, date_1904: bool) -> Limits:
    return Limits(**limits, epoch_1904=True) if date_1904 else limits


@dataclass(frozen=True, slots=True)
class _Reading:
    """A column of entries being read; `cells` are those of `rows` in column `at` of the sheet."""

    column: BriefColumn
    sheet: RawSheet
    rows: Sequence[int]
    at: int
    cells: Cells
    traps: Traps
    date_1904: bool

    def entries(self, filled: array[int]) -> tuple[Values, list[CellFinding]]:
        """Values and findings; counts in `filled` the cells that hold something."""
        column, cells = self.column, self.cells
        values, rest = plain_values(column, cells, formulas=False)
        for index, cell in enumerate(cells):
            if cell is not None:
                filled[index] += 1
        rest_held = []
        for index in rest:
            if holds_entry(cells[index]):  # type: ignore[arg-type]
                rest_held.append(index)
            else:
                filled[index] -= 1
        if column.state == "not_due":
            return self._not_due()
        if not rest and not self.traps.merged:
            return values, []
        findings = self._clean(values, rest_held)
        for index, refused in self._refused(rest_held):
            put_value(values, index, None)
            findings[index] = [refused]
        for index in rest_held:
            formula = cells[index].formula  # type: ignore[union-attr]
            if formula is not None and values[index] not in (None, BLANK):
                said = {"formula": as_typed(formula)}
                note = Finding("cell_formula", as_typed(cells[index].value or ""), said)  # type: ignore[union-attr]
                findings.setdefault(index, []).append(note)
        key = column.key
        return values, [CellFinding(at, key, each) for at in sorted(findings) for each in findings[at]]

    def _clean(self, values: Values, rest: Sequence[int]) -> dict[int, list[Finding]]:
        """Reads the cells that are out of the ordinary into `values`."""
        column = self.column
        limits = _limits(column.limits, self.date_1904)
        shares = Limits(**limits, percent_cell=True)
        findings: dict[int, list[Finding]] = {}
        if column.kind.facts.family is Family.TEXT:
            numbers = [index for index in rest if self.cells[index].type in NUMBER_CELLS]  # type: ignore[union-attr]
            findings |= self._numbers_as_text(values, numbers, limits)
            rest = sorted(set(rest) - set(numbers))
        for as_share in (False, True):
            indexes = [index for index in rest if self._is_share(index) is as_share]
            raws = [raw_value(self.cells[index]) for index in indexes]
            read, told = clean_column(column.kind, raws, **(shares if as_share else limits))
            for index, value in zip(indexes, read, strict=True):
                put_value(values, index, value)
            findings |= {indexes[at]: [finding] for at, finding in told}
        return findings

    def _numbers_as_text(
        self, values: Values, numbers: Sequence[int], limits: Limits
    ) -> dict[int, list[Finding]]:
        """Number cells among texts are read as they look, and told where Excel may have changed what was typed."""
        findings: dict[int, list[Finding]] = {}
        for index in numbers:
            cell = self.cells[index]
            assert cell is not None
            shown = cell.shown(date_1904=self.date_1904)
            (value,), told = clean_column(
                self.column.kind, [raw_value(cell) if shown is None else shown], **limits
            )
            put_value(values, index, value)
            said = [finding for _, finding in told]
            if shown is None:
                said.append(Finding("cell_text_not_shown", _shown(cell)))
            elif cell.is_date or cell.is_percent:
                said.append(Finding("cell_text_is_date" if cell.is_date else "cell_text_is_percent", shown))
            elif not _says_all(shown, cell):
                said.append(Finding("cell_text_is_rounded", shown, {"number": _shown(cell)}))
            if said:
                findings[index] = said
        return findings

    def _is_share(self, index: int) -> bool:
        """The number 0.125 that its cell shows as 12.5 %, in a column of percents."""
        cell = self.cells[index]
        return self.column.kind.facts.is_share and cell is not None and cell.is_percent and cell.type == "n"

    def _refused(self, rest: Sequence[int]) -> Iterator[tuple[int, Finding]]:
        """Entry cells whose content is told and not taken."""
        facts = self.column.kind.facts
        for index in rest:
            cell = self.cells[index]
            if cell is None:
                continue
            if cell.formula is not None:
                where = sheet_cell(self.sheet.name, self.rows[index], self.at) if self.traps.linked else ""
                if where in self.traps.linked:
                    values = {"formula": as_typed(cell.formula)}
                    yield index, Finding("cell_formula_linked", _shown(cell), values)
                elif cell.value is None:
                    yield index, Finding("cell_formula_no_value", as_typed("=" + cell.formula))
            # Excel shows a number as a date or a percent once somebody has typed "1/2" or "50%" there.
            elif cell.type in "nd" and facts.family is Family.NUMBER and not facts.is_share:
                if cell.is_date:
                    yield index, Finding("cell_shown_as_date", _shown(cell), {"date": _date(cell)})
                elif cell.is_percent:
                    yield index, Finding("cell_shown_as_percent", _shown(cell))
        if self.traps.merged:
            for index, row in enumerate(self.rows):
                if area := self.traps.merged.get((row, self.at)):
                    yield index, Finding("cell_merged", _shown(self.cells[index]), {"range": area})

    def _not_due(self) -> tuple[Values, list[CellFinding]]:
        """A column of a later round: what stands there is told and not taken."""
        told = [
            CellFinding(index, self.column.key, Finding("cell_not_due", _shown(cell)))
            for index, cell in enumerate(self.cells)
            if cell is not None and holds_entry(cell)
        ]
        return blank_values(self.column.kind, len(self.cells)), told


def _shown(cell: RawCell | None) -> str:
    if cell is None or not holds_entry(cell):
        return ""
    return as_typed(cell.value if cell.value is not None else f"={cell.formula}")


def _says_all(shown: str, cell: RawCell) -> bool:
    """Whether a number as shown still has all its digits."""
    stored = general(Decimal(cell.value or "0"))
    return "".join(filter(str.isdigit, stored)).strip("0") == "".join(filter(str.isdigit, shown)).strip("0")


def _date(cell: RawCell) -> str:
    """The day that a number shown as a date stands for."""
    values, _ = clean_column("date", [raw_value(cell)])
    return show("date", values[0]) or _shown(cell)
