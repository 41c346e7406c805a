"""A moving picture (APNG) from screenshots of one size: what a browser shows without a player."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence

SIGNATURE = b"\x89PNG\r\n\x1a\n"
Chunk = tuple[bytes, bytes]


def moving_picture(frames: Sequence[tuple[bytes, float]]) -> bytes:
    """The frames as one PNG that repeats; each with the seconds that it stays. All have the head of the first."""
    heads = {_head(frame) for frame, _ in frames}
    if len(heads) != 1:
        raise ValueError(f"{len(heads)} sizes or colour types")
    out = [SIGNATURE, _chunk(b"IHDR", heads.pop()), _chunk(b"acTL", struct.pack(">II", len(frames), 0))]
    number = 0
    for position, (frame, seconds) in enumerate(frames):
        width, height = struct.unpack(">II", _head(frame)[:8])
        control = struct.pack(">IIIIIHHBB", number, width, height, 0, 0, round(seconds * 1000), 1000, 0, 0)
        out.append(_chunk(b"fcTL", control))
        number += 1
        for kind, data in chunks(frame):
            if kind != b"IDAT":
                continue
            if position == 0:
                out.append(_chunk(b"IDAT", data))
            else:
                out.append(_chunk(b"fdAT", struct.pack(">I", number) + data))
                number += 1
    return b"".join([*out, _chunk(b"IEND", b"")])


def chunks(picture: bytes) -> Iterator[Chunk]:
    """Kind and data of each part of a PNG."""
    place = len(SIGNATURE)
    while place < len(picture):
        (length,) = struct.unpack(">I", picture[place : place + 4])
        yield picture[place + 4 : place + 8], picture[place + 8 : place + 8 + length]
        place += 12 + length


def _head(picture: bytes) -> bytes:
    return next(data for kind, data in chunks(picture) if kind == b"IHDR")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
