"""How wide the columns of a printed table are, and how small its letters: figures whole, texts by what they hold.

The office gives every text a width; room moves from there to where it saves most lines. A table whose rows would
take more than a sixth of a page each is printed smaller, as offices do, but never below `SMALLEST_POINTS`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

from xl_addin.excel.writing.column_lines import MeasuredTexts
from xl_addin.excel.writing.print_setup import SAFETY, page
from xl_addin.excel.writing.text_metrics import (
    MAX_ROW_HEIGHT,
    column_points,
    line_height,
    lines_needed,
    text_width,
    wide_enough,
)
from xl_addin.model.form.report_schema import ReportSheet
from xl_addin.model.form.schema import Settings
from xl_addin.model.thai import words
from xl_addin.model.values.kinds import Kind
from xl_addin.report.book.printed_columns import TRUE_SIZE, PrintedColumn, shown_number

SMALLEST_POINTS = 9
"""Of letters on paper: below it a report is not read, only filed. Offices print such tables as small."""

ROWS_ON_A_PAGE = 6
"""Projects that a page should hold, before letters are made smaller."""

_SCALES = (TRUE_SIZE, 0.94, 0.875, 0.8125, 0.75, 0.7, 0.66, 0.625, 0.59, 0.5625)
_MEASURED = 50  # longest texts of a column
_SAMPLE = 200  # rows that decide how texts share the room
_MOST_OF_A_PAGE = 0.6  # that one row may take
_LINES = 4.0  # points that keep a figure off the lines beside it
_NARROWEST = 0.6  # of the form's widths
_MORE_FOR_PHRASES = 1.35
_LEVELS_OF_PERIODS = 3  # of a heading: what, in which period, plan or result
_SHORT_LABEL = 2.5  # times the size of letters: a label that is not broken
_NARROW = 0.85  # of the wished width, for which texts give the room
_WIDE = 1.5  # times the wished width: in a wider table letters would be too small for what it holds
_STEPS = (96.0, 48.0, 24.0, 12.0)  # points that move from one text to another


def with_widths(
    columns: Sequence[PrintedColumn],
    spec: ReportSheet,
    settings: Settings,
    points: float,
    smaller: float = 1.0,
) -> list[PrintedColumn]:
    """The columns with widths that fill the page at the scale at which the table is printed, times `smaller`."""
    paper = page(spec.orientation, paper=spec.paper)
    depth = _depth(columns)
    wished = _wished(columns, settings, points)
    texts = _Texts(columns, wished, points)
    widths = wished
    for scale in (scale for scale in _SCALES if scale == TRUE_SIZE or scale * points >= SMALLEST_POINTS):
        room = paper.height / scale * SAFETY - (depth + 1) * line_height(points)
        widths = texts.shared(_figures(columns, wished, paper.width / scale))
        whole = texts.longest(widths) * line_height(points) <= min(MAX_ROW_HEIGHT, room * _MOST_OF_A_PAGE)
        is_wide = paper.width / scale >= sum(wished) - 0.5
        height = texts.average(widths) * line_height(points)
        fits = height * len(columns[0].values) <= room or height * ROWS_ON_A_PAGE <= room
        if whole and is_wide and fits:
            break
    if smaller != 1.0:
        widths = texts.shared(_figures(columns, wished, paper.width / scale / smaller))
    return [replace(column, points=width) for column, width in zip(columns, widths, strict=True)]


def with_width(
    columns: Sequence[PrintedColumn], settings: Settings, points: float, width: float
) -> list[PrintedColumn]:
    """The columns with widths that fill `width` points, which they suit."""
    wished = _wished(columns, settings, points)
    widths = _Texts(columns, wished, points).shared(_figures(columns, wished, width))
    return [replace(column, points=own) for column, own in zip(columns, widths, strict=True)]


def suit_width(columns: Sequence[PrintedColumn], settings: Settings, points: float, width: float) -> bool:
    """Whether a width is neither too narrow for the columns nor so wide that letters are small beyond need."""
    wished = sum(_wished(columns, settings, points))
    return wished * _NARROW <= width <= wished * _WIDE


def _depth(columns: Sequence[PrintedColumn]) -> int:
    return max(len(column.spec.label) for column in columns)


def _wished(columns: Sequence[PrintedColumn], settings: Settings, points: float) -> list[float]:
    """What figures need, and the form's widths of texts."""
    depth = _depth(columns)
    figures = [_needed(column, settings, points, depth) if column.is_number else 0.0 for column in columns]
    return [
        figure if column.is_number else _of_text(column, points)
        for column, figure in zip(columns, _even(columns, figures), strict=True)
    ]


