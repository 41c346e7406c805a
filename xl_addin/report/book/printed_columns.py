"""The columns of a printed table: their values, and how a number shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, assert_never

from xl_addin.excel.writing.styles import baht_format, decimal_format, number_format
from xl_addin.excel.writing.text_metrics import indented
from xl_addin.model.form.report_schema import PrintColumn, ReportSheet
from xl_addin.model.form.schema import Column, Form, Settings
from xl_addin.model.thai import words
from xl_addin.model.values import money
from xl_addin.model.values.kinds import SCALE, Fill, Kind
from xl_addin.report.book.lights import lights_of
from xl_addin.report.book.report_workbook import ReportBook
from xl_addin.report.book.shares import shares
from xl_addin.report.book.table_rows import RowColumns, TableRows, column_values, kind_of

TRUE_SIZE = 1.0
"""Scale at which pages of text are printed."""

_ROW_END = "\x1e"

ORDER = PrintColumn(label=("ที่",), key="no", width=5, style="order")
NAME = PrintColumn(label=("โครงการ",), key="project", width=60)


@dataclass(frozen=True, slots=True)
class PrintedColumn:
    """`values` in printing order: whole numbers of `scale`, or texts. `points`: width, set by `print_widths`.

    `first` ... `last`: the sheet's columns (from 0) that it takes.
    """

    spec: PrintColumn
    kind: Kind
    values: list[Any]
    num_format: str = "General"
    points: float = 0.0
    first: int = 0
    last: int = 0

    @property
    def is_number(self) -> bool:
        return self.kind in SCALE

    @property
    def scale(self) -> int:
        return SCALE[self.kind]

    @property
    def is_indented(self) -> bool:
        """Whether it is text at the left: an indent keeps it off the line and the figure before it."""
        align = self.spec.align or ("center" if self.kind is Kind.CHOICE else "left")
        return not self.is_number and align == "left"

    def room(self, width: float) -> float:
        """Points for the text of a cell so wide."""
        return indented(width) if self.is_indented else width


def printed_columns(
    book: ReportBook,
    spec: ReportSheet,
    rows: TableRows,
    names: Mapping[str, Any],
    amounts: Iterable[Sequence[int | None]] = (),
) -> list[PrintedColumn]:
    """The columns of a sheet with their values in printing order, not yet wide; `amounts`: others beside theirs."""
    row_columns = RowColumns(book, rows.frame)
    columns = []
    for column in spec.columns or (ORDER, NAME):
        printed = _values(book, column, rows, row_columns, names, spec)
        if not (column.joined and not any(printed.values)):
            columns.append(printed)
    satang = has_satang([*amounts, *(column.values for column in columns if column.kind is Kind.BAHT)])
    return [
        replace(one, num_format=column_format(one.spec, one.kind, satang, book.settings), first=n, last=n)
        if one.is_number and one.spec.style != "order"
        else replace(one, first=n, last=n)
        for n, one in enumerate(columns)
    ]


def _values(
    book: ReportBook,
    column: PrintColumn,
    rows: TableRows,
    row_columns: RowColumns,
    names: Mapping[str, Any],
    spec: ReportSheet,
) -> PrintedColumn:
    if column.lights:
        return PrintedColumn(column, Kind.CHOICE, lights_of(book, column, rows))
    if column.key is None:
        return PrintedColumn(column, Kind.LONG_TEXT, _composed(book, column, rows, row_columns, names, spec))
    if column.style == "order":
        order = _order(book, rows, spec)
        return PrintedColumn(column, Kind.COUNT, order, number_format(Kind.COUNT, book.settings))
    own = next((one for one in book.form.columns if one.key == column.key), None)
    kind = kind_of(book.form, column.key)
    key = f"{column.key}_label" if kind is Kind.CHOICE else column.key
    every = column_values(book.form, rows.frame, key)
    values = [every[position] for position in rows.positions]
    if kind not in SCALE and book.settings.digits == "thai":
        values = [value and words.in_thai_digits(value) for value in values]
    if column.show != "value":
        return _among_all(column, values)
    if kind in SCALE and column.not_due is not None and _not_due(own, rows.round):
        values = [column.not_due * 10 ** SCALE[kind] if value is None else value for value in values]
    return PrintedColumn(column, kind, values)


def _among_all(column: PrintColumn, values: Sequence[int | None]) -> PrintedColumn:
    """Each value's share of all, or its rank among them; a blank has neither."""
    if column.show == "share":
        parts = shares([value or 0 for value in values]) if values else []
        return PrintedColumn(
            column,
            Kind.PERCENT,
            [None if value is None else part for value, part in zip(values, parts, strict=True)],
        )
    ranks: dict[int, int] = {}
    for rank, value in enumerate(sorted((one for one in values if one is not None), reverse=True), 1):
        ranks.setdefault(value, rank)
    return PrintedColumn(column, Kind.COUNT, [None if value is None else ranks[value] for value in values])


