"""Whose workbook it is: does it belong to this office's open round, and to the group that holds the token?"""

from __future__ import annotations

from xl_addin.model.identity import Identity
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.problem import Problem
from xl_addin.office.open_round import OpenRound


def identity_problems(identity: Identity, open_round: OpenRound, group: str) -> list[Problem]:
    """Why a workbook is not one that this group may check and send now; `group` "" stands for an officer."""
    register, form = open_round.register, open_round.register.form
    versions = (form.version, *form.accepts)
    if (
        identity.form_id != form.id
        or identity.form_version not in versions
        or identity.office != register.office
    ):
        return [problem("server_other_form", value=identity.office, office=register.office)]
    if (identity.fiscal_year, identity.round) != (register.fiscal_year, open_round.round):
        return [
            problem(
                "server_other_round",
                value=f"{identity.round}/{identity.fiscal_year}",
                open=f"{open_round.round}/{register.fiscal_year}",
            )
        ]
    if group and identity.group_id != group:
        return [problem("server_other_group", value=identity.group, own=_name(open_round, group))]
    return []


def _name(open_round: OpenRound, group: str) -> str:
    return next((found.name for found in open_round.register.groups if found.id == group), group)
