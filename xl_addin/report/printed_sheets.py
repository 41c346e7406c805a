"""The sheets of the form's report written, in the order in which they need one another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, assert_never

from xl_addin.model.form.report_schema import ReportSheet
from xl_addin.model.form.schema import MAIN
from xl_addin.report.book.data_sheet import DataSheet
from xl_addin.report.book.report_workbook import ReportBook
from xl_addin.report.book.sheet_setup import set_up_report_page
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
    from xl_addin.report.printed.forms_beside import FormsBeside

_FIRST = ("summary", "pages")
"""Summaries first: covers, letters and tables may print their figures. Then forms: lists link to them."""


_FIGURE = re.compile(r"\b(?:figure|counted)\b")

MANY_FORMS = 10
"""Forms that take longer to lay out and pack than it takes to copy this process."""

MOST_COPIES = 4
"""Sheets that are laid out in copies of this process at once: each takes the memory of its own cells."""

OfGroups = tuple[ReportBook, dict[str, DataSheet], str]
"""Of a table of the groups: the book in which its rows are the projects, their data, and its label."""


@dataclass(frozen=True, slots=True)
class PrintedSheets:
    """What was written, for the sheets that check it and lead to it; `beside`: forms that are laid out meanwhile."""

    tables: list[WrittenTable] = field(default_factory=list)
    forms: list[WrittenForms] = field(default_factory=list)
    breakdowns: list[WrittenBreakdown] = field(default_factory=list)
    beside: list[FormsBeside] = field(default_factory=list)

    def wait_for_forms(self, book: ReportBook) -> None:
        """From here on all forms are known, and where each stands."""
        if not self.beside:
            return
        self.beside.sort(key=lambda one: one.sheet.index)
        for one in self.beside:
            forms = one.written()
            self.forms.append(forms)
            book.form_places |= forms.places()
        order = {sheet.get_name(): number for number, sheet in enumerate(book.workbook.worksheets())}
        self.forms.sort(key=lambda forms: (forms.top > 0, order[forms.sheet]))
        book.forms_awaited.clear()
        for link in book.links_to_forms:
            link()


def write_printed_sheets(
    whole: ReportBook,
    projects: dict[str, DataSheet],
    planned: Iterable[PlannedSheet],
    of_groups: Mapping[str, OfGroups],
) -> PrintedSheets:
    """Write every sheet; one whose content found room on the sheet before it leaves the workbook.

    `projects`: their data; `of_groups`: by key, what prints the tables of the groups. Many forms may still be on their
    way to their sheets.
    """
    written = PrintedSheets()
    planned = list(planned)
    groups = sorted(
        _groups(planned), key=lambda group: (*_FIRST, group[0].spec.kind).index(group[0].spec.kind)
    )
    _begin_forms(whole, projects, planned, of_groups, written)
    for group in groups:
        entry = group[0]
        spec, sheet, section = entry.spec, entry.sheet, entry.section
        book, data, _ = of_groups.get(spec.table or "", (whole, projects, ""))
        match spec.kind:
            case "summary":
                write_summary(book, data, spec, entry.round, sheet)
            case "pages":
                if sheet.get_name() not in book.forms_awaited:
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
    if below is None:
        set_up_report_page(book, sheet, entry.spec.orientation)
    forms = write_forms(book, data, entry.spec, entry.forms, sheet, entry.section, below)
    written.forms.append(forms)
    book.form_places |= forms.places()


def _begin_forms(
    whole: ReportBook,
    projects: dict[str, DataSheet],
    planned: Sequence[PlannedSheet],
    of_groups: Mapping[str, OfGroups],
    written: PrintedSheets,
) -> None:
    """Begin with the sheets of many forms, the longest first; not with those that print figures of the summaries.

    Half of them are laid out in copies of this process, which lays out the others once its lists are written.
    """
    pages = [one for one in planned if one.forms is not None and not one.spec.running]
    long = [one for one in pages if len(_positions(one)) >= MANY_FORMS and not _prints_figures(one.spec)]
    long = [one for one in long if one.sheet is not whole.workbook.worksheets()[0]]
    copies = min((len(long) + 1) // 2, MOST_COPIES)
    for number, entry in enumerate(sorted(long, key=lambda one: -len(_positions(one)))):
        from xl_addin.report.printed.forms_beside import FormsBeside
        from xl_addin.report.printed.forms_writer import choose_size, write_forms

        assert entry.forms is not None
        book, data, _ = of_groups.get(entry.spec.table or "", (whole, projects, ""))
        set_up_report_page(book, entry.sheet, entry.spec.orientation)
        if sum(one.spec.name == entry.spec.name for one in pages) > 1:
            # Other sheets are printed at the same scale.
            choose_size(book, data, entry.spec, entry.forms, entry.section)
        write = partial(write_forms, book, data, entry.spec, entry.forms, entry.sheet, entry.section)
        begun = FormsBeside(book, entry.sheet, entry.spec, entry.forms, write, in_copy=number < copies)
        written.beside.append(begun)


def _positions(entry: PlannedSheet) -> Sequence[int]:
    return () if entry.forms is None else entry.forms.positions


def _prints_figures(spec: ReportSheet) -> bool:
    """Whether its texts may print what the summaries count."""
    return _FIGURE.search(spec.model_dump_json()) is not None
