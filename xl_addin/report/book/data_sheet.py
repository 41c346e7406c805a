"""ข้อมูล: tidy data, one row per project and round, with file, sheet and cell of every figure.

Row 1 holds Thai labels, row 2 the English keys; the defined name `t_data` reaches from the key row to the
last row, and so does the Excel table `table_data`, for pivots and queries. This round's rows come first, then the
earlier rounds. Units are the printed ones: baht, percent 0-100, dates as Excel dates, a choice as its code with
the office's phrase beside it (`<key>_label`). Child tables have a sheet, a name (`t_data_<table>`) and an Excel
table (`table_data_<table>`) of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, chain, pairwise
from typing import Any

import numpy as np
import pandas as pd
from xlsxwriter.format import Format

from xl_addin.consolidate.gaps import CLOSED
from xl_addin.excel.addresses import column_letters, quote_sheet
from xl_addin.excel.writing.bulk_columns import BulkColumn
from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.print_setup import page
from xl_addin.excel.writing.styles import HEADER_FILL
from xl_addin.excel.writing.text_metrics import column_points, row_height
from xl_addin.model.form.schema import MAIN, ChildTable, Column, Form
from xl_addin.model.form.scopes import IDENTITY_KINDS
from xl_addin.model.register import IDENTITY_COLUMNS
from xl_addin.model.table_names import DATA_NAME, PATH
from xl_addin.model.values.kinds import SCALE, Fill, Kind
from xl_addin.previous.missed_amounts import GAPS
from xl_addin.report.book.column_values import is_text, phrases, texts, whole_numbers
from xl_addin.report.book.file_links import FileLinks
from xl_addin.report.book.report_workbook import ReportBook
from xl_addin.report.book.sheet_setup import set_up_work_sheet
from xl_addin.report.book.table_rows import IDENTITY_LABELS

FIRST_ROW = 2
"""Row (from 0) of the first project, below the labels and the keys."""

MOST_PIECES = 120
"""Ranges in one formula: Excel takes 255 arguments and 8,192 characters."""

SMALLEST = 0.63
"""Scale on paper: letters of 10 points."""

MOST_LINKS = 20_000
"""Links on one sheet: Excel keeps 65,530, and each takes its time to write."""

_SHORT = ("project_id", "group_id")


LAST_YEAR_LABELS = {"last_year_budget": "งบประมาณปีก่อน", "last_year_used": "ใช้จ่ายปีก่อน"}


@dataclass(frozen=True, slots=True)
class DataColumn:
    """One column of the data sheet. `values` gives whole numbers of the kind, or texts, in row order."""

    key: str
    label: str
    kind: Kind
    values: Callable[[], Sequence[int | None] | Sequence[str | None]]
    provenance: bool = False


@dataclass(frozen=True, slots=True)
class DataSheet:
    """Where the data stands: `columns` key -> column, `rows` round -> rows of its projects, all from 0."""

    sheet: str
    columns: dict[str, int]
    rows: dict[int, range]
    choices: frozenset[str]

    def shown(self, key: str) -> str:
        """The key of the column that formulas compare and count: a choice's phrase."""
        return f"{key}_label" if key in self.choices else key

    def range(self, key: str, round_: int) -> str:
        """The cells of a column in a round as a formula names them."""
        rows, letters = self.rows[round_], column_letters(self.columns[self.shown(key)] + 1)
        first = rows.start + 1
        last = max(first, rows.stop)
        return f"{quote_sheet(self.sheet)}!${letters}${first}:${letters}${last}"

    def cell(self, key: str, round_: int, position: int) -> str:
        """One row's cell (position in the round's frame) as a formula names it."""
        letters = column_letters(self.columns[self.shown(key)] + 1)
        return f"{quote_sheet(self.sheet)}!${letters}${self.rows[round_].start + 1 + position}"

    def ranges(self, key: str, round_: int, positions: Sequence[int]) -> str | None:
        """The cells of these projects (positions in the round's frame) as arguments of SUM or COUNTA.

        None where they lie in more pieces than a formula should have.
        """
        if not positions:
            return None
        pieces = _pieces(sorted(positions))
        if len(pieces) > MOST_PIECES:
            return None
        letters, top = column_letters(self.columns[self.shown(key)] + 1), self.rows[round_].start + 1
        sheet = quote_sheet(self.sheet)
        return ",".join(f"{sheet}!${letters}${top + a}:${letters}${top + b}" for a, b in pieces)


def _pieces(places: Sequence[int]) -> list[tuple[int, int]]:
    """First and last of every run of places without a gap between them; the places rise."""
    if places == list(range(places[0], places[-1] + 1)):
        return [(places[0], places[-1])]
    pieces: list[tuple[int, int]] = []
    for place in places:
        if pieces and pieces[-1][1] == place - 1:
            pieces[-1] = pieces[-1][0], place
        else:
            pieces.append((place, place))
    return pieces


