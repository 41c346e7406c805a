"""Which entries a group's workbook gives otherwise than the one whose place it takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xl_addin.consolidate.intake.form_brief import Brief
from xl_addin.consolidate.intake.submission import Submission
from xl_addin.consolidate.submission_diff import differences


@dataclass(frozen=True, slots=True)
class CellChange:
    """One entry of a project (`project`: its name), as it is shown; a blank is "". The place is in the newer file."""

    project: str
    label: str
    sheet: str
    cell: str
    before: str
    after: str

    @property
    def is_addition(self) -> bool:
        """Whether nothing stood there before."""
        return not self.before


@dataclass(frozen=True, slots=True)
class ReadEntries:
    """What was read of a workbook; `names`: project id -> name."""

    submission: Submission
    brief: Brief
    names: Mapping[str, str]

    def changed_into(self, newer: ReadEntries) -> tuple[CellChange, ...]:
        """Every entry that the newer workbook gives otherwise, in the order of this one's cells."""
        return tuple(
            CellChange(
                self.names.get(one.project_id, one.project_id),
                one.label,
                one.place.sheet,
                one.place.cell,
                one.first_value,
                one.second_value,
            )
            for one in differences(self.submission, newer.submission, newer.brief)
        )
