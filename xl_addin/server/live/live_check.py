"""The live check: rows as Excel holds them -> what is wrong, and numbers for what was typed as text.

The rows go the way of a returned workbook (`rows.read_block`, `page_submission.read_pages`,
`checking.check`), so the pane says word for word what the consolidation would say. What the register and
earlier rounds know comes from there, not from the sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from xl_addin.consolidate.intake.find_tables import Located
from xl_addin.consolidate.intake.form_brief import PROJECT_ID
from xl_addin.consolidate.intake.page_reader import read_pages
from xl_addin.consolidate.intake.proposals import lacking, proposed_rows, with_alike
from xl_addin.consolidate.intake.row_reader import project_rows, read_block
from xl_addin.consolidate.intake.submission import Block, Submission, cell_in_table
from xl_addin.excel.addresses import cell_address, parse_cell
from xl_addin.excel.reading.cells import RawSheet
from xl_addin.model.decisions import accepted_rules
from xl_addin.model.expressions.evaluation_data import ABOVE, PARENT
from xl_addin.model.expressions.language import parse
from xl_addin.model.expressions.plain_values import Plain
from xl_addin.model.form.schema import MAIN, PROPOSALS
from xl_addin.model.form.scopes import FormKey, around, inputs, looks_around, uses
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.problem import Problem, Severity
from xl_addin.model.rules.judging import EntryFinding
from xl_addin.model.rules.plain_checking import check_plain
from xl_addin.model.values.kinds import SCALE, Kind
from xl_addin.office.open_round import OpenRound
from xl_addin.server.live.request_model import NO_FACTS, LiveRequest, Page, Rows


@dataclass(frozen=True, slots=True)
class Write:
    """What is to stand in a cell as the template's own formulas read it, if it still holds `was`.

    A number for a text, a date for one of the year 2565 in Excel's own era, a choice in the form's spelling.
    """

    sheet: str
    cell: str
    was: str | float
    value: str | int | float


@dataclass(frozen=True, slots=True)
class Mistake:
    """A problem as the pane shows it; `cell` "" when its column does not stand on the sheet."""

    rule: str
    severity: str
    message: str
    fix: str
    column: str
    cell: str


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """One checked project. `row`: its row, or the first of its page; `entries`: filled entry cells.

    `proposal`: it is one that the group proposes.
    """

    sheet: str
    row: int
    project: str
    name: str
    entries: int
    mistakes: tuple[Mistake, ...]
    proposal: bool = False


@dataclass(frozen=True, slots=True)
class LiveAnswer:
    rows: tuple[RowAnswer, ...] = ()
    writes: tuple[Write, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows of one table that are checked: `indexes` in the block, in the order of the frame's rows."""

    block: Block
    indexes: list[int]

    @property
    def table(self) -> str:
        return self.block.table

    def cell(self, row: int, key: str, blocks: Sequence[Block]) -> str:
        """Where a key of a row of the frame stands, or begins in a small table; "" when it does not."""
        known = self.block.places or self.block.columns
        if key not in known and "." not in key:
            return ""
        return cell_in_table(blocks, self.block, self.indexes[row], key)


