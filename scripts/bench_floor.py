"""What the benchmark measures against: libraries at their barest, and the script that a user would write."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter
from python_calamine import CalamineWorkbook

UNREAD = frozenset({"_check", "_lists"})
"""Hidden sheets that intake does not parse; the floor leaves them out too, which makes it the quicker."""

Cells = list[tuple[str, list[list[Any]]]]
"""Sheets with their rows of values; a blank cell is ""."""


def bare_read(paths: Iterable[Path], without: frozenset[str] = UNREAD) -> list[Cells]:
    """Every value of every sheet that intake reads, with python-calamine, all kept."""
    return [read_cells(path, without) for path in paths]


def read_cells(path: Path, without: frozenset[str] = frozenset()) -> Cells:
    with CalamineWorkbook.from_path(str(path)) as book:
        names = [name for name in book.sheet_names if name not in without]
        return [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in names]


def bare_write(path: Path, sheets: Cells) -> int:
    """The cells of a report with XlsxWriter, no formats, heights or formulas; gives how many there are."""
    cells = 0
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for row, values in enumerate(rows):
                for column, value in enumerate(values):
                    if value == "":
                        continue
                    cells += 1
                    if isinstance(value, str):
                        sheet.write_string(row, column, value)
                    elif isinstance(value, float | int):
                        sheet.write_number(row, column, value)
                    else:
                        sheet.write(row, column, value)
    return cells


def users_script(paths: Sequence[Path], sheets: Sequence[str], out: Path) -> int:
    """What a user with pandas would write, sheet by sheet: read all, put one below the other, save.

    Gives the rows of the first sheet.
    """
    counts = []
    with pd.ExcelWriter(out) as writer:
        for sheet in sheets:
            frames = [pd.read_excel(path, sheet_name=sheet, header=None) for path in paths]
            whole = pd.concat(frames, ignore_index=True)
            whole.to_excel(writer, sheet_name=sheet, index=False, header=False)
            counts.append(len(whole))
    return counts[0]
