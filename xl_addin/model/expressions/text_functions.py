"""Functions of the expression language that read running Thai text. They have no Excel formula.

A rule that uses one of them is checked by the add-in, at intake and in the report, and not by the
template's own formulas.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any

from xl_addin.model.values.kinds import Kind


@dataclass(frozen=True)
class TextFunction:
    """`arguments` are the kinds it takes, `result` the kind it gives (None: true or false).

    `place`: its module in model/thai and its name there. `repeats`: the last argument may be given any number of
    times. A text argument may be a column of a child table: its filled cells, one per line. `reads_dates`: it
    looks for dates and gives a text, "" where it gives "" for each of the dates alone.
    """

    arguments: tuple[Kind, ...]
    result: Kind | None
    place: str
    repeats: bool = False
    reads_dates: bool = False

    @cached_property
    def compute(self) -> Callable[..., Any]:
        """It gets plain inside values (text "" for blank, numbers None for blank) and gives an inside value or None
        for blank. Imported when it is first asked for: what reads texts is much, and most of it is read once."""
        module, name = self.place.split(".")
        found: Callable[..., Any] = getattr(import_module(f"xl_addin.model.thai.{module}"), name)
        return found

    def kinds(self, given: int) -> tuple[Kind, ...]:
        """The kinds of `given` arguments."""
        return self.arguments + self.arguments[-1:] * (given - len(self.arguments))


TEXT_FUNCTIONS: dict[str, TextFunction] = {
    "YEARS_OFF": TextFunction((Kind.TEXT, Kind.COUNT), Kind.TEXT, "years_in_text.years_off"),
    "PERIOD_OFF": TextFunction((Kind.TEXT, Kind.COUNT), Kind.TEXT, "years_in_text.period_off"),
    "DATES_OUTSIDE": TextFunction(
        (Kind.TEXT, Kind.DATE, Kind.DATE), Kind.COUNT, "facts_in_text.dates_outside"
    ),
    "DATE_OUTSIDE": TextFunction((Kind.TEXT, Kind.DATE, Kind.DATE), Kind.TEXT, "facts_in_text.date_outside"),
    "DATES_IMPOSSIBLE": TextFunction(
        (Kind.TEXT,), Kind.TEXT, "dates_in_text.days_impossible", reads_dates=True
    ),
    "SAME_TEXT": TextFunction((Kind.TEXT, Kind.TEXT), None, "likeness.same_text", repeats=True),
    "DONE_AFTER": TextFunction((Kind.TEXT, Kind.DATE), Kind.TEXT, "facts_in_text.done_after"),
    "YEARS_FAR": TextFunction((Kind.TEXT, Kind.COUNT, Kind.COUNT), Kind.TEXT, "years_in_text.years_far"),
    "SPENT_OTHER": TextFunction((Kind.TEXT, Kind.BAHT), Kind.TEXT, "facts_in_text.spent_other", repeats=True),
    "TOLD_OUTSIDE": TextFunction(
        (Kind.TEXT, Kind.DATE, Kind.DATE), Kind.TEXT, "facts_in_text.told_outside", reads_dates=True
    ),
    "YEAR_SLIP": TextFunction((Kind.TEXT, Kind.DATE, Kind.DATE), Kind.TEXT, "facts_in_text.year_slip"),
    "SAYS_UNPAID": TextFunction((Kind.TEXT,), Kind.TEXT, "slips_in_text.says_unpaid"),
    "CUT_OFF": TextFunction((Kind.TEXT,), Kind.TEXT, "slips_in_text.cut_off"),
    "NUMBERING_SLIP": TextFunction((Kind.TEXT,), Kind.TEXT, "slips_in_text.numbering_slip"),
    "NO_EFFECT": TextFunction((Kind.TEXT,), None, "slips_in_text.no_effect"),
    "NEAR_TEXT": TextFunction((Kind.TEXT, Kind.TEXT), None, "slips_in_text.near_text", repeats=True),
    "ACTIVITIES_TOLD": TextFunction((Kind.TEXT, Kind.COUNT), Kind.COUNT, "slips_in_text.activities_told"),
    "LASTS_OTHERWISE": TextFunction(
        (Kind.TEXT, Kind.TEXT), Kind.TEXT, "lengths_in_text.lasts_otherwise", repeats=True
    ),
    "TOLD_OTHERWISE": TextFunction(
        (Kind.TEXT, Kind.TEXT), Kind.TEXT, "told_again.told_otherwise", repeats=True
    ),
    "ACTIVITIES_GONE": TextFunction((Kind.TEXT, Kind.TEXT), Kind.TEXT, "told_again.activities_gone"),
    "EXPENSE_KIND": TextFunction((Kind.TEXT,), Kind.TEXT, "slips_in_text.expense_kind"),
    "PARTS_DIFFER": TextFunction((Kind.TEXT,), Kind.TEXT, "head_counts.parts_differ"),
    "PEOPLE_AMONG": TextFunction((Kind.TEXT, Kind.COUNT), None, "head_counts.people_among"),
    "PEOPLE": TextFunction((Kind.TEXT,), Kind.COUNT, "head_counts.people"),
    "PRODUCT": TextFunction((Kind.TEXT,), Kind.BAHT, "products_in_text.product"),
    "PRODUCT_DIFFERS": TextFunction((Kind.TEXT, Kind.BAHT), Kind.BAHT, "products_in_text.product_differs"),
    "PRODUCT_WORDS": TextFunction((Kind.TEXT,), Kind.TEXT, "products_in_text.product_words"),
    "RESULT_DIFFERS": TextFunction((Kind.TEXT,), Kind.TEXT, "products_in_text.told_differs"),
    "MEAL_RATE": TextFunction((Kind.TEXT,), Kind.BAHT, "meals_in_text.meal_rate"),
    "MEAL_WORDS": TextFunction((Kind.TEXT,), Kind.TEXT, "meals_in_text.meal_words"),
}


def import_functions() -> None:
    """Import what every text function takes, for a process that waits for its work."""
    for function in TEXT_FUNCTIONS.values():
        _ = function.compute
