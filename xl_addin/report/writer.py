"""The office's report: a workbook from the consolidated data of one round.

Sheets stand in the order of the form, then การส่งรายงาน, ข้อสังเกต, กระทบยอด and ข้อมูล. They are written in the
order in which they need one another: the data first, the reconciliation of all printed numbers last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from xlsxwriter.exceptions import FileCreateError

from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.excel.addresses import quote_sheet
from xl_addin.excel.gc_pause import gc_paused
from xl_addin.excel.writing.atomic_file import atomic_write
from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.plain_workbook import CREATED
from xl_addin.model.form.schema import MAIN, PROPOSALS_SHEET, GroupTable
from xl_addin.model.identity import DRAFT, FINAL, PROPERTY_PREFIX, STATE
from xl_addin.model.problems.problem import Severity
from xl_addin.model.table_names import CHANGES_SHEET, DATA_SHEET, DECISIONS_SHEET
from xl_addin.model.values.kinds import Kind
from xl_addin.report.book.data_sheet import DataSheet, write_data_sheets
from xl_addin.report.book.ledger import Source
from xl_addin.report.book.live_checks import Check
from xl_addin.report.book.prose import Chapter
from xl_addin.report.book.report_workbook import ReportBook
from xl_addin.report.book.sheet_setup import leave_out_of_print, number_pages
from xl_addin.report.planned_sheets import PlannedSheet, plan_sheets
from xl_addin.report.printed.contents_sheet import parts_of, write_contents
from xl_addin.report.printed.printed_map import write_printed_map
from xl_addin.report.printed_sheets import OfGroups, write_printed_sheets
from xl_addin.report.table.own_notes import NOTES_SHEET, need_a_page, write_notes_page
from xl_addin.report.table.written_table import WrittenTable
from xl_addin.report.worksheets.changes_sheet import has_changes, write_changes
from xl_addin.report.worksheets.decisions_sheet import has_decisions, write_decisions
from xl_addin.report.worksheets.last_year_sheet import LAST_YEAR_SHEET, write_last_year
from xl_addin.report.worksheets.problems_sheet import (
    MOST_TITLE_ROWS,
    PROBLEMS_SHEET,
    SEVERITIES,
    write_problems,
)
from xl_addin.report.worksheets.proposals_sheet import write_proposals
from xl_addin.report.worksheets.reconciliation_lines import RECONCILIATION_SHEET
from xl_addin.report.worksheets.reconciliation_sheet import TablesOfGroups, write_reconciliation
from xl_addin.report.worksheets.register_sheet import write_register_sheet
from xl_addin.report.worksheets.replaced_sheet import REPLACED_SHEET, write_replaced
from xl_addin.report.worksheets.report_changes_sheet import REPORT_CHANGES_SHEET, write_report_changes
from xl_addin.report.worksheets.returns_sheet import RETURNS_SHEET, write_returns
from xl_addin.report.worksheets.rules_sheet import RULES_SHEET, write_rules

if TYPE_CHECKING:
    from xl_addin.report.printed.form_pages import WrittenForms


@dataclass(frozen=True, slots=True)
class ReportResult:
    """What was written: names of the sheets in order, every check of กระทบยอด, the words of the form's sheets if asked
    for."""

    sheets: tuple[str, ...]
    checks: tuple[Check, ...]
    chapters: tuple[Chapter, ...] = ()

    @property
    def disagreements(self) -> tuple[Check, ...]:
        """Checks that say ไม่ตรง."""
        return tuple(check for check in self.checks if not check.agrees)


def write_report(
    target: Path | BinaryIO, consolidated: Consolidated, *, returned: str = "returned", words: bool = False
) -> ReportResult:
    """Write the report to a path or a binary stream; the same data gives the same bytes.

    `returned`: folder of the returned workbooks as seen from the report, for links to their cells. `words`: the words
    of the sheets are wanted, for a document beside the report.
    Raises ReportError where the form's report asks for something that does not exist, and WriteError where
    the file cannot be written; then an old report of that name is as it was.
    """
    with gc_paused():
        if not isinstance(target, Path):
            return _written(ReportBook(target, consolidated, returned=returned, words=words))
        with atomic_write(target) as growing:
            return _written(ReportBook(growing, consolidated, returned=returned, words=words))


def _written(book: ReportBook) -> ReportResult:
    # What is packed beside the rest ends with it, however that ends.
    with book.workbook.sides:
        return _write(book)


def _write(book: ReportBook) -> ReportResult:
    consolidated = book.consolidated
    _describe(book)
    planned, contents = plan_sheets(book)
    if need_a_page(book):
        write_notes_page(book, book.add_sheet(book.sheet_name(NOTES_SHEET)))
    if has_changes(book):
        write_changes(book, book.add_sheet(book.sheet_name(CHANGES_SHEET)))
    if consolidated.changes:
        write_report_changes(book, book.add_sheet(book.sheet_name(REPORT_CHANGES_SHEET)))
    last_year = book.add_sheet(book.sheet_name(LAST_YEAR_SHEET)) if consolidated.last_year else None
    returns, problems, reconciliation = (
        book.add_sheet(book.sheet_name(name))
        for name in (RETURNS_SHEET, PROBLEMS_SHEET, RECONCILIATION_SHEET)
    )
    data = write_data_sheets(book, _data_sheets(book))
    of_groups = {table.key: _of_groups(book, table) for table in book.form.group_tables}
    data |= {key: own[MAIN] for key, (_, own, _) in of_groups.items()}
    if has_decisions(book):
        write_decisions(book, book.add_sheet(book.sheet_name(DECISIONS_SHEET)))
    if consolidated.proposals:
        write_proposals(book, book.add_sheet(book.sheet_name(PROPOSALS_SHEET)))
    if consolidated.replaced:
        write_replaced(book, book.add_sheet(book.sheet_name(REPLACED_SHEET)))
    rules = book.add_sheet(book.sheet_name(RULES_SHEET))
    _count_unreported(book, data[MAIN])
    _count_errors(book, problems.get_name())
    if last_year is not None:
        write_last_year(book, data[MAIN], last_year)
    write_returns(book, returns)
    printed = write_printed_sheets(book, data, planned, of_groups)
    register, rule_places = write_register_sheet(book), write_rules(book, rules)
    printed.wait_for_forms(book)
    every, forms = printed.tables, printed.forms
    if contents is not None:
        parts = parts_of(_titles(book, planned, every), every, forms)
        if not write_contents(book, contents, parts):
            book.workbook.drop_worksheet(contents)
    pages = number_pages(book, book.workbook.worksheets())
    for begun in printed.beside:
        begun.pack(pages[begun.sheet.get_name()])
    for sheet in book.numbered:
        book.workbook.seal(sheet)
    tables = [table for table in every if table.spec.table is None]
    write_problems(book, problems, _places(book, tables), rule_places)
    others = [
        TablesOfGroups(own, of[MAIN], [table for table in every if table.spec.table == key], label)
        for key, (own, of, label) in of_groups.items()
    ]
    checks = write_reconciliation(book, data, tables, forms, printed.breakdowns, reconciliation, others)
    leave_out_of_print(book)
    sheets = tuple(sheet.get_name() for sheet in book.workbook.worksheets() if sheet is not register)
    write_printed_map(book, tables, sheets)
    if register is not None:
        book.workbook.put_last(register)
    try:
        book.workbook.close()
    except FileCreateError as error:
        raise error.args[0] from error
    chapters = _chapters(book, planned, forms, sheets) if book.prose.asked else ()
    return ReportResult(sheets, checks, tuple(chapters))


def _chapters(
    book: ReportBook,
    planned: Sequence[PlannedSheet],
    forms: Sequence[WrittenForms],
    sheets: Sequence[str],
) -> Iterator[Chapter]:
    """The words of each sheet; of what runs on below lists apart from theirs."""
    kinds = {one.sheet.get_name(): one.spec.kind for one in reversed(planned)}
    below = {one.sheet: one for one in forms if one.top}
    for name in sheets:
        if name not in kinds:
            continue
        running = below.get(name)
        stop = None if running is None else running.top
        yield Chapter(name, kinds[name], tuple(book.prose.of(name, stop=stop)))
        if running is not None:
            yield Chapter(running.title, "pages", tuple(book.prose.of(name, start=running.top)))


def _describe(book: ReportBook) -> None:
    """What the report is, for a later round that reads it as its previous report."""
    register, form = book.register, book.form
    values = {
        "document": "report",
        "form_id": form.id,
        "form_version": str(form.version),
        "office": register.office,
        "office_short": register.office_short,
        "fiscal_year": str(register.fiscal_year),
        "round": str(book.consolidated.round),
        STATE: DRAFT if book.is_draft else FINAL,
    }
    for key, value in values.items():
        book.workbook.set_custom_property(PROPERTY_PREFIX + key, value, "text")
    title = f"{form.report.title} {register.fiscal_year}"
    properties = {"created": CREATED, "title": title, "subject": register.office, "author": register.office}
    book.workbook.set_properties(properties)


def _titles(
    book: ReportBook, planned: Sequence[PlannedSheet], tables: Sequence[WrittenTable]
) -> dict[str, str]:
    """What stands over each numbered sheet of the report, in their order, by the sheet's name."""
    known = {table.sheet: table.title for table in tables if not table.top}
    titles = {}
    for entry in planned:
        spec, name = entry.spec, entry.sheet.get_name()
        if entry.sheet not in book.numbered:
            continue
        if spec.kind != "pages" and spec.titles and name not in known:
            names = book.names(entry.round, entry.section)
            known[name] = book.write_lines(spec.titles[0], names, spec.name)[0].text
        titles[name] = known.get(name, name)
    others = {sheet.get_name() for sheet in book.numbered} - titles.keys()
    return titles | {
        sheet.get_name(): sheet.get_name()
        for sheet in book.workbook.worksheets()
        if sheet.get_name() in others
    }


