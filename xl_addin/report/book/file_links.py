"""Links from the report to the returned workbooks, and to a sheet and cell in them."""

from __future__ import annotations

import re

from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.excel.addresses import quote_sheet
from xl_addin.excel.reading.returned_file import on_disk

_NOT_IN_LINKS = re.compile(r'[%#\[\]{}^`"<>|\s]')
_IMPOSSIBLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
LINKED = frozenset(("xlsx", "xlsm", "xltx", "xltm", "zip", "eml", "msg"))
"""Kinds of files that a link leads to: workbooks, and what they came in."""


class FileLinks:
    """`returned`: the folder of the returned workbooks as seen from the report."""

    def __init__(self, consolidated: Consolidated, returned: str) -> None:
        # What could not be read is not opened from the report either.
        self._files = frozenset(file.file for file in consolidated.files if file.was_read)
        self._folder = _in_link(returned) if _is_plain(returned) else ""
        self._known: dict[tuple[str, str], tuple[str, str] | None] = {}

    def to(self, file: str, sheet: str = "", cell: str = "") -> str | None:
        """The target of a link to a file, and to the cell where it is itself that file; None where none may be."""
        if (file, sheet) not in self._known:
            self._known[file, sheet] = self._places(file, sheet)
        places = self._known[file, sheet]
        if places is None:
            return None
        target, cells = places
        return f"{cells}{cell}" if cells and cell else target

    def _places(self, file: str, sheet: str) -> tuple[str, str] | None:
        """The target of links to a file, and how those to a sheet's cells begin: "" where none lead there."""
        there = on_disk(file)
        if not self._folder or file not in self._files or not _may_be_opened(there):
            return None
        target = f"external:{self._folder}/{_in_link(there)}"
        return target, f"{target}#{quote_sheet(sheet)}!" if sheet and there == file else ""


def _may_be_opened(file: str) -> bool:
    """Whether a link may lead there: a workbook that lies in the folder itself, never a program."""
    outside = any(sign in file for sign in ("/", "\\"))
    return file.rpartition(".")[2].casefold() in LINKED and not outside and _is_plain(file)


def _is_plain(path: str) -> bool:
    """Whether XML can hold all letters of a path."""
    return _IMPOSSIBLE.search(path) is None


def _in_link(path: str) -> str:
    """A folder or file name as a link's target holds it: what Excel repairs or reads otherwise is escaped.

    % itself first: XlsxWriter leaves a target that holds an escape as it is.
    """
    return _NOT_IN_LINKS.sub(lambda found: f"%{ord(found[0]):02X}", path)