def write_data_sheets(book: ReportBook, sheets: dict[str, BulkSheet], of: str = "") -> dict[str, DataSheet]:
    """Writes the data sheet of every table; `sheets`: table -> its empty worksheet.

    `of`: key of the table of the groups whose rows are the projects of the book.
    """
    written = {}
    for table, sheet in sheets.items():
        frames, rows = _of_rounds(book, table)
        if table == MAIN:
            columns = list(_main_columns(book.form, frames, rows))
        else:
            columns = list(_child_columns(book.form, book.form.table(table), frames, rows))
        key = of if table == MAIN else table
        name = f"{DATA_NAME}_{key}" if key else DATA_NAME
        written[table] = _write(book, sheet, columns, rows, name)
    return written


def _of_rounds(book: ReportBook, table: str) -> tuple[list[pd.DataFrame], dict[int, range]]:
    """The rows of this round, and all before it from the last round to the first; the sheet's rows of each round.

    A column of a year of months is taken out of two frames, not twelve.
    """
    consolidated, earlier = book.consolidated, book.rounds()[-2::-1]
    if table == MAIN:
        now, before = consolidated.frame, consolidated.history
    else:
        now, before = (
            tables.get(table, pd.DataFrame()) for tables in (consolidated.tables, consolidated.tables_history)
        )
    counts, frames = {consolidated.round: len(now)}, [now]
    if earlier:
        of = before["round"].to_numpy(dtype=np.int64) if "round" in before else np.empty(0, np.int64)
        places = [np.flatnonzero(of == round_) for round_ in earlier]
        counts |= {round_: len(found) for round_, found in zip(earlier, places, strict=True)}
        frames.append(before.take(np.concatenate(places)))
    ends = accumulate(counts.values(), initial=FIRST_ROW)
    return frames, {round_: range(*span) for round_, span in zip(counts, pairwise(ends), strict=True)}


def _main_columns(form: Form, frames: list[pd.DataFrame], rows: Mapping[int, range]) -> Iterator[DataColumn]:
    yield _round_column(rows)
    yield DataColumn("reported", "รายงานแล้ว (1 = ใช่)", Kind.COUNT, partial(_every, _reported, frames))
    yield _column(GAPS, "ช่องที่ยังไม่มีข้อมูล", Kind.TEXT, frames)
    yield _column(CLOSED, "ยกเลิกหรือรวมแล้ว", Kind.TEXT, frames)
    own = {column.key: column for column in form.columns}
    for key in IDENTITY_COLUMNS:
        label = own[key].title if key in own else IDENTITY_LABELS[key]
        yield _column(key, label, IDENTITY_KINDS[key], frames)
    for column in form.columns:
        if column.key not in IDENTITY_COLUMNS:
            yield from _form_columns(column, frames)
    for key, label in LAST_YEAR_LABELS.items():
        if key in frames[0]:
            yield _column(key, label, Kind.BAHT, frames)
    yield from _provenance(form.columns, frames)


def _child_columns(
    form: Form, table: ChildTable, frames: list[pd.DataFrame], rows: Mapping[int, range]
) -> Iterator[DataColumn]:
    yield _round_column(rows)
    yield _column("project_id", IDENTITY_LABELS["project_id"], Kind.TEXT, frames)
    yield _column("n", "ลำดับ", Kind.COUNT, frames)
    if table.parent is not None:
        yield _column(PATH, f"ลำดับใน{form.table(table.parent).label}", Kind.TEXT, frames)
    for column in table.columns:
        yield from _form_columns(column, frames)
    yield from _provenance(table.columns, frames)


def _every(values: Callable[[pd.DataFrame], list[Any]], frames: list[pd.DataFrame]) -> list[Any]:
    """What is worked out of each frame, one below the other."""
    return list(chain.from_iterable(map(values, frames)))


def _reported(frame: pd.DataFrame) -> list[int]:
    if "reported" not in frame:
        return [1] * len(frame)
    return [int(bool(flag)) for flag in frame["reported"].fillna(True).tolist()]


def _round_column(rows: Mapping[int, range]) -> DataColumn:
    return DataColumn(
        "round", "รอบ", Kind.COUNT, lambda: [round_ for round_, span in rows.items() for _ in span]
    )


def _column(
    key: str, label: str, kind: Kind, frames: list[pd.DataFrame], provenance: bool = False
) -> DataColumn:
    values = partial(texts if is_text(kind) else whole_numbers, key=key)
    return DataColumn(key, label, kind, partial(_every, values, frames), provenance)


def _form_columns(column: Column, frames: list[pd.DataFrame]) -> Iterator[DataColumn]:
    yield _column(column.key, column.title, column.kind, frames)
    if column.kind is Kind.CHOICE:
        shown = partial(_every, partial(phrases, column=column), frames)
        yield DataColumn(f"{column.key}_label", f"{column.title} (ข้อความ)", Kind.TEXT, shown)


def _provenance(columns: Sequence[Column], frames: list[pd.DataFrame]) -> Iterator[DataColumn]:
    yield _column("file", "ไฟล์", Kind.TEXT, frames, provenance=True)
    yield _column("sheet", "แผ่นงาน", Kind.TEXT, frames, provenance=True)
    yield _column("row", "แถว", Kind.COUNT, frames, provenance=True)
    for column in columns:
        key = f"{column.key}_cell"
        if column.fill is Fill.GROUP or any(key in frame for frame in frames):
            yield _column(key, f"เซลล์ของ {column.title}", Kind.TEXT, frames, provenance=True)


