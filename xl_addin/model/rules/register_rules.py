"""A form's rules that the register alone can break: plans that miss the budget, a wrong year in a name."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from xl_addin.model.expressions.language import parse
from xl_addin.model.expressions.message_templates import parts
from xl_addin.model.form.schema import MAIN, Column, Form, Rule
from xl_addin.model.form.scopes import constants, inputs
from xl_addin.model.register import IDENTITY_COLUMNS
from xl_addin.model.rules.checking import check
from xl_addin.model.rules.judging import EntryFinding, RowProblem
from xl_addin.model.values.kinds import Fill

OF_THE_YEAR = frozenset(("fiscal_year", "year_start", "year_end"))
"""Constants that are the same in every round."""


def register_rules(form: Form) -> tuple[Rule, ...]:
    """Rules of the main table all of whose inputs stand in the register and hold for the whole year."""
    known = {column.key for column in form.columns if column.fill is Fill.REGISTER}
    known |= {*IDENTITY_COLUMNS, *OF_THE_YEAR}
    return tuple(
        rule
        for rule in form.rules
        if rule.table == MAIN and rule.at in known and _inputs(form, rule) <= {(MAIN, key) for key in known}
    )


def register_problems(
    form: Form, projects: pd.DataFrame, fiscal_year: int, findings: Sequence[EntryFinding]
) -> list[RowProblem]:
    """What these rules find in the projects of a register.

    `projects`: as `Register.projects`. `findings`: what is wrong with entries; rules on those stay quiet.
    """
    rules = register_rules(form)
    if not rules or projects.empty:
        return []
    columns = tuple(column for column in form.columns if _stands_in_register(form, column))
    part = form.model_copy(update={"columns": columns, "tables": (), "rules": rules})
    found = check(
        part,
        projects,
        {},
        constants=constants(form, fiscal_year, 1, {}),
        percent_rounding=form.settings.percent_rounding,
        entries={},
        findings=[finding for finding in findings if finding.key in {column.key for column in columns}],
    )
    ids = {rule.id for rule in rules}
    return [entry for entry in found.problems if entry.problem.rule in ids]


def _stands_in_register(form: Form, column: Column) -> bool:
    if column.fill is not Fill.COMPUTED or column.formula is None:
        return column.fill is Fill.REGISTER
    known = {key.key for key in form.columns if key.fill is Fill.REGISTER} | OF_THE_YEAR
    return inputs(form, [parse(column.formula)]) <= {(MAIN, key) for key in known}


def _inputs(form: Form, rule: Rule) -> set[tuple[str, str]]:
    """What the rule judges by and what its sentences say."""
    judged = [parse(text) for text in (rule.check, rule.when) if text is not None]
    said = [part for text in (rule.message, rule.fix) for part in parts(text) if not isinstance(part, str)]
    return inputs(form, judged + said)
