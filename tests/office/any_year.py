"""Random offices and years for `test_any_year`: what happens, and what the sums must be, kept by hand."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd

from tests.office.year_office import MONEY, year_register
from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.consolidate.intake.form_brief import Brief
from xl_addin.consolidate.intake.submission import BLANK, Block, Submission
from xl_addin.consolidate.pipeline import consolidate
from xl_addin.consolidate.returned_folder import ReturnedFile
from xl_addin.model.changes import Change, ChangeKind
from xl_addin.model.form.schema import BUDGET
from xl_addin.model.identity import Identity
from xl_addin.model.office_in_round import amount_columns, default_part
from xl_addin.model.register import Register
from xl_addin.model.values.kinds import SCALE
from xl_addin.previous.previous_report import PreviousReport
from xl_addin.template.shared.round_data import RoundData, round_data

GROUPS = {"G1": "กลุ่มหนึ่ง", "G2": "กลุ่มสอง", "G3": "กลุ่มสาม", "G4": "กลุ่มสี่"}
LATE = 0.2
"""Share of the returns that come late or never, of the rows that stay blank, of the changes of each kind."""


def submission(
    data: RoundData, group_id: str, typed: Mapping[str, Mapping[str, Any]], file: str
) -> Submission:
    """A group's workbook as intake reads it: its template with `typed` (project -> column -> inside value)."""
    rows = data.rows_of(group_id)
    ids = [str(id_) for id_ in rows["project_id"]]
    values: dict[str, Any] = {}
    filled = [0] * len(ids)
    for column in data.entries():
        known = [None if pd.isna(value) else value for value in rows[column.key]]
        cells = [typed.get(id_, {}).get(column.key, value) for id_, value in zip(ids, known, strict=True)]
        filled = [count + (cell is not None) for count, cell in zip(filled, cells, strict=True)]
        numeric = column.kind in SCALE
        values[column.key] = (
            array("q", [BLANK if cell is None else int(cell) for cell in cells]) if numeric else cells
        )
    register, form = data.register, data.form
    stamp = Identity(
        form.id,
        form.version,
        register.office,
        register.fiscal_year,
        data.round,
        group_id,
        register.group(group_id).name,
        issued=tuple(ids),
    )
    columns = {key: number for number, key in enumerate(values, 2)}
    numbers = array("l", range(10, 10 + len(ids)))
    block = Block("projects", form.template.sheet, columns, numbers, ids, values, filled=array("l", filled))
    return Submission(file, stamp, (block,))


def counted(read: Submission, brief: Brief) -> Submission:
    """The workbook as intake reads it when these entries are asked for: it counts the filled ones."""
    (block,) = read.blocks
    keys = [key for key in block.values if key in brief.by_key["projects"].entry_keys]
    filled = [
        sum(block.value(index, key) is not None for key in keys) for index in range(len(block.project_ids))
    ]
    return replace(read, blocks=(replace(block, filled=array("l", filled)),))


