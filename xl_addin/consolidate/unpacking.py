"""Zips and saved e-mails in the returned folder, opened in a child process: each file in them stands for itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from xl_addin.excel.reading.file_type import sniff
from xl_addin.excel.reading.limits import PackageError, ReadLimits
from xl_addin.excel.reading.returned_file import ReturnedFile
from xl_addin.excel.reading.zip_members import Member, UnpackLimits, zip_members

WRAPPERS = frozenset((".zip", ".eml", ".msg"))


def is_wrapper(name: str) -> bool:
    """Whether a file of this name holds other files that are looked at."""
    return PurePosixPath(name).suffix.casefold() in WRAPPERS


def unpack(
    file: ReturnedFile, limits: UnpackLimits | None = None, file_limits: ReadLimits | None = None
) -> list[Member]:
    """Everything in a zip or mail, with what is nested in it. Raises PackageError. Runs in a child process."""
    limits, file_limits = limits or UnpackLimits(), file_limits or ReadLimits()
    whole = replace(file_limits, file_bytes=limits.total_bytes)
    members: list[Member] = []
    total = 0
    for member in _opened(file.path.name, file.read(whole), limits, file_limits, 1):
        total += len(member.content) if isinstance(member.content, bytes) else 0
        if len(members) >= limits.files:
            raise PackageError("wrapper_too_many_files", limit=limits.files)
        if total > limits.total_bytes:
            raise PackageError("wrapper_too_large", limit=limits.total_bytes // 2**20)
        members.append(member)
    return members


def _opened(
    name: str, data: bytes, limits: UnpackLimits, file_limits: ReadLimits, depth: int
) -> Iterator[Member]:
    for member in _members(name, data, limits, file_limits):
        if not isinstance(member.content, bytes) or not _holds_files(member.name, member.content):
            yield member
        elif depth >= limits.depth:
            yield Member(member.name, PackageError("wrapper_too_deep"))
        else:
            try:
                for inner in _opened(member.name, member.content, limits, file_limits, depth + 1):
                    yield Member(f"{member.name}/{inner.name}", inner.content)
            except PackageError as error:
                yield Member(member.name, error)


def _holds_files(name: str, content: bytes) -> bool:
    """Whether a member is a zip or mail; some mail programs call a workbook .zip, as what it is made of."""
    return is_wrapper(name) and sniff(content) not in ("xlsx", "xlsm", "xlsb")


def _members(name: str, data: bytes, limits: UnpackLimits, file_limits: ReadLimits) -> Iterator[Member]:
    suffix = PurePosixPath(name).suffix.casefold()
    if suffix not in (".eml", ".msg"):
        return zip_members(data, limits, file_limits)
    # Readers of mail, for few files.
    from xl_addin.excel.reading.mail_attachments import eml_attachments, msg_attachments

    return (eml_attachments if suffix == ".eml" else msg_attachments)(data, file_limits)
