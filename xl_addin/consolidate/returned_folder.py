"""The folder of returned files: which of its entries are read, and why the others are not.

Nothing is opened here but to look at the first bytes of a file whose name says nothing.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from xl_addin.consolidate.consolidated import FileOutcome, Outcome
from xl_addin.excel.reading.returned_file import ReturnedFile, shown_name
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
ARCHIVES = frozenset((".zip", ".rar", ".7z", ".gz", ".tar"))
SHORTCUTS = frozenset((".lnk", ".url", ".webloc", ".desktop", ".gsheet"))
PARTIAL = frozenset((".part", ".tmp", ".crdownload", ".partial", ".download", ".opdownload"))
SYSTEM_FILES = frozenset(("desktop.ini", "thumbs.db", ".ds_store", ".directory"))
LOCK_PREFIXES = ("~$", ".~lock.")

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# An OOXML workbook names its parts in the first local headers of the zip.
OOXML_SIGNS = (b"xl/workbook", b"xl/worksheets", b"xl/_rels", b"xl/styles")


class FolderError(CatalogueError):
    """A folder that cannot be listed. `message_id`: catalogue/command.toml."""

    def __init__(self, message_id: str, folder: Path, **values: str) -> None:
        super().__init__(message_id, value=str(folder), **values)
        self.folder = folder


@dataclass(frozen=True, slots=True)
class Listing:
    """What lies in a folder: `files` to read, in order of name, and `ignored` ones with the reason."""

    files: tuple[ReturnedFile, ...]
    ignored: tuple[FileOutcome, ...]
    problems: tuple[Problem, ...]


def list_folder(folder: Path) -> Listing:
    """Everything in the folder, each exactly once. Raises FolderError."""
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: (unicodedata.normalize("NFC", entry.name), entry.name))
    except FileNotFoundError:
        raise FolderError("command_folder_missing", folder) from None
    except NotADirectoryError:
        raise FolderError("command_folder_is_file", folder) from None
    except OSError as error:
        raise FolderError("command_folder_unreadable", folder, error=error.strerror or "") from error
    names = [entry.name for entry in found]
    files: list[ReturnedFile] = []
    ignored: list[FileOutcome] = []
    problems: list[Problem] = []
    for entry in found:
        told = _why_ignored(entry, names)
        if told is None:
            files.append(ReturnedFile(Path(entry.path)))
        else:
            problems.append(told)
            ignored.append(FileOutcome(shown_name(entry.name), Outcome.IGNORED, told.message))
    return Listing(tuple(files), tuple(ignored), tuple(problems))


def _why_ignored(entry: os.DirEntry[str], names: Sequence[str]) -> Problem | None:
    name = entry.name
    place = Place(shown_name(name))
    suffix = Path(name).suffix.casefold()
    if entry.is_symlink() or suffix in SHORTCUTS:
        return problem("folder_shortcut", place, value=place.file)
    if name.startswith(LOCK_PREFIXES):
        return problem("folder_lock_file", place, value=_locked(name, names))
    if entry.is_dir(follow_symlinks=False):
        return problem("folder_subfolder", place, value=place.file, count=_entries_in(entry.path))
    if not stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode):
        return problem("folder_no_file", place, value=place.file)
    if name.casefold() in SYSTEM_FILES or name.startswith("._"):
        return problem("folder_system_file", place, value=place.file)
    if suffix in PARTIAL:
        return problem("folder_partial_file", place, value=place.file)
    if suffix in SPREADSHEETS or _looks_like_a_workbook(entry.path):
        return None
    if suffix in ARCHIVES:
        return problem("folder_archive", place, value=place.file)
    return problem("folder_other_type", place, value=place.file)


def _locked(name: str, names: Sequence[str]) -> str:
    """The file that the lock belongs to: Excel keeps all of a long name but its first two letters."""
    kept = name.removeprefix("~$") if name.startswith("~$") else name.removeprefix(".~lock.").rstrip("#")
    for other in names:
        if other != name and (other == kept or (len(other) > 6 and other[2:] == kept)):
            return shown_name(other)
    return shown_name(kept)


def _entries_in(path: str) -> int:
    try:
        return len(os.listdir(path))
    except OSError:
        return 0


def _looks_like_a_workbook(path: str) -> bool:
    """A workbook under another extension, or none; what cannot be opened is left to the reader to name."""
    try:
        with open(path, "rb") as file:
            head = file.read(4096)
    except OSError:
        return False
    if head.startswith(OLE_MAGIC):
        return Path(path).suffix.casefold() not in (".doc", ".ppt", ".msg", ".msi", ".db")
    return head.startswith(ZIP_MAGIC) and any(sign in head for sign in OOXML_SIGNS)
