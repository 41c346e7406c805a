"""Rows that a live check was asked about: as columns for the rules, and as the answers that the pane takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from xl_addin.consolidate.intake.find_tables import Located
from xl_addin.consolidate.intake.form_brief import BriefTable
from xl_addin.consolidate.intake.row_reader import project_rows, read_block
from xl_addin.consolidate.intake.submission import Block, cell_in_table
from xl_addin.excel.addresses import parse_cell
from xl_addin.excel.reading.cells import RawSheet
from xl_addin.model.expressions.evaluation_data import ABOVE, PARENT
from xl_addin.model.expressions.plain_values import Plain
from xl_addin.model.form.schema import MAIN
from xl_addin.model.problems.problem import Problem, Severity
from xl_addin.model.rules.judging import EntryFinding
from xl_addin.model.values.kinds import SCALE, Kind
from xl_addin.office.open_round import OpenRound
from xl_addin.server.live.request_model import NO_FACTS, Rows
from xl_addin.template.shared.round_data import RoundData


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

    `proposal`: it is one that the group proposes, or a row of a table of the groups: not counted among the projects.
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
class Part:
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


def read_rows(rows: Rows, open_round: OpenRound, table: str = MAIN) -> tuple[RawSheet, list[Block]]:
    sheet = rows.sheet_as_read()
    columns = {key: rows.first_column + position + 1 for position, key in enumerate(rows.keys)}
    first, last = min(rows.numbers, default=1), max(rows.numbers, default=0)
    located = Located(table, sheet, first - 1, last, columns)
    return sheet, [read_block(located, open_round.brief.by_key[table], project_rows(located), NO_FACTS)]


def begun_rows(block: Block, indexes: Iterable[int]) -> list[int]:
    """Of these rows of a small table those that were typed into and those that the template was made with."""
    typed = block.typed
    return [index for index in indexes if index in typed or block.is_known(index)]


def rows_of(table: BriefTable, part: Part | None, parents: Sequence[int]) -> Plain:
    found: Plain = {PARENT: list(parents)}
    if table.parent is not None:
        found[ABOVE] = []  # such rows stand in tables, of which the pane sends projects
    for column in table.columns:
        if column.state not in ("computed", "aside", "mark"):
            found[column.key] = values_of(part, column.key)
    return found


def values_of(part: Part | None, key: str) -> list[int | str | None]:
    return [part.block.value(index, key) for index in part.indexes] if part else []


def findings_of(
    sheet: RawSheet, parts: dict[str, Part], data: RoundData
) -> tuple[tuple[Write, ...], list[EntryFinding]]:
    """What cleaning found; what was read otherwise than it stands there is written back instead of being told."""
    writes = [write for table, part in parts.items() for write in _respelt(sheet, table, part, data)]
    findings: list[EntryFinding] = []
    for table, part in parts.items():
        kinds = {column.key: column.kind for column in data.entries(table)}
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


def _respelt(sheet: RawSheet, table: str, part: Part, data: RoundData) -> Iterator[Write]:
    """Choices that were understood though they stand there with other spaces or signs than in the list."""
    for column in data.entries(table):
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


def mistake_of(problem: Problem, cell: str) -> Mistake:
    return Mistake(problem.rule, problem.severity.value, problem.message, problem.fix, problem.column, cell)


def excel_number(kind: Kind, value: int) -> int | float:
    """An inside value as the number that Excel shows for it: satang -> baht, hundredths -> percent."""
    number = Decimal(value).scaleb(-SCALE[kind])
    return int(number) if number == number.to_integral_value() else float(number)
