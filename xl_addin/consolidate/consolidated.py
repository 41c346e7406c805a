"""The consolidated data set of one round: what the report is made from. Data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import pandas as pd

from xl_addin.consolidate.intake.submission import Picture
from xl_addin.consolidate.submission_diff import Difference
from xl_addin.excel.reading.returned_file import ReturnedFile
from xl_addin.model.decisions import Accepted
from xl_addin.model.problems.problem import Problem
from xl_addin.model.proposals import Proposal
from xl_addin.model.register import Register
from xl_addin.model.values.kinds import Kind
from xl_addin.previous.last_year import LastYear


class Outcome(StrEnum):
    """What became of a file in the returned folder; every file has exactly one."""

    USED = "used"
    COPY = "copy"
    REPLACED = "replaced"
    CONFLICT = "conflict"
    SENT_BACK = "sent_back"
    REFUSED = "refused"
    IGNORED = "ignored"


class GroupState(StrEnum):
    """What became of a group; one without projects has nothing to return.

    NOTHING: it has answered that there is nothing to report in this round.
    """

    RETURNED = "returned"
    NOTHING = "nothing"
    BLANK = "blank"
    CONFLICT = "conflict"
    SENT_BACK = "sent_back"
    REFUSED = "refused"
    MISSING = "missing"
    NOTHING_DUE = "nothing_due"


GROUP_STATES = {
    GroupState.RETURNED: "ส่งแล้ว",
    GroupState.NOTHING: "แจ้งว่าไม่มีรายการ",
    GroupState.BLANK: "ส่งมาแต่ยังไม่ได้กรอก",
    GroupState.CONFLICT: "ขัดแย้ง",
    GroupState.SENT_BACK: "ส่งคืนให้แก้ไข",
    GroupState.REFUSED: "ส่งมาแต่ใช้ไม่ได้",
    GroupState.MISSING: "ยังไม่ส่ง",
    GroupState.NOTHING_DUE: "ไม่มีโครงการ",
}
"""How a group's state is said in Thai, in the report and in the pane alike; OUTCOMES: what became of a file."""

OUTCOMES = {
    Outcome.USED: "ใช้ในรายงาน",
    Outcome.COPY: "สำเนา",
    Outcome.REPLACED: "มีฉบับใหม่กว่า",
    Outcome.CONFLICT: "ขัดแย้งกับไฟล์อื่น",
    Outcome.SENT_BACK: "ส่งคืนให้แก้ไข",
    Outcome.REFUSED: "ใช้ไม่ได้",
    Outcome.IGNORED: "ไม่เกี่ยวข้อง",
}
OTHER_FILE = "ข้อมูลไม่ตรงกับไฟล์อื่นของกลุ่มเดียวกัน (ดูข้อสังเกต)"


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """One file of the folder.

    `reason`: a Thai sentence (empty when used); `entries`: entry cells with a value.
    `foreign`: of another office, so that it says nothing of a group of this one.
    `readable`: False where the file could not be read as a workbook.
    `code`: of what is in it (`marks.code_of`), "" where it was not read.
    `signed`: who called it ready and when, in words.
    """

    file: str
    outcome: Outcome
    reason: str = ""
    group_id: str = ""
    issue: int | None = None
    entries: int = 0
    foreign: bool = False
    readable: bool = True
    code: str = ""
    signed: str = ""

    @property
    def was_read(self) -> bool:
        """Whether it is a workbook that could be read."""
        return self.outcome is not Outcome.IGNORED and self.readable


@dataclass(frozen=True, slots=True)
class GroupReturn:
    """One group of the register: what it returned. `late`: named in the register's list of late files.

    `accepted`: the officer has accepted its file.
    """

    group_id: str
    group: str
    state: GroupState
    file: str = ""
    issue: int | None = None
    projects: int = 0
    reported: int = 0
    errors: int = 0
    warnings: int = 0
    late: bool = False
    accepted: bool = False

    @property
    def has_answered(self) -> bool:
        """Whether it has returned a workbook that counts, or has said that there is nothing to report."""
        return self.state in (GroupState.RETURNED, GroupState.NOTHING)

    @property
    def is_waited_for(self) -> bool:
        """Whether its projects are not in the report yet."""
        return not self.has_answered and self.state is not GroupState.NOTHING_DUE


@dataclass(frozen=True, slots=True)
class Conservation:
    """Proof that nothing was lost: a counted statement, both sides equal when in order.

    `kind`: of both sides, which are inside values of it.
    """

    statement: str
    left: int
    right: int
    kind: Kind = Kind.COUNT


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One value that differs from an earlier report of the same round, as it is shown; a blank is ""."""

    project_id: str
    project: str
    group: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ReplacedEntry:
    """One entry that the file used gives otherwise than the file of the group whose place it took."""

    group: str
    difference: Difference


@dataclass(frozen=True, slots=True)
class Consolidated:
    """One office, one round.

    `frame`: one row per project of the register, in printing order, index 0..n-1: IDENTITY_COLUMNS, `round`,
    `reported` (bool: something of it was entered in a workbook that is used), `gaps` (see there), every
    column of the form as inside values (NA / None = blank), then `file`, `sheet`, `row` (where the row was
    read, None without) and for each column that a group fills `<key>_cell` (address, e.g. "F9").
    `tables`: child frames: `_row` (position of the project in `frame`), `project_id`, `n` (1..), the columns,
    `sheet`, `row`.
    `history`: rows of earlier rounds, same columns as `frame`, from the previous report; empty without.
    `entered`: the register as it was entered, not put into a round, where it is known.
    `replaced`: what files that count give otherwise than those whose place they took.
    `accepted`: warnings that the officer accepted; they are not among `problems`.
    `last_year`: figures of an earlier year, where its report was given; then `frame` has
    `last_year_budget` and `last_year_used` too.
    `proposals`: projects that groups propose and that stand in no frame; one that was taken is a project by then.
    `tables_history`: the same for child tables. `pictures`: by file, what groups put on their sheets.
    `group_tables`: each table of the groups by key, as an office whose projects are its rows.
    `changes`: what differs from the earlier report whose place this one takes, if it was `compared` with one.
    """

    register: Register
    round: int
    frame: pd.DataFrame
    tables: dict[str, pd.DataFrame]
    history: pd.DataFrame
    files: tuple[FileOutcome, ...]
    groups: tuple[GroupReturn, ...]
    problems: tuple[Problem, ...]
    conservation: tuple[Conservation, ...]
    tables_history: dict[str, pd.DataFrame] = field(default_factory=dict)
    pictures: tuple[tuple[ReturnedFile, tuple[Picture, ...]], ...] = ()
    changes: tuple[FigureChange, ...] = ()
    compared: bool = False
    entered: Register | None = None
    accepted: tuple[Accepted, ...] = ()
    replaced: tuple[ReplacedEntry, ...] = ()
    last_year: LastYear | None = None
    proposals: tuple[Proposal, ...] = ()
    group_tables: Mapping[str, Consolidated] = field(default_factory=dict)

    @property
    def groups_due(self) -> list[GroupReturn]:
        """The groups that have something to return."""
        return [group for group in self.groups if group.state is not GroupState.NOTHING_DUE]

    @property
    def groups_returned(self) -> int:
        """How many of those have answered, by a workbook that is used or a word: the count that is told everywhere."""
        return sum(group.has_answered for group in self.groups_due)