def _write(
    book: ReportBook, sheet: BulkSheet, columns: list[DataColumn], rows: dict[int, range], name: str
) -> DataSheet:
    last = max(FIRST_ROW, *(span.stop - 1 for span in rows.values()))
    count = sum(len(span) for span in rows.values())
    line = row_height([], book.points)
    header = book.styles.make(bold=True, valign="top", text_wrap=True, border=1, bg_color=HEADER_FILL)
    plain = book.styles.make(border=1, font_size=12)
    for position, column in enumerate(columns):
        sheet.write_string(0, position, column.label, header)
        sheet.set_column(position, position, _width(column))
    looks = [_looks(book, column) for column in columns]
    round_, links = book.consolidated.round, FileLinks(book.consolidated, book.returned)

    def fill() -> None:
        values = {column.key: column.values() for column in columns}
        bulk = [
            _bulk(sheet, position, column, values[column.key], looks[position])
            for position, column in enumerate(columns)
        ]
        # Without a height a text of several lines would make its row as high as all of them.
        sheet.write_block(range(FIRST_ROW, FIRST_ROW + count), bulk, [line] * count)
        _link_back(sheet, values, rows[round_], links)

    sheet.fill_later(fill, count * len(columns), chain.from_iterable(looks))
    labels = [(column.label, column_points(_width(column))) for column in columns[: _printed(columns)]]
    sheet.set_row(0, row_height(labels, book.points, bold=True))
    sheet.freeze_panes(FIRST_ROW, 0)
    headers = [{"header": column.key, "header_format": plain} for column in columns]
    sheet.table_over(1, last, len(columns) - 1, table_name(name), headers)
    edge = f"${column_letters(len(columns))}${last + 1}"
    book.workbook.define_name(name, f"={quote_sheet(sheet.get_name())}!$A$2:{edge}")
    _set_up_print(book, sheet, columns, max(FIRST_ROW, rows[round_].stop - 1))
    book.workbook.seal(sheet)
    places = {column.key: position for position, column in enumerate(columns)}
    choices = frozenset(column.key for column in columns if column.kind is Kind.CHOICE)
    return DataSheet(sheet.get_name(), places, rows, choices)


def table_name(name: str) -> str:
    """The Excel table over the same cells as a defined name: the two may not have one name."""
    return f"table_{name.removeprefix('t_')}"


def _link_back(sheet: BulkSheet, columns: Mapping[str, Sequence[Any]], rows: range, links: FileLinks) -> None:
    """Lead from where a figure of this round was read to its cell in the returned workbook, and from its file.

    `columns`: values by key, in the order of the sheet's columns.
    """
    if "file" not in columns:
        return
    places = {key: position for position, key in enumerate(columns)}
    files, sheets = columns["file"], columns["sheet"]
    cells = [(values, places[key]) for key, values in columns.items() if key.endswith("_cell")]
    left = MOST_LINKS
    for number, row in enumerate(rows):
        # The rows of this round come first.
        file, there = files[number], sheets[number]
        target = links.to(str(file)) if file else None
        if target is None or left <= len(cells):
            continue
        sheet.link(row, places["file"], target)
        found = [(position, values[number]) for values, position in cells if values[number]]
        for position, address in found:
            sheet.link(row, position, links.to(str(file), str(there or ""), str(address)) or target)
        left -= 1 + len(found)


def _width(column: DataColumn) -> float:
    if is_text(column.kind) and not column.kind.facts.several_lines:
        if column.key in _SHORT:
            return 11
        if column.key in ("project", "section"):
            return 30
        if column.provenance:
            return 12
    return column.kind.facts.width


def _printed(columns: list[DataColumn]) -> int:
    """How many columns go on a page that can be read; where a value was found is not among them."""
    room = page("landscape").width / SMALLEST
    ends = accumulate(column_points(_width(column)) for column in columns if not column.provenance)
    return max(1, sum(1 for end in ends if end <= room))


def _looks(book: ReportBook, column: DataColumn) -> list[Format]:
    """How the values of a column look; of texts also those that begin like a formula."""
    if is_text(column.kind):
        left = {"align": "left", "valign": "top", "indent": 1}
        return [book.styles.make(**left), book.styles.make(**left, quote_prefix=True)]
    return [book.styles.make(valign="top", num_format=column.kind.facts.data_format)]


def _bulk(
    sheet: BulkSheet, position: int, column: DataColumn, values: Sequence[Any], looks: list[Format]
) -> BulkColumn:
    if is_text(column.kind):
        return sheet.texts(position, values, *looks)
    return sheet.numbers(position, values, SCALE[column.kind], *looks)


def _set_up_print(book: ReportBook, sheet: BulkSheet, columns: list[DataColumn], last: int) -> None:
    # The sheet is for the screen. On paper this round's first columns are wanted, large enough to be read.
    set_up_work_sheet(book, sheet)
    sheet.print_area(0, 0, last, _printed(columns) - 1)
    sheet.repeat_rows(0, 1)
