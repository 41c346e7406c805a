"""One returned file -> a submission. Runs in a child process (excel/reading/process_pool): its imports are light."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from xl_addin.consolidate.intake.annotation_problems import annotations_of
from xl_addin.consolidate.intake.computed_cells import computed_problems
from xl_addin.consolidate.intake.find_tables import locate
from xl_addin.consolidate.intake.form_brief import MAIN_TABLE, Brief
from xl_addin.consolidate.intake.group_table_rows import read_group_tables
from xl_addin.consolidate.intake.identity_stamp import read_stamp
from xl_addin.consolidate.intake.nothing_to_report import says_nothing
from xl_addin.consolidate.intake.package_facts import fact_problems, told_once
from xl_addin.consolidate.intake.page_reader import read_pages
from xl_addin.consolidate.intake.proposal_rows import read_proposals
from xl_addin.consolidate.intake.repeated_problems import folded
from xl_addin.consolidate.intake.returned_marks import answers, corrects
from xl_addin.consolidate.intake.row_reader import project_rows, read_block
from xl_addin.consolidate.intake.stray_content_table import extra_sheets, stray_content
from xl_addin.consolidate.intake.submission import Block, PackedTexts, Stray, Submission, Values
from xl_addin.excel.reading.cells import RawWorkbook
from xl_addin.excel.reading.limits import PackageError
from xl_addin.excel.reading.returned_file import ReturnedFile
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.model.identity import FORM_SHEET, Identity
from xl_addin.model.marks import code_of
from xl_addin.model.problems.problem import Problem
from xl_addin.model.values.kinds import Family

# A title or a heading stands in so many rows, and is so short.
TOP_ROWS, SHORT = 15, 200


def read_submission(brief: Brief, file: ReturnedFile) -> Submission:
    """Reads one returned workbook. Raises PackageError for what is no readable workbook.

    A workbook of another form, or of a version that is not accepted, gives its identity and no rows. Texts
    are packed: thousands of submissions wait in the parent until all have been read; and what rules ask of them is
    worked out here, where several processes share the work.
    """
    book = _read(file)
    submission = submission_of(brief, book, file.name)
    told_of = tuple(told_once(submission.problems, book.facts, file.name))
    submission = replace(submission, problems=told_of)
    if submission.blocks:
        pictures, told = annotations_of(book, submission.blocks, file.name)
        told += answers(book, file.name)
        submission = replace(submission, pictures=tuple(pictures), problems=(*submission.problems, *told))
    issued = {id_: id_ for id_ in (submission.identity and submission.identity.issued) or ()}
    return replace(
        submission,
        blocks=tuple(_packed(block, brief, issued) for block in submission.blocks),
        problems=tuple(folded(submission.problems)),
        code=code_of(book.facts.sha256),
        corrects=corrects(book),
        nothing=says_nothing(submission, brief),
    )


def _read(file: ReturnedFile) -> RawWorkbook:
    """The workbook; of the old kind (.xls) only one that was made from a template of ours."""
    try:
        return read_workbook(file)
    except PackageError as error:
        if error.message_id != "file_is_xls":
            raise
        book = _read_old(file)
        if book is None:
            raise
        return book


def _read_old(file: ReturnedFile) -> RawWorkbook | None:
    """A workbook of the old kind; None for one that says nowhere which form it is, or cannot be read."""
    from xl_addin.excel.reading.old_excel import read_old_workbook  # xlrd, for few files

    try:
        book = read_old_workbook(file.read())
    except PackageError as error:
        if error.message_id == "file_damaged":
            return None
        raise
    return book if book.sheet(FORM_SHEET) is not None else None


def _packed(block: Block, brief: Brief, issued: Mapping[str, str]) -> Block:
    """The block as it travels; `issued`: ids of projects, which are the same objects then and held once."""
    packed: dict[str, Values] = {}
    for column in brief.by_key[block.table].columns:
        values = block.values.get(column.key)
        if column.kind.facts.family is Family.TEXT and isinstance(values, list):
            packed[column.key] = PackedTexts.of(values, column.calls)
    project_ids = [issued.get(id_, id_) for id_ in block.project_ids]
    return replace(block, project_ids=project_ids, values=block.values | packed)


def submission_of(brief: Brief, book: RawWorkbook, file: str) -> Submission:
    """The submission in a workbook that has been read."""
    identity, problems, refusals = read_stamp(book, file)
    told, refused = fact_problems(book.facts, file)
    problems += told
    refusals += refused
    if identity is None:
        return Submission(
            file, problems=tuple(problems), refusals=tuple(refusals), texts=tuple(_texts_at_top(book))
        )
    if identity.form_id != brief.form_id:
        return Submission(file, identity, problems=tuple(problems), refusals=tuple(refusals))
    if identity.form_version not in (brief.version, *brief.accepts):
        return Submission(file, identity, problems=tuple(problems), refusals=tuple(refusals))
    of_groups = read_group_tables(brief, book, file, older=brief.is_older(identity.form_version))
    proposed = read_proposals(brief, book, file)
    if identity.issued == () and (proposed is not None or of_groups.sheets):
        submission = Submission(file, identity, problems=tuple(problems), refusals=tuple(refusals))
    else:
        read = read_pages if brief.layout == "pages" else _read_tables
        submission = read(brief, book, file, identity, problems, refusals, of_groups.sheets)
    submission = of_groups.added_to(submission)
    return submission if proposed is None else proposed.added_to(submission)


def _read_tables(
    brief: Brief,
    book: RawWorkbook,
    file: str,
    identity: Identity,
    problems: list[Problem],
    refusals: list[Problem],
    others: frozenset[str],
) -> Submission:
    """The submission in a workbook of layout `table`; `problems`, `refusals`: what is known of it already; `others`:
    sheets that are read elsewhere."""
    older = brief.is_older(identity.form_version)
    tables = locate(book, brief, file, older=older)
    problems += tables.problems
    refusals += tables.refusals
    if refusals:
        return Submission(file, identity, problems=tuple(problems), refusals=tuple(refusals))
    blocks: list[Block] = []
    strays: list[Stray] = []
    for found in tables.read:
        table = brief.by_key[found.table]
        rows = project_rows(found)
        block = read_block(found, table, rows, book.facts)
        if older:  # its formulas are those of that version
            block = replace(block, results={})
        blocks.append(block)
        problems += computed_problems(found, block, table, file)
        if found.table == MAIN_TABLE:
            below = [one for one in tables.read if one.table != MAIN_TABLE and one.sheet is found.sheet]
            outside, told = stray_content(found, table, rows, file, below)
            strays += outside
            problems += told
    problems += extra_sheets(book, tables, brief, others, file)
    return Submission(file, identity, tuple(blocks), tuple(strays), tuple(problems))


def _texts_at_top(book: RawWorkbook) -> Iterator[str]:
    """The short texts in the first rows of each sheet."""
    for sheet in book.sheets:
        for (row, _), cell in sheet.cells.items():
            if row <= TOP_ROWS and cell.type == "s" and cell.value and len(cell.value) <= SHORT:
                yield cell.value
