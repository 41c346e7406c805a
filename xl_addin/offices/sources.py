"""Where the offices' reports lie: a folder of this computer, or shared storage that fsspec reaches by URL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from xl_addin.excel.reading.limits import PackageError, ReadLimits, shown_size
from xl_addin.excel.reading.returned_file import ReturnedFile, shown_name
from xl_addin.excel.reading.workbook_reader import read_identity
from xl_addin.excel.writing.atomic_file import WriteError
from xl_addin.model.identity import PROPERTY_PREFIX
from xl_addin.model.problems.errors import CatalogueError

WORKBOOKS = (".xlsx", ".xlsm")
INSTEAD = (".xls", ".xlsb", ".ods", ".zip", ".rar", ".7z")
"""What is sent in place of a workbook: it cannot be read, and is told."""

NOT_REPORTS = ("~$", ".")
"""How the names of Excel's lock files and of hidden files begin."""

NATIONAL = "national"
"""What the national report says that it is."""

_FILE_URL = "file://"


class OfficesError(CatalogueError, ValueError):
    """Nothing national can be made: no folder, no report, a list that cannot be read."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be read: `url` is a path, or a URL of shared storage; `name` is what it is called in messages."""

    url: str
    name: str

    @property
    def is_remote(self) -> bool:
        return "://" in self.url

    def read(self, limits: ReadLimits | None = None) -> bytes:
        """Its bytes. Raises PackageError for what cannot be had or is larger than the limits allow."""
        limits = limits or ReadLimits()
        if not self.is_remote:
            return ReturnedFile(Path(self.url)).read(limits)
        import fsspec

        try:
            with fsspec.open(self.url, "rb") as file:
                data: bytes = file.read(limits.file_bytes + 1)
        except FileNotFoundError as error:
            raise PackageError("file_vanished") from error
        except PermissionError as error:
            raise PackageError("file_no_permission") from error
        except Exception as error:  # every kind of storage has errors of its own
            raise PackageError("file_cannot_be_opened", error=f"{type(error).__name__}: {error}") from error
        if len(data) > limits.file_bytes:
            size, limit = shown_size(len(data)), shown_size(limits.file_bytes)
            raise PackageError("file_too_large", size=size, limit=limit)
        return data


def find_reports(folder: str) -> list[Source]:
    """The workbooks in a folder and those below it, and what stands for one, by name.

    Raises OfficesError where there is no such folder.
    """
    reports = [source for source in files_below(folder) if source.name.lower().endswith(WORKBOOKS + INSTEAD)]
    if not reports:
        raise OfficesError("offices_no_reports", value=folder)
    return sorted(reports, key=lambda source: source.name)


def check_out(out: Path) -> None:
    """Whether the national report can be written there. Raises OfficesError for another kind of file, or WriteError."""
    if out.suffix.lower() != ".xlsx" and not out.is_dir():
        raise OfficesError("command_out_not_xlsx", value=str(out))
    if not out.resolve().parent.is_dir():
        raise WriteError("write_no_folder", out)


def apart_from(out: Path, reports: Sequence[Source]) -> list[Source]:
    """The reports but the national one of last time, which `out` replaces.

    Raises OfficesError where it would replace one of an office.
    """
    whole = out.resolve()
    for one in reports:
        if _is_at(one, whole) and not _is_national(whole):
            raise OfficesError("offices_out_is_a_report", value=str(out))
    return [one for one in reports if not _is_at(one, whole)]


def _is_at(source: Source, path: Path) -> bool:
    return Path(source.url.removeprefix(_FILE_URL)) == path


def _is_national(path: Path) -> bool:
    try:
        return read_identity(path).get(PROPERTY_PREFIX + "document") == NATIONAL
    except PackageError:
        return False


def files_below(folder: str) -> list[Source]:
    """Every file in a folder and those below it, but hidden ones and Excel's lock files. Raises OfficesError."""
    found = _remote(folder) if "://" in folder else _local(Path(folder))
    return [
        source for source in found if not any(part.startswith(NOT_REPORTS) for part in source.name.split("/"))
    ]


def _local(folder: Path) -> list[Source]:
    if not folder.is_dir():
        raise OfficesError("offices_no_folder", value=str(folder))
    return [
        Source(str(path.resolve()), shown_name(path.relative_to(folder).as_posix()))
        for path in folder.rglob("*")
        if path.is_file()
    ]


def _remote(folder: str) -> list[Source]:
    try:
        import fsspec
    except ImportError as error:
        raise OfficesError("offices_lacks_scale", value="fsspec") from error
    try:
        system, path = fsspec.core.url_to_fs(folder)
        top = path.rstrip("/")
        found = system.find(top)
    except Exception as error:  # every kind of storage has errors of its own
        raise OfficesError("offices_no_folder", value=folder) from error
    return [
        Source(system.unstrip_protocol(one), shown_name(one.removeprefix(top).strip("/"))) for one in found
    ]
