"""One returned file: what it is called, where it lies on the disk or in a zip or mail, and its bytes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from xl_addin.excel.reading.limits import PackageError, ReadLimits, shown_size
from xl_addin.excel.reading.stable_read import is_still_growing, read_bytes

UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ufffe\uffff]")

INSIDE = " › "
"""Between the name of a zip or mail and the place of a file inside it."""


@dataclass(frozen=True, slots=True)
class ReturnedFile:
    """A file to be read. It travels to the child process that reads it.

    path    where it lies on the disk; for a file inside a zip or mail, the zip or mail
    inner   its place inside that zip or mail (with folders, "/" between them), or None
    data    its bytes where they have been taken out already; None for a file that is read from the disk
    folder  the sub-folder of the returned folder in which it lies ("/" between its parts), "" for none
    """

    path: Path
    inner: str | None = None
    data: bytes | None = None
    folder: str = ""

    def __post_init__(self) -> None:
        if (self.inner is None) != (self.data is None):
            raise ValueError("a file inside another comes with its bytes, one on the disk without them")

    @property
    def name(self) -> str:
        """What it is called in messages and the report, unique in its folder."""
        own = shown_name(f"{self.folder}/{self.path.name}" if self.folder else self.path.name)
        return own if self.inner is None else f"{own}{INSIDE}{shown_name(self.inner)}"

    @property
    def size(self) -> int:
        """Its bytes, before they are read; 0 for a file that is gone."""
        if self.data is not None:
            return len(self.data)
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    def read(self, limits: ReadLimits | None = None) -> bytes:
        """All its bytes. Raises PackageError for what cannot be read or is larger than the limits allow."""
        limits = limits or ReadLimits()
        if self.data is None:
            return read_bytes(self.path, limits)
        if len(self.data) > limits.file_bytes:
            size, limit = shown_size(len(self.data)), shown_size(limits.file_bytes)
            raise PackageError("file_too_large", size=size, limit=limit)
        return self.data

    @property
    def is_still_growing(self) -> bool:
        """Whether somebody is writing it at this moment."""
        return self.data is None and is_still_growing(self.path)


def on_disk(name: str) -> str:
    """The part of a returned file's name that is a file on the disk: of one inside a zip or mail, that."""
    return name.partition(INSIDE)[0]


def shown_name(name: str) -> str:
    """A file name as it can be printed: bytes that are no text, and what no XML can hold, as their codes."""
    try:
        # Where the system's letters are ASCII alone, Python keeps the bytes of all others so.
        name = name.encode("utf-8", "surrogateescape").decode("utf-8")
    except UnicodeError:
        name = name.encode("utf-8", "backslashreplace").decode("utf-8")
    return UNPRINTABLE.sub(lambda found: found[0].encode("unicode_escape").decode(), name)
