"""A whole workbook taken as a list: which of its sheets are read, and every row of them with what it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from xl_addin.model.form.schema import Form
from xl_addin.model.thai.names import name_key
from xl_addin.model.thai.words import arabic_digits
from xl_addin.register.lists.header_rows import Header, Mappings, find_header
from xl_addin.register.lists.list_rows import list_rows
from xl_addin.register.lists.list_workbook import ListSheet, read_list_workbook
from xl_addin.register.lists.row_checks import grand_total
from xl_addin.register.lists.row_kinds import Answers, RowKind, TakenRow, Why
from xl_addin.register.lists.row_taking import take_rows

_YEAR = re.compile(r"ปีงบประมาณ(?:พ\.?ศ\.?)?(25[5-9]\d)")
_OFFICE = re.compile(r"สำนักงานเขตพื้นที่การศึกษา(?:ประถมศึกษา|มัธยมศึกษา)?[^\s\d|(]*(?:\s*เขต\s*\d+)?")
_SHORT = re.compile(r"สพ[ปม]\.\s?[ก-๙]+?\s?เขต\s*\d+|สพ[ปม]\.\s?[ก-๙]+")
SAME_PROJECTS = 0.5
"""A sheet with so large a part of another sheet's projects lists them once more, for another quarter or page."""


@dataclass(frozen=True, slots=True)
class TakenSheet:
    """A sheet that was read.

    `total`: satang of the list's own grand total, None where it has none.
    """

    name: str
    header: Header
    rows: tuple[TakenRow, ...]
    total: int | None

    @property
    def projects(self) -> tuple[TakenRow, ...]:
        return tuple(entry for entry in self.rows if entry.kind is RowKind.PROJECT)

    @property
    def taken(self) -> int:
        """Satang of all projects."""
        return sum(entry.amount or 0 for entry in self.rows)


@dataclass(frozen=True, slots=True)
class ListReading:
    """What was read. `repeating`: sheets that list the same projects again; `unread`: those without a header."""

    file: str
    sheets: tuple[TakenSheet, ...]
    repeating: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    office: str = ""
    office_short: str = ""
    fiscal_year: int | None = None

    @property
    def projects(self) -> tuple[TakenRow, ...]:
        return tuple(entry for sheet in self.sheets for entry in sheet.projects)

    @property
    def questions(self) -> tuple[TakenRow, ...]:
        return tuple(entry for sheet in self.sheets for entry in sheet.rows if entry.question is not None)


@dataclass(frozen=True, slots=True)
class KnownReading:
    """What an officer has said about a list, or the year before about one like it."""

    mappings: Mappings = field(default_factory=dict)
    answers: Answers = field(default_factory=dict)


def read_list(
    path: Path, form: Form, *, known: KnownReading | None = None, sheets: Collection[str] = ()
) -> ListReading:
    """The projects of an ordinary workbook. `sheets`: only these (by default every visible one).

    Raises PackageError for a file that cannot be read.
    """
    known = known or KnownReading()
    wanted = {name_key(name) for name in sheets}
    found = [sheet for sheet in read_list_workbook(path) if not wanted or name_key(sheet.name) in wanted]
    taken: list[TakenSheet] = []
    repeating: list[str] = []
    unread: list[str] = []
    for sheet in found:
        one = _taken(sheet, form, known)
        if one is None:
            unread.append(sheet.name)
        elif not wanted and any(_same_projects(one, other) for other in taken):
            repeating.append(sheet.name)
        else:
            taken.append(one)
    office, short, year = _office(found)
    return ListReading(
        path.name, tuple(_twice_asked(taken)), tuple(repeating), tuple(unread), office, short, year
    )


def _taken(sheet: ListSheet, form: Form, known: KnownReading) -> TakenSheet | None:
    header = find_header(sheet, form, known.mappings)
    if header is None:
        return None
    rows = tuple(take_rows(list_rows(sheet, header), known.answers))
    one = TakenSheet(sheet.name, header, rows, grand_total(rows))
    return one if one.projects else None


def _names(sheet: TakenSheet) -> set[str]:
    return {entry.row.key for entry in sheet.projects if entry.row.key}


def _same_projects(one: TakenSheet, other: TakenSheet) -> bool:
    here, there = _names(one), _names(other)
    return len(here & there) >= SAME_PROJECTS * max(1, min(len(here), len(there)))


def _twice_asked(sheets: Sequence[TakenSheet]) -> list[TakenSheet]:
    """A project that stands in two sheets is asked about in the later one."""
    seen: set[str] = set()
    asked = []
    for sheet in sheets:
        rows = tuple(
            replace(entry, question=Why.ASK_TWICE)
            if entry.kind is RowKind.PROJECT
            and entry.row.key in seen
            and entry.question is None
            and entry.why is not Why.ANSWERED
            else entry
            for entry in sheet.rows
        )
        seen |= _names(sheet)
        asked.append(replace(sheet, rows=rows))
    return asked


def _office(sheets: Sequence[ListSheet]) -> tuple[str, str, int | None]:
    """(office, its short name, fiscal year) as the first lines of the sheets say them."""
    texts = [
        arabic_digits(cell.text)
        for sheet in sheets
        for (row, _), cell in sorted(sheet.cells.items())
        if row <= 8
    ]
    office = next((match[0] for text in texts if (match := _OFFICE.search(text))), "")
    short = next((match[0] for text in texts if (match := _SHORT.search(text))), "")
    year = next((int(match[1]) for text in texts if (match := _YEAR.search(name_key(text)))), None)
    return office.strip(), short.strip(), year
