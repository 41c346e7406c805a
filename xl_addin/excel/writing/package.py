"""The package of a workbook that is written: its parts are packed while they grow.

XlsxWriter would lay them all on the disk first, with every cell ten times as large, and read them again. Large parts
are packed by ISA-L, a twentieth of zlib's time for a third more bytes; small ones by zlib.
`_compressor`, `_filePassed`, `start_dir` and `NameToInfo` are internal names of zipfile:
tests/excel/writing/test_plain_workbook.py fails when they are no longer used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from io import BufferedIOBase, BytesIO, StringIO, TextIOWrapper
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from isal import isal_zlib

_LARGE_PART = 64 * 1024
_PACKING = 2  # of ISA-L's levels 0 to 3
_PIECE = 64 * 1024  # bytes; how ISA-L packs them depends on how many it gets at once


Packed = Sequence[tuple[ZipInfo, bytes]]
"""Parts with what a package's directory says of them, and their content as it is packed."""


class Package(ZipFile):
    """A package whose large parts are packed quickly."""

    def abandon(self) -> None:
        """Let go of the file, which has not become a package."""
        if self.fp is not None:
            file, self.fp = self.fp, None
            if not self._filePassed:  # type: ignore[attr-defined]
                with suppress(OSError):
                    file.close()

    def take(self, parts: Packed) -> None:
        """Put parts into it that were packed elsewhere."""
        assert self.fp is not None
        for entry, content in parts:
            entry.header_offset = self.fp.tell()
            self.fp.write(entry.FileHeader() + content)
            self.filelist.append(entry)
            self.NameToInfo[entry.filename] = entry
            self.start_dir = self.fp.tell()

    def open(self, name: str | ZipInfo, mode: Any = "r", *args: Any, **options: Any) -> IO[bytes]:
        part: Any = super().open(name, mode, *args, **options)
        if mode == "w" and isinstance(name, ZipInfo) and name.file_size >= _LARGE_PART:
            part._compressor = isal_zlib.compressobj(_PACKING, isal_zlib.DEFLATED, -isal_zlib.MAX_WBITS)
        return part


class Part(BufferedIOBase):
    """A part on its way into the package; how it is packed is known once it is large or has ended."""

    def __init__(self, package: Package, entry: ZipInfo) -> None:
        self._package, self._entry = package, entry
        self._waiting = bytearray()
        self._packed: IO[bytes] | None = None

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._waiting += data
        if self._packed is not None or len(self._waiting) >= _LARGE_PART:
            self._pack(len(self._waiting) // _PIECE * _PIECE)
        return len(data)

    def _pack(self, stop: int) -> None:
        if self._packed is None:
            self._entry.file_size = len(self._waiting)
            self._packed = self._package.open(self._entry, "w")
        with memoryview(self._waiting) as waiting:
            for start in range(0, stop, _PIECE):
                self._packed.write(waiting[start : min(start + _PIECE, stop)])
        del self._waiting[:stop]

    def close(self) -> None:
        if not self.closed:
            self._pack(len(self._waiting))
            assert self._packed is not None
            self._packed.close()
        super().close()


class PartText(StringIO):
    """What XlsxWriter takes for the text of a part in memory; it goes on to the part at once."""

    def __init__(self, part: Part) -> None:
        super().__init__()
        self.part: TextIOWrapper[Any] = TextIOWrapper(part, "utf-8", newline="")
        self.write = self.part.write  # type: ignore[method-assign]


def package_at(target: Any, *args: Any, **options: Any) -> Package:
    """The package itself, or one at a path or in a stream."""
    return target if isinstance(target, Package) else Package(target, *args, **options)


def packed(write: Callable[[Package], object]) -> Packed:
    """The parts that `write` puts into a package of their own."""
    target = BytesIO()
    package = Package(target, "w", ZIP_DEFLATED)
    write(package)
    package.abandon()
    content = target.getbuffer()
    parts = []
    for entry in package.filelist:
        start = entry.header_offset + len(entry.FileHeader())
        parts.append((entry, bytes(content[start : start + entry.compress_size])))
    return parts
