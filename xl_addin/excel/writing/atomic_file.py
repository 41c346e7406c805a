"""Writing a file so that whoever reads it finds the old one or the whole new one, never a part.

The new file grows under a hidden name in the same folder, is forced to the disk, and then takes the old
one's name in one step. Whatever happens before that step (a crash, a kill, a full disk) leaves the old file.
"""

from __future__ import annotations

import errno
import os
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from xl_addin.excel.long_path import long_path
from xl_addin.excel.reading.stable_read import SHARING_VIOLATIONS
from xl_addin.model.problems.errors import CatalogueError
from xl_addin.model.problems.problem import Place, Problem

_REASONS = {
    errno.ENOSPC: "write_disk_full",
    errno.EDQUOT: "write_disk_full",
    errno.EFBIG: "write_disk_full",
    errno.EROFS: "write_not_allowed",
    errno.ENOENT: "write_no_folder",
    errno.ENOTDIR: "write_no_folder",
    errno.EISDIR: "write_is_folder",
    errno.EBUSY: "write_file_open",
    errno.ETXTBSY: "write_file_open",
    errno.ENAMETOOLONG: "write_name_too_long",
}
RENAME_TRIES = 6
RENAME_PAUSE_SECONDS = 0.2
LEFTOVER_SECONDS = 24 * 3600


class WriteError(CatalogueError, OSError):
    """A file that could not be written; the old one is whole. `message_id`: in catalogue/writing.toml."""

    def __init__(self, message_id: str, path: Path, **values: Any) -> None:
        super().__init__(message_id, **values, file=path.name, folder=str(path.parent))
        self.path = path

    def __str__(self) -> str:
        return self.problem().message

    def problem(self, place: Place | None = None, *, language: str = "th", group: str = "") -> Problem:
        """What to tell the person who asked for the file."""
        return super().problem(place or Place(file=self.path.name), language=language, group=group)


@contextmanager
def atomic_write(path: Path | str) -> Iterator[Path]:
    """Gives the name under which to write; the file takes the name `path` when the block ends well.

    Raises WriteError for a missing or read-only folder, a full disk, and a file that another program
    holds open (Windows refuses to replace it). Any other error of the block goes on unchanged; in all
    cases the file `path` is as it was and nothing is left beside it.
    """
    target = long_path(Path(os.path.realpath(path)))
    if target.is_dir():
        raise WriteError("write_is_folder", target)
    _remove_leftovers(target)
    growing = target.with_name(f".{target.name}.{os.getpid()}-{threading.get_ident()}.part")
    try:
        with _refusals(target):
            growing.open("wb").close()
        try:
            yield growing
        except OSError as error:
            if _REASONS.get(error.errno or 0) == "write_disk_full":
                raise refusal(target, error) from error
            raise
        with _refusals(target):
            _to_disk(growing)
            _rename(growing, target)
    finally:
        with suppress(OSError):
            growing.unlink(missing_ok=True)


def write_whole(path: Path | str, data: bytes) -> None:
    """Put `data` at `path` in one step. Raises WriteError; then nothing has changed."""
    with atomic_write(path) as growing:
        growing.write_bytes(data)


@contextmanager
def _refusals(target: Path) -> Iterator[None]:
    try:
        yield
    except WriteError:
        raise
    except OSError as error:
        raise refusal(target, error) from error


def refusal(path: Path, error: OSError) -> WriteError:
    """Why the system did not let a file or folder be written."""
    if getattr(error, "winerror", None) in SHARING_VIOLATIONS:
        return WriteError("write_file_open", path)
    if isinstance(error, PermissionError):
        return WriteError("write_not_allowed", path)
    message_id = _REASONS.get(error.errno or 0, "write_failed")
    return WriteError(message_id, path, error=error.strerror or type(error).__name__)


def _to_disk(growing: Path) -> None:
    # Without it a power cut may leave the new name with an empty file behind it.
    with growing.open("rb+") as file:
        os.fsync(file.fileno())


def _rename(growing: Path, target: Path) -> None:
    for attempt in range(RENAME_TRIES):
        try:
            os.replace(growing, target)
            break
        except PermissionError as error:
            # The folder takes new files, so it is the file: Windows says so while Excel holds it open, and for a
            # moment while a virus scanner, OneDrive or the search index looks at it.
            if attempt == RENAME_TRIES - 1:
                raise WriteError("write_file_open", target) from error
            time.sleep(RENAME_PAUSE_SECONDS * (attempt + 1))
    if os.name == "posix":
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            with suppress(OSError):  # some network file systems cannot sync a folder
                os.fsync(folder)
        finally:
            os.close(folder)


def _remove_leftovers(target: Path) -> None:
    """Take away what a killed run left behind; files of runs that still live stay."""
    pattern = re.compile(rf"\.{re.escape(target.name)}\.(\d+)-\d+\.part")
    with suppress(OSError):
        for entry in os.scandir(target.parent):
            found = pattern.fullmatch(entry.name)
            if found is not None and not _is_written(entry, int(found[1])):
                os.unlink(entry.path)


def _is_written(entry: os.DirEntry[str], process: int) -> bool:
    """Whether the process that began the file may still be at it."""
    if os.name != "posix":
        # Asking Windows for a process in this way would end it; no file takes a day to write.
        return time.time() - entry.stat().st_mtime < LEFTOVER_SECONDS
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return True
