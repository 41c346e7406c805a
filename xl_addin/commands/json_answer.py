"""What a consolidation came to, as JSON for a program that gave the command (`consolidate.py --json`).

One object on standard output and nothing else there; keys are English and stay, sentences are in the language of
`--lang`. Amounts are baht with two decimals as text ("1234.50"), so that no program rounds them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xl_addin.model.problems.problem import Problem

if TYPE_CHECKING:
    from xl_addin.consolidate.consolidated import Consolidated

VERSION = 1
"""Of the object's keys: raised when one changes its meaning."""

MONEY = ("budget", "used_to_date", "remaining")


def answer(
    consolidated: Consolidated,
    exit_code: int,
    written: Sequence[Path] = (),
    more: Iterable[Problem] = (),
) -> str:
    """The object of a run that was done. `written`: the report and what stands beside it; `more`: its problems."""
    frame = consolidated.frame
    return _json(
        exit_code,
        written=[str(path) for path in written],
        office=consolidated.register.office,
        fiscal_year=consolidated.register.fiscal_year,
        round=consolidated.round,
        projects=len(frame),
        reported=int(frame["reported"].sum()),
        sums={key: _baht(int(frame[key].sum())) for key in MONEY if key in frame},
        groups=[
            {
                "group_id": one.group_id,
                "group": one.group,
                "state": one.state.value,
                "file": one.file,
                "projects": one.projects,
                "reported": one.reported,
                "errors": one.errors,
                "warnings": one.warnings,
                "late": one.late,
            }
            for one in consolidated.groups
        ],
        files=[
            {"file": one.file, "outcome": one.outcome.value, "reason": one.reason, "group_id": one.group_id}
            for one in consolidated.files
        ],
        problems=[_problem(one) for one in (*consolidated.problems, *more)],
        changes=[
            {
                "project_id": one.project_id,
                "project": one.project,
                "label": one.label,
                "before": one.before,
                "after": one.after,
            }
            for one in consolidated.changes
        ],
    )


def refusal(problems: Iterable[Problem], exit_code: int) -> str:
    """The object of a run that could not be done: nothing was written."""
    return _json(exit_code, written=[], problems=[_problem(one) for one in problems])


def _json(exit_code: int, **values: Any) -> str:
    return json.dumps({"version": VERSION, "exit_code": exit_code} | values, ensure_ascii=False, indent=1)


def _problem(one: Problem) -> Mapping[str, str]:
    return {
        "rule": one.rule,
        "severity": one.severity.value,
        "message": one.message,
        "fix": one.fix,
        "file": one.place.file,
        "sheet": one.place.sheet,
        "cell": one.place.cell,
        "group_id": one.group,
        "project_id": one.project,
        "column": one.column,
        "value": one.value,
    }


def _baht(satang: int) -> str:
    sign, whole = ("-" if satang < 0 else ""), abs(satang)
    return f"{sign}{whole // 100}.{whole % 100:02d}"
