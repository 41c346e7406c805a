"""The tables of the groups in the workbooks that count: merged and checked like small tables, then told like projects.

On the way in a group is the project of its rows, so what groups add, carry on and leave blank is treated as in any
small table. On the way out each row is a project, so the report prints it as it prints those.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from xl_addin.consolidate.conservation import rows_conservation
from xl_addin.consolidate.consolidated import Conservation, Consolidated
from xl_addin.consolidate.frames import history_of
from xl_addin.consolidate.gaps import CLOSED
from xl_addin.consolidate.intake.form_brief import MAIN_TABLE, Brief
from xl_addin.consolidate.intake.submission import Block, Submission
from xl_addin.consolidate.merge import Merged, merge
from xl_addin.excel.addresses import parse_cell
from xl_addin.model.expressions.evaluation_data import PARENT
from xl_addin.model.expressions.text_readings import TextReadings
from xl_addin.model.form.group_tables import printed_form
from xl_addin.model.form.schema import GroupTable
from xl_addin.model.problems.problem import Problem
from xl_addin.model.register import Register
from xl_addin.model.values.kinds import Fill
from xl_addin.previous.group_tables import as_of_groups, earlier_rows
from xl_addin.previous.known_rows import row_names
from xl_addin.previous.missed_amounts import GAPS
from xl_addin.previous.previous_report import PreviousReport

Used = Mapping[str, Sequence[Submission]]
"""Group id -> the workbooks of it that count."""


@dataclass(frozen=True, slots=True)
class GroupRows:
    """The rows of one table of the groups in a round, as a frame of projects (see `Consolidated`).

    `register`: the office in which its rows are the projects.
    """

    key: str
    register: Register
    frame: pd.DataFrame
    history: pd.DataFrame
    problems: tuple[Problem, ...]
    conservation: tuple[Conservation, ...]

    def within(self, whole: Consolidated) -> Consolidated:
        """The same as part of what a round gave."""
        return replace(
            whole,
            register=self.register,
            frame=self.frame,
            tables={},
            history=self.history,
            tables_history={},
            problems=self.problems,
            conservation=(),
            changes=(),
            entered=None,
            accepted=(),
            replaced=(),
            proposals=(),
            group_tables={},
        )


def without_group_tables(used: Used, brief: Brief) -> dict[str, list[Submission]]:
    """The workbooks with what their groups report of projects alone."""
    keys = {one.tables[-1].key for one in brief.group_tables}
    return {id_: [_part(one, keys, of_groups=False) for one in found] for id_, found in used.items()}


def group_rows(
    used: Used,
    register: Register,
    round_: int,
    previous: PreviousReport | None,
    brief: Brief,
    nothing: Collection[str],
    readings: TextReadings,
) -> list[GroupRows]:
    """Every table of the groups, merged and checked. `nothing`: ids of groups that have nothing to report;
    `readings`: what was read ahead of their texts."""
    found = []
    for own, table in zip(brief.group_tables, register.form.group_tables, strict=True):
        office, before = as_of_groups(register, table, previous)
        workbooks = {
            id_: [_with_line(one, id_) for one in parts if one.blocks]
            for id_, every in used.items()
            if (parts := [_part(one, {table.key}, of_groups=True) for one in every])
        }
        with_rows = {id_: one for id_, one in workbooks.items() if one}
        known = TextReadings(dict(readings.known))
        merged = merge(with_rows, office, round_, before, own, (), known)
        earlier = earlier_rows(register, table, previous)
        frame = _frame(merged, office, table, round_, earlier, nothing)
        form = printed_form(register.form, table)
        rows = None if previous is None or earlier is None else replace(previous, frame=earlier, tables={})
        told = _of_rows(merged.problems, frame)
        submissions = [one for every in workbooks.values() for one in every]
        proof = rows_conservation(submissions, merged, own, table.label)
        printed = replace(office, form=form, projects=frame, rows={})
        found.append(GroupRows(table.key, printed, frame, history_of(form, rows, round_, frame), told, proof))
    return found


def _part(submission: Submission, keys: Collection[str], *, of_groups: bool) -> Submission:
    """What of a workbook stands in these tables, or all but that."""
    sheets = {block.sheet for block in submission.blocks if block.table in keys}
    return replace(
        submission,
        blocks=tuple(one for one in submission.blocks if (one.table in keys) is of_groups),
        strays=tuple(one for one in submission.strays if (one.sheet in sheets) is of_groups),
    )


def _with_line(submission: Submission, group_id: str) -> Submission:
    """The rows below a line of the group that they belong to."""
    below = submission.blocks[0]
    line = Block(
        MAIN_TABLE,
        below.sheet,
        dict(below.columns),
        array("q", below.rows[:1]),
        [group_id],
        {},
        filled=array("l", [0]),
    )
    return replace(submission, blocks=(line, *submission.blocks))


def _frame(
    merged: Merged,
    office: Register,
    table: GroupTable,
    round_: int,
    earlier: pd.DataFrame | None,
    nothing: Collection[str],
) -> pd.DataFrame:
    """The rows as projects: `reported` where their group's workbook was used."""
    rows = merged.tables[table.key].reset_index(drop=True)
    groups = office.projects.iloc[rows[PARENT]].reset_index(drop=True)
    name = table.columns[0].key
    count, blank = len(rows), pd.Series([None] * len(rows), dtype=object)
    identity = {
        "project_id": pd.Series(_ids(groups["group_id"], rows[name], earlier, name), dtype=object),
        "no": pd.Series(range(1, count + 1), dtype="Int64"),
        "project": rows[name].astype(object),
        "group_id": groups["group_id"],
        "group": groups["group"],
        "section_no": blank.astype("Int64"),
        "section": blank,
    }
    own = {column.key: rows[column.key] for column in table.columns}
    reported = rows["file"].notna() | groups["group_id"].isin(set(nothing))
    places = {key: rows[key] for key in ("file", "sheet", "row")}
    cells = [f"{column.key}_cell" for column in table.columns if column.fill is Fill.GROUP]
    places |= {key: rows[key] for key in cells if key in rows}
    more = {
        "round": pd.Series([round_] * count, dtype="Int64"),
        "reported": reported.astype(bool),
        GAPS: blank,
        CLOSED: blank,
    }
    return pd.DataFrame({**identity, **own, **more, **places})


