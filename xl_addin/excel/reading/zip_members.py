"""The files in a zip that people sent: names in whatever code page, sizes held to limits while inflating."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from xl_addin.excel.reading.limits import MEGABYTE, PackageError, ReadLimits, damaged, shown_size
from xl_addin.excel.reading.package import ENTRY_SIGNATURE

UTF8_FLAG = 0x800
ENCRYPTED_FLAG = 0x1
UNICODE_PATH = 0x7075


class Member(NamedTuple):
    """A file inside another: its place ("/" between folders), and its bytes or why they cannot be had."""

    name: str
    content: bytes | PackageError


@dataclass(frozen=True, slots=True)
class UnpackLimits:
    """Of one zip or mail with everything nested in it: files, bytes of them all, zips or mails in each other."""

    files: int = 2_000
    total_bytes: int = 200 * MEGABYTE
    depth: int = 2


def zip_members(data: bytes, limits: UnpackLimits, file_limits: ReadLimits) -> Iterator[Member]:
    """Every file in the zip, in its order. Raises PackageError for a zip that cannot be read at all."""
    if data.count(ENTRY_SIGNATURE) > limits.files * 4:
        raise PackageError("wrapper_too_many_files", limit=limits.files)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except Exception as error:
        raise PackageError("file_cut_short", error=str(error)) from error
    with archive:
        for entry in archive.infolist():
            if not entry.is_dir():
                yield Member(_name(entry), _content(archive, entry, file_limits))


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: ReadLimits) -> bytes | PackageError:
    if entry.flag_bits & ENCRYPTED_FLAG:
        return PackageError("file_zip_has_password")
    try:
        with archive.open(entry) as packed:
            content = packed.read(limits.file_bytes + 1)
    except MemoryError:
        return PackageError("file_needs_too_much_memory")
    except Exception as error:
        return damaged(entry.filename, f"{type(error).__name__}: {error}")
    if len(content) > limits.file_bytes:
        size = shown_size(max(entry.file_size, len(content)))
        return PackageError("file_too_large", size=size, limit=shown_size(limits.file_bytes))
    return content


def _name(entry: zipfile.ZipInfo) -> str:
    """The name as its writer meant it: UTF-8 where the zip says so or it can be nothing else, else code page 874."""
    if entry.flag_bits & UTF8_FLAG:
        name = entry.filename
    else:
        raw = entry.orig_filename.encode("cp437", "replace")
        name = _unicode_path(entry.extra) or decoded_name(raw)
    return "/".join(part for part in name.replace("\\", "/").split("/") if part not in ("", ".", ".."))


def decoded_name(raw: bytes) -> str:
    """Bytes of a file name of which nobody says in which letters they are written."""
    for encoding in ("utf-8", "cp874", "tis-620"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("cp437")


def _unicode_path(extra: bytes) -> str:
    """The name in Info-ZIP's own field, "" without one."""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        if kind == UNICODE_PATH and length > 5:
            return extra[9 : 4 + length].decode("utf-8", "replace")
        extra = extra[4 + length :]
    return ""
