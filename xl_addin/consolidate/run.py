"""From files to a file: register, returned folder and last report in, office report out. All or nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

from xl_addin.consolidate.beside_last_year import with_last_year
from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.consolidate.kept_report import keep_own_work
from xl_addin.consolidate.picture_copies import keep_pictures, pictures_folder
from xl_addin.consolidate.pipeline import Progress, ReadFiles, consolidate
from xl_addin.consolidate.report_changes import with_changes
from xl_addin.consolidate.returned_folder import FolderError, list_folder
from xl_addin.excel.reading.limits import PackageError
from xl_addin.excel.reading.process_pool import ReadersLost, read_files
from xl_addin.excel.writing.atomic_file import WriteError
from xl_addin.model.form.schema import Form
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.errors import TidtamError
from xl_addin.model.problems.problem import Place, Problem
from xl_addin.model.register import Register
from xl_addin.previous.overwritten_report import overwritten_report
from xl_addin.previous.previous_report import PreviousError, read_previous
from xl_addin.register.reader import read_register

T = TypeVar("T")


class WriteReport(Protocol):
    """`report.report.write_report`; `returned` is the returned folder as seen from the report, for links."""

    def __call__(self, target: Path, consolidated: Consolidated, *, returned: str) -> object: ...


class CannotRun(TidtamError):
    """Nothing was done; `problems` say why and how to put it right."""


def consolidate_to(
    register_path: Path,
    folder: Path,
    out_path: Path,
    round_: int,
    write_report: WriteReport,
    previous_path: Path | None = None,
    *,
    last_year_path: Path | None = None,
    form: Form | None = None,
    workers: int | None = None,
    on_progress: Progress | None = None,
    language: str = "th",
    pictures: Path | None = None,
    read: ReadFiles = read_files,
) -> Consolidated:
    """Consolidates a folder and writes the report; pictures in the workbooks are kept in `pictures`.

    `last_year_path`: a report of an earlier year, to stand beside this one.
    `form`: only for a form that does not come with the program. `language`: of CannotRun's sentences; the
    report speaks Thai. Raises CannotRun; then an old report at `out_path` is as it was.
    """
    try:
        list_folder(folder)
        _check_out((register_path, previous_path, last_year_path), folder, out_path, language)
        consolidated = consolidated_from(
            register_path,
            folder,
            round_,
            previous_path,
            last_year_path=last_year_path,
            form=form,
            workers=workers,
            on_progress=on_progress,
            language=language,
            read=read,
        )
        consolidated = keep_pictures(consolidated, pictures or pictures_folder(out_path.parent, folder))
        consolidated = _beside_overwritten(consolidated, out_path)
        write_report(out_path, consolidated, returned=_seen_from(out_path, folder))
    except (FolderError, WriteError) as error:
        raise CannotRun([error.problem(language=language)]) from error
    return consolidated


def consolidated_from(
    register_path: Path,
    folder: Path,
    round_: int,
    previous_path: Path | None = None,
    *,
    last_year_path: Path | None = None,
    form: Form | None = None,
    workers: int | None = None,
    on_progress: Progress | None = None,
    language: str = "th",
    read: ReadFiles = read_files,
) -> Consolidated:
    """What the report is made from, and nothing written. Parameters as above; raises CannotRun."""
    try:
        list_folder(folder)
        register, told = _read_register(register_path, form, language)
        if not 1 <= round_ <= register.form.period.rounds:
            values: dict[str, Any] = {"value": str(round_), "rounds": register.form.period.rounds}
            raise CannotRun([problem("command_no_such_round", language=language, **values)])
        previous = None
        if previous_path is not None:
            previous = _read(read_previous, previous_path, language, register.form)
        last_year = None
        if last_year_path is not None:
            last_year = _read(read_previous, last_year_path, language, register.form)
        consolidated = consolidate(
            register,
            folder,
            round_,
            previous,
            workers=workers,
            on_progress=on_progress,
            read=read,
            register_problems=told,
        )
        return consolidated if last_year is None else with_last_year(consolidated, last_year)
    except PreviousError as error:
        raise CannotRun(list(error.problems)) from error
    except (FolderError, ReadersLost) as error:
        raise CannotRun([error.problem(language=language)]) from error


def _beside_overwritten(consolidated: Consolidated, out_path: Path) -> Consolidated:
    """Compared with the report that lies there, what the officer put into which is kept."""
    report = overwritten_report(out_path, consolidated.register.form)
    return keep_own_work(with_changes(consolidated, report), report)


def _read_register(path: Path, form: Form | None, language: str) -> tuple[Register, list[Problem]]:
    """The register and what the report says of it, in Thai; raises CannotRun in the language asked for."""
    register, told = read_register(path, form=form)
    if register is None:
        raise CannotRun(told if language == "th" else read_register(path, form=form, language=language)[1])
    return register, told


def _read(reader: Callable[..., T], path: Path, language: str, /, *wanted: object, **options: object) -> T:
    """What a reader gives for the last report, whose name goes into what is wrong with it."""
    try:
        return reader(path, *wanted, **options)
    except PackageError as error:
        raise CannotRun([error.problem(Place(path.name), language=language)]) from error


def _check_out(sources: Sequence[Path | None], folder: Path, out_path: Path, language: str) -> None:
    """The report must not become a returned file, nor take the place of what it is made from."""
    out = out_path.resolve()
    if out.suffix.lower() != ".xlsx" and not out.is_dir():
        raise CannotRun([problem("command_out_not_xlsx", value=str(out_path), language=language)])
    if folder.resolve() in (out, *out.parents):
        raise CannotRun([problem("command_out_in_folder", value=str(out_path), language=language)])
    for source in sources:
        if source is not None and source.resolve() == out:
            raise CannotRun([problem("command_out_is_source", value=str(out_path), language=language)])
    if not out.parent.is_dir():
        raise WriteError("write_no_folder", out_path)


def _seen_from(out_path: Path, folder: Path) -> str:
    """The returned folder as a link in the report names it: relative, so that both may move together."""
    try:
        return os.path.relpath(folder.resolve(), out_path.resolve().parent).replace(os.sep, "/")
    except ValueError:  # Windows: on another drive
        return folder.resolve().as_posix()