def check_live(request: LiveRequest, open_round: OpenRound, group_id: str) -> LiveAnswer:
    """Check the projects of a request. Of those that are not this group's only that is said."""
    if request.page is not None:
        sheet, blocks = _read_page(request.page, open_round)
    elif request.rows is not None and request.rows.table == MAIN and PROJECT_ID in request.rows.keys:
        sheet, blocks = _read_rows(request.rows, open_round)
    elif request.rows is not None and request.rows.table == PROPOSALS and PROJECT_ID in request.rows.keys:
        return LiveAnswer(tuple(_proposals(request.rows, open_round, group_id)))
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
    writes, findings = _findings(sheet, parts, open_round)
    problems = check_plain(
        open_round.form,
        columns,
        children,
        constants=open_round.data.constants,
        percent_rounding=open_round.register.settings.percent_rounding,
        entries={
            table.key: [c.key for c in table.columns if c.is_entry] for table in open_round.brief.tables
        },
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
            mistakes.setdefault(project, []).append(_mistake(found.problem, cell))
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
    _, (block,) = _read_rows(rows, open_round, PROPOSALS)
    submission = Submission("", blocks=(block,))
    own = replace(register, projects=register.projects[register.projects["group_id"] == group_id])
    for row in proposed_rows(submission, group_id, open_round.round):
        (one,) = with_alike(own, [row.proposal])
        told = lacking(replace(row, proposal=one), own, open_round.brief) if row.entries else ()
        mistakes = tuple(_mistake(problem, problem.place.cell) for problem in told)
        number = block.rows[row.index]
        yield RowAnswer(block.sheet, number, one.id, one.project, row.entries, mistakes, proposal=True)


def _read_rows(rows: Rows, open_round: OpenRound, table: str = MAIN) -> tuple[RawSheet, list[Block]]:
    sheet = rows.sheet_as_read()
    columns = {key: rows.first_column + position + 1 for position, key in enumerate(rows.keys)}
    first, last = min(rows.numbers, default=1), max(rows.numbers, default=0)
    located = Located(table, sheet, first - 1, last, columns)
    return sheet, [read_block(located, open_round.brief.by_key[table], project_rows(located), NO_FACTS)]


def _read_page(page: Page, open_round: OpenRound) -> tuple[RawSheet, list[Block]]:
    book = page.workbook_as_read()
    submission = read_pages(open_round.brief, book, "", open_round.identity, [], [])
    return book.sheets[0], list(submission.blocks)


def _parts(blocks: Sequence[Block], own: frozenset[str]) -> dict[str, _Part]:
    """The rows of this group's projects by table; of small tables those that hold something."""
    parts = {}
    for block in blocks:
        told = {index for index, _, _ in block.findings}
        indexes = [
            index
            for index, project in enumerate(block.project_ids)
            if project in own
            and (block.table == MAIN or block.filled[index] or index in told or block.is_known(index))
        ]
        if indexes:
            parts[block.table] = _Part(block, indexes)
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
            yield RowAnswer(sheet.name, row, "", name, 1, (_mistake(told, cell),))


def _columns(part: _Part, open_round: OpenRound) -> Plain:
    """The register's and earlier figures of these projects, with what is typed."""
    positions = [open_round.positions[part.block.project_ids[index]] for index in part.indexes]
    columns = {key: [values[at] for at in positions] for key, values in open_round.columns.items()}
    return columns | {column.key: _values(part, column.key) for column in open_round.data.entries()}


def _child_columns(table: str, parts: dict[str, _Part], columns: Plain, open_round: OpenRound) -> Plain:
    """The rows of a small table; `_row` is the position of their project in `columns`."""
    part = parts.get(table)
    rows = {project: row for row, project in enumerate(columns["project_id"])}
    found: Plain = {PARENT: [rows[part.block.project_ids[index]] for index in part.indexes] if part else []}
    if open_round.brief.by_key[table].parent is not None:
        found[ABOVE] = []  # such rows stand in tables, of which the pane sends projects
    for column in open_round.brief.by_key[table].columns:
        if column.state not in ("computed", "aside", "mark"):
            found[column.key] = _values(part, column.key)
    return found


def _values(part: _Part | None, key: str) -> list[int | str | None]:
    return [part.block.value(index, key) for index in part.indexes] if part else []


def _findings(
    sheet: RawSheet, parts: dict[str, _Part], open_round: OpenRound
) -> tuple[tuple[Write, ...], list[EntryFinding]]:
    """What cleaning found; what was read otherwise than it stands there is written back instead of being told."""
    writes = [write for table, part in parts.items() for write in _respelt(sheet, table, part, open_round)]
    findings: list[EntryFinding] = []
    for table, part in parts.items():
        kinds = {column.key: column.kind for column in open_round.data.entries(table)}
        rows = {index: row for row, index in enumerate(part.indexes)}
        for index, key, finding in part.block.findings:
            if index not in rows:
                continue
            cell, value = part.block.address(index, key), part.block.value(index, key)
            typed = _typed(sheet, cell, kinds.get(key))
            if typed is not None and isinstance(value, int) and finding.severity is Severity.NOTE:
                writes.append(Write(sheet.name, cell, typed, excel_number(kinds[key], value)))
            else:
                findings.append(EntryFinding(table, rows[index], key, finding))
    return tuple(writes), findings


def _respelt(sheet: RawSheet, table: str, part: _Part, open_round: OpenRound) -> Iterator[Write]:
    """Choices that were understood though they stand there with other spaces or signs than in the list."""
    for column in open_round.data.entries(table):
        if column.kind is not Kind.CHOICE:
            continue
        for index in part.indexes:
            phrase = column.choices.get(str(part.block.value(index, column.key)))
            cell = part.block.address(index, column.key)
            typed = _typed(sheet, cell, column.kind)
            if phrase and typed is not None and typed != phrase:
                yield Write(sheet.name, cell, typed, phrase)


def _typed(sheet: RawSheet, cell: str, kind: Kind | None) -> str | float | None:
    """The text of an entry of this kind, or the number of a date; None for a formula, nothing, or no entry."""
    raw = sheet.cells.get(parse_cell(cell))
    if raw is None or raw.formula is not None or not raw.value or kind is None:
        return None
    if raw.type == "n" and kind is Kind.DATE:
        return float(raw.value)
    return raw.value if raw.type == "s" else None


def _mistake(problem: Problem, cell: str) -> Mistake:
    return Mistake(problem.rule, problem.severity.value, problem.message, problem.fix, problem.column, cell)


def _answers(
    parts: dict[str, _Part], columns: Plain, mistakes: dict[int, list[Mistake]]
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


def excel_number(kind: Kind, value: int) -> int | float:
    """An inside value as the number that Excel shows for it: satang -> baht, hundredths -> percent."""
    number = Decimal(value).scaleb(-SCALE[kind])
    return int(number) if number == number.to_integral_value() else float(number)
