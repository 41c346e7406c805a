"""What is printed on the pages of a PDF file, read with poppler (pdfinfo, pdftotext, pdftoppm).

pdftotext -raw reads Thai best: it follows the order in which LibreOffice wrote the text, so a name wrapped
in its cell stays in one piece. -layout weaves the lines of neighbouring cells into one another, and pypdf
reads `สูตร` as `ส้ตร`.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

A4 = (595, 842)  # points

# Margins hold the page number and the printed title; ink there does not make a page worth printing.
MARGIN_MM = 14.0
PAPER = 250  # grey levels from here on are paper, not ink

TONE_MARKS = "\u0e48-\u0e4b"


@dataclass(frozen=True, slots=True)
class PageSize:
    """A page as it is printed, its rotation applied.

    `width` and `height` in whole points.
    """

    width: int
    height: int

    @property
    def is_a4(self) -> bool:
        return all(abs(a - b) <= 2 for a, b in zip(sorted((self.width, self.height)), A4, strict=True))

    @property
    def orientation(self) -> str:
        return "landscape" if self.width > self.height else "portrait"

    def __str__(self) -> str:
        paper = "A4" if self.is_a4 else f"{self.width} x {self.height} pt"
        return f"{paper} {self.orientation}"


def page_count(pdf: Path) -> int:
    """How many pages the file has."""
    return len(page_sizes(pdf))


def page_sizes(pdf: Path) -> list[PageSize]:
    """The size of every page; `str` of one reads `A4 portrait`."""
    said = poppler("pdfinfo", "-l", "-1", str(pdf)).decode()
    sizes = re.findall(r"^Page\s+\d+ size:\s+([\d.]+) x ([\d.]+) pts", said, re.MULTILINE)
    turned = re.findall(r"^Page\s+\d+ rot:\s+(\d+)", said, re.MULTILINE)
    pages = []
    for (width, height), rotation in zip(sizes, turned, strict=True):
        size = (round(float(width)), round(float(height)))
        pages.append(PageSize(*(size if int(rotation) % 180 == 0 else size[::-1])))
    return pages


def texts(pdf: Path) -> list[str]:
    """The text of every page, cell after cell. Compare Thai through `squeeze`."""
    pages = poppler("pdftotext", "-raw", "-enc", "UTF-8", str(pdf), "-").decode().split("\f")
    return pages[:-1]  # every page ends in a form feed


def squeeze(text: str) -> str:
    """`text` without white space and with one spelling of sara am, for finding a Thai name whole on a page.

    A PDF file breaks names where the cell wraps, puts spaces beside marks that were shifted, and may write ำ
    as its two parts, with a tone mark before, between or after them.
    """
    text = re.sub("[\\s\u00a0\u200b\ufeff]+", "", text)
    text = re.sub(f"\u0e4d([{TONE_MARKS}]?)\u0e32", "\\1\u0e33", text)
    text = re.sub(f"([{TONE_MARKS}])\u0e4d\u0e32", "\\1\u0e33", text)
    return re.sub(f"\u0e33([{TONE_MARKS}])", "\\1\u0e33", text)


def pages_with(pdf: Path, wanted: str) -> list[int]:
    """Numbers (from 1) of the pages where `wanted` is printed, white space and sara am forms aside."""
    return [number for number, text in enumerate(texts(pdf), 1) if squeeze(wanted) in squeeze(text)]


def pages_with_hashes(pdf: Path) -> list[int]:
    """Numbers (from 1) of the pages where a figure too wide for its column prints as ###."""
    return pages_with(pdf, "###")


def blank_pages(pdf: Path, margin_mm: float = MARGIN_MM) -> list[int]:
    """Numbers (from 1) of the pages with no ink inside the margins: a page number alone is no content."""
    dpi = 36
    pixmaps = poppler("pdftoppm", "-gray", "-r", str(dpi), str(pdf))
    margin = round(margin_mm / 25.4 * dpi)
    blank, number = [], 0
    while pixmaps:
        number += 1
        head = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", pixmaps)
        if head is None:
            raise ValueError(f"page {number} of {pdf.name}: not a grey pixmap")
        width, height = int(head[1]), int(head[2])
        pixels, pixmaps = pixmaps[head.end() :][: width * height], pixmaps[head.end() + width * height :]
        lines = (
            pixels[start : start + width] for start in range(margin * width, (height - margin) * width, width)
        )
        if all(min(line[margin : width - margin]) >= PAPER for line in lines):
            blank.append(number)
    return blank


def render(pdf: Path, dpi: int = 70, out_dir: Path | None = None) -> list[Path]:
    """One PNG file per page, to be looked at, in `out_dir` (beside the PDF file unless said otherwise)."""
    folder = out_dir or pdf.parent
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob(f"{pdf.stem}-page-*.png"):
        stale.unlink()
    poppler("pdftoppm", "-png", "-r", str(dpi), str(pdf), str(folder / f"{pdf.stem}-page"))
    # pdftoppm pads the numbers to one width per file, so the order of names is the order of pages.
    return sorted(folder.glob(f"{pdf.stem}-page-*.png"))


def poppler(*command: str) -> bytes:
    """What a program of poppler writes to its standard output."""
    return subprocess.run(command, check=True, capture_output=True, timeout=120).stdout
