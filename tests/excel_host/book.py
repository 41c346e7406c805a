"""A workbook behind either host: an .xlsx file whose formulas are computed by IronCalc.

`model()` is what the browser host draws, `calculate` what follows from edits, `save` the file with the
edits and the computed values in it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import ironcalc
import openpyxl
from openpyxl.cell.cell import Cell

from tests.excel_host.looks import sheet_looks
from tests.excel_host.package import Computed, Value, saved, sheet_parts

Edit = tuple[int, int, int, Any]
"""(sheet index, row, column, what is written), all zero-based.

A text that begins with "=" is a formula; an apostrophe before a text is taken off."""

_STATES = {"visible": "Visible", "hidden": "Hidden", "veryHidden": "VeryHidden"}

# INDEX(cells, from):INDEX(cells, to), which IronCalc cannot compute; the cells are a column or part of one.
_INNER = r"((?:[^(),]|\([^()]*\))+)"
_CELLS = r"((?:'[^']+'!|\w+!)?\$?[A-Z]+(?:\$?\d+)?)(:\$?[A-Z]+(?:\$?\d+)?)"
# Sheets with Thai marks in their names, which IronCalc reads in quotes only.
_THAI_SHEET = re.compile(r"(?<![\w'\u0e31-\u0e4e])([\u0e01-\u0e4e][\w\u0e01-\u0e4e]*)!")
_TEXT = re.compile(r'("(?:[^"]|"")*")')
_INDEX_RANGE = re.compile(rf"INDEX\({_CELLS},{_INNER}\):INDEX\(\1\2,{_INNER}\)")


class HostBook:
    """One open workbook. Not for use by two threads at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.content = path.read_bytes()
        self.engine = ironcalc.load_from_xlsx(str(path), "en", "Asia/Bangkok")
        self.parts = sheet_parts(self.content)
        self.formulas = self._formula_cells()
        self.engine.evaluate()
        self.values = {place: self._value(*place) for place in self.formulas}
        self.edits: dict[tuple[int, int, int], Any] = {}

    def model(self) -> dict[str, Any]:
        """Sheets with cells (value, formula, number format, fill, lock), names and protection."""
        book = openpyxl.load_workbook(io.BytesIO(self.content), rich_text=False)
        return {
            "name": self.path.name,
            "title": book.properties.title or "",
            "active": book.index(book.active),
            "names": _names(book),
            "sheets": [self._sheet_model(sheet, index) for index, sheet in enumerate(book.worksheets)],
        }

    def calculate(self, edits: Iterable[Edit]) -> list[list[Any]]:
        """Write the edits, compute, and give the formula cells that changed: [sheet, row, column, value]."""
        for sheet, row, column, value in edits:
            self._write(sheet, row, column, value)
        self.engine.evaluate()
        changed = []
        for place in self.formulas:
            value = self._value(*place)
            if value != self.values.get(place):
                self.values[place] = value
                changed.append([*place, value])
        return changed

    def save(self, properties: Mapping[str, str] | None = None) -> bytes:
        """The file with edits and computed values, and custom properties changed."""
        cells: dict[str, dict[tuple[int, int], Value | Computed]] = {}
        for (sheet, row, column), value in self.edits.items():
            cells.setdefault(self.parts[sheet], {})[row, column] = value
        for (sheet, row, column), value in self.values.items():
            formula = self.edits.get((sheet, row, column))
            cells.setdefault(self.parts[sheet], {})[row, column] = Computed(value, formula)
        return saved(self.content, cells, properties or {})

    def _formula_cells(self) -> set[tuple[int, int, int]]:
        found = set()
        for sheet, row, column in self.engine.get_all_cells():
            formula = self.engine.get_cell_formula(sheet, row, column)
            if formula:
                found.add((sheet, row - 1, column - 1))
                if (computable := _computable(formula)) != formula:
                    self.engine.update_cell_with_formula(sheet, row, column, computable)
        return found

    def _value(self, sheet: int, row: int, column: int) -> Value:
        value = self.engine.get_cell_value(sheet, row + 1, column + 1)
        if isinstance(value, float) and value.is_integer():
            return int(value)
        return "" if value is None else value

    def _write(self, sheet: int, row: int, column: int, value: Any) -> None:
        place, at = (sheet, row, column), (sheet, row + 1, column + 1)
        is_formula = isinstance(value, str) and value.startswith("=")
        value = value.removeprefix("'") if isinstance(value, str) else value
        self.edits[place] = value
        self.formulas.discard(place)
        self.values.pop(place, None)
        if value in ("", None):
            self.engine.clear_cell_contents(*at)
        elif isinstance(value, bool):
            self.engine.update_cell_with_bool(*at, value)
        elif isinstance(value, int | float):
            self.engine.update_cell_with_number(*at, float(value))
        elif is_formula:
            self.engine.update_cell_with_formula(*at, _computable(value))
            self.formulas.add(place)
        else:
            self.engine.update_cell_with_text(*at, value)

    def _sheet_model(self, sheet: Any, index: int) -> dict[str, Any]:
        cells = {}
        for line in sheet.iter_rows():
            for cell in line:
                if isinstance(cell, Cell) and (cell.value is not None or cell.has_style):
                    cells[cell.coordinate] = self._cell_model(cell, index)
        options = sheet.protection
        return {
            "name": sheet.title,
            "visibility": _STATES[sheet.sheet_state],
            "names": _names(sheet),
            "cells": cells,
            "merges": [str(area) for area in sheet.merged_cells.ranges],
            "widths": _widths(sheet),
            "heights": {},
            "hiddenRows": [n - 1 for n, row in sheet.row_dimensions.items() if row.hidden],
            "protected": bool(options.sheet),
            "protectionOptions": {
                "allowFormatCells": not options.formatCells,
                "allowFormatColumns": not options.formatColumns,
                "allowFormatRows": not options.formatRows,
                "allowAutoFilter": not options.autoFilter,
            },
            "password": None,
            **sheet_looks(sheet),
        }

    def _cell_model(self, cell: Cell, index: int) -> dict[str, Any]:
        place = (index, cell.row - 1, cell.column - 1)
        model: dict[str, Any] = {"nf": cell.number_format, "locked": bool(cell.protection.locked)}
        if place in self.formulas:
            model["f"] = str(getattr(cell.value, "text", cell.value))
        model["v"] = self._value(*place)
        fill = cell.fill.fgColor.rgb if cell.fill.fill_type == "solid" else None
        if isinstance(fill, str):
            model["fill"] = f"#{fill[-6:].lower()}"
        if cell.font.b:
            model["bold"] = True
        if cell.alignment.wrap_text:
            model["wrap"] = True
        return model


def _computable(formula: str) -> str:
    """The same formula for IronCalc: a range between two INDEX as OFFSET, Thai sheets in quotes."""

    def offset(found: re.Match[str]) -> str:
        start, _, first, last = found.groups()
        start = start if start[-1].isdigit() else f"{start}$1"
        return f"OFFSET({start},({first})-1,0,({last})-({first})+1,1)"

    parts = _TEXT.split(formula)
    parts[::2] = [_THAI_SHEET.sub(r"'\1'!", part) for part in parts[::2]]
    return _INDEX_RANGE.sub(offset, "".join(parts).replace("@INDEX(", "INDEX("))


def _names(scope: Any) -> list[dict[str, Any]]:
    """Defined names of a workbook or of a sheet."""
    return [
        {"name": name, "formula": f"={defined.attr_text}", "type": "Range", "visible": not defined.hidden}
        for name, defined in scope.defined_names.items()
    ]


def _widths(sheet: Any) -> dict[int, float]:
    """Column index -> width in characters, 0 for a hidden column."""
    widths = {}
    for dimension in sheet.column_dimensions.values():
        for number in range(dimension.min or 1, min((dimension.max or 1), 200) + 1):
            widths[number - 1] = 0 if dimension.hidden else dimension.width
    return widths
