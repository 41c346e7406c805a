"""Short lists one below another on one sheet, where they fit on the page on which the first one ends.

Each keeps its own heading and header row. The sheet has the columns of all of them (`shared_columns`), so that they are
printed at one scale, that of the first.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.text_metrics import column_width
from xl_addin.model.form.report_schema import ReportSheet
from xl_addin.report.book.print_widths import suit_width
from xl_addin.report.book.sheet_setup import set_up_report_page
from xl_addin.report.book.worksheet_table import MOST_BREAKS
from xl_addin.report.table.project_list import ProjectList
from xl_addin.report.table.shared_columns import placed, shared_edges
from xl_addin.report.table.written_table import WrittenTable

ABOVE_NEXT = 20.0
"""Points between a list and the heading of the next one."""


@dataclass(frozen=True, slots=True)
class RoomBelow:
    """What is left below the lists of `sheet`: from `row` (from 0) on, `free` points of their last page.

    `width`: points of the sheet's columns, of which there are `columns`; `page_ends`: rows that begin a page above.
    """

    sheet: BulkSheet
    row: int
    free: float
    width: float
    columns: int
    page_ends: tuple[int, ...] = ()


class SharedSheet:
    """The sheet of a list, and of those that follow it there."""

    def __init__(self, first: ProjectList) -> None:
        self.lists = [first]
        self.edges = shared_edges([first.columns])
        self.pages, self.free = first.pages

    def take(self, spec: ReportSheet) -> bool:
        """Let the next list of the report stand here too, if it fits."""
        first = self.lists[0]
        following = ProjectList(
            first.book, first.data, spec, first.rows.round, first.sheet, None, above=self.edges
        )
        needed = ABOVE_NEXT + following.height
        suits = suit_width(following.columns, first.book.settings, first.points, self.edges[-1])
        if not suits or needed > self.free:
            return False
        self.lists.append(following)
        self.edges = shared_edges([one.columns for one in self.lists])
        self.free -= needed
        return True

    @property
    def below(self) -> RoomBelow:
        """What is left when the lists are written; before, the row is not known and is 0."""
        first = self.lists[0]
        ends = tuple(first.page_ends()[:MOST_BREAKS])
        row = self.lists[-1].end
        return RoomBelow(first.sheet, row, self.free, self.edges[-1], len(self.edges) - 1, ends)

    def write(self, repeats: bool = True) -> list[WrittenTable]:
        """Write the lists; `repeats`: pages after the first begin with the header of the first list."""
        first, sheet = self.lists[0], self.lists[0].sheet
        for number, (start, end) in enumerate(pairwise(self.edges)):
            sheet.set_column(number, number, column_width(end - start))
        written: list[WrittenTable] = []
        row = 0
        for one in self.lists:
            if written:
                sheet.set_row(row, ABOVE_NEXT)
                row += 1
            written.append(one.write(placed(one.columns, self.edges), row))
            row = one.end
        set_up_report_page(first.book, sheet, first.spec.orientation, first.spec.paper)
        if repeats and first.spec.continued is None:
            sheet.repeat_rows(first.top, first.first - 1)
        sheet.freeze_panes(first.first, 0)
        sheet.set_zoom(80)
        sheet.print_area(0, 0, row - 1, len(self.edges) - 2)
        sheet.set_h_pagebreaks(first.page_ends()[:MOST_BREAKS])
        return written