def _order(book: ReportBook, rows: TableRows, spec: ReportSheet) -> list[int]:
    """Running numbers; `restart_numbers` begins anew under each heading of the first level."""
    if not (spec.restart_numbers and spec.headings):
        return list(range(1, len(rows.positions) + 1))
    every = column_values(book.form, rows.frame, spec.headings[0].by)
    order: list[int] = []
    for index, position in enumerate(rows.positions):
        same = index > 0 and every[position] == every[rows.positions[index - 1]]
        order.append(order[-1] + 1 if same else 1)
    return order


def _not_due(column: Column | None, round_: int) -> bool:
    return column is not None and column.fill is Fill.GROUP and column.due is not None and column.due > round_


def _composed(
    book: ReportBook,
    column: PrintColumn,
    rows: TableRows,
    row_columns: RowColumns,
    names: Mapping[str, Any],
    spec: ReportSheet,
) -> list[str | None]:
    """A text per row, all rendered in one go."""
    source = f"{{% for row in rows %}}{column.text}{_ROW_END}{{% endfor %}}"
    given = dict(names) | {"rows": [row_columns.row(position) for position in rows.positions]}
    rendered = book.render(source, given, spec.name)
    if book.settings.digits == "thai":
        rendered = words.in_thai_digits(rendered)
    return [text.strip("\n") or None for text in rendered.split(_ROW_END)[:-1]]


def has_satang(columns: Iterable[Iterable[int | None]]) -> bool:
    """Whether an amount of these columns (in satang) is no whole baht.

    Then the whole table shows two decimals, else neither its rows nor its columns would add up for a reader.
    """
    return any(value is not None and value % 100 for values in columns for value in values)


def column_format(column: PrintColumn, kind: Kind, satang: bool, settings: Settings) -> str:
    """The number format of a column in a table; `satang`: the table shows them."""
    if column.decimals is not None and column.style == "office" and kind is not Kind.COUNT:
        return decimal_format(settings, column.decimals)
    match column.style:
        case "bracket":
            digits = number_format(Kind.COUNT, settings) + (".00" if satang else "")
            # Digits without commas, nothing for zero: 11,550 (2625), as สพม. 2 prints it.
            return f'" ("{digits}")";" (-"{digits}")";'
        case "baht0":
            return _with_satang(settings) if satang else baht_format(settings, 0)
        case "baht2":
            return baht_format(settings, 2)
        case "office" | "percent" | "count" | "date" | "text" | "order":
            pass
        case _:
            assert_never(column.style)
    if kind is Kind.BAHT:
        return _with_satang(settings) if satang else baht_format(settings)
    if kind is Kind.PERCENT and settings.zero in ("-", ""):
        percent = number_format(kind, settings)
        return f'{percent};-{percent};"{settings.zero}"'
    return number_format(kind, settings)


def _with_satang(settings: Settings) -> str:
    """Two decimals, but a zero as the office prints it where amounts are whole."""
    shown = baht_format(settings, 2)
    return f"{shown};{number_format(Kind.COUNT, settings)}" if settings.zero == "0" else shown


def shown_number(column: PrintedColumn, value: int, settings: Settings) -> str:
    """A number about as it shows, to measure it."""
    if column.kind is Kind.BAHT:
        decimals: Any = 2 if "0.00" in column.num_format else 0
        text = money.format_baht(value, decimals=decimals, zero="0")
        return f"({text})" if column.spec.style == "bracket" else text
    if column.kind is Kind.DATE:
        return words.date_words(value, short=True)
    return show_plain(value, column.scale)


def show_plain(value: int, scale: int) -> str:
    return words.format_number(value, 10**scale, min(scale, 2))


def marked_column(form: Form, columns: Sequence[PrintedColumn]) -> int | None:
    """Where "ยังไม่ส่ง" is put for a project that was not reported: the column of its status or progress."""
    groups = {column.key for column in form.columns if column.fill is Fill.GROUP}
    candidates = [
        [n for n, one in enumerate(columns) if one.kind is Kind.CHOICE and one.spec.key in groups],
        [n for n, one in enumerate(columns) if one.spec.text is not None],
        [n for n, one in enumerate(columns) if not one.is_number and one.spec.key in groups],
        [n for n, one in enumerate(columns) if one.spec.key == "project"],
    ]
    return next((found[0] for found in candidates if found), None)
