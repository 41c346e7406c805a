"""Numbers in running Thai text with what they count, cost or measure: "60 คน", "วันละ 1,200 บาท", "180.-/คน".

What only looks like a quantity is passed over: dates, clock times, numbers of letters and grades, percent,
sizes ("1.2 x 2.4 เมตร").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from xl_addin.model.thai.date_patterns import MONTH, plain_text

NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"

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
_LEARNT = "\ue000"
"""Stands for a unit that the text itself explains: 60 กระสอบ กระสอบละ 25 บาท."""

_PATTERNS = {pattern: unit for unit, patterns in _ALIKE.items() for pattern in patterns}
_PATTERNS |= {unit: unit for unit in _ALONE} | {
    r"ตร\.?\s?ม\.": "ตารางเมตร",
    r"ก\.ก\.": "กิโลกรัม",
    f"{_LEARNT}+": _LEARNT,
}
_UNIT = "|".join(sorted(_PATTERNS, key=lambda pattern: (-len(pattern.split("(?")[0]), pattern)))
_UNITS = [(re.compile(pattern), unit) for pattern, unit in _PATTERNS.items()]
_SATANG = r"\s*(?:สตางค์|สต\.)"
_BAHT = r"\s*(?:(?:\.\s?[-–=]|,\s?-|/-)\s*)?(?:บาท|฿|บ\.)|\s*(?:\.\s?[-–=]|,\s?-|/-)"
_PER = rf"(?:\s*(?:/|ต่อ)\s*(?:{_UNIT}))"

_LENGTH = r"\s*(?:เมตร|เซนติเมตร|ซ\.?ม\.?|มิลลิเมตร|ม\.|มม\.|นิ้ว|ฟุต|หลา|cm|mm|pixels?|พิกเซล)"
_BY = r"\s*[xX×✕*]\s*"
_SIZE = (
    rf"ขนาด\s*{NUMBER}(?:{_LENGTH})?(?:{_BY}{NUMBER}(?:{_LENGTH})?)*"
    rf"|{NUMBER}(?:{_LENGTH})?{_BY}{NUMBER}(?:{_LENGTH})?(?:{_BY}{NUMBER})?{_LENGTH}"
)
_OTHER = (
    rf"{NUMBER}\s*(?:%|เปอร์เซ็นต์)|ร้อยละ\s*{NUMBER}"
    r"|\d{1,2}[.:]\d{2}(?:\s*(?:น\.)?\s*[-–]\s*\d{1,2}[.:]\d{2})?\s*น\."
    rf"|\d{{1,2}}(?:\s*[-–,]\s*\d{{1,2}})*\s*(?:{MONTH})(?:\s*(?:พ\.?\s?ศ\.?)?\s*\d{{2,4}}(?!\d|,\d|\s*(?:{_UNIT})))?"
    r"|\d+(?:/\d+)+|(?:/|(?<![ก-๙])ว)\s?\.?\s?\d+"
    r"|(?:พ\.?\s?ศ\.?|ปี(?:\s?งบประมาณ|\s?การศึกษา)?)\s*\d{4}(?:\s*[-–]\s*\d{4})?"
    r"|(?:ที่|ข้อ|ลำดับ|ม\.|ป\.|ชั้น|อ\.|ระดับ)\s?\d+(?:\.\d+)*(?:\s*[-–]\s*(?:ม\.|ป\.)?\d+)*"
    r"|(?:[A-WYZa-wyz]|[A-Za-z]{2,})-?\d+|^\s*(?:\d+\.)+(?:\d+)?\s|^\s*\(?\d+\)\s"
)
_BRACKETED_SUM = rf"\(\s*{NUMBER}(?:\s*\+\s*{NUMBER})+\s*\)"
_RESULT_WORDS = (
    r"(?:รวม)?\s?เป็น(?:จำนวน)?เงิน(?:ทั้ง(?:สิ้น|หมด))?|(?:รวม|คิด)เป็นเงิน|รวมเงิน|รวม(?:ทั้ง(?:สิ้น|หมด))?|"
    r"จำนวนเงิน|ยอดเงิน|วงเงิน|ภายในวงเงิน|เท่ากับ|="
)
_TOKEN = re.compile(
    rf"(?P<size>{_SIZE})|(?P<other>{_OTHER})"
    rf"|(?:{_RESULT_WORDS})\s*:?\s*(?P<result>{NUMBER})(?:{_BAHT})?(?!\d|\s*(?:{_UNIT}))"
    rf"|(?:(?P<each>(?:(?P<unit_each>{_UNIT})\s*)?(?:ๆ\s*)?(?<!แ)(?<!ร้อย)ละ\s*(?:ไม่เกิน\s*)?)"
    rf"|(?P<at>@\s*|(?:ใน)?อัตรา(?:ค่า\w*)?\s*|ราคา\s*))?"
    rf"(?<![\d.,])(?P<number>{NUMBER}|{_BRACKETED_SUM})"
    rf"(?:(?P<baht>{_BAHT})|(?P<satang>{_SATANG})|\s*(?P<unit>{_UNIT}))?(?P<per>{_PER}*)",
    re.MULTILINE,
)
_DIGITS = re.compile(r"\d+")
_LEAD_WITHIN = 45
_LEADS = (
    *("ละ", "ไม่เกิน", "@", "ราคา", "ขนาด", "เงิน", "สิ้น", "หมด", "รวม", "เท่ากับ", "=", ":", "/", "(", ".", "ว"),
    *("ที่", "ข้อ", "ลำดับ", "ชั้น", "ระดับ", "ปี", "งบประมาณ", "การศึกษา", "ศ"),
)
_ANY_UNIT = re.compile(_UNIT)
_ONE_PER = re.compile(rf"(?:/|ต่อ)\s*({_UNIT})")
_EXPLAINED = re.compile(r"(?<=\d)\s*(?P<unit>[ก-ฮเ-ไ][ก-์]{1,13}?)\s*(?:(?P=unit)|ๆ)\s*ละ")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text; `start` and `end` are where its words stand.

    kind    "count" (60 คน), "rate" (คนละ 100, @100), "money" (100 บาท), "number" (60) or "result" (= 12,000)
    unit    what is counted, of units that mean the same one for all; "" where none is said
    per     units for each of which it holds: of "180 บาท/คน/วัน" and of "คนละ 180 บาท"
    """

    number: Decimal
    kind: str
    unit: str
    per: tuple[str, ...]
    start: int
    end: int

    @property
    def is_amount(self) -> bool:
        return self.kind in ("rate", "money")


