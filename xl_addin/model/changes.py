"""What changes in an office during its year: projects come, go, move and get other budgets; groups too.

Data only. The register's list holds the year as it began, with what came later beside it; each Change says from
which round on something is otherwise. `office_in_round.at_round` applies them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ChangeKind(StrEnum):
    """What changes."""

    ADD = "add"
    CANCEL = "cancel"
    MOVE = "move"
    RENAME = "rename"
    REALLOCATE = "reallocate"
    ADJUST = "adjust"
    SPLIT = "split"
    MERGE = "merge"
    RENAME_GROUP = "rename_group"
    MERGE_GROUP = "merge_group"


PHRASES = {
    ChangeKind.ADD: "เพิ่มโครงการ",
    ChangeKind.CANCEL: "ยกเลิกโครงการ",
    ChangeKind.MOVE: "ย้ายโครงการไปอยู่กลุ่มอื่น",
    ChangeKind.RENAME: "เปลี่ยนชื่อโครงการ",
    ChangeKind.REALLOCATE: "โอนเปลี่ยนแปลงงบประมาณ",
    ChangeKind.ADJUST: "ปรับงบประมาณ (ได้รับเพิ่ม หรือถูกดึงคืน)",
    ChangeKind.SPLIT: "แยกโครงการ",
    ChangeKind.MERGE: "รวมโครงการ",
    ChangeKind.RENAME_GROUP: "เปลี่ยนชื่อกลุ่ม",
    ChangeKind.MERGE_GROUP: "รวมกลุ่ม",
}
CLOSED_PHRASES = {
    ChangeKind.CANCEL: "ยกเลิกโครงการ",
    ChangeKind.MERGE: "รวมกับโครงการอื่นแล้ว",
}
"""The status of a project that is asked no more and keeps its money on the page."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the year, from `round` on.

    project_id  the project that changes; of SPLIT the one that is divided, of MERGE the one that ends
    partner_id  REALLOCATE: who receives; SPLIT: the project that comes of it; MERGE: the one that goes on
    group_id    MOVE: the new group; RENAME_GROUP, MERGE_GROUP: the group that changes
    other_group_id  MERGE_GROUP: the group that takes over
    new_name    of a project or group
    amount      satang that move from `part` to `other_part` (keys of the register's amounts); of ADJUST what
                comes (+) or goes (-)
    note        the change in one sentence, and `groups`: ids of those it touches; known once it is applied
    """

    round: int
    kind: ChangeKind
    project_id: str = ""
    partner_id: str = ""
    group_id: str = ""
    other_group_id: str = ""
    new_name: str = ""
    amount: int = 0
    part: str = ""
    other_part: str = ""
    letter_no: str = ""
    reason: str = ""
    note: str = ""
    groups: tuple[str, ...] = ()

    @property
    def closes(self) -> bool:
        """Whether the project is asked no more from then on."""
        return self.kind in CLOSED_PHRASES

    @property
    def born(self) -> str:
        """Id of the project that begins with it; "" for none."""
        if self.kind is ChangeKind.ADD:
            return self.project_id
        return self.partner_id if self.kind is ChangeKind.SPLIT else ""
