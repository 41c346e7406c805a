"""Projects and the rows of their small tables as the texts of a printed form see them.

Numbers of a project are tied to their cells of ข้อมูล, so that what a form prints can be proved.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from xl_addin.model.expressions.language import parse
from xl_addin.model.form.report_schema import PagePart
from xl_addin.model.form.schema import MAIN, Column, Form
from xl_addin.model.form.scopes import inputs
from xl_addin.model.values.kinds import SCALE, Fill, Kind
from xl_addin.report.book.column_values import phrases, texts, whole_numbers
from xl_addin.report.book.data_sheet import DataSheet
from xl_addin.report.book.ledger import PrintedNumber, Source
from xl_addin.report.book.report_workbook import ReportBook
from xl_addin.report.book.table_rows import RowColumns, RowNumber, kind_of, label_of, reported_in


class ProjectColumns(RowColumns):
    """The projects of one round: `row.plan` prints as it stands in ข้อมูล and knows its cell.

    What is computed from what a group fills is blank to texts until the group has reported: in ข้อมูล, as in
    Excel, a sum of nothing is 0.
    """

    def __init__(self, book: ReportBook, data: DataSheet, round_: int) -> None:
        super().__init__(book, book.frame_of(round_))
        self.data, self.round = data, round_
        self._reported = reported_in(self.frame)
        self._from_groups = _computed_from_groups(book.form)

    def value(self, key: str, position: int) -> Any:
        found = self.values(key)[position]
        if found is None or (key in self._from_groups and not self._reported[position]):
            return ""
        if not isinstance(found, int) or key not in self.data.columns:
            return found
        return self.number(key, position, found)

    def number(self, key: str, position: int, value: int) -> PrintedNumber:
        label = label_of(self.book.form, key)
        cell = self.data.cell(key, self.round, position)
        return self.book.ledger.number(Source(label, cell, value, kind_of(self.book.form, key)))


def _computed_from_groups(form: Form) -> frozenset[str]:
    """Computed columns of which nothing is known before the group reports; sums to date know earlier rounds."""
    fills = {(MAIN, column.key): column.fill for column in form.columns}
    fills |= {(table.key, column.key): column.fill for table in form.tables for column in table.columns}
    found = set()
    for column in form.columns:
        if column.fill is Fill.COMPUTED and column.formula is not None:
            read = {fills.get(node) for node in inputs(form, [parse(column.formula)])}
            if Fill.GROUP in read and Fill.PREVIOUS not in read:
                found.add(column.key)
    return frozenset(found)


class ChildRow:
    """A row of a small table for texts: `child.item`, `child.status_label`, `child.number`; blank is ""."""

    __slots__ = ("_position", "_table", "number")

    def __init__(self, table: ChildRows, position: int, number: str) -> None:
        self._table, self._position, self.number = table, position, number

    def __getattr__(self, key: str) -> Any:
        value = self._table.values(key)[self._position]
        if value is None:
            return ""
        column = self._table.columns.get(key)
        return RowNumber.of(value, column.kind) if column and column.kind in SCALE else value


class ChildRows:
    """One round's rows of a small table. Positions are those of its frame, as in its data sheet."""

    def __init__(self, columns: Sequence[Column], frame: pd.DataFrame) -> None:
        self.columns = {column.key: column for column in columns}
        self.frame = frame
        self._values: dict[str, list[Any]] = {}
        self._of: dict[str, list[int]] = {}
        for position, project_id in enumerate(texts(frame, "project_id")):
            self._of.setdefault(project_id or "", []).append(position)

    def of(self, project_id: str) -> list[int]:
        """Positions of a project's rows."""
        return self._of.get(project_id, [])

    def values(self, key: str) -> list[Any]:
        """Inside values of a column, `<key>_label` as phrases. Raises AttributeError for an unknown key."""
        if key not in self._values:
            owner = self.columns.get(key.removesuffix("_label"))
            if key in self.columns:
                is_number = self.columns[key].kind in SCALE
                self._values[key] = list((whole_numbers if is_number else texts)(self.frame, key))
            elif owner is not None and owner.kind is Kind.CHOICE:
                self._values[key] = list(phrases(self.frame, owner))
            else:
                raise AttributeError(key)
        return self._values[key]

    def numbered(self, part: PagePart, project_id: str) -> list[ChildRow]:
        """A project's rows with their printed numbers: 1, 2, 3, or 1, 1.1, 1.2, 2 by the level of each."""
        rows = []
        main = sub = 0
        for position in self.of(project_id):
            if part.numbered_by is not None and self._is_sub(part.numbered_by, position):
                main, sub = max(main, 1), sub + 1
                rows.append(ChildRow(self, position, f"{main}.{sub}"))
            else:
                main, sub = main + 1, 0
                rows.append(ChildRow(self, position, str(main)))
        return rows

    def _is_sub(self, key: str, position: int) -> bool:
        codes = list(self.columns[key].choices)
        return self.values(key)[position] in codes[1:]
