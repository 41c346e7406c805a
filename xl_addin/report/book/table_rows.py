"""The rows of a printed table: which projects, in which order, under which headings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from xl_addin.consolidate.gaps import CLOSED
from xl_addin.model.changes import CLOSED_PHRASES, ChangeKind
from xl_addin.model.expressions.evaluate import evaluate_check
from xl_addin.model.expressions.evaluation_data import Data
from xl_addin.model.expressions.language import parse
from xl_addin.model.form.report_schema import Heading, ReportSheet
from xl_addin.model.form.schema import Form
from xl_addin.model.form.scopes import IDENTITY_KINDS, row_scope
from xl_addin.model.register import Section
from xl_addin.model.values.clean import show
from xl_addin.model.values.kinds import SCALE, Kind
from xl_addin.report.book.column_values import is_text, phrases, texts, whole_numbers
from xl_addin.report.book.report_workbook import ReportBook


@dataclass(frozen=True, slots=True)
class TableRows:
    """Projects of one table in printing order.

    `frame`: the round's rows; `positions`: which of them are printed, in order; `reported`: per position of
    `frame` whether its group's workbook was used; `closed`: per position the status of a project that is asked
    no more, "" for the others.
    """

    round: int
    frame: pd.DataFrame
    positions: list[int]
    reported: list[bool]
    closed: list[str]


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring rows start ... stop - 1 in printing order under one heading; `children` divide them."""

    start: int
    stop: int
    heading: Heading
    children: tuple[Run, ...]


IDENTITY_LABELS = {
    "project_id": "รหัสโครงการ",
    "no": "ที่",
    "project": "โครงการ",
    "group_id": "รหัสกลุ่ม",
    "group": "กลุ่ม",
    "section_no": "ลำดับหมวด",
    "section": "หมวด",
}


def table_rows(book: ReportBook, spec: ReportSheet, round_: int, section: Section | None = None) -> TableRows:
    """The rows that a report sheet prints in a round; `section`: only the projects that stand under it."""
    frame = book.frame_of(round_)
    positions = list(range(len(frame)))
    if section is not None:
        numbers = whole_numbers(frame, "section_no")
        positions = [position for position in positions if numbers[position] == section.no]
    if spec.filter is not None:
        tables = dict(book.tables_of(round_))
        data = Data(row_scope(book.form), frame, tables, book.constants(round_))
        kept = evaluate_check(parse(spec.filter), data)
        positions = [position for position in positions if kept[position]]
    for key in reversed(spec.order):
        values = _in_order(book.form, key, column_values(book.form, frame, key))
        positions.sort(key=lambda position: _sort_key(values[position]))
    positions = _together(
        [column_values(book.form, frame, heading.by) for heading in spec.headings], positions
    )
    return TableRows(round_, frame, positions, reported_in(frame), closed_in(frame))


def _in_order(form: Form, key: str, values: Sequence[Any]) -> Sequence[Any]:
    """What a column is ordered by: choices by their place in the form's list, other values by themselves."""
    choices = next((list(column.choices) for column in form.columns if column.key == key), [])
    return [choices.index(value) if value in choices else None for value in values] if choices else values


UNREPORTED = "ยังไม่รายงาน"
"""Of a project whose group's workbook was not used, where a page has no column to mark."""


def reported_in(frame: pd.DataFrame) -> list[bool]:
    """Per project whether its group's workbook was used."""
    if "reported" not in frame:
        return [True] * len(frame)
    return [bool(flag) for flag in frame["reported"].fillna(True).tolist()]


def closed_in(frame: pd.DataFrame) -> list[str]:
    """Per project the status under which its money stays on the page when it is asked no more, else ""."""
    return [CLOSED_PHRASES[ChangeKind(code)] if code else "" for code in texts(frame, CLOSED)]


def _together(headings: Sequence[Sequence[Any]], positions: Sequence[int]) -> list[int]:
    """Rows of one heading one below the other, headings in the order in which the first of each comes.

    `headings`: values of each level by position. A project that was added late stands with its group.
    """
    paths = {position: tuple(values[position] for values in headings) for position in positions}
    first: dict[tuple[Any, ...], int] = {}
    for place, position in enumerate(positions):
        for depth in range(1, len(headings) + 1):
            first.setdefault(paths[position][:depth], place)

    def place_of(position: int) -> list[int]:
        return [first[paths[position][:depth]] for depth in range(1, len(headings) + 1)]

    return sorted(positions, key=place_of)


