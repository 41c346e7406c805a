"""The sheets of project forms: which projects each prints, at which scale, and whether they stand below lists.

A sheet takes about a thousand page ends, so further sheets follow when there are very many projects.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import reduce
from math import inf

from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.print_setup import page
from xl_addin.model.form.report_schema import ReportSheet
from xl_addin.model.form.schema import MAIN
from xl_addin.model.register import Section
from xl_addin.report.book.data_sheet import MOST_LINKS, DataSheet
from xl_addin.report.book.report_workbook import ReportBook
from xl_addin.report.book.table_rows import TableRows, table_rows
from xl_addin.report.printed.form_content import FormContent
from xl_addin.report.printed.form_grid import FORM_SIZES
from xl_addin.report.printed.form_pages import ProjectForms, WrittenForms
from xl_addin.report.table.page_flow import NEARLY_EMPTY, SMALLER
from xl_addin.report.table.shared_sheet import RoomBelow

MOST_PROJECTS = 80
"""Forms on one sheet: at a dozen pages each, fewer than the page ends that a sheet takes."""

TRIED = 12
"""Forms that are laid out at every scale, before one is chosen."""

FULL = 0.8
"""Mean fill that pages of forms should have."""

TO_DATA = "ดูข้อมูล"

NOWHERE = ""
"""Name of the sheet of forms that are only tried."""


def form_rows(book: ReportBook, spec: ReportSheet, round_: int, section: Section | None) -> list[TableRows]:
    """The projects that a sheet of forms prints, divided over as many sheets as it takes."""
    rows = table_rows(book, spec, round_, section)
    starts = range(0, max(len(rows.positions), 1), MOST_PROJECTS)
    return [replace(rows, positions=rows.positions[start : start + MOST_PROJECTS]) for start in starts]


def write_forms(
    book: ReportBook,
    data: Mapping[str, DataSheet],
    spec: ReportSheet,
    rows: TableRows,
    sheet: BulkSheet,
    section: Section | None = None,
    below: RoomBelow | None = None,
) -> WrittenForms:
    """Write the forms of these projects; `below`: lists that stand on the sheet already."""
    content = FormContent(book, data, spec, rows, section)
    size = _form_size(content) if below is None else _size_of(spec, below)
    top, title = 0 if below is None else below.row, book.title_of(spec, rows.round, section)
    written = WrittenForms(sheet.get_name(), spec, rows, title, top)
    written = ProjectForms(content, sheet, written, size, below).write()
    _lead_back(sheet, data[MAIN], written)
    return written


def choose_size(
    book: ReportBook,
    data: Mapping[str, DataSheet],
    spec: ReportSheet,
    rows: TableRows,
    section: Section | None = None,
) -> None:
    """Choose the scale of a sheet of the form from these projects, where that has not been done."""
    if spec.name not in book.form_sizes:
        _form_size(FormContent(book, data, spec, rows, section))


def _lead_back(sheet: BulkSheet, data: DataSheet, forms: WrittenForms) -> None:
    """Lead from beside each project's form to its row in ข้อมูล, from where it goes on to the returned workbook.

    Not from its title: LibreOffice prints a text that is a link in blue.
    """
    for position, row in list(forms.row_of.items())[:MOST_LINKS]:
        target = f"internal:{data.cell('project', forms.rows.round, position)}"
        sheet.write_url(row, forms.columns, target, string=TO_DATA)


def goes_below(
    book: ReportBook,
    data: Mapping[str, DataSheet],
    spec: ReportSheet,
    rows: TableRows,
    below: RoomBelow,
    *,
    goes_on: bool,
) -> bool:
    """Whether what runs on from project to project may stand below lists.

    `goes_on`: it need not end on their page, where that is not nearly full.
    """
    size = _size_of(spec, below)
    is_plain = spec.running and not any(part.columns for part in spec.parts)
    if not is_plain or size < FORM_SIZES[-1] * SMALLER[-1]:
        return False
    content, written = FormContent(book, data, spec, rows, None), WrittenForms(NOWHERE, spec, rows)
    forms = ProjectForms(content, None, written, size, below)
    forms.lay_out()
    return not forms.flow.breaks or (goes_on and below.free > forms.flow.room * NEARLY_EMPTY)


def _size_of(spec: ReportSheet, below: RoomBelow) -> float:
    return page(spec.orientation).width / below.width


def _form_size(content: FormContent) -> float:
    """The scale at which forms of this kind leave fewest pages nearly empty and are fullest."""
    book, spec, rows = content.book, content.spec, content.rows
    if spec.running or not rows.positions:
        return FORM_SIZES[0]
    if spec.name not in book.form_sizes:
        # Printed under the same number, each is filled once.
        numbered = list(enumerate(rows.positions, start=1))
        reported = [one for one in numbered if rows.reported[one[1]]] or numbered
        some = reported[:: max(1, len(reported) // TRIED)][:TRIED]

        def better(best: tuple[bool, float, float, float], size: float) -> tuple[bool, float, float, float]:
            """The better one of the best scale and another: how good it is, to compare, and the scale.

            Where the best leaves pages full enough, one that leaves more of them nearly empty is not tried to its end.
            """
            forms = ProjectForms(content, None, WrittenForms(NOWHERE, spec, rows), size)
            fills = forms.fills(some, -best[1] if best[0] else inf)
            mean, empty = sum(fills) / len(fills), sum(fill < NEARLY_EMPTY for fill in fills)
            return max(best, (mean >= FULL, -empty, round(mean, 2), size))

        # The smallest mostly leaves fewest.
        best = reduce(better, reversed(FORM_SIZES), (False, -inf, 0.0, 0.0))
        if best[1]:
            best = reduce(better, [best[-1] * smaller for smaller in SMALLER], best)
        book.form_sizes[spec.name] = best[-1]
    return book.form_sizes[spec.name]
