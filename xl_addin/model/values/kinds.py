"""Kinds of columns: one table of all that differs by kind, which every room reads.

Inside, a value is always an exact integer, a code, or text:

    kind       inside                                scale
    baht       satang                                2
    percent    hundredths of a percent               2
    count      whole number                          0
    number     ten-thousandths                       4
    date       Excel serial day (1900 system)        0
    choice     code (str), printed as its phrase     -
    text       str                                   -
    long_text  str, several lines                    -

A blank is None in Python and NA in a frame; it is not zero.

A kind of a known family is added by one entry in Kind and its guidance in model/problems/messages/template.toml.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Family(StrEnum):
    """What a cell holds: each family is read, checked, guarded and shown in its own way."""

    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class KindFacts:
    """All that differs by kind.

    family          how its cells are read, checked and guarded
    scale           decimal places of the integer inside; None for what is not numeric
    align           where it stands in its cell
    width           of its column on the data sheet of a report, in Excel's characters
    unit            of a figure in a summary that says nothing else: what is counted are projects
    words_before, words_after, words_outside   patterns (re) of words that may stand before a number typed as
                    text, after it, and after the bracket that closes "(500)" for -500
    too_fine        catalogue id for a number with more decimal places than `scale`
    is_share        a cell may show it as %, holding its hundredth
    table_format    Excel's number format in printed tables, in Arabic digits ("" where the office's settings say)
    data_format     Excel's number format on the data sheet
    message_format  format of Excel's TEXT in messages; "" for as few decimals as there are
    trimmed         shown without zeros at its end
    several_lines   a text that fills a box of several lines
    register_asks, register_hint   what the register says when it refuses, and at the head of a column
    """

    family: Family
    scale: int | None = None
    align: Literal["left", "center", "right"] = "left"
    width: float = 14
    unit: str = ""
    words_before: str = ""
    words_after: str = ""
    words_outside: str = ""
    too_fine: str = ""
    is_share: bool = False
    table_format: str = ""
    data_format: str = "@"
    message_format: str = ""
    trimmed: bool = False
    several_lines: bool = False
    register_asks: str = ""
    register_hint: str = ""


class Kind(StrEnum):
    """The kinds that a form may name; `facts` is what differs between them."""

    facts: KindFacts

    def __new__(cls, value: str, facts: KindFacts | None = None) -> Kind:
        # Kind("baht") looks a kind up and does not come here; mypy thinks it does, hence the default.
        if facts is None:
            raise TypeError(f"the kind {value} has no facts")
        made = str.__new__(cls, value)
        made._value_ = value
        made.facts = facts
        return made

    BAHT = (
        "baht",
        KindFacts(
            Family.NUMBER,
            scale=2,
            align="right",
            unit="บาท",
            words_after=r"(?:(?:\.\s?[-=]|,-|/-)?\s*(?:บาทถ้วน|บาท|บ\.|฿|THB)?)",
            words_outside=r"\s*(?:บาท)?",
            too_fine="too_many_decimals",
            data_format="#,##0.00",
            message_format="#,##0.00;-#,##0.00",
            register_asks="กรอกจำนวนเงินเป็นตัวเลขเท่านั้น เช่น 12500 หรือ 12500.50 ไม่ต้องใส่คำว่าบาท",
            register_hint="จำนวนเงิน (บาท)",
        ),
    )
    PERCENT = (
        "percent",
        KindFacts(
            Family.NUMBER,
            scale=2,
            align="right",
            unit="ร้อยละ",
            words_before=r"(?:ร้อยละ\s*)?",
            words_after=r"%?",
            too_fine="too_many_decimals",
            is_share=True,
            table_format="0.00",
            data_format="0.00",
            message_format="0.00;-0.00",
            register_asks="กรอกร้อยละเป็นตัวเลข 0 ถึง 100 ไม่ต้องใส่เครื่องหมาย %",
        ),
    )
    COUNT = (
        "count",
        KindFacts(
            Family.NUMBER,
            scale=0,
            align="center",
            width=9,
            unit="โครงการ",
            words_after=(
                r"(?:คน|ราย|แห่ง|โรงเรียน|โรง|ร\.ร\.|รร\.|ครั้ง|เล่ม|ชุด|โครงการ|กิจกรรม|รูป|ห้อง|เรื่อง|วัน|มื้อ|รุ่น"
                r"|ฉบับ|เครื่อง|หน่วย)?"
            ),
            too_fine="not_whole_number",
            table_format="0",
            data_format="0",
            message_format="0",
            register_asks="กรอกจำนวนเต็ม เช่น 1 2 3",
        ),
    )
    NUMBER = (
        "number",
        KindFacts(
            Family.NUMBER,
            scale=4,
            align="right",
            too_fine="too_many_decimals_4",
            table_format="#,##0.####",
            data_format="General",
            trimmed=True,
            register_asks="กรอกเป็นตัวเลข",
        ),
    )
    DATE = (
        "date",
        KindFacts(
            Family.DATE, scale=0, align="center", data_format="yyyy-mm-dd", register_hint="เช่น 10/4/2564"
        ),
    )
    CHOICE = (
        "choice",
        KindFacts(Family.CHOICE, align="center", width=18, register_hint="เลือกจากรายการ"),
    )
    TEXT = ("text", KindFacts(Family.TEXT, width=18))
    LONG_TEXT = ("long_text", KindFacts(Family.TEXT, width=40, several_lines=True))


SCALE: dict[Kind, int] = {kind: kind.facts.scale for kind in Kind if kind.facts.scale is not None}
"""Decimal places of a numeric kind; kinds that are not numeric do not stand here."""


class Fill(StrEnum):
    """Who fills a column."""

    REGISTER = "register"
    GROUP = "group"
    COMPUTED = "computed"
    PREVIOUS = "previous"
