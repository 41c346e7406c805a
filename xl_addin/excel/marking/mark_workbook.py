"""A workbook with notes on the cells that are to be put right and a list of them in front; all else as it was."""

from __future__ import annotations

from collections.abc import Sequence

from xl_addin.excel.marking.marks_sheet import Mark, put_sheet, take_sheet, workbook_of
from xl_addin.excel.marking.notes import mark_sheet
from xl_addin.excel.marking.package_edit import Edited
from xl_addin.excel.reading.limits import ReadLimits
from xl_addin.model.marks import mark_text


def marked_workbook(
    workbook: bytes, marks: Sequence[Mark], title: str, lines: Sequence[str], limits: ReadLimits | None = None
) -> bytes:
    """The workbook with `marks`, in place of what an earlier marking put there; two `lines` below the title.

    Every part that holds no mark stays byte for byte. Raises PackageError for what is no workbook and ValueError
    for one that is not put together as a program would.
    """
    book = Edited(workbook, limits)
    take_sheet(book)
    by_sheet: dict[str, dict[str, list[str]]] = {}
    for mark in marks:
        if mark.cell:
            sentence = f"{mark.message} วิธีแก้: {mark.fix}" if mark.fix else mark.message
            by_sheet.setdefault(mark.sheet, {}).setdefault(mark.cell, []).append(sentence)
    for number, sheet in enumerate(workbook_of(book).sheets, 1):
        if sheet.part is not None and sheet.part in book and sheet.kind == "worksheet":
            texts = {
                cell: mark_text(list(dict.fromkeys(said)))
                for cell, said in by_sheet.get(sheet.name, {}).items()
            }
            mark_sheet(book, sheet.part, texts, number)
    if marks:
        put_sheet(book, title, lines, marks)
    return book.zipped()
