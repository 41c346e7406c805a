"""Long rows of a printed table divided between two pages: what stands above, and below with "(ต่อ)" what goes on.

Without it a row that does not fit leaves half a page empty above it. Amounts and the number stand in the first part.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from xl_addin.excel.writing.print_setup import SAFETY
from xl_addin.excel.writing.text_metrics import line_height, lines_needed
from xl_addin.report.book.printed_columns import PrintedColumn
from xl_addin.report.table.page_flow import LEAST_LINES, divided, lines_of_rest
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
    """A row of the table, or a part of it: its texts and how many lines they take.

    `counted`: lines of each text by its column's number, where they have been counted.
    """

    texts: Texts
    lines: int
    counted: dict[int, int] | None = None


class RowDivision:
    """Divides the rows of a table whose columns and rows' lines are known.

    `whole`: rows, by their place in printing order, that are not divided.
    """

    def __init__(
        self, columns: Sequence[PrintedColumn], lines: Sequence[int], points: float, whole: Sequence[bool]
    ) -> None:
        self.columns, self.lines, self.points, self.whole = columns, lines, points, whole
        self._texts = [number for number, column in enumerate(columns) if not column.is_number]
        self._name = next((n for n in self._texts if columns[n].spec.key == "project"), None)

    def part(self, index: int) -> RowPart:
        """A row undivided."""
        texts = {number: self.columns[number].values[index] for number in self._texts}
        return RowPart(texts, self.lines[index])

    def divide(self, part: RowPart, room: float) -> tuple[RowPart, RowPart] | None:
        """What of a row stands in `room` points, and the rest; None where it stays whole."""
        lines = int((room - 2) / line_height(self.points))
        if part.lines < LONG_ROW or lines < LEAST_LINES:
            return None
        # Neither part is a line or two.
        lines = min(lines, part.lines - LEAST_LINES)
        counted = part.counted or self._counted(part.texts)
        above: Texts = {}
        below: Texts = {}
        left: dict[int, int] = {}
        for number, text in part.texts.items():
            width = self._width(number)
            if not text or counted[number] <= lines:
                above[number], below[number] = text, None
                continue
            head, rest = divided(text, width, self.points, lines * line_height(self.points) + 2)
            if not head:
                return None
            above[number], below[number] = head, rest
            left[number] = lines_of_rest(text, counted[number], rest, width, self.points)
        if self._name is not None:
            name = f"{below[self._name] or ''} {CONTINUED}".strip()
            below[self._name] = name
            left[self._name] = lines_needed(name, self._width(self._name), self.points)
        return self._measured(above), RowPart(below, max(left.values(), default=1), left)

    def _counted(self, texts: Texts) -> dict[int, int]:
        """Lines of each text."""
        return {
            number: lines_needed(text, self._width(number), self.points)
            for number, text in texts.items()
            if text
        }

    def _width(self, number: int) -> float:
        return self.columns[number].room(self.columns[number].points)

    def _measured(self, texts: Texts) -> RowPart:
        counted = self._counted(texts)
        return RowPart(texts, max(counted.values(), default=1), counted)


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
