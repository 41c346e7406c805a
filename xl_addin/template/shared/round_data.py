"""The projects of a register as the templates of one round show them, before anybody has typed anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from xl_addin.model.decisions import accepted_rules
from xl_addin.model.form.column_states import State, column_state, entry_columns, is_late
from xl_addin.model.form.schema import MAIN, Column, Form
from xl_addin.model.form.scopes import constants
from xl_addin.model.register import Group, Register
from xl_addin.model.rules.judging import EntryFinding
from xl_addin.model.rules.round_check import check_round
from xl_addin.model.rules.template_checks import entry_check_id
from xl_addin.model.texts import names_of
from xl_addin.model.values.kinds import SCALE, Fill
from xl_addin.previous.group_tables import as_of_groups
from xl_addin.previous.known_rows import known_rows
from xl_addin.previous.office_before import in_round
from xl_addin.previous.previous_report import PreviousReport, carried_columns, earlier_figures

Words = Mapping[str, tuple[str, str]]
"""What is wrong in a row: id of a check -> (message, how to put it right)."""


@dataclass(frozen=True, slots=True)
class RoundData:
    """All projects of an office in one round.

    `frame`: one row per project of the register, in its order, index 0..n-1: identity, every column of the
    form (computed ones too) as inside values. `words`: per row what the checks say already. `tables`, `row_words`:
    the same for the known rows of small tables (see `known_rows`), with computed columns. `constants`: as
    `scopes.constants` gives them. `other_names`: what texts are to say instead of the register's names.
    `carried`: see `previous.carried_columns`. `accepted`: project id -> rules whose warnings were accepted.
    `of_groups`: the same of each table of the groups, by key (see `model.group_tables`).
    """

    form: Form
    register: Register
    round: int
    has_previous: bool
    carried: frozenset[str]
    frame: pd.DataFrame
    words: tuple[Words, ...]
    tables: Mapping[str, pd.DataFrame]
    row_words: Mapping[str, tuple[Words, ...]]
    constants: Mapping[str, int | str | None]
    other_names: Mapping[str, Any] = field(default_factory=dict)
    accepted: Mapping[str, frozenset[str]] = field(default_factory=dict)
    of_groups: Mapping[str, RoundData] = field(default_factory=dict)
    _columns: dict[str, list[Any]] = field(default_factory=dict, init=False, compare=False, repr=False)

    def names(self, group: Group) -> dict[str, Any]:
        """What the texts of a group's template may name."""
        return names_of(self.register, self.round, group) | dict(self.other_names)

    def record(self, position: int) -> dict[str, Any]:
        """What `frame` holds of the project in a row, by column."""
        if not self._columns:
            self._columns.update((str(key), self.frame[key].tolist()) for key in self.frame)
        return {key: values[position] for key, values in self._columns.items()}

    def accepted_at(self, position: int) -> frozenset[str]:
        """The rules whose warnings were accepted of the project in a row of `frame`."""
        if not self.accepted:
            return frozenset()
        return self.accepted.get(str(self.frame["project_id"].iloc[position]), frozenset())

    def state(self, column: Column) -> State:
        return column_state(column, self.round, self.carried)

    def entries(self, table: str = MAIN) -> tuple[Column, ...]:
        """The columns that groups type in this round."""
        return entry_columns(self.form, self.round, self.carried, table)

    def rows_of(self, group_id: str) -> pd.DataFrame:
        """The rows that one group reports; the index says where they stand in `frame` and `words`."""
        asked = ~self.frame["project_id"].isin(set(self.register.closed))
        return self.frame[(self.frame["group_id"] == group_id) & asked]


def round_data(
    form: Form,
    register: Register,
    round_: int,
    previous: PreviousReport | None,
    other_names: Mapping[str, Any] | None = None,
) -> RoundData:
    """Registered and earlier figures, with the computed columns and problems that follow from them.

    `register`: of the year, or as it stands in the round.
    """
    if form is not register.form:
        register = replace(register, form=form)
    register = in_round(register, round_, previous)
    form = register.form
    known = constants(
        form,
        register.fiscal_year,
        round_,
        {param.key: register.param(param.key, round_) for param in form.params},
    )
    carried = carried_columns(register, round_, previous)
    frame = _prefilled(form, register, round_, previous)
    has_previous = previous is not None
    tables = known_rows(register, round_, previous)
    accepted = {
        project: frozenset(rule for rule, _ in rules)
        for project, rules in accepted_rules(register.decisions, round_).items()
    }
    names = other_names or {}
    of_groups = {
        table.key: round_data(office.form, office, round_, before, other_names)
        for table in form.group_tables
        for office, before in [as_of_groups(register, table, previous)]
    }
    return judged(
        RoundData(
            form,
            register,
            round_,
            has_previous,
            carried,
            frame,
            (),
            tables,
            {},
            known,
            names,
            accepted,
            of_groups,
        )
    )


def judged(data: RoundData, findings: Sequence[EntryFinding] = ()) -> RoundData:
    """The same with the computed columns and words that follow from what stands in `data.frame`.

    `findings`: what is wrong with entries as they were typed.
    """
    form = data.form
    checked = check_round(
        data.register,
        data.round,
        data.frame,
        data.tables,
        entries={table: [column.key for column in data.entries(table)] for table in (MAIN, *data.tables)},
        findings=findings,
    )
    frames = {MAIN: checked.frame, **checked.tables}
    words: dict[str, tuple[dict[str, tuple[str, str]], ...]] = {
        table: tuple({} for _ in range(len(frame))) for table, frame in frames.items()
    }
    rules = {rule.id for rule in form.rules}
    for found in checked.problems:
        id_ = found.problem.rule if found.problem.rule in rules else entry_check_id(found.key)
        words[found.table][found.row][id_] = (found.problem.message, found.problem.fix)
    return replace(data, frame=checked.frame, words=words.pop(MAIN), tables=checked.tables, row_words=words)


def _prefilled(form: Form, register: Register, round_: int, previous: PreviousReport | None) -> pd.DataFrame:
    frame = register.projects.reset_index(drop=True)
    earlier = None if previous is None else earlier_figures(previous, register, round_)
    for column in form.columns:
        if column.fill is Fill.REGISTER and column.key in frame:
            continue
        earlier_figure = column.fill is Fill.PREVIOUS or is_late(column, round_)
        source = column.previous if earlier_figure else None
        values: list[object] = [None] * len(frame)
        if earlier is not None and source is not None and source in earlier:
            values = list(earlier[source])
        frame[column.key] = _series(values, column)
    return frame


def _series(values: list[object], column: Column) -> pd.Series:
    blank = [None if pd.isna(value) else value for value in values]  # type: ignore[call-overload]
    return pd.Series(blank, dtype="Int64" if column.kind in SCALE else object)
