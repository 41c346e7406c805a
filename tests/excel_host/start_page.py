"""The browser host's first page: what it is, what to try, and every workbook under its office."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from tests.excel_host.host_app import HostedBook

OFFICER = "officer"

_STEPS = (
    "เลือกสำนักงานและกลุ่มข้างล่าง แล้วเปิดแบบรายงานของกลุ่มนั้น แผง “ติดตาม” จะเปิดอยู่ทางขวา",
    "กรอกช่องสีเหลือง ช่องที่มี ▾ ให้เลือกจากรายการ แล้วลองกรอกให้ผิด เช่น ใช้เงินเกินงบประมาณ",
    "ดูช่องที่ขึ้นสีแดงและคำบอกในแผง กดคำบอกเพื่อไปที่ช่อง แล้วแก้ให้ถูก",
    "กด ตรวจทั้งแผ่น พร้อมส่ง และ ส่ง ตามลำดับ แผงจะแสดงใบรับ",
    "กลับมาหน้านี้ เปิดทะเบียนของเจ้าหน้าที่แผน กด ติดตามการส่ง และ รวมรายงาน แล้วกดชื่อรายงานที่แถบบนเพื่อดู",
)

_STYLE = """
body { max-width: 880px; margin: 24px auto; padding: 0 16px; color: #222;
       font: 16px/1.5 "TH Sarabun New", "Loma", "Garuda", "Leelawadee UI", sans-serif; }
h1 { font-size: 26px; margin: 0 0 4px; } h2 { font-size: 18px; margin: 0; }
.not-excel { background: #fff3cd; border: 1px solid #ffe08a; border-radius: 6px; padding: 8px 14px; }
section { border: 1px solid #ddd; border-radius: 8px; padding: 12px 16px; margin: 14px 0; }
ul { padding-left: 22px; margin: 6px 0; } a { color: #176339; }
.officer { background: #eaf5ee; border-radius: 6px; padding: 6px 10px; margin: 6px 0; }
code { user-select: all; background: #f3f3f3; padding: 1px 6px; }
summary { cursor: pointer; color: #555; }
"""


def start_page(books: Mapping[str, HostedBook]) -> str:
    """The whole page."""
    steps = "".join(f"<li>{step}</li>" for step in _STEPS)
    return _page(
        "ลองใช้ติดตาม",
        f"""<h1>ลองใช้ “ติดตาม” โดยไม่ต้องมี Excel</h1>
<p class="not-excel"><b>หน้านี้ไม่ใช่ Excel</b> เป็นตารางจำลองไว้ลองมือ แผง “ติดตาม” และการรวมรายงานเป็นของจริง
ของที่ลองทำทั้งหมดหายไปเมื่อปิดโปรแกรม</p>
<h2>ลองตามนี้ 5 ขั้น</h2><ol>{steps}</ol>
<p><b>เจ้าหน้าที่แผน</b> คือคนของกลุ่มนโยบายและแผนที่แจกแบบ ติดตาม และรวมรายงานของทุกกลุ่ม
<b>กลุ่ม</b>อื่น ๆ กรอกแบบของตัวเองแล้วส่ง เปิดหลายแท็บเป็นหลายคนพร้อมกันได้</p>
<p>เครื่องที่เปิดแผงไม่ได้ส่งไฟล์ทาง <a href="/upload" target="_blank">หน้าส่งไฟล์</a> ได้
ลองกด “ดาวน์โหลดไฟล์นี้” ในตารางจำลองแล้วส่งไฟล์นั้น รหัสเข้าใช้ของแต่ละกลุ่มอยู่ท้ายชื่อสำนักงาน</p>
{"".join(_office(form_id, books) for form_id in _form_ids(books))}""",
    )


def not_found_page() -> str:
    """For an address that the host does not have."""
    return _page(
        "ไม่พบหน้านี้",
        "<h1>ไม่พบหน้านี้</h1><p>ลิงก์อาจพิมพ์ไม่ครบ หรือมาจากครั้งที่เปิดโปรแกรมก่อนหน้า</p>"
        '<p><a href="/host/">ไปหน้าแรก แล้วเลือกสมุดงานใหม่</a></p>',
    )


def _page(title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="th"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="icon" type="image/png" href="/static/images/favicon.png">'
        f"<style>{_STYLE}</style></head><body>{body}</body></html>"
    )


def _form_ids(books: Mapping[str, HostedBook]) -> list[str]:
    return list(dict.fromkeys(key.split("/")[0] for key in books))


def _office(form_id: str, books: Mapping[str, HostedBook]) -> str:
    """One office: its officer first, then its groups, then what they type to get in."""
    own = {key: book for key, book in books.items() if key.startswith(f"{form_id}/")}
    office = next(iter(own.values())).office
    names = {key: book.name for key, book in own.items()}
    groups = "".join(f"<li>{_link(key, name)}</li>" for key, name in names.items() if not _is_officer(key))
    officer = "".join(
        f'<p class="officer">เจ้าหน้าที่แผน: {_link(key, "เปิดทะเบียน")} ทำแบบให้กลุ่ม ติดตามการส่ง รวมรายงาน</p>'
        for key in names
        if _is_officer(key)
    )
    tokens = "".join(
        f"<li>{escape(names[key])} <code>{escape(book.token)}</code></li>"
        for key, book in own.items()
        if book.token
    )
    return (
        f"<section><h2>{escape(office)}</h2>{officer}<p>แบบรายงานของกลุ่ม</p><ul>{groups}</ul>"
        f"<details><summary>รหัสเข้าใช้ (สำหรับหน้าส่งไฟล์)</summary><ul>{tokens}</ul></details></section>"
    )


def _is_officer(key: str) -> bool:
    return key.endswith(f"/{OFFICER}")


def _link(key: str, words: str) -> str:
    return f'<a href="/host/open?book={quote(key)}" target="_blank">{escape(words)}</a>'
