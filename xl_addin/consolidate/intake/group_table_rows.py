"""The tables of the groups in a returned workbook, each on a sheet of its own.

Runs in a child process: imports are light.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from xl_addin.consolidate.intake.computed_cells import computed_problems
from xl_addin.consolidate.intake.find_tables import Located, keys_in_row, locate
from xl_addin.consolidate.intake.form_brief import MAIN_TABLE, PROJECT_ID, Brief
from xl_addin.consolidate.intake.identity_stamp import given_tables
from xl_addin.consolidate.intake.row_reader import project_rows, read_block
from xl_addin.consolidate.intake.stray_content_table import sheet_problems, stray_content
from xl_addin.consolidate.intake.submission import Block, Stray, Submission
from xl_addin.excel.reading.cells import RawWorkbook
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.problem import Place, Problem


@dataclass(frozen=True, slots=True)
class GroupRows:
    """What stands in these tables, on which sheets, and why the workbook cannot be used where one is gone."""

    sheets: frozenset[str] = frozenset()
    blocks: tuple[Block, ...] = ()
    strays: tuple[Stray, ...] = ()
    problems: tuple[Problem, ...] = ()
    refusals: tuple[Problem, ...] = ()

    def added_to(self, submission: Submission) -> Submission:
        """A submission with them, too; a refused one as it is."""
        if submission.refusals or self.refusals:
            return replace(submission, blocks=(), strays=(), refusals=(*submission.refusals, *self.refusals))
        return replace(
            submission,
            blocks=(*submission.blocks, *self.blocks),
            strays=(*submission.strays, *self.strays),
            problems=(*submission.problems, *self.problems),
        )


def read_group_tables(brief: Brief, book: RawWorkbook, file: str, *, older: bool) -> GroupRows:
    """The rows of each table that the workbook was given. `older`: it is of an older version of the form."""
    given = given_tables(book)
    whole = GroupRows()
    for own in brief.group_tables:
        line, table = own.tables
        if table.key not in given:
            if older:
                not_asked = problem("table_not_asked", Place(file), value=own.sheet)
                whole = replace(whole, problems=(*whole.problems, not_asked))
            continue
        tables = locate(book, replace(own, tables=(table,)), file, older=older)
        blocks: list[Block] = []
        strays: list[Stray] = []
        problems = list(tables.problems)
        for found in tables.read:
            block = read_block(found, table, project_rows(found), book.facts)
            blocks.append(replace(block, results={}) if older else block)
            problems += computed_problems(found, block, table, file)
            group = _line_of_group(found)
            if PROJECT_ID in group.columns:
                outside, told = stray_content(group, line, project_rows(group), file, [found])
                strays += outside
                problems += told
        problems += sheet_problems(tables, own, file, table.key)
        whole = GroupRows(
            whole.sheets.union(found.sheet.name for found in (*tables.read, *tables.copies)),
            (*whole.blocks, *blocks),
            (*whole.strays, *strays),
            (*whole.problems, *problems),
            (*whole.refusals, *tables.refusals),
        )
    return whole


def _line_of_group(found: Located) -> Located:
    """The line with the name of the group and its sums, whose keys stand below those of its rows."""
    row = found.key_row + 1
    columns = {key: at[0] for key, at in keys_in_row(found.sheet, row).items()}
    return Located(MAIN_TABLE, found.sheet, row, found.last_row, columns)
