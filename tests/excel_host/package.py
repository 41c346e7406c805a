"""The file behind a host: which part holds which sheet, and cells written into the sheets' XML.

Nothing else in the file changes, as Excel keeps what it does not understand.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import openpyxl
from lxml import etree
from openpyxl.utils import get_column_letter

Value = str | float | int | bool | None
Place = tuple[int, int]
"""(row, column), zero-based."""

PROPERTIES = "docProps/custom.xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(frozen=True, slots=True)
class Computed:
    """The value of a formula cell; `formula` where it was typed anew."""

    value: Value
    formula: str | None = None


def sheet_parts(content: bytes) -> list[str]:
    """The parts of the sheets, in the order of the workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        book = etree.fromstring(package.read("xl/workbook.xml"))
        relations = etree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target").lstrip("/") for relation in relations}
    return [_part(targets[sheet.get(f"{{{_RELATIONS}}}id")]) for sheet in book.iter(f"{{{_MAIN}}}sheet")]


def _part(target: str) -> str:
    return target if target.startswith("xl/") else f"xl/{target}"


def saved(
    content: bytes,
    cells: Mapping[str, Mapping[Place, Value | Computed]],
    properties: Mapping[str, str],
) -> bytes:
    """The file with cells of its parts and custom properties changed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename in cells:
                data = _with_cells(data, cells[entry.filename])
            elif entry.filename == PROPERTIES and properties:
                data = _with_properties(data, properties)
            new.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _with_cells(data: bytes, cells: Mapping[Place, Value | Computed]) -> bytes:
    root = etree.fromstring(data)
    sheet_data = root.find(f"{{{_MAIN}}}sheetData")
    rows = {int(row.get("r")): row for row in sheet_data}
    for (row, column), value in sorted(cells.items(), key=lambda cell: cell[0]):
        if row + 1 not in rows:
            rows[row + 1] = _insert(sheet_data, "row", str(row + 1), lambda e: int(e.get("r")), row + 1)
        _set_cell(rows[row + 1], row + 1, column + 1, value)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _with_properties(data: bytes, properties: Mapping[str, str]) -> bytes:
    root = etree.fromstring(data)
    for entry in root:
        if entry.get("name") in properties:
            entry[0].text = properties[entry.get("name")]
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _set_cell(line: Any, row: int, column: int, value: Value | Computed) -> None:
    name = f"{get_column_letter(column)}{row}"
    cell = next((c for c in line if c.get("r") == name), None)
    if cell is None:
        cell = _insert(line, "c", name, lambda e: _column(e.get("r")), column)
    formula = None
    if isinstance(value, Computed):
        formula = cell.find(f"{{{_MAIN}}}f")
        if value.formula is not None or formula is None:
            formula = etree.Element(f"{{{_MAIN}}}f")
            formula.text = (value.formula or "").removeprefix("=")
        value = value.value
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
        shown.text = repr(value or 0)


def _column(reference: str) -> int:
    return openpyxl.utils.cell.coordinate_to_tuple(reference)[1]


def _insert(parent: Any, tag: str, reference: str, order: Any, position: int) -> Any:
    element = etree.Element(f"{{{_MAIN}}}{tag}", r=reference)
    before = next((i for i, child in enumerate(parent) if order(child) > position), len(parent))
    parent.insert(before, element)
    return element
