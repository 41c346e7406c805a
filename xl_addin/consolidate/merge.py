"""The used workbooks, the register and the last report -> one checked data set; problems get cells."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xl_addin.consolidate.frames import (
    Placed,
    PlacedRows,
    below_rows,
    cell_columns,
    child_frame,
    column_of,
    framed,
    in_own_frame,
    known_since,
    last_known,
    main_frame,
)
from xl_addin.consolidate.gaps import CLOSED, Refused, begun_rows, gap_keys, refused_entries, without
from xl_addin.consolidate.intake.form_brief import MAIN_TABLE, Brief, BriefTable
from xl_addin.consolidate.intake.submission import Block, Submission
from xl_addin.consolidate.row_matching import RowMatching, match_rows
from xl_addin.consolidate.value_differences import added_rows, computed_values, known_values
from xl_addin.model.expressions.evaluation_data import ABOVE, PARENT
from xl_addin.model.expressions.text_readings import TextReadings
from xl_addin.model.expressions.vectors import blank_rows
from xl_addin.model.form.column_states import late_columns
from xl_addin.model.problems.problem import Problem
from xl_addin.model.register import Register
from xl_addin.model.rules.gone_rows import gone_rows
from xl_addin.model.rules.judging import EntryFinding, RowProblem
from xl_addin.model.rules.office_facts import office_facts
from xl_addin.model.rules.round_check import check_round, computed_round
from xl_addin.model.values.kinds import Fill
from xl_addin.previous.known_rows import known_rows
from xl_addin.previous.missed_amounts import GAPS, folded
from xl_addin.previous.previous_report import PreviousReport, known_before


@dataclass(frozen=True, slots=True)
class Merged:
    """The data set of one round. `frame`, `tables`: see `Consolidated`; `matching`: whose rows they are.

    `known`: per entry column of an earlier round, the projects whose figure the last report knows. `placed`: by
    table, the rows of workbooks with their positions in its frame. `sources`: of each row of a small table, which of
    the rows that were known it is, or -1. `refused`: entries that stand blank in the frames because of an error.
    """

    frame: pd.DataFrame
    tables: dict[str, pd.DataFrame]
    problems: tuple[Problem, ...]
    matching: RowMatching
    known: Mapping[str, NDArray[np.bool_]]
    placed: Mapping[str, PlacedRows]
    sources: Mapping[str, NDArray[np.int64]]
    refused: tuple[Refused, ...] = ()


def merge(
    used: Mapping[str, Sequence[Submission]],
    register: Register,
    round_: int,
    previous: PreviousReport | None,
    brief: Brief,
    nothing: Collection[str] = (),
    readings: TextReadings | None = None,
) -> Merged:
    """Merges the workbooks that count (group id -> its workbooks) and checks all rows at once.

    `nothing`: ids of groups that have answered that there is nothing to report: their projects have, blank.
    `readings`: what was read ahead of the texts in them, None where nobody has learnt it. It is forgotten once
    they are checked.
    """
    if readings is None:
        readings = TextReadings()
        for submission in (one for submissions in used.values() for one in submissions):
            submission.teach(readings)
    matching = match_rows(used, register, brief)
    placed = {MAIN_TABLE: matching.of(MAIN_TABLE)}
    frame = main_frame(register, brief, placed[MAIN_TABLE], previous, round_)
    known = known_before(register, previous, round_)
    for by_key in (
        last_known(register, frame, previous, round_),
        known_since(register, brief, frame, placed[MAIN_TABLE]) if previous else {},
    ):
        for key, cells in by_key.items():
            known[key] = cells | known.get(key, False)
    tables: dict[str, pd.DataFrame] = {}
    sources: dict[str, NDArray[np.int64]] = {}
    every_known = known_rows(register, round_, previous)
    for table in brief.tables[1:]:
        rows, above = every_known[table.key], table.parent
        name = table.listed[0].key if table.listed else None
        own, at = matching.of(table.key), rows[PARENT].to_numpy(dtype=np.int64)
        if above is not None:
            own = below_rows(own, placed[above])
            at = np.argsort(sources[above])[np.sum(sources[above] < 0) :][
                rows[ABOVE].to_numpy(dtype=np.int64)
            ]
        placed[table.key], parents, sources[table.key] = in_own_frame(own, rows, at, name)
        tables[table.key] = child_frame(
            table,
            placed[table.key],
            parents,
            frame if above is None else tables[above],
            rows,
            sources[table.key],
            has_previous=previous is not None,
        )
    returned = np.zeros(len(frame), dtype=bool)
    for entry in placed[MAIN_TABLE]:
        returned[entry.positions] = True
    findings = [finding for table in placed for finding in _findings(table, placed[table])]
    frames = {MAIN_TABLE: frame, **tables}
    late = late_columns(register.form, round_)
    differing, changed = [], {}
    for table in brief.tables:
        told, changed[table.key] = known_values(
            table,
            frames[table.key],
            placed[table.key],
            has_previous=previous is not None,
            late=late if table.key == MAIN_TABLE else (),
            listed=sources[table.key] >= 0 if table.key in sources else None,
        )
        differing += told
    asked = {table.key: table.entries for table in brief.tables}
    checked = check_round(
        register,
        round_,
        frame,
        tables,
        entries=asked,
        findings=findings,
        active=returned,
        readings=readings,
    )
    readings.forget()
    frames = {MAIN_TABLE: checked.frame, **checked.tables}
    for table in brief.tables:
        unsure = changed[table.key] | _remarked(table.key, findings, len(frames[table.key]))
        if table.key != MAIN_TABLE:
            unsure |= changed[MAIN_TABLE][frames[table.key][PARENT].to_numpy(dtype=np.int64)]
        else:
            unsure |= _parents_of_remarked(findings, tables, len(frame))
        differing += computed_values(table, frames[table.key], placed[table.key], unsure)
        if table.listed:
            differing += added_rows(table, frames[table.key], sources[table.key])
    differing += office_facts(register.form, frames, returned)
    if previous is not None:
        differing += gone_rows(register.form, frames, previous.small_tables_before(round_), returned)
    problems = list(_located([*differing, *checked.problems], placed, checked.frame, brief))
    refused = refused_entries(register.form, frames, asked, checked.problems, known)
    if refused:
        counted = without(frames, refused)
        counted_frame, counted_tables = computed_round(register, round_, counted.pop(MAIN_TABLE), counted)
    else:
        counted_frame, counted_tables = checked.frame, checked.tables
    entries = sorted(brief.tables[0].entry_keys)
    with_rows = [_begun(brief.by_key[key], rows, sources[key], findings) for key, rows in tables.items()]
    reported = returned & begun_rows(frame, entries, known, findings, with_rows)
    reported |= frame["group_id"].isin(set(nothing)).to_numpy(dtype=bool)
    kinds = {id_: str(change.kind) for id_, change in register.closed.items()}
    closed = pd.Series([kinds.get(id_) for id_ in frame["project_id"].to_numpy()], dtype=object)
    reported |= closed.notna().to_numpy(dtype=bool)
    gaps = gap_keys(counted_frame, entries, checked.problems).where(reported, None)
    return Merged(
        _finished(
            folded(register.form, counted_frame),
            register,
            round_,
            brief,
            placed[MAIN_TABLE],
            reported,
            gaps,
            closed,
        ),
        counted_tables,
        (*matching.problems, *problems),
        matching,
        known,
        placed,
        sources,
        refused,
    )


def _begun(
    table: BriefTable, rows: pd.DataFrame, sources: NDArray[np.int64], findings: Sequence[EntryFinding]
) -> NDArray[np.int64]:
    """Projects of the rows of a small table in which a group has entered anything: not only what was known."""
    typed = [column.key for column in table.columns if column.is_entry and not column.listed]
    begun = (sources < 0) | _remarked(table.key, findings, len(rows))
    for key in typed:
        begun |= ~blank_rows(rows[key])
    parents: NDArray[np.int64] = rows[PARENT].to_numpy(dtype=np.int64)[begun]
    return parents


def _findings(table: str, placed: Sequence[Placed]) -> Iterator[EntryFinding]:
    for entry in placed:
        if not entry.block.findings:
            continue
        positions = dict(zip(entry.indexes.tolist(), entry.positions.tolist(), strict=True))
        for index, key, finding in entry.block.findings:
            if index in positions:
                yield EntryFinding(table, positions[index], key, finding)


def _remarked(table: str, findings: Sequence[EntryFinding], rows: int) -> NDArray[np.bool_]:
    """Rows with an entry that Excel may have read otherwise: a number typed as text is 0 to its formulas."""
    remarked = np.zeros(rows, dtype=bool)
    for entry in findings:
        if entry.table == table:
            remarked[entry.row] = True
    return remarked


def _parents_of_remarked(
    findings: Sequence[EntryFinding], tables: Mapping[str, pd.DataFrame], rows: int
) -> NDArray[np.bool_]:
    remarked = np.zeros(rows, dtype=bool)
    for entry in findings:
        if entry.table in tables:
            remarked[tables[entry.table][PARENT].iloc[entry.row]] = True
    return remarked


def _located(
    found: Sequence[RowProblem], placed: Mapping[str, Sequence[Placed]], frame: pd.DataFrame, brief: Brief
) -> Iterator[Problem]:
    """The problems of rows with file, sheet and cell, and with whose they are."""
    where: dict[tuple[str, int], tuple[Placed, int]] = {}
    wanted = {(entry.table, entry.row) for entry in found}
    names: dict[object, object] = {}
    for table, entries in placed.items():
        for entry in entries:
            for index, position in zip(entry.indexes.tolist(), entry.positions.tolist(), strict=True):
                if (table, position) in wanted:
                    where[table, position] = (entry, index)
    for row_problem in found:
        at = where.get((row_problem.table, row_problem.row))
        if at is None:
            yield row_problem.problem
            continue
        entry, index = at
        if _could_not_be_asked(entry.block, row_problem.key, brief):
            continue
        place = entry.submission.place(entry.block, index, row_problem.key)
        told = replace(row_problem.problem, place=place, group=entry.group)
        if not told.project:
            if not names:
                names = dict(zip(*(frame[key].to_numpy() for key in ("project_id", "project")), strict=True))
            project_id = entry.block.project_ids[index]
            told = replace(told, project=project_id, project_name=str(names.get(project_id) or ""))
        yield told


def _could_not_be_asked(block: Block, key: str, brief: Brief) -> bool:
    """Whether a workbook of an older version has no such entry column; the file is told of it once."""
    return key in brief.by_key[block.table].entry_keys and key not in block.columns


def _finished(
    frame: pd.DataFrame,
    register: Register,
    round_: int,
    brief: Brief,
    placed: Sequence[Placed],
    reported: NDArray[np.bool_],
    gaps: pd.Series,
    closed: pd.Series,
) -> pd.DataFrame:
    """The frame with round, whether reported, and where each figure was read."""
    keys = [column.key for column in register.form.columns if column.fill is Fill.GROUP]
    more = {
        "round": column_of("count", np.full(len(frame), round_, dtype=np.int64)),
        "reported": reported,
        GAPS: gaps,
        **cell_columns(placed, len(frame), keys),
        CLOSED: closed,
    }
    return pd.concat([frame, framed(more)], axis=1)
