"""What comes back on the sheet of marks that the office put in front of a group's workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xl_addin.excel.addresses import cell_address
from xl_addin.excel.reading.cells import RawSheet, RawWorkbook
from xl_addin.model.marks import ANSWER_TITLE, MARKS_SHEET, corrected_file
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.problem import Place, Problem


def corrects(book: RawWorkbook) -> str:
    """The code of the file of which the workbook is a marked copy, "" for one that is none."""
    sheet = book.sheet(MARKS_SHEET)
    texts = (cell.value or "" for cell in sheet.cells.values()) if sheet is not None else ()
    return next((code for text in texts if (code := corrected_file(text))), "")


def answers(book: RawWorkbook, file: str) -> Iterator[Problem]:
    """What the group wrote there, each with the problem that it answers."""
    sheet = book.sheet(MARKS_SHEET)
    if sheet is None:
        return
    head = next((at for at, cell in sorted(sheet.cells.items()) if cell.value == ANSWER_TITLE), None)
    if head is None:
        return
    row, column = head
    rows = sorted(at for at, of in sheet.cells if of == column and at > row)
    for at in rows:
        said = " ".join((sheet.cells[at, column].value or "").split())
        if said:
            place = Place(file, sheet.name, cell_address(at, column))
            yield problem("mark_answered", place, value=said, about=_texts(sheet, at, (2, 4)))


def _texts(sheet: RawSheet, row: int, columns: Iterable[int]) -> str:
    cells = (sheet.cells.get((row, column)) for column in columns)
    return ": ".join(cell.value for cell in cells if cell is not None and cell.value)
