"""The folder of returned files: which of its entries are read, and why the others are not.

Sub-folders are walked, zips and saved e-mails opened (in child processes); of other files at most the first
bytes are looked at, where the name says nothing.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePosixPath

from xl_addin.consolidate.consolidated import FileOutcome, Outcome
from xl_addin.consolidate.group_lookup import LOCK_PREFIXES
from xl_addin.consolidate.unpacking import is_wrapper, unpack
from xl_addin.excel.reading.file_type import OLE_MAGIC
from xl_addin.excel.reading.limits import PackageError
from xl_addin.excel.reading.process_pool import read_files
from xl_addin.excel.reading.returned_file import ReturnedFile, shown_name
from xl_addin.excel.reading.zip_members import Member
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.errors import CatalogueError
from xl_addin.model.problems.problem import Place, Problem

# Read, whatever they turn out to be: the reader goes by content and names the true kind.
SPREADSHEETS = frozenset(
    [
        ".xlsx",
        ".xlsm",
        ".xltx",
        ".xltm",
        ".xlsb",
        ".xls",
        ".xlt",
        ".xml",
        ".ods",
        ".fods",
        ".csv",
        ".tsv",
        ".htm",
        ".html",
        ".mht",
        ".numbers",
        ".et",
        ".ett",
    ]
)
ARCHIVES = frozenset((".rar", ".7z", ".gz", ".tar"))
SHORTCUTS = frozenset((".lnk", ".url", ".webloc", ".desktop", ".gsheet"))
PARTIAL = frozenset((".part", ".tmp", ".crdownload", ".partial", ".download", ".opdownload"))
SYSTEM_FILES = frozenset(("desktop.ini", "thumbs.db", ".ds_store", ".directory"))
SYSTEM_FOLDERS = frozenset(("__macosx", "$recycle.bin", "system volume information"))
# Sub-folders are opened this deep.
DEEPEST = 6

HEAD = 4096
ZIP_MAGIC = b"PK\x03\x04"
# An OOXML workbook names its parts in the first local headers of the zip.
OOXML_SIGNS = (b"xl/workbook", b"xl/worksheets", b"xl/_rels", b"xl/styles")
# What the first part of one is called; a zip that keeps workbooks unpacked shows their parts in its first bytes too.
FIRST_PARTS = (b"[content_types].xml", b"_rels/", b"docprops/", b"customxml/", b"xl/")
FIRST_NAME = 30


class FolderError(CatalogueError):
    """A folder that cannot be listed. `message_id`: catalogue/command.toml."""

    def __init__(self, message_id: str, folder: Path, **values: str) -> None:
        super().__init__(message_id, value=str(folder), **values)
        self.folder = folder


@dataclass(frozen=True, slots=True)
class Listing:
    """What lies in a folder and its sub-folders, each exactly once, in order of name.

    files     to read
    wrappers  zips and saved e-mails, to be opened first (see `opened`)
    refused   files inside them that cannot be read, with the reason
    ignored   the others, with the reason
    """

    files: tuple[ReturnedFile, ...]
    ignored: tuple[FileOutcome, ...]
    problems: tuple[Problem, ...]
    wrappers: tuple[ReturnedFile, ...] = ()
    refused: tuple[tuple[ReturnedFile, PackageError], ...] = ()


def list_folder(folder: Path) -> Listing:
    """Everything in the folder, each exactly once. Raises FolderError."""
    try:
        found = _entries(folder)
    except FileNotFoundError:
        raise FolderError("command_folder_missing", folder) from None
    except NotADirectoryError:
        raise FolderError("command_folder_is_file", folder) from None
    except OSError as error:
        raise FolderError("command_folder_unreadable", folder, error=error.strerror or "") from error
    sorting = _Sorting()
    sorting.add_folder(found, "")
    return sorting.listing()


def opened(listing: Listing, *, workers: int | None = None) -> Listing:
    """The listing with the files inside its zips and e-mails in the place of these."""
    if not listing.wrappers:
        return listing
    sorting = _Sorting(list(listing.files), list(listing.ignored), list(listing.problems))
    for wrapper, members in read_files(listing.wrappers, unpack, workers=workers):
        if isinstance(members, PackageError):
            sorting.refused.append((wrapper, members))
        else:
            sorting.add_members(wrapper, members)
    return sorting.listing()


def _entries(folder: Path | str) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return sorted(entries, key=lambda entry: (unicodedata.normalize("NFC", entry.name), entry.name))


@dataclass(slots=True)
class _Sorting:
    """The lists of a listing being filled."""

    files: list[ReturnedFile] = field(default_factory=list)
    ignored: list[FileOutcome] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    wrappers: list[ReturnedFile] = field(default_factory=list)
    refused: list[tuple[ReturnedFile, PackageError]] = field(default_factory=list)

    def listing(self) -> Listing:
        return Listing(
            tuple(sorted(self.files, key=_order)),
            tuple(self.ignored),
            tuple(self.problems),
            tuple(self.wrappers),
            tuple(self.refused),
        )

    def add_folder(self, found: Sequence[os.DirEntry[str]], within: str) -> None:
        names = [entry.name for entry in found]
        for entry in found:
            shown = f"{within}/{entry.name}" if within else entry.name
            file = ReturnedFile(Path(entry.path), folder=within)
            if told := _not_a_file(entry, file.name):
                self._ignore(file.name, told)
            elif entry.is_dir(follow_symlinks=False):
                self._add_sub_folder(entry, shown)
            elif told := _why_ignored(entry.name, names, file.name, partial(_head, file.path)):
                self._ignore(file.name, told)
            elif is_wrapper(entry.name) and not _looks_like_a_workbook(entry.name, _head(file.path)):
                self.wrappers.append(file)
            else:
                self.files.append(file)

    def _add_sub_folder(self, entry: os.DirEntry[str], shown: str) -> None:
        name = shown_name(shown)
        if entry.name.casefold() in SYSTEM_FOLDERS or entry.name.startswith("."):
            self._ignore(name, problem("folder_system_file", Place(name), value=name))
        elif shown.count("/") >= DEEPEST:
            told = problem("folder_subfolder", Place(name), value=name, count=_count(entry.path))
            self._ignore(name, told)
        else:
            try:
                self.add_folder(_entries(entry.path), shown)
            except OSError as error:
                told = problem("folder_unreadable", Place(name), value=name, error=error.strerror or "")
                self._ignore(name, told)

    def add_members(self, wrapper: ReturnedFile, members: Sequence[Member]) -> None:
        """The files inside a zip or mail; of one that holds nothing to read it is told itself."""
        before = len(self.files) + len(self.refused)
        names = [PurePosixPath(member.name).name for member in members]
        seen: dict[str, int] = {}
        for member, own in zip(members, names, strict=True):
            seen[member.name] = seen.get(member.name, 0) + 1
            inner = member.name if seen[member.name] == 1 else f"{member.name} ({seen[member.name]})"
            content = member.content
            file = replace(wrapper, inner=inner, data=content if isinstance(content, bytes) else b"")
            if isinstance(content, PackageError):
                self.refused.append((file, content))
            elif SYSTEM_FOLDERS & {part.casefold() for part in PurePosixPath(inner).parts}:
                self._ignore(file.name, problem("folder_system_file", Place(file.name), value=file.name))
            elif told := _why_ignored(own, names, file.name, partial(_beginning, content)):
                self._ignore(file.name, told)
            else:
                self.files.append(file)
        if len(self.files) + len(self.refused) == before:
            self.problems.append(problem("wrapper_without_workbook", Place(wrapper.name), value=wrapper.name))
            if not members:
                told = self.problems[-1]
                self.ignored.append(FileOutcome(wrapper.name, Outcome.IGNORED, told.message))

    def _ignore(self, name: str, told: Problem) -> None:
        self.problems.append(told)
        self.ignored.append(FileOutcome(name, Outcome.IGNORED, told.message))


def _order(file: ReturnedFile) -> tuple[str, str]:
    return unicodedata.normalize("NFC", file.name), file.name


def _not_a_file(entry: os.DirEntry[str], shown: str) -> Problem | None:
    if entry.is_symlink():
        return problem("folder_shortcut", Place(shown), value=shown)
    is_either = entry.is_dir(follow_symlinks=False) or stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode)
    return None if is_either else problem("folder_no_file", Place(shown), value=shown)


def _why_ignored(name: str, names: Sequence[str], shown: str, head: Callable[[], bytes]) -> Problem | None:
    """Why a file is not read, by its name and, where that says nothing, its first bytes."""
    place = Place(shown)
    suffix = Path(name).suffix.casefold()
    if suffix in SHORTCUTS:
        return problem("folder_shortcut", place, value=shown)
    if name.startswith(LOCK_PREFIXES):
        return problem("folder_lock_file", place, value=_locked(name, names))
    if name.casefold() in SYSTEM_FILES or name.startswith("._"):
        return problem("folder_system_file", place, value=shown)
    if suffix in PARTIAL:
        return problem("folder_partial_file", place, value=shown)
    if suffix in SPREADSHEETS or is_wrapper(name) or _looks_like_a_workbook(name, head()):
        return None
    if suffix in ARCHIVES:
        return problem("folder_archive", place, value=shown)
    return problem("folder_other_type", place, value=shown)


def _locked(name: str, names: Sequence[str]) -> str:
    """The file that the lock belongs to: Excel keeps all of a long name but its first two letters."""
    kept = name.removeprefix("~$") if name.startswith("~$") else name.removeprefix(".~lock.").rstrip("#")
    for other in names:
        if other != name and (other == kept or (len(other) > 6 and other[2:] == kept)):
            return shown_name(other)
    return shown_name(kept)


def _count(path: str) -> int:
    try:
        return len(os.listdir(path))
    except OSError:
        return 0


def _head(path: Path) -> bytes:
    """The first bytes of a file; what cannot be opened is left to the reader to name."""
    try:
        with open(path, "rb") as file:
            return file.read(HEAD)
    except OSError:
        return b""


def _beginning(content: bytes) -> bytes:
    return content[:HEAD]


def _looks_like_a_workbook(name: str, head: bytes) -> bool:
    """A workbook under another extension, or none."""
    if head.startswith(OLE_MAGIC):
        return Path(name).suffix.casefold() not in (".doc", ".ppt", ".msg", ".msi", ".db")
    if not head.startswith(ZIP_MAGIC) or not any(sign in head for sign in OOXML_SIGNS):
        return False
    return not is_wrapper(name) or head[FIRST_NAME:].lower().startswith(FIRST_PARTS)
