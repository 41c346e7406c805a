"""What a column is in one round: asked for, taken over from earlier rounds, or not due yet."""

from __future__ import annotations

from enum import StrEnum

from xl_addin.model.form import MAIN, Column, Form
from xl_addin.model.kinds import Fill


class State(StrEnum):
    REGISTER = "register"
    PREVIOUS = "previous"
    COMPUTED = "computed"
    ENTRY = "entry"
    CARRIED = "carried"
    NOT_DUE = "not_due"


_FIXED = {Fill.REGISTER: State.REGISTER, Fill.PREVIOUS: State.PREVIOUS, Fill.COMPUTED: State.COMPUTED}


def column_state(column: Column, round_: int, has_previous: bool) -> State:
    """The state of a column in a round; `has_previous`: the report of the round before is at hand.

    A quarter that is not due yet is locked and blank. A quarter that has passed is taken over from the
    previous report, or asked for where there is none.
    """
    if column.fill is not Fill.GROUP:
        return _FIXED[column.fill]
    if column.due is None or column.due == round_:
        return State.ENTRY
    if column.due > round_:
        return State.NOT_DUE
    return State.CARRIED if has_previous and column.previous else State.ENTRY


def entry_columns(form: Form, round_: int, has_previous: bool, table: str = MAIN) -> tuple[Column, ...]:
    """The columns that a group types in this round."""
    return tuple(
        column
        for column in form.columns_of(table)
        if column_state(column, round_, has_previous) is State.ENTRY
    )
