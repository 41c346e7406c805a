"""The sheets of the form's report written, in the order in which they need one another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, assert_never

from xl_addin.model.form.schema import MAIN
from xl_addin.report.book.data_sheet import MOST_LINKS, DataSheet
from xl_addin.report.book.report_workbook import ReportBook
from xl_addin.report.planned_sheets import LISTS, PlannedSheet
from xl_addin.report.printed.allotment_sheet import write_allotment, write_buckets
from xl_addin.report.printed.cover_sheet import write_cover
from xl_addin.report.printed.executive_summary import write_executive
from xl_addin.report.printed.letter_sheet import write_letter_page
from xl_addin.report.printed.summary_sheet import write_summary
from xl_addin.report.table.project_list import project_list
from xl_addin.report.table.shared_sheet import RoomBelow, SharedSheet
from xl_addin.report.table.written_table import WrittenTable

if TYPE_CHECKING:
    from xl_addin.report.breakdown.sheet import WrittenBreakdown
    from xl_addin.report.printed.form_pages import WrittenForms

TO_DATA = "ดูข้อมูล"

_FIRST = ("summary", "pages")
"""Summaries first: covers, letters and tables may print their figures. Then forms: lists link to them."""


OfGroups = tuple[ReportBook, dict[str, DataSheet], str]
"""Of a table of the groups: the book in which its rows are the projects, their data, and its label."""


@dataclass(frozen=True, slots=True)
class PrintedSheets:
    """What was written, for the sheets that check it and lead to it."""

    tables: list[WrittenTable] = field(default_factory=list)
    forms: list[WrittenForms] = field(default_factory=list)
    breakdowns: list[WrittenBreakdown] = field(default_factory=list)


def write_printed_sheets(
    whole: ReportBook,
    projects: dict[str, DataSheet],
    planned: Iterable[PlannedSheet],
    of_groups: Mapping[str, OfGroups],
) -> PrintedSheets:
    """Write every sheet; one whose content found room on the sheet before it leaves the workbook.

    `projects`: their data; `of_groups`: by key, what prints the tables of the groups.
    """
    written = PrintedSheets()
    groups = sorted(
        _groups(planned), key=lambda group: (*_FIRST, group[0].spec.kind).index(group[0].spec.kind)
    )
    for group in groups:
        entry = group[0]
        spec, sheet, section = entry.spec, entry.sheet, entry.section
        book, data, _ = of_groups.get(spec.table or "", (whole, projects, ""))
        match spec.kind:
            case "summary":
                write_summary(book, data, spec, entry.round, sheet)
            case "pages":
                _write_forms(book, data, entry, written)
            case "table" | "list":
                _write_lists(book, data, group, written)
            case "breakdown":
                from xl_addin.report.breakdown.sheet import write_breakdown

                counted = spec if book is whole else spec.model_copy(update={"table": None})
                written.breakdowns.append(write_breakdown(book, data, counted, entry.round, sheet))
            case "cover":
                write_cover(book, spec, sheet, section)
            case "executive":
                write_executive(book, data[MAIN], spec, sheet)
            case "letter":
                write_letter_page(book, spec, sheet, section)
            case "allotment":
                write_allotment(book, spec, sheet)
            case "buckets":
                write_buckets(book, data, spec, sheet)
            case _:
                assert_never(spec.kind)
    return written


def _groups(planned: Iterable[PlannedSheet]) -> list[list[PlannedSheet]]:
    """Neighbours that may share a sheet."""
    groups: list[list[PlannedSheet]] = []
    for entry in planned:
        if groups and entry.may_follow(groups[-1][-1]):
            groups[-1].append(entry)
        else:
            groups.append([entry])
    return groups


def _write_lists(
    book: ReportBook, data: dict[str, DataSheet], group: Sequence[PlannedSheet], written: PrintedSheets
) -> None:
    """Lists, each below the one before it where it fits on its page, and what runs on below the last."""
    waiting = list(group)
    while waiting:
        first = waiting.pop(0)
        if first.spec.kind not in LISTS:
            _write_forms(book, data, first, written)
            continue
        table = project_list(book, data[MAIN], first.spec, first.round, first.sheet, first.section)
        shared = SharedSheet(table)
        while waiting and waiting[0].spec.kind in LISTS and shared.take(waiting[0].spec):
            book.workbook.drop_worksheet(waiting.pop(0).sheet)
        one_page = shared.pages == 1
        joins = bool(waiting) and _goes_below(book, data, waiting[0], shared.below, goes_on=one_page)
        written.tables.extend(shared.write(repeats=not (joins and one_page)))
        if joins:
            entry = waiting.pop(0)
            book.workbook.drop_worksheet(entry.sheet)
            _write_forms(book, data, entry, written, shared.below)


def _goes_below(
    book: ReportBook, data: dict[str, DataSheet], entry: PlannedSheet, below: RoomBelow, *, goes_on: bool
) -> bool:
    """Whether it is forms that stand on the sheet of the lists before them."""
    if entry.forms is None:
        return False
    from xl_addin.report.printed.forms_writer import goes_below

    return goes_below(book, data, entry.spec, entry.forms, below, goes_on=goes_on)


def _write_forms(
    book: ReportBook,
    data: dict[str, DataSheet],
    entry: PlannedSheet,
    written: PrintedSheets,
    below: RoomBelow | None = None,
) -> None:
    from xl_addin.report.printed.forms_writer import write_forms

    assert entry.forms is not None
    sheet = entry.sheet if below is None else below.sheet
    forms = write_forms(book, data, entry.spec, entry.forms, sheet, entry.section, below)
    written.forms.append(forms)
    book.form_places |= forms.places()
    _lead_back(book, data[MAIN], forms, entry)


def _lead_back(book: ReportBook, data: DataSheet, forms: WrittenForms, entry: PlannedSheet) -> None:
    """Lead from beside each project's form to its row in ข้อมูล, from where it goes on to the returned workbook.

    Not from its title: LibreOffice prints a text that is a link in blue.
    """
    positions = {id_: number for number, id_ in enumerate(book.frame_of(entry.round)["project_id"].tolist())}
    for id_, (_, row) in list(forms.places().items())[:MOST_LINKS]:
        target = f"internal:{data.cell('project', entry.round, positions[id_])}"
        entry.sheet.write_url(row, forms.columns, target, string=TO_DATA)
