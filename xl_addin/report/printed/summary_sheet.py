"""สรุป: figures as live formulas over ข้อมูล, projects by status, sentences, native charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from xl_addin.consolidate.unfinished import CLOSED
from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.styles import HEADER_FILL, MISSING_LOOK
from xl_addin.model.changes import CLOSED_PHRASES
from xl_addin.model.expressions.evaluate import PARENT, Data, evaluate_column
from xl_addin.model.expressions.excel_formula import ExcelScope, column_formula
from xl_addin.model.expressions.language import names as expression_names
from xl_addin.model.expressions.language import parse
from xl_addin.model.form.schema import MAIN, Figure, NoStatus, ReportSheet
from xl_addin.model.form.scopes import office_scope
from xl_addin.model.values import money
from xl_addin.model.values.kinds import SCALE, Kind
from xl_addin.report.book.column_values import texts, whole_numbers
from xl_addin.report.book.data_sheet import DataSheet
from xl_addin.report.book.ledger import Source
from xl_addin.report.book.report_workbook import NOT_RETURNED, ReportBook, Written
from xl_addin.report.book.sheet_setup import set_up_report_page
from xl_addin.report.book.table_rows import RowColumns
from xl_addin.report.book.text_lines import TextBlock, missing_lines, unfinished_sentence, write_full_width
from xl_addin.report.book.worksheet_table import Cell, Layout, Live
from xl_addin.report.printed.charts import write_charts

NO_STATUS = "ยังไม่มีสถานะ"


def write_summary(
    book: ReportBook, data: Mapping[str, DataSheet], spec: ReportSheet, round_: int, sheet: BulkSheet
) -> None:
    """Write the sheet of a round; afterwards `book.figures` and `book.counts` are those of that round."""
    _Summary(book, data, spec, round_, sheet).write()


def figure_source(book: ReportBook, data: Mapping[str, DataSheet], figure: Figure, round_: int) -> Source:
    """A figure of a round: its formula over the data sheets and its exact value."""
    expression = parse(figure.formula)
    scope, constants = office_scope(book.form), book.constants(round_)
    rounding = book.settings.percent_rounding
    frames = {MAIN: book.frame_of(round_)} | dict(book.tables_of(round_))
    tables = {key: frame.assign(**{PARENT: 0}) for key, frame in frames.items()}
    one = Data(scope, pd.DataFrame(index=range(1)), tables, constants)
    value = evaluate_column(expression, figure.kind, one, rounding).iloc[0]
    excel = ExcelScope(
        scope,
        lambda key: str(constants[key]),
        constants,
        rounding,
        lambda table, key: data[table].range(key, round_),
    )
    formula = column_formula(expression, figure.kind, excel)
    return Source(figure.label, formula, None if pd.isna(value) else int(value), figure.kind)


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
        self.layout = Layout(book, sheet, (38, 18, 11, 37), spec.orientation)
        self.names = book.names(round_)

    def write(self) -> None:
        row = self._titles()
        row = self._figures(row) + 1 if self.spec.figures else row
        row = self._statuses(row) + 1 if self.spec.status is not None else row
        row = self._sentences(row)
        row = self._notes(row)
        row = write_charts(self.book, self.layout, self.spec, self.names, row)
        set_up_report_page(self.book, self.sheet, self.spec.orientation)
        self.sheet.print_area(0, 0, row - 1, self.layout.columns - 1)

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
        return f"ทั้งปีงบประมาณ พ.ศ. {names['fiscal_year']}"

    def _figures(self, row: int) -> int:
        row = self.layout.header(row, ("รายการ", "จำนวน", "หน่วย", "ช่วงเวลา"))
        for figure in self.spec.figures:
            if not self._is_due(figure):
                self.book.figures[figure.key] = Source(figure.label, '""', None, figure.kind)
                continue
            source = figure_source(self.book, self.data, figure, self.round)
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
        last = first + len(column.choices) + (self.spec.no_status_when is not None) + len(closed)
        all_row = last + 1
        counted = len(given) - given.count(None)
        for code, phrase in column.choices.items():
            formula = f"COUNTIF({cells},{self.layout.cell(row, 0)})"
            self._status(row, all_row, phrase, Live(formula, given.count(code)), len(given))
            self.book.counts[code] = Source(
                phrase, self.layout.address(row, 1), given.count(code), Kind.COUNT
            )
            row += 1
        if self.spec.no_status_when is not None:
            counted += self._without_need(row, all_row, self.spec.no_status_when, given)
            row += 1
        for kind in closed:
            count = texts(frame, CLOSED).count(kind)
            formula = f'COUNTIF({self.data[MAIN].range(CLOSED, self.round)},"{kind}")'
            self._status(row, all_row, CLOSED_PHRASES[kind], Live(formula, count), len(given))
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
        self._status(row, all_row, NO_STATUS, without, len(given), note)
        self.book.counts[""] = Source(NO_STATUS, self.layout.address(row, 1), without.value, Kind.COUNT)
        total = Live(f"SUM({self.layout.cell(first, 1)}:{self.layout.cell(last, 1)})", len(given))
        self._status(all_row, all_row, "รวม", total, len(given), bold=True, bg_color=HEADER_FILL)
        return all_row + 1

    def _without_need(self, row: int, all_row: int, apart: NoStatus, given: Sequence[str | None]) -> int:
        """The projects that need no status; gives their number."""
        frame, data = self.book.frame_of(self.round), self.data[MAIN]
        rows = zip(given, whole_numbers(frame, apart.above_zero), texts(frame, CLOSED), strict=True)
        count = sum(not (code or closed) and (amount or 0) > 0 for code, amount, closed in rows)
        statuses, cells, ended = (
            data.range(key, self.round) for key in (str(self.spec.status), apart.above_zero, CLOSED)
        )
        formula = f'SUMPRODUCT(({statuses}="")*({ended}="")*({cells}>0))'
        self._status(row, all_row, apart.label, Live(formula, count), len(given))
        return count

    def _status(
        self, row: int, all_row: int, phrase: str, count: Live, whole: int, note: str = "", **more: Any
    ) -> None:
        rounding = self.book.settings.percent_rounding
        hundredths = money.percent(count.value, whole, rounding)
        part, total = self.layout.cell(row, 1), self.layout.cell(all_row, 1)
        share = (
            f"INT({part}*10000/{total})" if rounding == "cut" else f"INT(({part}*20000+{total})/(2*{total}))"
        )
        percent = Live(f'IF({total}=0,"",{share}/100)', None if hundredths is None else hundredths / 100)
        kinds = (Kind.TEXT, Kind.COUNT, Kind.PERCENT, Kind.CHOICE)
        self.layout.row(row, [phrase, count, percent, note], kinds, **more)

    def _sentences(self, row: int) -> int:
        if self.spec.sentences is None:
            return row
        said = unfinished_sentence(self.book, self.round)
        return self._texts(self.spec.sentences, self.names, row, [] if said is None else [said])

    def _notes(self, row: int) -> int:
        """Notes may tell of projects: `rows` of the round."""
        if self.spec.notes is None:
            return row
        frame = self.book.frame_of(self.round)
        columns = RowColumns(self.book, frame)
        rows = [columns.row(position) for position in range(len(frame))]
        return self._texts(self.spec.notes, self.names | {"rows": rows}, row)

    def _texts(self, file: str, names: Mapping[str, Any], row: int, more: Sequence[Written] = ()) -> int:
        lines = [*self.book.write_file(file, names, self.spec.name), *more]
        look = self.book.styles.note()
        blocks = [
            TextBlock.fitted(line, look, self.layout.width, self.book.points)
            for line in lines
            if line.text.strip()
        ]
        if not blocks:
            return row
        return write_full_width(self.book, self.sheet, blocks, self.layout.columns, row) + 1
