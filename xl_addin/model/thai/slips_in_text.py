"""Slips of writing that can be seen in a text alone: cut off, misnumbered, an answer that stands in the wrong place."""

from __future__ import annotations

import re

from xl_addin.model.thai.likeness import letters, marks, pieces
from xl_addin.model.thai.words import arabic_digits

_LEFT_OPEN = (
    *("และ", "หรือ", "โดย", "เพื่อ", "ซึ่ง", "ได้แก่", "เช่น", "เนื่องจาก", "พร้อมทั้ง", "รวมทั้ง", "ตลอดจน", "อยู่ระหว่าง"),
    *("ประกอบด้วย", "เพราะ", "เพื่อให้", "ดังนี้", "อาทิ", "มีจำนวน", "ระหว่าง", "ระหว่างวันที่", "เมื่อวันที่"),
    *"เแโใไ",
    *",/+&",
)
_WORD_LEFT_OPEN = re.compile(r"\s(?:ใน|ให้|ของ|ที่|กับ|การ|ความ|จาก|แก่|ตาม|ต่อ|จำนวน|ณ)$")
_MAY_END = ("ฯลฯ", "ดังกล่าว")
_OPEN_BRACKET_WITHIN = 60
_SHOWN = 25


def cut_off(text: str) -> str:
    """The last words of a text that stops in the middle of a sentence; "" where it ends.

    It ends in a word that something must follow (และ, เพื่อ, ได้แก่ ...), in half a syllable, or in an open bracket.
    """
    text = text.rstrip()
    if len(text) < 12 or text.endswith(_MAY_END):
        return ""
    last = text[text.rfind("\n") + 1 :]
    opened = last.rfind("(")
    unclosed = opened > last.rfind(")") and len(last) - opened < _OPEN_BRACKET_WITHIN
    is_open = unclosed or text.endswith(_LEFT_OPEN) or _WORD_LEFT_OPEN.search(text[-_SHOWN:])
    return text[-_SHOWN:].lstrip() if is_open else ""


_NUMBERED = re.compile(
    r"^[ \t]*\(?(\d{1,2}(?:\.\d{1,2})*)(?:[.)]+(?!\d)|(?<=\.\d)[ \t]|(?<=\.\d\d)[ \t])", re.MULTILINE
)
# A list has a second number, and that stands after a line break, which is found quickly.
_SECOND_LINE = re.compile(r"\n[ \t]*\(?\d")


def numbering_slip(text: str) -> str:
    """Two numbers of a list between which one is missing or told twice: "2, 4"; "" where it runs on.

    A list may begin at any number and begin anew at 1; 1.1, 1.2 are counted within their 1.
    """
    if not _SECOND_LINE.search(text):
        return ""
    plain, end = arabic_digits(text), 0
    before: dict[tuple[int, ...], int] = {}
    for match in _NUMBERED.finditer(plain):
        *above, number = (int(part) for part in match[1].split("."))
        level = tuple(above)
        last = before.get(level)
        # A second 1 in the very next line is no list of its own: nothing stands between.
        starts_anew = number == 1 and not level and (last != 1 or plain.count("\n", end, match.start()) > 1)
        if last is not None and number != last + 1 and not starts_anew:
            shown = [".".join(map(str, (*level, each))) for each in (last, number)]
            return ", ".join(shown)
        before = {key: value for key, value in before.items() if len(key) <= len(level)}
        before[level] = number
        end = match.end()
    return ""


_NO_EFFECT = re.compile(r"(?:ยัง)?ไม่(?:ได้)?(?:มี|ส่ง|เกิด)ผล(?:กระทบ)?(?:ใด\s?ๆ\s?)?(?:ต่อ|กับ|ถึง)")
_LONGEST_NO_EFFECT = 120


def no_effect(text: str) -> bool:
    """Whether a text says only that there is no effect on the goal, the sentence that is to be ticked."""
    text = " ".join(text.split())
    return len(text) <= _LONGEST_NO_EFFECT and _NO_EFFECT.search(text) is not None


