"""What the forms of projects print, whatever the scale: texts are filled once, however often pages are tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xl_addin.model.expressions.evaluate import evaluate_check
from xl_addin.model.expressions.evaluation_data import Data
from xl_addin.model.expressions.language import parse
from xl_addin.model.form.report_schema import PagePart, PrintColumn, ReportSheet
from xl_addin.model.form.schema import MAIN
from xl_addin.model.form.scopes import row_scope
from xl_addin.model.register import Section
from xl_addin.report.book.column_values import texts
from xl_addin.report.book.data_sheet import DataSheet
from xl_addin.report.book.ledger import Mention
from xl_addin.report.book.report_workbook import ReportBook, Written
from xl_addin.report.book.table_rows import TableRows, table_rows
from xl_addin.report.book.unfinished import MARK, prints
from xl_addin.report.printed.form_rows import ProjectColumns
from xl_addin.report.printed.form_table import SmallRow
from xl_addin.report.printed.form_table_content import PartTables


@dataclass(frozen=True, slots=True)
class FilledPart:
    """A part of one project's form with its texts filled; `text` None: a table of these `rows` and their `total`."""

    part: PagePart
    heading: str
    label: str
    text: str | None
    rows: Sequence[SmallRow] = ()
    total: SmallRow | None = None


@dataclass(frozen=True, slots=True)
class FilledForm:
    """One project's form. `mentions`: numbers in its parts; `is_wrong`: an entry has to be put right."""

    titles: Sequence[Written]
    parts: Sequence[FilledPart]
    mentions: Sequence[Mention]
    is_wrong: bool


class FormContent:
    """The forms of the projects of `rows`, each filled when it is first asked for."""

    def __init__(
        self,
        book: ReportBook,
        data: Mapping[str, DataSheet],
        spec: ReportSheet,
        rows: TableRows,
        section: Section | None,
    ) -> None:
        self.book, self.spec, self.rows = book, spec, rows
        self.names = book.names(rows.round, section)
        self.columns = ProjectColumns(book, data[MAIN], rows.round)
        self.tables = PartTables(book, data, spec, rows.round)
        self.ids = texts(rows.frame, "project_id")
        self.list_numbers = _list_numbers(book, rows.round)
        self.printed = self._printed_parts()
        self._filled: dict[tuple[int, int], FilledForm] = {}

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

    def titles(self, names: Mapping[str, Any] | None = None) -> list[Written]:
        """The titles of a form; those over all of them where they run on from project to project."""
        given = self.names if names is None else names
        return [line for title in self.spec.titles for line in self._lines(title, given)]

    def filled(self, number: int, position: int) -> FilledForm:
        """The form of the project at `position`, printed as number `number`."""
        asked = (number, position)
        if asked not in self._filled:
            self._filled[asked] = self._fill(number, position)
        return self._filled[asked]

    def _fill(self, number: int, position: int) -> FilledForm:
        names = self.names | {
            "row": self.columns.row(position),
            "number": number,
            "list_number": self.list_numbers.get(position, number),
        }
        titles = [] if self.spec.running else self.titles(names)
        wrong = self.book.unfinished(self.rows.round).wrong.get(self.ids[position] or "", frozenset())
        mentions: list[Mention] = []
        parts = [
            self._part(part, position, names, wrong, mentions)
            for part, printed in zip(self.spec.parts, self.printed, strict=True)
            if printed[position]
        ]
        return FilledForm(titles, parts, mentions, bool(wrong))

    def _part(
        self,
        part: PagePart,
        position: int,
        names: Mapping[str, Any],
        wrong: frozenset[str],
        mentions: list[Mention],
    ) -> FilledPart:
        """What a part names first is marked where an entry in it has to be put right."""

        def lines(source: str) -> list[Written]:
            found = self._lines(source, names)
            mentions.extend(mention for line in found for mention in line.mentions)
            return found

        heading = lines(part.heading)[0].text if part.heading else ""
        label = lines(part.label)[0].text if part.label else ""
        if any(prints(column.key, column.text, key) for key in wrong for column in _columns(part)):
            heading, label = (heading, f"{label} {MARK}") if label else (f"{heading} {MARK}", label)
        if part.columns:
            rows, total = self.tables.rows(part, self.ids[position] or "", names)
            return FilledPart(part, heading, label, None, rows, total)
        return FilledPart(part, heading, label, "\n".join(line.text for line in lines(part.text or "")))

    def _lines(self, source: str, names: Mapping[str, Any]) -> list[Written]:
        return self.book.write_lines(source, names, self.spec.name)


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
