"""A workbook file as a zip of parts, opened within limits and only if it truly is one.

The zip directory is believed for nothing but where parts begin: sizes, ratio and checksum are held against it
again while a part is inflated, so a directory that lies gains nothing.
"""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from isal import isal_zlib

from xl_addin.excel.reading.file_type import ZIP_MAGICS, main_kind, sniff
from xl_addin.excel.reading.limits import PackageError, ReadLimits, damaged, shown_size
from xl_addin.excel.reading.returned_file import ReturnedFile

CONTENT_TYPES = "[content_types].xml"
LOCAL_HEADER = struct.Struct("<4s5H3L2H")
ENTRY_SIGNATURE = b"PK\x01\x02"
ENCRYPTED_FLAG = 0x1

# Parts larger than this are inflated piece by piece, so that a sheet of blank cells never stands in memory
# whole.
PIECE = 1024 * 1024
PACKED_PIECE = 64 * 1024

# Bytes without a tag: a cell of 32,767 letters takes at most three for each, some of them escaped.
LONGEST_RUN = 256 * 1024

# Parts of many rows or texts alike.
MAY_BE_TIGHT = ("xl/worksheets/", "xl/sharedstrings")

# Deflate makes at most 1,032 bytes of one: this much cannot become more than 33 MB whatever the directory
# says, so it is inflated in one step, which is faster.
HARMLESS = 32 * 1024

# What a file is instead of a workbook -> the message that says how to put it right.
REFUSALS = {
    "empty": "file_empty",
    "zeros": "file_zeros",
    "encrypted": "file_has_password",
    "protected_rights": "file_has_rights_protection",
    "xls": "file_is_xls",
    "xlsb": "file_is_xlsb",
    "xml_2003": "file_is_xml_2003",
    "ods": "file_is_ods",
    "numbers": "file_is_numbers",
    "csv": "file_is_csv",
    "html": "file_is_html",
    "text": "file_is_text",
    "pdf": "file_is_pdf",
    "picture": "file_is_picture",
    "word": "file_is_word",
    "rtf": "file_is_word",
    "slides": "file_is_slides",
    "zip": "file_is_archive",
    "archive": "file_is_archive",
    "zip_broken": "file_cut_short",
    "ole": "file_unknown",
    "unknown": "file_unknown",
}


class Package:
    """The parts of one workbook, by name with forward slashes; names are found whatever their letter case.

    `kind` is "xlsx" or "xlsm". `part` and `stream` raise PackageError for a part that is missing, packed
    beyond the limits or damaged.
    """

    __slots__ = ("_counted", "_data", "_entries", "_inflated", "_limits", "_lower", "kind", "size")

    def __init__(self, data: bytes, limits: ReadLimits) -> None:
        self._data = data
        self._limits = limits
        self._inflated = 0
        self._counted: set[str] = set()
        self.size = len(data)
        self._entries = _directory(data, limits)
        self._lower = {name.lower(): entry for name, entry in self._entries.items()}
        if CONTENT_TYPES not in self._lower:
            raise PackageError(REFUSALS[sniff(data)])
        self.kind = main_kind(self.part(CONTENT_TYPES).decode("utf-8", "replace"))
        if self.kind == "zip" and any(name.startswith("xl/") for name in self._lower):
            raise damaged(CONTENT_TYPES, "no workbook")
        if self.kind not in ("xlsx", "xlsm"):
            raise PackageError(REFUSALS[self.kind])

    @property
    def names(self) -> tuple[str, ...]:
        """The parts as the zip names them."""
        return tuple(self._entries)

    @property
    def sha256(self) -> str:
        """Hexadecimal digest of the file as it was returned."""
        return hashlib.sha256(self._data).hexdigest()

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._lower

    def unpacked_size(self, name: str) -> int:
        """Bytes of the part as the directory declares them."""
        return self._entry(name).file_size

    def part(self, name: str) -> bytes:
        """All bytes of one part."""
        entry = self._entry(name)
        if entry.file_size > PIECE:
            return b"".join(self.stream(name))
        packed = self._packed(entry)
        if entry.compress_type == zipfile.ZIP_STORED:
            content = packed
        else:
            try:
                content = _inflated(isal_zlib, packed, entry.file_size)
            except isal_zlib.error:  # type: ignore[misc]  # a class, which its stub does not say
                # Slower, and the one whose words about what is wrong are told.
                try:
                    content = _inflated(zlib, packed, entry.file_size)
                except zlib.error as error:
                    raise damaged(name, error) from error
        self._count(len(content))
        if len(content) != entry.file_size or isal_zlib.crc32(content) != entry.CRC:
            raise damaged(name, "CRC")
        return content

    def stream(self, name: str) -> Iterator[bytes]:
        """The same bytes piece by piece, each of at most a megabyte."""
        entry = self._entry(name)
        packed = self._packed(entry)
        checksum = unpacked = used = 0
        for piece, used in _pieces(name, packed, entry.compress_type):
            unpacked += len(piece)
            if unpacked > entry.file_size:
                raise damaged(name, "size")
            if name not in self._counted:
                self._count(len(piece))
            self._check_ratio(name, piece, unpacked, used)
            checksum = zlib.crc32(piece, checksum)
            yield piece
        self._counted.add(name)
        if unpacked != entry.file_size or checksum != entry.CRC:
            raise damaged(name, "CRC")

    def _entry(self, name: str) -> zipfile.ZipInfo:
        entry = self._entries.get(name) or self._lower.get(name.lower())
        if entry is None:
            raise damaged(name, "missing")
        return entry

    def _packed(self, entry: zipfile.ZipInfo) -> bytes:
        start = entry.header_offset
        header = self._data[start : start + LOCAL_HEADER.size]
        if len(header) < LOCAL_HEADER.size or not header.startswith(ZIP_MAGICS[0]):
            raise damaged(entry.filename, "header")
        *_, name_length, extra_length = LOCAL_HEADER.unpack(header)
        start += LOCAL_HEADER.size + name_length + extra_length
        packed = self._data[start : start + entry.compress_size]
        if len(packed) < entry.compress_size:
            raise PackageError("file_cut_short")
        return packed

    def _count(self, unpacked: int) -> None:
        self._inflated += unpacked
        if self._inflated > self._limits.unpacked_bytes:
            raise _too_much_unpacked(self._inflated, self._limits)

    def _check_ratio(self, name: str, piece: bytes, unpacked: int, packed: int) -> None:
        """Many rows alike pack as tightly as a bomb; one text, tag or name without an end is no sheet's."""
        limits = self._limits
        if unpacked > limits.ratio_grace and packed < unpacked * limits.ratio and len(piece) > LONGEST_RUN:
            places = range(0, len(piece) - LONGEST_RUN, LONGEST_RUN)
            if any(piece.find(b"<", at, at + LONGEST_RUN) < 0 for at in places):
                raise PackageError("file_packed_too_tightly", part=name, limit=round(1 / limits.ratio))


