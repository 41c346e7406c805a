"""How a sheet prints: A4, one page wide, header rows on every page, page numbers, no heading left alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from xl_addin.excel.writing.workbook_writer import Sheet

A4_PAPER = 9
_MILLIMETRE = 72 / 25.4
_SHORT, _LONG = 210 * _MILLIMETRE, 297 * _MILLIMETRE

SIDE, TOP, BOTTOM, FOOTER = 0.45, 0.55, 0.65, 0.3
"""Margins in inches; page numbers stand in the bottom one."""

FOOTER_POINTS = 12
LONGEST_FOOTER = 254
"""Characters; XlsxWriter leaves a longer footer out altogether, as Excel takes 255."""

SAFETY = 0.975
"""Part of a page that is filled: programs differ by a few hundredths in how large they draw a row."""


@dataclass(frozen=True, slots=True)
class Page:
    """The room between the margins of an A4 page.

    Width and height in points (1/72 inch), at the scale on paper.
    """

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A row on its way to the pages.

    `row` counts from 0; `height` in points; `keep`: never the last row of a page.
    """

    row: int
    height: float
    keep: bool = False


def page(orientation: Literal["portrait", "landscape"]) -> Page:
    width, height = (_SHORT, _LONG) if orientation == "portrait" else (_LONG, _SHORT)
    return Page(width - 2 * SIDE * 72, height - (TOP + BOTTOM) * 72)


def set_up_page(sheet: Sheet, orientation: Literal["portrait", "landscape"], footer: str = "") -> None:
    """A4, margins, one page wide, page numbers at the right of the footer and `footer` at its left."""
    sheet.set_paper(A4_PAPER)
    if orientation == "landscape":
        sheet.set_landscape()
    else:
        sheet.set_portrait()
    sheet.set_margins(left=SIDE, right=SIDE, top=TOP, bottom=BOTTOM)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    # The font stands between the size and the text: Excel reads a digit that follows a size as part of it.
    look = f'&{FOOTER_POINTS}&"{sheet.font}"'
    left, right = f"&L{look}", f"&R{look}หน้า &P/&N"
    text = footer.replace("&", "&&")
    room = LONGEST_FOOTER - len(left) - len(right)
    if len(text) > room:
        text = footer[: room // 2].replace("&", "&&") + "…"
    sheet.set_footer(f"{left}{text}{right}", {"margin": FOOTER})


def scale(orientation: Literal["portrait", "landscape"], width: float) -> float:
    """By how much columns `width` points wide are made smaller to fit one page: 1 or less."""
    return min(1.0, page(orientation).width / width)


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
        if needed > left and started:
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
