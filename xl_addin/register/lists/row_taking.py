"""The rows of a list being taken one after another: project, activity, heading, total."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from xl_addin.register.lists.column_words import looks_like_a_group
from xl_addin.register.lists.list_rows import ListRow
from xl_addin.register.lists.row_checks import asked, totals_checked, under_headings, with_activities
from xl_addin.register.lists.row_kinds import Answers, RowKind, TakenRow, Why, heads_by_name
from xl_addin.register.total_rows import TotalName, run_that_adds_up, total_name

_NOTE = re.compile("(?:หมายเหตุ|ที่มา|\\*|ลงชื่อ|ผู้รายงาน|ผู้จัดทำ|ตำแหน่ง|ข้อมูล ณ|\\()")


def take_rows(rows: Sequence[ListRow], answers: Answers | None = None) -> list[TakenRow]:
    """Every row of one sheet with what it was taken for, in order."""
    reading = _Reading(rows, answers or {})
    taken = [reading.take(position) for position in range(len(rows))]
    taken = with_activities(taken)
    taken = under_headings(taken)
    taken = totals_checked(taken)
    return asked(taken)


COLUMNS_OF_A_HEADING = 2
"""A heading has a number and a name; a project something more."""


class _Reading:
    """Rows being taken one after another; what was taken before decides on what comes after."""

    def __init__(self, rows: Sequence[ListRow], answers: Answers) -> None:
        self.rows, self.answers = rows, answers
        paid = [row for row in rows if row.amount is not None and not row.repeated]
        plain = [row for row in paid if total_name(row.name) is TotalName.NONE]
        self.grouped = sum(row.typed_group or bool(row.group) for row in plain) * 2 > len(plain)
        entries = [row for row in rows if self._is_entry(row)]
        named = [row for row in entries if not row.is_named_activity]
        self.coded = sum(row.depth > 0 for row in named) * 2 > len(named)
        self.indents = sorted({row.indent for row in entries})
        self.dotted = any(row.depth > 1 for row in entries)
        self.uncounted = self.dotted and all(row.depth != 1 for row in entries)
        self.depth = self._project_depth([row for row in rows if not row.repeated])
        self.leaves: list[int] = []
        self.starts: list[int] = [0]
        self.after_project = False

    def level(self, row: ListRow) -> int:
        """How deep a row lies, from 1; 0 where its number or indent does not say."""
        if row.depth > 1 or (self.coded and not self.uncounted):
            return row.depth
        if self.dotted:
            return 1 if self._is_entry(row) else 0
        return (
            self.indents.index(row.indent) + 1 if row.indent in self.indents and len(self.indents) > 1 else 0
        )

    @staticmethod
    def _is_entry(row: ListRow) -> bool:
        """Whether more stands in a row than a heading would have: an amount, or cells beside number and name."""
        if row.repeated or total_name(row.name) is not TotalName.NONE:
            return False
        return row.amount is not None or row.covered or row.typed_group or row.filled > COLUMNS_OF_A_HEADING

    def _project_depth(self, rows: Sequence[ListRow]) -> int:
        """The level at which the projects stand; those above are headings, those below activities."""
        levels: dict[int, list[ListRow]] = {}
        for row in rows:
            level = self.level(row)
            if level and total_name(row.name) is TotalName.NONE:
                levels.setdefault(level, []).append(row)
        for level in sorted(levels):
            if sum(row.is_named_project for row in levels[level]) * 2 >= len(levels[level]):
                return level
        for level in sorted(levels):
            if sum(map(self._heads, levels[level])) * 2 < len(levels[level]):
                return level
        return min(levels, default=1)

    def _heads(self, row: ListRow) -> bool:
        if row.is_named_project:
            return False
        return self._is_wordy(row) or not self._is_entry(row)

    @staticmethod
    def _is_wordy(row: ListRow) -> bool:
        """Whether the name alone makes a heading: a policy, a strategy, a group."""
        return (heads_by_name(row.name) or looks_like_a_group(row.name)) and not row.is_named_project

    def _leads_parts(self, position: int) -> bool:
        """Whether activities with amounts follow, marked as such by their names, indents or numbers."""
        row = self.rows[position]
        later = next((other for other in self.rows[position + 1 :] if not other.repeated), None)
        if later is None or later.amount is None:
            return False
        return later.is_named_activity or later.indent > row.indent or later.depth > max(row.depth, 1)

    def take(self, position: int) -> TakenRow:
        taken = self._take(position)
        row = taken.row
        answer = self.answers.get((row.sheet, row.number, row.key))
        if answer is not None:
            amount = row.amount if answer is RowKind.PROJECT else None
            taken = TakenRow(row, answer, Why.ANSWERED, None, amount)
        if taken.kind is RowKind.PROJECT:
            self.leaves.append(taken.amount or 0)
            self.after_project = True
        elif taken.kind in (RowKind.TOTAL, RowKind.HEADING):
            self.starts.append(len(self.leaves))
            self.after_project = False
        return taken

    def _take(self, position: int) -> TakenRow:
        row = self.rows[position]
        if row.repeated:
            return TakenRow(row, RowKind.REPEATED, Why.REPEATED)
        named = total_name(row.name)
        if named is TotalName.SURE:
            return TakenRow(row, RowKind.TOTAL, Why.TOTAL_NAME)
        if named is TotalName.LIKELY and not row.depth:
            return TakenRow(row, RowKind.TOTAL, Why.TOTAL_NAME)
        if not row.name and row.activity:
            return self._activity(row)
        if row.amount is None:
            return self._without_amount(position)
        if not row.name:
            if self._above(row.amount, fewest=1) is not None or row.adds_up:
                return TakenRow(row, RowKind.TOTAL, Why.SUM_ABOVE)
            return TakenRow(row, RowKind.LEFT_OUT, Why.NOTE, Why.ASK_UNNAMED_SUM, None, row.amount)
        taken = self._with_amount(position)
        if named is TotalName.LIKELY and taken.kind is RowKind.PROJECT:
            return replace(taken, question=Why.ASK_MAYBE_TOTAL)
        return taken

    def _activity(self, row: ListRow) -> TakenRow:
        if self.leaves and self.after_project:
            return TakenRow(row, RowKind.ACTIVITY, Why.BELOW_PROJECT)
        return TakenRow(row, RowKind.PROJECT, Why.AMOUNT, Why.ASK_ORPHAN, row.amount)

    def _without_amount(self, position: int) -> TakenRow:
        row = self.rows[position]
        level = self.level(row)
        if row.uncomputed:
            return TakenRow(row, RowKind.PROJECT, Why.AMOUNT, Why.ASK_UNCOMPUTED)
        if _NOTE.match(row.name) or not row.name:
            return TakenRow(row, RowKind.NOTE, Why.NOTE)
        if (row.is_named_activity or (level and level > self.depth)) and self.after_project:
            return TakenRow(row, RowKind.ACTIVITY, Why.BELOW_PROJECT)
        if level and level < self.depth:
            return TakenRow(row, RowKind.HEADING, Why.HEADING)
        leads = self._leads_parts(position)
        if (self._is_entry(row) or row.is_named_project or row.depth or leads) and not self._is_wordy(row):
            question = Why.ASK_MERGED if row.covered else Why.ASK_NO_AMOUNT
            return TakenRow(row, RowKind.PROJECT, Why.AMOUNT, question)
        if heads_by_name(row.name) or looks_like_a_group(row.name) or not self.after_project:
            return TakenRow(row, RowKind.HEADING, Why.HEADING)
        follows = next((later for later in self.rows[position + 1 :] if not later.repeated), None)
        if follows is None or follows.amount is None:
            return TakenRow(row, RowKind.NOTE, Why.NOTE)
        return TakenRow(row, RowKind.HEADING, Why.HEADING, Why.ASK_CONTINUED)

    def _with_amount(self, position: int) -> TakenRow:
        row = self.rows[position]
        amount = row.amount or 0
        level = self.level(row)
        if row.is_named_activity and self.after_project and not row.is_named_project:
            return TakenRow(row, RowKind.ACTIVITY, Why.BELOW_PROJECT)
        if level and level > self.depth and self.after_project:
            return TakenRow(row, RowKind.ACTIVITY, Why.BELOW_PROJECT)
        if level and level < self.depth:
            return self._heading_with_amount(position)
        heading = self._is_wordy(row) and not row.depth and not row.typed_group
        if heading and (not amount or self._below(position, fewest=1)):
            return TakenRow(row, RowKind.HEADING, Why.SUM_BELOW)
        if self._repeats_project(position):
            return TakenRow(row, RowKind.ACTIVITY, Why.BELOW_PROJECT)
        odd = (self.coded and not self.uncounted and not row.depth) or (self.grouped and not row.group)
        above = self._above(amount) if amount else None
        below = self._below(position) if amount else 0
        if row.adds_up or odd:
            if above is not None or (row.adds_up and self._above(amount, fewest=1) is not None):
                return TakenRow(
                    row, RowKind.TOTAL, Why.SUM_ABOVE, None if row.adds_up else Why.ASK_EQUALS_ABOVE
                )
            if below and (self._heads(row) or row.adds_up or not self._below_is_odd(position)):
                question = None if self._heads(row) or row.adds_up else Why.ASK_EQUALS_BELOW
                return TakenRow(row, RowKind.HEADING, Why.SUM_BELOW, question)
            if self._heads(row) and not row.depth and not row.typed_group:
                return self._heading_with_amount(position)
        if odd and self.coded and self._odd_parts(position):
            return TakenRow(row, RowKind.ACTIVITY, Why.BELOW_PROJECT)
        question = None
        if above is not None:
            question = Why.ASK_EQUALS_ABOVE
        elif below and not row.is_named_project:
            question = Why.ASK_EQUALS_BELOW
        elif self.coded and not self.uncounted and not row.depth:
            question = Why.ASK_NO_NUMBER
        elif row.uncomputed:
            question = Why.ASK_UNCOMPUTED
        elif self._heads(row) and looks_like_a_group(row.name) and not row.typed_group:
            question = Why.ASK_NO_NUMBER
        return TakenRow(row, RowKind.PROJECT, Why.AMOUNT, question, amount)

    def _heading_with_amount(self, position: int) -> TakenRow:
        """A heading whose amount is that of what stands below; asked about where it is not."""
        row = self.rows[position]
        fits = not row.amount or self._below(position, fewest=1)
        return TakenRow(
            row,
            RowKind.HEADING,
            Why.SUM_BELOW if fits else Why.HEADING,
            None if fits else Why.ASK_EQUALS_BELOW,
        )

    def _repeats_project(self, position: int) -> bool:
        """Whether the row names the project above once more, for another activity of it."""
        row = self.rows[position]
        before = self.rows[position - 1] if position else None
        return bool(row.activity and before and before.key == row.key and row.key and self.after_project)

    def _above(self, amount: int, fewest: int = 2) -> int | None:
        """Where a run of projects begins that ends here and adds up to an amount."""
        starts = self.starts if fewest > 1 else None
        return run_that_adds_up(amount, self.leaves, starts, fewest)

    def _below(self, position: int, fewest: int = 2) -> int:
        """How many rows below add up to this one's amount, at one level, up to some row at this level or above."""
        row = self.rows[position]
        level = self.level(row)
        total = counted = inner = 0
        priced = True
        for later in self.rows[position + 1 :]:
            if later.repeated:
                continue
            deep = self.level(later)
            if level and deep and deep <= level:
                break
            if total_name(later.name) is not TotalName.NONE:
                continue
            if later.amount is None:
                priced = priced and not self._is_entry(later)
                continue
            inner = inner or deep
            is_part = bool(deep and inner and deep > inner) or later.is_named_activity
            if is_part and (priced or row.is_named_project):
                continue
            priced = priced or not is_part
            total += later.amount
            counted += later.amount != 0
            if total == row.amount and counted >= fewest:
                return counted
            if total > (row.amount or 0):
                break
        return 0

    def _below_is_odd(self, position: int) -> bool:
        following = next((row for row in self.rows[position + 1 :] if not row.repeated), None)
        return following is not None and self.coded and not following.depth

    def _odd_parts(self, position: int) -> bool:
        """Whether a run of rows without numbers, this among them, adds up to the numbered project before it."""
        first = position
        while first and not self.rows[first - 1].depth:
            first -= 1
        project = self.rows[first - 1] if first else None
        if project is None or not project.depth or project.amount is None:
            return False
        total = 0
        for row in self.rows[first:]:
            if row.depth or total_name(row.name) is not TotalName.NONE:
                break
            total += row.amount or 0
        return total == project.amount
