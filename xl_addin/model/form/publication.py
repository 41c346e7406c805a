"""What of a form goes out beside the report: to the public, and into the national system eMENSCR.

    [public]
    results = "performance"          # key of the form's own column
    problems = "problems"

    [emenscr]
    exempt = "exempt"                # a project with a value here is left out
    m1 = ["project", "group"]        # fields of the system's page in its order
    m7 = ["status", "strategy_goal|strategy_goal_none", "activities.result"]

A field is a column, the first of several that has a value (`a|b`), or a column of a small table (`table.column`);
neighbouring columns of one small table are told row by row.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from xl_addin.model.form.part import FormPart, Key

EmenscrField = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*([.|][a-z][a-z0-9_]*)?$")]
Fields = tuple[EmenscrField, ...]

EMENSCR_PAGES = ("m1", "m2", "m3", "m4", "m5", "m7")
"""Entry pages M1-M5 of the project itself, and the quarter's progress."""


class Public(FormPart):
    """The two texts of the page for the public; name, money, percent and status are those of `national`."""

    results: Key | None = None
    problems: Key | None = None


class Emenscr(FormPart):
    """The fields of each entry page of eMENSCR that the form knows, in the system's order."""

    exempt: Key | None = None
    m1: Fields = ()
    m2: Fields = ()
    m3: Fields = ()
    m4: Fields = ()
    m5: Fields = ()
    m7: Fields = ()

    def pages(self) -> Iterator[tuple[str, Fields]]:
        """Pages that have fields: ("m1", fields)."""
        for name in EMENSCR_PAGES:
            if fields := getattr(self, name):
                yield name, fields


def table_of(field: str) -> str:
    """The small table that a field belongs to; "" for the project's own."""
    return field.partition(".")[0] if "." in field else ""
