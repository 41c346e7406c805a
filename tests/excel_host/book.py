"""A workbook behind either host: an .xlsx file whose formulas are computed by IronCalc.

`model()` is what the browser host draws, `calculate` what follows from edits, `save` the file with the
edits and the computed values in it. Saving changes the cells in the sheets' XML and nothing else, as
Excel would keep what it does not understand.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ironcalc
import openpyxl
from lxml import etree
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter

Value = str | float | int | bool | None
Edit = tuple[int, int, int, Any]
"""(sheet index, row, column, what is written), all zero-based; a text beginning with "=" is a formula."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STATES = {"visible": "Visible", "hidden": "Hidden", "veryHidden": "VeryHidden"}


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    part: str


class HostBook:
    """One open workbook. Not for use by two threads at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.content = path.read_bytes()
        self.engine = ironcalc.load_from_xlsx(str(path), "en", "Asia/Bangkok")
        self.engine.evaluate()
        self.sheets = _sheets(self.content)
        self.formulas = self._formula_cells()
        self.values = {place: self._value(*place) for place in self.formulas}
        self.edits: dict[tuple[int, int, int], Any] = {}

    def model(self) -> dict[str, Any]:
        """Sheets with cells (value, formula, number format, fill, lock), names and protection."""
        book = openpyxl.load_workbook(io.BytesIO(self.content), rich_text=False)
        return {
            "name": self.path.name,
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

    def save(self, properties: dict[str, str] | None = None) -> bytes:
        """The file with edits and computed values, and custom properties changed."""
        by_part: dict[str, dict[tuple[int, int], Any]] = {}
        for (sheet, row, column), value in self.edits.items():
            by_part.setdefault(self.sheets[sheet].part, {})[row, column] = value
        for (sheet, row, column), value in self.values.items():
            cells = by_part.setdefault(self.sheets[sheet].part, {})
            formula = self.edits.get((sheet, row, column))
            cells[row, column] = _Computed(value, formula if isinstance(formula, str) else None)
        out = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(self.content)) as old,
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for entry in old.infolist():
                data = old.read(entry)
                if entry.filename in by_part:
                    data = _with_cells(data, by_part[entry.filename])
                elif entry.filename == "docProps/custom.xml" and properties:
                    data = _with_properties(data, properties)
                new.writestr(entry, data, zipfile.ZIP_DEFLATED)
        return out.getvalue()

    def _formula_cells(self) -> set[tuple[int, int, int]]:
        cells = ((sheet, row - 1, column - 1) for sheet, row, column in self.engine.get_all_cells())
        return {place for place in cells if self._formula(*place)}

    def _formula(self, sheet: int, row: int, column: int) -> str:
        return self.engine.get_cell_formula(sheet, row + 1, column + 1) or ""

    def _value(self, sheet: int, row: int, column: int) -> Value:
        value = self.engine.get_cell_value(sheet, row + 1, column + 1)
        return "" if value is None else value

    def _write(self, sheet: int, row: int, column: int, value: Any) -> None:
        place, at = (sheet, row, column), (sheet, row + 1, column + 1)
        self.edits[place] = value
        self.formulas.discard(place)
        self.values.pop(place, None)
        if value in ("", None):
            self.engine.clear_cell_contents(*at)
        elif isinstance(value, bool):
            self.engine.update_cell_with_bool(*at, value)
        elif isinstance(value, int | float):
            self.engine.update_cell_with_number(*at, float(value))
        elif value.startswith("="):
            self.engine.update_cell_with_formula(*at, value)
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
        return model


@dataclass(frozen=True, slots=True)
class _Computed:
    """The value of a formula cell; `formula` where it was typed anew."""

    value: Value
    formula: str | None


def _names(scope: Any) -> list[dict[str, Any]]:
    """Defined names of a workbook or of a sheet."""
    return [
        {"name": name, "formula": f"={defined.attr_text}", "type": "Range", "visible": not defined.hidden}
        for name, defined in scope.defined_names.items()
    ]


def _sheets(content: bytes) -> list[_Sheet]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        book = etree.fromstring(package.read("xl/workbook.xml"))
        relations = etree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target").lstrip("/") for relation in relations}
    return [
        _Sheet(sheet.get("name"), _part(targets[sheet.get(f"{{{_RELATIONS}}}id")]))
        for sheet in book.iter(f"{{{_MAIN}}}sheet")
    ]


def _part(target: str) -> str:
    return target if target.startswith("xl/") else f"xl/{target}"


def _widths(sheet: Any) -> dict[int, float]:
    """Column index -> width in characters, 0 for a hidden column."""
    widths = {}
    for dimension in sheet.column_dimensions.values():
        for number in range(dimension.min or 1, min((dimension.max or 1), 200) + 1):
            widths[number - 1] = 0 if dimension.hidden else dimension.width
    return widths


def _with_cells(data: bytes, cells: dict[tuple[int, int], Any]) -> bytes:
    root = etree.fromstring(data)
    sheet_data = root.find(f"{{{_MAIN}}}sheetData")
    rows = {int(row.get("r")): row for row in sheet_data}
    for (row, column), value in sorted(cells.items()):
        if row + 1 not in rows:
            rows[row + 1] = _insert(sheet_data, "row", str(row + 1), lambda e: int(e.get("r")), row + 1)
        _set_cell(rows[row + 1], row + 1, column + 1, value)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _with_properties(data: bytes, properties: dict[str, str]) -> bytes:
    root = etree.fromstring(data)
    for entry in root:
        if entry.get("name") in properties:
            entry[0].text = properties[entry.get("name")]
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _set_cell(line: Any, row: int, column: int, value: Any) -> None:
    name = f"{get_column_letter(column)}{row}"
    cell = next((c for c in line if c.get("r") == name), None)
    if cell is None:
        cell = _insert(line, "c", name, lambda e: _column(e.get("r")), column)
    formula = cell.find(f"{{{_MAIN}}}f")
    if isinstance(value, _Computed):
        text, value = value.formula, value.value
        if text is not None or formula is None:
            formula = etree.Element(f"{{{_MAIN}}}f")
            formula.text = (text or "=").lstrip("=")
    else:
        formula = None
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)
    if formula is not None:
        cell.append(formula)
    _set_value(cell, value, computed=formula is not None)


def _set_value(cell: Any, value: Value, *, computed: bool) -> None:
    if value in ("", None) and not computed:
        return
    if isinstance(value, str) and not computed:
        cell.set("t", "inlineStr")
        text = etree.SubElement(etree.SubElement(cell, f"{{{_MAIN}}}is"), f"{{{_MAIN}}}t")
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        text.text = value
        return
    shown = etree.SubElement(cell, f"{{{_MAIN}}}v")
    if isinstance(value, bool):
        cell.set("t", "b")
        shown.text = str(int(value))
    elif isinstance(value, str):
        cell.set("t", "e" if re.fullmatch(r"#[A-Z/0!?]+", value) else "str")
        shown.text = value
    else:
        number = float(value or 0)
        shown.text = str(int(number)) if number.is_integer() else repr(number)


def _column(reference: str) -> int:
    return openpyxl.utils.cell.coordinate_to_tuple(reference)[1]


def _insert(parent: Any, tag: str, reference: str, order: Any, position: int) -> Any:
    element = etree.Element(f"{{{_MAIN}}}{tag}", r=reference)
    before = next((i for i, child in enumerate(parent) if order(child) > position), len(parent))
    parent.insert(before, element)
    return element