def open_package(source: ReturnedFile | Path | str | bytes, limits: ReadLimits | None = None) -> Package:
    """The package in a file (or in its bytes). Raises PackageError that says what else the file is."""
    limits = limits or ReadLimits()
    if isinstance(source, bytes):
        return _opened(source, limits)
    file = source if isinstance(source, ReturnedFile) else ReturnedFile(Path(source))
    try:
        return _opened(file.read(limits), limits)
    except PackageError as error:
        if error.message_id == "file_cut_short" and file.is_still_growing:
            raise PackageError("file_being_written") from error
        raise


def _opened(data: bytes, limits: ReadLimits) -> Package:
    if len(data) > limits.file_bytes:
        raise PackageError("file_too_large", size=shown_size(len(data)), limit=shown_size(limits.file_bytes))
    if not data.startswith(ZIP_MAGICS):
        raise PackageError(REFUSALS[sniff(data)])
    return Package(data, limits)


def _directory(data: bytes, limits: ReadLimits) -> dict[str, zipfile.ZipInfo]:
    """The entries by name, none inflated. Raises PackageError when the sizes alone are beyond the limits."""
    # zipfile builds an object per entry before anyone can count them; far beyond the limit, count without it.
    if data.count(ENTRY_SIGNATURE) > limits.entries * 4:
        raise _too_many_entries(data.count(ENTRY_SIGNATURE), limits)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except Exception as error:
        raise PackageError("file_cut_short", error=str(error)) from error
    if not entries:
        raise PackageError("file_empty_zip")
    if len(entries) > limits.entries:
        raise _too_many_entries(len(entries), limits)
    total = sum(entry.file_size for entry in entries)
    if total > limits.unpacked_bytes:
        raise _too_much_unpacked(total, limits)
    directory: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        # Some writers on Windows put xl\workbook.xml; the standard wants xl/workbook.xml.
        name = entry.filename.replace("\\", "/").lstrip("/")
        if name in directory:
            raise damaged(name, "twice in the zip")
        if entry.flag_bits & ENCRYPTED_FLAG:
            raise PackageError("file_zip_has_password")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise damaged(name, f"compression {entry.compress_type}")
        # Rows alike pack tightly and are looked at while they are read; nothing else has a reason to.
        tight = entry.file_size > limits.ratio_grace and entry.compress_size < entry.file_size * limits.ratio
        if tight and not name.lower().startswith(MAY_BE_TIGHT):
            raise PackageError("file_packed_too_tightly", part=name, limit=round(1 / limits.ratio))
        directory[name] = entry
    return directory


def _inflated(library: Any, packed: bytes, size: int) -> bytes:
    """What `zlib`, or a library that does the same, makes of a whole part; of one that lies hardly more than `size`."""
    if len(packed) <= HARMLESS:
        content: bytes = library.decompress(packed, -15, size + 1)
    else:
        content = library.decompressobj(-15).decompress(packed, size + 1)
    return content


def _pieces(name: str, packed: bytes, compress_type: int) -> Iterator[tuple[bytes, int]]:
    """(unpacked piece, packed bytes used so far) until the part ends."""
    if compress_type == zipfile.ZIP_STORED:
        for start in range(0, len(packed), PIECE):
            piece = packed[start : start + PIECE]
            yield piece, start + len(piece)
        return
    inflater = zlib.decompressobj(-15)
    fed = 0
    rest = b""
    while not inflater.eof:
        if not rest:
            rest = packed[fed : fed + PACKED_PIECE]
            fed += len(rest)
        if not rest:
            raise damaged(name, "ends too early")
        try:
            piece = inflater.decompress(rest, PIECE)
        except zlib.error as error:
            raise damaged(name, error) from error
        rest = inflater.unconsumed_tail
        if piece:
            yield piece, fed - len(rest) - len(inflater.unused_data)


def _too_many_entries(entries: int, limits: ReadLimits) -> PackageError:
    return PackageError("file_too_many_parts", entries=f"{entries:,}", limit=f"{limits.entries:,}")


def _too_much_unpacked(size: int, limits: ReadLimits) -> PackageError:
    return PackageError(
        "file_unpacks_too_large", size=shown_size(size), limit=shown_size(limits.unpacked_bytes)
    )
