"""Where a line must not break: inside a date, a number and what it counts or names, "เขต 2", "รอบ 6 เดือน"."""

from __future__ import annotations

import re

from xl_addin.model.thai.words import MONTHS, MONTHS_SHORT

NO_BREAK = "\u00a0"

_NUMBER = r"[0-9๐-๙][0-9๐-๙,.]*"
_MONTH = "|".join(re.escape(month) for month in (*MONTHS, *MONTHS_SHORT) if month)
# Words of one piece only: before a no-break space LibreOffice divides the others inside ("ร้อย|ละ 5"), where a
# space leaves them whole.
_BEFORE = r"พ\.ศ\.|ปีงบประมาณ|เขต|รอบ|ข้อ"
_AFTER = "เดือน|บาท|โครงการ|แห่ง|คน"
_TOGETHER = re.compile(rf"(?<=[0-9๐-๙]) (?=(?:{_MONTH}|{_AFTER})(?![ก-ฮ]))|(?<=[ก-๛.]) (?={_NUMBER})")
_WORD_BEFORE = re.compile(rf"(?:{_BEFORE}|{_MONTH})$")


def unbroken(text: str) -> str:
    """The text with no-break spaces there; as long as it was, so that places in it stay what they are."""

    def joined(match: re.Match[str]) -> str:
        before = text[max(0, match.start() - 16) : match.start()]
        is_named = match.start() and not before[-1].isdigit()
        return " " if is_named and not _WORD_BEFORE.search(before) else NO_BREAK

    return _TOGETHER.sub(joined, text)
