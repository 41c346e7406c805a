"""What a report still lacks: errors, projects without a report, gaps of earlier rounds. Said on every page.

A page never says more than is known. Errors of this round come from the consolidation; pages of earlier rounds
that are printed again are checked again with the rules of the form.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.consolidate.gaps import CLOSED
from xl_addin.model.expressions.evaluation_data import ABOVE, PARENT
from xl_addin.model.form.column_states import entry_columns
from xl_addin.model.form.schema import MAIN, Form
from xl_addin.model.problems.problem import Problem, Severity
from xl_addin.model.rules.round_check import check_round
from xl_addin.model.table_names import PATH
from xl_addin.previous.known_rows import path_above, row_paths
from xl_addin.previous.missed_amounts import answered_gaps, is_missed
from xl_addin.previous.missed_rounds import missed_rounds

DRAFT = "ร่าง"
MARK = "*"
"""Beside a printed value that is wrong, or in the place of one that was refused."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """One round. `errors`: how many; `wrong`: project id -> keys of its columns with an error.

    `unreported`: projects without a report; `gaps`: groups that lack an earlier round.
    """

    errors: int = 0
    unreported: int = 0
    gaps: int = 0
    wrong: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def is_draft(self) -> bool:
        return bool(self.errors or self.unreported or self.gaps)


def unfinished(consolidated: Consolidated) -> Unfinished:
    """What this round lacks."""
    errors = [one for one in consolidated.problems if one.severity is Severity.ERROR]
    unreported = int((~consolidated.frame["reported"].astype(bool)).sum())
    answered = answered_gaps(consolidated.register.form, consolidated.frame)
    missed = {one.group_id for one in missed_rounds(consolidated.register, consolidated.history, answered)}
    return Unfinished(len(errors), unreported, len(missed), _wrong(errors))


def unfinished_earlier(
    consolidated: Consolidated, round_: int, frame: pd.DataFrame, tables: Mapping[str, pd.DataFrame]
) -> Unfinished:
    """What an earlier round lacks; `frame` and `tables` are its rows as the report before kept them."""
    register, form = consolidated.register, consolidated.register.form
    reported = frame["reported"].astype(bool).to_numpy(dtype=bool)
    children: dict[str, pd.DataFrame] = {}
    for table in form.tables:
        owner = form.above(table.key)[0]
        above = frame if owner == MAIN else children[owner]
        children[table.key] = _of_rows(form, table.key, tables.get(table.key), above)
    checked = check_round(
        register,
        round_,
        frame,
        children,
        entries={
            key: [column.key for column in entry_columns(form, round_, table=key) if not is_missed(column)]
            for key in (MAIN, *children)
        },
        active=reported & frame[CLOSED].isna().to_numpy(dtype=bool) if CLOSED in frame else reported,
    )
    errors = [one.problem for one in checked.problems if one.problem.severity is Severity.ERROR]
    return Unfinished(len(errors), int((~reported).sum()), 0, _wrong(errors))


def _wrong(errors: list[Problem]) -> dict[str, frozenset[str]]:
    keys: dict[str, set[str]] = {}
    for one in errors:
        if one.project:
            keys.setdefault(one.project, set()).update(one.column.split(".")[-1:])
    return {project: frozenset(found) for project, found in keys.items()}


def _of_rows(form: Form, key: str, table: pd.DataFrame | None, above: pd.DataFrame) -> pd.DataFrame:
    """The rows of a small table with the position of their project, and of the row that they stand in."""
    nested = PARENT in above
    if table is None or "project_id" not in table or (nested and PATH not in table):
        columns = [PARENT, ABOVE, "project_id", "n", *(column.key for column in form.columns_of(key))]
        return pd.DataFrame({name: [] for name in columns}).astype({PARENT: np.int64, ABOVE: np.int64})
    ways = map(path_above, row_paths(table)) if nested else [""] * len(table)
    owners = pd.Series(list(zip(table["project_id"], ways, strict=True)), index=table.index, dtype=object)
    own = row_paths(above) if nested else [""] * len(above)
    place = {row: position for position, row in enumerate(zip(above["project_id"], own, strict=True))}
    known = table[owners.isin(place)].reset_index(drop=True)
    at = owners[owners.isin(place)].map(place).to_numpy(dtype=np.int64)
    if not nested:
        return known.assign(**{PARENT: at})
    return known.assign(**{PARENT: above[PARENT].to_numpy(dtype=np.int64)[at], ABOVE: at})


def prints(key: str | None, text: str | None, wanted: str) -> bool:
    """Whether what prints a key, or a jinja2 text of a row, shows the column `wanted`."""
    if key is not None and key in (wanted, f"{wanted}_label"):
        return True
    named = rf"\b(?:row|child)\.{wanted}(?:_label|_none_label)?\b"
    return text is not None and re.search(named, text) is not None
