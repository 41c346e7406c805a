"""Report sheets and work sheets: how each is printed, and the page numbers of the report.

The report is what the office presents: pages numbered from the first after the cover, ร่าง on each of them until
nothing is left to put right. Work sheets (returns, problems, reconciliation, data) have grey tabs and are not
printed with the book: their print area is a cell without content, until someone clears it to print such a sheet.
"""

from __future__ import annotations

from collections.abc import Sequence

from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.print_setup import BOUND, FOOTER, Orientation, Paper, set_up_page
from xl_addin.model.thai.words import in_thai_digits
from xl_addin.report.book.report_workbook import ReportBook
from xl_addin.report.book.unfinished import DRAFT

WORK_TAB = "#A6A6A6"
"""Colour of a work sheet's tab; the PDF of the report leaves out the sheets that have it."""

THAI_DIGITS_FONT = "TH SarabunIT๙"
"""Its Arabic digits look Thai: Excel numbers pages in Arabic ones only."""

NOWHERE = (99998, 701)
"""Row and column (from 0) of a cell in which nothing stands."""

DRAFT_POINTS = 18
LONGEST_LINE = 120
"""Characters of a form's own header or footer: Excel takes 255 with the fonts."""
HEADER = 0.2
"""Inches above the header, so that it keeps clear of the page's first row."""
FOOTER_POINTS = 12


def set_up_report_page(
    book: ReportBook, sheet: BulkSheet, orientation: Orientation, paper: Paper = "A4"
) -> None:
    """A page of the report, numbered later by `number_pages`."""
    set_up_page(sheet, orientation, book.form.report.title, BOUND[orientation], paper)
    dress_report_page(book, sheet)
    book.numbered.append(sheet)


def dress_report_page(book: ReportBook, sheet: BulkSheet) -> None:
    """What every sheet of the report has, numbered or not: no gridlines, ร่าง while something is left."""
    sheet.hide_gridlines(2)
    own = _own_line(book, book.form.report.header)
    left = f'&L&"{book.settings.font},Regular"&{FOOTER_POINTS} {own}' if own else ""
    draft = f'&R&"{book.settings.font},Bold"&{DRAFT_POINTS}{DRAFT}' if book.is_draft else ""
    if left or draft:
        sheet.set_header(left + draft, {"margin": HEADER})


def _own_line(book: ReportBook, text: str) -> str:
    """A header or footer of the form, as Excel takes it: one line, & doubled, cut where it is too long."""
    if not text:
        return ""
    said = " ".join(line.text for line in book.write_lines(text, book.names(), "report")).strip()
    return said[:LONGEST_LINE].replace("&", "&&")


def set_up_work_sheet(book: ReportBook, sheet: BulkSheet) -> None:
    """A sheet for the planning group's own work."""
    set_up_page(sheet, "landscape", book.form.report.title, BOUND["landscape"])
    sheet.set_tab_color(WORK_TAB)
    sheet.hide_gridlines(2)
    book.work_sheets.append(sheet)


def leave_out_of_print(book: ReportBook) -> None:
    """Printing the whole book gives the report alone: no program prints a page without content at its end."""
    for sheet in book.work_sheets:
        sheet.print_area(*NOWHERE, *NOWHERE)


def pages_of(sheet: BulkSheet) -> int:
    """How many pages a sheet takes by its planned page ends."""
    return len(sheet.hbreaks) + 1


def number_pages(book: ReportBook, sheets: Sequence[BulkSheet]) -> dict[str, int]:
    """Give every sheet of the report its first page number, in the order of the workbook; by sheet name."""
    numbered = {sheet.get_name() for sheet in book.numbered}
    footer = footer_of(book)
    first: dict[str, int] = {}
    number = 1
    for sheet in sheets:
        if sheet.get_name() not in numbered:
            continue
        first[sheet.get_name()] = number
        number_sheet(sheet, number, footer)
        number += pages_of(sheet)
    return first


def footer_of(book: ReportBook) -> str:
    """The footer of every numbered page, as Excel takes it."""
    title = _own_line(book, book.form.report.footer) or book.form.report.title.replace("&", "&&")
    font = book.settings.font
    digits = THAI_DIGITS_FONT if book.settings.digits == "thai" else font
    left = in_thai_digits(title) if book.settings.digits == "thai" else title
    return (
        f'&L&"{font},Regular"&{FOOTER_POINTS} {left}'
        f'&R&"{font},Regular"&{FOOTER_POINTS} หน้า &"{digits},Regular"&P'
    )


def number_sheet(sheet: BulkSheet, number: int, footer: str) -> None:
    """Let the pages of a sheet be numbered from here on, in its footer."""
    sheet.set_start_page(number)
    sheet.set_footer(footer, {"margin": FOOTER})
