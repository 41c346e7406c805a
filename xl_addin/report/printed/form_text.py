"""The texts of project forms: lines across the page, labels beside or above what they name, long texts divided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xl_addin.excel.writing.letter_sheet import INDENT
from xl_addin.excel.writing.text_metrics import MAX_ROW_HEIGHT, line_height, lines_needed, split_heights
from xl_addin.excel.writing.workbook_writer import starts_like_a_formula
from xl_addin.model.notation.jinja_environment import DOTS
from xl_addin.report.book.prose import Paragraph, Piece
from xl_addin.report.book.report_workbook import ReportBook, Written
from xl_addin.report.printed.form_grid import FormGrid
from xl_addin.report.table.page_flow import LEAST_LINES, PageFlow, closings, divided, text_height

ABOVE_HEADING = 9.0
RULE = 6.0
"""Points from a text to the line below it."""
_BETWEEN = "  "
_APART = "      "
_SHORT_LINES = 2  # a text no longer than this stands beside its label
_LIST = ("-", "•", "–", "*", "(")


class FormText:
    """Writes texts where `flow` stands, and measures them before; only measures where it has no sheet."""

    def __init__(self, book: ReportBook, grid: FormGrid, flow: PageFlow) -> None:
        self.book, self.sheet, self.grid, self.flow = book, flow.sheet, grid, flow
        self.line_height = line_height(book.points)
        self.least_height = LEAST_LINES * self.line_height
        self._printed: dict[tuple[str, str], tuple[bool, list[str]]] = {}

    def whole_height(self, heading: str, label: str, text: str) -> float:
        """What a heading and its labelled text take."""
        beside, paragraphs = self._shown(label, text)
        if beside:
            return self.above(heading) + self._pair_height(label, paragraphs[0])
        return self.above(heading) + self.label_height(label) + sum(map(self._paragraph_height, paragraphs))

    def label_height(self, label: str) -> float:
        return self.height(label, bold=True) if label else 0.0

    def above(self, heading: str) -> float:
        """What a heading takes, with the gap over it."""
        return self.height(heading, bold=True) + ABOVE_HEADING if heading else 0.0

    def _shown(self, label: str, text: str) -> tuple[bool, list[str]]:
        """Whether a text stands beside its label, and its paragraphs as they are printed."""
        asked = (label, text)
        if asked not in self._printed:
            self._printed[asked] = self._divided(label, text)
        return self._printed[asked]

    def _divided(self, label: str, text: str) -> tuple[bool, list[str]]:
        points, width = self.book.points, self.grid.width
        paragraphs = text.rstrip().split("\n") if text.strip() else [DOTS]
        if _is_short(label, paragraphs, width, points):
            return True, paragraphs
        is_prose = any(lines_needed(text, width, points) > 1 for text in paragraphs)
        return False, [INDENT + text if is_prose and not _is_listed(text) else text for text in paragraphs]

    def labelled(self, heading: str, label: str, text: str, closing: float | None = None) -> None:
        """A heading, if any, and a text beside its label or below it."""
        above = self.above(heading)
        beside, paragraphs = self._shown(label, text)
        if beside:
            self.flow.need(above + self._pair_height(label, paragraphs[0]) + (closing or 0.0))
            self.heading(heading)
            self.pairs([(label, paragraphs[0])])
            return
        ends: list[float | None] = [None] * len(paragraphs)
        if closing is not None:
            ends = closings([self._paragraph_height(text) for text in paragraphs], closing, self.least_height)
        self.flow.need(above + self.label_height(label) + self._least(paragraphs[0], ends[0]))
        self.heading(heading)
        if label:
            self.line(Written(label), bold=True)
        if self.sheet is not None:
            self._say(*(Paragraph(line) for line in text.rstrip().split("\n") if line.strip()))
        for paragraph, end in zip(paragraphs, ends, strict=True):
            self._paragraph(paragraph, end)

    def _least(self, paragraph: str, closing: float | None) -> float:
        """What of a text must follow its heading on the page."""
        height = self.height(paragraph)
        if closing is not None and not self._divides(paragraph):
            return height + closing
        return min(height, self.least_height + 2)

    def _divides(self, text: str) -> bool:
        """Whether a page may end in a text that ends a form."""
        return lines_needed(text, self.grid.width, self.book.points) >= 2 * LEAST_LINES

    def height(self, text: str, bold: bool = False) -> float:
        return text_height(text, self.grid.width, self.book.points, bold)

    def _pair_height(self, label: str, text: str) -> float:
        return self.height(f"{label}{_BETWEEN}{text}", bold=True)

    def _paragraph_height(self, text: str) -> float:
        return self.height(text) if text.strip() else self.line_height / 2

    def heading(self, text: str) -> None:
        if text:
            self.flow.gap(ABOVE_HEADING)
            self.line(Written(text), bold=True)

    def rule(self) -> None:
        """A line across the page, below what stands above it."""
        row = self.flow.take([RULE]).start
        if self.sheet is not None:
            self.sheet.merge_range(row, 0, row, self.grid.whole.last, "", self.book.styles.make(bottom=1))

    def line(self, line: Written, **look: Any) -> None:
        """A line of text across the page, as high as it needs."""
        centred = look.get("align") == "center"
        self._say(Paragraph(line.text, "title" if centred else "heading" if look.get("bold") else "text"))
        self.again(line, **look)

    def again(self, line: Written, **look: Any) -> None:
        """A line that was said before, at the top of a further page."""
        bold = bool(look.get("bold"))
        heights = split_heights(line.text, self.grid.width, self.book.points, bold)
        self._across(heights, line.text, **look)

    def pairs(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Short texts with their labels on one line."""
        if not pairs:
            return
        self._say(*(Paragraph(text, "pair", label) for label, text in pairs))
        whole = _APART.join(f"{label}{_BETWEEN}{text}" for label, text in pairs)
        rows = self.flow.take(split_heights(whole, self.grid.width, self.book.points, bold=True))
        if self.sheet is None:
            return
        made, strong, plain = self._note(), self.book.styles.make(bold=True), self.book.styles.make()
        self.sheet.merge_range(rows.start, 0, rows.stop - 1, self.grid.whole.last, "", made)
        pieces: list[Any] = []
        for number, (label, text) in enumerate(pairs):
            after = _APART if number < len(pairs) - 1 else ""
            pieces += [strong, label, plain, f"{_BETWEEN}{text}{after}"]
        self.sheet.write_rich_string(rows.start, 0, *pieces, made)

    def _paragraph(self, text: str, closing: float | None = None) -> None:
        """A paragraph, divided where the page ends; with `closing`, enough of it goes on with what follows."""
        points, width = self.book.points, self.grid.width
        if not text.strip():
            self.flow.gap(self.line_height / 2)
            return
        tried = False
        while self.height(text) + (closing or 0.0) > self.flow.left and not (tried and self.flow.is_fresh):
            room = self.flow.left
            if closing is not None:
                room = min(room, self.height(text) - self.least_height)
            above, below = divided(text, width, points, room)
            if above.strip():
                self._across(split_heights(above, width, points), above)
                text = below
            tried = self.flow.is_fresh
            self.flow.new_page()
        if text:
            self._across(split_heights(text, width, points), text)

    def _across(self, heights: Sequence[float], text: str, **look: Any) -> None:
        rows = self.flow.take([min(height, MAX_ROW_HEIGHT) for height in heights])
        if self.sheet is None:
            return
        made = self._note(quote_prefix=starts_like_a_formula(text), **look)
        self.sheet.merge_range(rows.start, 0, rows.stop - 1, self.grid.whole.last, "", made)
        self.sheet.write_string(rows.start, 0, text, made)

    def _say(self, *pieces: Piece) -> None:
        if self.sheet is not None:
            self.book.prose.say(self.sheet.get_name(), self.flow.row, *pieces)

    def _note(self, **look: Any) -> Any:
        return self.book.styles.note(**look)


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