def _figures(columns: Sequence[PrintedColumn], wished: Sequence[float], target: float) -> list[float]:
    """`target` points divided: a part of the spare room for the figures, the rest for texts by the form's widths."""
    total = sum(wished)
    of_texts = sum(width for column, width in zip(columns, wished, strict=True) if not column.is_number)
    if not of_texts:
        return [width * max(1.0, target / total) for width in wished]
    factor = min(1.15, max(1.0, target / total)) if target / total < _SMALL else 1.0
    text_factor = max((target - (total - of_texts) * factor) / of_texts, _NARROWEST)
    return [
        width * (factor if column.is_number else text_factor)
        for column, width in zip(columns, wished, strict=True)
    ]


_SMALL = 1.2
"""Times the wished width, from where a table is printed small for its long texts: they get all the room."""


class _Texts:
    """The texts of a table's columns, measured at any width; `wished`: the form's widths."""

    def __init__(self, columns: Sequence[PrintedColumn], wished: Sequence[float], points: float) -> None:
        self.columns, self.points = columns, points
        self.places = [number for number, column in enumerate(columns) if not column.is_number]
        count = len(columns[0].values)
        step = max(1, count // _SAMPLE)
        sample = {place: columns[place].values[::step][:_SAMPLE] for place in self.places}
        self._sample = {place: MeasuredTexts(texts) for place, texts in sample.items()}
        self._longest = {
            place: sorted((text for text in columns[place].values if text), key=len)[-_MEASURED:]
            for place in self.places
        }
        self._rows = len(next(iter(sample.values()), []))
        self._least = {
            place: wished[place] * (1.0 if columns[place].kind is Kind.CHOICE else _NARROWEST)
            for place in self.places
        }
        self._lines: dict[tuple[int, float], list[int]] = {}

    def _of(self, place: int, width: float) -> list[int]:
        if (place, width) not in self._lines:
            room = self.columns[place].room(width)
            self._lines[place, width] = self._sample[place].lines(room, self.points)
        return self._lines[place, width]

    def _heights(self, widths: Sequence[float]) -> list[int]:
        """Lines of every sampled row."""
        every = [self._of(place, widths[place]) for place in self.places]
        return [max(lines) for lines in zip(*every, strict=True)] if every else [1] * self._rows

    def average(self, widths: Sequence[float]) -> float:
        """Lines of a row."""
        heights = self._heights(widths)
        return sum(heights) / len(heights) if heights else 1.0

    def longest(self, widths: Sequence[float]) -> int:
        """Lines of the longest text."""
        found = 1
        for place in self.places:
            room = self.columns[place].room(widths[place])
            found = max([found, *(lines_needed(text, room, self.points) for text in self._longest[place])])
        return found

    def shared(self, widths: Sequence[float]) -> list[float]:
        """Room moved between the texts as long as that saves lines."""
        best, fewest = list(widths), sum(self._heights(widths))
        for step in _STEPS:
            improved = True
            while improved:
                improved = False
                for giver, taker in permutations(self.places, 2):
                    if best[giver] - step < self._least[giver]:
                        continue
                    tried = list(best)
                    tried[giver] -= step
                    tried[taker] += step
                    if (lines := sum(self._heights(tried))) < fewest:
                        best, fewest, improved = tried, lines, True
        return best


def _even(columns: Sequence[PrintedColumn], wished: list[float]) -> list[float]:
    """Figures of several periods under one heading, as plan and result of each quarter, are equally wide.

    So are those that say it with `same_width`.
    """
    widest: dict[str, float] = {}
    heads = [
        None if not column.is_number else column.spec.same_width or _period_head(column) for column in columns
    ]
    for head, width in zip(heads, wished, strict=True):
        if head is not None:
            widest[head] = max(width, widest.get(head, 0.0))
    return [width if head is None else widest[head] for head, width in zip(heads, wished, strict=True)]


def _period_head(column: PrintedColumn) -> str | None:
    return column.spec.label[0] if len(column.spec.label) >= _LEVELS_OF_PERIODS else None


def _of_text(column: PrintedColumn, points: float) -> float:
    """The form's width of a text; phrases to choose from stand on one line where little is missing for that."""
    width = column_points(column.spec.width)
    if column.kind is not Kind.CHOICE:
        return width
    longest = max((text_width(text, points) for text in column.values if text), default=0.0)
    needed = wide_enough(longest) + _LINES
    return needed if width < needed <= width * _MORE_FOR_PHRASES else width


def _needed(column: PrintedColumn, settings: Settings, points: float, depth: int) -> float:
    known = [value for value in column.values if value is not None]
    candidates = [max(known), min(known)] if known else [0]
    if column.spec.total and column.kind is not Kind.PERCENT:
        candidates.append(sum(known))
    shown = [shown_number(column, value, settings) for value in candidates]
    if settings.digits == "thai":
        shown = [words.thai_digits(number) for number in shown]
    widest = max(text_width(number, points, bold=True) for number in shown)
    own = column.spec.head[-1]
    label = text_width(own, points, bold=True)
    if "\n" in own:
        header = label
    else:
        # A long label may take a line more than the header has levels.
        lines = depth - len(column.spec.label) + 2
        header = max(label * 1.2 / lines, min(label, _SHORT_LABEL * points))
    return wide_enough(max(widest, header)) + _LINES
