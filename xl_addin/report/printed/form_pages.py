"""Project forms: one after another on a long sheet, each from the top of a page, long texts whole.

One sheet, not one per project: LibreOffice and Excel open it in a fraction of the time, it prints as one, and
the lists link to each form.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import inf

from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.print_setup import page
from xl_addin.excel.writing.styles import MISSING_LOOK
from xl_addin.excel.writing.text_metrics import column_width
from xl_addin.model.form.report_schema import PagePart, ReportSheet
from xl_addin.model.notation.jinja_environment import DOTS
from xl_addin.model.values.kinds import Kind
from xl_addin.report.book.column_values import texts
from xl_addin.report.book.ledger import Mention, Source
from xl_addin.report.book.report_workbook import NOT_RETURNED, Written
from xl_addin.report.book.table_rows import TableRows
from xl_addin.report.book.unfinished import MARK
from xl_addin.report.book.worksheet_table import MOST_BREAKS
from xl_addin.report.printed.form_content import FilledPart, FormContent
from xl_addin.report.printed.form_grid import PLAIN, FormGrid
from xl_addin.report.printed.form_table import SmallColumn, SmallTable
from xl_addin.report.printed.form_text import ABOVE_HEADING, FormText
from xl_addin.report.table.page_flow import NEARLY_EMPTY, PageFlow, closings
from xl_addin.report.table.project_list import NO_PROJECT
from xl_addin.report.table.shared_sheet import ABOVE_NEXT, RoomBelow

WRONG_FORM = f"แบบนี้ยังมีที่ต้องแก้ ในหัวข้อที่มีเครื่องหมาย {MARK}"


@dataclass(frozen=True, slots=True)
class WrittenForms:
    """What was printed: `row_of` each project's form (position -> sheet row from 0).

    `mentions`: numbers of the projects in texts; `totals`: (table, key) -> (position, cell of its total row).
    `top`: the sheet's row (from 0) with which they begin, `title`: what they are called; `columns`: of the sheet;
    `page_ends`: its rows (from 0) that begin a page, `rows_taken`: how many of it there are.
    """

    sheet: str
    spec: ReportSheet
    rows: TableRows
    title: str = ""
    top: int = 0
    columns: int = 1
    row_of: dict[int, int] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    totals: dict[tuple[str, str], list[tuple[int, Source]]] = field(default_factory=dict)
    page_ends: Sequence[int] = ()
    rows_taken: int = 0

    def set_bounds(self, sheet: BulkSheet) -> None:
        """Where the sheet's pages end, and its print area."""
        sheet.set_h_pagebreaks(self.page_ends)
        sheet.print_area(0, 0, max(self.rows_taken - 1, 0), self.columns - 1)

    def places(self) -> dict[str, tuple[str, int]]:
        """Sheet and row of the form of each project, by project id."""
        ids = texts(self.rows.frame, "project_id")
        return {ids[position] or "": (self.sheet, row) for position, row in self.row_of.items()}