def _data_sheets(book: ReportBook) -> dict[str, BulkSheet]:
    names = {MAIN: DATA_SHEET} | {table.key: f"{DATA_SHEET}_{table.label}" for table in book.form.tables}
    return {key: book.add_sheet(book.sheet_name(name)) for key, name in names.items()}


def _of_groups(book: ReportBook, table: GroupTable) -> OfGroups:
    """The book in which the rows of a table of the groups are the projects, their data, and the table's label."""
    own, name = book.of_groups(table.key), book.sheet_name(f"{DATA_SHEET}_{table.label}")
    return own, write_data_sheets(own, {MAIN: book.add_sheet(name)}, of=table.key), table.label


def _count_unreported(book: ReportBook, data: DataSheet) -> None:
    frame, round_ = book.consolidated.frame, book.consolidated.round
    count = int((~frame["reported"].astype(bool)).sum())
    formula = f"COUNTIF({data.range('reported', round_)},0)"
    book.unreported = Source("โครงการที่ยังไม่มีรายงาน", formula, count, Kind.COUNT)
    book.missed = _missed_groups(book, data)


def _count_errors(book: ReportBook, problems: str) -> None:
    told = SEVERITIES[Severity.ERROR]
    cells = f"{quote_sheet(problems)}!$B$1:$B${len(book.consolidated.problems) + MOST_TITLE_ROWS}"
    formula = f'COUNTIF({cells},"{told}")'
    book.errors = Source("ข้อที่ต้องแก้ใน ข้อสังเกต", formula, book.unfinished().errors, Kind.COUNT)


def _missed_groups(book: ReportBook, data: DataSheet) -> Source:
    """How many groups lack an earlier round that sums to date need."""
    rounds: dict[str, list[int]] = {}
    for missed in book.missed_rounds():
        rounds.setdefault(missed.group_id, []).append(missed.round)
    counted = []
    for group_id, missing in rounds.items():
        wanted = group_id.replace('"', '""')
        pieces = [
            f'COUNTIFS({data.range("group_id", round_)},"{wanted}",{data.range("reported", round_)},0)'
            for round_ in missing
        ]
        counted.append(f"({'+'.join(pieces)}>0)")
    formula = "+".join(["0", *counted])
    return Source("กลุ่มที่ยังไม่มีรายงานรอบที่ผ่านมา", formula, len(rounds), Kind.COUNT)


def _places(book: ReportBook, tables: list[WrittenTable]) -> dict[str, tuple[str, int]]:
    """Where each project stands: its form, else this round's first table that prints it."""
    consolidated = book.consolidated
    places = dict(book.form_places)
    ids = consolidated.frame["project_id"].tolist()
    for table in tables:
        if table.rows.round == consolidated.round:
            for position, row in table.row_of.items():
                places.setdefault(ids[position], (table.sheet, row))
    return places
