"""A long sheet filled from top to bottom, page after page: what fits, what moves on, where a text divides.

The program ends every page itself. A text is divided only where a page ends: after a line of its own, else at
a space, which in Thai stands between phrases.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.print_setup import SAFETY
from xl_addin.excel.writing.text_metrics import LinesUntil, line_height, lines_needed, split_heights

LEAST_LINES = 3
"""Lines of a divided text that stand together, before the page's end and after."""

NEARLY_EMPTY = 0.25
"""Part of a page: one with less on it is avoided."""

SMALLER = (0.975, 0.95)
"""Scales, in the one that is printed at, at which tables and forms may be printed to avoid it."""

_END = re.compile(r"\s+")
_FAR = 120  # characters without a space, after which a leading vowel may begin the next page
_LEADING = re.compile("(?=[เแโใไ])")  # these begin a syllable
_FULL_ENOUGH = 0.6  # of the room, to prefer the end of a paragraph to that of a phrase


class PageFlow:
    """Rows of `sheet` (None: the pages are only tried) from `row` on.

    `room`: points of a page, `free`, then `left`: of them still free.
    `breaks`: rows (from 0) that begin a page; `fills`: how full the pages before them are;
    `on_new_page`: writes what stands at its top.
    """

    def __init__(self, sheet: BulkSheet | None, room: float, row: int = 0, free: float | None = None) -> None:
        self.sheet, self.room = sheet, room * SAFETY
        self.row = row
        self.left = self.room if free is None else free
        self.breaks: list[int] = []
        self.fills: list[float] = []
        self.on_new_page: Callable[[], None] | None = None
        self._top = self.room

    @property
    def is_fresh(self) -> bool:
        """Whether nothing stands on this page, or only what every page begins with."""
        return self.left == self._top

    def new_page(self) -> None:
        """Begin a page, unless this one is still empty."""
        if self.is_fresh:
            return
        self.breaks.append(self.row)
        self.fills.append(1 - self.left / self.room)
        self.left = self.room
        if self.on_new_page is not None:
            self.on_new_page()
        self._top = self.left

    def need(self, points: float) -> None:
        """Begin a page where so much does not fit on this one."""
        if points > self.left:
            self.new_page()

    def gap(self, points: float) -> None:
        """Space, but not at the top of a page."""
        if not self.is_fresh and points <= self.left:
            self.take([points])

    def take(self, heights: Sequence[float]) -> range:
        """Rows of these heights; they are the page's next ones."""
        rows = range(self.row, self.row + len(heights))
        if self.sheet is not None:
            self.sheet.set_heights(self.row, heights)
        self.row = rows.stop
        self.left -= sum(heights)
        return rows


def closings(heights: Sequence[float], after: float, least: float) -> list[float | None]:
    """What must stand on one page with the end of each of these, so that a last page holds at least `least`.

    `heights`: from top to bottom, `after`: of what follows the last of them. None: nothing in particular.
    """
    found: list[float | None] = [None] * len(heights)
    for place in reversed(range(len(heights))):
        if after >= least:
            break
        found[place] = after
        after += heights[place]
    return found


def text_height(text: str, width: float, points: float, bold: bool = False) -> float:
    """What a text needs in a cell so wide, however high that is."""
    return sum(split_heights(text, width, points, bold))


def divided(text: str, width: float, points: float, room: float) -> tuple[str, str]:
    """What of a text stands in `room` points, and the rest; nothing where too few lines would fit."""
    lines = int((room - 2) / line_height(points))
    if lines < LEAST_LINES:
        return "", text
    if text.count("\n") < lines and lines_needed(text, width, points) <= lines:
        return text, ""
    first, rest, _ = first_lines(text, lines, width, points)
    return first, rest


def first_lines(
    text: str, lines: int, width: float, points: float, known: Iterable[int] = ()
) -> tuple[str, str, LinesUntil]:
    """What stands in so many lines of a text that takes more, the rest, and how many lines stand before its places.

    All of it is the rest where too little would fit. The lines are known up to where the rest begins; `known`:
    those of the text's paragraphs, where they have been counted.
    """
    near = _near(text, lines)
    until = LinesUntil(near, width, points, known=islice(known, near.count("\n")))
    start = _page_end(near, until, lines)
    if start > 1 and until(start - 1) >= lines * _FULL_ENOUGH:
        end = start - 1
    else:
        ends = _ends(near, start)
        fitting = bisect_right(ends, lines, key=lambda end: until(len(near[:end].rstrip())))
        if not fitting and not start:
            return "", text, until
        end = ends[fitting - 1] if fitting else start
    return text[:end].rstrip(), text[end:].lstrip(" \n"), until


def _page_end(text: str, until: LinesUntil, lines: int) -> int:
    """Where the last paragraph starts of which something may stand in so many lines."""
    start = until.paragraph_of(lines)
    stop = text.find("\n", start)
    # Only the space at its end goes on to another line.
    if stop > start and text[stop - 1].isspace() and until(len(text[:stop].rstrip())) <= lines:
        start = stop
    blank = _END.match(text, start)
    return start if blank is None else text.rfind("\n", 0, blank.end()) + 1


def _near(text: str, lines: int) -> str:
    """The beginning of a text that holds all that so many lines could hold: a paragraph takes one at least."""
    end = -1
    for _ in range(lines):
        end = text.find("\n", end + 1)
        if end < 0:
            return text
    blank = _END.match(text, end)
    assert blank is not None
    return text[: blank.end()]


def lines_of_rest(text: str, lines: int, rest: str, until: LinesUntil, width: float, points: float) -> int:
    """Lines of the rest of a divided text, whose own `lines` are known: only its first paragraph is counted.

    `until`: lines before the places above the rest.
    """
    start = len(text) - len(rest)
    paragraph = text.rfind("\n", 0, start) + 1
    lines -= until(paragraph - 1) if paragraph else 0
    if paragraph == start:
        return lines
    end = text.find("\n", start)
    end = len(text) if end < 0 else end
    whole, begun = text[paragraph:end], text[start:end]
    return lines - lines_needed(whole, width, points) + lines_needed(begun, width, points)


def _ends(text: str, start: int) -> list[int]:
    """Where a page may end in a text, from the paragraph on that begins at `start`."""
    ends: list[int] = []
    before = start
    for match in _END.finditer(text, start):
        ends += _syllables(text, before, match.start())
        before = match.end()
        ends.append(before)
    return ends + _syllables(text, before, len(text))


def _syllables(text: str, start: int, stop: int) -> list[int]:
    if stop - start <= _FAR:
        return []
    found = [start + match.start() for match in _LEADING.finditer(text[start:stop])]
    return [end for end in found if end > start] or list(range(start + _FAR, stop, _FAR))
