"""Checking the projects of a round: with the constants, parameters and rounding that its register gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from xl_addin.model.expressions.text_readings import TextReadings
from xl_addin.model.form.scopes import constants
from xl_addin.model.register import Register
from xl_addin.model.rules.checking import Checked, check, computed
from xl_addin.model.rules.judging import Constants, EntryFinding, Mask


def check_round(
    register: Register,
    round_: int,
    frame: pd.DataFrame,
    tables: Mapping[str, pd.DataFrame],
    *,
    entries: Mapping[str, Sequence[str]],
    findings: Sequence[EntryFinding] = (),
    active: Mask | None = None,
    readings: TextReadings | None = None,
) -> Checked:
    """`checking.check` for round `round_` of the register: one row of `frame` a project, `tables` by key."""
    return check(
        register.form,
        frame,
        tables,
        constants=round_constants(register, round_),
        percent_rounding=register.settings.percent_rounding,
        entries=entries,
        findings=findings,
        active=active,
        readings=readings,
    )


def computed_round(
    register: Register, round_: int, frame: pd.DataFrame, tables: Mapping[str, pd.DataFrame]
) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """The frames of a round with their computed columns, and nothing judged."""
    return computed(
        register.form,
        frame,
        tables,
        constants=round_constants(register, round_),
        percent_rounding=register.settings.percent_rounding,
    )


def round_constants(register: Register, round_: int) -> Constants:
    """The constants of a round as its register gives them."""
    params = {param.key: register.param(param.key, round_) for param in register.form.params}
    return constants(register.form, register.fiscal_year, round_, params)
