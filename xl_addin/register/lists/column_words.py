"""What the header of a list's column says: which of a register's columns it is, in many spellings."""

from __future__ import annotations

import re
from enum import StrEnum

from xl_addin.model.form.schema import Form
from xl_addin.model.thai.names import name_key
from xl_addin.model.values.kinds import Kind


class Role(StrEnum):
    """What a list's column is taken for. The values are what the sheet การอ่าน shows and takes back."""

    NUMBER = "ลำดับที่"
    CODE = "รหัสโครงการ"
    PROJECT = "ชื่อโครงการ"
    ACTIVITY = "กิจกรรม"
    GROUP = "กลุ่มผู้รับผิดชอบ"
    RESPONSIBLE = "ผู้รับผิดชอบ"
    SECTION = "หัวข้อ (นโยบาย/กลยุทธ์)"
    FUND = "แหล่งงบประมาณ"
    BUDGET = "งบประมาณ"
    PART = "ส่วนหนึ่งของงบประมาณ"
    OWN = "ช่องของแบบ"
    OTHER = "ไม่ใช้"


_PLAIN = {
    Role.NUMBER: r"(?:ลำดับ(?:ที่)?|ที่|ข้อ(?:ที่)?|no\.?|#|ล\.?ด\.?)",
    Role.CODE: r"(?:รหัส(?:โครงการ|งบประมาณ|กิจกรรม|แผนงาน|งาน)?|เลขที่โครงการ|code|projectcode|projectid)",
    Role.FUND: r"(?:แหล่ง(?:ที่มา)?(?:ของ)?(?:งบ|เงิน).*|ที่มา(?:ของ)?งบ.*|ประเภท(?:ของ)?(?:งบ|เงิน).*|หมวดงบ.*|แหล่งที่มา)",
}
_PROJECT = re.compile(
    r"(?:ชื่อ)?(?:แผนงาน|งาน|แผน)?[/และ]*(?:ชื่อ)?โครงการ.*|(?:ชื่อ)?งาน/?โครงการ.*|projects?(?:name)?|รายการ.*|ชื่องาน.*"
)
_NOT_A_NAME = re.compile(
    "ผู้|สถานะ|ผลการ|ร้อยละ|จำนวน|ระยะเวลา|ลักษณะ|วัตถุประสงค์|ตัวชี้วัด|เป้าหมาย|ความก้าวหน้า|งบ|เงิน|วันที่|กลุ่ม|รหัส|ประเภท"
)
_ACTIVITY = re.compile("(?:ชื่อ)?กิจกรรม(?:หลัก|ย่อย|สำคัญ|ที่ดำเนินการ|ของโครงการ|/.*)?|รายละเอียดกิจกรรม")
_GROUP = re.compile(
    "(?:กลุ่ม|ฝ่าย|หน่วย|สังกัด|งาน(?:ที่)?รับผิดชอบ|เจ้าของโครงการ).*|.*(?:กลุ่ม|หน่วย)(?:งาน)?.*รับผิดชอบ.*"
)
_NOT_A_GROUP = re.compile("เป้าหมาย|หน่วยนับ|หน่วย$")
_RESPONSIBLE = re.compile("ผู้?รับผิดชอบ.*|ผู้ดำเนิน.*|เจ้าของเรื่อง.*|responsible.*|.*ผู้รับผิดชอบ.*")
_SECTION = re.compile(
    "(?:สอดคล้อง|สนอง|ตาม)?(?:กับ)?(?:นโยบาย|กลยุทธ์|ยุทธศาสตร์|จุดเน้น|แผนงาน|ประเด็น|ด้าน|พันธกิจ|มาตรการ).*"
)
_MONEY = re.compile("งบ|วงเงิน|จำนวนเงิน|เงิน|budget|amount|บาท")
_SPENT = re.compile(
    "ใช้ไป|ใช้แล้ว|ใช้จริง|เบิก|ก่อหนี้|ผูกพัน|คงเหลือ|เหลือ|ร้อยละ|%|โอน|เพิ่ม|ลด|ผลการ|ไตรมาส|เดือน|ปีก่อน|ปีที่แล้ว|ขอตั้ง|เสนอขอ"
    "|ม\\.ค|ก\\.พ|มี\\.ค|เม\\.ย|พ\\.ค|มิ\\.ย|ก\\.ค|ส\\.ค|ก\\.ย|ต\\.ค|พ\\.ย|ธ\\.ค"
)
_WHOLE = re.compile("ได้รับ|จัดสรร|อนุมัติ|ตามแผน|ทั้งปี|ตั้งไว้|รวม|ทั้งสิ้น|ทั้งหมด|งบประมาณโครงการ|วงเงิน")
_SPENT_ONLY = re.compile("(?:ที่)?ใช้(?:จ่าย)?$|^ผล$")
_QUARTER = re.compile(r"(?:ไตรมาส(?:ที่)?|q)\.?([1-4])")
_RESULT = re.compile("ผล|ใช้|เบิก|เหลือ|ร้อยละ")

