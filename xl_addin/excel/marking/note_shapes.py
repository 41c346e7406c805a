"""The yellow boxes of notes: a drawing in the old language beside the part that holds their words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from xl_addin.excel.addresses import parse_cell
from xl_addin.excel.reading.xml_text import ATTRIBUTES, attributes, elements

VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
SHAPE_KIND = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
EMPTY = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel">'
    '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{block}"/></o:shapelayout></xml>'
)
SHAPE = re.compile(r"<v:shape\b.*?</v:shape>", re.DOTALL)
SHAPE_NUMBER = re.compile(r"_x0000_s(\d+)")
ID_BLOCKS = re.compile(r'(<o:idmap\b[^>]*\bdata=")([^"]*)(")')
ROW = re.compile(rf"<row{ATTRIBUTES}\s*/?>")
# Ids of shapes come in blocks of 1,024; a drawing lists the blocks it uses.
BLOCK = 1024
WIDTH, GAP = 300, 15
"""Of a box, and between it and its cell, in pixels."""
LETTERS_IN_LINE, LINE, LEAST, MOST = 40, 20, 80, 420
PIXELS = 96 / 72


@dataclass(frozen=True, slots=True)
class Sizes:
    """Widths of columns and heights of rows in pixels, those that a sheet says otherwise."""

    columns: Mapping[int, int]
    rows: Mapping[int, int]
    column: int = 64
    row: int = 20

    @classmethod
    def of(cls, xml: str) -> Sizes:
        """Of a sheet part without prefixes."""
        formats = (elements(xml, "sheetFormatPr") or [{}])[0]
        columns: dict[int, int] = {}
        for one in elements(xml, "col"):
            width = 0 if one.get("hidden") in ("1", "true") else round(float(one.get("width", "9")) * 7 + 5)
            first, last = int(one["min"]), int(one["max"])
            columns |= dict.fromkeys(range(first, min(last, first + 500) + 1), width)
        rows: dict[int, int] = {}
        for number, tag in enumerate(ROW.findall(xml), 1):
            one = attributes(tag)
            if one.get("hidden") in ("1", "true"):
                rows[int(one.get("r", number))] = 0
            elif "ht" in one:
                rows[int(one.get("r", number))] = round(float(one["ht"]) * PIXELS)
        return cls(columns, rows, row=round(float(formats.get("defaultRowHeight", "15")) * PIXELS))

    def anchor(self, cell: str, text: str) -> str:
        """Where the box beside a cell lies: column, pixels, row, pixels of its corners, counted from 0."""
        row, column = parse_cell(cell)
        height = min(max(LEAST, LINE * (len(text) // LETTERS_IN_LINE + text.count("\n") + 2)), MOST)
        left = (column + 1, GAP)
        right = _walk(self.columns, self.column, column + 1, GAP + WIDTH)
        bottom = _walk(self.rows, self.row, row, GAP + height)
        numbers = (left[0] - 1, left[1], row - 1, GAP, right[0] - 1, right[1], bottom[0] - 1, bottom[1])
        return ", ".join(map(str, numbers))


def _walk(sizes: Mapping[int, int], usual: int, start: int, pixels: int) -> tuple[int, int]:
    """The column or row in which a point lies so many pixels after the beginning of another, and how deep in it."""
    at = start
    while pixels >= sizes.get(at, usual) and at < start + 500:
        pixels -= sizes.get(at, usual)
        at += 1
    return at, pixels


def with_shapes(drawing: str, notes: Mapping[str, str], sizes: Sizes, block: int) -> str:
    """The drawing with a box for each note (cell -> words). `block`: of ids, for a drawing that is not there yet."""
    drawing = drawing or EMPTY.format(block=block)
    numbers = [int(number) for number in SHAPE_NUMBER.findall(drawing)]
    number = max(numbers, default=block * BLOCK)
    shapes = [] if "_x0000_t202" in drawing else [SHAPE_KIND]
    for cell, text in notes.items():
        number += 1
        shapes.append(_shape(number, cell, sizes.anchor(cell, text)))
    numbers += range(number - len(notes) + 1, number + 1)

    def blocks(match: re.Match[str]) -> str:
        used = {*filter(None, match[2].split(",")), *(str(one // BLOCK) for one in numbers)}
        return match[1] + ",".join(sorted(used, key=lambda one: (len(one), one))) + match[3]

    drawing = ID_BLOCKS.sub(blocks, drawing, count=1)
    at = drawing.rindex("</xml>")
    return drawing[:at] + "".join(shapes) + drawing[at:]


def without_shapes(drawing: str, cells: set[str]) -> str:
    """The drawing without the boxes of the notes of some cells."""
    places = {parse_cell(cell) for cell in cells}

    def kept(match: re.Match[str]) -> str:
        found = {name: int(number) for name, number in re.findall(r"<x:(Row|Column)>\s*(\d+)\s*<", match[0])}
        is_note = 'ObjectType="Note"' in match[0]
        return (
            "" if is_note and (found.get("Row", -1) + 1, found.get("Column", -1) + 1) in places else match[0]
        )

    return SHAPE.sub(kept, drawing)


def _shape(number: int, cell: str, anchor: str) -> str:
    row, column = parse_cell(cell)
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;'
        'margin-top:6pt;width:225pt;height:90pt;z-index:1;visibility:hidden" fillcolor="#ffffe1"'
        ' o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
        '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto">'
        '<div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/>'
        f"<x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column></x:ClientData></v:shape>"
    )
