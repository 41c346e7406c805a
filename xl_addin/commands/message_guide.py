"""ถ้าขึ้นว่า ... ให้ทำ ... (workbook_templates/guides/messages.md): every message with its remedy, by family.

Made from the catalogue, so that no message lacks its line, and from the forms' own rules.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from importlib import resources

from xl_addin.model.form.form_files import form_ids
from xl_addin.model.form.loader import load_form
from xl_addin.model.problems import catalogue as messages
from xl_addin.model.problems.catalogue import catalogue
from xl_addin.model.problems.problem import Severity

FAMILIES = {
    "values": "ค่าที่พิมพ์ในช่อง",
    "intake": "ไฟล์ที่กลุ่มส่งกลับ แผ่น แถว และช่อง",
    "package": "ไฟล์ที่อ่านไม่ได้ทั้งไฟล์",
    "corrections": "ไฟล์ส่งคืนแก้ไข",
    "register": "ทะเบียน",
    "changes": "การเปลี่ยนแปลงระหว่างปี",
    "list": "ทะเบียนที่ทำจากรายการใน Excel",
    "plan": "ทะเบียนที่ทำจากแผนปฏิบัติการ",
    "previous": "รายงานรอบก่อน",
    "last_year": "รายงานปีก่อน",
    "template": "การทำแบบให้กลุ่ม",
    "command": "คำสั่งและการรวมรายงาน",
    "writing": "การเขียนไฟล์",
    "page": "หน้าของเจ้าหน้าที่แผน",
    "server": "แผงใน Excel และเครื่องให้บริการ",
    "upload": "การส่งไฟล์ผ่านแผงหรือหน้าเว็บ",
    "form": "การทำแบบรายงานเอง",
    "offices": "รายงานของหลายสำนักงาน",
    "demo": "ตัวอย่าง",
}
"""File of the catalogue -> what its messages are about, in the order in which people meet them."""

SEVERITIES = {Severity.ERROR: "ต้องแก้", Severity.WARNING: "ควรตรวจ", Severity.NOTE: "ให้ทราบ"}
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")


def families() -> dict[str, list[str]]:
    """Message ids by file of the catalogue."""
    folder = resources.files(messages.__package__ or "") / "messages"
    return {
        file.name.removesuffix(".toml"): list(tomllib.loads(file.read_text(encoding="utf-8")))
        for file in folder.iterdir()
    }


def message_guide() -> str:
    """The whole page."""
    return "\n".join([*_opening(), *_catalogue(), *_rules(), ""])


def _opening() -> Iterator[str]:
    yield "# ถ้าขึ้นว่า … ให้ทำ …"
    yield ""
    yield "หน้านี้ทำจากโปรแกรมเอง (`python scripts/make_masters.py`) จึงมีครบทุกข้อความ กด Ctrl+F แล้วพิมพ์คำในข้อความที่เห็น"
    yield "เครื่องหมาย … คือที่ซึ่งโปรแกรมใส่ชื่อไฟล์ ช่อง หรือค่าจริง"
    yield ""
    for name, title in FAMILIES.items():
        yield f"- [{title}](#{name})"
    yield "- [กฎของแต่ละแบบ](#rules)"


def _catalogue() -> Iterator[str]:
    found = families()
    for name, title in FAMILIES.items():
        told = [catalogue()[id_] for id_ in found[name]]
        told = [message for message in told if message.fix["th"]]
        yield ""
        yield f'<a id="{name}"></a>'
        yield ""
        yield f"## {title}"
        if not told:
            yield ""
            yield "ข้อความในส่วนนี้เป็นเพียงการแจ้งให้ทราบ ไม่ต้องทำอะไร"
            continue
        yield from _table((SEVERITIES[one.severity], one.text["th"], one.fix["th"]) for one in told)


def _rules() -> Iterator[str]:
    yield ""
    yield '<a id="rules"></a>'
    yield ""
    yield "## กฎของแต่ละแบบ"
    for form in map(load_form, form_ids()):
        yield ""
        yield f"### {form.id}: {form.title}"
        yield from _table(
            dict.fromkeys((SEVERITIES[rule.severity], rule.message, rule.fix) for rule in form.rules)
        )


def _table(rows: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    yield ""
    yield "| | ถ้าขึ้นว่า | ให้ทำ |"
    yield "| --- | --- | --- |"
    for severity, text, fix in rows:
        yield f"| {severity} | {_plain(text)} | {_plain(fix)} |"


def _plain(text: str) -> str:
    return " ".join(_PLACEHOLDER.sub("…", text).replace("|", "\\|").split())
