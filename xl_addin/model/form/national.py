"""What a form's report says in the words that all offices share, for the ministry's view of many offices.

    [national]
    budget = "budget"            # common key = key of the form's own column
    strategy = "section"
    status = "status"
    statuses = { postponed = "in_progress" }

A common key that the form leaves out is one it does not ask; the national report tells so.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

NationalStatus = Literal["not_started", "in_progress", "completed", "postponed", "no_budget", "cancelled"]
OwnKey = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]

MONEY_KEYS = ("budget", "plan_to_date", "used_to_date", "remaining")
"""Common keys in satang."""

TEXT_KEYS = ("project_id", "project", "group", "strategy", "fund_source")
COMMON_KEYS = (*TEXT_KEYS, *MONEY_KEYS, "percent", "status")

STATUS_LABELS: dict[str, str] = {
    "not_started": "ยังไม่ดำเนินการ",
    "in_progress": "กำลังดำเนินการ",
    "completed": "ดำเนินการแล้ว",
    "postponed": "เลื่อนไป",
    "no_budget": "ยังไม่มีงบในรอบนี้",
    "cancelled": "ยกเลิกหรือรวมแล้ว",
}


class National(BaseModel):
    """Common key -> key of the form's column (or of the project's identity), None where the form lacks it.

    `statuses`: codes of the status column in the shared words; a code that is one of those words stands for
    itself. `fund_names`: names of the fund sources where the column holds a number. `plan`: the form is a plan
    of the year, which is due from the first quarter on and reports nothing spent.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    project_id: OwnKey = "project_id"
    project: OwnKey = "project"
    group: OwnKey | None = "group"
    strategy: OwnKey | None = None
    fund_source: OwnKey | None = None
    budget: OwnKey | None = None
    plan_to_date: OwnKey | None = None
    used_to_date: OwnKey | None = None
    remaining: OwnKey | None = None
    percent: OwnKey | None = None
    status: OwnKey | None = None
    statuses: dict[str, NationalStatus] = {}
    fund_names: dict[str, str] = {}
    plan: bool = False

    def own(self, key: str) -> str | None:
        """The form's own key of a common one."""
        found: str | None = getattr(self, key)
        return found

    @property
    def lacks(self) -> tuple[str, ...]:
        """Common keys that the form does not ask."""
        return tuple(key for key in COMMON_KEYS if self.own(key) is None)
