"""The rows of a printed table as they will go to the pages, before any is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from xl_addin.excel.writing.print_setup import PrintedRow
from xl_addin.report.table.row_division import RowPart
from xl_addin.report.table.table_lines import DetailLine, HeadingLine, Line, RowLine, SumLine


def planned_rows(
    lines: Sequence[Line],
    heights: Sequence[float],
    row_texts: Sequence[int],
    height: Callable[[int], float],
    divided: Mapping[int, Sequence[RowPart]],
) -> list[PrintedRow]:
    """Every line with its number in `lines` for a row; a row of `divided` has one for each of its parts.

    `heights`: of all other lines, by their number; `row_texts`: lines of text of each project; `height`: of a row with
    so many.
    """
    found = []
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else None
        closes = isinstance(following, SumLine)
        match line:
            case HeadingLine():
                found.append(PrintedRow(number, heights[number], keep=True))
            case SumLine() | DetailLine():
                found.append(PrintedRow(number, heights[number], keep=closes))
            case RowLine(index=index):
                parts = [part.lines for part in divided.get(number, ())] or [row_texts[index]]
                for place, text_lines in enumerate(parts, start=1):
                    keep = isinstance(following, (SumLine, DetailLine)) and place == len(parts)
                    found.append(PrintedRow(number, height(text_lines), keep, begins_page=place > 1))
    return found
