"""Returned workbooks in what people send them in: zips of old programs, saved e-mails."""

from __future__ import annotations

import io
import itertools
import struct
import zipfile
import zlib
from collections.abc import Mapping
from email.message import EmailMessage

Files = Mapping[str, bytes]


def zip_of(files: Files, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip whose names are UTF-8 and say so; phones keep the files in it as they are (ZIP_STORED)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packing) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def zip_in(encoding: str, files: Files) -> bytes:
    """A zip whose names are bytes of a code page, with nothing that says which."""
    body, directory = b"", b""
    for name, content in files.items():
        raw, packed = name.encode(encoding), zlib.compress(content)[2:-4]
        common = struct.pack(
            "<5H3L2H", 20, 0, 8, 0, 33, zlib.crc32(content), len(packed), len(content), len(raw), 0
        )
        directory += (
            b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<3H2L", 0, 0, 0, 0, len(body)) + raw
        )
        body += b"PK\x03\x04" + common + raw + packed
    end = struct.pack("<4H2LH", 0, 0, len(files), len(files), len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end


def mail_of(files: Files, subject: str = "ส่งรายงาน") -> bytes:
    """A saved e-mail (.eml) with attachments."""
    return _mail(files, subject).as_bytes()


def forwarded(files: Files) -> bytes:
    """A mail that carries the mail with the attachments."""
    outer = EmailMessage()
    outer["Subject"] = "Fwd"
    outer.set_content("ส่งต่อ")
    outer.add_attachment(_mail(files, "ส่งรายงาน"))
    return outer.as_bytes()


def _mail(files: Files, subject: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "group@example.org"
    message.set_content("เรียนกลุ่มนโยบายและแผน")
    for name, content in files.items():
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message


def outlook_mail_of(name: str, content: bytes) -> bytes:
    """A mail as Outlook saves it (.msg) with one attachment."""
    long_name = name.encode("utf-16-le").ljust(SMALL, b"\0")
    subject = "ส่งรายงาน".encode("utf-16-le").ljust(SMALL, b"\0")
    attachment = {"__substg1.0_37010102": content, "__substg1.0_3707001F": long_name}
    return _compound({"__substg1.0_0037001F": subject, "__attach_version1.0_#00000000": attachment})


SECTOR = 512
# Streams below this would lie in a stream of small ones, which is not written here.
SMALL = 4096
END, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
Tree = Mapping[str, "bytes | Tree"]


def _storage(name: str, child: int) -> tuple[str, int, bytes, int, int]:
    return name, 1, b"", FREE, child


def _compound(tree: Tree) -> bytes:
    """A Microsoft compound file after [MS-CFB], of streams that are not small."""
    entries: list[tuple[str, int, bytes, int, int]] = [("Root Entry", 5, b"", FREE, FREE)]

    def add(inside: Tree) -> int:
        """Index of the first entry; each knows the next as its right neighbour."""
        numbers = []
        for name, content in inside.items():
            numbers.append(len(entries))
            entries.append(
                (name, 2, content, FREE, FREE) if isinstance(content, bytes) else _storage(name, FREE)
            )
            if not isinstance(content, bytes):
                child = add(content)
                entries[numbers[-1]] = _storage(name, child)
        for number, right in itertools.pairwise(numbers):
            name, kind, content, _, child = entries[number]
            entries[number] = (name, kind, content, right, child)
        return numbers[0]

    entries[0] = ("Root Entry", 5, b"", FREE, add(tree))
    sectors: list[bytes] = []
    chains: list[int] = []

    def store(content: bytes) -> int:
        pieces = [content[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, len(content), SECTOR)]
        first = len(sectors)
        sectors.extend(pieces)
        chains.extend([*range(first + 1, first + len(pieces)), END] if pieces else [])
        return first if pieces else END

    directory = b""
    for name, kind, content, right, child in entries:
        encoded = (name + "\0").encode("utf-16-le")
        head = encoded.ljust(64, b"\0") + struct.pack("<HBBLLL", len(encoded), kind, 1, FREE, right, child)
        directory += head + bytes(36) + struct.pack("<LQ", store(content), len(content))
    at_directory = store(directory)
    tables = 1 + len(sectors) // 126
    at_table = len(sectors)
    chains += [TABLE] * tables
    chains += [FREE] * (tables * 128 - len(chains))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack(
        "<HHHHH6xLLLLLLLLL", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, at_directory, 0, SMALL, END, 0, END, 0
    )
    places = [*range(at_table, at_table + tables)]
    header += struct.pack("<109L", *places, *[FREE] * (109 - tables))
    return header + b"".join(sectors) + struct.pack(f"<{tables * 128}L", *chains)
