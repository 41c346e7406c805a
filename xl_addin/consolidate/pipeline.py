"""A returned folder -> one consolidated data set, and the report that is made from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Protocol

import pandas as pd

from xl_addin.consolidate.conservation import conservation
from xl_addin.consolidate.consolidated import Consolidated, FileOutcome, GroupReturn, GroupState
from xl_addin.consolidate.file_selection import Decisions, decide
from xl_addin.consolidate.frames import history_of
from xl_addin.consolidate.group_tables import group_rows, without_group_tables
from xl_addin.consolidate.intake.build_form_brief import brief_of
from xl_addin.consolidate.intake.printed_texts import page_texts
from xl_addin.consolidate.intake.proposals import proposed
from xl_addin.consolidate.intake.reading_task import read_submission
from xl_addin.consolidate.intake.repeated_problems import folded
from xl_addin.consolidate.intake.submission import Submission
from xl_addin.consolidate.level_numbering import numbering_problems
from xl_addin.consolidate.merge import Merged, merge
from xl_addin.consolidate.returned_folder import list_folder, opened
from xl_addin.excel.addresses import parse_cell
from xl_addin.excel.gc_pause import gc_paused
from xl_addin.excel.reading.limits import PackageError
from xl_addin.excel.reading.process_pool import read_files
from xl_addin.excel.reading.returned_file import ReturnedFile
from xl_addin.model.decisions import DecisionKind, accept, in_force
from xl_addin.model.expressions.text_readings import TextReadings
from xl_addin.model.form.schema import Form
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.problem import Place, Problem, Severity
from xl_addin.model.register import Register
from xl_addin.model.rules.allotment_balance import allotment_differences, section_budgets
from xl_addin.model.rules.register_rules import register_rules
from xl_addin.model.rules.round_check import round_constants
from xl_addin.model.rules.text_calls import text_calls
from xl_addin.previous.office_before import in_round
from xl_addin.previous.previous_report import PreviousReport, carried_columns, previous_warnings

Progress = Callable[[int, int], object]
Read = Iterable[tuple[ReturnedFile, Submission | PackageError]]
"""Files and what came of reading them."""


class ReadFiles(Protocol):
    """`process_pool.read_files`, or a reader that knows some of the files already."""

    def __call__(
        self,
        wanted: Sequence[ReturnedFile],
        function: Callable[[ReturnedFile], Submission],
        *,
        workers: int | None,
        on_progress: Progress | None,
    ) -> Read: ...


def consolidate(
    register: Register,
    folder: Path | str,
    round_: int,
    previous: PreviousReport | None = None,
    *,
    workers: int | None = None,
    on_progress: Progress | None = None,
    read: ReadFiles = read_files,
    register_problems: Sequence[Problem] | None = None,
) -> Consolidated:
    """Reads every file in the folder, settles which one counts for each group, merges and checks all rows.

    `previous`: the report of the round before, for earlier figures. `on_progress(done, total)` counts files.
    `register_problems`: what reading the register's workbook told, in the language of the report.
    A file or row that cannot be used is told and the rest goes on. Raises FolderError for a folder that
    cannot be listed and PreviousError for a previous report that does not fit.
    """
    with gc_paused():
        about = _about_register(register, register_problems)
        return _consolidate(register, Path(folder), round_, previous, workers, on_progress, read, about)


def _consolidate(
    register: Register,
    folder: Path,
    round_: int,
    previous: PreviousReport | None,
    workers: int | None,
    on_progress: Progress | None,
    read: ReadFiles,
    about_register: Sequence[Problem],
) -> Consolidated:
    listing = opened(list_folder(folder), workers=workers)
    entered, register = register, in_round(register, round_, previous)
    problems = [*about_register, *listing.problems, *_about_previous(register, round_, previous)]
    carried = carried_columns(register, round_, previous)
    calls = text_calls(register.form, round_constants(register, round_))
    brief = brief_of(register.form, round_, carried, page_texts(register, round_), calls)
    results = read(listing.files, partial(read_submission, brief), workers=workers, on_progress=on_progress)
    readings = TextReadings()
    read_texts = _learnt(results, readings)
    decisions = decide(chain(read_texts, listing.refused), register, round_, brief, listing.ignored)
    nothing = [group_id for group_id, state in decisions.states.items() if state is GroupState.NOTHING]
    used = without_group_tables(decisions.used, brief)
    of_groups = group_rows(decisions.used, register, round_, previous, brief, nothing, readings)
    merged = merge(used, register, round_, previous, brief, nothing, readings)
    # Its rows are none of the register's projects: the officer decides about the group's.
    problems += [replace(told, project="") for one in of_groups for told in one.problems]
    problems += [*decisions.problems, *_not_told_twice(merged.problems, about_register, register)]
    proposals, about_proposals = proposed(decisions.used, register, round_, brief)
    problems += about_proposals
    problems += numbering_problems(register, merged.matching)
    held = in_force(register.decisions, round_)
    groups = {group.name: group.id for group in register.groups}
    problems, accepted = accept(folded(_sorted(problems, register)), held, groups)
    outcomes = tuple(sorted((*listing.ignored, *decisions.outcomes), key=lambda outcome: outcome.file))
    consolidated = Consolidated(
        register=register,
        round=round_,
        frame=merged.frame,
        tables=merged.tables,
        history=history_of(register.form, previous, round_, merged.frame),
        tables_history=_tables_history(register.form, previous, round_),
        files=outcomes,
        groups=tuple(_group_returns(register, round_, decisions, merged, problems)),
        problems=tuple(problems),
        pictures=decisions.pictures,
        entered=entered if entered.round is None else None,
        accepted=tuple(accepted),
        replaced=decisions.replaced,
        proposals=proposals,
        conservation=(
            *conservation(
                len(listing.files) + len(listing.refused) + len(listing.ignored),
                outcomes,
                used,
                decisions.states,
                merged,
                register,
                brief,
            ),
            *(line for one in of_groups for line in one.conservation),
        ),
    )
    return replace(consolidated, group_tables={one.key: one.within(consolidated) for one in of_groups})


def _learnt(results: Read, readings: TextReadings) -> Read:
    """The same, and what was read ahead of their texts is learnt while other files are being read."""
    for file, result in results:
        if isinstance(result, Submission):
            result.teach(readings)
        yield file, result


def _about_register(register: Register, told: Sequence[Problem] | None) -> list[Problem]:
    """Warnings of the register; where it was not read from a workbook, those about sums that the report prints."""
    if told is not None:
        return [one for one in told if one.severity is Severity.WARNING]
    if not register.buckets:
        return []
    budgets = section_budgets(register.projects)
    return [
        problem(difference.message_id, Place(register.file), **difference.values)  # type: ignore[arg-type]
        for difference in allotment_differences(register.allotments, register.buckets, budgets)
    ]


def _not_told_twice(
    told: Iterable[Problem], about_register: Sequence[Problem], register: Register
) -> list[Problem]:
    """Without what the register was told of the same project: such a fault is put right there, once."""
    of_register = {rule.id for rule in register_rules(register.form)}
    known = {(one.rule, one.project) for one in about_register if one.rule in of_register}
    return [one for one in told if (one.rule, one.project) not in known]


def _about_previous(register: Register, round_: int, previous: PreviousReport | None) -> list[Problem]:
    if previous is None:
        return [problem("round_without_previous", value=str(round_))] if round_ > 1 else []
    return previous_warnings(previous, register, round_)


def _tables_history(form: Form, previous: PreviousReport | None, round_: int) -> dict[str, pd.DataFrame]:
    """Rows of the small tables in earlier rounds."""
    tables = previous.tables if previous is not None else {}
    keys = [table.key for table in form.tables if table.key in tables]
    return {key: tables[key][tables[key]["round"] < round_].reset_index(drop=True) for key in keys}


def _sorted(problems: Sequence[Problem], register: Register) -> list[Problem]:
    """By group as in the register (files of no group first), file, sheet and cell; else as found."""
    order = {group.name: number for number, group in enumerate(register.groups, 1)}

    def where(told: Problem) -> tuple[int, str, str, tuple[int, int]]:
        cell = parse_cell(told.place.cell) if told.place.cell else (0, 0)
        return order.get(told.group, 0), told.place.file, told.place.sheet, cell

    return sorted(problems, key=where)


def _group_returns(
    register: Register,
    round_: int,
    decisions: Decisions,
    merged: Merged,
    problems: Sequence[Problem],
) -> list[GroupReturn]:
    severities = Counter((told.group, told.severity) for told in problems)
    groups = merged.frame["group_id"].to_numpy()
    projects, reported = Counter(groups), Counter(groups[merged.frame["reported"].to_numpy(dtype=bool)])
    accepted = {
        one.group_id
        for one in in_force(register.decisions, round_)
        if one.kind is DecisionKind.ACCEPT_FILE and decisions.used.get(one.group_id)
    }
    late = {entry.group_id for entry in register.late if entry.round == round_}
    files: dict[str, list[FileOutcome]] = {}
    for outcome in decisions.outcomes:
        files.setdefault(outcome.group_id, []).append(outcome)
    returns = []
    for group in register.groups:
        used = decisions.used.get(group.id, ())
        own = files.get(group.id, [])
        returns.append(
            GroupReturn(
                group_id=group.id,
                group=group.name,
                state=decisions.states[group.id],
                file=", ".join(one.file for one in used)
                if used
                else ", ".join(outcome.file for outcome in own),
                issue=used[0].identity.issue if used and used[0].identity else None,
                projects=projects[group.id],
                reported=reported[group.id],
                errors=severities[group.name, Severity.ERROR],
                warnings=severities[group.name, Severity.WARNING],
                late=group.id in late,
                accepted=group.id in accepted,
            )
        )
    return returns
