"""The sheet to copy from into eMENSCR: each project's fields in the order of the system's entry pages.

One field a row, its text in a cell of its own with nothing before or after it, beside it how long it is and how
long it may be. Projects that are exempt, or asked no more, are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from pathlib import Path

import pandas as pd

from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.excel.writing.atomic_file import write_whole
from xl_addin.excel.writing.plain_workbook import CREATED
from xl_addin.excel.writing.print_setup import set_up_page
from xl_addin.excel.writing.styles import ERROR_LOOK, MISSING_LOOK
from xl_addin.excel.writing.text_metrics import MAX_ROW_HEIGHT, column_points, row_height
from xl_addin.excel.writing.workbook_writer import starts_like_a_formula
from xl_addin.model.form.publication import table_of
from xl_addin.model.form.schema import MAIN, Column, Form
from xl_addin.model.form.scopes import IDENTITY_KINDS
from xl_addin.model.problems.errors import CatalogueError
from xl_addin.model.thai import words
from xl_addin.model.values.kinds import SCALE, Kind
from xl_addin.report.book.column_values import phrases, texts, whole_numbers
from xl_addin.report.book.data_sheet import IDENTITY_LABELS
from xl_addin.report.book.report_workbook import ReportBook
from xl_addin.report.book.table_rows import UNREPORTED, closed_in, reported_in

SHEET = "eMENSCR"
HEADER = ("หน้า", "ช่อง", "ข้อความสำหรับคัดลอก", "ยาว (ตัวอักษร)", "ไม่เกิน")
WIDTHS = (7, 34, 90, 12, 9)
WRONG = "ยังมีที่ต้องแก้"
TEXT_COLUMN = 2
CHARACTERS, BAHT = "#,##0", "0.00"

Value = str | float | None


class NoEmenscr(CatalogueError):
    """The form does not say the fields of the system."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One field: page "M1", label, what stands in it; `limit`: characters that it may have, None for a number."""

    page: str
    label: str
    value: Value
    limit: int | None = None

    @property
    def is_too_long(self) -> bool:
        return self.limit is not None and isinstance(self.value, str) and len(self.value) > self.limit


@dataclass(frozen=True, slots=True)
class ProjectEntries:
    """A project's fields; `note`: why they are not final."""

    project: str
    entries: tuple[Entry, ...]
    note: str = ""


def emenscr_path(report: Path) -> Path:
    """ "รายงาน eMENSCR.xlsx" """
    return report.with_name(f"{report.stem} eMENSCR.xlsx")


def write_emenscr(report: Path, consolidated: Consolidated) -> Path:
    """Write the workbook beside the report; gives its path. Raises NoEmenscr and WriteError."""
    target = emenscr_path(report)
    write_whole(target, emenscr_bytes(consolidated))
    return target


def emenscr_bytes(consolidated: Consolidated) -> bytes:
    """The sheet as a workbook; the same data gives the same bytes. Raises NoEmenscr."""
    buffer = BytesIO()
    book = ReportBook(buffer, consolidated)
    entries = list(project_entries(book))
    _write(book, entries)
    book.workbook.close()
    return buffer.getvalue()


def project_entries(book: ReportBook) -> Iterator[ProjectEntries]:
    """The fields of every project that goes into the system. Raises NoEmenscr."""
    form, frame = book.form, book.consolidated.frame
    if form.emenscr is None:
        raise NoEmenscr("emenscr_not_told", value=form.id)
    exempt = texts(frame, form.emenscr.exempt) if form.emenscr.exempt else [None] * len(frame)
    wrong = book.unfinished().wrong
    ids, names, reported, closed = (
        texts(frame, "project_id"),
        texts(frame, "project"),
        reported_in(frame),
        closed_in(frame),
    )
    fields = _Fields(book)
    for position, id_ in enumerate(ids):
        if exempt[position] or closed[position]:
            continue
        note = UNREPORTED if not reported[position] else WRONG if id_ in wrong else ""
        found = tuple(
            entry
            for page, listed in form.emenscr.pages()
            for entry in fields.of(page.upper(), listed, position, id_ or "")
        )
        yield ProjectEntries(names[position] or "", found, note)


