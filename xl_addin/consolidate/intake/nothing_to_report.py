"""“ไม่มีรายการในรอบนี้”: a group's answer that it has nothing to report, typed into any field of its workbook."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from xl_addin.consolidate.intake.form_brief import Brief
from xl_addin.consolidate.intake.submission import Block, Submission
from xl_addin.model.thai.names import name_key

_THIS_ROUND = "(?:ใน|สำหรับ)?(?:รอบ|ไตรมาส|งวด|ช่วง)(?:การรายงาน)?(?:ที่[0-9๐-๙]|นี้)?"
_NOTHING = "(?:กลุ่ม(?:งาน)?)?ไม่มี(?:รายการ|ข้อมูล|ผลการดำเนินงาน)(?:ที่(?:จะ|ต้อง)?รายงาน|จะรายงาน)?"
_SAID = re.compile(rf"[-–•]?(?:{_NOTHING}(?:{_THIS_ROUND})?|{_THIS_ROUND}{_NOTHING})[.]?")
MOST_ENTRIES = 200
"""A workbook in which more is typed has something to report."""


def is_nothing(text: str) -> bool:
    """Whether a text says that, and nothing else."""
    return _SAID.fullmatch(name_key(text)) is not None


def says_nothing(submission: Submission, brief: Brief) -> bool:
    """Whether all that was typed into a workbook is that answer, in one field or in several."""
    if not 0 < submission.entries <= MOST_ENTRIES:
        return False
    said = [stray.value for stray in submission.strays]
    for block in submission.blocks:
        said += _entries(block, brief.by_key[block.table].entry_keys)
    return len(said) >= submission.entries and all(map(is_nothing, said))


def _entries(block: Block, keys: Iterable[str]) -> Iterator[str]:
    """Every entry of the rows: what was read, and what could not be read as anything."""
    unread = {(index, key): finding.value for index, key, finding in block.findings if finding.value}
    yield from unread.values()
    for key in keys:
        for index in range(len(block.rows)):
            value = block.value(index, key)
            if value is not None and (index, key) not in unread:
                yield str(value)
