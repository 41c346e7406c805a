"""What groups typed into workbooks of an older version, typed into the templates of the version of today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from pathlib import Path

from xl_addin.consolidate.file_selection import decide
from xl_addin.consolidate.intake.build_form_brief import brief_of
from xl_addin.consolidate.intake.form_brief import Brief, BriefColumn, BriefTable
from xl_addin.consolidate.intake.printed_texts import page_texts
from xl_addin.consolidate.intake.submission import Block, Submission
from xl_addin.consolidate.intake.workbook_reader import read_submission, submission_of
from xl_addin.consolidate.returned_folder import list_folder, opened
from xl_addin.excel.reading.cell_patch import Typed, type_cells
from xl_addin.excel.reading.process_pool import read_files
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.problem import Problem
from xl_addin.model.register import Group, Register
from xl_addin.model.values.findings import SHOWN
from xl_addin.model.values.kinds import SCALE, Kind
from xl_addin.previous.known_rows import RowName, row_names
from xl_addin.previous.office_before import in_round
from xl_addin.previous.previous_report import PreviousReport, carried_columns

# Rows of a table: (table, project id, number of the row that they stand in) -> (block, index) of each row, in order.
Rows = dict[tuple[str, str, str], list[tuple[Block, int]]]
_NOWHERE = "-"


@dataclass(slots=True)
class Carry:
    """Entries to be typed into new templates: `used` by group id.

    `problems`: what was told of the files, and every entry that the new template has no cell for.
    """

    brief: Brief
    used: dict[str, tuple[Submission, ...]]
    problems: list[Problem] = field(default_factory=list)
    cells: int = 0

    def fill(self, group: Group, template: bytes) -> bytes:
        """The template with what the group had typed; counts the cells and tells what has no place."""
        if group.id not in self.used:
            return template
        new = self._rows(submission_of(self.brief, read_workbook(template), group.name))
        edits: dict[str, dict[str, Typed]] = {}
        every = [(old, key, rows) for old in self.used[group.id] for key, rows in self._rows(old).items()]
        # Of each row of a small table that was filled in the number that it has in the template.
        paths: dict[tuple[str, str, str], str] = {}
        for old, (table, project_id, above), rows in every:
            brief = self.brief.by_key[table]
            if brief.parent is not None:
                above = paths.get((brief.parent, project_id, above), _NOWHERE)
            places = _targets(rows, new.get((table, project_id, above), []), brief)
            for (block, index), target in zip(rows, places, strict=True):
                if target is not None:
                    paths[(table, *block.row_of(index))] = target[0].row_of(target[1])[1]
                known = target is not None and target[0].is_known(target[1])
                for column, value in _typed(block, index, self.brief):
                    if column.listed and (known or not _is_begun(block, index)):
                        continue  # the register says it
                    if target is not None and column.key in target[0].columns and value is not None:
                        sheet = edits.setdefault(target[0].sheet, {})
                        sheet[target[0].address(target[1], column.key)] = value
                        self.cells += 1
                    else:
                        self._left(old, group, block, index, column)
        return type_cells(template, edits)

    def _rows(self, submission: Submission) -> Rows:
        """The rows of a workbook, of each table those that stand together, the upper tables first."""
        order = list(self.brief.by_key)
        rows: Rows = {}
        for block in sorted(submission.blocks, key=lambda block: order.index(block.table)):
            for index in range(len(block.rows)):
                rows.setdefault((block.table, *block.row_above(index)), []).append((block, index))
        return rows

    def _left(self, old: Submission, group: Group, block: Block, index: int, column: BriefColumn) -> None:
        told = problem(
            "carry_left",
            old.place(block, index, column.key),
            group=group.name,
            project=block.project_ids[index],
            column=column.key,
            value=_unread(block, index, column.key) or str(block.value(index, column.key)),
            label=column.title,
        )
        if told not in self.problems:
            self.problems.append(told)


def entries_to_carry(
    register: Register, folder: Path, round_: int, previous: PreviousReport | None = None
) -> Carry:
    """What lies in a returned folder, of this round. Raises FolderError."""
    register = in_round(register, round_, previous)
    carried = carried_columns(register, round_, previous)
    brief = brief_of(register.form, round_, carried, page_texts(register, round_))
    listing = opened(list_folder(folder))
    results = read_files(listing.files, partial(read_submission, brief))
    decisions = decide([*results, *listing.refused], register, round_, brief, listing.ignored)
    known = ("column_not_asked", "table_not_asked", "identity_older_version", "group_missing")
    told = [one for one in (*listing.problems, *decisions.problems) if one.rule not in known]
    return Carry(brief, decisions.used, told)


def _targets(
    rows: Sequence[tuple[Block, int]], there: Sequence[tuple[Block, int]], table: BriefTable
) -> list[tuple[Block, int] | None]:
    """Where each row of a project goes in the new template: by its name where rows have one, else by its place."""
    if not table.listed:
        return [there[number] if number < len(there) else None for number in range(len(rows))]
    name = table.listed[0].key

    def named(found: Sequence[tuple[Block, int]]) -> list[RowName]:
        return row_names([""] * len(found), [block.value(index, name) for block, index in found])

    known = [(block, index) for block, index in there if block.is_known(index)]
    free = iter([(block, index) for block, index in there if not block.is_known(index)])
    place = dict(zip(named(known), known, strict=True))
    return [
        place[key] if key in place else next(free, None) if _is_begun(block, index) else None
        for (block, index), key in zip(rows, named(rows), strict=True)
    ]


def _is_begun(block: Block, index: int) -> bool:
    """Whether a group has typed anything into a row."""
    return bool(block.filled[index]) or any(at == index for at, _, _ in block.findings)


def _typed(block: Block, index: int, brief: Brief) -> Iterator[tuple[BriefColumn, Typed]]:
    """Every entry of a row that holds something, as it is typed; None for one that only shows in part."""
    for column in brief.by_key[block.table].columns:
        if not column.is_entry or column.key not in block.columns:
            continue
        value = block.value(index, column.key)
        if value is None:
            text = _unread(block, index, column.key)
            if text:
                yield column, text if len(text) <= SHOWN else None
        elif isinstance(value, str):
            yield column, (column.limits.get("choices") or {}).get(value, value)
        else:
            places = SCALE[Kind(column.kind)]
            yield column, Decimal(value).scaleb(-places) if places else value


def _unread(block: Block, index: int, key: str) -> str:
    """What stands in a cell of which no value could be made."""
    return next((found.value for at, of, found in block.findings if (at, of) == (index, key)), "")
