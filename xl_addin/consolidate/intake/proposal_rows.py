"""The rows of a returned workbook in which its group proposes projects. Runs in a child process: imports are light."""

from __future__ import annotations

from dataclasses import dataclass, replace

from xl_addin.consolidate.intake.find_tables import column_problems, proposals_table
from xl_addin.consolidate.intake.form_brief import PROJECT_ID, Brief
from xl_addin.consolidate.intake.row_reader import project_rows, read_block
from xl_addin.consolidate.intake.stray_content_table import stray_content
from xl_addin.consolidate.intake.submission import Block, Stray, Submission
from xl_addin.excel.reading.cells import RawWorkbook
from xl_addin.model.form.schema import PROPOSALS
from xl_addin.model.problems.problem import Problem


@dataclass(frozen=True, slots=True)
class ProposedRows:
    """The sheet of proposals, with what stands beside its rows and what is odd about its columns."""

    block: Block
    strays: tuple[Stray, ...]
    problems: tuple[Problem, ...]

    def added_to(self, submission: Submission) -> Submission:
        """A submission with them, too; a refused one as it is."""
        if submission.refusals:
            return submission
        return replace(
            submission,
            blocks=(*submission.blocks, self.block),
            strays=(*submission.strays, *self.strays),
            problems=(*submission.problems, *self.problems),
        )


def read_proposals(brief: Brief, book: RawWorkbook, file: str) -> ProposedRows | None:
    """The rows as they were typed; None where the form or the workbook has no such sheet."""
    found = proposals_table(book, brief)
    if found is None or PROJECT_ID not in found.columns:
        return None
    table = brief.by_key[PROPOSALS]
    told, refused = column_problems(found, table, file)
    rows = project_rows(found)
    strays, odd = stray_content(found, table, rows, file)
    block = read_block(found, table, rows, book.facts)
    return ProposedRows(block, tuple(strays), (*told, *refused, *odd))
