"""One project's sheet as it came back, also after columns were inserted on it or deleted from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from xl_addin.consolidate.intake.find_tables import Located
from xl_addin.consolidate.intake.form_brief import MAIN_TABLE, PROJECT_ID, Brief
from xl_addin.excel.reading.cells import RawSheet
from xl_addin.template.pages.field_names import FieldCells

MOST_MOVED = 50
"""More columns than these are not inserted by hand."""


@dataclass(frozen=True, slots=True)
class Page:
    """One project's sheet: its fields, the same laid side by side, and its small tables.

    `inserted`: how many columns the sheet has more than the template gave it; below 0: fewer.
    """

    fields: FieldCells
    row: Located
    tables: tuple[Located, ...]
    inserted: int = 0

    @property
    def name(self) -> str:
        return self.fields.sheet.name

    @property
    def project_id(self) -> str:
        at = self.fields.cells.get(PROJECT_ID)
        cell = self.fields.sheet.cells.get(at) if at else None
        return (cell.value or "").strip() if cell else ""


def with_columns_found(fields: FieldCells, brief: Brief) -> tuple[FieldCells, int]:
    """The fields where they stand after columns were inserted or deleted, and how many those are.

    A field's column is written in the sheet as letters, which stay as they are when columns move. How far one
    has moved is told by the cells of that column that are never blank: names, codes, formulas.
    """
    moved = fields.area.last_column - brief.page_columns if brief.page_columns else 0
    if not moved or abs(moved) > MOST_MOVED:
        return fields, 0
    typed = brief.by_key[MAIN_TABLE].entry_keys
    rows: dict[int, list[int]] = {}
    for key, (row, column) in fields.cells.items():
        if key not in typed:
            rows.setdefault(column, []).append(row)
    steps = range(0, moved + (1 if moved > 0 else -1), 1 if moved > 0 else -1)
    by = {column: _moved_by(fields.sheet, column, at, steps) for column, at in rows.items()}
    cells = {key: (row, column + by.get(column, 0)) for key, (row, column) in fields.cells.items()}
    return replace(fields, cells=cells), moved


def _moved_by(sheet: RawSheet, column: int, rows: Iterable[int], steps: Iterable[int]) -> int:
    rows = tuple(rows)
    held = {step: sum((row, column + step) in sheet.cells for row in rows) for step in steps}
    return max(held, key=lambda step: (held[step], -abs(step)))
