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
from itertools import pairwise
from typing import NamedTuple

from xl_addin.model.thai.date_patterns import MONTH, plain_text
from xl_addin.model.thai.lazy_pattern import lazy_pattern
from xl_addin.model.thai.units import LEARNT, UNIT, unit_named

NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"

# Words between two factors of a product that need no sign of times.
FILLING = (
    "จำนวน|เป็นเวลา|เป็นระยะเวลา|ระยะเวลา|เวลา|ในอัตรา|อัตรา|ใน|ราคา|คิด|เหมาจ่าย|เหมา|ทั้งหมด|ทั้งสิ้น|ไป-กลับ|ไปกลับ|โดย|ประมาณ|"
    "ตลอด|นาน|รวม"
)
BESIDE = rf"(?:[\s()\[\],ๆ]|{FILLING})*"
TIMES = r"(?:[\s()\[\]]*(?:[ก-๙]{1,15}\s*)?[xX×✕*·](?:\s*จำนวน)?[\s()\[\]]*|[\s()]*คูณ(?:ด้วย)?[\s()]*)"
_SATANG = r"\s*(?:สตางค์|สต\.)"
_BAHT = r"\s*(?:(?:\.\s?[-–=]|,\s?-|/-)\s*)?(?:บาท|฿|บ\.)|\s*(?:\.\s?[-–=]|,\s?-|/-)"
_PER = rf"(?:\s*(?:/|ต่อ)\s*(?:{UNIT}))"

