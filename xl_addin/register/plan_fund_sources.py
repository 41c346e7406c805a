"""Which fund source of a form a project of the plan stands under, and what is told of that choice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from xl_addin.model.form.schema import Form
from xl_addin.model.problems.catalogue import problem, say
from xl_addin.model.problems.problem import Place, Problem
from xl_addin.model.register import Section
from xl_addin.model.values.money import format_baht

FUND_KEY = "fund_no"
"""Column of a plan: which fund source pays the project, counted as in the prefilled list of fund sources."""

FUNDS = {1: "budget_area_office", 2: "budget_obec", 3: "budget_other"}
"""Columns of a plan with the money of each fund source, by its number."""


def fund_numbers(rows: pd.DataFrame, sections: Sequence[Section]) -> list[int | None]:
    """The number of each project's fund source in a form's list.

    None where the plan gives the project no money, or first of all money of a source that the list lacks.
    Money of several sources goes under the first of them.
    """
    known = {section.no for section in sections}
    numbers = []
    for record in rows.to_dict("records"):
        fund = next(iter(_amounts(record)), None) if _has_amounts(rows) else record[FUND_KEY]
        numbers.append(None if pd.isna(fund) or int(fund) not in known else int(fund))
    return numbers


def fund_problems(
    rows: pd.DataFrame, target: Form, sections: Sequence[Section], file: str, language: str = "th"
) -> list[Problem]:
    """A warning for each project whose fund source was left blank or chosen among several."""
    if target.sections is None or target.sections.from_plan != "fund" or not _has_amounts(rows):
        return []
    labels = {fund: say(f"plan_{key}", language) for fund, key in FUNDS.items()}
    names = {section.no: section.name for section in sections}
    told = []
    for record, number in zip(rows.to_dict("records"), fund_numbers(rows, sections), strict=True):
        amounts = _amounts(record)
        if number is not None and len(amounts) == 1:
            continue
        rule = "plan_fund_chosen" if number is not None else "plan_fund_blank"
        values: dict[str, Any] = {
            "value": str(record["project"]),
            "fund": names.get(number, "") if number is not None else "",
            "amounts": ", ".join(
                f"{labels[fund]} {format_baht(amount, None)}" for fund, amount in amounts.items()
            ),
        }
        told.append(
            problem(
                rule,
                Place(file),
                project=str(record["project_id"]),
                project_name=values["value"],
                language=language,
                wording="plan_no_money" if not amounts else "",
                **values,
            )
        )
    return told


def _has_amounts(rows: pd.DataFrame) -> bool:
    return set(FUNDS.values()) <= set(rows.columns)


def _amounts(record: dict[Any, Any]) -> dict[int, int]:
    """Satang by number of the fund source; only those that pay something."""
    found = {fund: record[key] for fund, key in FUNDS.items()}
    return {fund: int(amount) for fund, amount in found.items() if not pd.isna(amount) and amount > 0}
