"""A problem found in a workbook: where it is, what is wrong, and how to put it right."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem weighs. ERROR blocks "พร้อมส่ง"; WARNING never blocks; NOTE tells what was done."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands.

    Empty strings where a part does not apply (a whole file has no cell); `cell` in Excel's letters and number.
    """

    file: str = ""
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        return " › ".join(part for part in (self.file, self.sheet, self.cell) if part)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to look at.

    `rule` is the id of a form's rule or of an entry of the message catalogue (model/catalogue);
    `message` and `fix` are finished sentences for the person who reads them; `value` is what was
    typed, as text; `column` is the key of the column, `project` the project id.
    """

    rule: str
    severity: Severity
    message: str
    fix: str
    place: Place = Place()
    group: str = ""
    project: str = ""
    project_name: str = ""
    column: str = ""
    value: str = ""

    def at(self, place: Place) -> Problem:
        return replace(self, place=place)