def _ids(groups: pd.Series, names: pd.Series, earlier: pd.DataFrame | None, name: str) -> list[str]:
    """ "G02.1": the group and a number that the row of that name keeps from round to round."""
    known: dict[tuple[object, str, int], str] = {}
    if earlier is not None and name in earlier:
        for _, one in earlier.groupby("round", sort=True):
            known |= dict(zip(row_names(one["group_id"], one[name]), one["project_id"], strict=True))
    taken = set(known.values())
    ids = []
    for row in row_names(groups, names):
        if row not in known:
            number = next(n for n in range(1, len(taken) + 2) if f"{row[0]}.{n}" not in taken)
            known[row] = f"{row[0]}.{number}"
            taken.add(known[row])
        ids.append(known[row])
    return ids


def _of_rows(problems: Sequence[Problem], frame: pd.DataFrame) -> tuple[Problem, ...]:
    """The problems with the rows that they are about, where they are about one."""
    at = dict(
        zip(
            zip(frame["file"], frame["sheet"], frame["row"], strict=True),
            zip(frame["project_id"], frame["project"], strict=True),
            strict=True,
        )
    )
    told = []
    for one in problems:
        row = parse_cell(one.place.cell)[0] if one.place.cell else 0
        id_, name = at.get((one.place.file, one.place.sheet, row), ("", ""))
        told.append(replace(one, project=id_, project_name=str(name or "")))
    return tuple(told)