_UNPAID = re.compile(
    r"(?:ยัง)?ไม่(?:ได้|มี|เคย)?(?:มี)?(?:การ|ผลการ|รายการ)?(?:เบิก(?:\s?-?\s?จ่าย)?|ใช้จ่าย|ใช้(?=\s?(?:เงิน|งบ))|จ่าย(?=\s?(?:เงิน|งบ)))"
    r"(?:\s?(?:เงิน|งบประมาณ|งบ))?"
)
_PARTLY = re.compile(
    r"\s*(?:ส่วน|บางส่วน|ครบ|ทั้งหมด|เต็ม|หมด|ค่า|ตามแผน|ได้ตาม|ทัน|อีก|เพิ่ม|เกิน|(?:ใน)?(?:ส่วน|กิจกรรม|หมวด|รายการ|ข้อ)|งบลงทุน|งบดำเนินงาน|งวด|ที่เหลือ|คงเหลือ|เป็นไป|ให้|แก่|จำนวน\s*[\d๐-๙]|[\d๐-๙])"
)


def says_unpaid(text: str) -> str:
    """The words that say that nothing was paid (ยังไม่มีการเบิกจ่าย); not that something was not paid in full."""
    if "ไม่" not in text:
        return ""
    for match in _UNPAID.finditer(text):
        if not _PARTLY.match(text, match.end()):
            return match.group().strip()
    return ""


_ACTIVITIES = re.compile(
    r"(?:ทั้งหมด|ทั้งสิ้น|ประกอบด้วย|จำนวน|รวม|มี|ครบ(?:ทั้ง)?|ทั้ง)\s*(?P<number>\d{1,2})\s*กิจกรรม(?!ย่อย)|กิจกรรมหลัก\s*(?:จำนวน\s*|ทั้งหมด\s*)?(?P<main>\d{1,2})\s*กิจกรรม"
)


def activities_told(text: str, number: int | None) -> int:
    """A number of activities named in a text where it is not `number`; 0 where one of those named is, or none is."""
    told = [int(match["number"] or match["main"]) for match in _ACTIVITIES.finditer(arabic_digits(text))]
    return 0 if not told or number in told else told[0]


_LEAST, _NEAR = 40, 0.8


def near_text(text: str, *others: str) -> bool:
    """A text that is almost another: the same but for spaces (from 20 characters on) or a few words (from 40)."""
    plain = letters(text)
    if len(plain) < _LEAST // 2:
        return False
    for other in map(letters, others):
        if plain == other:
            return True
        if min(len(plain), len(other)) < _LEAST or not _NEAR < len(plain) / len(other) < 1 / _NEAR:
            continue
        # Marks tell of most texts how few pieces they can have in common, and how many they do not.
        (our_marks, ours), (their_marks, theirs) = marks(plain), marks(other)
        lacking = (our_marks & ~their_marks).bit_count(), (their_marks & ~our_marks).bit_count()
        if not _is_near(min(ours - lacking[0], theirs - lacking[1]), sum(lacking)):
            continue
        our_pieces, their_pieces = pieces(plain), pieces(other)
        common = len(our_pieces & their_pieces)
        if _is_near(common, len(our_pieces) + len(their_pieces) - 2 * common):
            return True
    return False


def _is_near(common: int, others: int) -> bool:
    return common >= _NEAR * (common + others)


_FOOD = re.compile(r"ค่าอาหาร|อาหาร(?:ว่าง|กลางวัน|เช้า|เย็น|ค่ำ)|เครื่องดื่ม")
_PRINTING = re.compile(r"(?:จัด)?จ้าง(?:เหมา)?\s?(?:จัด)?(?:ทำ|พิมพ์|ถ่าย)|ค่า(?:จัด)?พิมพ์|ถ่ายเอกสาร|เย็บเล่ม|เข้าเล่ม")
_OWN_KIND = re.compile(r"วัสดุ|กระดาษ|หมึก|นอกเวลา|ทำการ|ล่วงเวลา|วิทยากร(?!\s*และ)|ประกอบอาหาร|ทำอาหาร")


def expense_kind(item: str) -> str:
    """The category an item belongs to where its words leave no doubt: "operating" for meals and for what is
    printed, bound or copied by others; "" else."""
    if _OWN_KIND.search(item):
        return ""
    return "operating" if _FOOD.search(item) or _PRINTING.search(item) else ""
