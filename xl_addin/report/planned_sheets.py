"""The sheets of the form's report in their order, before any is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, product

from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.model.form.report_schema import ReportSheet
from xl_addin.model.register import Section
from xl_addin.report.book.column_values import whole_numbers
from xl_addin.report.book.report_workbook import ReportBook
from xl_addin.report.book.table_rows import TableRows
from xl_addin.report.printed.contents_sheet import CONTENTS_SHEET

LISTS = ("table", "list")


@dataclass(frozen=True, slots=True)
class PlannedSheet:
    """A sheet of the form on its way: for a table of rounds one per round, else perhaps one per section.

    `forms`: the projects whose forms it prints.
    """

    spec: ReportSheet
    round: int
    sheet: BulkSheet
    section: Section | None = None
    forms: TableRows | None = None

    def may_follow(self, before: PlannedSheet) -> bool:
        """Whether it may stand on the sheet of the list `before`, paper, table and round being the same."""
        is_list = self.spec.kind in LISTS and not self.spec.continued and not self.spec.details
        runs_on = self.spec.kind == "pages" and self.spec.running
        one, other = (
            (entry.spec.orientation, entry.spec.paper, entry.spec.table, entry.round, entry.section)
            for entry in (self, before)
        )
        return (
            before.spec.kind in LISTS and not before.spec.continued and one == other and (is_list or runs_on)
        )


def plan_sheets(book: ReportBook) -> tuple[list[PlannedSheet], BulkSheet | None]:
    """The sheets in order, and the one for the contents, which stands after the summary for who reads no other.

    Neighbours that are made for each section, or for each round, take turns.
    """
    planned: list[PlannedSheet] = []
    contents = None
    this_round = [book.consolidated.round]
    repeated = groupby(book.form.report.sheets, key=lambda spec: (spec.each_section, spec.each_round))
    for (by_section, by_round), found in repeated:
        specs = list(found)
        sections = _sections_with_projects(book) if by_section else [None]
        for section, round_ in product(sections, book.rounds() if by_round else this_round):
            for spec in specs:
                planned += _sheets(book, spec, round_, section, planned[-1] if planned else None)
                if spec.kind == "executive":
                    contents = book.add_sheet(book.sheet_name(CONTENTS_SHEET))
    return planned, contents


def _sections_with_projects(book: ReportBook) -> list[Section | None]:
    numbers = set(whole_numbers(book.consolidated.frame, "section_no"))
    return [section for section in book.register.sections if section.no in numbers]


def _sheets(
    book: ReportBook, spec: ReportSheet, round_: int, section: Section | None, before: PlannedSheet | None
) -> Iterator[PlannedSheet]:
    """The sheets that one sheet of the form becomes in a round; what is divided joins what was received `before`."""
    if spec.kind == "buckets" and before is not None and before.spec.kind == "allotment":
        yield PlannedSheet(spec, round_, before.sheet, section)
        return
    name = book.title_of(spec, round_, section)
    name = name if section is None else f"{name} {section.no}"
    parts: Sequence[TableRows | None] = [None]
    if spec.kind == "pages":
        from xl_addin.report.printed.forms_writer import form_rows

        parts = form_rows(book, spec, round_, section)
    for rows in parts:
        yield PlannedSheet(spec, round_, book.add_sheet(book.sheet_name(name)), section, rows)