class _Fields:
    """The values of fields, of the projects and of their small tables."""

    def __init__(self, book: ReportBook) -> None:
        self.form: Form = book.form
        self.tables = {key: table.reset_index(drop=True) for key, table in book.consolidated.tables.items()}
        self.frames: dict[str, pd.DataFrame] = {MAIN: book.consolidated.frame} | self.tables
        self._values: dict[tuple[str, str], list[Value]] = {}

    def of(self, page: str, fields: Sequence[str], position: int, project_id: str) -> Iterator[Entry]:
        """The entries of a page; neighbouring columns of a small table row by row."""
        for table, group in groupby(fields, key=table_of):
            listed = list(group)
            if not table:
                for field in listed:
                    yield self._own(page, field.split("|"), position)
                continue
            rows = [row for row, owner in enumerate(self._owners(table)) if owner == project_id]
            for number, row in enumerate(rows, start=1):
                for field in listed:
                    yield self._entry(page, table, field.partition(".")[2], row, f"{number}. ")

    def _owners(self, table: str) -> list[str | None]:
        frame = self.frames.get(table)
        return [] if frame is None or "project_id" not in frame else texts(frame, "project_id")

    def _own(self, page: str, keys: Sequence[str], position: int) -> Entry:
        """The first of these columns that has a value, else the first."""
        entries = [self._entry(page, MAIN, key, position) for key in keys]
        return next((entry for entry in entries if entry.value not in (None, "")), entries[0])

    def _entry(self, page: str, table: str, key: str, row: int, before: str = "") -> Entry:
        column = next((one for one in self.form.columns_of(table) if one.key == key), None)
        label = IDENTITY_LABELS.get(key, key) if column is None else column.title
        kind = IDENTITY_KINDS[key] if column is None else column.kind
        limit = column.maximum_length if column is not None and kind in (Kind.TEXT, Kind.LONG_TEXT) else None
        return Entry(page, before + label, self._column(table, key, column, kind)[row], limit)

    def _column(self, table: str, key: str, column: Column | None, kind: Kind) -> list[Value]:
        found = self._values.get((table, key))
        if found is None:
            found = self._values[table, key] = list(_values(self.frames[table], key, column, kind))
        return found


def _values(frame: pd.DataFrame, key: str, column: Column | None, kind: Kind) -> Iterator[Value]:
    if kind is Kind.CHOICE and column is not None:
        yield from phrases(frame, column)
    elif kind in (Kind.TEXT, Kind.LONG_TEXT):
        yield from texts(frame, key)
    elif kind is Kind.DATE:
        yield from (None if day is None else words.date_words(day) for day in whole_numbers(frame, key))
    else:
        yield from (
            None if value is None else value / 10 ** SCALE[kind] for value in whole_numbers(frame, key)
        )


def _write(book: ReportBook, projects: Sequence[ProjectEntries]) -> None:
    sheet = book.add_sheet(SHEET)
    styles, points = book.styles, book.points
    for column, (label, width) in enumerate(zip(HEADER, WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, label, styles.header())
    row = 1
    for project in projects:
        look = styles.heading()
        said = f"{project.project} ({project.note})" if project.note else project.project
        sheet.merge_range(row, 0, row, len(HEADER) - 1, "", look)
        sheet.write_string(row, 0, said, styles.heading(**MISSING_LOOK) if project.note else look)
        row += 1
        for entry in project.entries:
            marked = ERROR_LOOK if entry.is_too_long else {}
            sheet.write_string(row, 0, entry.page, styles.value(Kind.CHOICE))
            sheet.write_string(row, 1, entry.label, styles.value(Kind.TEXT, num_format="General"))
            text = entry.value if isinstance(entry.value, str) else ""
            if isinstance(entry.value, float):
                sheet.write_number(row, TEXT_COLUMN, entry.value, styles.value(Kind.BAHT, num_format=BAHT))
            else:
                quoted = starts_like_a_formula(text)
                wrapped = styles.value(Kind.LONG_TEXT, num_format="General", quote_prefix=quoted, **marked)
                sheet.write_string(row, TEXT_COLUMN, text, wrapped)
            counted = styles.value(Kind.COUNT, num_format=CHARACTERS, **marked)
            if entry.limit is None:
                for column in (3, 4):
                    sheet.write_blank(row, column, None, counted)
            else:
                sheet.write_number(row, 3, len(text), counted)
                sheet.write_number(row, 4, entry.limit, counted)
            cells = [(entry.label, column_points(WIDTHS[1])), (text, column_points(WIDTHS[TEXT_COLUMN]))]
            sheet.set_row(row, min(row_height(cells, points), MAX_ROW_HEIGHT))
            row += 1
    sheet.freeze_panes(1, 0)
    set_up_page(sheet, "landscape", SHEET)
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, max(row - 1, 0), len(HEADER) - 1)
    register = book.register
    book.workbook.set_properties(
        {"created": CREATED, "title": SHEET, "subject": register.form.title, "author": register.office}
    )
