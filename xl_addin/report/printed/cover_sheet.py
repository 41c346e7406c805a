"""ปก: the lines of the cover in the middle of a page.

The first paragraph of the text is printed largest; the others follow in the size of headings.
"""

from __future__ import annotations

from collections.abc import Sequence

from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.print_setup import BOUND, page, scale, set_up_page
from xl_addin.excel.writing.text_metrics import text_room, text_width
from xl_addin.model.form.report_schema import ReportSheet
from xl_addin.model.register import Section
from xl_addin.report.book.report_workbook import ReportBook, Written
from xl_addin.report.book.sheet_setup import dress_report_page
from xl_addin.report.book.text_lines import TextBlock, write_full_width
from xl_addin.report.book.worksheet_table import Layout

COLUMNS = 8
LARGEST, LARGE = 1.75, 1.375
"""Times the office's size of letters."""


def write_cover(
    book: ReportBook, spec: ReportSheet, sheet: BulkSheet, section: Section | None = None
) -> None:
    """Write the cover of the report, or of a section."""
    # LibreOffice makes a sheet smaller only by its columns: one column as wide as the page would be cut.
    layout = Layout(book, sheet, (1.0,) * COLUMNS, spec.orientation)
    lines = book.write_file(str(spec.text), book.names(section=section), spec.name)
    while lines and not lines[-1].text.strip():
        lines.pop()
    blocks, number, started = [], 0, False
    sizes = _sizes(lines, layout.width, book.points)
    for line in lines:
        if started and not line.text.strip():
            number = 1
        started = started or bool(line.text.strip())
        size = sizes[number]
        look = book.styles.title(font_size=size)
        blocks.append(TextBlock.fitted(line, look, layout.width, size, bold=True))
    room = page(spec.orientation).height / scale(spec.orientation, layout.width)
    spare = max(0.0, room * 0.9 - sum(sum(block.heights) for block in blocks))
    above = int(min(spare * 0.4, 400.0))
    sheet.set_row(0, max(above, 1))
    end = write_full_width(book, sheet, blocks, COLUMNS, 1)
    set_up_page(sheet, spec.orientation, margins=BOUND[spec.orientation])
    sheet.set_footer("")
    dress_report_page(book, sheet)
    sheet.print_area(0, 0, max(end - 1, 0), COLUMNS - 1)


def _sizes(lines: Sequence[Written], width: float, points: float) -> tuple[int, int]:
    """Sizes of the first paragraph and of the others: smaller where that keeps a line whole.

    Thai is written without spaces, so a line that is too long would be broken in a word.
    """
    texts = [line.text.strip() for line in lines]
    while texts and not texts[0]:
        texts.pop(0)
    end = texts.index("") if "" in texts else len(texts)
    first, others = (
        _size(part, width, points * most, points * least)
        for part, most, least in ((texts[:end], LARGEST, LARGE), (texts[end:], LARGE, 1.0))
    )
    return first, min(first, others)


def _size(texts: Sequence[str], width: float, most: float, least: float) -> int:
    """The size at which the longest of the texts that can be kept whole fits."""
    widest = [text_width(text, 1, bold=True) for text in texts if text]
    fitting = [int(text_room(width) / one) for one in widest]
    return min([round(most), *(size for size in fitting if size >= least)])
