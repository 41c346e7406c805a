"""Long rows of a printed table divided between two pages: what stands above, and below with "(ต่อ)" what goes on.

Without it a row that does not fit leaves half a page empty above it. Amounts and the number stand in the first part.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from xl_addin.excel.writing.column_lines import MeasuredTexts
from xl_addin.excel.writing.print_setup import SAFETY
from xl_addin.excel.writing.text_metrics import line_height, lines_needed
from xl_addin.report.book.printed_columns import PrintedColumn
from xl_addin.report.table.page_flow import LEAST_LINES, first_lines, lines_of_rest
from xl_addin.report.table.table_lines import HeadingLine, Line, RowLine, SumLine

LONG_ROW = 7
"""Lines from which a row may be divided; a shorter one moves on whole."""

SMALL_REST = 0.05
"""Part of a page that stays empty rather than a row is divided for it."""

CONTINUED = "(ต่อ)"

Texts = dict[int, str | None]
"""What the columns of text hold in a row or a part of it, by the column's number."""


@dataclass(frozen=True, slots=True)
class RowPart:
    """A row of the table, or a part of it: its texts and how many lines each takes. `index`: of a row undivided."""

    texts: Texts
    needed: dict[int, int]
    index: int | None = None

    @property
    def lines(self) -> int:
        return max(self.needed.values(), default=1)


class RowDivision:
    """Divides the `count` rows of a table.

    `whole`: rows, by their place in printing order, that are not divided. `lines`: of text that each row needs.
    """

    def __init__(
        self, columns: Sequence[PrintedColumn], count: int, points: float, whole: Sequence[bool]
    ) -> None:
        self.columns, self.points, self.whole = columns, points, whole
        self._widths = {
            number: column.room(column.points)
            for number, column in enumerate(columns)
            if not column.is_number
        }
        self._name = next((number for number in self._widths if columns[number].spec.key == "project"), None)
        self._counted = {
            number: MeasuredTexts(columns[number].values).counted(width, points)
            for number, width in self._widths.items()
        }
        self._needed = {number: counted.lines() for number, counted in self._counted.items()}
        self.lines = list(map(max, [1] * count, *self._needed.values())) if self._needed else [1] * count

    def part(self, index: int) -> RowPart:
        """A row undivided."""
        texts = {number: self.columns[number].values[index] for number in self._widths}
        return RowPart(texts, {number: lines[index] for number, lines in self._needed.items()}, index)

    def divide(self, part: RowPart, room: float) -> tuple[RowPart, RowPart] | None:
        """What of a row stands in `room` points, and the rest; None where it stays whole."""
        lines = int((room - 2) / line_height(self.points))
        if part.lines < LONG_ROW or lines < LEAST_LINES:
            return None
        # Neither part is a line or two.
        lines = min(lines, part.lines - LEAST_LINES)
        above, below = dict[int, tuple[str | None, int]](), dict[int, tuple[str | None, int]]()
        for number, text in part.texts.items():
            if not text or part.needed[number] <= lines:
                above[number], below[number] = (text, part.needed[number]), (None, 1)
                continue
            width = self._widths[number]
            known = () if part.index is None else self._counted[number].paragraphs(part.index)
            head, rest, until = first_lines(text, lines, width, self.points, known)
            if not head:
                return None
            above[number] = head, until(len(head))
            below[number] = rest, lines_of_rest(text, part.needed[number], rest, until, width, self.points)
        if self._name is not None:
            name = f"{below[self._name][0] or ''} {CONTINUED}".strip()
            below[self._name] = name, lines_needed(name, self._widths[self._name], self.points)
        return _part(above), _part(below)


def _part(texts: Mapping[int, tuple[str | None, int]]) -> RowPart:
    return RowPart(
        {number: text for number, (text, _) in texts.items()},
        {number: lines for number, (_, lines) in texts.items()},
    )


def divided_rows(
    lines: Sequence[Line],
    heights: Sequence[float],
    division: RowDivision,
    height: Callable[[int], float],
    rooms: tuple[float, float],
) -> dict[int, list[RowPart]]:
    """The parts of every row that is divided, by its place in `lines`.

    `heights`: of headings and sums; `height`: of a row with so many lines; `rooms`: points of the first page and
    of the others. A heading stays with the row after it, a sum with the one before.
    """
    found: dict[int, list[RowPart]] = {}
    left, above, started = rooms[0] * SAFETY, 0.0, False
    for number, line in enumerate(lines):
        if isinstance(line, HeadingLine):
            above += heights[number]
        if not isinstance(line, RowLine):
            continue
        below = _sums_below(lines, heights, number)
        taken = above + height(division.lines[line.index]) + below
        if taken <= left:
            left, above, started = left - taken, 0.0, True
            continue
        parts = [division.part(line.index)]
        while above + height(parts[-1].lines) + below > left:
            room = left - above
            is_divided = not division.whole[line.index] and room > rooms[1] * SMALL_REST
            pair = division.divide(parts[-1], room) if is_divided else None
            if pair is not None:
                parts[-1:] = pair
                above = 0.0
            elif not started:
                break
            left, started = rooms[1] * SAFETY, False
        left -= above + height(parts[-1].lines) + below
        above, started = 0.0, True
        if len(parts) > 1:
            found[number] = parts
    return found


def _sums_below(lines: Sequence[Line], heights: Sequence[float], number: int) -> float:
    """What the sums take that close with the row at `number`."""
    taken = 0.0
    for place in range(number + 1, len(lines)):
        if not isinstance(lines[place], SumLine):
            break
        taken += heights[place]
    return taken
