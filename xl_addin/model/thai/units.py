"""What is counted in running Thai text: คน, แห่ง, มื้อ, and what means the same."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from xl_addin.model.thai.lazy_pattern import lazy_pattern

_ALIKE = {
    "คน": ("คน(?!ที่)", "ท่าน", "รายหัว", r"ราย(?!การ|งาน|วัน|เดือน|ปี|ได้|จ่าย|ชื่อ|ละเอียด|วิชา|หัว)", "หัว", "รูป"),
    "แห่ง": ("แห่ง", "โรงเรียน", "โรง(?!อาหาร|แรม)", r"ร\.\s?ร\.", "สถานศึกษา", "หน่วยงาน"),
    "ชั่วโมง": ("ชั่วโมง", r"ช\.?ม\.", "ชม(?![ก-๎])"),
    "กม.": ("กิโลเมตร", r"ก\.?ม\."),
    "ครั้ง": ("ครั้ง(?!ที่)",),
    "มื้อ": ("มื้อ",),
    "วัน": ("วัน(?!ที่|นี้|ครู|เด็ก)",),
    "คืน": ("คืน",),
    "เดือน": ("เดือน",),
    "ห้อง": ("ห้อง(?:เรียน|พัก)?",),
}
_ALONE = [
    "เล่ม",
    "ชุด",
    "แผ่น",
    "ป้าย",
    "ผืน",
    "อัน",
    "ตัว",
    "เครื่อง",
    "คัน",
    "รุ่น",
    "ทีม",
    "กลุ่ม",
    "หน่วย",
    "ลิตร",
    "เที่ยว",
    "รอบ",
    "สัปดาห์",
    "ไตรมาส",
    "ภาคเรียน",
    "ศูนย์",
    "เรื่อง",
    "ฉบับ",
    "หน้า",
    "รีม",
    "กล่อง",
    "ใบ",
    "ซอง",
    "ถุง",
    "แพ็ค",
    "โหล",
    "ขวด",
    "จาน",
    "วิชา",
    "สนาม",
    "รายการ",
    "กิจกรรม",
    "โครงการ",
    "ฐาน",
    "บูธ",
    "เต็นท์",
    "ลำ",
    "เส้น",
    "ต้น",
    "ก้อน",
    "ผลงาน",
    "ชิ้น",
    "ดวง",
    "โล่",
    "เหรียญ",
    "หลัง",
    "ตารางเมตร",
    "แกลลอน",
    "หลอด",
    "ม้วน",
    "คู่",
    "อำเภอ",
    "ตำบล",
    "เขต",
    "เครือข่าย",
    "รายวิชา",
    "ช่อ",
    "พวง",
    "แท่ง",
    "ด้าม",
    "กระถาง",
    "กิโลกรัม",
    "เหรียญรางวัล",
    "ใบประกาศ",
]
LEARNT = "\ue000"
"""Stands for a unit that the text itself explains: 60 กระสอบ กระสอบละ 25 บาท."""

_PATTERNS = {pattern: unit for unit, patterns in _ALIKE.items() for pattern in patterns}
_PATTERNS |= {unit: unit for unit in _ALONE} | {
    r"ตร\.?\s?ม\.": "ตารางเมตร",
    r"ก\.ก\.": "กิโลกรัม",
    f"{LEARNT}{LEARNT}*": LEARNT,
}


def _by_first_letter(patterns: Iterable[str]) -> str:
    """One pattern for all, those of one first letter side by side in their order: other letters are passed quickly."""
    letters: dict[str, list[str]] = {}
    for pattern in patterns:
        letters.setdefault(pattern[0], []).append(pattern[1:])
    return "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in letters.items())


UNIT = _by_first_letter(sorted(_PATTERNS, key=lambda pattern: (-len(pattern.split("(?")[0]), pattern)))
_UNITS = [(lazy_pattern(pattern), unit) for pattern, unit in _PATTERNS.items()]


@lru_cache(maxsize=1024)
def unit_named(name: str) -> str:
    """Of names that mean the same one for all: "คน" of "ท่าน" and "ราย"."""
    for pattern, unit in _UNITS:
        if pattern.match(name) and (pattern.fullmatch(name) or unit == name):
            return unit
    return name
