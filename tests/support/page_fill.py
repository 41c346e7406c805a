"""How full the pages of a report are: as its sheets plan them, and how far down letters and lines of its PDF reach.

Between the margins of a report: page numbers, which stand in the bottom one, fill no page. What is planned takes
milliseconds and says which row stands where; LibreOffice draws the same pages.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from defusedxml.ElementTree import fromstring

from tests.support.pdf import PAPER, poppler
from xl_addin.excel.addresses import column_number
from xl_addin.excel.writing.print_setup import BOUND, Margins, Orientation, page
from xl_addin.report.book.sheet_setup import WORK_TAB

DPI = 50


@dataclass(frozen=True, slots=True)
class PageFill:
    """Page `number` (from 1); `filled`: part of the room between its margins, 0 to 1, down to the last ink."""

    number: int
    filled: float


def page_fills(pdf: Path) -> list[PageFill]:
    """Of every page, from top to bottom."""
    return [PageFill(number, _filled(rows)) for number, rows in enumerate(_drawn(pdf), start=1)]


def _filled(rows: list[bytes]) -> float:
    edges = BOUND["landscape" if len(rows[0]) > len(rows) else "portrait"]
    top, bottom = round(edges.top * DPI), len(rows) - round(edges.bottom * DPI)
    inked = [number for number in range(top, bottom) if min(rows[number]) < PAPER]
    return (inked[-1] + 1 - top) / (bottom - top) if inked else 0.0


def _drawn(pdf: Path) -> Iterator[list[bytes]]:
    """The rows of grey pixels of every page."""
    pixmaps = poppler("pdftoppm", "-gray", "-r", str(DPI), str(pdf))
    while pixmaps:
        head = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", pixmaps)
        if head is None:
            raise ValueError(f"{pdf.name}: not a grey pixmap")
        width, height = int(head[1]), int(head[2])
        pixels = pixmaps[head.end() : head.end() + width * height]
        pixmaps = pixmaps[head.end() + width * height :]
        yield [pixels[start : start + width] for start in range(0, width * height, width)]


_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_DIGIT = 8 * 0.75
"""Points of a digit of the Normal style."""


@dataclass(frozen=True, slots=True)
class PlannedPage:
    """Page `number` (from 1) of a sheet: its rows (from 1), the points that they take of the points that it has.

    `scale`: at which it is printed.
    """

    sheet: str
    number: int
    rows: range
    taken: float
    room: float
    scale: float

    @property
    def filled(self) -> float:
        return self.taken / self.room


def planned_pages(report: Path | bytes, edges: Mapping[Orientation, Margins] = BOUND) -> list[PlannedPage]:
    """The pages of a report's own sheets, cover first, without its work sheets and letters.

    `edges`: of the sheets that are looked at; a template's are others.
    """
    with zipfile.ZipFile(BytesIO(report) if isinstance(report, bytes) else report) as package:
        workbook = fromstring(package.read("xl/workbook.xml"))
        relations = fromstring(package.read("xl/_rels/workbook.xml.rels"))
        targets = {one.get("Id"): str(one.get("Target")) for one in relations}
        areas = _named(workbook, "_xlnm.Print_Area")
        titles = _named(workbook, "_xlnm.Print_Titles")
        found = []
        for number, entry in enumerate(workbook.iter(f"{_MAIN}sheet")):
            sheet = fromstring(package.read(f"xl/{targets[entry.get(_RELATION)].removeprefix('/xl/')}"))
            colour = sheet.find(f"{_MAIN}sheetPr/{_MAIN}tabColor")
            is_work = colour is not None and str(colour.get("rgb", "")).endswith(WORK_TAB[1:])
            if entry.get("state") is None and not is_work and number in areas:
                found += _pages(str(entry.get("name")), sheet, areas[number], titles.get(number), edges)
        return found


def _named(workbook: Any, name: str) -> dict[int, tuple[range, range]]:
    """Rows and columns (from 1) of a name that every sheet may have, by the sheet's number from 0."""
    found = {}
    for one in workbook.iter(f"{_MAIN}definedName"):
        if one.get("name") == name:
            place = str(one.text).split("!")[-1]
            rows = [int(row) for row in re.findall(r"\$(\d+)", place)]
            columns = [column_number(letters) for letters in re.findall(r"\$([A-Z]+)", place)] or [1]
            found[int(one.get("localSheetId"))] = (_all_of(rows), _all_of(columns))
    return found


def _all_of(ends: Sequence[int]) -> range:
    return range(min(ends), max(ends) + 1)


def _pages(
    name: str,
    sheet: Any,
    printed: tuple[range, range],
    repeated_rows: tuple[range, range] | None,
    edges: Mapping[Orientation, Margins],
) -> list[PlannedPage]:
    area, printed_columns = printed
    titles = None if repeated_rows is None else repeated_rows[0]
    setup = sheet.find(f"{_MAIN}pageSetup")
    orientation: Orientation = "landscape" if setup.get("orientation") == "landscape" else "portrait"
    margins = sheet.find(f"{_MAIN}pageMargins")
    if abs(float(margins.get("left")) - edges[orientation].left) > 0.01:
        return []
    default = float(sheet.find(f"{_MAIN}sheetFormatPr").get("defaultRowHeight"))
    heights = {
        int(row.get("r")): 0.0 if row.get("hidden") == "1" else float(row.get("ht", default))
        for row in sheet.iter(f"{_MAIN}row")
        if row.get("ht") or row.get("hidden")
    }
    width = sum(
        len(set(range(int(column.get("min")), int(column.get("max")) + 1)) & set(printed_columns))
        * float(column.get("width"))
        * _DIGIT
        for column in sheet.iter(f"{_MAIN}col")
        if column.get("hidden") != "1"
    )
    paper = page(orientation, edges[orientation])
    scale = min(1.0, paper.width / width)
    ends = [int(one.get("id")) for one in sheet.iterfind(f"{_MAIN}rowBreaks/{_MAIN}brk")]
    starts = [area.start, *(end + 1 for end in ends if end + 1 < area.stop)]
    again = sum(heights.get(row, default) for row in titles or ())
    found = []
    for number, (start, stop) in enumerate(zip(starts, [*starts[1:], area.stop], strict=True), 1):
        taken = sum(heights.get(row, default) for row in range(start, stop))
        if setup.get("fitToHeight") != "0":
            scale = min(scale, paper.height / taken)
        repeated = again if titles is not None and start > titles.start else 0.0
        found.append(
            PlannedPage(name, number, range(start, stop), taken + repeated, paper.height / scale, scale)
        )
    return found


def mean_fill(pages: list[PlannedPage]) -> float:
    return sum(one.filled for one in pages) / len(pages)
