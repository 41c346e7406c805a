"""Which row of which workbook speaks for which project: by project id alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xl_addin.consolidate.frames import Placed, PlacedRows
from xl_addin.consolidate.intake.form_brief import MAIN_TABLE, Brief
from xl_addin.consolidate.intake.repeated_problems import MOST_LINES
from xl_addin.consolidate.intake.submission import Block, Submission, typed_rows
from xl_addin.model.changes import CLOSED_PHRASES
from xl_addin.model.form.schema import PROPOSALS
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.problem import Place, Problem
from xl_addin.model.register import Register
from xl_addin.model.thai.names import name_key
from xl_addin.model.values.clean import show

Positions = NDArray[np.int64]

NEARLY = 0.85
"""A name that is so like a project's is meant to be it."""
CLEARLY = 0.1
"""By so much more it must be like another project's name than like its own project's."""


@dataclass(frozen=True, slots=True)
class RowMatching:
    """All used rows. `left_out`: (block, index) of rows with entries that are told and not used."""

    placed: tuple[Placed, ...]
    left_out: tuple[tuple[Block, int], ...]
    problems: tuple[Problem, ...]

    def of(self, table: str) -> PlacedRows:
        return PlacedRows(placed for placed in self.placed if placed.block.table == table)


def match_rows(used: Mapping[str, Sequence[Submission]], register: Register, brief: Brief) -> RowMatching:
    """Settles every row of the used workbooks (group id -> its workbooks)."""
    placer = _Placer(register, brief)
    placer.place_all(used)
    return RowMatching(tuple(placer.placed), tuple(placer.left_out), tuple(placer.problems))


