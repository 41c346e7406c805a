"""The report that stands where a new one is to be written: what the officer put in it is kept in a copy beside it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from itertools import count
from pathlib import Path

from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.excel.reading.cells import CHART, UNREADABLE, RawWorkbook
from xl_addin.model.identity import PRINTED_SHEET, PROPERTY_PREFIX, REGISTER_SHEET
from xl_addin.model.problems.catalogue import problem, say
from xl_addin.model.problems.problem import Place
from xl_addin.previous.edited_pages import SHEETS_COLUMN
from xl_addin.previous.overwritten_report import OverwrittenReport

MOST_NAMED = 3
OF_THE_REPORT = frozenset((CHART, UNREADABLE))
"""What the program itself puts beside the cells of a report."""


def keep_own_work(consolidated: Consolidated, report: OverwrittenReport | None) -> Consolidated:
    """Copies the workbook that lies there aside where a person has added or changed something in it, and tells so.

    A report that is as the program made it is replaced without a word. Raises OSError where no copy can be made.
    """
    what = "" if report is None else own_work(report)
    if report is None or not what:
        return consolidated
    out = report.path
    copy = next(path for path in (_aside(out, number) for number in count(1)) if not path.exists())
    shutil.copyfile(out, copy)
    told = problem("report_kept_aside", Place(out.name), value=copy.name, what=what)
    return replace(consolidated, problems=(told, *consolidated.problems))


def own_work(report: OverwrittenReport) -> str:
    """In words what a person has put into a report or changed in it; "" for nothing."""
    book = report.book
    if book is None:  # no workbook: there are no sheets and notes in it that could be kept
        return ""
    if f"{PROPERTY_PREFIX}document" not in book.custom_properties:
        return say("kept_other_workbook")
    said = []
    made = _made_sheets(book)
    added = [sheet.name for sheet in book.sheets if made and sheet.name not in made]
    if added:
        said.append(say("kept_sheets", names=_listed(added)))
    notes = [
        f"{sheet.name}!{one.cell}"
        for sheet in book.sheets
        for one in sheet.annotations
        if one.kind not in OF_THE_REPORT
    ]
    if notes:
        said.append(say("kept_notes", names=_listed(notes)))
    edited = [f"{one.place.sheet}!{one.place.cell}" for one in (report.data.edited if report.data else ())]
    if edited:
        said.append(say("kept_figures", names=_listed(edited)))
    return " ".join(said)


def _made_sheets(book: RawWorkbook) -> set[str]:
    """Names of the sheets that the program made; none of a report that does not say."""
    sheet = book.sheet(PRINTED_SHEET)
    if sheet is None:
        return set()
    named = {cell.value or "" for (_, column), cell in sheet.cells.items() if column == SHEETS_COLUMN}
    return named | {PRINTED_SHEET, REGISTER_SHEET} if named else set()


def _aside(out: Path, number: int) -> Path:
    more = "" if number == 1 else f" {number}"
    return out.with_name(f"{out.stem} ({say('kept_name')}{more}){out.suffix}")


def _listed(names: list[str]) -> str:
    return ", ".join(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")
