"""The live check: rows as Excel holds them -> what is wrong, and numbers for what was typed as text.

The rows go the way of a returned workbook (`rows.read_block`, `checking.check`), so the pane says word for
word what the consolidation would say. What the register and earlier rounds know comes from there, not from
the sheet.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from xl_addin.consolidate.brief import PROJECT_ID
from xl_addin.consolidate.locate import Located
from xl_addin.consolidate.rows import project_rows, read_block
from xl_addin.consolidate.submission import Block
from xl_addin.model.checking import EntryFinding, check
from xl_addin.model.form import MAIN
from xl_addin.model.kinds import SCALE, Kind
from xl_addin.model.problem import Problem, Severity
from xl_addin.server.live_request import LiveRequest, Rows
from xl_addin.server.open_round import OpenRound
from xl_addin.workbook.raw import Facts

_NO_FACTS = Facts("xlsx", 0, "")


@dataclass(frozen=True, slots=True)
class Write:
    """A text that is to become a number, if the cell still holds `was`."""

    sheet: str
    cell: str
    was: str
    value: int | float


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
    """One checked row. `entries`: how many of its entry cells hold something."""

    sheet: str
    row: int
    project: str
    name: str
    entries: int
    mistakes: tuple[Mistake, ...]


@dataclass(frozen=True, slots=True)
class LiveAnswer:
    rows: tuple[RowAnswer, ...] = ()
    writes: tuple[Write, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def check_live(request: LiveRequest, open_round: OpenRound, group_id: str) -> LiveAnswer:
    """Check the rows of a request. Rows whose project is not one of this group's get no answer."""
    rows = next((rows for rows in request.rows if rows.table == MAIN), None)
    if rows is None or PROJECT_ID not in rows.keys:
        return LiveAnswer()
    block = _block(rows, open_round)
    own = open_round.projects_of(group_id)
    known = [index for index, project in enumerate(block.project_ids) if project in own]
    if not known:
        return LiveAnswer()
    frame = _frame(block, known, open_round)
    writes, findings = _findings(rows, block, known, open_round)
    checked = check(
        open_round.register.form,
        frame,
        {},
        constants=open_round.data.constants,
        percent_rounding=open_round.register.settings.percent_rounding,
        entries={MAIN: [column.key for column in open_round.data.entries()]},
        findings=findings,
    )
    problems: dict[int, list[Problem]] = {}
    for found in checked.problems:
        if found.problem.severity is not Severity.NOTE:
            problems.setdefault(found.row, []).append(found.problem)
    answers = (_answer(block, index, frame, row, problems.get(row, [])) for row, index in enumerate(known))
    return LiveAnswer(tuple(answers), writes)


def _block(rows: Rows, open_round: OpenRound) -> Block:
    columns = {key: rows.first_column + position + 1 for position, key in enumerate(rows.keys)}
    first, last = min(rows.numbers, default=1), max(rows.numbers, default=0)
    located = Located(MAIN, rows.sheet_as_read(), first - 1, last, columns)
    return read_block(located, open_round.brief.by_key[MAIN], project_rows(located), _NO_FACTS)


def _frame(block: Block, known: list[int], open_round: OpenRound) -> pd.DataFrame:
    """The register's and earlier figures of these projects, with what is typed in the rows."""
    positions = [open_round.positions[block.project_ids[index]] for index in known]
    frame = open_round.data.frame.iloc[positions].reset_index(drop=True)
    for column in open_round.data.entries():
        values = [block.value(index, column.key) for index in known]
        dtype = "Int64" if column.kind in SCALE else object
        frame[column.key] = pd.Series(values, dtype=dtype)
    return frame


def _findings(
    rows: Rows, block: Block, known: list[int], open_round: OpenRound
) -> tuple[tuple[Write, ...], list[EntryFinding]]:
    """What cleaning found; a number that was read from text is written back instead of being told."""
    place = {index: row for row, index in enumerate(known)}
    kinds = {column.key: column.kind for column in open_round.data.entries()}
    writes: list[Write] = []
    findings: list[EntryFinding] = []
    for index, key, finding in block.findings:
        if index not in place:
            continue
        value, typed = block.value(index, key), rows.text_at(block.rows[index], key)
        if typed and isinstance(value, int) and key in kinds and finding.severity is Severity.NOTE:
            cell = block.address(index, key)
            writes.append(Write(rows.sheet, cell, typed, excel_number(kinds[key], value)))
        else:
            findings.append(EntryFinding(MAIN, place[index], key, finding))
    return tuple(writes), findings


def _answer(block: Block, index: int, frame: pd.DataFrame, row: int, problems: list[Problem]) -> RowAnswer:
    mistakes = tuple(
        Mistake(p.rule, p.severity.value, p.message, p.fix, p.column, _cell(block, index, p.column))
        for p in problems
    )
    return RowAnswer(
        sheet=block.sheet,
        row=block.rows[index],
        project=block.project_ids[index],
        name=str(frame["project"].iloc[row]),
        entries=block.filled[index],
        mistakes=mistakes,
    )


def _cell(block: Block, index: int, key: str) -> str:
    return block.address(index, key) if key in block.columns else ""


def excel_number(kind: Kind, value: int) -> int | float:
    """An inside value as the number that Excel shows for it: satang -> baht, hundredths -> percent."""
    number = Decimal(value).scaleb(-SCALE[kind])
    return int(number) if number == number.to_integral_value() else float(number)
