"""Writing a file so that the old one is whole until the new one is.

The new file grows under a hidden name in the same folder, is forced to the disk, and then takes the old
one's name in one step. Whatever happens before that step (a crash, a kill, a full disk) leaves the old file.
"""

from __future__ import annotations

import errno
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from xl_addin.model import messages
from xl_addin.model.problem import Place, Problem

FULL_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
READ_ONLY = {errno.EACCES, errno.EPERM, errno.EROFS}


class WriteError(OSError):
    """A file that could not be written; the file of that name is as it was before.

    `message_id` is an entry of the catalogue (write.toml), `path` the file.
    """

    def __init__(self, message_id: str, path: Path, reason: str = "") -> None:
        self.message_id = message_id
        self.path = path
        self.reason = reason
        super().__init__(self.say())

    def say(self, language: str = "th") -> str:
        """What is wrong, in one sentence."""
        return messages.say(self.message_id, language, **self._values())

    def problem(self, language: str = "th") -> Problem:
        """The same with how to put it right."""
        return messages.problem(
            self.message_id, Place(file=self.path.name), language=language, **self._values()
        )

    def _values(self) -> dict[str, str]:
        return {"file": self.path.name, "folder": str(self.path.parent), "reason": self.reason}


@contextmanager
def atomic_write(path: Path | str) -> Iterator[Path]:
    """Gives the name under which to write; the file takes the name `path` when the block ends well.

    Raises WriteError for a missing or read-only folder, a full disk, and a file that another program
    holds open (Windows refuses to replace it). Any other error of the block goes on unchanged; in all
    cases the file `path` is as it was and nothing is left beside it.
    """
    target = Path(os.path.realpath(path))
    _remove_leftovers(target)
    growing = target.with_name(f".{target.name}.{os.getpid()}-{threading.get_ident()}.tmp")
    try:
        _create(growing, target)
        try:
            yield growing
            _to_disk(growing)
        except WriteError:
            raise
        except OSError as error:
            if error.errno in FULL_DISK:
                raise WriteError("disk_full", target, str(error.strerror)) from error
            raise
        _rename(growing, target)
    finally:
        with suppress(OSError):
            growing.unlink(missing_ok=True)


def write_whole(path: Path | str, data: bytes) -> None:
    """Write all of `data` as the file `path`, or leave what was there. Raises WriteError."""
    with atomic_write(path) as growing:
        growing.write_bytes(data)


def _create(growing: Path, target: Path) -> None:
    if target.is_dir():
        raise WriteError("target_is_folder", target)
    try:
        growing.open("wb").close()
    except OSError as error:
        if error.errno in FULL_DISK:
            raise WriteError("disk_full", target, str(error.strerror)) from error
        if error.errno in READ_ONLY:
            raise WriteError("folder_read_only", target, str(error.strerror)) from error
        if error.errno in (errno.ENOENT, errno.ENOTDIR):
            raise WriteError("folder_missing", target, str(error.strerror)) from error
        raise


def _to_disk(growing: Path) -> None:
    # Without it a power cut may leave the new name with an empty file behind it.
    with growing.open("rb+") as file:
        os.fsync(file.fileno())


def _rename(growing: Path, target: Path) -> None:
    try:
        os.replace(growing, target)
    except PermissionError as error:
        raise WriteError("file_open_elsewhere", target, str(error.strerror)) from error
    if os.name == "posix":
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            with suppress(OSError):  # some network file systems cannot sync a folder
                os.fsync(folder)
        finally:
            os.close(folder)


def _remove_leftovers(target: Path) -> None:
    """Take away what a killed run left behind; files of runs that still live stay."""
    if os.name != "posix":
        return
    pattern = re.compile(rf"\.{re.escape(target.name)}\.(\d+)-\d+\.tmp")
    with suppress(OSError):
        for entry in os.scandir(target.parent):
            found = pattern.fullmatch(entry.name)
            if found is not None and not _runs(int(found[1])):
                os.unlink(entry.path)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return True
