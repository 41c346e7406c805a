"""Proof that nothing was lost on the way from the folder to the data: counts taken at both ends."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from xl_addin.consolidate.consolidated import Conservation, FileOutcome, GroupState, Outcome
from xl_addin.consolidate.frames import gathered
from xl_addin.consolidate.intake.form_brief import MAIN_TABLE, Brief, BriefColumn, BriefTable
from xl_addin.consolidate.intake.submission import BLANK, Block, Submission
from xl_addin.consolidate.merge import Merged
from xl_addin.model.expressions.vectors import blank_rows
from xl_addin.model.form.schema import PROPOSALS
from xl_addin.model.problems.catalogue import say
from xl_addin.model.register import Register
from xl_addin.model.rules.judging import Mask
from xl_addin.model.table_names import KNOWN_ROW
from xl_addin.model.values.kinds import SCALE, Kind

Known = Mapping[tuple[str, str], Mask]
"""Per table and key of a column that groups type: the rows in which something else than their cells counts."""


def conservation(
    entries_in_folder: int,
    outcomes: Sequence[FileOutcome],
    used: Mapping[str, Sequence[Submission]],
    states: Mapping[str, GroupState],
    merged: Merged,
    register: Register,
    brief: Brief,
) -> tuple[Conservation, ...]:
    """The counted statements: files, groups, projects, entries, then each money column (in satang)."""
    submissions = [submission for found in used.values() for submission in found]
    by_outcome = Counter(outcome.outcome for outcome in outcomes)
    by_state = Counter(states.values())
    reported = int(merged.frame["reported"].sum())
    known = _known_entries(merged, brief)
    counted = [
        Conservation(
            say("conserve_files", **_counts(by_outcome, Outcome)),
            entries_in_folder,
            sum(by_outcome.values()),
        ),
        Conservation(
            say("conserve_groups", **_counts(by_state, GroupState)),
            len(register.groups),
            sum(by_state.values()),
        ),
        Conservation(
            say("conserve_projects", reported=reported, missing=len(merged.frame) - reported),
            len(register.projects),
            len(merged.frame),
        ),
        _entries(submissions, merged, brief, known),
    ]
    return (*counted, *_money(submissions, merged, brief, known))


def rows_conservation(
    used: Sequence[Submission], merged: Merged, brief: Brief, label: str
) -> tuple[Conservation, ...]:
    """The statements about the rows of a table of the groups: entries, then each money column."""
    known = _known_entries(merged, brief)
    lines = (_entries(used, merged, brief, known), *_money(used, merged, brief, known))
    return tuple(replace(line, statement=f"{label}: {line.statement}") for line in lines)


def _counts(counted: Mapping[Any, int], names: Iterable[StrEnum]) -> dict[str, Any]:
    return {str(name): counted[name] for name in names}


def _frame(merged: Merged, table: str) -> pd.DataFrame:
    return merged.frame if table == MAIN_TABLE else merged.tables[table]


def _entries(used: Sequence[Submission], merged: Merged, brief: Brief, known: Known) -> Conservation:
    """Entry cells that hold something = values in the frames + cells that the problems name.

    Figures that the last report knows are counted on neither side.
    """
    read = sum(submission.entries for submission in used)
    kept = sum(
        int((~blank_rows(_frame(merged, table.key)[key])).sum())
        for table in brief.tables
        for key in table.entry_keys
    )
    for (key, column_key), rows in known.items():
        table = brief.by_key[key]
        read -= int((_typed(merged, table, table.by_key[column_key]) & rows).sum())
        kept -= int((~blank_rows(_frame(merged, key)[column_key]))[rows].sum())
    used_rows = {id(entry.block): set(entry.indexes.tolist()) for entry in merged.matching.placed}
    proposed = [block for one in used for block in one.blocks if block.table == PROPOSALS]
    used_rows |= {id(block): set(range(len(block.rows))) for block in proposed}
    kept += sum(_held(block, brief) for block in proposed)
    told = sum(
        _unread(block, used_rows.get(id(block), set()))
        for submission in used
        for block in submission.blocks
        if block.findings
    )
    told += sum(block.filled[index] for block, index in merged.matching.left_out)
    told += len(merged.refused)
    told += sum(stray.entries for submission in used for stray in submission.strays)
    return Conservation(say("conserve_entries", kept=kept, told=told), read, kept + told)


def _known_entries(merged: Merged, brief: Brief) -> Known:
    found = {
        (MAIN_TABLE, column.key): merged.known[column.key]
        for column in brief.by_key[MAIN_TABLE].columns
        if column.is_entry and column.key in merged.known
    }
    for table in brief.tables:
        if table.listed:
            rows = (merged.sources[table.key] >= 0) | _marked(merged, table)
            found |= {(table.key, column.key): rows for column in table.listed}
    return found


def _marked(merged: Merged, table: BriefTable) -> Mask:
    """Rows that were known when their template was made; what the register fills in them is no entry."""
    marks, _ = gathered(table.by_key[KNOWN_ROW], merged.placed[table.key], len(_frame(merged, table.key)))
    return np.asarray(marks != BLANK, dtype=bool)


def _typed(merged: Merged, table: BriefTable, column: BriefColumn) -> Mask:
    """Rows in whose workbook the cell of a column holds a value that counts as an entry."""
    rows = len(_frame(merged, table.key))
    values, _ = gathered(column, merged.placed[table.key], rows)
    typed = values != BLANK if column.kind in SCALE else values != np.array(None)
    if column.listed:
        typed &= ~_marked(merged, table)
    return np.asarray(typed, dtype=bool)


def _unread(block: Block, rows: set[int]) -> int:
    """Cells of used rows that hold something which is told and not taken."""
    return len(
        {
            (index, key)
            for index, key, finding in block.findings
            if index in rows and finding.value and block.value(index, key) is None
        }
    )


def _held(block: Block, brief: Brief) -> int:
    """Entry cells of a block whose value was read."""
    keys = brief.by_key[block.table].entry_keys & block.columns.keys()
    return sum(block.value(index, key) is not None for key in keys for index in range(len(block.rows)))


def _money(used: Sequence[Submission], merged: Merged, brief: Brief, known: Known) -> Iterator[Conservation]:
    """Sums of each money column that groups type: over the files = in the data + in rows that are told."""
    for table in brief.tables:
        for column in table.columns:
            if not column.is_entry or column.kind != "baht":
                continue
            blocks = [block for submission in used for block in submission.blocks if block.table == table.key]
            read = sum(_sum(block, column) for block in blocks)
            kept = int(_frame(merged, table.key)[column.key].sum())
            rows = known.get((table.key, column.key))
            if rows is not None:
                frame = _frame(merged, table.key)
                typed, _ = gathered(column, merged.placed[table.key], len(frame))
                read -= int(typed[rows & (typed != BLANK)].sum())
                kept -= int(frame[column.key].fillna(0).to_numpy()[rows].sum())
            told = sum(
                int(block.value(index, column.key) or 0)
                for block, index in merged.matching.left_out
                if block.table == table.key
            )
            told += sum(
                int(one.value) for one in merged.refused if (one.table, one.key) == (table.key, column.key)
            )
            yield Conservation(say("conserve_money", label=column.title), read, kept + told, Kind.BAHT)


def _sum(block: Block, column: BriefColumn) -> int:
    values = block.values.get(column.key)
    return sum(values) - BLANK * values.count(BLANK) if isinstance(values, array) else 0
