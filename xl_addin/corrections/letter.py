"""The letter to one group: a text to paste, and the same as a draft mail with the workbook attached.

The same office and files give the same bytes: a draft has no date and no number of its own, its mail program gives
it those when it is sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP

from xl_addin.consolidate.consolidated import Consolidated, FileOutcome
from xl_addin.corrections.to_correct import GroupToCorrect
from xl_addin.model import texts
from xl_addin.model.marks import MARKS_SHEET
from xl_addin.model.problems.problem import Problem, Severity
from xl_addin.report.book.reminder import in_office_digits, wanted_of

BOUNDARY = "=_tidtam"
XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
BINARY = ("application", "octet-stream")
MOST_LISTED = 60
"""Problems listed in one letter; the workbook has all of them."""

Attached = tuple[str, bytes]


def subject_of(consolidated: Consolidated, asked: GroupToCorrect) -> str:
    """What the letter is about."""
    what = "ขอให้แก้ไข" if asked.files else "ขอให้ส่ง"
    return in_office_digits([f"{what}{_report(consolidated)} ({asked.group.group})"], consolidated)[0]


def letter_lines(
    consolidated: Consolidated,
    asked: GroupToCorrect,
    named: Sequence[FileOutcome],
    *,
    marked: Sequence[str],
    as_sent: Sequence[str],
    template: str,
) -> list[str]:
    """The letter. `marked`: attached copies with marks; `as_sent`: those that could not be marked."""
    deadline = texts.names_of(consolidated.register, consolidated.round)["deadline"]
    by = "" if deadline == texts.DOTS else f" กำหนดส่ง {deadline}"
    lines = [f"เรียน ผู้อำนวยการ{asked.group.group}", ""]
    if asked.group.is_waited_for:
        wanted = wanted_of(consolidated, asked.group, named)
        lines.append(f"{_report(consolidated)}{by} กลุ่มของท่าน {asked.group.projects} โครงการ: {wanted}")
    else:
        lines.append(f"ได้รับ{_report(consolidated)} ของกลุ่มท่านแล้ว มีข้อที่ขอให้ดูก่อนรวมเป็นรายงานของสำนักงาน")
    if asked.files:
        lines.append(
            f"ต้องแก้ {asked.errors} ข้อ ควรตรวจ {asked.warnings} ข้อ{by if by not in lines[-1] else ''}"
        )
    for file in asked.files:
        lines += ["", f"ไฟล์ {file.file}"]
        lines += [_line(number, told) for number, told in enumerate(file.problems[:MOST_LISTED], 1)]
        if len(file.problems) > MOST_LISTED:
            lines.append(f"… และอีก {len(file.problems) - MOST_LISTED} ข้อ ดูในไฟล์ที่แนบ")
    lines.append("")
    if marked:
        lines.append(
            f"ไฟล์ที่แนบ ({', '.join(marked)}) คือไฟล์ของกลุ่มเอง ข้อมูลที่กรอกไว้อยู่ครบ มีบันทึกย่อติดที่ช่องที่ต้องแก้"
            f" และมีแผ่น {MARKS_SHEET} อยู่หน้าสุด โปรดแก้ในไฟล์นี้ บันทึก แล้วส่งกลับกลุ่มนโยบายและแผน"
        )
    if as_sent:
        lines.append(f"ไฟล์ {', '.join(as_sent)} แนบตามที่ส่งมา โปรดแก้ตามรายการข้างบนแล้วส่งกลับ")
    if template:
        lines.append(f"แนบแบบรายงานของกลุ่ม ({template}) มาด้วยแล้ว กรอก บันทึก แล้วส่งกลับกลุ่มนโยบายและแผน")
    lines.append("ขอบคุณค่ะ/ครับ")
    return in_office_digits(lines, consolidated)


def draft(subject: str, lines: Sequence[str], attached: Sequence[Attached]) -> bytes:
    """The letter as a mail that a mail program opens as a draft, without an address."""
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    message.set_content("\n".join(lines) + "\n", cte="base64")
    for name, content in attached:
        main, sub = XLSX if name.casefold().endswith(".xlsx") else BINARY
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    if attached:
        message.set_boundary(BOUNDARY)
    # EmailMessage loses spaces where it breaks a long Thai subject.
    head = Header(subject, "utf-8", header_name="Subject").encode(linesep="\r\n")
    return f"Subject: {head}\r\n".encode() + message.as_bytes()


def _report(consolidated: Consolidated) -> str:
    names = texts.names_of(consolidated.register, consolidated.round)
    year, period = f"ปีงบประมาณ พ.ศ. {names['fiscal_year']}", str(names["period_name"])
    when = period if year in period else f"{year} {period}"
    return f"{consolidated.register.form.title} {when}"


def _line(number: int, told: Problem) -> str:
    where = " › ".join(filter(None, (told.place.sheet, told.place.cell, told.project_name)))
    kind = "ต้องแก้" if told.severity is Severity.ERROR else "ควรตรวจ"
    fix = f" วิธีแก้: {told.fix}" if told.fix else ""
    return f"{number}. ({kind}) {where + ': ' if where else ''}{told.message}{fix}"
