"""The report that a new one overwrites, read once for all who ask what is in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from xl_addin.excel.reading.cells import RawWorkbook
from xl_addin.excel.reading.limits import PackageError
from xl_addin.model.form.schema import Form
from xl_addin.previous.previous_report import PreviousError, PreviousReport, previous_of, read_report


@dataclass(frozen=True, slots=True)
class OverwrittenReport:
    """`book`: None for a file that is no workbook; `data`: None for a workbook without usable data of the form."""

    path: Path
    book: RawWorkbook | None = None
    data: PreviousReport | None = None


def overwritten_report(path: Path, form: Form) -> OverwrittenReport | None:
    """What lies where a report is to be written; None for nothing."""
    if not path.is_file():
        return None
    try:
        book = read_report(path)
    except PackageError:
        return OverwrittenReport(path)
    try:
        return OverwrittenReport(path, book, previous_of(book, path.name, form))
    except PreviousError:
        return OverwrittenReport(path, book)
