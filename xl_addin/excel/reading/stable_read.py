"""Reading the bytes of a returned file from a folder that people and OneDrive are writing to."""

from __future__ import annotations

import errno
import os
import stat
import time
from pathlib import Path

from xl_addin.excel.long_path import WINDOWS_PATH_LIMIT, long_path
from xl_addin.excel.reading.limits import PackageError, ReadLimits, shown_size

# Windows: the bytes are in the cloud and reading them would fetch them.
FILE_ATTRIBUTE_OFFLINE = 0x1000
FILE_ATTRIBUTE_RECALL_ON_DATA_ACCESS = 0x400000
NOT_DOWNLOADED = FILE_ATTRIBUTE_OFFLINE | FILE_ATTRIBUTE_RECALL_ON_DATA_ACCESS

SHARING_VIOLATIONS = (32, 33)  # Windows: another program has the file, or a part of it, to itself

TRIES = 4
PAUSE_SECONDS = 0.15


def read_bytes(path: Path, limits: ReadLimits) -> bytes:
    """All bytes of a file that nobody is writing to.

    A file that is locked, or that grows while it is read, is tried again for about half a second. Raises
    PackageError.
    """
    for attempt in range(TRIES):
        last = attempt == TRIES - 1
        try:
            data = _read_stable(path, limits)
        except OSError as error:
            refusal = _refusal(path, error)
            if last or refusal.message_id != "file_locked":
                raise refusal from error
        else:
            if data is not None:
                return data
            if last:
                raise PackageError("file_being_written")
        time.sleep(PAUSE_SECONDS)
    raise AssertionError("unreachable")


def is_still_growing(path: Path) -> bool:
    """Whether size or time of the file change within a moment; False when it cannot be looked at."""
    try:
        before = path.stat()
        time.sleep(PAUSE_SECONDS)
        after = path.stat()
    except OSError:
        return False
    return _stamp(before) != _stamp(after)


def _read_stable(path: Path, limits: ReadLimits) -> bytes | None:
    """The bytes; None when the file changed meanwhile."""
    before = os.stat(long_path(path))
    if not stat.S_ISREG(before.st_mode):
        raise PackageError("file_is_no_file")
    if getattr(before, "st_file_attributes", 0) & NOT_DOWNLOADED:
        raise PackageError("file_not_downloaded")
    if before.st_size > limits.file_bytes:
        raise PackageError(
            "file_too_large", size=shown_size(before.st_size), limit=shown_size(limits.file_bytes)
        )
    with open(long_path(path), "rb", buffering=0) as file:
        data = file.read(before.st_size + 1) or b""
        after = os.fstat(file.fileno())
    return data if len(data) == after.st_size and _stamp(before) == _stamp(after) else None


def _stamp(status: os.stat_result) -> tuple[int, int]:
    return status.st_size, status.st_mtime_ns


def _refusal(path: Path, error: OSError) -> PackageError:
    if getattr(error, "winerror", None) in SHARING_VIOLATIONS or error.errno in (errno.EBUSY, errno.ETXTBSY):
        return PackageError("file_locked")
    if isinstance(error, PermissionError):
        return PackageError("file_no_permission")
    if isinstance(error, FileNotFoundError):
        return PackageError("file_vanished")
    if isinstance(error, IsADirectoryError | NotADirectoryError):
        return PackageError("file_is_no_file")
    if error.errno == errno.ENAMETOOLONG or len(str(path)) >= WINDOWS_PATH_LIMIT:
        return PackageError("file_path_too_long", length=len(str(path)))
    return PackageError("file_cannot_be_opened", error=error.strerror or type(error).__name__)
