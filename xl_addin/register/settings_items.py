"""The single entries of a register: office, year, how it prints, and the free texts of letters and covers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from xl_addin.model.form.schema import Form, Settings
from xl_addin.model.values.kinds import Kind
from xl_addin.register.layout_parts import Item, SheetLayout, items_table

DIGITS = {"arabic": "เลขอารบิก (1 2 3)", "thai": "เลขไทย (๑ ๒ ๓)"}
ZEROS = {"-": "ขีด (-)", "0": "ศูนย์ (0)", "0.00": "ศูนย์มีทศนิยม (0.00)", "blank": "เว้นว่าง"}
DECIMALS = {"0": "ไม่แสดงสตางค์", "2": "แสดงสตางค์สองตำแหน่ง"}
ROUNDINGS = {"cut": "ตัดทิ้ง (0.427 เป็น 0.42)", "half_up": "ปัดเศษ (0.427 เป็น 0.43)"}
FONTS = ("TH SarabunPSK", "TH Sarabun New", "TH SarabunIT๙")
FONT_SIZES = (12, 20)
FISCAL_YEARS = (2550, 2650)
"""Fiscal years (พ.ศ.) that a register may be for."""

TEXT_ITEMS = (
    Item("department", "ส่วนราชการ", Kind.TEXT, "บรรทัดส่วนราชการของบันทึกข้อความ"),
    Item("document_no", "เลขที่เอกสารบนปก", Kind.TEXT, "เช่น เอกสารลำดับที่ 5/2567"),
    Item("planning_group", "กลุ่มที่รวบรวมรายงาน", Kind.TEXT, "กลุ่มที่รับแบบรายงานคืน", value="กลุ่มนโยบายและแผน"),
    Item("send_to", "ส่งแบบรายงานคืนที่", Kind.LONG_TEXT, "เช่น ชื่อโฟลเดอร์กลาง หรืออีเมลของกลุ่ม", lines=2),
    Item("memo_no", "ที่ (เลขที่บันทึก)", Kind.TEXT, "เว้นว่างไว้ลงเลขเองได้"),
    Item("memo_date", "วันที่ของบันทึก", Kind.TEXT, "เว้นว่างไว้ลงวันที่เองได้"),
    Item("memo_subject", "เรื่อง", Kind.TEXT, "เรื่องของบันทึกแจ้งกลุ่ม"),
    Item("memo_to", "เรียน", Kind.TEXT, "เช่น ผู้อำนวยการกลุ่มทุกกลุ่มและผู้รับผิดชอบโครงการ"),
    Item(
        "request_signer",
        "ผู้ลงนามบันทึกแจ้งกลุ่ม",
        Kind.LONG_TEXT,
        "ใส่เฉพาะตำแหน่ง เว้นว่าง = ผู้อำนวยการสำนักงาน",
        lines=2,
    ),
    Item("signer_position", "ผู้ลงนามบันทึกนำส่งรายงาน", Kind.LONG_TEXT, "ใส่เฉพาะตำแหน่ง", lines=2),
)
"""Free texts that letters and covers may use as `texts.<key>`; others are labelled by their key."""

_USED_TEXT = re.compile(r"""\btexts(?:\.|\[["'])([a-z][a-z0-9_]*)""")


def office_items(form: Form) -> tuple[Item, ...]:
    """Office, fiscal year and settings; the settings begin as the form has them."""
    shown = settings_shown(form.settings)
    return (
        Item(
            "office",
            "ชื่อสำนักงาน (เต็ม)",
            Kind.TEXT,
            "เช่น สำนักงานเขตพื้นที่การศึกษาประถมศึกษาขอนแก่น เขต 2",
            required=True,
            lines=2,
        ),
        Item("office_short", "ชื่อสำนักงาน (ย่อ)", Kind.TEXT, "เช่น สพป.ขอนแก่น เขต 2 (เว้นว่าง = ใช้ชื่อเต็ม)"),
        Item(
            "fiscal_year",
            "ปีงบประมาณ พ.ศ.",
            Kind.COUNT,
            "พ.ศ. สี่หลัก เช่น 2564 (1 ตุลาคม 2563 ถึง 30 กันยายน 2564)",
            required=True,
            minimum=FISCAL_YEARS[0],
            maximum=FISCAL_YEARS[1],
        ),
        Item("digits", "ตัวเลขที่พิมพ์", Kind.CHOICE, "มีผลต่อการพิมพ์เท่านั้น", choices=DIGITS, value=shown["digits"]),
        Item(
            "zero",
            "จำนวนเงินที่เป็นศูนย์ พิมพ์เป็น",
            Kind.CHOICE,
            "มีผลต่อการพิมพ์เท่านั้น",
            choices=ZEROS,
            value=shown["zero"],
        ),
        Item(
            "decimals",
            "สตางค์ในจำนวนเงิน",
            Kind.CHOICE,
            "ข้อมูลเก็บถึงสตางค์เสมอ",
            choices=DECIMALS,
            value=shown["decimals"],
        ),
        Item(
            "percent_rounding",
            "ทศนิยมของร้อยละ",
            Kind.CHOICE,
            "ใช้เหมือนกันทุกแห่งในรายงาน",
            choices=ROUNDINGS,
            value=shown["percent_rounding"],
        ),
        Item(
            "font",
            "แบบอักษร",
            Kind.TEXT,
            "ต้องมีแบบอักษรนี้ในเครื่องที่เปิด",
            offered=FONTS,
            value=form.settings.font,
        ),
        Item(
            "font_size",
            "ขนาดอักษร",
            Kind.NUMBER,
            f"{FONT_SIZES[0]} ถึง {FONT_SIZES[1]} ปกติใช้ 16",
            minimum=FONT_SIZES[0],
            maximum=FONT_SIZES[1],
            value=form.settings.font_size,
        ),
    )


def text_items(form: Form, more: Iterable[str] = ()) -> tuple[Item, ...]:
    """The free texts that the form's letters, covers and titles use, and `more`, in a fixed order."""
    own = tuple(
        Item(
            text.key,
            text.label,
            Kind.LONG_TEXT if text.lines > 1 else Kind.TEXT,
            text.guidance,
            lines=text.lines,
            value=text.default,
        )
        for text in form.texts
    )
    used = (used_texts(form) | set(more)) - {item.key for item in own}
    known = tuple(item for item in TEXT_ITEMS if item.key in used)
    others = sorted(used - {item.key for item in known})
    return own + known + tuple(Item(key, key, Kind.LONG_TEXT, lines=2) for key in others)


def used_texts(form: Form) -> set[str]:
    """Keys that the form's jinja2 texts take from the register as `texts.<key>`."""
    files = (form.texts_folder / form.id).glob("*.j2") if form.texts_folder else ()
    sources = [path.read_text(encoding="utf-8") for path in sorted(files)]
    sources.append(json.dumps(form.model_dump(mode="json"), ensure_ascii=False))
    return {key for source in sources for key in _USED_TEXT.findall(source)}


def settings_shown(settings: Settings) -> dict[str, str]:
    """Settings as the register's cells show them."""
    return {
        "digits": DIGITS[settings.digits],
        "zero": ZEROS.get(settings.zero or "blank", settings.zero),
        "decimals": DECIMALS[str(settings.decimals)],
        "percent_rounding": ROUNDINGS[settings.percent_rounding],
    }


def zero_of(code: str) -> str:
    """The setting behind a code of ZEROS."""
    return "" if code == "blank" else code


def office_sheet(form: Form, texts: Iterable[str]) -> SheetLayout:
    tables = [items_table("settings", "สำนักงานและรูปแบบการพิมพ์", office_items(form))]
    letters = text_items(form, texts)
    if letters:
        title = "ข้อความในหนังสือและปก (เว้นว่างได้ จะพิมพ์เป็นจุดไข่ปลา)"
        tables.append(items_table("texts", title, letters, optional=True))
    return SheetLayout(
        name="สำนักงาน",
        step="ชื่อสำนักงาน ปีงบประมาณ และรูปแบบตัวเลขที่จะพิมพ์",
        note="ช่องสีอ่อนคือช่องที่กรอกได้ เครื่องหมาย * คือต้องกรอก ช่องที่มีค่าอยู่แล้วแก้ได้ถ้าต้องการ",
        tables=tuple(tables),
        orientation="portrait",
    )
