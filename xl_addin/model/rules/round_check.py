"""Checking the projects of a round: with the constants, parameters and rounding that its register gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from xl_addin.model.form.scopes import constants
from xl_addin.model.register import Register
from xl_addin.model.rules.checking import Checked, EntryFinding, Mask, check


def check_round(
    register: Register,
    round_: int,
    frame: pd.DataFrame,
    tables: Mapping[str, pd.DataFrame],
    *,
    entries: Mapping[str, Sequence[str]],
    findings: Sequence[EntryFinding] = (),
    active: Mask | None = None,
) -> Checked:
    """`checking.check` for round `round_` of the register: one row of `frame` a project, `tables` by key."""
    form = register.form
    params = {param.key: register.param(param.key, round_) for param in form.params}
    return check(
        form,
        frame,
        tables,
        constants=constants(form, register.fiscal_year, round_, params),
        percent_rounding=register.settings.percent_rounding,
        entries=entries,
        findings=findings,
        active=active,
    )
