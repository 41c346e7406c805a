"""The picture of the garuda that an office puts beside its register, for the head of its memos."""

from __future__ import annotations

from pathlib import Path

NAMES = ("ครุฑ.png", "ครุฑ.jpg", "ครุฑ.jpeg")
LARGEST = 2_000_000
"""Bytes: a larger picture is left out rather than carried in every workbook."""

_BEGINNINGS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


def emblem_beside(register: Path) -> bytes:
    """The picture's bytes; nothing where there is none, or what lies there is no picture that Excel takes."""
    for name in NAMES:
        path = register.parent / name
        try:
            if not path.is_file() or path.stat().st_size > LARGEST:
                continue
            picture = path.read_bytes()
        except OSError:
            continue
        if picture.startswith(_BEGINNINGS):
            return picture
    return b""
