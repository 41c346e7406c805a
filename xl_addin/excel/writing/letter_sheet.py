"""A page of text on a sheet: memos and letters, A4 portrait, one wide column of merged lines.

The text (already filled by jinja2) carries a light markup, one paragraph per line:

    # บันทึกข้อความ          29 points, centred, with room for the garuda at its left
    ที่ | .... | วันที่ | ....   labels (20 points, bold) and values on dotted lines; two parts: one value
    > ลงชื่อ                 centred in the right half (signature)
    (blank line)             half a line of space
    anything else            a paragraph, its first line set in by a tab
    - anything               a list item, without that indent
"""

from __future__ import annotations

from io import BytesIO

from xlsxwriter.image import Image

from xl_addin.excel.writing import print_setup, text_metrics
from xl_addin.excel.writing.styles import Styles
from xl_addin.excel.writing.workbook_writer import Sheet, starts_like_a_formula
from xl_addin.model.thai.line_breaks import unbroken
from xl_addin.model.thai.words import in_thai_digits

COLUMNS = 12
WIDTH = 5.625
"""Characters of each of the columns that a letter's lines are merged over: together the room between its margins,
so that the letter prints at its true size.
"""

INDENT = "\u00a0" * 14
"""A first line is set in by spaces that Excel neither trims nor breaks at."""

HEADING_POINTS = 29
LABEL_POINTS = 20
EMBLEM_HEIGHT = 15 * 72 / 25.4
"""Points: 1.5 centimetres, as the government's form for memos asks."""

SPACE = 9.0
_DOTTED = 4  # style of a cell's line


def write_letter(
    sheet: Sheet, styles: Styles, text: str, thai_digits: bool, emblem: bytes = b""
) -> list[int]:
    """Write the text and set the page up for printing. Gives the row (from 0) of each line of the text.

    `emblem`: the picture of the garuda, 1.5 cm high at the left of the first line; room for it is kept.
    """
    sheet.set_column(0, COLUMNS - 1, WIDTH)
    sheet.hide_gridlines(2)
    row = 0
    rows = []
    for line in text.splitlines():
        rows.append(row)
        row = _Line(sheet, styles, row, in_thai_digits(line) if thai_digits else line).write()
    if emblem:
        sheet.insert_image(0, 0, "emblem", _emblem_options(emblem))
    print_setup.set_up_letter(sheet)
    sheet.print_area(0, 0, max(row - 1, 0), COLUMNS - 1)
    return rows


def _emblem_options(emblem: bytes) -> dict[str, object]:
    """The picture at the height that the government's form asks for, its shape kept."""
    picture = Image(BytesIO(emblem))
    pixels = EMBLEM_HEIGHT / 72 * 96
    share = pixels / (picture.height * 96 / (picture.y_dpi or 96))
    return {
        "image_data": BytesIO(emblem),
        "x_scale": share,
        "y_scale": share,
        "object_position": 1,
        "description": "ครุฑ",
    }


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
            end = self._merged(0, COLUMNS - 1, self.text[2:], HEADING_POINTS, bold=True, align="center")
            self.sheet.set_row(self.row, max(EMBLEM_HEIGHT + 2, text_metrics.line_height(HEADING_POINTS)))
            return end
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
        if text_metrics.lines_needed(text, width, size, bold) > 1:
            text = unbroken(text)
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
        heights = [text_metrics.line_height(LABEL_POINTS)]
        for number, (label, value) in enumerate(pairs):
            first = number * share
            last = COLUMNS - 1 if number == len(pairs) - 1 else first + share - 1
            wide = self._label_columns(label, share)
            bold = self.styles.make(font_size=LABEL_POINTS, bold=True, align="left", valign="bottom")
            if wide > 1:
                self.sheet.merge_range(self.row, first, self.row, first + wide - 1, "", bold)
            self.sheet.write_string(self.row, first, label, bold)
            plain = self.styles.make(align="left", valign="bottom", text_wrap=True, bottom=_DOTTED)
            self.sheet.merge_range(self.row, first + wide, self.row, last, "", plain)
            # The line is dotted already where the office is to write by hand.
            self.sheet.write_string(self.row, first + wide, value if value.strip(". ") else "", plain)
            width = text_metrics.column_points(WIDTH) * (last - first - wide + 1)
            heights.append(text_metrics.row_height([(value, width)], self.styles.points))
        self.sheet.set_row(self.row, max(heights))
        return self.row + 1

    def _label_columns(self, label: str, share: int) -> int:
        needed = text_metrics.text_width(label, LABEL_POINTS, bold=True) + 6
        wide = 1
        while wide * text_metrics.column_points(WIDTH) < needed and wide < share - 1:
            wide += 1
        return wide