@lru_cache(maxsize=4096)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity of a text, in order."""
    plain = with_learnt_units(text)
    found: list[Quantity] = []
    for match in _tokens(plain):
        if match["result"]:
            found.append(Quantity(_decimal(match["result"]), "result", "", (), *match.span()))
        elif match["number"]:
            found.append(_quantity(match, found[-1].unit if found else ""))
    return tuple(found)


def _tokens(plain: str) -> Iterator[re.Match[str]]:
    """Matches of _TOKEN, one after another: looked for at digits, and before them only after a word that leads."""
    end = 0
    for digits in _DIGITS.finditer(plain):
        at = digits.start()
        if at < end:
            continue
        begin = max(end, at - _LEAD_WITHIN)
        match = _TOKEN.search(plain, begin) if _may_lead(plain[begin:at]) else _TOKEN.match(plain, at)
        if match:
            yield match
            end = match.end()


def _may_lead(before: str) -> bool:
    """Whether the words before digits may belong to them: "คนละ 100", "เป็นเงิน 100", "A4", "(100 + 50)"."""
    words = before.rstrip()
    if not words or "\n" in before or words.endswith(_LEADS) or "อัตรา" in words:
        return True
    letters = words[-2:].rstrip("-")
    if not letters.isascii() or not letters[-1:].isalpha():
        return False
    # A single x is a sign of times, not a code like A4.
    return letters[-1] not in "xX" or letters[:-1].isalpha()


@lru_cache(maxsize=4096)
def with_learnt_units(text: str) -> str:
    """The text with Arabic digits and its own units replaced by a sign; as long as the text."""
    plain = plain_text(text)
    for match in list(_EXPLAINED.finditer(plain)):
        if _ANY_UNIT.fullmatch(match["unit"]) is None:
            plain = plain.replace(match["unit"], _LEARNT * len(match["unit"]))
    return plain


def _quantity(match: re.Match[str], before: str) -> Quantity:
    per = [_same(name) for name in _ONE_PER.findall(match["per"])]
    if match["each"]:
        per += [_same(match["unit_each"])] if match["unit_each"] else [before] if before else []
    unit = _same(match["unit"]) if match["unit"] else ""
    if unit:
        kind = "count"
    elif match["each"] or match["at"] or per:
        kind = "rate"
    else:
        kind = "money" if match["baht"] or match["satang"] else "number"
    number = _decimal(match["number"])
    return Quantity(number / 100 if match["satang"] else number, kind, unit, tuple(per), *match.span())


@lru_cache(maxsize=1024)
def _same(name: str) -> str:
    for pattern, unit in _UNITS:
        if pattern.match(name) and (pattern.fullmatch(name) or unit == name):
            return unit
    return name


def _decimal(text: str) -> Decimal:
    """The number of "1,200", and of "(100 + 50)" its sum."""
    plain = text.replace(",", "")
    return Decimal(plain) if plain[0] != "(" else sum(map(Decimal, plain[1:-1].split("+")), start=Decimal(0))
