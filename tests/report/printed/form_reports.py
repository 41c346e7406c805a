"""Reports that print a form for each project, as tests read them: their books, texts and forms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.support import pdf
from tests.support.looking import looked_at
from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.model.thai.line_breaks import NO_BREAK
from xl_addin.model.thai.words import in_thai_digits
from xl_addin.report.writer import ReportResult, write_report

EXEMPT = ("P007", "P020")
"""Projects of chiangmai2 that report nothing."""
FORM_SHEETS = ("แบบรายงาน (เสร็จสิ้น)", "แบบรายงาน")
"""Of chiangmai2: each follows the list of its own projects."""


@dataclass(frozen=True, slots=True)
class Made:
    """A report that was written: from what, where, and what the writer says of it."""

    consolidated: Consolidated
    path: Path
    result: ReportResult

    def book(self, *, formulas: bool = False) -> Workbook:
        return looked_at(self.path, values=not formulas)


def write(path: Path, consolidated: Consolidated) -> Made:
    return Made(consolidated, path, write_report(path, consolidated, words=True))


def whole_text(path: Path) -> str:
    return pdf.squeeze("".join(pdf.texts(path)))


def lines_of(sheet: Worksheet) -> list[str]:
    """The texts of the first column; a space that no line breaks at is a space."""
    texts = (row[0] for row in sheet.iter_rows(max_col=1, values_only=True))
    return [str(text).replace(NO_BREAK, " ") for text in texts if text is not None]


def stands_in(text: str, pages: str) -> bool:
    """Whether every line of a text is printed: in one piece, or in two where a page ends at a space."""
    return all(_is_printed(line, pages) for line in in_thai_digits(text).split("\n") if line.strip())


def _is_printed(line: str, pages: str) -> bool:
    words = line.split(" ")
    halves = ((words[:cut], words[cut:]) for cut in range(len(words)))
    return any(all(pdf.squeeze(" ".join(half)) in pages for half in both) for both in halves)


def form_of(book: Workbook, project: str) -> list[tuple[Any, ...]]:
    """The rows of one project's form: from its title to the next form's."""
    for name in FORM_SHEETS:
        rows = list(book[name].iter_rows(values_only=True))
        title = rows[0][0]
        starts = [place for place, row in enumerate(rows) if row[0] == title] + [len(rows)]
        for start, end in pairwise(starts):
            if without_number(str(rows[start + 1][0])) == project:
                return rows[start:end]
    raise KeyError(project)


def without_number(line: str) -> str:
    """A project's name without its number in the list before."""
    return re.sub("^[๐-๙]+[.] ", "", line)


def runs(numbers: list[int]) -> list[int]:
    """How long each run of following numbers is."""
    starts = [place for place, n in enumerate(numbers) if not place or n != numbers[place - 1] + 1]
    return [end - start for start, end in pairwise([*starts, len(numbers)])]


def form_title(project: str) -> str:
    """The first line of a project's form in the plan."""
    return in_thai_digits(project if project.startswith("โครงการ") else f"โครงการ{project}")
