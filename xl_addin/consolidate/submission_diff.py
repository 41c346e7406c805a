"""Two workbooks of one group side by side: which entry cells differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xl_addin.consolidate.intake.form_brief import Brief
from xl_addin.consolidate.intake.submission import Submission
from xl_addin.model.problems.problem import Place
from xl_addin.model.thai.names import spelling
from xl_addin.model.values.clean import show

# An entry by table, project id, number of earlier rows of that project, and column key.
EntryKey = tuple[str, str, int, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """An entry that two workbooks give differently; a blank is ""."""

    table: str
    project_id: str
    key: str
    label: str
    first: Place
    first_value: str
    second: Place
    second_value: str

    @property
    def project(self) -> str:
        """Id of the project, "" for what stands outside the tables."""
        return self.project_id if self.table else ""

    @property
    def place(self) -> Place:
        """Where it stands in the second workbook; in the first one where the second has no such cell."""
        return self.second if self.second.cell else self.first


def entries_of(submission: Submission, brief: Brief) -> dict[EntryKey, tuple[Place, str]]:
    """Every entry that is not blank, as it is shown, with its place; what stands outside the tables too."""
    entries: dict[EntryKey, tuple[Place, str]] = {}
    for block in submission.blocks:
        table = brief.by_key[block.table]
        unread = {(index, key): finding.value for index, key, finding in block.findings}
        before: dict[str, int] = {}
        for index, project_id in enumerate(block.project_ids):
            number = before.get(project_id, 0)
            before[project_id] = number + 1
            for column in table.columns:
                if column.key not in block.columns or not column.is_entry:
                    continue
                value = block.value(index, column.key)
                if value is not None:
                    text = show(column.kind, value, choices=column.limits.get("choices"))
                else:
                    text = unread.get((index, column.key), "")
                if text:
                    place = submission.place(block, index, column.key)
                    entries[block.table, project_id, number, column.key] = (place, text)
    for stray in submission.strays:
        entries["", stray.sheet, 0, stray.cell] = (
            Place(submission.file, stray.sheet, stray.cell),
            f"{stray.value} #{stray.checksum:08x}" if stray.checksum else stray.value,
        )
    return entries


def is_blank(submission: Submission) -> bool:
    """Nothing was entered anywhere."""
    return submission.entries == 0 and not submission.strays


def proposes_nothing(submission: Submission) -> bool:
    """Whether a workbook that asks for proposals alone came back blank, which is an answer."""
    given = submission.identity.issued if submission.identity is not None else None
    return given == () and is_blank(submission)


def differences(first: Submission, second: Submission, brief: Brief) -> list[Difference]:
    """The entries that differ, in the order of the first workbook's cells, then those only in the second."""
    mine, theirs = entries_of(first, brief), entries_of(second, brief)
    labels: Mapping[str, Mapping[str, str]] = {
        table.key: {column.key: column.title for column in table.columns} for table in brief.by_key.values()
    }
    found = []
    for key in [*mine, *(key for key in theirs if key not in mine)]:
        table, project_id, _, column = key
        here = mine.get(key, (_blank_place(first, key), ""))
        there = theirs.get(key, (_blank_place(second, key), ""))
        if spelling(here[1]) != spelling(there[1]):
            label = labels.get(table, {}).get(column, column)
            found.append(Difference(table, project_id, column, label, *here, *there))
    return found


def _blank_place(submission: Submission, key: EntryKey) -> Place:
    """Where the blank stands in the workbook that lacks an entry."""
    table, project_id, number, column = key
    for block in submission.blocks:
        if block.table == table and column in block.columns:
            at = [index for index, found in enumerate(block.project_ids) if found == project_id]
            if number < len(at):
                return submission.place(block, at[number], column)
    return Place(submission.file)
