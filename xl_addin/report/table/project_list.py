"""The main table in the office's layout: titles, header on every page, headings, subtotals, total, notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from xl_addin.excel.addresses import cell_address
from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.print_setup import SAFETY, PrintedRow, page, page_breaks, scale
from xl_addin.excel.writing.styles import MISSING_LOOK
from xl_addin.excel.writing.text_metrics import indented, row_height
from xl_addin.model.form.report_schema import ReportSheet
from xl_addin.model.register import Section
from xl_addin.model.texts import change_lines
from xl_addin.report.book.data_sheet import DataSheet
from xl_addin.report.book.print_widths import with_width, with_widths
from xl_addin.report.book.printed_columns import PrintedColumn, printed_columns
from xl_addin.report.book.report_workbook import ReportBook, Written
from xl_addin.report.book.table_rows import table_rows
from xl_addin.report.book.text_lines import TextBlock, missing_lines, write_full_width
from xl_addin.report.table.column_looks import ColumnLooks, colour_lights
from xl_addin.report.table.own_notes import own_notes
from xl_addin.report.table.page_flow import NEARLY_EMPTY, SMALLER
from xl_addin.report.table.planned_rows import planned_rows
from xl_addin.report.table.project_marks import ProjectMarks
from xl_addin.report.table.project_rows import ProjectRows, project_height
from xl_addin.report.table.row_division import RowDivision, RowPart, Texts, divided_rows
from xl_addin.report.table.rows_below import RowsBelow
from xl_addin.report.table.shared_columns import aligned
from xl_addin.report.table.subtotals import Sums
from xl_addin.report.table.sum_rows import SumRows
from xl_addin.report.table.table_header import TableHead, head_cells
from xl_addin.report.table.table_lines import (
    DetailLine,
    HeadingLine,
    Line,
    RowLine,
    SumLine,
    TableNumbers,
    table_lines,
)
from xl_addin.report.table.written_table import WrittenTable, counted_rows

NO_PROJECT = "ไม่มีโครงการ"

NOTES_TOGETHER = 0.5
"""Part of a page up to which notes are kept together."""


def project_list(
    book: ReportBook,
    data: DataSheet,
    spec: ReportSheet,
    round_: int,
    sheet: BulkSheet,
    section: Section | None = None,
) -> ProjectList:
    """The table of one round, or of one section's projects in it, laid out for a sheet of its own."""
    found = ProjectList(book, data, spec, round_, sheet, section)
    pages, free = found.pages
    for smaller in SMALLER if pages > 1 and free > found.room * (1 - NEARLY_EMPTY) else ():
        tried = ProjectList(book, data, spec, round_, sheet, section, smaller)
        if tried.pages[0] < pages:
            return tried
    return found


