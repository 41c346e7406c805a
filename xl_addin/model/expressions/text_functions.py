"""Functions of the expression language that read running Thai text. They have no Excel formula.

A rule that uses one of them is checked by the add-in, at intake and in the report, and not by the
template's own formulas.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from xl_addin.model.thai import (
    facts_in_text,
    head_counts,
    meals_in_text,
    products_in_text,
    slips_in_text,
    years_in_text,
)
from xl_addin.model.thai.dates_in_text import impossible_dates
from xl_addin.model.thai.lengths_in_text import lasts_otherwise
from xl_addin.model.thai.told_again import activities_gone, told_otherwise
from xl_addin.model.values.kinds import Kind


@dataclass(frozen=True, slots=True)
class TextFunction:
    """`arguments` are the kinds it takes, `result` the kind it gives (None: true or false).

    `compute` gets plain inside values (text "" for blank, numbers None for blank) and gives an inside
    value or None for blank. `repeats`: the last argument may be given any number of times. A text argument
    may be a column of a child table: its filled cells, one per line.
    """

    arguments: tuple[Kind, ...]
    result: Kind | None
    compute: Callable[..., Any]
    repeats: bool = False

    def kinds(self, given: int) -> tuple[Kind, ...]:
        """The kinds of `given` arguments."""
        return self.arguments + self.arguments[-1:] * (given - len(self.arguments))


def _dates_outside(text: str, start: int | None, end: int | None) -> int:
    """How many dates read in a text lie outside a period (serial days, both ends included)."""
    return len(facts_in_text.outside(text, start, end))


def _date_outside(text: str, start: int | None, end: int | None) -> str:
    """The dates outside a period as they stand in the text, joined."""
    return ", ".join(found.text for found in facts_in_text.outside(text, start, end))


def _dates_impossible(text: str) -> str:
    """The days in a text that no calendar has, as they stand in it, joined; "" without one."""
    return ", ".join(impossible_dates(text))


def _normal(text: str) -> str:
    return "".join(text.split()).casefold()


def _same_text(text: str, *others: str) -> bool:
    """A text of at least 20 characters that is like one of the others but for spaces."""
    text = _normal(text)
    return len(text) >= 20 and any(text == _normal(other) for other in others)


TEXT_FUNCTIONS: dict[str, TextFunction] = {
    "YEARS_OFF": TextFunction((Kind.TEXT, Kind.COUNT), Kind.TEXT, years_in_text.years_off),
    "PERIOD_OFF": TextFunction((Kind.TEXT, Kind.COUNT), Kind.TEXT, years_in_text.period_off),
    "DATES_OUTSIDE": TextFunction((Kind.TEXT, Kind.DATE, Kind.DATE), Kind.COUNT, _dates_outside),
    "DATE_OUTSIDE": TextFunction((Kind.TEXT, Kind.DATE, Kind.DATE), Kind.TEXT, _date_outside),
    "DATES_IMPOSSIBLE": TextFunction((Kind.TEXT,), Kind.TEXT, _dates_impossible),
    "SAME_TEXT": TextFunction((Kind.TEXT, Kind.TEXT), None, _same_text, repeats=True),
    "DONE_AFTER": TextFunction((Kind.TEXT, Kind.DATE), Kind.TEXT, facts_in_text.done_after),
    "YEARS_FAR": TextFunction((Kind.TEXT, Kind.COUNT, Kind.COUNT), Kind.TEXT, years_in_text.years_far),
    "SPENT_OTHER": TextFunction((Kind.TEXT, Kind.BAHT), Kind.TEXT, facts_in_text.spent_other, repeats=True),
    "TOLD_OUTSIDE": TextFunction((Kind.TEXT, Kind.DATE, Kind.DATE), Kind.TEXT, facts_in_text.told_outside),
    "YEAR_SLIP": TextFunction((Kind.TEXT, Kind.DATE, Kind.DATE), Kind.TEXT, facts_in_text.year_slip),
    "SAYS_UNPAID": TextFunction((Kind.TEXT,), Kind.TEXT, slips_in_text.says_unpaid),
    "CUT_OFF": TextFunction((Kind.TEXT,), Kind.TEXT, slips_in_text.cut_off),
    "NUMBERING_SLIP": TextFunction((Kind.TEXT,), Kind.TEXT, slips_in_text.numbering_slip),
    "NO_EFFECT": TextFunction((Kind.TEXT,), None, slips_in_text.no_effect),
    "NEAR_TEXT": TextFunction((Kind.TEXT, Kind.TEXT), None, slips_in_text.near_text, repeats=True),
    "ACTIVITIES_TOLD": TextFunction((Kind.TEXT, Kind.COUNT), Kind.COUNT, slips_in_text.activities_told),
    "LASTS_OTHERWISE": TextFunction((Kind.TEXT, Kind.TEXT), Kind.TEXT, lasts_otherwise, repeats=True),
    "TOLD_OTHERWISE": TextFunction((Kind.TEXT, Kind.TEXT), Kind.TEXT, told_otherwise, repeats=True),
    "ACTIVITIES_GONE": TextFunction((Kind.TEXT, Kind.TEXT), Kind.TEXT, activities_gone),
    "EXPENSE_KIND": TextFunction((Kind.TEXT,), Kind.TEXT, slips_in_text.expense_kind),
    "PARTS_DIFFER": TextFunction((Kind.TEXT,), Kind.TEXT, head_counts.parts_differ),
    "PEOPLE_AMONG": TextFunction((Kind.TEXT, Kind.COUNT), None, head_counts.people_among),
    "PEOPLE": TextFunction((Kind.TEXT,), Kind.COUNT, head_counts.people),
    "PRODUCT": TextFunction((Kind.TEXT,), Kind.BAHT, products_in_text.product),
    "PRODUCT_DIFFERS": TextFunction((Kind.TEXT, Kind.BAHT), Kind.BAHT, products_in_text.product_differs),
    "PRODUCT_WORDS": TextFunction((Kind.TEXT,), Kind.TEXT, products_in_text.product_words),
    "RESULT_DIFFERS": TextFunction((Kind.TEXT,), Kind.TEXT, products_in_text.told_differs),
    "MEAL_RATE": TextFunction((Kind.TEXT,), Kind.BAHT, meals_in_text.meal_rate),
    "MEAL_WORDS": TextFunction((Kind.TEXT,), Kind.TEXT, meals_in_text.meal_words),
}
