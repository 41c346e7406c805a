"""Offices' folders of the year instead of their reports: what came back to each is consolidated, then read as a report.

An office's folder is made as `office.folder` says: its register, and in each round's folder what schools and groups
returned. The report is written where the office itself would have it.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from xl_addin.consolidate.run import CannotRun, consolidate_to
from xl_addin.excel.reading.limits import PackageError
from xl_addin.excel.reading.workbook_reader import read_identity
from xl_addin.model.identity import PROPERTY_PREFIX
from xl_addin.office.folder import REGISTER, OfficeFolder
from xl_addin.offices.office_report import OfficeReport, round_due
from xl_addin.offices.read_report import national_form, read_office_report
from xl_addin.offices.sources import OfficesError, Source, files_below
from xl_addin.report.book.report_workbook import ReportError
from xl_addin.report.writer import write_report


def find_office_folders(folder: str) -> list[Source]:
    """The offices' folders in a folder and those below it, by name. Raises OfficesError where there is none."""
    found = [
        Source(_folder_of(file), file.name.removesuffix(REGISTER).rstrip("/"))
        for file in files_below(folder)
        if file.name.rsplit("/", 1)[-1] == REGISTER
    ]
    if not found:
        raise OfficesError("offices_no_folders", value=folder, register=REGISTER)
    return sorted(found, key=lambda source: source.name)


def _folder_of(file: Source) -> str:
    return file.url.rpartition("/")[0] if file.is_remote else str(Path(file.url).parent)


def report_of_returns(quarter: int, workers: int | None, source: Source) -> OfficeReport:
    """Consolidates what came back to an office by the end of a quarter of the fiscal year, and reads its report.

    `workers`: processes that read the returned workbooks. Raises PackageError where there is nothing to be read.
    """
    if multiprocessing.current_process().daemon:
        raise PackageError("offices_worker_cannot_read")
    with _at_hand(source) as folder:
        identity = read_identity(folder.register)
        form = national_form(identity.get(f"{PROPERTY_PREFIX}form_id", ""))
        assert form.national is not None
        number = round_due(form.national.plan, form.period.rounds, quarter)
        round_ = folder.round(number)
        if number == 0 or not round_.returned.is_dir():
            raise PackageError("offices_nothing_returned", value=str(quarter))
        try:
            consolidate_to(
                folder.register,
                round_.returned,
                round_.report,
                number,
                write_report,
                folder.previous_report(number),
                workers=workers,
            )
        except CannotRun as error:
            raise PackageError("offices_not_consolidated", error=error.problems[0].message) from error
        except ReportError as error:
            raise PackageError("offices_not_consolidated", error=str(error)) from error
        place = round_.report.relative_to(folder.path).as_posix()
        name = f"{source.name}/{place}".lstrip("/")
        return replace(read_office_report(Source(str(round_.report), name)), file=name)


@contextmanager
def _at_hand(source: Source) -> Iterator[OfficeFolder]:
    """The folder on this computer; of one on shared storage a copy, and what was made in it is put back."""
    if not source.is_remote:
        yield OfficeFolder(Path(source.url))
        return
    import fsspec

    system, path = fsspec.core.url_to_fs(source.url)
    with TemporaryDirectory() as kept:
        own = Path(kept, "office")
        system.get(path.rstrip("/") + "/", f"{own}/", recursive=True)
        before = {file: file.stat().st_mtime_ns for file in own.rglob("*") if file.is_file()}
        yield OfficeFolder(own)
        for file in sorted(own.rglob("*")):
            if file.is_file() and before.get(file) != file.stat().st_mtime_ns:
                system.put_file(str(file), f"{path.rstrip('/')}/{file.relative_to(own).as_posix()}")
