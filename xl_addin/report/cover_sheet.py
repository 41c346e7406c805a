"""ปก: the lines of the cover in the middle of a page.

The first paragraph of the text is printed largest; the others follow in the size of headings.
"""

from __future__ import annotations

from xl_addin.model.form import ReportSheet
from xl_addin.model.register import Section
from xl_addin.report.page_text import TextBlock, write_full_width
from xl_addin.report.plain_table import Layout
from xl_addin.report.report_book import ReportBook
from xl_addin.workbook.bulk_rows import BulkSheet
from xl_addin.workbook.print_setup import page, scale, set_up_page

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
    blocks, factor, started = [], LARGEST, False
    for line in lines:
        if started and not line.text.strip():
            factor = LARGE
        started = started or bool(line.text.strip())
        size = round(book.points * factor)
        look = book.styles.title(font_size=size)
        blocks.append(TextBlock.fitted(line, look, layout.width, size, bold=True))
    room = page(spec.orientation).height / scale(spec.orientation, layout.width)
    spare = max(0.0, room * 0.9 - sum(sum(block.heights) for block in blocks))
    above = int(min(spare * 0.4, 400.0))
    sheet.set_row(0, max(above, 1))
    end = write_full_width(book, sheet, blocks, COLUMNS, 1)
    set_up_page(sheet, spec.orientation)
    sheet.set_footer("")
    sheet.hide_gridlines(2)
    sheet.print_area(0, 0, max(end - 1, 0), COLUMNS - 1)
