"""XlsxWriter workbooks as this program writes them: fixed dates, formulas passed on untouched.

XlsxWriter looks through every formula for functions newer than Excel 2010 (some thirty regular expressions
each); ours use none, so the search is left out: writing formulas is ten times quicker. `_prepare_formula` is
an internal name: tests/workbook/test_plain_workbook.py fails when XlsxWriter no longer calls it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

CREATED = datetime(2020, 1, 1, tzinfo=UTC)
"""The date that every file of ours carries: the same input gives the same bytes."""


class PlainWorksheet(Worksheet):
    """A worksheet whose formulas are written as given."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")


class PlainWorkbook(xlsxwriter.Workbook):
    """A workbook of plain worksheets. Text is never turned into numbers, formulas or links."""

    def __init__(self, path: Path | str | BinaryIO, **options: Any) -> None:
        plain = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
        # XlsxWriter writes into the dictionaries that it is given: the next workbook would look otherwise.
        own = {key: dict(value) if isinstance(value, dict) else value for key, value in options.items()}
        super().__init__(path if hasattr(path, "write") else str(path), plain | own)
        self.set_properties({"created": CREATED})

    def add_worksheet(self, name: str | None = None, worksheet_class: Any = None) -> Any:
        return super().add_worksheet(name, worksheet_class or PlainWorksheet)