class ProjectForms:
    """The forms of some projects on their way to the pages, at the scale `size`.

    `sheet`: None where the pages are only tried. `below`: what the lists leave that stand on it already.
    """

    def __init__(
        self,
        content: FormContent,
        sheet: BulkSheet | None,
        written: WrittenForms,
        size: float,
        below: RoomBelow | None = None,
    ) -> None:
        self.content, self.sheet, self.below = content, sheet, below
        self.book = content.book
        self.spec, self.rows = written.spec, written.rows
        self.grid = FormGrid(written.spec, size, PLAIN if below is None else below.columns)
        self.written = replace(written, columns=len(self.grid.points))
        room = page(written.spec.orientation).height / size
        self.flow = PageFlow(sheet, room)
        if below is not None:
            self.flow = PageFlow(sheet, room, below.row, below.free)
            self.flow.gap(ABOVE_NEXT)
        self.text = FormText(self.book, self.grid, self.flow)
        # A hash of a part is one of all its columns.
        self._tables: dict[int, SmallTable] = {}

    def write(self) -> WrittenForms:
        self.lay_out()
        sheet = self.sheet
        assert sheet is not None
        above = () if self.below is None else self.below.page_ends
        ends = [*above, *self.flow.breaks][:MOST_BREAKS]
        self.written = replace(self.written, page_ends=ends, rows_taken=self.flow.row)
        self.written.set_bounds(sheet)
        if self.below is None:
            for index, points in enumerate(self.grid.points):
                sheet.set_column(index, index, column_width(points))
            sheet.set_zoom(80)
        return self.written

    def lay_out(self) -> None:
        """Put every project on the pages; writes nothing where they are only tried."""
        if self.spec.running:
            self._titles(self.content.titles())
        for number, position in enumerate(self.rows.positions, start=1):
            self._project(number, position)
        self.flow.on_new_page = None  # it holds these forms, which hold the flow
        if not self.rows.positions:
            self.text.line(Written(NO_PROJECT), align="center")

    def fills(self, numbered: Iterable[tuple[int, int]], most_empty: float) -> list[float]:
        """How full each page of projects (number, position) is, up to where more than `most_empty` are nearly empty."""
        fills = self.flow.fills
        for number, position in numbered:
            self._project(number, position)
            self.flow.on_new_page = None  # it holds these forms, which hold the flow
            self.flow.new_page()
            if sum(fill < NEARLY_EMPTY for fill in fills) > most_empty:
                break
        return fills

    def _project(self, number: int, position: int) -> None:
        filled = self.content.filled(number, position)
        if not self.spec.running:
            self.flow.on_new_page = None
            self.flow.new_page()
            self.written.row_of[position] = self.flow.row
            self._titles(filled.titles)
        if closed := self.rows.closed[position]:
            self.text.line(Written(self.book.in_digits(closed)), align="center")
        if not self.rows.reported[position]:
            self.text.line(Written(NOT_RETURNED), align="center", **MISSING_LOOK)
        elif filled.is_wrong and not self.spec.running:
            self.text.line(Written(WRONG_FORM), align="center", **MISSING_LOOK)
        self.written.mentions.extend(filled.mentions)
        # A table is high enough for any page.
        heights = [
            inf if one.text is None else self.text.whole_height(one.heading, one.label, one.text)
            for one in filled.parts
        ]
        ends = closings(heights, 0.0, self.text.least_height)
        for part, closing in zip(filled.parts, ends, strict=True):
            self._part(part, position, closing)

    def _titles(self, titles: Sequence[Written]) -> None:
        self.written.mentions.extend(mention for line in titles for mention in line.mentions)
        for line in titles:
            self.text.line(line, bold=True, align="center")
        if self.spec.continued is not None and titles:
            again = Written(f"{titles[-1].text} {self.spec.continued}")
            self.flow.on_new_page = lambda: self.text.again(again, bold=True, align="center")

    def _part(self, ready: FilledPart, position: int, closing: float | None) -> None:
        """`closing`: what must stand on the page with the part's end, None before the form's last parts."""
        if ready.text is not None:
            self.text.labelled(ready.heading, ready.label, ready.text, closing)
            if ready.part.ruled:
                self.text.rule()
            return
        if ready.part.blocks:
            self._blocks(ready, position, closing)
        else:
            self._table(ready, position, closing)

    def _small_table(self, part: PagePart) -> SmallTable:
        if id(part) not in self._tables:
            self._tables[id(part)] = SmallTable(
                self.book, self.grid, part, *self.content.tables.columns(part)
            )
        return self._tables[id(part)]

    def _blocks(self, ready: FilledPart, position: int, closing: float | None) -> None:
        """The rows of a table one below another: name, short values side by side, long texts."""
        columns, rows = self.content.tables.columns(ready.part)[0], ready.rows
        heading, label, needed = ready.heading, ready.label, self.text.above(ready.heading)
        if not rows:
            self.text.labelled(heading, label, self._empty(ready.part, position), closing)
            return
        for row in rows:
            short = [
                (_label(column), cell.text)
                for cell, column in zip(row[1:], columns[1:], strict=True)
                if cell.text and column.kind is not Kind.LONG_TEXT
            ]
            self.flow.need(needed + self.text.height(row[0].text, bold=True) + 2 * self.text.line_height)
            self.text.heading(heading)
            if heading and label:
                self.text.line(Written(label), bold=True)
            self.text.line(Written(row[0].text), bold=True)
            self.text.pairs(short)
            long = [
                (_label(column), cell.text)
                for cell, column in zip(row[1:], columns[1:], strict=True)
                if cell.text and column.kind is Kind.LONG_TEXT
            ]
            for number, (name, text) in enumerate(long, start=1):
                is_last = row is rows[-1] and number == len(long)
                self.text.labelled("", name, text, closing if is_last else None)
            heading, needed = "", 0.0

    def _table(self, ready: FilledPart, position: int, closing: float | None) -> None:
        part, label, rows, total = ready.part, ready.label, ready.rows, ready.total
        small = self._small_table(part)
        table = small.measured(rows, total)
        needed = self.text.above(ready.heading) + self.text.label_height(label)
        after = closing + ABOVE_HEADING / 2 if closing else 0.0
        least = small.least(self.flow, table, after) if rows else self.text.line_height + after
        self.flow.need(needed + least)
        self.text.heading(ready.heading)
        if label:
            self.text.line(Written(label), bold=True)
        if not rows:
            self.text.line(Written(self._empty(part, position)))
            return
        if self.sheet is not None and self.text.tells:
            self.book.prose.say(self.sheet.get_name(), self.flow.row, small.as_texts(rows, total))
        cells = small.write(self.flow, table, after)
        for key, cell in cells.items():
            self.written.totals.setdefault((part.table or "", key), []).append((position, cell))
        self.flow.gap(ABOVE_HEADING / 2)

    def _empty(self, part: PagePart, position: int) -> str:
        """What stands where a table has no row: the office's sign, but "-" is an answer, and needs a group's."""
        return part.empty if self.rows.reported[position] else DOTS


def _label(column: SmallColumn) -> str:
    return column.spec.title if column.spec is not None else ""
