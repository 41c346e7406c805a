"""The files attached to a saved e-mail: .eml as it travels, .msg as Outlook keeps it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import olefile

from xl_addin.excel.reading.limits import PackageError, ReadLimits, shown_size
from xl_addin.excel.reading.zip_members import Member, decoded_name

# Outlook's names of streams: what is kept, and as what (001F UTF-16, 001E the sender's code page).
ATTACHMENT = re.compile(r"__attach_version1\.0_#[0-9A-F]{8}", re.IGNORECASE)
DATA = "__substg1.0_37010102"
NESTED_MAIL = "__substg1.0_3701000D"
NAMES = ("3707", "3704", "3001")
NESTED_NAME = "mail"
# Mails forwarded within mails are opened this deep.
DEPTH = 2


def eml_attachments(data: bytes, limits: ReadLimits) -> Iterator[Member]:
    """The attached files, in order; those of a mail inside the mail under its name."""
    try:
        message = message_from_bytes(data, policy=policy.default)
        yield from _attached(message, "", limits, 0)
    except PackageError:
        raise
    except Exception as error:
        raise PackageError("wrapper_mail_damaged", error=f"{type(error).__name__}: {error}") from error


def _attached(message: EmailMessage, place: str, limits: ReadLimits, depth: int) -> Iterator[Member]:
    for number, part in enumerate(_leaves(message) if message.is_multipart() else [message], 1):
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload(0)
            name = _file_name(part) or f"{NESTED_NAME} {number}"
            if depth >= DEPTH:
                yield Member(f"{place}{name}", PackageError("wrapper_too_deep"))
            else:
                yield from _attached(inner, f"{place}{name}/", limits, depth + 1)  # type: ignore[arg-type]
            continue
        name = _file_name(part)
        if not name:
            continue
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes):
            content = b""
        yield Member(f"{place}{name}", _within(content, limits))


def _leaves(message: EmailMessage) -> Iterator[EmailMessage]:
    """The parts that are no containers; of a mail inside the mail only itself."""
    for part in message.iter_parts():
        if part.get_content_maintype() == "multipart":
            yield from _leaves(part)  # type: ignore[arg-type]
        else:
            yield part  # type: ignore[misc]


def _file_name(part: EmailMessage) -> str:
    """The name of an attached file; raw bytes in a header are those of an old Thai mail program."""
    name = part.get_filename() or ""
    if any("\udc80" <= letter <= "\udcff" for letter in name):
        name = decoded_name(name.encode("ascii", "surrogateescape"))
    return name.replace("\\", "/").rpartition("/")[2].strip()


def _within(content: bytes, limits: ReadLimits) -> bytes | PackageError:
    if len(content) <= limits.file_bytes:
        return content
    return PackageError("file_too_large", size=shown_size(len(content)), limit=shown_size(limits.file_bytes))


def msg_attachments(data: bytes, limits: ReadLimits) -> Iterator[Member]:
    """The attached files in the order of Outlook; those of a mail inside the mail under its name."""
    try:
        with olefile.OleFileIO(data) as compound:
            yield from _attached_in(compound, (), "", limits)
    except PackageError:
        raise
    except Exception as error:
        raise PackageError("wrapper_mail_damaged", error=f"{type(error).__name__}: {error}") from error


def _attached_in(
    compound: olefile.OleFileIO, within: tuple[str, ...], place: str, limits: ReadLimits
) -> Iterator[Member]:
    depth = len(within)
    storages = sorted(
        {
            path[depth]
            for path in compound.listdir(streams=True, storages=False)
            if tuple(path[:depth]) == within and len(path) > depth + 1 and ATTACHMENT.fullmatch(path[depth])
        }
    )
    for number, storage in enumerate(storages, 1):
        here = (*within, storage)
        name = _named(compound, here)
        if compound.exists("/".join((*here, NESTED_MAIL))):
            nested = f"{place}{name or f'{NESTED_NAME} {number}'}"
            if depth >= 2 * DEPTH:
                yield Member(nested, PackageError("wrapper_too_deep"))
            else:
                yield from _attached_in(compound, (*here, NESTED_MAIL), f"{nested}/", limits)
        elif name and compound.exists("/".join((*here, DATA))):
            size = compound.get_size("/".join((*here, DATA)))
            if size > limits.file_bytes:
                limit = shown_size(limits.file_bytes)
                refused = PackageError("file_too_large", size=shown_size(size), limit=limit)
                yield Member(f"{place}{name}", refused)
            else:
                yield Member(f"{place}{name}", compound.openstream("/".join((*here, DATA))).read())


def _named(compound: olefile.OleFileIO, storage: tuple[str, ...]) -> str:
    for property_ in NAMES:
        for kind in ("001F", "001E"):
            stream = "/".join((*storage, f"__substg1.0_{property_}{kind}"))
            if compound.exists(stream):
                raw = compound.openstream(stream).read()
                name = raw.decode("utf-16-le", "replace") if kind == "001F" else decoded_name(raw)
                return name.strip("\0 ").replace("\\", "/").rpartition("/")[2]
    return ""
