"""What is known of one office's report once it was read: small enough to travel between computers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from xl_addin.model.problems.problem import Problem

QUARTERS = 4


def round_due(plan: bool, rounds: int, quarter: int) -> int:
    """The round of a form that is due at the end of a quarter, 0 for none yet; a plan of the year has one."""
    return 1 if plan else quarter * rounds // QUARTERS


class ProjectRow(NamedTuple):
    """A project of this round in the common keys. Money in satang, `percent` in hundredths, None is blank.

    `strategy` and `fund_source` are the office's own names, `status` a code of STATUS_LABELS. `row` is where the
    project stands on the report's data sheet; `group_file`, `group_sheet` and `group_cell` where its group has
    entered it.
    """

    project_id: str
    project: str
    group: str | None
    strategy: str | None
    fund_source: str | None
    budget: int | None
    plan_to_date: int | None
    used_to_date: int | None
    remaining: int | None
    percent: int | None
    status: str | None
    row: int
    group_file: str | None
    group_sheet: str | None
    group_cell: str | None


@dataclass(frozen=True, slots=True)
class OwnTotal:
    """A total as the office's own report prints it.

    `amount`: satang; `cells`: the addresses that it stands in, as people read them.
    """

    amount: int
    cells: str


@dataclass(frozen=True, slots=True)
class OfficeReport:
    """A report that could be read.

    `file`: its name below the folder of reports. `quarter`: quarter of the fiscal year at whose end its round
    ends (a plan of the year: 0). `columns`: common key -> letters of its column on `sheet`, the data sheet.
    `totals`: common key -> the report's own total. `problems`: what is wrong in it; an error leaves it out.
    """

    file: str
    sha256: str
    office: str
    form_id: str
    form_version: int
    fiscal_year: int
    round: int
    rounds: int
    plan: bool
    state: str
    sheet: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    rows: tuple[ProjectRow, ...] = ()
    totals: dict[str, OwnTotal] = field(default_factory=dict)
    lacks: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def quarter(self) -> int:
        return 0 if self.plan else self.round * QUARTERS // self.rounds

    def due_round(self, quarter: int) -> int:
        """The round of this form that is due at the end of a quarter, 0 for none yet."""
        return round_due(self.plan, self.rounds, quarter)

    def total(self, key: str) -> int:
        """The sum of a money key over its rows, in satang."""
        return sum(getattr(row, key) or 0 for row in self.rows)
