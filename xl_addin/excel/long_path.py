r"""Paths that are too long for Windows: they open only in their \\?\ form."""

from __future__ import annotations

import sys
from pathlib import Path

WINDOWS_PATH_LIMIT = 260


def long_path(path: Path) -> Path:
    r"""On Windows the \\?\ form of a path of 260 letters or more; elsewhere, and for a shorter one, the path."""
    if sys.platform != "win32" or len(str(path)) < WINDOWS_PATH_LIMIT:
        return path
    return Path(windows_form(str(path.absolute())))


def windows_form(whole: str) -> str:
    r"""The \\?\ form of a whole Windows path, of a drive or of a share."""
    if whole.startswith("\\\\?\\"):
        return whole
    return f"\\\\?\\UNC\\{whole[2:]}" if whole.startswith("\\\\") else f"\\\\?\\{whole}"
