"""How large an office is by a text: how many schools, teachers, students, clusters ... it has in all."""

from __future__ import annotations

import re
from typing import NamedTuple

from xl_addin.model.thai.date_patterns import plain_text
from xl_addin.model.thai.lazy_pattern import lazy_pattern
from xl_addin.model.thai.quantities import NUMBER

_PERSONS, _PLACES = r"(?:คน|ราย|ท่าน)", r"(?:แห่ง|โรง(?:เรียน)?)"
# What is counted, with its unit. Two names of one fact stand together; others are other facts, since "ครูและบุคลากร"
# are more than "ครู". A longer name stands before a shorter one that it begins with.
_FACTS = (
    ("โรงเรียนขนาดเล็ก", r"(?:โรงเรียน|สถานศึกษา)ขนาดเล็ก", _PLACES),
    ("โรงเรียนขยายโอกาส", r"โรงเรียนขยายโอกาส(?:ทางการศึกษา)?", _PLACES),
    ("โรงเรียนคุณภาพ", r"โรงเรียนคุณภาพ(?:ประจำตำบล)?", _PLACES),
    ("โรงเรียน", r"(?:โรงเรียน|สถานศึกษา)", _PLACES),
    ("ข้าราชการครูและบุคลากรทางการศึกษา", r"ข้าราชการครูและบุคลากร(?:ทางการศึกษา)?", _PERSONS),
    ("ครูและบุคลากรทางการศึกษา", r"ครูและบุคลากร(?:ทางการศึกษา)?", _PERSONS),
    ("ข้าราชการครู", r"ข้าราชการครู", _PERSONS),
    ("บุคลากรทางการศึกษา", r"บุคลากร(?:ทางการศึกษา)?", _PERSONS),
    ("ครู", r"ครู(?:ผู้สอน)?", _PERSONS),
    ("ผู้บริหารสถานศึกษา", r"(?:ผู้บริหาร|ผู้อำนวยการ)(?:สถานศึกษา|โรงเรียน)?", _PERSONS),
    ("ศึกษานิเทศก์", r"ศึกษานิเทศก์", _PERSONS),
    ("นักเรียน", r"(?:นักเรียน|ผู้เรียน)", _PERSONS),
    ("กลุ่มโรงเรียน", r"กลุ่ม(?:เครือข่าย)?(?:โรงเรียน|สถานศึกษา)|กลุ่มเครือข่าย", r"(?:กลุ่ม|เครือข่าย|แห่ง)"),
    ("ศูนย์เครือข่าย", r"ศูนย์เครือข่าย(?:(?:พัฒนา)?คุณภาพการศึกษา|สถานศึกษา|โรงเรียน)?", r"(?:ศูนย์|เครือข่าย|แห่ง)"),
    ("อำเภอ", r"อำเภอ", r"อำเภอ"),
)
_OFFICE = (
    r"(?:ใน|ภายใต้)สังกัด(?:\s?(?:สพ[ปม]\.?|สำนักงานเขตพื้นที่)[ก-๎.]*(?:\s?เขต\s?\d+)?)?"
    r"|ของสำนักงาน(?:เขตพื้นที่[ก-๎]*)?|ในเขตพื้นที่(?:การศึกษา|บริการ)?"
)
_ALL = r"(?:ทั้งหมด|ทั้งสิ้น|(?:ครบ)?ทุก(?:แห่ง|โรง(?:เรียน)?|คน|กลุ่ม|ศูนย์|อำเภอ)|ทั้ง|ครบ(?:ทั้ง)?|รวมทั้ง(?:สิ้น|หมด))"
# Before a name these make it a part of a longer one, or of a sum.
_PARTS = (
    *("และ", "กับ", "หรือ", "/", ",", "ผู้ช่วย", "พี่เลี้ยง", "แกนนำ", "ข้าราชการ", "ตัวแทน", "ผู้แทน", "ผู้ปกครอง"),
    *("กรรมการ", "กลุ่ม", "ศูนย์", "ยกเว้น", "ไม่รวม", "เครือข่าย"),
)
_NOT_AFTER = "".join(f"(?<!{word})(?<!{word} )" for word in _PARTS)
# "โรงเรียนในสังกัดทั้งหมด 120 แห่ง", "โรงเรียนทุกแห่งในสังกัด จำนวน 120 แห่ง"; without a word for all it may be a part,
# but for what the office says that it has: "สำนักงานเขตพื้นที่ มีโรงเรียน 120 แห่ง".
_NAMES = "|".join(rf"(?P<fact{number}>{name})" for number, (_, name, _) in enumerate(_FACTS))
_UNITS = "|".join(rf"(?(fact{number}){unit}|(?!))" for number, (_, _, unit) in enumerate(_FACTS))
_WHO = r"(?:สำนักงาน|เขตพื้นที่|สพ[ปม]\.)"
# What may not stand before is asked only where something begins: at every letter it took a fifth of an intake.
_BEGINS = rf"(?={_WHO}|{'|'.join(name for _, name, _ in _FACTS)})"
_TOLD = lazy_pattern(
    rf"{_BEGINS}{_NOT_AFTER}(?P<has>{_WHO}[^\n\d]{{0,60}}(?:เขต\s?\d+\s?)?(?<!ไม่)มี(?:จำนวน)?\s?)?"
    rf"(?:{_NAMES})\s*(?:(?:{_OFFICE})\s*(?:{_ALL}|(?(has)|(?!)))|{_ALL}\s*(?:{_OFFICE})|(?(has)|(?!)))\s*"
    rf"(?:(?:มี)?จำนวน|รวม)?\s*(?P<number>{NUMBER})\s*(?:{_UNITS})(?!ละ)"
)
# What stands before the number in all of these, found several times as quickly: most texts that name an office tell
# nothing of the whole of it.
_MAY_TELL = lazy_pattern(
    rf"(?:ทั้ง|ทุก|ครบ)(?:หมด|สิ้น|แห่ง|โรง(?:เรียน)?|คน|กลุ่ม|ศูนย์|อำเภอ)?\s*(?:{_OFFICE})?\s*(?:มี)?(?:จำนวน|รวม)?\s*\d"
    rf"|มี(?:จำนวน)?\s?(?:{'|'.join(name for _, name, _ in _FACTS)})\s*(?:{_OFFICE})?\s*(?:มี)?(?:จำนวน|รวม)?\s*\d"
)
# A part of them after all: "... 120 แห่ง ที่ผ่าน".
_PART = re.compile(r"\s*(?:ที่|ซึ่ง|จากทั้งหมด)")
_PART_OF_THOSE_IT_HAS = re.compile(r"\s*(?:ที่|ซึ่ง|จาก|เข้า|ได้|ผ่าน|ไม่|ส่ง|สมัคร|ขาด|เป็น|ร่วม|ใน|ร้อยละ|\()")
_SCHOOL_YEAR = re.compile(r"ปีการศึกษา\s*(?:พ\.?\s?ศ\.?\s*)?(\d{4})")


class Fact(NamedTuple):
    """One number of an office: `name` is what is counted, `year` the school year of which it is told, or ""."""

    name: str
    year: str
    number: int


def office_facts_told(text: str) -> frozenset[Fact]:
    """What a text tells of the whole office; empty where it tells of parts alone."""
    named = "สังกัด" in text or "เขตพื้นที่" in text or "สำนักงาน" in text
    if not named and not ("สพ" in text and ("สพป." in text or "สพม." in text)):
        return frozenset()
    plain = plain_text(text)
    if not _MAY_TELL.search(plain):
        return frozenset()
    found = set()
    for match in _TOLD.finditer(plain):
        which = next(number for number in range(len(_FACTS)) if match[f"fact{number}"])
        number = match["number"].replace(",", "")
        part = _PART_OF_THOSE_IT_HAS if match["has"] else _PART
        if "." in number or part.match(plain, match.end()):
            continue
        line = plain[plain.rfind("\n", 0, match.start()) + 1 : match.end()]
        years = _SCHOOL_YEAR.findall(line)
        found.add(Fact(_FACTS[which][0], years[-1] if years else "", int(number)))
    return frozenset(found)
