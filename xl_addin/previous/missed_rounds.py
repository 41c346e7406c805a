"""Earlier rounds with gaps: a figure that nobody reported is blank, not zero.

A group that missed a round has no spending in the report of that round. Sums that run on from round to round
(spent before + spent now) lack it from then on, until that round is consolidated again with the group's file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from xl_addin.model.expressions.language import parse
from xl_addin.model.form.schema import MAIN, Form
from xl_addin.model.form.scopes import inputs
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.problem import Place, Problem
from xl_addin.model.register import Register
from xl_addin.model.texts import names_of
from xl_addin.model.values.kinds import Fill
from xl_addin.model.values.money import format_baht
from xl_addin.previous.missed_amounts import brought_forward, open_gaps


@dataclass(frozen=True, slots=True)
class MissedRound:
    """A round that a group has not reported, though this round's sums to date need it; `period`: its name."""

    round: int
    period: str
    group_id: str
    group: str
    projects: int


def running_sums(form: Form) -> frozenset[str]:
    """Keys of what lacks a round that was missed: amounts brought forward to which a round only adds its own.

    Empty where groups type sums to date, or the figures of missed rounds, themselves.
    """
    running = {
        column.key
        for column, source in brought_forward(form)
        if source.formula is not None and (MAIN, column.key) in inputs(form, [parse(source.formula)])
    }
    reading = {
        column.key
        for column in form.columns
        if column.formula is not None
        and inputs(form, [parse(column.formula)]) & {(MAIN, key) for key in running}
    }
    return frozenset(running | reading)


def without_unreported(form: Form, rows: pd.DataFrame, earlier: pd.DataFrame) -> pd.DataFrame:
    """The rows of the last round with nothing computed for projects that no round of `earlier` has reported.

    `rows`: by project code. Computed from blanks, their sums are 0 in the report, as in Excel.
    """
    if "reported" not in earlier:
        return rows
    reported = earlier["reported"].fillna(1).astype(bool)
    never = ~rows["project_id"].isin(set(earlier.loc[reported, "project_id"]))
    computed = [column.key for column in form.columns if column.fill is Fill.COMPUTED and column.key in rows]
    if not never.any():
        return rows
    blanked = rows.copy()
    blanked.loc[never, computed] = None
    return blanked


def missed_rounds(
    register: Register, earlier: pd.DataFrame, answered: Collection[str] = ()
) -> tuple[MissedRound, ...]:
    """Rounds that groups have not reported, where the form's sums run on; by round, then as in the register.

    `earlier`: rows of earlier rounds with `round`, `project_id`, `group_id` and `reported`. `answered`: projects
    whose groups have told what was missed since.
    """
    if "reported" not in earlier or "group_id" not in earlier or not running_sums(register.form):
        return ()
    missing = ~earlier["reported"].fillna(1).astype(bool)
    last = earlier[earlier["round"] == earlier["round"].max()]
    missing &= earlier["project_id"].isin(open_gaps(register.form, last) - set(answered))
    missing &= earlier["project_id"].isin(set(register.projects["project_id"]))
    counts = Counter(zip(earlier.loc[missing, "round"], earlier.loc[missing, "group_id"], strict=True))
    order = {group.id: (number, group.name) for number, group in enumerate(register.groups)}
    found = [
        MissedRound(int(round_), _period(register, int(round_)), owner, order[owner][1], projects)
        for (round_, owner), projects in counts.items()
        if owner in order
    ]
    return tuple(sorted(found, key=lambda missed: (missed.round, order[missed.group_id][0])))


def _period(register: Register, round_: int) -> str:
    return str(names_of(register, round_)["period_name"])


def missed_problems(register: Register, earlier: pd.DataFrame, file: str) -> list[Problem]:
    """A warning for each group and round of `missed_rounds`."""
    return [
        problem(
            "previous_round_missed",
            Place(file),
            group=missed.group,
            value=missed.group,
            period=missed.period,
            count=missed.projects,
        )
        for missed in missed_rounds(register, earlier)
    ]


def gone_problems(register: Register, rows: pd.DataFrame, file: str) -> list[Problem]:
    """A warning for each project of the last round that the register does not have, with its money."""
    told = []
    kept = {id_ for id_, change in register.closed.items() if change not in register.changes}
    known = set(register.projects["project_id"]) - kept
    gone = ~rows["project_id"].isin(known)
    for record in rows[gone].to_dict("records") if gone.any() else ():
        money = [
            (source.title, record[source.key])
            for _, source in brought_forward(register.form)
            if not pd.isna(record.get(source.key))
        ]
        name = str(record.get("project") or record["project_id"])
        amounts = [f"{title} {format_baht(sum_, None)} บาท" for title, sum_ in money if sum_]
        told.append(
            problem(
                "previous_project_gone",
                Place(file),
                project=str(record["project_id"]),
                project_name=name,
                value=name,
                wording="previous_project_gone_with_money" if amounts else "",
                money=", ".join(amounts),
            )
        )
    return told
