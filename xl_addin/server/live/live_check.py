"""The live check: rows as Excel holds them -> what is wrong, and numbers for what was typed as text.

The rows go the way of a returned workbook (`rows.read_block`, `page_submission.read_pages`,
`checking.check`), so the pane says word for word what the consolidation would say. What the register and
earlier rounds know comes from there, not from the sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from xl_addin.consolidate.intake.form_brief import PROJECT_ID
from xl_addin.consolidate.intake.page_reader import read_pages
from xl_addin.consolidate.intake.proposals import lacking, proposed_rows, with_alike
from xl_addin.consolidate.intake.submission import Block, Submission
from xl_addin.excel.addresses import cell_address
from xl_addin.excel.reading.cells import RawSheet
from xl_addin.model.decisions import accepted_rules
from xl_addin.model.expressions.evaluation_data import PARENT
from xl_addin.model.expressions.language import parse
from xl_addin.model.expressions.plain_values import Plain
from xl_addin.model.form.schema import MAIN, PROPOSALS
from xl_addin.model.form.scopes import FormKey, around, inputs, looks_around, uses
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.problem import Problem, Severity
from xl_addin.model.rules.plain_checking import check_plain
from xl_addin.office.open_round import OpenRound
from xl_addin.server.live.checked_rows import (
    LiveAnswer,
    Mistake,
    Part,
    RowAnswer,
    begun_rows,
    findings_of,
    mistake_of,
    read_rows,
    rows_of,
    values_of,
)
from xl_addin.server.live.group_rows import check_group_rows
from xl_addin.server.live.request_model import LiveRequest, Page, Rows


def check_live(request: LiveRequest, open_round: OpenRound, group_id: str) -> LiveAnswer:
    """Check the projects of a request. Of those that are not this group's only that is said."""
    if request.page is not None:
        sheet, blocks = _read_page(request.page, open_round)
    elif request.rows is not None and request.rows.table == MAIN and PROJECT_ID in request.rows.keys:
        sheet, blocks = read_rows(request.rows, open_round)
    elif request.rows is not None and request.rows.table == PROPOSALS and PROJECT_ID in request.rows.keys:
        return LiveAnswer(tuple(_proposals(request.rows, open_round, group_id)))
    elif request.rows is not None and request.rows.table in open_round.data.of_groups:
        return (
            check_group_rows(request.rows, open_round, group_id)
            if PROJECT_ID in request.rows.keys
            else LiveAnswer()
        )
    else:
        return LiveAnswer()
    own = open_round.projects_of(group_id)
    # Rows below their projects, in a table, are not among those that the pane sends.
    rows_alone = bool(request.rows is not None and open_round.form.tables)
    asked = request.rows.numbers if request.rows is not None and not rows_alone else []
    strange = tuple(_strange_rows(sheet, blocks, own, asked))
    parts = _parts(blocks, own)
    if not parts:
        return LiveAnswer(strange)
    columns = _columns(parts[MAIN], open_round)
    children = {
        table.key: _child_columns(table.key, parts, columns, open_round) for table in open_round.form.tables
    }
    writes, findings = findings_of(sheet, parts, open_round.data)
    problems = check_plain(
        open_round.form,
        columns,
        children,
        constants=open_round.data.constants,
        percent_rounding=open_round.register.settings.percent_rounding,
        entries={table.key: table.entries for table in open_round.brief.tables},
        findings=findings,
    )
    mistakes: dict[int, list[Mistake]] = {}
    unseen = _unseen(FormKey(open_round.form), rows_alone)
    accepted = accepted_rules(open_round.register.decisions, open_round.round)
    for found in problems:
        if found.problem.severity is not Severity.NOTE and found.problem.rule not in unseen:
            project = found.row if found.table == MAIN else int(children[found.table][PARENT][found.row] or 0)
            if _is_accepted(found.problem, accepted.get(str(columns["project_id"][project]), ())):
                continue
            cell = parts[found.table].cell(found.row, found.key, blocks) if found.table in parts else ""
            mistakes.setdefault(project, []).append(mistake_of(found.problem, cell))
    return LiveAnswer((*_answers(parts, columns, mistakes), *strange), writes)


def _is_accepted(told: Problem, accepted: Iterable[tuple[str, str]]) -> bool:
    """Whether it is one of the warnings (rule, column) that the officer accepted."""
    return told.severity is Severity.WARNING and any(
        rule == told.rule and column in ("", told.column) for rule, column in accepted
    )


