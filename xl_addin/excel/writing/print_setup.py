"""How a sheet prints: A4 or A3, one page wide, header rows on every page, page numbers, no heading left alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from xl_addin.excel.writing.workbook_writer import Sheet

Paper = Literal["A4", "A3"]

A4_PAPER = 9
_MILLIMETRE = 72 / 25.4
_PAPERS: dict[Paper, tuple[int, float, float]] = {
    "A4": (A4_PAPER, 210 * _MILLIMETRE, 297 * _MILLIMETRE),
    "A3": (8, 297 * _MILLIMETRE, 420 * _MILLIMETRE),
}
"""Excel's number of a paper, its short and its long edge in points."""

FOOTER = 0.3
"""Inches below the page numbers, which stand in the bottom margin."""

FOOTER_POINTS = 12
LONGEST_FOOTER = 254
"""Characters; XlsxWriter leaves a longer footer out altogether, as Excel takes 255."""

SAFETY = 0.975
"""Part of a page that is filled: programs differ by a few hundredths in how large they draw a row."""


Orientation = Literal["portrait", "landscape"]


@dataclass(frozen=True, slots=True)
class Margins:
    """Edges of a page in inches."""

    left: float
    right: float
    top: float
    bottom: float


LOOSE = Margins(left=0.45, right=0.45, top=0.55, bottom=0.65)
"""Of pages that nobody binds: templates, registers."""

BOUND: dict[Orientation, Margins] = {
    "portrait": Margins(left=0.99, right=0.79, top=0.79, bottom=0.79),
    # Bound on top or at the left, as an office likes: both edges have their 2 centimetres.
    "landscape": Margins(left=0.79, right=0.45, top=0.79, bottom=0.5),
}
"""Of the report: 2.5 cm on the binding edge of a portrait page and 2 cm on the others; 2 cm on those of tables."""


@dataclass(frozen=True, slots=True)
class Page:
    """The room between the margins of a page.

    Width and height in points (1/72 inch), at the scale on paper.
    """

    width: float
    height: float


class PrintedRow(NamedTuple):
    """A row on its way to the pages.

    `row` counts from 0; `height` in points; `keep`: never the last row of a page.
    `begins_page`: what goes on from the page before.
    """

    row: int
    height: float
    keep: bool = False
    begins_page: bool = False


def page(orientation: Orientation, margins: Margins | None = None, paper: Paper = "A4") -> Page:
    """The room of a page with these margins, those of the report unless said."""
    edges = margins or BOUND[orientation]
    _, short, long = _PAPERS[paper]
    width, height = (short, long) if orientation == "portrait" else (long, short)
    return Page(width - (edges.left + edges.right) * 72, height - (edges.top + edges.bottom) * 72)


def set_up_page(
    sheet: Sheet,
    orientation: Orientation,
    footer: str = "",
    margins: Margins = LOOSE,
    paper: Paper = "A4",
) -> None:
    """Paper, margins, one page wide, page numbers at the right of the footer and `footer` at its left."""
    sheet.set_paper(_PAPERS[paper][0])
    if orientation == "landscape":
        sheet.set_landscape()
    else:
        sheet.set_portrait()
    sheet.set_margins(left=margins.left, right=margins.right, top=margins.top, bottom=margins.bottom)
    sheet.fit_to_pages(1, 0)
    if margins == LOOSE:
        sheet.center_horizontally()
    # The font stands between the size and the text: Excel reads a digit that follows a size as part of it.
    look = f'&{FOOTER_POINTS}&"{sheet.font}"'
    left, right = f"&L{look}", f"&R{look}หน้า &P/&N"
    text = footer.replace("&", "&&")
    room = LONGEST_FOOTER - len(left) - len(right)
    if len(text) > room:
        text = footer[: room // 2].replace("&", "&&") + "…"
    sheet.set_footer(f"{left}{text}{right}", {"margin": FOOTER})


def scale(
    orientation: Orientation, width: float, margins: Margins | None = None, paper: Paper = "A4"
) -> float:
    """By how much columns `width` points wide are made smaller to fit a page (see `page`): 1 or less."""
    return min(1.0, page(orientation, margins, paper).width / width)


def page_breaks(rows: Sequence[PrintedRow], first_room: float, room: float) -> list[int]:
    """The rows (from 0) that begin a new page.

    `first_room` and `room`: points for rows on the first page and on the others, header rows taken off,
    in unscaled points. A row marked `keep` moves to the next page together with the row after it.
    """
    breaks: list[int] = []
    left = first_room * SAFETY
    block: list[PrintedRow] = []
    started = False
    for entry in rows:
        block.append(entry)
        if entry.keep and entry is not rows[-1]:
            continue
        needed = sum(part.height for part in block)
        if started and (needed > left or block[0].begins_page):
            breaks.append(block[0].row)
            left = room * SAFETY
        left -= needed
        started = True
        block = []
    return breaks


LETTER_LEFT, LETTER_RIGHT, LETTER_TOP, LETTER_BOTTOM = 1.18, 0.79, 0.79, 0.6
"""Margins of a letter in inches: 3 cm left, 2 cm right and top, as the government's rules for letters ask."""


def set_up_letter(sheet: Sheet) -> None:
    """A4 portrait with the margins of a letter, one page wide."""
    sheet.set_paper(A4_PAPER)
    sheet.set_portrait()
    sheet.set_margins(left=LETTER_LEFT, right=LETTER_RIGHT, top=LETTER_TOP, bottom=LETTER_BOTTOM)
    sheet.fit_to_pages(1, 0)