_GROUP_NAME = re.compile("(?:กลุ่ม|หน่วย|ฝ่าย|ศูนย์|สำนัก|งาน)")


def looks_like_a_group(text: str) -> bool:
    """Whether a name is one of a group (กลุ่มอำนวยการ, หน่วยตรวจสอบภายใน), not of a person or a position."""
    return bool(_GROUP_NAME.match(name_key(text)))


def role_of(labels: tuple[str, ...], form: Form) -> tuple[Role, str, int]:
    """(role, key of the form's own column for OWN, how sure: more is surer) of a header's levels from the top."""
    whole, last = name_key("".join(labels)), name_key(labels[-1] if labels else "")
    own = _own_key(labels, form)
    if own and own != "budget":
        return Role.OWN, own, 9
    for role, pattern in _PLAIN.items():
        if re.fullmatch(pattern, last) or re.fullmatch(pattern, whole):
            return role, "", 8
    if form.sections and last == name_key(form.sections.label):
        return Role.SECTION, "", 8
    if _ACTIVITY.fullmatch(last):
        return Role.ACTIVITY, "", 6
    if _PROJECT.fullmatch(last) and not _NOT_A_NAME.search(last):
        surer = 8 if "โครงการ" in last or "project" in last else 4
        return Role.PROJECT, "", surer + (last in ("โครงการ", "ชื่อโครงการ"))
    if _GROUP.fullmatch(last) and not _NOT_A_GROUP.search(last):
        return Role.GROUP, "", 8
    if _RESPONSIBLE.fullmatch(last):
        return Role.RESPONSIBLE, "", 6
    if _MONEY.search(whole):
        return _money(whole, last)
    if _SECTION.fullmatch(last):
        return Role.SECTION, "", 6
    return Role.OTHER, "", 0


def _money(whole: str, last: str) -> tuple[Role, str, int]:
    if _SPENT.search(whole.replace("ค่าใช้จ่าย", "")) or _SPENT_ONLY.search(last):
        return Role.OTHER, "", 0
    if _WHOLE.search(last):
        return Role.BUDGET, "", 8
    if re.fullmatch(r"งบประมาณ(?:\(?บาท\)?)?|budget|จำนวนเงิน(?:\(?บาท\)?)?", last):
        return Role.BUDGET, "", 7
    if last == whole:
        return Role.BUDGET, "", 5
    return Role.PART, "", 4


def _own_key(labels: tuple[str, ...], form: Form) -> str:
    """The key of the form's own column that a header names in its words, or by its quarter."""
    whole = name_key("".join(labels))
    for column in form.register_columns:
        if whole in (name_key("".join(column.label)), name_key(column.title)):
            return column.key
    quarter = _QUARTER.search(whole)
    if quarter and not _RESULT.search(whole[quarter.end() :]) and "แผน" in whole:
        key = f"q{quarter[1]}_plan"
        if any(column.key == key and column.kind is Kind.BAHT for column in form.register_columns):
            return key
    return ""