class ProjectList:
    """A printed table laid out; `write` puts it on its sheet.

    `above`: the edges of what stands above it on the sheet, whose width it then has.
    """

    def __init__(
        self,
        book: ReportBook,
        data: DataSheet,
        spec: ReportSheet,
        round_: int,
        sheet: BulkSheet,
        section: Section | None,
        smaller: float = 1.0,
        above: Sequence[float] = (),
    ) -> None:
        self.book, self.data, self.spec, self.sheet = book, data, spec, sheet
        self.names = book.names(round_, section)
        self.rows = table_rows(book, spec, round_, section)
        self.numbers = TableNumbers(book, data, self.rows)
        self.below = RowsBelow(book, spec, self.rows)
        found = printed_columns(book, spec, self.rows, self.names, self.below.amounts)
        self.columns = self._wide(found, smaller, above)
        self.names |= self.numbers.names(0, len(self.rows.positions))
        self.name = sheet.get_name()
        self.width = sum(column.points for column in self.columns)
        self.room = page(spec.orientation, paper=spec.paper).height
        self.room /= scale(spec.orientation, self.width, paper=spec.paper)
        self.row_of: dict[int, int] = {}
        self.printed: list[PrintedRow] = []
        self.breaks: list[int] = []
        self.title_lines = self.end = 0
        self.points = book.points
        self._place(self.columns)
        self.room -= self.head.height
        lines = table_lines(book, spec, self.rows, self.numbers, self.names)
        self.lines = self.below.expanded(lines)
        self.titles = self._titles()
        self.division = RowDivision(
            self.columns, len(self.rows.positions), self.points, self.marks.marked_rows()
        )

    def _wide(
        self, columns: list[PrintedColumn], smaller: float, above: Sequence[float]
    ) -> list[PrintedColumn]:
        settings, points = self.book.settings, self.book.points
        if not above:
            return self.below.with_room(with_widths(columns, self.spec, settings, points, smaller))
        return aligned(with_width(columns, settings, points, above[-1]), above)

    def _place(self, columns: list[PrintedColumn]) -> None:
        """Take these columns, which have their places on the sheet."""
        self.columns = columns
        self.looks = ColumnLooks(self.book, columns)
        ids: list[str] = self.numbers.values("project_id")
        args = (self.book, self.data, self.spec, self.sheet, self.rows, columns, ids, self.looks)
        self.marks = ProjectMarks(*args)
        self.head = TableHead(self.book, head_cells(columns))
        self.sums = SumRows(self.book, self.sheet, columns, self.looks)

    @property
    def height(self) -> float:
        """Points of the whole table, titles and header included."""
        rows = sum(row.height for row in self._planned({})) or self._project_height(1)
        notes = sum(sum(block.heights) for block in self._note_blocks())
        return self._titles_height() + self.head.height + rows + notes

    def write(self, columns: list[PrintedColumn], row: int = 0) -> WrittenTable:
        """Write it from a sheet row (from 0) on in columns that have their places."""
        self._place(columns)
        self.projects = ProjectRows(self.sheet, columns, self.looks, self.marks, self.room)
        self.top = write_full_width(self.book, self.sheet, self.titles, self._across, row)
        self.first = self.head.write(self.sheet, self.top)
        below = self._lines(self.first)
        self.end = self._notes(below)
        title = self.titles[0].line.text if self.titles else self.name
        return WrittenTable(
            self.name,
            title,
            self.spec,
            self.rows,
            tuple(self.columns),
            self.row_of,
            counted_rows(self.name, self.columns, self.first, below),
            self.sums.totals,
            self.sums.subtotals,
            row,
        )

    @property
    def _across(self) -> int:
        """How many columns of the sheet the table takes."""
        return self.columns[-1].last + 1

    def _titles(self) -> list[TextBlock]:
        look = self.book.styles.title()
        blocks = [
            TextBlock.fitted(line, look, self.width, self.book.points, bold=True)
            for text in self.spec.titles
            for line in self.book.write_lines(text, self.names, self.spec.name)
        ]
        self.title_lines = len(blocks)
        keys = {column.key for column in self.spec.columns if column.key is not None}
        for missing in missing_lines(self.book, keys, self.rows.round):
            look = self.book.styles.make(align="center", valign="vcenter", text_wrap=True, **MISSING_LOOK)
            blocks.append(TextBlock.fitted(missing, look, self.width, self.book.points))
        return blocks

    def _continuing(self) -> set[int]:
        """The lines with which a page begins that repeats the titles, "(ต่อ)" added."""
        if self.spec.continued is None:
            return set()
        room = self.room - self._titles_height()
        return set(page_breaks(self._planned({}), room, room))

    def _planned(self, divided: Mapping[int, Sequence[RowPart]]) -> list[PrintedRow]:
        return planned_rows(self.lines, self._heights, self.division.lines, self._project_height, divided)

    def _project_height(self, lines: int) -> float:
        return project_height(lines, self.points)

    def _titles_height(self) -> float:
        return sum(sum(block.heights) for block in self.titles)

    @cached_property
    def pages(self) -> tuple[int, float]:
        """How many pages the table will take, and how many points of the last one will be free."""
        planned = self._planned(self._divided)
        if self.spec.continued is not None:
            return 1, 0.0
        planned += [PrintedRow(len(self.lines), sum(sum(block.heights) for block in self._note_blocks()))]
        breaks = page_breaks(planned, self.room - self._titles_height(), self.room)
        start = max(breaks, default=0)
        last = sum(row.height for row in planned if row.row >= start)
        room = self.room if breaks else self.room - self._titles_height()
        return len(breaks) + 1, room * SAFETY - last

    def _continue(self, row: int) -> int:
        """A new page with titles and header; gives the row below."""
        self.breaks.append(row)
        again = list(self.titles)
        if self.title_lines:
            place = self.title_lines - 1
            last = again[place]
            text = Written(f"{last.line.text} {self.spec.continued}", last.line.mentions)
            again[place] = TextBlock.fitted(text, last.look, self.width, self.book.points, bold=True)
        row = write_full_width(self.book, self.sheet, again, self._across, row)
        return self.head.write(self.sheet, row)

    def _lines(self, first: int) -> int:
        """Everything below the header; gives the row after the last."""
        lines, continuing, divided = self.lines, self._continuing(), self._divided
        row = first
        sums = Sums(self.book, self.data, self.rows, self.columns, self.name)
        for number, line in enumerate(lines):
            following = lines[number + 1] if number + 1 < len(lines) else None
            if number in continuing:
                row = self._continue(row)
            match line:
                case HeadingLine(text=text):
                    self._heading(row, text)
                    row += 1
                case RowLine(index=index):
                    self.row_of[self.rows.positions[index]] = row
                    sums.placed(index, row)
                    closes = isinstance(following, (SumLine, DetailLine))
                    parts: Sequence[tuple[int, Texts | None]] = [(self.division.lines[index], None)]
                    if number in divided:
                        parts = [(part.lines, part.texts) for part in divided[number]]
                    for place, (text_lines, texts) in enumerate(parts, start=1):
                        is_last = place == len(parts)
                        named = index if place == 1 else None
                        added = self.projects.add(row, named, text_lines, closes and is_last, texts)
                        self.printed += added
                        row += len(added)
                case DetailLine():
                    self._detail(row, line, keep=isinstance(following, SumLine))
                    row += 1
                case SumLine():
                    self._sum(row, line, sums, keep=isinstance(following, SumLine))
                    row += 1
        self.projects.write()
        colour_lights(self.book, self.sheet, self.columns, first, row)
        return row if self.rows.positions else self._nothing(row)

    @cached_property
    def _divided(self) -> dict[int, list[RowPart]]:
        """The rows that go on over a page; tables that repeat their titles or have rows below move rows on whole."""
        if self.spec.continued is not None or self.spec.details:
            return {}
        rooms = (self.room - self._titles_height(), self.room)
        return divided_rows(self.lines, self._heights, self.division, self._project_height, rooms)

    @cached_property
    def _heights(self) -> list[float]:
        return [self._line_height(line) for line in self.lines]

    def _line_height(self, line: Line) -> float:
        """Of all but the projects' rows, which are measured by their parts."""
        match line:
            case HeadingLine(text=text):
                return self._heading_height(text)
            case SumLine():
                return self.sums.height(line)
            case DetailLine():
                return self.below.height(self.columns, line)
            case RowLine():
                return 0.0

    def _detail(self, row: int, line: DetailLine, keep: bool) -> None:
        height = self._line_height(line)
        self.below.write(self.sheet, row, self.columns, self.looks, line)
        self.sheet.set_row(row, height)
        self.printed.append(PrintedRow(row, height, keep))

    def _nothing(self, row: int) -> int:
        """A table without projects says so."""
        look = self.looks.look(0, align="center", num_format="General")
        self.sheet.merge_across(row, 0, self._across - 1, look)
        self.sheet.write_string(row, 0, NO_PROJECT, look)
        height = self._project_height(1)
        self.sheet.set_row(row, height)
        self.printed.append(PrintedRow(row, height))
        return row + 1

    def _heading(self, row: int, text: Written) -> None:
        look = self.book.styles.heading(indent=1)
        self.sheet.merge_across(row, 0, self._across - 1, look)
        self.sheet.write_string(row, 0, text.text, look)
        self.book.ledger.record(self.name, cell_address(row + 1, 1), text.mentions)
        height = self._heading_height(text)
        self.sheet.set_row(row, height)
        self.printed.append(PrintedRow(row, height, keep=True))

    def _heading_height(self, text: Written) -> float:
        return row_height([(text.text, indented(self.width))], self.book.points, bold=True)

    def _sum(self, row: int, line: SumLine, sums: Sums, keep: bool) -> None:
        self.sums.write(row, line, sums)
        height = self.sums.height(line)
        self.sheet.set_row(row, height)
        self.printed.append(PrintedRow(row, height, keep))

    def _note_blocks(self) -> list[TextBlock]:
        lines = self.book.write_file(self.spec.notes, self.names, self.spec.name) if self.spec.notes else []
        if self.spec.kind == "table":
            lines += [Written(self.book.in_digits(line)) for line in change_lines(self.names)]
        if self.spec.notes and self.rows.round == self.book.consolidated.round:
            lines += own_notes(self.book)
        look = self.book.styles.note()
        return [
            TextBlock.fitted(line, look, self.width, self.book.points) for line in lines if line.text.strip()
        ]

    def _notes(self, row: int) -> int:
        blocks = self._note_blocks()
        end = write_full_width(self.book, self.sheet, blocks, self._across, row)
        heights = [height for block in blocks for height in block.heights]
        # Notes stand with the table's last row; long ones at least with the line that they begin with.
        together = len(heights) - 1 if sum(heights) <= self.room * NOTES_TOGETHER else 1
        if heights and self.printed:
            self.printed[-1] = self.printed[-1]._replace(keep=True)
        for number, height in enumerate(heights):
            self.printed.append(PrintedRow(row + number, height, keep=number < together))
        return end

    def page_ends(self) -> list[int]:
        """The rows (from 0) that begin a page, when all is written."""
        if self.spec.continued is not None:
            return self.breaks
        return page_breaks(self.printed, self.room - self._titles_height(), self.room)
