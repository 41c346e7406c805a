"""Workbooks that tests look at and do not change: each is opened once for those that do so one after the other."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import openpyxl
from openpyxl import Workbook


def looked_at(path: Path, *, values: bool = False) -> Workbook:
    """The workbook as it is now in its file; with the values of its formulas instead of them."""
    written = path.stat()
    return _opened(path, values, written.st_mtime_ns, written.st_ino, written.st_size)


@lru_cache(maxsize=4)
def _opened(path: Path, values: bool, *written: int) -> Workbook:
    return openpyxl.load_workbook(path, data_only=values)
