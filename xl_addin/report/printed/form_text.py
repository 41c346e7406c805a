"""The texts of project forms: lines across the page, labels beside or above what they name, long texts divided."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from typing import Any, NamedTuple

from xl_addin.excel.writing.letter_sheet import INDENT
from xl_addin.excel.writing.text_metrics import heights_of_lines, line_height, lines_needed
from xl_addin.excel.writing.workbook_writer import starts_like_a_formula
from xl_addin.model.notation.jinja_environment import DOTS
from xl_addin.report.book.prose import Paragraph, Piece, Role
from xl_addin.report.book.report_workbook import ReportBook, Written
from xl_addin.report.printed.form_grid import FormGrid
from xl_addin.report.table.page_flow import LEAST_LINES, PageFlow, closings, divided

ABOVE_HEADING = 9.0
RULE = 6.0
"""Points from a text to the line below it."""
_BETWEEN = "  "
_APART = "      "
_SHORT_LINES = 2  # a text no longer than this stands beside its label
_LIST = ("-", "•", "–", "*", "(")


class Measured(NamedTuple):
    """A text across the page: `heights` in points of the rows that it takes, `height` of all of them."""

    text: str
    heights: Sequence[float]
    height: float


class _Shown(NamedTuple):
    """A text as it is printed: `beside` its label or below it, its paragraphs, the points that it takes with the label.

    Beside its label there is one paragraph.
    """

    beside: bool
    paragraphs: Sequence[Measured]
    height: float


class FormText:
    """Writes texts where `flow` stands, and measures them before; only measures where it has no sheet.

    `tells`: the words are wanted for a document beside the report, too.
    """

    def __init__(self, book: ReportBook, grid: FormGrid, flow: PageFlow) -> None:
        self.book, self.sheet, self.grid, self.flow = book, flow.sheet, grid, flow
        self.tells = flow.sheet is not None and book.prose.asked
        self.points = book.points
        self.line_height = line_height(self.points)
        self.least_height = LEAST_LINES * self.line_height
        self._note = cache(book.styles.note)
        self._heights_of = cache(partial(heights_of_lines, points=self.points))
        self._measured: dict[tuple[str, bool], Measured] = {}
        self._printed: dict[tuple[str, str], _Shown] = {}

    def measured(self, text: str, bold: bool = False) -> Measured:
        """Kept: whether a text still fits on a page is asked again and again."""
        asked = (text, bold)
        found = self._measured.get(asked)
        if found is None:
            heights = self._heights_of(lines_needed(text, self.grid.width, self.points, bold))
            found = self._measured[asked] = Measured(text, heights, sum(heights))
        return found

    def height(self, text: str, bold: bool = False) -> float:
        return self.measured(text, bold).height

    def whole_height(self, heading: str, label: str, text: str) -> float:
        """What a heading and its labelled text take."""
        return self.above(heading) + self._shown(label, text).height

    def label_height(self, label: str) -> float:
        return self.height(label, bold=True) if label else 0.0

    def above(self, heading: str) -> float:
        """What a heading takes, with the gap over it."""
        return self.height(heading, bold=True) + ABOVE_HEADING if heading else 0.0

    def _shown(self, label: str, text: str) -> _Shown:
        asked = (label, text)
        found = self._printed.get(asked)
        if found is None:
            found = self._printed[asked] = self._divided(label, text)
        return found

    def _divided(self, label: str, text: str) -> _Shown:
        points, width = self.points, self.grid.width
        paragraphs = text.rstrip().split("\n") if text.strip() else [DOTS]
        if _is_short(label, paragraphs, width, points):
            return _Shown(True, [self._paragraph_of(paragraphs[0])], self._pair_height(label, paragraphs[0]))
        is_prose = any(lines_needed(text, width, points) > 1 for text in paragraphs)
        shown = [
            self._paragraph_of(INDENT + text if is_prose and not _is_listed(text) else text)
            for text in paragraphs
        ]
        return _Shown(False, shown, self.label_height(label) + sum(one.height for one in shown))

    def _paragraph_of(self, text: str) -> Measured:
        """An empty line between paragraphs is a gap, and takes no row."""
        return self.measured(text) if text.strip() else Measured(text, (), self.line_height / 2)

    def labelled(self, heading: str, label: str, text: str, closing: float | None = None) -> None:
        """A heading, if any, and a text beside its label or below it."""
        above = self.above(heading)
        shown = self._shown(label, text)
        paragraphs = shown.paragraphs
        if shown.beside:
            self.flow.need(above + shown.height + (closing or 0.0))
            self.heading(heading)
            self.pairs([(label, paragraphs[0].text)])
            return
        ends: list[float | None] = [None] * len(paragraphs)
        if closing is not None:
            ends = closings([one.height for one in paragraphs], closing, self.least_height)
        self.flow.need(above + self.label_height(label) + self._least(paragraphs[0], ends[0]))
        self.heading(heading)
        if label:
            self.line(Written(label), bold=True)
        if self.tells:
            self._say(*(Paragraph(line) for line in text.rstrip().split("\n") if line.strip()))
        for paragraph, end in zip(paragraphs, ends, strict=True):
            self._paragraph(paragraph, end)

    def _least(self, paragraph: Measured, closing: float | None) -> float:
        """What of a text must follow its heading on the page."""
        height = self.height(paragraph.text)
        if closing is not None and not self._divides(paragraph.text):
            return height + closing
        return min(height, self.least_height + 2)

    def _divides(self, text: str) -> bool:
        """Whether a page may end in a text that ends a form."""
        return lines_needed(text, self.grid.width, self.points) >= 2 * LEAST_LINES

    def _pair_height(self, label: str, text: str) -> float:
        return self.height(f"{label}{_BETWEEN}{text}", bold=True)

    def heading(self, text: str) -> None:
        if text:
            self.flow.gap(ABOVE_HEADING)
            self.line(Written(text), bold=True)

    def rule(self) -> None:
        """A line across the page, below what stands above it."""
        row = self.flow.take([RULE]).start
        if self.sheet is not None:
            self.sheet.merge_across(row, 0, self.grid.whole.last, self.book.styles.make(bottom=1))

    def line(self, line: Written, **look: Any) -> None:
        """A line of text across the page, as high as it needs."""
        if self.tells:
            centred = look.get("align") == "center"
            role: Role = "title" if centred else "heading" if look.get("bold") else "text"
            self._say(Paragraph(line.text, role))
        self.again(line, **look)

    def again(self, line: Written, **look: Any) -> None:
        """A line that was said before, at the top of a further page."""
        self._across(self.measured(line.text, bool(look.get("bold"))), **look)

    def pairs(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Short texts with their labels on one line."""
        if not pairs:
            return
        if self.tells:
            self._say(*(Paragraph(text, "pair", label) for label, text in pairs))
        whole = _APART.join(f"{label}{_BETWEEN}{text}" for label, text in pairs)
        rows = self.flow.take(self.measured(whole, bold=True).heights)
        if self.sheet is None:
            return
        made, strong, plain = self._note(), self.book.styles.make(bold=True), self.book.styles.make()
        self.sheet.merge_blank(rows.start, 0, rows.stop - 1, self.grid.whole.last, made)
        runs = []
        for number, (label, text) in enumerate(pairs):
            after = _APART if number < len(pairs) - 1 else ""
            runs += [(strong, label), (plain, f"{_BETWEEN}{text}{after}")]
        self.sheet.write_runs(rows.start, 0, runs, made)

    def _paragraph(self, paragraph: Measured, closing: float | None = None) -> None:
        """A paragraph, divided where the page ends; with `closing`, enough of it goes on with what follows."""
        if not paragraph.heights:
            self.flow.gap(paragraph.height)
            return
        tried = False
        while paragraph.height + (closing or 0.0) > self.flow.left and not (tried and self.flow.is_fresh):
            room = self.flow.left
            if closing is not None:
                room = min(room, paragraph.height - self.least_height)
            above, below = divided(paragraph.text, self.grid.width, self.points, room)
            if above.strip():
                self._across(self.measured(above))
                paragraph = self.measured(below)
            tried = self.flow.is_fresh
            self.flow.new_page()
        if paragraph.text:
            self._across(paragraph)

    def _across(self, measured: Measured, **look: Any) -> None:
        rows = self.flow.take(measured.heights)
        if self.sheet is None:
            return
        text = measured.text
        made = self._note(quote_prefix=starts_like_a_formula(text), **look)
        self.sheet.merge_blank(rows.start, 0, rows.stop - 1, self.grid.whole.last, made)
        self.sheet.put_text(rows.start, 0, text, made)

    def _say(self, *pieces: Piece) -> None:
        if self.sheet is not None:
            self.book.prose.say(self.sheet.get_name(), self.flow.row, *pieces)


def _is_short(label: str, paragraphs: Sequence[str], width: float, points: float) -> bool:
    if not label:
        return False
    if not paragraphs:
        return True
    whole = f"{label}{_BETWEEN}{paragraphs[0]}"
    return len(paragraphs) == 1 and lines_needed(whole, width, points, bold=True) <= _SHORT_LINES


def _is_listed(text: str) -> bool:
    """An item of a list: it keeps its own beginning."""
    start = text.lstrip()
    return start.startswith(_LIST) or start[:1].isdigit() or text[:1].isspace()