_LENGTH = r"\s*(?:เมตร|เซนติเมตร|ซ\.?ม\.?|มิลลิเมตร|ม\.|มม\.|นิ้ว|ฟุต|หลา|cm|mm|pixels?|พิกเซล)"
_BY = r"\s*[xX×✕*]\s*"
_SIZE = (
    rf"ขนาด\s*{NUMBER}(?:{_LENGTH})?(?:{_BY}{NUMBER}(?:{_LENGTH})?)*"
    rf"|{NUMBER}(?:{_LENGTH})?{_BY}{NUMBER}(?:{_LENGTH})?(?:{_BY}{NUMBER})?{_LENGTH}"
)
_OTHER = (
    rf"{NUMBER}\s*(?:%|เปอร์เซ็นต์)|ร้อยละ\s*{NUMBER}"
    r"|\d{1,2}[.:]\d{2}(?:\s*(?:น\.)?\s*[-–]\s*\d{1,2}[.:]\d{2})?\s*น\."
    rf"|\d{{1,2}}(?:\s*[-–,]\s*\d{{1,2}})*\s*(?:{MONTH})(?:\s*(?:พ\.?\s?ศ\.?)?\s*\d{{2,4}}(?!\d|,\d|\s*(?:{UNIT})))?"
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
_TOKEN = lazy_pattern(
    rf"(?P<size>{_SIZE})|(?P<other>{_OTHER})"
    rf"|(?:{_RESULT_WORDS})\s*:?\s*(?P<result>{NUMBER})(?:{_BAHT})?(?!\d|\s*(?:{UNIT}))"
    rf"|(?:(?P<each>(?:(?P<unit_each>{UNIT})\s*)?(?:ๆ\s*)?(?<!แ)(?<!ร้อย)ละ\s*(?:ไม่เกิน\s*)?)"
    rf"|(?P<at>@\s*|(?:ใน)?อัตรา(?:ค่า\w*)?\s*|ราคา\s*))?"
    rf"(?<![\d.,])(?P<number>{NUMBER}|{_BRACKETED_SUM})"
    rf"(?:(?P<baht>{_BAHT})|(?P<satang>{_SATANG})|\s*(?P<unit>{UNIT}))?(?P<per>{_PER}*)",
    re.MULTILINE,
)
_DIGITS = re.compile(r"\d+")
_LEAD_WITHIN = 45
_LEADS = (
    *("ละ", "ไม่เกิน", "@", "ราคา", "ขนาด", "เงิน", "สิ้น", "หมด", "รวม", "เท่ากับ", "=", ":", "/", "(", ".", "ว"),
    *("ที่", "ข้อ", "ลำดับ", "ชั้น", "ระดับ", "ปี", "งบประมาณ", "การศึกษา", "ศ"),
)
# How far back from its last letter what leads to a number may begin, where that is near.
_REACHES = {"่": 3, "อ": 3, "บ": 8, "า": 11, "@": 1, "/": 1, "ว": 1, "ี": 2, "ณ": 12, "ศ": 6, ".": 6, "=": 1}
# A new line with a bullet; or with a number of its own or a word that carries no number on, after a word.
_BREAK = lazy_pattern(
    r"\n(?<![.,/]\n)\s*(?P<bullet>(?=[-–—•]\s*(?![มป]\.)[^\s\d]))"
    r"|\n(?<=[ก-๎)]\n)\s*(?=\(?\d{1,2}[.)]\s"
    rf"|(?!{FILLING}|{UNIT}|บาท|บ\.|ต่อ|คูณ|พ\.?\s?ศ|ละ|[ก-๙]{{1,15}}\s*[xX×✕*·])[ก-ฮเ-ไ])"
)
_MONTH_LAST = lazy_pattern(rf"(?:{MONTH})$")
_LONGEST_MONTH = 12
_MONTH_ENDS = ("ม", "น", "ธ", "์", "ค", "พ", "ย", ".")
# Two numbers so near that they may be factors of one product, one of them money or a sign of times between them;
# few texts have them, and they alone are read.
_RATE_WORDS = rf"(?:(?:(?:{UNIT})\s*)?(?:ๆ\s*)?ละ\s*(?:ไม่เกิน\s*)?|@\s*|(?:ใน)?อัตรา(?:ค่า\w*)?\s*|ราคา\s*)"
_ANY_NUMBER = r"\d[\d,.]*(?:[\d\s+,.]*\))?"
_COSTS = rf"(?:{_BAHT}|{_SATANG}|{_PER})"
_AFTER_NUMBER = rf"(?:\s*\))?(?:(?P<baht>{_BAHT}|{_SATANG})|\s*(?P<unit>{UNIT}))?(?P<per>{_PER})*"
_MAY_BE_PRODUCT = lazy_pattern(
    rf"\d{_AFTER_NUMBER}"
    rf"(?:{TIMES}{_RATE_WORDS}?(?:\(\s*)?\d|{BESIDE}(?:{_RATE_WORDS}(?:\(\s*)?\d|(?:\(\s*)?"
    rf"(?(baht)\d|(?(per)\d|{_ANY_NUMBER}(?:{_COSTS}|(?(unit)(?!)|\s*(?:{UNIT})))))))"
)
_LINK = lazy_pattern(
    rf"{_AFTER_NUMBER}(?:{TIMES}{_RATE_WORDS}?(?:\(\s*)?|{BESIDE}(?:{_RATE_WORDS}(?:\(\s*)?|(?:\(\s*)?))"
)
_RUN = re.compile(r"\d+(?:[.,]?\d+)*")
_OFTEN = 40
"""Words between two numbers that are longer are seldom met twice."""
_ANY_UNIT = lazy_pattern(UNIT)
_ONE_PER = lazy_pattern(rf"(?:/|ต่อ)\s*({UNIT})")
# "ทุนละ 2,000 บาท จำนวน 30 ทุน"
_EXPLAINED_AFTER = re.compile(
    r"(?<![ก-๙])(?P<unit>(?!ร้อย)[ก-ฮเ-ไ][ก-์]{1,13}?)ละ\s*(?:ไม่เกิน\s*)?\d[^\n]{0,30}?\d\s*(?P=unit)(?![ก-์])"
)
_EXPLAINED = re.compile(r"\d\s*(?P<unit>[ก-ฮเ-ไ][ก-์]{1,13}?)\s*(?:(?P=unit)|ๆ)\s*ละ")


class Quantity(NamedTuple):
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


def may_be_product(plain: str, start: int, stop: int) -> bool:
    """Whether a block may hold a product: two numbers between which nothing but what links factors stands."""
    end = None
    for run in _RUN.finditer(plain, start, stop):
        if end is not None:
            words = plain[end : run.start()]
            links = _links(words) if len(words) <= _OFTEN else _LINK.fullmatch(words) is not None
            if links and _MAY_BE_PRODUCT.match(plain, end - 1, stop):
                return True
        end = run.end()
    return False


@lru_cache(maxsize=8192)
def _links(words: str) -> bool:
    """Whether words between two numbers may link two factors of a product."""
    return _LINK.fullmatch(words) is not None


@dataclass(frozen=True, slots=True)
class QuantityReader:
    """The quantities of a text, read block by block where they are wanted: a line of a narrative is often one.

    plain   the text with Arabic digits and a sign for its own units; as long as the text
    blocks  (start, end) of parts between which no quantity and no product reaches
    """

    plain: str
    blocks: tuple[tuple[int, int], ...]
    _read: dict[int, tuple[Quantity, ...]]

    def of(self, block: int) -> tuple[Quantity, ...]:
        """The quantities of a block, in order."""
        if block not in self._read:
            found: list[Quantity] = []
            for match in _tokens(self.plain, *self.blocks[block]):
                if match["result"]:
                    found.append(Quantity(_decimal(match["result"]), "result", "", (), *match.span()))
                elif match["number"]:
                    found.append(
                        _quantity(match, found[-1].unit if found else self._unit_before(block, match))
                    )
            self._read[block] = tuple(found)
        return self._read[block]

    def _unit_before(self, block: int, match: re.Match[str]) -> str:
        """The unit that a lone "ละ" with which a block begins takes up."""
        if not match["each"] or match["unit_each"]:
            return ""
        return next((found[-1].unit for before in range(block - 1, -1, -1) if (found := self.of(before))), "")


@lru_cache(maxsize=4096)
def quantity_reader(text: str) -> QuantityReader:
    """A reader of a text, remembered so that one rule reads on where another stopped."""
    plain = with_learnt_units(text)
    bounds = [0, *(match.end() for match in _BREAK.finditer(plain) if _ends(match)), len(plain)]
    return QuantityReader(plain, tuple(pairwise(bounds)), {})


def _ends(found: re.Match[str]) -> bool:
    """Whether nothing before a break leads on to a number after it."""
    if found["bullet"] is not None:
        return True
    return not _leads_on(found.string[max(0, found.start() - _LEAD_WITHIN) : found.start()])


def _leads_on(before: str) -> bool:
    if before.endswith(_LEADS) or "อัตรา" in before:
        return True
    return before.endswith(_MONTH_ENDS) and _MONTH_LAST.search(before[-_LONGEST_MONTH:]) is not None


def _tokens(plain: str, start: int, stop: int) -> Iterator[re.Match[str]]:
    """Matches of _TOKEN, one after another: looked for at digits, and before them only after a word that leads."""
    end = start
    for digits in _DIGITS.finditer(plain, start, stop):
        at = digits.start()
        if at < end:
            continue
        begin = _lead(plain, max(end, at - _LEAD_WITHIN), at)
        match = _TOKEN.match(plain, at) if begin == at else _TOKEN.search(plain, begin)
        if match:
            yield match
            end = match.end()


def _lead(plain: str, begin: int, at: int) -> int:
    """From where on words before the digits at `at` may belong to them: "คนละ 100", "เป็นเงิน 100", "(100 + 50)"."""
    line = plain.rfind("\n", begin, at) + 1
    from_line = max(begin, line)
    back = _reach(plain[from_line:at])
    return begin if back is None else at - back


@lru_cache(maxsize=8192)
def _reach(before: str) -> int | None:
    """How many letters of the words before digits may belong to them; None for all, and what stands before them."""
    words = before.rstrip()
    if not words.rstrip("("):
        return None
    if "อัตรา" in words:
        return len(before)
    if words[-1] == "(":
        inner = words.rstrip("( \t")
        return len(before) - (0 if inner.endswith(_LEADS) else len(inner))
    if words.endswith(_LEADS):
        return len(before) - max(0, len(words) - _REACHES.get(words[-1], _LEAD_WITHIN))
    letters = words[-2:].rstrip("-")
    if not letters.isascii() or not letters[-1:].isalpha():
        return 0
    # A single x is a sign of times, not a code like A4.
    return len(before) if letters[-1] not in "xX" or letters[:-1].isalpha() else 0


@lru_cache(maxsize=4096)
def with_learnt_units(text: str) -> str:
    """The text with Arabic digits and its own units replaced by a sign; as long as the text."""
    plain = plain_text(text)
    # Most texts have "และ" and no "ละ" of its own.
    each = plain.count("ละ")
    if "ๆ" not in plain and (not each or each == plain.count("และ") + plain.count("ร้อยละ")):
        return plain
    for match in [*_EXPLAINED.finditer(plain), *_EXPLAINED_AFTER.finditer(plain)]:
        if _ANY_UNIT.fullmatch(match["unit"]) is None:
            plain = plain.replace(match["unit"], LEARNT * len(match["unit"]))
    return plain


def _quantity(match: re.Match[str], before: str) -> Quantity:
    kind, unit, per, is_each = _said(*match.group("each", "unit_each", "at", "baht", "satang", "unit", "per"))
    if is_each and before:
        per = (*per, before)
    number = _decimal(match["number"])
    return Quantity(number / 100 if match["satang"] else number, kind, unit, per, *match.span())


@lru_cache(maxsize=4096)
def _said(
    each: str | None,
    unit_each: str | None,
    at: str | None,
    baht: str | None,
    satang: str | None,
    unit: str | None,
    per: str,
) -> tuple[str, str, tuple[str, ...], bool]:
    """What the words around a number say: kind, unit, per, and whether "ละ" takes up the unit before."""
    names = [unit_named(name) for name in _ONE_PER.findall(per)]
    if unit_each:
        names.append(unit_named(unit_each))
    if unit:
        kind = "count"
    elif each or at or per:
        kind = "rate"
    else:
        kind = "money" if baht or satang else "number"
    return kind, unit_named(unit) if unit else "", tuple(names), each is not None and not unit_each


@lru_cache(maxsize=4096)
def _decimal(text: str) -> Decimal:
    """The number of "1,200", and of "(100 + 50)" its sum."""
    plain = text.replace(",", "")
    return Decimal(plain) if plain[0] != "(" else sum(map(Decimal, plain[1:-1].split("+")), start=Decimal(0))
