"""Rows that add up other rows: known by their name (รวม, รวมทั้งสิ้น) or because they equal what stands above."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from xl_addin.model.thai.names import name_key

_FILLER = (
    "ทั้งหมด|ทั้งสิ้น|ทั้งปี|ทั้งโครงการ|ทุกโครงการ|ทุกกิจกรรม|ทุกกลุ่ม|ทุกแผนงาน|เป็นเงิน|เงินงบประมาณ|งบประมาณ|จำนวนเงิน|เงิน|งบ|จำนวน|"
    "โครงการ|กิจกรรม|รายการ|สุทธิ|ย่อย|ยอด|บาท|ประจำปี|ปี|สพฐ|สพป|สพม|"
    r"[\d.,:;()/…_=+*-]"
)
_SURE = re.compile(
    rf"(?:(?:ผล|ยอด|สรุป|จำนวน|เป็นเงิน|งบประมาณ|เงิน|งบ|โครงการ)*รวม(?:{_FILLER})*"
    rf"|(?:{_FILLER})*(?:ทั้งสิ้น|ทั้งหมด)(?:{_FILLER})*"
    r"|ยอดยก(?:มา|ไป).*|(?:grand|sub)?-?total[:.]?|sum[:.]?)"
)
_LIKELY = re.compile(
    rf"(?:ผล|ยอด|สรุป)?รวม(?:{_FILLER})*"
    "(?:กลุ่ม|หน่วย|ฝ่าย|นโยบาย|กลยุทธ์|ยุทธศาสตร์|แผนงาน|ด้าน|หน้า|ไตรมาส|หมวด|ประเด็น|จุดเน้น|แหล่ง|ศูนย์|ส่วน).*"
)
_NOT_A_TOTAL = frozenset(("โครงการ", "กิจกรรม", "รายการ", "งบประมาณ", "เงิน", "จำนวน"))


class TotalName(Enum):
    """What a name says: a total for certain (รวม), most likely one (รวมกลุ่มอำนวยการ), or nothing of the kind."""

    SURE = "sure"
    LIKELY = "likely"
    NONE = "none"


def total_name(text: str) -> TotalName:
    """What the name of a row says of it. "รวมพลังสร้างสรรค์" is a project."""
    key = name_key(text)
    if key in _NOT_A_TOTAL:
        return TotalName.NONE
    if _SURE.fullmatch(key):
        return TotalName.SURE
    return TotalName.LIKELY if _LIKELY.fullmatch(key) else TotalName.NONE


def run_that_adds_up(
    amount: int, above: Sequence[int], starts: Sequence[int] | None = None, fewest: int = 2
) -> int | None:
    """Where the run of amounts (satang) begins that ends with the last one above and adds up to `amount`.

    `starts`: the positions where a run may begin (any by default). A run has at least `fewest` amounts other
    than 0. None where there is no such run; of several, the longest.
    """
    allowed = None if starts is None else set(starts)
    total = counted = 0
    found = None
    for position in range(len(above) - 1, -1, -1):
        total += above[position]
        counted += above[position] != 0
        if total > amount:
            break
        if total == amount and counted >= fewest and (allowed is None or position in allowed):
            found = position
    return found
