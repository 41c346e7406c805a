"""Years in running Thai text against the fiscal year of a report.

Years of laws, curricula and orders, school years and plans of several years are no fiscal years; who prepares
next year's plan or asks for next year's budget names next year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from xl_addin.model.thai.amounts_in_text import FoundYear, find_years
from xl_addin.model.thai.date_patterns import COUNTED, MONTH, plain_text

_BEFORE = 60
_LAW = re.compile(
    r"พ\.?\s?ร\.?\s?[บก]\.|พระราช|กฎหมาย|กฎกระทรวง|กฎ\s?ก\.|ระเบียบ|ประกาศ|ข้อบังคับ|รัฐธรรมนูญ|คำสั่ง|หนังสือ|มติ|หลักเกณฑ์|มาตรฐาน|"
    r"หลักสูตร|แกนกลาง|พุทธศักราช|ฉบับ|ก่อตั้ง|จัดตั้ง(?!งบ)|ตั้งแต่|รุ่นปี|อนุสัญญา|ปฏิญญา|นโยบายและแผนระดับชาติ"
)
_NEXT_YEAR = re.compile(
    r"จัดทำ(?:ร่าง)?(?:แผน|คำขอ|งบ)|คำขอ|ขอตั้ง|(?:จัด)?ตั้งงบ|เตรียม|ล่วงหน้า|ปีหน้า|ปีถัดไป|ปีต่อไป|ยกร่าง|ร่างแผน|ทบทวน|วางแผน|"
    r"เสนอ(?:ขอ)?งบ|แผนความต้องการ|รับนักเรียน|ประมาณการ"
)
_MEDIUM_TERM = re.compile(r"ล่วงหน้า|ระยะปานกลาง|\bMTEF\b", re.IGNORECASE)
_LAST_YEAR = re.compile(r"(?:สรุป|รายงาน|ถอดบทเรียน|สังเคราะห์|วิเคราะห์)ผล|ปีที่ผ่านมา|ปีที่แล้ว|ปีก่อน|กันเงิน|เหลื่อมปี")
_COMPARED = re.compile(
    r"เปรียบเทียบ|เทียบกับ|เพิ่มขึ้น|ลดลง|สูงกว่า|ต่ำกว่า|พัฒนาขึ้น|ที่ผ่านมา|ปีที่แล้ว|ปีก่อน|ต่อเนื่อง|ฐาน(?:ปี|ข้อมูล)|ตั้งแต่|เดิม"
)
_FISCAL = re.compile(r"ปี\s?งบ")
_YEARLY = re.compile(r"ประจำปี\s*(?:การ)?\s*(?:พ\.?\s?ศ\.?\s*)?$|ประจำ\s*ปี\s*งบประมาณ\s*(?:พ\.?\s?ศ\.?\s*)?$")
_SPAN = re.compile(r"\s*(?:-|–|—|ถึง)\s*(?:พ\.?\s?ศ\.?\s*)?")
_NO_CENTURY = re.compile(r"2[1-37-9]\d\d(?![\d,.])")
_TOLD_OF_NO_CENTURY = re.compile(
    rf"(?:{MONTH}|ปี(?:\s?งบประมาณ)?|พ\.?\s?ศ\.?)\s*(?:พ\.?\s?ศ\.?\s*)?(?P<year>{_NO_CENTURY.pattern}){COUNTED}"
)
_DATED = re.compile(rf"(?:{MONTH})\s*(?:พ\.?\s?ศ\.?\s*)?$")


def _in_spans(text: str, found: list[FoundYear]) -> set[int]:
    """Positions of years that bound a span, "2566 - 2570"."""
    spans = set()
    for first, second in pairwise(found):
        if _SPAN.fullmatch(text[first.position + len(first.text) : second.position]):
            spans |= {first.position, second.position}
    return spans


def _before(text: str, year: FoundYear) -> str:
    start = max(text.rfind("\n", 0, year.position) + 1, year.position - _BEFORE)
    return text[start : year.position]


def _off(text: str, found: list[FoundYear], fiscal_year: int) -> Iterator[FoundYear]:
    """Years among those found that claim to be the report's year and are another."""
    spans = _in_spans(text, found)
    for year in found:
        before = _before(text, year)
        if year.kind == "academic" or year.position in spans or _LAW.search(before) or _DATED.search(before):
            continue
        apart = year.year - fiscal_year
        claims = year.kind == "fiscal" or _YEARLY.search(before) is not None
        # The calendar year in which a fiscal year begins is another than its own.
        calendar = not claims and apart == -1
        next_year = (apart == 1 and _NEXT_YEAR.search(before)) or (
            0 < apart <= 4 and _MEDIUM_TERM.search(text)
        )
        last_year = apart == -1 and _LAST_YEAR.search(before)
        if apart and not (calendar or next_year or last_year):
            yield year


def years_off(text: str, fiscal_year: int | None) -> str:
    """Years in the name of a project that are not the report's, as written, joined.

    "แผนปฏิบัติการประจำปีงบประมาณ พ.ศ. 2563" in 2564; not "ปีการศึกษา 2563", "พ.ร.บ. ... พ.ศ. 2542", "พ.ศ. 2561-2580",
    "คำขอตั้งงบประมาณ พ.ศ. 2565".
    """
    if fiscal_year is None or not text:
        return ""
    found = find_years(text)
    return _joined(_off(text, found, fiscal_year)) if found else ""


def period_off(text: str, fiscal_year: int | None) -> str:
    """Fiscal years in a text that are next to the form's own, as written, joined: a slip of one year.

    Nothing where the text compares years or names the right one too.
    """
    if fiscal_year is None or not _FISCAL.search(text):
        return ""
    found = find_years(text)
    if any(year.kind == "fiscal" and year.year == fiscal_year for year in found):
        return ""
    near = [
        year
        for year in _off(text, found, fiscal_year)
        if year.kind == "fiscal"
        and abs(year.year - fiscal_year) == 1
        and not _COMPARED.search(text, max(0, year.position - _BEFORE), year.position + _BEFORE)
    ]
    return _joined(near)


def years_far(text: str, fiscal_year: int | None, allowed: int | None) -> str:
    """Years more than `allowed` years from the fiscal year, joined; a span that holds that year is near.

    "ยุทธศาสตร์ชาติ พ.ศ. 2561 - 2580" is near to every year in it, laws and curricula have years of their own;
    "ปีงบประมาณ 2657" is a slip.
    """
    if fiscal_year is None or allowed is None or not text:
        return ""
    found = sorted((*find_years(text), *_of_no_century(text)), key=lambda year: year.position)
    if all(abs(year.year - fiscal_year) <= allowed for year in found):
        return ""
    near = set()
    for first, second in pairwise(found):
        between = text[first.position + len(first.text) : second.position]
        if _SPAN.fullmatch(between) and first.year <= fiscal_year <= second.year:
            near |= {first.position, second.position}
    far = [
        year
        for year in found
        if abs(year.year - fiscal_year) > allowed
        and year.position not in near
        and not (year.year < fiscal_year and _LAW.search(_before(text, year)))
    ]
    return _joined(far)


def _of_no_century(text: str) -> Iterator[FoundYear]:
    """Years that neither calendar has in our time, after a month or a word for year: "5 มีนาคม 2750"."""
    if _NO_CENTURY.search(plain := plain_text(text)):
        for match in _TOLD_OF_NO_CENTURY.finditer(plain):
            at = match.start("year")
            yield FoundYear(int(match["year"]), text[at : match.end()], at, "other")


def _joined(years: Iterator[FoundYear] | list[FoundYear]) -> str:
    return ", ".join(dict.fromkeys(year.text for year in years))
