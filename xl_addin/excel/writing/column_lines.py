"""How many lines the texts of a column take, as `text_metrics` counts them, for thousands at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from xl_addin.excel.writing.text_metrics import (
    LINE_END_DOUBT,
    LINE_END_LOSS,
    letter_widths,
    loss_before,
    unbroken_runs,
    usable_width,
)

# Texts measured together: their characters are held as numbers for a moment.
_AT_ONCE = 2000


def lines_of_column(
    texts: Sequence[str | None], width_points: float, points: float = 16, bold: bool = False
) -> list[int]:
    """`lines_needed` of every text of a column, much quicker for many; a blank cell takes 1."""
    return MeasuredTexts(texts, bold).lines(width_points, points)


@dataclass(frozen=True, slots=True)
class CountedLines:
    """The lines of a column's texts.

    `_some`: of texts that were measured together the lines of every paragraph, and each text's first paragraph.
    """

    _some: Sequence[tuple[NDArray[np.int64], list[int]]]

    def lines(self) -> list[int]:
        """Of each text."""
        return [lines for each, starts in self._some for lines in np.add.reduceat(each, starts).tolist()]

    def paragraphs(self, index: int) -> list[int]:
        """Of each paragraph of a text."""
        each, starts = self._some[index // _AT_ONCE]
        place = index % _AT_ONCE
        lines: list[int] = each[starts[place] : [*starts, len(each)][place + 1]].tolist()
        return lines


class MeasuredTexts:
    """The texts of a column, measured once for any width; `lines_of_column` says more."""

    def __init__(self, texts: Sequence[str | None], bold: bool = False) -> None:
        starts = range(0, len(texts), _AT_ONCE)
        self._some = [_SomeTexts([text or "" for text in texts[at : at + _AT_ONCE]], bold) for at in starts]

    def lines(self, width_points: float, points: float = 16) -> list[int]:
        """Lines of each text in a cell so wide."""
        return self.counted(width_points, points).lines()

    def counted(self, width_points: float, points: float = 16) -> CountedLines:
        """The same with the lines of each paragraph."""
        usable = usable_width(width_points, points)
        return CountedLines([(some.lines(usable), some.starts) for some in self._some])


class _SomeTexts:
    """Texts whose paragraphs are measured together."""

    def __init__(self, texts: Sequence[str], bold: bool) -> None:
        joined = "\n".join(texts)
        codes, letters = _letter_widths(f"{joined}\n", bold)
        ends = np.flatnonzero(codes == ord("\n"))
        self._totals = np.add.reduceat(letters, np.concatenate(([0], ends[:-1] + 1))).astype(np.float64)
        self.starts = list(accumulate((text.count("\n") + 1 for text in texts[:-1]), initial=0))
        parts = joined.split("\n") if _has_unbroken(codes) else []
        widths = letter_widths(bold)
        self._runs = cache(lambda place: tuple(unbroken_runs(parts[place], widths))) if parts else None

    def lines(self, usable: float) -> NDArray[np.int64]:
        """Of each paragraph."""
        wrapped = np.flatnonzero(self._totals > usable * 0.99)
        totals = self._totals[wrapped]
        if self._runs is not None:
            for number, place in enumerate(wrapped.tolist()):
                for width in self._runs(place):
                    totals[number] += loss_before(width, usable)
        each = np.ones(len(self._totals), dtype=np.int64)
        each[wrapped] = _wrapped_lines(totals, usable)
        return each


def _wrapped_lines(totals: NDArray[np.float64], usable: float) -> NDArray[np.int64]:
    """`_paragraph_lines` of paragraphs so wide, more than one line each, what is not broken counted in."""
    loss, doubt = min(LINE_END_LOSS, usable / 2), min(LINE_END_DOUBT, usable / 2)
    lines = np.maximum(2, np.ceil((totals - loss) / (usable - loss))).astype(np.int64)
    while (short := totals + doubt * np.sqrt(lines - 1) > lines * usable - (lines - 1) * loss).any():
        lines[short] += 1
    return lines


def _has_unbroken(codes: NDArray[np.uint32]) -> bool:
    """Whether `_UNBROKEN` finds something: eight signs of Latin writing one after the other."""
    following = (codes >= ord("!")) & (codes <= ord("~"))
    for step in (1, 2, 4):
        following = following[:-step] & following[step:]
    return bool(following.any())


def _letter_widths(text: str, bold: bool) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The codes of a text's characters and their widths in 1/1000 em; a line break has none."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    table = _width_table(bold)
    found = table[np.minimum(codes, len(table) - 1)]
    widths = letter_widths(bold)
    for place in np.flatnonzero(found < 0).tolist():
        found[place] = widths[chr(codes[place])]
    return codes, found


@cache
def _width_table(bold: bool) -> NDArray[np.int64]:
    """Widths by code, 0 for a line break; -1 for characters that the font lacks and past the end."""
    widths = letter_widths(bold)
    table = np.full(max(map(ord, widths)) + 2, -1, dtype=np.int64)
    for character, width in widths.items():
        table[ord(character)] = width
    table[ord("\n")] = 0
    return table
