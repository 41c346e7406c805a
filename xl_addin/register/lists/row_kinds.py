"""What a row of a list is taken for, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from xl_addin.model.thai.names import name_key
from xl_addin.register.lists.column_words import looks_like_a_group
from xl_addin.register.lists.list_rows import ListRow

_HEADING = re.compile(
    "(?:นโยบาย|กลยุทธ์|ยุทธศาสตร์|แผนงาน|แผนปฏิบัติ|ด้าน|จุดเน้น|ประเด็น|พันธกิจ|มาตรการ|งบ|แหล่ง|หมวด|ส่วนที่|ประเภท|เป้าประสงค์)"
)


class RowKind(StrEnum):
    """What a row is taken for. The values are what the sheet การอ่าน shows and takes back."""

    PROJECT = "โครงการ"
    ACTIVITY = "กิจกรรม (ไม่นับเงิน)"
    HEADING = "หัวข้อ"
    TOTAL = "ผลรวม"
    REPEATED = "หัวตารางซ้ำ"
    NOTE = "ข้อความ"
    LEFT_OUT = "ข้าม"


class Why(StrEnum):
    """Reasons and questions, as ids of the catalogue (list.toml)."""

    ANSWERED = "list_why_answered"
    AMOUNT = "list_why_amount"
    ADDED_UP = "list_why_activities_added_up"
    SAME_AS_ACTIVITIES = "list_why_same_as_activities"
    BELOW_PROJECT = "list_why_below_project"
    TOTAL_NAME = "list_why_total_name"
    SUM_ABOVE = "list_why_sum_above"
    SUM_BELOW = "list_why_sum_below"
    HEADING = "list_why_heading"
    REPEATED = "list_why_repeated"
    NOTE = "list_why_note"
    ASK_NO_NUMBER = "list_ask_no_number"
    ASK_EQUALS_ABOVE = "list_ask_equals_above"
    ASK_EQUALS_BELOW = "list_ask_equals_below"
    ASK_UNNAMED_SUM = "list_ask_unnamed_sum"
    ASK_TOTAL_DIFFERS = "list_ask_total_differs"
    ASK_ACTIVITIES_DIFFER = "list_ask_activities_differ"
    ASK_PARTS_OF_PARTS = "list_ask_parts_of_parts"
    ASK_NO_AMOUNT = "list_ask_no_amount"
    ASK_CONTINUED = "list_ask_continued"
    ASK_TWICE = "list_ask_twice"
    ASK_ORPHAN = "list_ask_orphan"
    ASK_UNCOMPUTED = "list_ask_uncomputed"
    ASK_MERGED = "list_ask_merged"
    ASK_FIRST_PART = "list_ask_first_part"
    ASK_MAYBE_TOTAL = "list_ask_maybe_total"


@dataclass(frozen=True, slots=True)
class TakenRow:
    """A row and what it was taken for. `amount`: satang that count (projects only). `other`: satang that
    a question holds beside the row's.

    `group`, `section`: its own or those of the heading that it stands under. `group_from_above`: the row names no
    group, so that of the project above is meant.
    """

    row: ListRow
    kind: RowKind
    why: Why
    question: Why | None = None
    amount: int | None = None
    other: int | None = None
    group: str = ""
    section: str = ""
    group_from_above: bool = False


Answers = dict[tuple[str, int, str], RowKind]
"""What an officer says that rows are, by sheet, row and key of the name."""


def heads_by_name(name: str) -> bool:
    """Whether a name is one of a policy, strategy, plan or fund, under which projects stand."""
    return bool(_HEADING.match(name_key(name)))


def names_a_group(name: str) -> bool:
    """Whether a heading is the name of a group."""
    return looks_like_a_group(name) and not heads_by_name(name)
