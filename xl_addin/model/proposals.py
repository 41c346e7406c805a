"""Projects that groups propose: what the plan does not know until the planning group takes it in.

Data only. A proposal has a number of its own, which it keeps as its code once it is a project of the plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from xl_addin.model.form.schema import PROPOSAL_REASON, Column, Form
from xl_addin.model.problems.problem import Place
from xl_addin.model.values.kinds import Fill, Kind


class Verdict(StrEnum):
    """What the planning group decided about a proposal."""

    TAKE = "take"
    DECLINE = "decline"


VERDICTS = {Verdict.TAKE: "รับเข้าแผน", Verdict.DECLINE: "ไม่รับเข้าแผน"}
PENDING = "รอพิจารณา"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A project that a group proposes, in `round`.

    values      key -> inside value of what the register would say of it (see `proposal_columns`), blanks left out
    section     name of what it is to stand under, as typed
    alike       projects and other proposals whose names are nearly its own, one line each
    verdict     None until the planning group decides; `from_round`: the first round of one that is taken
    place       where it was read
    """

    id: str
    round: int
    group_id: str
    project: str
    section: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    alike: tuple[str, ...] = ()
    verdict: Verdict | None = None
    from_round: int = 0
    place: Place = field(default_factory=Place)

    def amount(self, keys: Iterable[str]) -> int:
        """Satang of these amounts together; a blank one gives none."""
        return sum(int(self.values.get(key) or 0) for key in keys)


def proposal_id(round_: int, group_id: str, number: int) -> str:
    """The number of the group's `number`-th proposal in a round."""
    return f"ข{round_}-{group_id}-{number}"


def proposal_columns(form: Form) -> tuple[Column, ...]:
    """What a group says of a project that it proposes: name, section, what the register would know, and why."""
    blank = {"fill": Fill.GROUP, "due": None, "previous": None, "formula": None, "section": None, "was": ()}
    columns = [form.column("project").model_copy(update=blank | {"required": "always", "hidden": False})]
    if form.sections is not None:
        section = Column(
            key="section",
            label=(form.sections.label,),
            kind=Kind.TEXT,
            fill=Fill.GROUP,
            required="always",
            guidance="เลือกจากรายการ",
            width=30,
        )
        columns.append(section)
    columns += [
        column.model_copy(update=blank | {"required": "never" if column.proposed else "always"})
        for column in form.register_columns
        if not column.hidden
    ]
    reason = Column(
        key=PROPOSAL_REASON,
        label=("เหตุผลที่เสนอ",),
        kind=Kind.LONG_TEXT,
        fill=Fill.GROUP,
        required="always",
        guidance="ทำไมต้องทำโครงการนี้ และสนองนโยบายหรือปัญหาใด",
        width=40,
    )
    return (*columns, reason)
