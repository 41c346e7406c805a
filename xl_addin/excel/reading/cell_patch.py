"""Typing into a finished workbook: some cells change, everything else in the file stays as it is.

openpyxl would drop cached values and extensions (PERF.md); this changes the sheet's XML and nothing else.
It plays the person at the keyboard in the demo, the benchmark and the tests.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from decimal import Decimal
from html import escape
from io import BytesIO
from typing import TypeVar

from xl_addin.excel.addresses import parse_cell

Typed = str | int | float | Decimal | None
Shown = float | int | str | Decimal | None
Value = TypeVar("Value")
FILE_DATE = (1980, 1, 1, 0, 0, 0)
_RELATION = re.compile(rb"<Relationship\b[^>]*>")
_SHEET = re.compile(rb"<sheet\b[^>]*>")
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')


def type_cells(workbook: bytes, edits: Mapping[str, Mapping[str, Typed]]) -> bytes:
    """The workbook with cells overwritten: sheet name -> address -> value (None empties the cell).

    A cell keeps its format; a formula that is overwritten is gone, as in Excel. Cached values of other
    formulas stay as they were (see `value_cells`). Raises KeyError for a sheet or a row that the workbook
    does not have.
    """
    return _changed(workbook, edits, _typed)


def value_cells(workbook: bytes, values: Mapping[str, Mapping[str, Shown]]) -> bytes:
    """The workbook with other results beside its formulas, as Excel saves them: sheet -> address -> value.

    A cell whose formula was typed over stays as it is. Raises KeyError for a sheet that is not there.
    """
    return _changed(workbook, values, _valued)


def _changed(
    workbook: bytes,
    cells_of: Mapping[str, Mapping[str, Value]],
    change: Callable[[str, str, Value], str],
) -> bytes:
    """The workbook after `change(sheet's XML, address, value)` for every cell."""
    parts = parts_of(workbook)
    paths = sheet_paths(parts)
    for sheet, cells in cells_of.items():
        xml = parts[paths[sheet]].decode("utf-8")
        for address, value in cells.items():
            xml = change(xml, address, value)
        parts[paths[sheet]] = xml.encode("utf-8")
    return zipped(parts)


def parts_of(workbook: bytes) -> dict[str, bytes]:
    """The parts of a workbook's file by name."""
    with zipfile.ZipFile(BytesIO(workbook)) as source:
        return {name: source.read(name) for name in source.namelist()}


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """The workbook's file made of these parts; the same parts, the same bytes."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(zipfile.ZipInfo(name, FILE_DATE), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _attributes(tag: bytes) -> dict[str, str]:
    return {key.decode(): value.decode("utf-8") for key, value in _ATTRIBUTE.findall(tag)}


def sheet_paths(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Names of the parts that hold the sheets, by sheet name."""
    relations = {}
    for tag in _RELATION.findall(parts["xl/_rels/workbook.xml.rels"]):
        relation = _attributes(tag)
        relations[relation["Id"]] = "xl/" + relation["Target"].removeprefix("/xl/")
    sheets = [_attributes(tag) for tag in _SHEET.findall(parts["xl/workbook.xml"])]
    return {_unescaped(sheet["name"]): relations[sheet["r:id"]] for sheet in sheets}


def _unescaped(text: str) -> str:
    for code, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        text = text.replace(code, sign)
    return text


def _typed(xml: str, address: str, value: Typed) -> str:
    row, column = parse_cell(address)
    found = re.search(rf'<c r="{address}"([^>]*?)(/>|>.*?</c>)', xml, re.DOTALL)
    if found is None:
        return _inserted(xml, row, column, _cell(address, "", value))
    style = re.search(r'\bs="\d+"', found[1])
    return xml[: found.start()] + _cell(address, style[0] if style else "", value) + xml[found.end() :]


def _inserted(xml: str, row: int, column: int, cell: str) -> str:
    found = re.search(rf'<row r="{row}"[^>]*?(/>|>(.*?)</row>)', xml, re.DOTALL)
    if found is None:
        raise KeyError(f"row {row}")
    if found[1] == "/>":
        opened = found[0].removesuffix("/>")
        return xml[: found.start()] + f"{opened}>{cell}</row>" + xml[found.end() :]
    place = found.end() - len("</row>")
    for other in re.finditer(r'<c r="([A-Z]+\d+)"', found[0]):
        if parse_cell(other[1])[1] > column:
            place = found.start() + other.start()
            break
    return xml[:place] + cell + xml[place:]


def _cell(address: str, style: str, value: Typed) -> str:
    start = f'<c r="{address}"' + (f" {style}" if style else "")
    if value is None:
        return f"{start}/>"
    if isinstance(value, str):
        return f'{start} t="inlineStr"><is><t xml:space="preserve">{escape(value, quote=False)}</t></is></c>'
    return f"{start}><v>{value}</v></c>"


def _valued(xml: str, address: str, value: Shown) -> str:
    found = re.search(rf'<c r="{address}"([^>]*)>(<f>.*?</f>)(.*?)</c>', xml, re.DOTALL)
    if found is None or "</c>" in found[2]:
        return xml
    style = re.search(r'\bs="\d+"', found[1])
    kind = ' t="str"' if value is None or isinstance(value, str) else ""
    shown = "" if value is None else escape(str(value), quote=False)
    look = f" {style[0]}" if style else ""
    return (
        f'{xml[: found.start()]}<c r="{address}"{look}{kind}>{found[2]}<v>{shown}</v></c>{xml[found.end() :]}'
    )
