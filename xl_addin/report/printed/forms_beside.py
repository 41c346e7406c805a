"""Sheets of many project forms, laid out and packed in a copy of this process while the lists are written.

What the other sheets need of them (where each form stands, its numbers, how many pages there are) comes half-way; the
looks of their cells and the number of their first page go back before they are packed. Their texts stand in their own
cells: the copy need not know how many texts the other sheets share.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from typing import Any

from xl_addin.excel.side_process import InSteps, beside_in_steps
from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.package import Packed
from xl_addin.excel.writing.styles import Properties
from xl_addin.model.form.report_schema import ReportSheet
from xl_addin.report.book.prose import Piece
from xl_addin.report.book.report_workbook import ReportBook
from xl_addin.report.book.sheet_setup import footer_of, number_sheet
from xl_addin.report.book.table_rows import TableRows
from xl_addin.report.printed.form_pages import WrittenForms


@dataclass(frozen=True, slots=True)
class LaidOut:
    """What the copy tells: `forms` without what this process has, and what makes those `looks` of their cells that have
    no number yet."""

    forms: WrittenForms
    looks: list[Properties]


@dataclass(frozen=True, slots=True)
class Numbers:
    """The reply: the number of each look in the workbook, by its properties, and that of the sheet's first page."""

    looks: dict[Properties, int]
    first_page: int


class FormsBeside:
    """Forms of some projects on their way to a sheet that is set up for its page; nothing else is written into it.

    `write`: lays them out there, in a copy of this process or, when they are waited for, here.
    """

    def __init__(
        self,
        book: ReportBook,
        sheet: BulkSheet,
        spec: ReportSheet,
        rows: TableRows,
        write: Callable[[], WrittenForms],
        *,
        in_copy: bool,
    ) -> None:
        self.book, self.sheet, self.spec, self.rows = book, sheet, spec, rows
        sheet.keep_texts()
        # Links get a look that no office chooses.
        sheet.default_url_format._get_xf_index()
        book.forms_awaited.add(sheet.get_name())
        self._lay_out = write
        self._looks: dict[Properties, int] = {}
        self._steps = (
            book.workbook.sides.enter_context(beside_in_steps(self._work))
            if in_copy
            else InSteps(self._work, None)
        )

    def written(self) -> WrittenForms:
        """The forms as they are laid out; waited for."""
        told = self._steps.told()
        self._looks = dict(zip(told.looks, self.book.styles.numbers_of(told.looks), strict=True))
        forms = replace(told.forms, spec=self.spec, rows=self.rows)
        forms.set_bounds(self.sheet)
        return forms

    def pack(self, first_page: int) -> None:
        """Let the sheet be packed, its pages numbered from here on."""
        self._steps.go_on(Numbers(self._looks, first_page))
        self.book.workbook.sealed[self.sheet] = self._packed

    def _packed(self) -> Packed:
        parts, pieces = self._steps.result()
        self.book.prose.pieces[self.sheet.get_name()] = pieces
        return parts

    def _work(self) -> Generator[LaidOut, Numbers, tuple[Packed, list[tuple[int, Piece]]]]:
        book, sheet = self.book, self.sheet
        forms = self._lay_out()
        new = [look for look in sheet.looks() if look.xf_index is None]
        told: Any = replace(forms, spec=None, rows=None)  # type: ignore[arg-type]
        properties = book.styles.properties_of(new)
        numbers = yield LaidOut(told, properties)
        for look, one in zip(new, properties, strict=True):
            look.xf_index = numbers.looks[one]
        number_sheet(sheet, numbers.first_page, footer_of(book))
        return book.workbook.packed_sheet(sheet), book.prose.pieces.get(sheet.get_name(), [])
