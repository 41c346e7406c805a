"""A breakdown on its sheet: titles, header, a line per category, total row, charts, notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.print_setup import page
from xl_addin.excel.writing.styles import HEADER_FILL, MISSING_LOOK
from xl_addin.excel.writing.text_metrics import text_width, wide_enough
from xl_addin.model.form.breakdown_validation import GROUP, SECTION
from xl_addin.model.form.report_schema import Measure, ReportSheet
from xl_addin.model.form.schema import MAIN
from xl_addin.model.values.kinds import SCALE, Kind
from xl_addin.report.book.data_sheet import IDENTITY_LABELS, DataSheet
from xl_addin.report.book.ledger import Source
from xl_addin.report.book.printed_columns import show_plain
from xl_addin.report.book.report_workbook import ReportBook, Written
from xl_addin.report.book.sheet_setup import set_up_report_page
from xl_addin.report.book.text_lines import TextBlock, missing_lines, write_full_width
from xl_addin.report.book.worksheet_table import Cell, Layout, Live
from xl_addin.report.breakdown.categories import Category, CountedRows
from xl_addin.report.breakdown.charts import ChartColumn, ChartTable, write_breakdown_charts
from xl_addin.report.breakdown.measures import Measures, Reckoned
from xl_addin.report.table.table_header import HeadCell, TableHead

ALL = "รวม"
_NAMES = 190.0
"""Points of the lines' names."""
_MOST_NAMES = 330.0
_NUMBERS = 40.0
_ORDER = 30.0
_SHORT_LABEL = 4.5
"""Times the size of letters: a label that is not broken."""


@dataclass(frozen=True, slots=True)
class WrittenBreakdown:
    """What กระทบยอด compares: (statement, cell of the total row, the same number from other cells)."""

    sheet: str
    round: int
    totals: tuple[tuple[str, Source, Source], ...]


def write_breakdown(
    book: ReportBook, data: Mapping[str, DataSheet], spec: ReportSheet, round_: int, sheet: BulkSheet
) -> WrittenBreakdown:
    """Write the breakdown of one round on its sheet."""
    return _Breakdown(book, data, spec, round_, sheet).write()


