"""How full the pages of a PDF file are: how far down a page its letters and lines reach.

Between the margins of a report: page numbers, which stand in the bottom one, fill no page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support.pdf import PAPER, poppler
from xl_addin.excel.writing.print_setup import BOUND

DPI = 50


@dataclass(frozen=True, slots=True)
class PageFill:
    """Page `number` (from 1); `filled`: part of the room between its margins, 0 to 1, down to the last ink."""

    number: int
    filled: float


def page_fills(pdf: Path) -> list[PageFill]:
    """Of every page, from top to bottom."""
    return [PageFill(number, _filled(rows)) for number, rows in enumerate(_pages(pdf), start=1)]


def _filled(rows: list[bytes]) -> float:
    edges = BOUND["landscape" if len(rows[0]) > len(rows) else "portrait"]
    top, bottom = round(edges.top * DPI), len(rows) - round(edges.bottom * DPI)
    inked = [number for number in range(top, bottom) if min(rows[number]) < PAPER]
    return (inked[-1] + 1 - top) / (bottom - top) if inked else 0.0


def _pages(pdf: Path) -> Iterator[list[bytes]]:
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