@lru_cache(maxsize=64)
def _unseen(same: FormKey, rows_alone: bool) -> frozenset[str]:
    """Ids of the rules that need other projects, or, where rows of a table come alone, those below them."""
    form = same.form
    found = set()
    for rule in form.rules:
        expressions = [parse(text) for text in (rule.check, rule.when) if text is not None]
        used = {node for expression in expressions for node in uses(expression, rule.table)}
        others = any(map(looks_around, expressions)) or bool(used & around(form))
        below = any(table != MAIN for table, _ in inputs(form, expressions, rule.table))
        if others or (rows_alone and below):
            found.add(rule.id)
    return frozenset(found)


def _proposals(rows: Rows, open_round: OpenRound, group_id: str) -> Iterator[RowAnswer]:
    """What is lacking in rows in which a group proposes projects; beside them it is shown its own projects alone."""
    register = open_round.register
    if open_round.brief.proposals is None or group_id not in {group.id for group in register.groups}:
        return
    _, (block,) = read_rows(rows, open_round, PROPOSALS)
    submission = Submission("", blocks=(block,))
    own = replace(register, projects=register.projects[register.projects["group_id"] == group_id])
    for row in proposed_rows(submission, group_id, open_round.round):
        (one,) = with_alike(own, [row.proposal])
        told = lacking(replace(row, proposal=one), own, open_round.brief) if row.entries else ()
        mistakes = tuple(mistake_of(problem, problem.place.cell) for problem in told)
        number = block.rows[row.index]
        yield RowAnswer(block.sheet, number, one.id, one.project, row.entries, mistakes, proposal=True)


def _read_page(page: Page, open_round: OpenRound) -> tuple[RawSheet, list[Block]]:
    book = page.workbook_as_read()
    submission = read_pages(open_round.brief, book, "", open_round.identity, [], [])
    return book.sheets[0], list(submission.blocks)


def _parts(blocks: Sequence[Block], own: frozenset[str]) -> dict[str, Part]:
    """The rows of this group's projects by table; of small tables those that hold something."""
    parts = {}
    for block in blocks:
        indexes = [index for index, project in enumerate(block.project_ids) if project in own]
        if block.table != MAIN:
            indexes = begun_rows(block, indexes)
        if indexes:
            parts[block.table] = Part(block, indexes)
    return parts if MAIN in parts else {}


def _strange_rows(
    sheet: RawSheet, blocks: Sequence[Block], own: frozenset[str], asked: Sequence[int]
) -> Iterator[RowAnswer]:
    """Rows, or pages, whose hidden id is gone or is none of this group's projects: they would not be used."""
    main = next((block for block in blocks if block.table == MAIN), None)
    if main is None:
        return
    told = problem("live_not_a_project")
    known = {main.rows[index] for index, project in enumerate(main.project_ids) if project in own}
    for row in sorted({*asked, *main.rows} - known):
        columns = [column for at, column in sheet.cells if at == row]
        if columns:
            cell = cell_address(row, min(columns))
            name = f"แถว {row}" if asked else sheet.name
            yield RowAnswer(sheet.name, row, "", name, 1, (mistake_of(told, cell),))


def _columns(part: Part, open_round: OpenRound) -> Plain:
    """The register's and earlier figures of these projects, with what is typed."""
    positions = [open_round.positions[part.block.project_ids[index]] for index in part.indexes]
    columns = {key: [values[at] for at in positions] for key, values in open_round.columns.items()}
    return columns | {column.key: values_of(part, column.key) for column in open_round.data.entries()}


def _child_columns(table: str, parts: dict[str, Part], columns: Plain, open_round: OpenRound) -> Plain:
    """The rows of a small table; `_row` is the position of their project in `columns`."""
    part = parts.get(table)
    rows = {project: row for row, project in enumerate(columns["project_id"])}
    parents = [rows[part.block.project_ids[index]] for index in part.indexes] if part else []
    return rows_of(open_round.brief.by_key[table], part, parents)


def _answers(
    parts: dict[str, Part], columns: Plain, mistakes: dict[int, list[Mistake]]
) -> Iterator[RowAnswer]:
    main = parts[MAIN]
    entries: dict[str, int] = {}
    for part in parts.values():
        for index in part.indexes:
            project = part.block.project_ids[index]
            entries[project] = entries.get(project, 0) + part.block.filled[index]
    for row, index in enumerate(main.indexes):
        project = main.block.project_ids[index]
        yield RowAnswer(
            sheet=main.block.sheet,
            row=main.block.rows[index],
            project=project,
            name=str(columns["project"][row]),
            entries=entries[project],
            mistakes=tuple(mistakes.get(row, ())),
        )
