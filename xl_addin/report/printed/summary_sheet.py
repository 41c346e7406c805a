"""สรุป: figures as live formulas over ข้อมูล, projects by status, sentences, native charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import assert_never

import pandas as pd

from xl_addin.consolidate.gaps import CLOSED
from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.print_setup import PrintedRow, page, page_breaks, scale
from xl_addin.excel.writing.styles import HEADER_FILL, MISSING_LOOK
from xl_addin.excel.writing.text_metrics import row_height
from xl_addin.model.changes import CLOSED_PHRASES
from xl_addin.model.expressions.language import names as expression_names
from xl_addin.model.expressions.language import parse
from xl_addin.model.form.report_schema import Figure, NoStatus, ReportSheet
from xl_addin.model.form.schema import MAIN
from xl_addin.model.values.kinds import SCALE, Kind
from xl_addin.report.book.column_values import texts, whole_numbers
from xl_addin.report.book.data_sheet import DataSheet
from xl_addin.report.book.ledger import Source
from xl_addin.report.book.report_workbook import NOT_RETURNED, ReportBook, Written
from xl_addin.report.book.shares import ADJUSTED, is_adjusted, share_formula, shares
from xl_addin.report.book.sheet_setup import set_up_report_page
from xl_addin.report.book.table_rows import RowColumns
from xl_addin.report.book.text_lines import TextBlock, missing_lines, unfinished_sentence, write_full_width
from xl_addin.report.book.worksheet_table import EMPTY_ROW, Cell, Layout, Live
from xl_addin.report.printed.charts import draw_charts, fit_charts, place_charts, used, write_charts
from xl_addin.report.printed.figure_source import FigureSources

NO_STATUS = "ยังไม่มีสถานะ"
_STATUS_KINDS = (Kind.TEXT, Kind.COUNT, Kind.PERCENT, Kind.CHOICE)


def write_summary(
    book: ReportBook, data: Mapping[str, DataSheet], spec: ReportSheet, round_: int, sheet: BulkSheet
) -> None:
    """Write the sheet of a round; afterwards `book.figures` and `book.counts` are those of that round."""
    _Summary(book, data, spec, round_, sheet).write()


class _Summary:
    def __init__(
        self,
        book: ReportBook,
        data: Mapping[str, DataSheet],
        spec: ReportSheet,
        round_: int,
        sheet: BulkSheet,
    ) -> None:
        self.book, self.data, self.spec, self.round, self.sheet = book, data, spec, round_, sheet
        self.is_this_round = round_ == book.consolidated.round
        self.layout = Layout(book, sheet, (40, 18, 11, 35), spec.orientation)
        self.names = book.names(round_)
        self._source = cache(FigureSources(book, data, round_).of)
        self._wholes: list[range] = []
        """Rows that stay on one page: a table, a chart with its title."""

    def write(self) -> None:
        row = self._titles()
        if self.spec.begins_with == "figures":
            row = self._tables(row)
            row = self._sentences(row)
            row = self._notes(row)
            row = self._charts_below(row)
        else:
            row = self._as_told(row)
        # What closes with a space leaves none at the end of the sheet.
        row = max((written for written in self.sheet.row_sizes if written < row), default=0) + 1
        self._end_pages(row)
        set_up_report_page(self.book, self.sheet, self.spec.orientation)
        self.sheet.print_area(0, 0, row - 1, self.layout.columns - 1)

    def _tables(self, row: int) -> int:
        """The figures and the projects by status."""
        for wanted, write in ((self.spec.figures, self._figures), (self.spec.status, self._statuses)):
            if wanted:
                end = write(row)
                self._wholes.append(range(row, end))
                row = end + 1
        return row

    def _end_pages(self, end: int) -> None:
        """End pages before what no longer fits of the rows above `end`, so that pages are counted right."""
        kept = {row for whole in self._wholes for row in whole[:-1]}
        heights = ((row, self.layout.height_of(range(row, row + 1))) for row in range(end))
        rows = [PrintedRow(row, height, row in kept) for row, height in heights]
        room = page(self.spec.orientation).height / scale(self.spec.orientation, self.layout.width)
        self.sheet.set_h_pagebreaks(page_breaks(rows, room, room))

    def _as_told(self, row: int) -> int:
        """What the office prints first, chart and sentences; figures and tables below.

        Sentences print figures whose cells stand below them, so their room is measured before the figures are
        written, and they are written after.
        """
        self._prepare()
        said = self._sentence_blocks()
        beside = self.layout.height_of(range(row)) + sum(sum(block.heights) for block in said) + EMPTY_ROW
        args = (self.book, self.layout, self.spec, self.names)
        fit = fit_charts(*args, beside, self._below())
        lines = sum(len(block.heights) for block in said) + 1
        told = row
        start = row + lines if self.spec.begins_with == "sentences" else row
        placed = place_charts(*args, start, fit)
        end = placed[-1].end if placed else start
        if self.spec.begins_with == "charts":
            told, end = end, end + lines
        row = self._tables(end + 1)
        columns = self.layout.columns
        write_full_width(self.book, self.sheet, self._sentence_blocks(), columns, told)
        tables = draw_charts(self.book, self.layout, placed, row, fit)
        self._wholes += [*(range(one.titles, one.end) for one in placed), *tables]
        return self._notes(tables[-1].stop + 1 if tables else row)

    def _charts_below(self, row: int) -> int:
        """The charts below all else, each on one page with its titles and its table."""
        self._end_pages(row)
        args = (self.book, self.layout, self.spec, self.names)
        written = write_charts(*args, row, fit_charts(*args, used(self.layout, row)))
        self._wholes += written
        return written[-1].stop if written else row

    def _below(self) -> list[float]:
        """About what the figures, the projects by status and the notes take, in points."""
        due = [one for one in self.spec.figures if self._is_due(one) and not one.charts_only]
        found = [[self.layout.height([self.book.in_digits(one.label)]) for one in due]]
        if self.spec.status is not None:
            phrases = self.book.form.column(self.spec.status).choices.values()
            found.append([self.layout.height([phrase]) for phrase in (*phrases, NO_STATUS, "", "")])
        head = row_height([], self.book.points, bold=True) + EMPTY_ROW
        notes = sum(sum(block.heights) for block in self._note_blocks())
        return [*(sum(rows) + head for rows in found if rows), notes]

    def _prepare(self) -> None:
        """Figures and counts with their values, for texts that are measured before their cells stand."""
        for figure in self.spec.figures:
            known = self._figure(figure) if self._is_due(figure) else None
            self.book.figures[figure.key] = known or Source(figure.label, '""', None, figure.kind)
        if self.spec.status is not None:
            given = texts(self.book.frame_of(self.round), self.spec.status)
            for code in (*self.book.form.column(self.spec.status).choices, None):
                self.book.counts[code or ""] = Source(NO_STATUS, "0", given.count(code), Kind.COUNT)

    def _figure(self, figure: Figure) -> Source:
        """A figure's formula and value: over ข้อมูล, or in percent of figures that stand above it."""
        if not figure.share_of:
            return self._source(figure)
        parts = [one.key for one in self.spec.figures if one.key in figure.share_of]
        sources = [self.book.figures[key] for key in parts]
        number = parts.index(figure.share_of[0])
        share = shares([source.value or 0 for source in sources])[number]
        formula = share_formula([source.formula for source in sources], number, sources[0].kind)
        return Source(figure.label, formula, share, Kind.PERCENT)

    def _titles(self) -> int:
        styles, points = self.book.styles, self.book.points
        blocks = [
            TextBlock.fitted(line, styles.title(), self.layout.width, points, bold=True)
            for text in self.spec.titles
            for line in self.book.write_lines(text, self.names, self.spec.name)
        ]
        formulas = [parse(figure.formula) for figure in self.spec.figures]
        keys = {name.key for formula in formulas for name in expression_names(formula)}
        for missing in missing_lines(self.book, keys, self.round):
            look = styles.make(align="center", valign="vcenter", text_wrap=True, **MISSING_LOOK)
            blocks.append(TextBlock.fitted(missing, look, self.layout.width, points))
        return write_full_width(self.book, self.sheet, blocks, self.layout.columns, 0)

    def _scope(self, figure: Figure) -> str:
        names = self.names
        match figure.scope:
            case "round":
                return f"เฉพาะ{names['period_name']}"
            case "to_date":
                return f"สะสมถึงวันที่ {names['as_of']}"
            case "q1" | "q2" | "q3" | "q4":
                return f"ไตรมาสที่ {figure.scope[1]}"
            case "year":
                return f"ทั้งปีงบประมาณ พ.ศ. {names['fiscal_year']}"
            case _:
                assert_never(figure.scope)

    def _figures(self, row: int) -> int:
        if not all(figure.charts_only for figure in self.spec.figures):
            row = self.layout.header(row, ("รายการ", "จำนวน", "หน่วย", "ช่วงเวลา"))
        for figure in self.spec.figures:
            if not self._is_due(figure):
                self.book.figures[figure.key] = Source(figure.label, '""', None, figure.kind)
                continue
            source = self._figure(figure)
            if figure.charts_only:
                self.book.figures[figure.key] = source
                continue
            value = None if source.value is None else source.value / 10 ** SCALE[figure.kind]
            scope = self.book.write_lines(self._scope(figure), {}, self.spec.name)[0].text
            label = self.book.in_digits(figure.label)
            cells: list[Cell] = [label, Live(source.formula, value), figure.shown_unit, scope]
            kinds = (Kind.TEXT, figure.kind, Kind.CHOICE, Kind.CHOICE)
            cell = Source(figure.label, self.layout.address(row, 1), source.value, figure.kind)
            self.book.figures[figure.key] = cell
            row = self.layout.row(row, cells, kinds)
        return row

    def _is_due(self, figure: Figure) -> bool:
        """Whether the groups have been asked for what the figure sums up; until then it is left out."""
        named = {name.key for name in expression_names(parse(figure.formula)) if name.table == MAIN}
        due = (column.due or 1 for column in self.book.form.columns if column.key in named)
        return all(round_ <= self.round for round_ in due)

    def _statuses(self, row: int) -> int:
        """Projects by status; those without one stand below, so that the counts add up to all projects.

        `counted("")` in a text is the number of those that have said nothing.
        """
        column = self.book.form.column(str(self.spec.status))
        frame = self.book.frame_of(self.round)
        given = texts(frame, column.key)
        cells = self.data[MAIN].range(column.key, self.round)
        row = self.layout.header(row, ("สถานะ", "จำนวนโครงการ", "ร้อยละ", "หมายเหตุ"))
        first = row
        closed = [kind for kind in CLOSED_PHRASES if kind in texts(frame, CLOSED)]
        parts = self._status_parts(given)
        last = first + len(parts) - 1
        all_row = last + 1
        counted = len(given) - given.count(None)
        for code, phrase in column.choices.items():
            formula = f"COUNTIF({cells},{self.layout.cell(row, 0)})"
            self._status(row, first, parts, phrase, Live(formula, given.count(code)))
            self.book.counts[code] = Source(
                phrase, self.layout.address(row, 1), given.count(code), Kind.COUNT
            )
            row += 1
        if self.spec.no_status_when is not None:
            counted += self._without_need(row, first, parts, self.spec.no_status_when, given)
            row += 1
        for kind in closed:
            count = texts(frame, CLOSED).count(kind)
            formula = f'COUNTIF({self.data[MAIN].range(CLOSED, self.round)},"{kind}")'
            self._status(row, first, parts, CLOSED_PHRASES[kind], Live(formula, count))
            counted += count
            row += 1
        projects = self.data[MAIN].range("project_id", self.round)
        without = Live(
            f"COUNTA({projects})-SUM({self.layout.cell(first, 1)}:{self.layout.cell(row - 1, 1)})",
            len(given) - counted,
        )
        known = self.book.unreported if self.is_this_round else None
        unreported = 0 if known is None else known.value or 0
        note = f"{NOT_RETURNED} {unreported} โครงการ" if unreported else ""
        self._status(row, first, parts, NO_STATUS, without, note)
        self.book.counts[""] = Source(NO_STATUS, self.layout.address(row, 1), without.value, Kind.COUNT)
        total = Live(f"SUM({self.layout.cell(first, 1)}:{self.layout.cell(last, 1)})", len(given))
        percent = f"SUM({self.layout.cell(first, 2)}:{self.layout.cell(last, 2)})"
        whole = Live(f'IF({self.layout.cell(all_row, 1)}=0,"",{percent})', 100 if given else None)
        closing: list[Cell] = ["รวม", total, whole, ""]
        row = self.layout.row(all_row, closing, _STATUS_KINDS, bold=True, bg_color=HEADER_FILL)
        if not is_adjusted(parts):
            return row
        line = Written(self.book.in_digits(ADJUSTED))
        block = TextBlock.fitted(line, self.book.styles.note(), self.layout.width, self.book.points)
        return write_full_width(self.book, self.sheet, [block], self.layout.columns, row)

    def _status_parts(self, given: Sequence[str | None]) -> list[int]:
        """How many projects each line of the table counts."""
        choices = self.book.form.column(str(self.spec.status)).choices
        frame = self.book.frame_of(self.round)
        apart = (
            []
            if self.spec.no_status_when is None
            else [needs_no_status(frame, self.spec.no_status_when, given)]
        )
        closed = texts(frame, CLOSED)
        counts = [given.count(code) for code in choices] + apart
        counts += [closed.count(kind) for kind in CLOSED_PHRASES if kind in closed]
        return [*counts, len(given) - sum(counts)]

    def _without_need(
        self, row: int, first: int, parts: Sequence[int], apart: NoStatus, given: Sequence[str | None]
    ) -> int:
        """The projects that need no status; gives their number."""
        count = needs_no_status(self.book.frame_of(self.round), apart, given)
        formula = no_status_formula(self.data[MAIN], str(self.spec.status), apart, self.round)
        counted = Live(formula, count)
        self._status(row, first, parts, apart.label, counted)
        return count

    def _status(
        self, row: int, first: int, parts: Sequence[int], phrase: str, count: Live, note: str = ""
    ) -> None:
        """A line of the table whose first is `first`; the shares of `parts` add up to 100.00."""
        cells = [self.layout.cell(first + place, 1) for place in range(len(parts))]
        share = shares(parts)[row - first]
        formula = share_formula(cells, row - first, Kind.COUNT)
        percent = Live(formula, None if share is None else share / 100)
        self.layout.row(row, [phrase, count, percent, note], _STATUS_KINDS)

    def _sentences(self, row: int) -> int:
        if self.spec.sentences is None:
            return row
        return self._written(self._sentence_blocks(), row)

    def _sentence_blocks(self) -> list[TextBlock]:
        """The sentences, and what they cannot know yet."""
        if self.spec.sentences is None:
            return []
        said = unfinished_sentence(self.book, self.round)
        more = [] if said is None else [said]
        return self._blocks([*self.book.write_file(self.spec.sentences, self.names, self.spec.name), *more])

    def _notes(self, row: int) -> int:
        return self._written(self._note_blocks(), row)

    def _note_blocks(self) -> list[TextBlock]:
        """Notes may tell of projects: `rows` of the round."""
        if self.spec.notes is None:
            return []
        frame = self.book.frame_of(self.round)
        columns = RowColumns(self.book, frame)
        rows = [columns.row(position) for position in range(len(frame))]
        names = self.names | {"rows": rows}
        return self._blocks(self.book.write_file(self.spec.notes, names, self.spec.name))

    def _blocks(self, lines: Sequence[Written]) -> list[TextBlock]:
        look = self.book.styles.note()
        return [
            TextBlock.fitted(line, look, self.layout.width, self.book.points)
            for line in lines
            if line.text.strip()
        ]

    def _written(self, blocks: Sequence[TextBlock], row: int) -> int:
        if not blocks:
            return row
        return write_full_width(self.book, self.sheet, blocks, self.layout.columns, row) + 1


def needs_no_status(frame: pd.DataFrame, apart: NoStatus, given: Sequence[str | None]) -> int:
    """How many projects of a round need no status; `given`: the status of each."""
    rows = zip(given, whole_numbers(frame, apart.above_zero), texts(frame, CLOSED), strict=True)
    return sum(not (code or closed) and (amount or 0) > 0 for code, amount, closed in rows)


def no_status_formula(data: DataSheet, status: str, apart: NoStatus, round_: int) -> str:
    """The same, counted over ข้อมูล."""
    statuses, cells, ended = (data.range(key, round_) for key in (status, apart.above_zero, CLOSED))
    return f'SUMPRODUCT(({statuses}="")*({ended}="")*({cells}>0))'
