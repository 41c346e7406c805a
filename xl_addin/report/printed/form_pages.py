"""Project forms: one after another on a long sheet, each from the top of a page, long texts whole.

One sheet, not one per project: LibreOffice and Excel open it in a fraction of the time, it prints as one, and
the lists link to each form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf
from typing import Any

from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.print_setup import page
from xl_addin.excel.writing.styles import MISSING_LOOK
from xl_addin.excel.writing.text_metrics import column_width
from xl_addin.model.expressions.evaluate import evaluate_check
from xl_addin.model.expressions.evaluation_data import Data
from xl_addin.model.expressions.language import parse
from xl_addin.model.form.report_schema import PagePart, PrintColumn, ReportSheet
from xl_addin.model.form.schema import MAIN
from xl_addin.model.form.scopes import row_scope
from xl_addin.model.notation.jinja_environment import DOTS
from xl_addin.model.register import Section
from xl_addin.model.values.kinds import Kind
from xl_addin.report.book.column_values import texts
from xl_addin.report.book.data_sheet import DataSheet
from xl_addin.report.book.ledger import Mention, Source
from xl_addin.report.book.report_workbook import NOT_RETURNED, ReportBook, Written
from xl_addin.report.book.sheet_setup import set_up_report_page
from xl_addin.report.book.table_rows import TableRows, table_rows
from xl_addin.report.book.unfinished import MARK, prints
from xl_addin.report.book.worksheet_table import MOST_BREAKS
from xl_addin.report.printed.form_grid import PLAIN, FormGrid
from xl_addin.report.printed.form_rows import ProjectColumns
from xl_addin.report.printed.form_table import SmallColumn, SmallRow, SmallTable
from xl_addin.report.printed.form_table_content import PartTables
from xl_addin.report.printed.form_text import ABOVE_HEADING, FormText
from xl_addin.report.table.page_flow import PageFlow, closings
from xl_addin.report.table.project_list import NO_PROJECT
from xl_addin.report.table.shared_sheet import ABOVE_NEXT, RoomBelow

WRONG_FORM = f"แบบนี้ยังมีที่ต้องแก้ ในหัวข้อที่มีเครื่องหมาย {MARK}"


@dataclass(frozen=True, slots=True)
class WrittenForms:
    """What was printed: `row_of` each project's form (position -> sheet row from 0).

    `mentions`: numbers of the projects in texts; `totals`: (table, key) -> (position, cell of its total row).
    `top`: the sheet's row (from 0) with which they begin, `title`: what they are called; `columns`: of the sheet.
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

    def places(self) -> dict[str, tuple[str, int]]:
        """Sheet and row of the form of each project, by project id."""
        ids = texts(self.rows.frame, "project_id")
        return {ids[position] or "": (self.sheet, row) for position, row in self.row_of.items()}


@dataclass(frozen=True, slots=True)
class _Ready:
    """A part of one project's form with its texts filled; `text` None: a table."""

    part: PagePart
    heading: str
    label: str
    text: str | None


