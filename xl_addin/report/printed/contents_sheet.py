"""สารบัญ: where each part of a long report, and each project's form in it, begins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.print_setup import PrintedRow, page, page_breaks, scale
from xl_addin.excel.writing.styles import LINE
from xl_addin.excel.writing.text_metrics import indented, row_height
from xl_addin.report.book.column_values import texts
from xl_addin.report.book.report_workbook import ReportBook, Written
from xl_addin.report.book.sheet_setup import number_pages, pages_of, set_up_report_page
from xl_addin.report.book.text_lines import TextBlock, write_full_width
from xl_addin.report.book.worksheet_table import Layout
from xl_addin.report.table.written_table import WrittenTable

if TYPE_CHECKING:
    from xl_addin.report.printed.form_pages import WrittenForms

CONTENTS_SHEET = "สารบัญ"
MOST_WITHOUT = 10
"""Pages of a report that needs no contents."""

_DOTTED = 4  # style of a cell's line
_INDENT = 2


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the report: its title, its sheet and the row (from 0) with which it begins there."""

    title: str
    sheet: str
    row: int = 0
    is_form: bool = False


def parts_of(
    titles: Mapping[str, str], tables: Iterable[WrittenTable], forms: Sequence[WrittenForms]
) -> list[Part]:
    """The parts in the order of the sheets; `titles`: of the numbered sheets, by name."""
    said = list(titles.values())
    written = {one.sheet: one for one in forms if not one.top}
    every: list[WrittenTable | WrittenForms] = [*tables, *forms]
    parts = []
    for sheet, title in titles.items():
        # Blocks of several quarters have one title: the name of the sheet says which is which.
        parts.append(Part(title if said.count(title) == 1 or title == sheet else f"{title} ({sheet})", sheet))
        if sheet in written:
            names = texts(written[sheet].rows.frame, "project")
            places = written[sheet].row_of.items()
            parts += [Part(names[place] or "", sheet, row, is_form=True) for place, row in places]
        parts += [Part(one.title, sheet, one.top) for one in every if one.top and one.sheet == sheet]
    return parts


def write_contents(book: ReportBook, sheet: BulkSheet, parts: Sequence[Part]) -> bool:
    """Write the sheet, when all others are; False where the report is too short to need it."""
    sheets = {one.get_name(): one for one in book.workbook.worksheets()}
    if sum(pages_of(one) for one in book.numbered) <= MOST_WITHOUT:
        return False
    layout = Layout(book, sheet, (80, 10))
    title = TextBlock.fitted(
        Written(CONTENTS_SHEET), book.styles.title(), layout.width, book.points, bold=True
    )
    first = write_full_width(book, sheet, [title], layout.columns, 0)
    heights = [_height(book, layout, part) for part in parts]
    room = page("portrait").height / scale("portrait", layout.width)
    rows = [PrintedRow(first + number, height) for number, height in enumerate(heights)]
    sheet.set_h_pagebreaks(page_breaks(rows, room - sum(title.heights), room - sum(title.heights)))
    sheet.repeat_rows(0, first - 1)
    set_up_report_page(book, sheet, "portrait")
    begins = number_pages(book, book.workbook.worksheets())
    for number, (part, height) in enumerate(zip(parts, heights, strict=True)):
        row = first + number
        before = [end for end in sheets[part.sheet].hbreaks if end <= part.row]
        _line(book, sheet, row, part, begins[part.sheet] + len(before))
        sheet.set_row(row, height)
    sheet.print_area(0, 0, first + len(parts) - 1, layout.columns - 1)
    return True


def _height(book: ReportBook, layout: Layout, part: Part) -> float:
    room = layout.widths[0]
    for _ in range(_INDENT if part.is_form else 0):
        room = indented(room)
    return row_height([(book.in_digits(part.title), room)], book.points, bold=not part.is_form)


def _line(book: ReportBook, sheet: BulkSheet, row: int, part: Part, number: int) -> None:
    look = {"bottom": _DOTTED, "bottom_color": LINE, "bold": not part.is_form}
    indent = {"indent": _INDENT} if part.is_form else {}
    sheet.write_string(row, 0, book.in_digits(part.title), book.styles.note(**look, **indent))
    sheet.write_string(
        row, 1, book.in_digits(str(number)), book.styles.make(align="right", valign="bottom", **look)
    )