def _sort_key(value: Any) -> tuple[bool, Any]:
    return (value is None, 0 if value is None else value)


def kind_of(form: Form, key: str) -> Kind:
    """The kind of a form's column or of an identity column; `<key>_label` is the phrase of a choice."""
    for column in form.columns:
        if column.key == key:
            return column.kind
    return IDENTITY_KINDS.get(key, Kind.TEXT)


def column_values(form: Form, frame: pd.DataFrame, key: str) -> list[Any]:
    """Inside values of a column: whole numbers or texts; a choice `<key>_label` as the office's phrase."""
    for column in form.columns:
        if f"{column.key}_label" == key and column.kind is Kind.CHOICE:
            return list(phrases(frame, column))
    if is_text(kind_of(form, key)):
        return list(texts(frame, key))
    return list(whole_numbers(frame, key))


def runs(headings: Sequence[Heading], values: Callable[[str], list[Any]], count: int) -> tuple[Run, ...]:
    """The rows divided by the headings' columns; `values` gives a column in printing order."""

    def divide(level: int, start: int, stop: int) -> tuple[Run, ...]:
        if level == len(headings):
            return ()
        heading = headings[level]
        column = values(heading.by)
        found = []
        first = start
        for row in range(start + 1, stop + 1):
            if row == stop or column[row] != column[first]:
                found.append(Run(first, row, heading, divide(level + 1, first, row)))
                first = row
        return tuple(found)

    return divide(0, 0, count) if count else ()


class RowNames:
    """One row as texts see it: `row.project`, `row.status_label`; blank is "", numbers print by kind."""

    __slots__ = ("_columns", "_position")

    def __init__(self, columns: RowColumns, position: int) -> None:
        self._columns = columns
        self._position = position

    def __getattr__(self, key: str) -> Any:
        return self._columns.value(key, self._position)


class RowColumns:
    """The columns of a frame for texts, each made when a text first asks for it."""

    def __init__(self, book: ReportBook, frame: pd.DataFrame) -> None:
        self.book, self.frame = book, frame
        self._values: dict[str, list[Any]] = {}
        self._shown: dict[str, list[Any]] = {}
        self._keys = {column.key for column in book.form.columns} | IDENTITY_KINDS.keys() | {"round"}
        self._keys |= {f"{column.key}_label" for column in book.form.columns if column.choices}

    def row(self, position: int) -> RowNames:
        return RowNames(self, position)

    def values(self, key: str) -> list[Any]:
        """The column in frame order. Raises AttributeError for a key that no row has."""
        if key not in self._values:
            if key not in self._keys:
                raise AttributeError(key)
            self._values[key] = column_values(self.book.form, self.frame, key)
        return self._values[key]

    def value(self, key: str, position: int) -> Any:
        if key not in self._shown:
            kind = kind_of(self.book.form, key)
            self._shown[key] = [_in_texts(value, kind) for value in self.values(key)]
        return self._shown[key][position]


def _in_texts(value: Any, kind: Kind) -> Any:
    if value is None:
        return ""
    return RowNumber.of(value, kind) if kind in SCALE and isinstance(value, int) else value


class RowNumber(int):
    """A row's number: compared in inside units, printed by its kind. Each kind has a class of its own."""

    __slots__ = ()
    kind: Kind

    @classmethod
    def of(cls, value: int, kind: Kind) -> RowNumber:
        return _numbers_of(kind)(value)

    def __str__(self) -> str:
        return show(self.kind, int(self))

    def __format__(self, specification: str) -> str:
        return str(self)


@cache
def _numbers_of(kind: Kind) -> type[RowNumber]:
    return type("RowNumber", (RowNumber,), {"__slots__": (), "kind": kind})


def label_of(form: Form, key: str) -> str:
    """What readers call the value of a key: its column's label, or the register's name for it."""
    own = next((column.label for column in form.columns if column.key == key), None)
    return IDENTITY_LABELS.get(key, key) if own is None else " ".join(own[-2:])