class ProjectForms:
    """The forms of some projects on their way to the pages, at the scale `size`.

    `below`: what the lists leave that stand on the sheet already.
    """

    def __init__(
        self,
        book: ReportBook,
        data: Mapping[str, DataSheet],
        sheet: BulkSheet,
        section: Section | None,
        written: WrittenForms,
        size: float,
        below: RoomBelow | None = None,
    ) -> None:
        self.below = below
        self.book, self.sheet = book, sheet
        spec, rows = self.spec, self.rows = written.spec, written.rows
        self.names = book.names(rows.round, section)
        self.columns = ProjectColumns(book, data[MAIN], rows.round)
        self.grid = FormGrid(spec, size, PLAIN if below is None else below.columns)
        self.written = replace(written, columns=len(self.grid.points))
        self.tables = PartTables(book, data, spec, self.grid, rows.round)
        self.ids = texts(rows.frame, "project_id")
        self.list_numbers = _list_numbers(book, rows.round)
        self.printed = self._printed_parts()
        room = page(spec.orientation).height / size
        self.flow = PageFlow(sheet, room)
        if below is not None:
            self.flow = PageFlow(sheet, room, below.row, below.free)
            self.flow.gap(ABOVE_NEXT)
        self.text = FormText(book, sheet, self.grid, self.flow)

    def _printed_parts(self) -> list[Sequence[bool]]:
        """For each part: in which projects it is printed."""
        book, frame = self.book, self.rows.frame
        data = Data(
            row_scope(book.form),
            frame,
            dict(book.tables_of(self.rows.round)),
            book.constants(self.rows.round),
        )
        return [
            [True] * len(frame) if part.when is None else list(evaluate_check(parse(part.when), data))
            for part in self.spec.parts
        ]

    def write(self) -> WrittenForms:
        self.lay_out()
        above = () if self.below is None else self.below.page_ends
        self.sheet.set_h_pagebreaks([*above, *self.flow.breaks][:MOST_BREAKS])
        self.sheet.print_area(0, 0, max(self.flow.row - 1, 0), len(self.grid.points) - 1)
        if self.below is None:
            for index, points in enumerate(self.grid.points):
                self.sheet.set_column(index, index, column_width(points))
            set_up_report_page(self.book, self.sheet, self.spec.orientation)
            self.sheet.set_zoom(80)
        return self.written

    def lay_out(self) -> None:
        """Put every project on the pages; writes nothing on a sheet that is not written."""
        if self.spec.running:
            self._titles(self.names)
        for number, position in enumerate(self.rows.positions, start=1):
            self._project(number, position)
        if not self.rows.positions:
            self.text.line(Written(NO_PROJECT), align="center")

    def fills(self) -> list[float]:
        """How full each page of these projects is."""
        self.lay_out()
        self.flow.new_page()
        return self.flow.fills

    def _project(self, number: int, position: int) -> None:
        names = self.names | {
            "row": self.columns.row(position),
            "number": number,
            "list_number": self.list_numbers.get(position, number),
        }
        if not self.spec.running:
            self.flow.on_new_page = None
            self.flow.new_page()
            self.written.row_of[position] = self.flow.row
            self._titles(names)
        wrong = self.book.unfinished(self.rows.round).wrong.get(self.ids[position] or "", frozenset())
        if closed := self.rows.closed[position]:
            self.text.line(Written(self.book.in_digits(closed)), align="center")
        if not self.rows.reported[position]:
            self.text.line(Written(NOT_RETURNED), align="center", **MISSING_LOOK)
        elif wrong and not self.spec.running:
            self.text.line(Written(WRONG_FORM), align="center", **MISSING_LOOK)
        parts = [
            self._ready(part, names, wrong)
            for part, printed in zip(self.spec.parts, self.printed, strict=True)
            if printed[position]
        ]
        # A table is high enough for any page.
        heights = [
            inf if one.text is None else self.text.whole_height(one.heading, one.label, one.text)
            for one in parts
        ]
        ends = closings(heights, 0.0, self.text.least_height)
        for part, closing in zip(parts, ends, strict=True):
            self._part(part, position, names, closing)

    def _titles(self, names: Mapping[str, Any]) -> None:
        titles = [line for title in self.spec.titles for line in self._lines(title, names)]
        for line in titles:
            self.text.line(line, bold=True, align="center")
        if self.spec.continued is not None and titles:
            again = Written(f"{titles[-1].text} {self.spec.continued}")
            self.flow.on_new_page = lambda: self.text.again(again, bold=True, align="center")

    def _lines(self, source: str, names: Mapping[str, Any]) -> list[Written]:
        lines = self.book.write_lines(source, names, self.spec.name)
        self.written.mentions.extend(mention for line in lines for mention in line.mentions)
        return lines

    def _ready(self, part: PagePart, names: Mapping[str, Any], wrong: frozenset[str]) -> _Ready:
        """A part with its texts; what it names first is marked where an entry in it has to be put right."""
        heading = self._lines(part.heading, names)[0].text if part.heading else ""
        label = self._lines(part.label, names)[0].text if part.label else ""
        if any(prints(column.key, column.text, key) for column in _columns(part) for key in wrong):
            heading, label = (heading, f"{label} {MARK}") if label else (f"{heading} {MARK}", label)
        if part.columns:
            return _Ready(part, heading, label, None)
        text = "\n".join(line.text for line in self._lines(part.text or "", names))
        return _Ready(part, heading, label, text)

    def _part(self, ready: _Ready, position: int, names: Mapping[str, Any], closing: float | None) -> None:
        """`closing`: what must stand on the page with the part's end, None before the form's last parts."""
        if ready.text is not None:
            self.text.labelled(ready.heading, ready.label, ready.text, closing)
            if ready.part.ruled:
                self.text.rule()
            return
        table, rows, total = self.tables.prepared(ready.part, self.ids[position] or "", names)
        if ready.part.blocks:
            self._blocks(ready, position, table, rows, closing)
        else:
            self._table(ready, position, table, rows, total, closing)

    def _blocks(
        self,
        ready: _Ready,
        position: int,
        table: SmallTable,
        rows: Sequence[SmallRow],
        closing: float | None,
    ) -> None:
        """The rows of a table one below another: name, short values side by side, long texts."""
        heading, label, needed = ready.heading, ready.label, self.text.above(ready.heading)
        if not rows:
            self.text.labelled(heading, label, self._empty(ready.part, position), closing)
            return
        for row in rows:
            short = [
                (_label(column), cell.text)
                for cell, column in zip(row[1:], table.columns[1:], strict=True)
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
                for cell, column in zip(row[1:], table.columns[1:], strict=True)
                if cell.text and column.kind is Kind.LONG_TEXT
            ]
            for number, (name, text) in enumerate(long, start=1):
                is_last = row is rows[-1] and number == len(long)
                self.text.labelled("", name, text, closing if is_last else None)
            heading, needed = "", 0.0

    def _table(
        self,
        ready: _Ready,
        position: int,
        table: SmallTable,
        rows: Sequence[SmallRow],
        total: SmallRow | None,
        closing: float | None,
    ) -> None:
        part, label = ready.part, ready.label
        needed = self.text.above(ready.heading) + self.text.label_height(label)
        after = closing + ABOVE_HEADING / 2 if closing else 0.0
        least = table.least(self.flow, rows, total, after) if rows else self.text.line_height + after
        self.flow.need(needed + least)
        self.text.heading(ready.heading)
        if label:
            self.text.line(Written(label), bold=True)
        if not rows:
            self.text.line(Written(self._empty(part, position)))
            return
        self.book.prose.say(self.sheet.get_name(), self.flow.row, table.as_texts(rows, total))
        cells = table.write(self.flow, rows, total, after)
        for key, cell in cells.items():
            self.written.totals.setdefault((part.table or "", key), []).append((position, cell))
        self.flow.gap(ABOVE_HEADING / 2)

    def _empty(self, part: PagePart, position: int) -> str:
        """What stands where a table has no row: the office's sign, but "-" is an answer, and needs a group's."""
        return part.empty if self.rows.reported[position] else DOTS


def _list_numbers(book: ReportBook, round_: int) -> dict[int, int]:
    """The number of each project in the list that counts it anew, by position."""
    return {
        position: number
        for spec in book.form.report.sheets
        if spec.kind == "list" and spec.restart_numbers
        for number, position in enumerate(table_rows(book, spec, round_).positions, start=1)
    }


def _columns(part: PagePart) -> tuple[PrintColumn, ...]:
    """What a part prints: its columns, or its text."""
    return part.columns or (PrintColumn(label=(part.label,), text=part.text),)


def _label(column: SmallColumn) -> str:
    return column.spec.title if column.spec is not None else ""