@dataclass(slots=True)
class AnyYear:
    """An office, what it did so far, and the sums that follow from it."""

    folder: Path
    form_id: str
    chance: Random
    register: Register = field(init=False)
    owners: dict[str, str] = field(init=False)
    born: dict[str, int] = field(default_factory=dict)
    closed: dict[str, int] = field(default_factory=dict)
    budgets: dict[str, list[tuple[int, Decimal]]] = field(default_factory=dict)
    facts: dict[tuple[int, str], Decimal] = field(default_factory=dict)
    answers: dict[tuple[int, str, int], Decimal] = field(default_factory=dict)
    returned: dict[int, dict[str, Submission]] = field(default_factory=dict)
    waiting: list[tuple[int, RoundData, str]] = field(default_factory=list)
    reports: dict[int, Consolidated] = field(default_factory=dict)

    def __post_init__(self) -> None:
        groups = dict(list(GROUPS.items())[: self.chance.randint(2, 4)])
        ids = [f"P{number}" for number in range(1, self.chance.randint(3, 8))]
        self.owners = {id_: self.chance.choice(list(groups)) for id_ in ids}
        budget = 4 * self.chance.randint(100, 99_999)
        self.register = year_register(self.form_id, groups, self.owners, budget)
        for id_ in ids:
            is_late = id_ != "P1" and self.chance.random() < LATE
            self.born[id_] = self.chance.randint(2, self.rounds) if is_late else 1
            self.budgets[id_] = [(1, Decimal(budget))]
        added = [Change(round_, ChangeKind.ADD, id_) for id_, round_ in self.born.items() if round_ > 1]
        self.register = replace(self.register, changes=tuple(added))

    @property
    def rounds(self) -> int:
        return self.register.form.period.rounds

    def amount(self) -> Decimal:
        return Decimal(self.chance.choice((0, 1, 50, self.chance.randint(2, 9_999_999)))).scaleb(-2)

    def is_asked(self, project_id: str, round_: int) -> bool:
        return self.born[project_id] <= round_ < self.closed.get(project_id, 99)

    def budget(self, project_id: str, round_: int) -> Decimal:
        return sum((delta for when, delta in self.budgets[project_id] if when <= round_), Decimal(0))

    def change(self, round_: int) -> None:
        """What changes with a round, written into the register and kept by hand."""
        for kind in self.chance.sample(list(ChangeKind), self.chance.randint(0, 4)):
            asked = [id_ for id_ in self.owners if self.is_asked(id_, round_)]
            if len(asked) < 2:
                return
            one, other = self.chance.sample(asked, 2)
            made = self._change(kind, round_, one, other)
            if made is not None:
                self.register = replace(self.register, changes=(*self.register.changes, made))

    def _change(self, kind: ChangeKind, round_: int, one: str, other: str) -> Change | None:
        group = self.chance.choice([group.id for group in self.register.groups])
        changed = {id_ for change in self.register.changes for id_ in (change.project_id, change.partner_id)}
        part = default_part(self.register.form, round_)
        room = int(self.register.projects.set_index("project_id").loc[one, part]) if one not in changed else 0
        amount = self.chance.randint(1, room) if room else 0
        baht = Decimal(amount).scaleb(-2)
        match kind:
            case ChangeKind.CANCEL:
                self.closed[one] = round_
                return Change(round_, kind, one)
            case ChangeKind.MERGE:
                self.closed[one] = round_
                self._moves(round_, one, other, baht)
                return Change(round_, kind, one, other, amount=amount)
            case ChangeKind.MOVE if self.owners[one] != group:
                self.owners[one] = group
                return Change(round_, kind, one, group_id=group)
            case ChangeKind.RENAME:
                return Change(round_, kind, one, new_name=f"ชื่อใหม่ {one} {round_}")
            case ChangeKind.REALLOCATE if amount:
                self._moves(round_, one, other, baht)
                return Change(round_, kind, one, other, amount=amount)
            case ChangeKind.ADJUST if amount:
                self.budgets[one].append((round_, -baht))
                return Change(round_, kind, one, amount=-amount)
            case ChangeKind.SPLIT if amount:
                new = f"P{len(self.owners) + 1}"
                is_listed = self.chance.random() < 0.5
                self._list(new, one, part, amount if is_listed else 0)
                self.owners[new], self.born[new] = self.owners[one], round_
                self.budgets[new] = []
                self._moves(round_, one, new, baht)
                return Change(round_, kind, one, new, amount=0 if is_listed else amount)
            case ChangeKind.RENAME_GROUP:
                return Change(round_, kind, group_id=group, new_name=f"กลุ่มชื่อใหม่ {group} {round_}")
            case ChangeKind.MERGE_GROUP if group != "G1":
                self.owners = {id_: "G1" if owner == group else owner for id_, owner in self.owners.items()}
                return Change(round_, kind, group_id=group, other_group_id="G1")
        return None

    def _list(self, new: str, like: str, part: str, satang: int) -> None:
        """The officer writes a new project below the list, with so much in one part of its budget."""
        projects, owner = self.register.projects, self.owners[like]
        row = projects[projects["project_id"] == like].assign(
            project_id=new,
            no=len(projects) + 1,
            project=f"โครงการที่แยกมา {new}",
            group_id=owner,
            group=self.register.group(owner).name,
            **{key: satang if key in (part, BUDGET) else 0 for key in amount_columns(self.register.form)},
        )
        listed = pd.concat([projects, row.astype(projects.dtypes)], ignore_index=True)
        self.register = replace(self.register, projects=listed)

    def _moves(self, round_: int, one: str, other: str, baht: Decimal) -> None:
        self.budgets[one].append((round_, -baht))
        self.budgets[other].append((round_, baht))

    def live_round(self, round_: int) -> None:
        """Templates go out, some groups return them, some rows stay blank."""
        previous = self.previous(round_)
        data = round_data(self.register.form, self.register, round_, previous)
        self.returned[round_] = {}
        for group in data.register.reporting_groups:
            if self.chance.random() < LATE:
                self.waiting.append((round_, data, group.id))
            else:
                self.returns(round_, data, group.id)

    def come_late(self) -> None:
        """A return of some earlier round comes after all."""
        if self.waiting:
            round_, data, group_id = self.waiting.pop(self.chance.randrange(len(self.waiting)))
            self.returns(round_, data, group_id)

    def returns(self, round_: int, data: RoundData, group_id: str) -> None:
        """A group fills in the template that it was given and returns it."""
        typed: dict[str, dict[str, Any]] = {}
        for _, row in data.rows_of(group_id).iterrows():
            project_id = str(row["project_id"])
            if self.chance.random() < LATE:
                continue
            amount = self.amount()
            self.facts[round_, project_id] = amount
            shown = self.cumulative(project_id, round_) if self.form_id == "khonkaen2" else amount
            money = MONEY[self.form_id].format(round=round_)
            typed[project_id] = {money: int(shown.scaleb(2)), "status": "in_progress"}
            if self.form_id == "khonkaen2":
                self.facts[round_, project_id] = shown
            typed[project_id] |= self._answers(round_, data, row)
        name = f"{group_id} รอบ {round_}.xlsx"
        self.returned[round_][name] = submission(data, group_id, typed, name)

    def _answers(self, round_: int, data: RoundData, row: pd.Series) -> dict[str, int]:
        """What a group tells now of the earlier rounds that it is asked for."""
        told = {}
        for column in data.entries():
            is_late = (column.due is not None and column.due < round_) or column.key.endswith("_missed")
            if (
                is_late
                and column.previous is not None
                and pd.isna(row[column.key])
                and self.chance.random() < 0.6
            ):
                quarter = 0 if column.key.endswith("_missed") else int(column.key[1])
                self.answers[round_, str(row["project_id"]), quarter] = amount = self.amount()
                told[column.key] = int(amount.scaleb(2))
        return told

    def cumulative(self, project_id: str, round_: int) -> Decimal:
        known = [self.facts.get((when, project_id), Decimal(0)) for when in range(1, round_)]
        return max(known, default=Decimal(0)) + self.facts[round_, project_id]

    def spent(self, project_id: str, round_: int) -> Decimal | None:
        """Spent to date as it must be in the report of a round; None where nothing is known."""
        told = {
            when: sum_ for (when, id_), sum_ in self.facts.items() if id_ == project_id and when <= round_
        }
        if self.form_id == "khonkaen2":
            return told[max(told)] if told else None
        answered: set[int] = set()
        sums = list(told.values())
        for when, id_, quarter in sorted(self.answers):
            if id_ != project_id or when > round_:
                continue
            asked = [quarter] if quarter else range(1, when)
            missing = {q for q in asked if self.is_asked(id_, q) and (q, id_) not in self.facts} - answered
            if missing:
                sums.append(self.answers[when, id_, quarter])
                answered |= missing
        return sum(sums, Decimal(0)) if sums else None

    def previous(self, round_: int) -> PreviousReport | None:
        if round_ == 1:
            return None
        last = self.reports[round_ - 1]
        identity = {"form_id": self.form_id, "fiscal_year": str(self.register.fiscal_year)}
        frame = pd.concat([last.history, last.frame], ignore_index=True)
        return PreviousReport("report.xlsx", frame, identity)

    def make(self, round_: int) -> Consolidated:
        """The report of a round, made (again) from the register and what has come."""
        folder = self.folder / str(round_)
        folder.mkdir(exist_ok=True)
        for name in self.returned[round_]:
            (folder / name).write_bytes(b"")

        def read(
            wanted: Sequence[ReturnedFile],
            function: Callable[[ReturnedFile], Submission],
            *,
            workers: int | None,
            on_progress: Callable[[int, int], object] | None,
        ) -> Iterable[tuple[ReturnedFile, Submission]]:
            brief: Brief = function.args[0]  # type: ignore[attr-defined]
            return [(file, counted(self.returned[round_][file.name], brief)) for file in wanted]

        made = consolidate(self.register, folder, round_, self.previous(round_), read=read)
        self.reports[round_] = made
        return made
