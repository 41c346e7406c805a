"""The text of a form file as TOML, and what is wrong with it in Thai: which line, and what that line says."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from xl_addin.model.notation.mistakes import Mistake
from xl_addin.model.problems.catalogue import say

_REASONS = (
    ("Invalid value", "ค่าหลังเครื่องหมาย = ใช้ไม่ได้", 'ข้อความต้องอยู่ในเครื่องหมายคำพูด เช่น label = ["ชื่อ"]'),
    ("Expected '='", "ขาดเครื่องหมาย = หลังชื่อหัวข้อ", "เขียนเป็น หัวข้อ = ค่า"),
    ("Invalid initial character for a key", "ชื่อหัวข้อขึ้นต้นด้วยตัวที่ใช้ไม่ได้", "ชื่อหัวข้อใช้อักษรอังกฤษ ตัวเลข และ _"),
    ("Expected newline", "มีตัวหนังสือเกินท้ายบรรทัด", "หนึ่งบรรทัดมีหนึ่งหัวข้อ ตรวจเครื่องหมายคำพูดและจุลภาค"),
    ("Unterminated string", "ข้อความไม่มีเครื่องหมายคำพูดปิด", 'ปิดข้อความด้วย "'),
    ('Expected "', "ข้อความไม่มีเครื่องหมายคำพูดปิด", 'ปิดข้อความด้วย "'),
    ("Illegal character", "ข้อความขาดเครื่องหมายคำพูดปิดในบรรทัดเดียวกัน", 'ปิดข้อความด้วย " ข้อความหลายบรรทัดใช้ """'),
    ("Unclosed array", "ขาดวงเล็บ ] ปิดรายการ หรือขาดจุลภาคระหว่างค่า", "คั่นค่าด้วย , และปิดรายการด้วย ]"),
    ("Unclosed inline table", "ขาดวงเล็บ } ปิด หรือขาดจุลภาคระหว่างหัวข้อ", "คั่นหัวข้อด้วย , และปิดด้วย }"),
    ("Duplicate inline table key", "หัวข้อเดียวกันมีสองครั้งในวงเล็บเดียว", "ลบออกหนึ่งครั้ง"),
    ("Cannot overwrite", "หัวข้อนี้เขียนไปแล้วข้างบน", "ลบออกหนึ่งครั้ง หรือขึ้นรายการใหม่ด้วย [[...]]"),
    ("Cannot declare", "ส่วนนี้ประกาศไปแล้วข้างบน", "รวมไว้ในส่วนเดียว หรือใช้ [[...]] ถ้าเป็นรายการ"),
    ("Cannot mutate", "เพิ่มหัวข้อในรายการที่ปิดแล้วไม่ได้", "เขียนหัวข้อทั้งหมดไว้ในวงเล็บเดียวกัน"),
    ("Expected ']", "ขาดวงเล็บ ] ปิดชื่อส่วน", "เขียนเป็น [ส่วน] หรือ [[รายการ]]"),
    ("Invalid statement", "อ่านบรรทัดนี้ไม่ได้", "เขียนเป็น หัวข้อ = ค่า หรือ [ส่วน]"),
    ("Unescaped", "เครื่องหมาย \\ ในข้อความใช้ไม่ได้", "ใช้ \\\\ แทน \\ หรือ \\n สำหรับขึ้นบรรทัดใหม่"),
    ("Empty table", "ชื่อส่วนว่าง", "ใส่ชื่อส่วนในวงเล็บ"),
)
"""What the library's sentence begins with, what that is in Thai, and how to put it right."""


def toml_or_mistake(text: str) -> dict[str, Any] | Mistake:
    """The content of a form file, or the first place where it is no TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return _mistake(text, str(error))


def _mistake(text: str, told: str) -> Mistake:
    found = re.search(r"at line (\d+), column (\d+)", told)
    lines = text.splitlines()
    number = int(found[1]) if found else len(lines)
    where = f"บรรทัด {number} ตัวที่ {found[2]}" if found else "ท้ายไฟล์"
    line = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    unknown = ("", "อ่านตรงนี้ไม่ได้", say("form_bad_toml_fix"))
    _, reason, how = next((known for known in _REASONS if told.startswith(known[0])), unknown)
    if line:
        reason += f": {line[:60]}"
    return Mistake(where, say("form_bad_toml", reason=reason), how)
