"""What groups propose, written into the register's sheet ข้อเสนอโครงการ, where the officer takes it into the plan."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xl_addin.excel.writing.atomic_file import WriteError
from xl_addin.model.form.schema import PROPOSALS, Form
from xl_addin.model.problems.problem import Problem
from xl_addin.model.proposals import Proposal
from xl_addin.office.register_table import NotRecorded, RegisterTable
from xl_addin.register.cell_values import proposal_row
from xl_addin.register.reader import RegisterError


def record_proposals(
    path: Path, proposals: Sequence[Proposal], *, form: Form | None = None, language: str = "th"
) -> int:
    """Write the proposals that the register does not have, and those that changed before a decision; how many.

    What the officer decided about stays as it is. Raises RegisterError for a register with errors, NotRecorded
    for one without the sheet or without room, and WriteError; then nothing was written.
    """
    sheet = RegisterTable.of(path, PROPOSALS, form, language)
    lines = {sheet.reading.text(PROPOSALS, row, "project_id"): row for row in sheet.reading.rows(PROPOSALS)}
    known = {one.id: one for one in sheet.register.proposals}
    count = 0
    for one in proposals:
        there = known.get(one.id)
        if there is not None and (there.verdict is not None or _says_the_same(there, one)):
            continue
        row = lines.get(one.id) or sheet.free_row()
        sheet.type(row, proposal_row(sheet.register, one))
        count += 1
    if count:
        sheet.write()
    return count


def keep_proposals(
    path: Path, proposals: Sequence[Proposal], language: str = "th"
) -> tuple[int, list[Problem]]:
    """How many were written into the register, and why not where that could not be done; nothing is raised."""
    try:
        return (record_proposals(path, proposals, language=language) if proposals else 0), []
    except WriteError as error:
        return 0, [error.problem(language=language)]
    except (RegisterError, NotRecorded) as error:
        return 0, list(error.problems)


def _says_the_same(there: Proposal, one: Proposal) -> bool:
    def said(each: Proposal) -> tuple[object, ...]:
        return each.project, each.section, dict(each.values), each.reason, each.alike

    return said(there) == said(one)
