"""Identity of a workbook that leaves the office: stands in its hidden sheet `_form` and its custom properties."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from xl_addin.model.thai.words import date_words
from xl_addin.model.values.typed_dates import read_date

FORM_SHEET = "_form"
CHECK_SHEET = "_check"
LISTS_SHEET = "_lists"
PRINTED_SHEET = "_printed"
REGISTER_SHEET = "_register"
PROPERTY_PREFIX = "tidtam_"
ISSUED_COLUMN = 3
"""Column (from 0) of the sheet `_form` whose first cell lists the projects that the workbook was given."""
NOTES_COLUMN = 4
"""Column (from 0) of the same sheet whose first cell holds the office's own notes that the workbook was given."""
NONE_ISSUED = "|"
"""Stands there in a workbook that was given no project: a group that only proposes some."""
GIVEN_TABLES = "tables"
"""Beside the identity, in the same places: keys of the tables of the groups that the workbook was given."""
MARK_AUTHOR = "Tidtam"
"""Author of the notes that the program itself puts on the cells of a workbook; they are nobody's entry."""

MOST_SIGNED = 100
"""So many characters of a position or a day are shown."""

STATE = "state"
"""Property of a report: DRAFT while something is left to put right, else FINAL."""
DRAFT, FINAL = "draft", "final"


@dataclass(frozen=True, slots=True)
class Identity:
    """Which form, office, year, round and group a workbook belongs to, and which issue of it this is.

    `office` is the office's name as in the register; `issue` counts the times the template was given out or
    marked ready (1 = first); `ready` is the count of entries when "พร้อมส่ง" was pressed, "" before;
    `signed_position` and `signed_on` are who pressed it, by position, and the day, both as they were typed.
    `issued`: ids of the projects that the workbook was given; None where it does not say.
    """

    form_id: str
    form_version: int
    office: str
    fiscal_year: int
    round: int
    group_id: str
    group: str
    issue: int = 1
    ready: str = ""
    issued: tuple[str, ...] | None = None
    signed_position: str = ""
    signed_on: str = ""

    @property
    def signature(self) -> str:
        """Who marked the workbook ready and when, in words; "" where nobody has."""
        if not self.ready.strip() or not self.signed_position.strip():
            return ""
        day = read_date(self.signed_on).serial
        on = self.signed_on.strip() if day is None else date_words(day, short=True)
        return f"{self.signed_position.strip()[:MOST_SIGNED]} {on[:MOST_SIGNED]}".rstrip()

    def as_text(self) -> dict[str, str]:
        """Keys and values as a template has them (all text); `issued` has a place of its own, and nobody has signed."""
        left_out = {"issued", "signed_position", "signed_on"}
        return {key: str(value) for key, value in asdict(self).items() if key not in left_out}

    @classmethod
    def from_text(cls, values: dict[str, str]) -> Identity:
        """The identity that was written. Raises KeyError for a missing and ValueError for a broken part."""
        return cls(
            form_id=values["form_id"],
            form_version=int(values["form_version"]),
            office=values["office"],
            fiscal_year=int(values["fiscal_year"]),
            round=int(values["round"]),
            group_id=values["group_id"],
            group=values["group"],
            issue=int(values.get("issue") or 1),
            ready=values.get("ready", ""),
            signed_position=values.get("signed_position", ""),
            signed_on=values.get("signed_on", ""),
        )
