"""What a column is in one round: asked for, taken over from earlier rounds, or not due yet."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from xl_addin.model.form.schema import MAIN, Column, Form
from xl_addin.model.values.kinds import Fill


class State(StrEnum):
    REGISTER = "register"
    PREVIOUS = "previous"
    COMPUTED = "computed"
    ENTRY = "entry"
    CARRIED = "carried"
    NOT_DUE = "not_due"


_FIXED = {Fill.REGISTER: State.REGISTER, Fill.PREVIOUS: State.PREVIOUS, Fill.COMPUTED: State.COMPUTED}


def column_state(column: Column, round_: int, carried: Collection[str] = ()) -> State:
    """The state of a column in a round; `carried`: keys that the report of the round before fills for all projects.

    A quarter that is not due yet is locked and blank. A quarter that has passed is taken over from the
    previous report, or asked for where that has gaps: a group that missed a round reports it later.
    """
    if column.fill is not Fill.GROUP:
        return _FIXED[column.fill]
    if column.due is not None and column.due > round_:
        return State.NOT_DUE
    return State.CARRIED if column.key in carried else State.ENTRY


def is_late(column: Column, round_: int) -> bool:
    """Whether a group column belongs to an earlier round, so that the previous report may know its figures."""
    return column.fill is Fill.GROUP and column.previous is not None and (column.due or round_) < round_


def late_columns(form: Form, round_: int) -> frozenset[str]:
    """Keys of the group columns of earlier rounds."""
    return frozenset(column.key for column in form.columns if is_late(column, round_))


def entry_columns(
    form: Form, round_: int, carried: Collection[str] = (), table: str = MAIN
) -> tuple[Column, ...]:
    """The columns that a group types in this round."""
    return tuple(
        column for column in form.columns_of(table) if column_state(column, round_, carried) is State.ENTRY
    )
