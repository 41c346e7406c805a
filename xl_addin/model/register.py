"""The register (ทะเบียน): what the planning group knows before any template is made. Data only.

`workbook.register_reader` reads it from the register workbook.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import pandas as pd

from xl_addin.model.changes import Change
from xl_addin.model.decisions import Decision
from xl_addin.model.form.schema import Form, Settings
from xl_addin.model.problems.problem import Place
from xl_addin.model.proposals import Proposal
from xl_addin.model.values.kinds import SCALE

IDENTITY_COLUMNS = ("project_id", "no", "project", "group_id", "group", "section_no", "section")
"""Columns that every project row has beside the form's own: text but for `no` and `section_no` (whole numbers).

`group` is the group's name as printed (two groups of one project: both names); `group_id` the group that reports it.
"""


@dataclass(frozen=True, slots=True)
class Group:
    """A group (กลุ่ม).

    `accepted_issue`: number of the issue to use when it returned several; 0 = all of them as one where they
    contradict each other nowhere; None = a person decides.
    """

    id: str
    name: str
    short_name: str = ""
    aliases: tuple[str, ...] = ()
    accepted_issue: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """What projects stand under: a policy, fund source, strategy.

    `no`: its place in printing order, from 1. `amount`: satang, None where the form asks for none.
    """

    no: int
    name: str
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class ParamValue:
    """The value of a form's param and the rounds in which it holds.

    `value`: in the inside unit of its kind (satang, hundredths of a percent), None where nobody entered one;
    `first_round` to `last_round`: both inside.
    """

    key: str
    value: int | None
    first_round: int = 1
    last_round: int = 4
    note: str = ""


def default_params(form: Form) -> tuple[ParamValue, ...]:
    """The values of a form's params as a blank register has them, for all rounds."""
    return tuple(
        ParamValue(
            param.key,
            None if param.default is None else round(param.default * 10 ** SCALE.get(param.kind, 0)),
            1,
            form.period.rounds,
            param.note,
        )
        for param in form.params
    )


@dataclass(frozen=True, slots=True)
class Allotment:
    """A round of money received.

    `amount`: satang. `letter_date`: Excel serial day of the letter, None without one.
    """

    no: int
    amount: int
    letter_no: str = ""
    letter_date: int | None = None


@dataclass(frozen=True, slots=True)
class Bucket:
    """A part of the receipts. `parent`: the bucket it is a part of; `section_no`: whose projects spend it.

    `transfer` (satang) is money moved into (+) or out of (-) it after the plan was made.
    """

    name: str
    amount: int
    parent: str = ""
    section_no: int | None = None
    transfer: int = 0

    @property
    def reserve(self) -> int:
        """Satang of it that need not be given out: all of a reserve (งบสำรอง...), nothing of another bucket."""
        return max(0, self.amount + self.transfer) if "สำรอง" in self.name else 0


@dataclass(frozen=True, slots=True)
class Late:
    """A return that the planning group marks as late.

    `received`: Excel serial day on which it came; `file`: its name, "" for whatever the group sent.
    """

    round: int
    group_id: str
    received: int | None = None
    file: str = ""


@dataclass(frozen=True, slots=True)
class LastYearMatch:
    """A project of last year (`old`: its code or name then) that goes on in one of this year."""

    old: str
    project_id: str


class Reader(StrEnum):
    """For whom a note is meant."""

    REPORT = "report"
    TEMPLATE = "template"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Note:
    """A line that the office adds at the end of the report, of the groups' forms, or of both."""

    text: str
    reader: Reader = Reader.REPORT


@dataclass(frozen=True, slots=True)
class Register:
    """Everything entered in the register workbook.

    `projects`: one row per project in printing order; IDENTITY_COLUMNS and the form's register columns as
    inside values (see `kinds`), index 0..n-1. `places`: where each project's row stands, by project id.
    `deadlines`: round -> Excel serial day. `texts`: free texts (signer's position, ...).
    `changes`: what changes during the year. `round`: in which round it stands (see `office_in_round`), None =
    as it was entered. `closed`: project id -> the change since which it is asked no more.
    `last_year`: which project of last year goes on in which, where their names do not say.
    `decisions`: what the officer accepted and sent back, in all rounds.
    `notes`: lines of the office's own for readers of the report and for those who fill in forms.
    `rows`: small table -> the rows that it has before anything is typed: `project_id` and the columns that the
    register fills, as inside values, each project's in order; `_above` of a table in the rows of another: where that
    row stands among its; of a table of the groups `project_id` is the group's id.
    `proposals`: what groups proposed and was written down; of the projects that were taken, `projects` has the rows.
    `emblem`: a picture (PNG or JPEG) for the head of memos; empty without.
    """

    form: Form
    office: str
    office_short: str
    fiscal_year: int
    settings: Settings
    groups: tuple[Group, ...]
    sections: tuple[Section, ...]
    params: tuple[ParamValue, ...]
    projects: pd.DataFrame
    allotments: tuple[Allotment, ...] = ()
    buckets: tuple[Bucket, ...] = ()
    deadlines: dict[int, int] = field(default_factory=dict)
    late: tuple[Late, ...] = ()
    texts: dict[str, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    file: str = ""
    changes: tuple[Change, ...] = ()
    round: int | None = None
    closed: Mapping[str, Change] = field(default_factory=dict)
    emblem: bytes = b""
    last_year: tuple[LastYearMatch, ...] = ()
    decisions: tuple[Decision, ...] = ()
    notes: tuple[Note, ...] = ()
    rows: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    proposals: tuple[Proposal, ...] = ()

    def notes_for(self, reader: Reader) -> list[str]:
        """The office's own notes for the readers of the report or of the templates, in their order."""
        return [note.text for note in self.notes if note.reader in (reader, Reader.BOTH)]

    @property
    def asked(self) -> pd.DataFrame:
        """The projects that groups report: all but closed ones; the index says where they stand in `projects`."""
        return self.projects[~self.projects["project_id"].isin(set(self.closed))]

    @property
    def reporting_groups(self) -> tuple[Group, ...]:
        """The groups that are given a workbook: those with projects to report; where groups propose some, all."""
        if self.form.template.proposals:
            return self.groups
        reporting = self.reporting
        return tuple(group for group in self.groups if group.id in reporting)

    @property
    def reporting(self) -> frozenset[str]:
        """Ids of the groups with something to report: projects, or rows that the register lists for the group."""
        listed = [self.rows[table.key] for table in self.form.group_tables if table.key in self.rows]
        return frozenset(self.asked["group_id"].unique()).union(*(rows["project_id"] for rows in listed))

    def group(self, group_id: str) -> Group:
        """The group of that id. Raises KeyError."""
        for group in self.groups:
            if group.id == group_id:
                return group
        raise KeyError(group_id)

    def param(self, key: str, round_: int) -> int | None:
        """The value of a param in a round, None where it does not hold."""
        for param in self.params:
            if param.key == key and param.first_round <= round_ <= param.last_round:
                return param.value
        return None
