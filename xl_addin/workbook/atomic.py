"""Writing a file so that whoever reads it finds the old one or the whole new one, never a part."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path
from typing import Any
from typing import Any

from xl_addin.model import messages
from xl_addin.model.problem import Place, Problem

_REASONS = {
    errno.ENOSPC: "write_disk_full",
    errno.EDQUOT: "write_disk_full",
    errno.EROFS: "write_not_allowed",
    errno.ENOENT: "write_no_folder",
    errno.ENOTDIR: "write_no_folder",
    errno.EISDIR: "write_is_folder",
    errno.EBUSY: "write_file_open",
    errno.ETXTBSY: "write_file_open",
    errno.ENAMETOOLONG: "write_name_too_long",
}
_SHARING_VIOLATIONS = (32, 33)  # Windows: Excel has the file open


class WriteError(Exception):
    """A file that could not be written; what stood there before is whole. `message_id`: catalogue/writing.toml."""

    def __init__(self, message_id: str, path: Path, **values: Any) -> None:
        super().__init__(message_id, str(path))
        self.message_id = message_id
        self.path = path
        self.values = values

    def problem(self, language: str = "th") -> Problem:
        """What to tell the person who asked for the file."""
        place = Place(file=self.path.name)
        return messages.problem(
            self.message_id,
            place,
            language=language,
            **{"error": "", **self.values, "file": self.path.name, "folder": str(self.path.parent)},
        )


def write_whole(path: Path, data: bytes) -> None:
    """Put `data` at `path` in one step. Raises WriteError; then nothing has changed."""
    if path.is_dir():
        raise WriteError("write_is_folder", path)
    part = ""
    try:
        handle, part = tempfile.mkstemp(prefix=f".{path.name[:60]}.", suffix=".part", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(part, 0o666 & ~_umask())
        os.replace(part, path)
    except OSError as error:
        _remove(part)
        raise _refusal(path, error) from error
    except BaseException:
        _remove(part)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _remove(part: str) -> None:
    if part:
        Path(part).unlink(missing_ok=True)


def _refusal(path: Path, error: OSError) -> WriteError:
    if getattr(error, "winerror", None) in _SHARING_VIOLATIONS:
        return WriteError("write_file_open", path)
    if isinstance(error, PermissionError):
        # Windows reports a workbook that Excel holds open as a missing permission, too.
        return WriteError("write_file_open" if path.exists() and os.name == "nt" else "write_not_allowed", path)
    message_id = _REASONS.get(error.errno or 0, "write_failed")
    return WriteError(message_id, path, error=error.strerror or type(error).__name__)