class _Placer:
    """Rows being settled, workbook by workbook."""

    def __init__(self, register: Register, brief: Brief) -> None:
        self.register, self.brief = register, brief
        columns = ("project_id", "project", "group_id")
        self.ids, self.names, groups = (register.projects[key].tolist() for key in columns)
        self.owners = dict(zip(self.ids, enumerate(groups), strict=True))
        self.groups = {group.id: group.name for group in register.groups}
        self.own: dict[str, dict[str, int]] = {}
        for project_id, (position, group_id) in self.owners.items():
            self.own.setdefault(group_id, {})[project_id] = position
        self.placed: list[Placed] = []
        self.left_out: list[tuple[Block, int]] = []
        self.unread: dict[int, dict[int, dict[str, str]]] = {}
        self.elsewhere: dict[int, list[tuple[Block, int]]] = {}
        self.problems: list[Problem] = []

    def place_all(self, used: Mapping[str, Sequence[Submission]]) -> None:
        """The main rows of all workbooks, then what moved to another group since, then the small tables."""
        taken: list[tuple[str, Submission, set[int]]] = []
        for group_id, submissions in used.items():
            for submission in submissions:
                name = self.groups[group_id]
                blocks = [block for block in submission.blocks if block.table == MAIN_TABLE]
                taken.append((name, submission, self._main(group_id, name, submission, blocks)))
        every = {position for _, _, rows in taken for position in rows}
        for group, submission, rows in taken:
            self._moved_since(group, submission, rows, every)
            small = [block for block in submission.blocks if block.table not in (MAIN_TABLE, PROPOSALS)]
            typed = typed_rows(small, {table.key: table.parent for table in self.brief.tables})
            for block, begun in zip(small, typed, strict=True):
                self._child(group, submission, block, rows, begun)
        for group_id, submissions in used.items():
            self._missing(group_id, submissions, every)

    def _missing(self, group_id: str, submissions: Sequence[Submission], every: set[int]) -> None:
        """Projects of the group that stand in none of its workbooks: taken out, or never given to it.

        Not those that are used as the group that had them before has reported them (`every`).
        """
        main = [block for one in submissions for block in one.blocks if block.table == MAIN_TABLE]
        seen = {project_id for block in main for project_id in block.project_ids} | set(self.register.closed)
        issued = [one.identity.issued for one in submissions if one.identity is not None]
        given = {id_ for ids in issued for id_ in ids or ()}
        pages = self.brief.layout == "pages"
        place = Place(submissions[0].file, main[0].sheet if main and not pages else "")
        for position in self.own.get(group_id, {}).values():
            if self.ids[position] in seen or position in every:
                continue
            was_given = None in issued or self.ids[position] in given
            told = ("page_missing" if pages else "row_missing") if was_given else "row_not_issued"
            self._tell(told, place if was_given else Place(), self.groups[group_id], position)

    def _moved_since(self, group: str, submission: Submission, rows: set[int], every: set[int]) -> None:
        """Rows of projects that another group has by now: used where that group was not given them."""
        for block, index in self.elsewhere.pop(id(submission), []):
            project_id = block.project_ids[index]
            position, owner = self.owners[project_id]
            other = self.groups[owner]
            if position in every:
                self._leave_out("row_other_group", group, submission, block, index, other=other)
                continue
            every.add(position)
            rows.add(position)
            one = np.array([index], dtype=np.int64), np.array([position], dtype=np.int64)
            self.placed.append(Placed(submission, group, block, *one))
            place = submission.place(block, index, "project")
            self._tell("row_moved_since_issue", place, group, position, other=other)

    def _tell(self, name: str, place: Place, group: str, position: int, **values: Any) -> None:
        values = {"value": self.names[position], **values}
        project_id, name_ = self.ids[position], self.names[position]
        self.problems.append(
            problem(name, place, group=group, project=project_id, project_name=name_, **values)
        )

    def _main(self, group_id: str, group: str, submission: Submission, blocks: Sequence[Block]) -> set[int]:
        """Positions of the rows of the main table that are used."""
        if as_given := self._as_given(group_id, blocks):
            positions = np.array(as_given, dtype=np.int64)
            self.placed.append(Placed(submission, group, blocks[0], np.arange(len(positions)), positions))
            return set(as_given)
        rows: dict[str, list[tuple[Block, int]]] = {}
        unknown: list[tuple[Block, int]] = []
        for block in blocks:
            for index, project_id in enumerate(block.project_ids):
                rows.setdefault(project_id, []).append((block, index))
        taken: dict[int, tuple[Block, int]] = {}
        for project_id, told in rows.items():
            position, owner = self.owners.get(project_id, (-1, ""))
            found = told if owner != group_id else self._named_right(group, submission, position, told)
            if not found:
                continue
            if project_id in self.register.closed:
                self._closed(group, submission, found)
            elif position < 0:
                unknown += found
            elif owner != group_id:
                other = self.groups[owner]
                given = submission.identity.issued if submission.identity else None
                for block, index in found:
                    if given and project_id in given and len(found) == 1:
                        self.elsewhere.setdefault(id(submission), []).append((block, index))
                    else:
                        self._leave_out("row_other_group", group, submission, block, index, other=other)
            elif len(found) == 1 or self._settle_repeats(group, submission, position, found):
                taken[position] = found[0]
        self._unknown(group, submission, unknown, self._ids_by_name(group_id, rows))
        for block in blocks:
            if pairs := [(index, position) for position, (at, index) in taken.items() if at is block]:
                indexes, positions = np.array(pairs, dtype=np.int64).T
                self.placed.append(Placed(submission, group, block, indexes, positions))
        return set(taken)

    def _as_given(self, group_id: str, blocks: Sequence[Block]) -> list[int]:
        """Positions of the rows of a workbook that has projects of the group alone, each once and under its own name;
        none of any other, whose rows are looked at one by one."""
        own, ids = self.own.get(group_id, {}), blocks[0].project_ids if len(blocks) == 1 else []
        if len(set(ids)) < len(ids) or not own.keys() >= set(ids) or self.register.closed.keys() & set(ids):
            return []
        positions = [own[project_id] for project_id in ids]
        named = list(blocks[0].values.get("project", ())) if ids else []
        return positions if named == [self.names[position] for position in positions] else []

    def _named_right(
        self, group: str, submission: Submission, position: int, found: list[tuple[Block, int]]
    ) -> list[tuple[Block, int]]:
        """The rows of a project but those that bear the name of another one of the group.

        Sorting or pasting over the columns that people see leaves the hidden id where it was. Id and name then
        say two things, and nobody but the group knows whose figures these are: the row is not used.
        """
        right = []
        for block, index in found:
            name = str(block.value(index, "project") or "")
            other = self._other_of_that_name(position, name)
            if other is None:
                right.append((block, index))
                continue
            values = {"value": name, "known": self.names[position], "meant": self.ids[other]}
            self._leave_out("row_of_other_name", group, submission, block, index, **values)
        return right

    def _other_of_that_name(self, position: int, name: str) -> int | None:
        """The other project of the group that a row of this project names, by name or nearly."""
        if name == self.names[position]:
            return None
        key, own = name_key(name), name_key(self.names[position])
        if not key or key == own:
            return None
        owner = self.owners[self.ids[position]][1]
        others = {name_key(self.names[other]): other for other in self.own[owner].values()}
        others.pop(own, None)
        if key in others:
            return others[key]
        for near in get_close_matches(key, others, n=1, cutoff=NEARLY):
            if _likeness(key, near) >= _likeness(key, own) + CLEARLY:
                return others[near]
        return None

    def _settle_repeats(
        self, group: str, submission: Submission, position: int, found: list[tuple[Block, int]]
    ) -> bool:
        """Whether the first of several rows of one project can be used: they say the same."""
        told = [self._row(block, index) for block, index in found]
        cells = ", ".join(submission.place(block, index, "project").cell for block, index in found)
        alike = len(set(told)) == 1
        name = "row_twice_alike" if alike else "row_twice_differs"
        block, index = found[1]
        values = {"cells": cells, "entries": " ≠ ".join(dict.fromkeys(told))}
        self._tell(name, submission.place(block, index, "project"), group, position, **values)
        self.left_out += found[1:] if alike else found
        return alike

    def _ids_by_name(self, group_id: str, rows: Mapping[str, object]) -> dict[str, str]:
        """Ids of the group's projects that have no row, by the key of their name."""
        return {
            name_key(self.names[position]): self.ids[position]
            for position in reversed(self.own.get(group_id, {}).values())
            if self.ids[position] not in rows
        }

    def _unknown(
        self,
        group: str,
        submission: Submission,
        found: Sequence[tuple[Block, int]],
        missing: Mapping[str, str],
    ) -> None:
        """Rows of project ids that the register does not have; a missing project of that name is named.

        `missing`: ids by the key of their project's name. Of a pasted block the rows beyond the most lines of a
        file are told together.
        """
        for block, index in found[:MOST_LINES]:
            name = str(block.value(index, "project") or "")
            values = {"name": name or "-", "meant": missing.get(name_key(name), "-")}
            self._leave_out("row_unknown_project", group, submission, block, index, **values)
        if rest := found[MOST_LINES:]:
            self.left_out += rest
            first, last = (submission.place(block, index, "project") for block, index in (rest[0], rest[-1]))
            count = f"{len(rest):,}"
            self.problems.append(
                problem("rows_unknown_project", first, group=group, count=count, last=last.cell)
            )

    def _closed(self, group: str, submission: Submission, found: list[tuple[Block, int]]) -> None:
        """Rows of a project that is asked no more: what was entered is told; a blank row says nothing."""
        for block, index in found:
            if block.filled[index]:
                status = CLOSED_PHRASES[self.register.closed[block.project_ids[index]].kind]
                self._leave_out("row_closed_project", group, submission, block, index, status=status)

    def _leave_out(
        self, message: str, group: str, submission: Submission, block: Block, index: int, **values: Any
    ) -> None:
        self.left_out.append((block, index))
        project_id = block.project_ids[index]
        place = submission.place(block, index, "project")
        values = {"value": project_id, "entries": self._row(block, index)} | values
        if project_id in self.owners:
            values["project_name"] = self.names[self.owners[project_id][0]]
        self.problems.append(problem(message, place, group=group, project=project_id, **values))

    def _row(self, block: Block, index: int) -> str:
        """The entries of a row in words."""
        unread = self._unread_of(block).get(index, {})
        said = []
        for column in self.brief.by_key[block.table].columns:
            if not column.is_entry or column.key not in block.columns:
                continue
            value = block.value(index, column.key)
            text = show(column.kind, value, choices=column.limits.get("choices")) if value is not None else ""
            text = text or unread.get(column.key, "")
            if text:
                said.append(f"{column.title} {text}")
        return "; ".join(said) or "-"

    def _unread_of(self, block: Block) -> dict[int, dict[str, str]]:
        """What stands in cells that could not be read, by row (index) and key."""
        if id(block) not in self.unread:
            by_row: dict[int, dict[str, str]] = {}
            for at, key, finding in block.findings:
                by_row.setdefault(at, {})[key] = finding.value
            self.unread[id(block)] = by_row
        return self.unread[id(block)]

    def _child(
        self,
        group: str,
        submission: Submission,
        block: Block,
        taken: Collection[int],
        begun: Collection[int],
    ) -> None:
        """Rows of a small table that are known or `begun`; those of a project that is not used are told."""
        parent = self.brief.by_key[block.table].parent
        above = next((one for one in submission.blocks if one.table == parent), None)
        there = None if above is None else {above.row_of(index) for index in range(len(above.rows))}
        pairs, unknown = [], []
        for index, project_id in enumerate(block.project_ids):
            typed = index in begun
            if not (typed or block.is_known(index)):
                continue
            if there is not None and block.row_above(index) not in there:
                self._leave_out("row_of_no_row", group, submission, block, index)
                continue
            position = self.owners.get(project_id, (-1, ""))[0]
            if position in taken:
                pairs.append((index, position))
            elif not typed:
                continue
            elif position >= 0:
                self._leave_out("row_of_unused_project", group, submission, block, index)
            else:
                unknown.append((block, index))
        self._unknown(group, submission, unknown, {})
        if pairs:
            pairs.sort(key=lambda pair: (pair[1], pair[0]))
            indexes, positions = np.array(pairs, dtype=np.int64).T
            self.placed.append(Placed(submission, group, block, indexes, positions))


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()