class _Breakdown:
    def __init__(
        self,
        book: ReportBook,
        data: Mapping[str, DataSheet],
        spec: ReportSheet,
        round_: int,
        sheet: BulkSheet,
    ) -> None:
        self.book, self.spec, self.sheet, self.round = book, spec, sheet, round_
        self.table = spec.table or MAIN
        frame = book.frame_of(round_) if self.table == MAIN else book.tables_of(round_)[self.table]
        self.counted = CountedRows(book, self.table, data[self.table], frame, round_)
        self.measures = Measures(self.counted, spec)
        self.names = book.names(round_)
        self._known: dict[tuple[Category, ...], dict[str, int | None]] = {}
        self.lines = self._lines()
        self._rank()
        self.blocks: list[Category | None] = [None]
        """Side by side: a category of `across` each, and None for all of them."""
        if spec.across is not None:
            self.blocks = [*self.counted.categories(spec.across, spec.blank), None]
        self.first = 2 if spec.numbered else 1
        self.head = [self._label(str(spec.by))]

    def _lines(self) -> list[Category]:
        """The lines; of a text's or number's values only those that a wanted row has."""
        every = self.counted.categories(str(self.spec.by), self.spec.blank)
        column = self.counted.columns.get(str(self.spec.by))
        if column is None or column.kind is Kind.CHOICE or self.spec.by in (GROUP, SECTION):
            return every
        wanted = self.counted.only(self.spec.where).rows
        return [line for line in every if line.rows & wanted]

    def _rank(self) -> None:
        wanted = next((one for one in self.spec.measures if one.key == self.spec.ranked_by), None)
        if wanted is not None:
            sizes = {id(line): self._row_values(line, None)[wanted.key] for line in self.lines}
            self.lines.sort(key=lambda line: (sizes[id(line)] is None, -(sizes[id(line)] or 0)))

    def _label(self, key: str) -> str:
        if key == SECTION and self.book.form.sections is not None and self.table == MAIN:
            return self.book.form.sections.label
        column = self.counted.columns.get(key)
        return IDENTITY_LABELS.get(GROUP if key == GROUP else key, key) if column is None else column.title

    def _row_values(self, line: Category | None, block: Category | None) -> dict[str, int | None]:
        within = tuple(one for one in (line, block) if one is not None)
        if within in self._known:
            return self._known[within]
        values: dict[str, int | None] = {}
        for measure in self.spec.measures:
            if self.measures.plain(measure):
                values[measure.key] = self.measures.over(measure, within).value
            elif measure.formula is not None:
                values[measure.key] = self.measures.computed(
                    measure, values, dict.fromkeys(values, "A1")
                ).value
            else:
                values[measure.key] = None
        self._known[within] = values
        return values

    def write(self) -> WrittenBreakdown:
        self.layout = self._layout()
        row = self._titles()
        head = TableHead(self.book, self._head_cells())
        top = row
        row = head.write(self.sheet, row)
        self.start = row
        for number, line in enumerate(self.lines):
            row = self._line(row, number, line)
        if not self.lines:
            row = self._nothing(row)
        totals: list[tuple[str, Source, Source]] = []
        self.end = row
        if self.spec.total is not None and self.lines:
            row = self._total(row, totals)
        row = self._notes(row)
        if self.lines and self.spec.charts:
            table, charts = self._chart_table(), self.spec.charts
            row = write_breakdown_charts(self.book, self.layout, charts, self.names, table, row)
        set_up_report_page(self.book, self.sheet, self.spec.orientation)
        if not self.spec.charts:
            self.sheet.repeat_rows(top, self.start - 1)
        self.sheet.freeze_panes(self.start, self.first)
        self.sheet.print_area(0, 0, row - 1, self.layout.columns - 1)
        return WrittenBreakdown(self.sheet.get_name(), self.round, tuple(totals))

    def _layout(self) -> Layout:
        """Numbers get the room they need; where all is wider than the page it is printed smaller."""
        numbers = [
            self._number_width(measure, block) for block in self.blocks for measure in self.spec.measures
        ]
        room = page(self.spec.orientation).width
        order = [_ORDER] if self.spec.numbered else []
        spare = room - sum(numbers) - sum(order)
        names = min(max(_NAMES, spare), _MOST_NAMES)
        widths = [*order, names, *numbers]
        if sum(widths) < room:
            more = (room - sum(widths)) / len(numbers)
            widths = [*order, names, *(width + more for width in numbers)]
        scale = min(1.0, room / sum(widths))
        return Layout(self.book, self.sheet, widths, self.spec.orientation, scale)

    def _number_width(self, measure: Measure, block: Category | None) -> float:
        kind = self.measures.kinds[measure.key]
        points = self.book.points
        values = [self._row_values(line, block)[measure.key] for line in [*self.lines, None]]
        texts = [f"{value / 10 ** SCALE[kind]:,.2f}" for value in values if value is not None] or ["100.00"]
        if kind in (Kind.COUNT, Kind.NUMBER):
            texts = [show_plain(value, SCALE[kind]) for value in values if value is not None] or ["0"]
        label = text_width(measure.label[-1], points, bold=True)
        label = max(label / 2, min(label, _SHORT_LABEL * points))
        return max(
            _NUMBERS, wide_enough(max(label, *(text_width(text, points, bold=True) for text in texts))) + 4
        )

    def _head_cells(self) -> list[HeadCell]:
        widths = self.layout.widths
        heads = self._heads()
        cells = [HeadCell(("ที่",), 0, 0, widths[0])] if self.spec.numbered else []
        cells.append(HeadCell(tuple(self.head), self.first - 1, self.first - 1, widths[self.first - 1]))
        for place, label in enumerate(heads, self.first):
            cells.append(HeadCell(label, place, place, widths[place]))
        return cells

    def _heads(self) -> list[tuple[str, ...]]:
        if self.spec.across is None:
            return [tuple(map(self.book.in_digits, one.label)) for one in self.spec.measures]
        over = self._label(self.spec.across)
        heads: list[tuple[str, ...]] = []
        for block in self.blocks:
            for measure in self.spec.measures:
                own = measure.label if len(self.spec.measures) > 1 else ()
                name = (ALL,) if block is None else (over, block.label)
                heads.append(tuple(map(self.book.in_digits, (*name, *own))))
        return heads

    def _titles(self) -> int:
        look = self.book.styles.title()
        blocks = [
            TextBlock.fitted(line, look, self.layout.width, self.book.points, bold=True)
            for text in self.spec.titles
            for line in self.book.write_lines(text, self.names, self.spec.name)
        ]
        keys = {measure.of for measure in self.spec.measures if measure.of is not None}
        for missing in missing_lines(self.book, keys, self.round):
            look = self.book.styles.make(align="center", valign="vcenter", text_wrap=True, **MISSING_LOOK)
            blocks.append(TextBlock.fitted(missing, look, self.layout.width, self.book.points))
        return write_full_width(self.book, self.sheet, blocks, self.layout.columns, 0)

    def _chart_table(self) -> ChartTable:
        """The columns that charts show: of each category of `across`, or the measures themselves."""
        heads = self._heads()
        depth = max(len(head) for head in [self.head, *heads])
        shown = []
        for place, block in enumerate(self.blocks):
            if block is None and self.spec.across is not None:
                continue
            for measure, column in zip(self.spec.measures, self._columns_of(place), strict=True):
                own = " ".join(measure.label)
                name = own if block is None else block.label
                if block is not None and len(self.spec.measures) > 1:
                    name = f"{block.label} {own}"
                values = tuple(self._row_values(line, block)[measure.key] or 0 for line in self.lines)
                headed = len(heads[column - self.first]) == depth
                shown.append(ChartColumn(measure.key, self.book.in_digits(name), column, values, headed))
        labels = tuple(self.book.in_digits(line.label) for line in self.lines)
        return ChartTable(labels, self.start, self.first - 1, tuple(shown))

    def _columns_of(self, block: int) -> range:
        """The sheet columns of a block (from 0)."""
        wide = len(self.spec.measures)
        return range(self.first + block * wide, self.first + (block + 1) * wide)

    def _line(self, row: int, number: int, line: Category) -> int:
        cells: list[Cell] = [number + 1] if self.spec.numbered else []
        cells.append(self.book.in_digits(line.label))
        for place, block in enumerate(self.blocks):
            cells += self._measured(row, number, self._columns_of(place), [line, block])
        return self.layout.row(row, cells, self._kinds)

    @property
    def _kinds(self) -> list[Kind]:
        """Of the sheet's columns."""
        numbers = [self.measures.kinds[one.key] for one in self.spec.measures] * len(self.blocks)
        return [*([Kind.COUNT] if self.spec.numbered else []), Kind.TEXT, *numbers]

    def _measured(
        self, row: int, number: int, columns: range, within: Sequence[Category | None]
    ) -> list[Cell]:
        """The cells of one line under one block."""
        categories = [one for one in within if one is not None]
        values: dict[str, int | None] = {}
        cells: dict[str, str] = {}
        written: list[Cell] = []
        for measure, column in zip(self.spec.measures, columns, strict=True):
            if self.measures.plain(measure):
                found = self.measures.over(measure, categories)
            elif measure.formula is not None:
                found = self.measures.computed(measure, values, cells)
            else:
                found = self._share(measure, number, columns)
            values[measure.key], cells[measure.key] = found.value, self.layout.cell(row, column)
            written.append(self._live(measure, found))
        return written

    def _share(self, measure: Measure, number: int, columns: range) -> Reckoned:
        keys = [one.key for one in self.spec.measures]
        column = columns[keys.index(str(measure.share_of))]
        values = [self._row_values(line, None)[str(measure.share_of)] for line in self.lines]
        cells = [self.layout.cell(self.start + place, column) for place in range(len(self.lines))]
        return self.measures.share(number, values, cells, self.measures.kinds[str(measure.share_of)])

    def _live(self, measure: Measure, found: Reckoned) -> Live:
        unit = 10 ** SCALE[self.measures.kinds[measure.key]]
        return Live(found.formula, None if found.value is None else found.value / unit)

    def _total(self, row: int, totals: list[tuple[str, Source, Source]]) -> int:
        """Sums of the lines; computed measures from these sums. Each sum is one over all rows of ข้อมูล, too."""
        label = self.book.write_lines(str(self.spec.total), self.names, self.spec.name)[0].text
        written: list[Cell] = [*([""] if self.spec.numbered else []), label]
        name = self.sheet.get_name()
        whole: dict[str, list[Source]] = {}
        for place, block in enumerate(self.blocks):
            values: dict[str, int | None] = {}
            cells: dict[str, str] = {}
            for measure, column in zip(self.spec.measures, self._columns_of(place), strict=True):
                kind = self.measures.kinds[measure.key]
                reach = f"{self.layout.cell(self.start, column)}:{self.layout.cell(self.end - 1, column)}"
                if measure.formula is not None:
                    found = self.measures.computed(measure, values, cells)
                elif measure.share_of is not None:
                    sums = values[measure.share_of] or 0
                    shown = self.layout.cell(row, self._columns_of(place)[self._place(measure.share_of)])
                    found = Reckoned(f'IF({shown}=0,"",SUM({reach}))', 10_000 if sums > 0 else None)
                else:
                    every = self.measures.over(measure, [] if block is None else [block])
                    found = Reckoned(f"SUM({reach})", every.value)
                    head = " ".join((*((block.label,) if block else ()), *measure.label))
                    cell = Source(head, self.layout.address(row, column), every.value, kind)
                    statement = f"{name}: {label} {head} = ข้อมูล"
                    totals.append((statement, cell, Source(head, every.formula, every.value, kind)))
                    whole.setdefault(measure.key, []).append(cell)
                values[measure.key], cells[measure.key] = found.value, self.layout.cell(row, column)
                written.append(self._live(measure, found))
        for parts in whole.values() if len(self.blocks) > 1 else ():
            added = Source(
                parts[-1].label,
                "+".join(part.formula for part in parts[:-1]) or "0",
                sum(part.value or 0 for part in parts[:-1]),
                parts[-1].kind,
            )
            totals.append((f"{name}: {label} {parts[-1].label} = ทุกช่องของแถวรวม", parts[-1], added))
        return self.layout.row(row, written, self._kinds, bold=True, bg_color=HEADER_FILL)

    def _place(self, key: str) -> int:
        return [one.key for one in self.spec.measures].index(key)

    def _nothing(self, row: int) -> int:
        cells: list[Cell] = ["ไม่มีรายการ"]
        self.layout.row(row, [*cells, *[""] * (self.layout.columns - 1)], [Kind.TEXT] * self.layout.columns)
        return row + 1

    def _notes(self, row: int) -> int:
        lines: list[Written] = (
            self.book.write_file(self.spec.notes, self.names, self.spec.name) if self.spec.notes else []
        )
        look = self.book.styles.note()
        blocks = [
            TextBlock.fitted(line, look, self.layout.width, self.book.points)
            for line in lines
            if line.text.strip()
        ]
        return write_full_width(self.book, self.sheet, blocks, self.layout.columns, row) if blocks else row
