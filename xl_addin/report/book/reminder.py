"""The message to the groups whose report is not there yet, ready to paste: in the report and in the pane."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import assert_never

from xl_addin.consolidate.consolidated import Consolidated, FileOutcome, GroupReturn, GroupState, Outcome
from xl_addin.consolidate.group_lookup import KnownGroups
from xl_addin.model import texts
from xl_addin.model.thai import words


def reminder_lines(consolidated: Consolidated) -> list[str]:
    """One line for each group that is waited for, with what is wanted of it; empty when all have returned."""
    waiting = [group for group in consolidated.groups if group.is_waited_for]
    if not waiting:
        return []
    register = consolidated.register
    names = texts.names_of(register, consolidated.round)
    deadline = names["deadline"]
    by = "" if deadline == texts.DOTS else f" (กำหนดส่ง {deadline})"
    year, period = f"ปีงบประมาณ พ.ศ. {names['fiscal_year']}", str(names["period_name"])
    when = period if year in period else f"{year} {period}"
    lines = [
        "เรียน ผู้อำนวยการกลุ่มและเจ้าของโครงการ",
        f"ขอให้ส่ง{register.form.title} {when}{by} กลุ่มต่อไปนี้ยังไม่มีรายงานที่ใช้ได้:",
    ]
    named = files_named_after(consolidated)
    for number, group in enumerate(waiting, start=1):
        wanted = wanted_of(consolidated, group, named.get(group.group_id, ()))
        lines.append(f"{number}. {group.group} {group.projects} โครงการ — {wanted}")
    lines.append("เมื่อแก้แล้วกรุณาบันทึกไฟล์ .xlsx เดิมและส่งกลับกลุ่มนโยบายและแผน ขอบคุณค่ะ/ครับ")
    return in_office_digits(lines, consolidated)


def in_office_digits(lines: list[str], consolidated: Consolidated) -> list[str]:
    """The lines in the digits that the office writes."""
    if consolidated.register.settings.digits != "thai":
        return lines
    return [_in_thai_digits(line, consolidated) for line in lines]


def _in_thai_digits(line: str, consolidated: Consolidated) -> str:
    """The line in Thai digits; file names stay as they are, or nobody finds the file."""
    names = sorted({file.file for file in consolidated.files if file.file in line}, key=len, reverse=True)
    if not names:
        return words.in_thai_digits(line)
    parts = re.split(f"({'|'.join(map(re.escape, names))})", line)
    return "".join(part if part in names else words.in_thai_digits(part) for part in parts)


def files_named_after(consolidated: Consolidated) -> dict[str, list[FileOutcome]]:
    """Group id -> files that say nowhere inside whose they are, but bear the name of this group alone.

    Only groups that are waited for: the others' workbook is there."""
    known = KnownGroups.of(consolidated.register)
    waiting = {group.group_id for group in consolidated.groups if group.is_waited_for}
    found: dict[str, list[FileOutcome]] = {}
    for file in consolidated.files:
        if file.outcome in (Outcome.REFUSED, Outcome.IGNORED) and not (file.group_id or file.foreign):
            for group_id in known.reporting_named_in(file.file) & waiting:
                found.setdefault(group_id, []).append(file)
    return found


def _refused(consolidated: Consolidated, group: GroupReturn) -> list[FileOutcome]:
    return [
        file
        for file in consolidated.files
        if file.group_id == group.group_id and file.outcome is Outcome.REFUSED
    ]


def wanted_of(consolidated: Consolidated, group: GroupReturn, named: Sequence[FileOutcome]) -> str:
    """What is wanted of a group that is waited for; `named`: its share of `files_named_after`."""
    match group.state:
        case GroupState.MISSING:
            return "ยังไม่ได้รับไฟล์"
        case GroupState.BLANK:
            return f"ได้รับไฟล์ {group.file} แต่ยังไม่ได้กรอก" if group.file else "ได้รับไฟล์แต่ยังไม่ได้กรอก"
        case GroupState.SENT_BACK:
            return f"ส่งไฟล์ {group.file} คืนให้แก้ไขแล้ว ยังไม่ได้รับไฟล์ที่แก้"
        case GroupState.CONFLICT:
            return f"ได้รับหลายไฟล์ที่ข้อมูลไม่ตรงกัน ({group.file}) โปรดแจ้งว่าให้ใช้ไฟล์ใด"
        case GroupState.REFUSED | GroupState.RETURNED | GroupState.NOTHING | GroupState.NOTHING_DUE:
            pass
        case _:
            assert_never(group.state)
    why = " ".join(f"{file.file} ({file.reason})" for file in (*_refused(consolidated, group), *named))
    return f"ใช้ไฟล์ที่ส่งมาไม่ได้: {why} โปรดส่งใหม่" if why else "ไฟล์ที่ส่งมาใช้ไม่ได้ โปรดส่งใหม่"
