"""A page of text on a sheet: memos and letters, A4 portrait, one wide column of merged lines.

The text (already filled by jinja2) carries a light markup, one paragraph per line:

    # บันทึกข้อความ          big, centred
    ที่ | .... | วันที่ | ....   labels (bold) and values side by side; two parts: the value takes the line
    > ลงชื่อ                 centred in the right half (signature)
    (blank line)             half a line of space
    anything else            a paragraph, its first line set in by a tab
    - anything               a list item, without that indent
"""

from __future__ import annotations

from xl_addin.excel.writing import print_setup, text_metrics
from xl_addin.excel.writing.styles import Styles
from xl_addin.excel.writing.workbook_writer import Sheet, starts_like_a_formula
from xl_addin.model.thai.words import in_thai_digits

COLUMNS = 12
WIDTH = 6.2
"""Characters of each of the columns that a letter's lines are merged over: together one A4 page."""

INDENT = "\u00a0" * 14
"""A first line is set in by spaces that Excel neither trims nor breaks at."""

HEADING_POINTS = 29
SPACE = 9.0


def write_letter(sheet: Sheet, styles: Styles, text: str, thai_digits: bool) -> list[int]:
    """Write the text and set the page up for printing. Gives the row (from 0) of each line of the text."""
    sheet.set_column(0, COLUMNS - 1, WIDTH)
    sheet.hide_gridlines(2)
    row = 0
    rows = []
    for line in text.splitlines():
        rows.append(row)
        row = _Line(sheet, styles, row, in_thai_digits(line) if thai_digits else line).write()
    print_setup.set_up_letter(sheet)
    sheet.print_area(0, 0, max(row - 1, 0), COLUMNS - 1)
    return rows


class _Line:
    """One line of the letter at a row (from 0)."""

    def __init__(self, sheet: Sheet, styles: Styles, row: int, text: str) -> None:
        self.sheet, self.styles, self.row, self.text = sheet, styles, row, text.strip()

    def write(self) -> int:
        """Write it; gives the row after it."""
        if not self.text:
            self.sheet.set_row(self.row, SPACE)
            return self.row + 1
        if self.text.startswith("# "):
            return self._merged(0, COLUMNS - 1, self.text[2:], HEADING_POINTS, bold=True, align="center")
        if self.text.startswith("> "):
            return self._merged(COLUMNS // 2, COLUMNS - 1, self.text[2:], align="center")
        if " | " in self.text:
            return self._fields([part.strip() for part in self.text.split(" | ")])
        paragraph = self.text if self.text.startswith("- ") else INDENT + self.text
        return self._merged(0, COLUMNS - 1, paragraph)

    def _merged(
        self,
        first: int,
        last: int,
        text: str,
        points: float | None = None,
        bold: bool = False,
        align: str = "left",
    ) -> int:
        size = points or self.styles.points
        look = self.styles.make(
            font_size=size,
            bold=bold,
            align=align,
            valign="top",
            text_wrap=True,
            quote_prefix=starts_like_a_formula(text),
        )
        width = text_metrics.column_points(WIDTH) * (last - first + 1)
        heights = text_metrics.split_heights(text, width, size, bold)
        end = self.row + len(heights) - 1
        self.sheet.merge_range(self.row, first, end, last, "", look)
        self.sheet.write_string(self.row, first, text, look)
        for number, height in enumerate(heights):
            self.sheet.set_row(self.row + number, height)
        return end + 1

    def _fields(self, parts: list[str]) -> int:
        """Label and value pairs, each with its share of the columns; a value is underlined with dots."""
        pairs = list(zip(parts[::2], parts[1::2], strict=False))
        share = COLUMNS // len(pairs)
        heights = [text_metrics.line_height(self.styles.points)]
        for number, (label, value) in enumerate(pairs):
            first = number * share
            last = COLUMNS - 1 if number == len(pairs) - 1 else first + share - 1
            wide = self._label_columns(label, share)
            bold = self.styles.make(bold=True, align="left", valign="top")
            if wide > 1:
                self.sheet.merge_range(self.row, first, self.row, first + wide - 1, "", bold)
            self.sheet.write_string(self.row, first, label, bold)
            plain = self.styles.make(align="left", valign="top", text_wrap=True)
            self.sheet.merge_range(self.row, first + wide, self.row, last, "", plain)
            self.sheet.write_string(self.row, first + wide, value, plain)
            width = text_metrics.column_points(WIDTH) * (last - first - wide + 1)
            heights.append(text_metrics.row_height([(value, width)], self.styles.points))
        self.sheet.set_row(self.row, max(heights))
        return self.row + 1

    def _label_columns(self, label: str, share: int) -> int:
        needed = text_metrics.text_width(label, self.styles.points, bold=True) + 6
        wide = 1
        while wide * text_metrics.column_points(WIDTH) < needed and wide < share - 1:
            wide += 1
        return wide
