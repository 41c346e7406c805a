"""The register's opening sheet: what to fill in, in which order, and what happens then."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.format import Format

from xl_addin.excel.addresses import quote_sheet
from xl_addin.excel.writing.print_setup import set_up_page
from xl_addin.excel.writing.styles import ENTRY_FILL, MISSING_LOOK
from xl_addin.excel.writing.text_metrics import column_points, row_height
from xl_addin.excel.writing.workbook_writer import Book
from xl_addin.excel.writing.workbook_writer import Sheet as BookSheet
from xl_addin.model.form.schema import Form
from xl_addin.model.values.kinds import Kind
from xl_addin.register.layout import GUIDE_SHEET
from xl_addin.register.layout_parts import SheetLayout
from xl_addin.register.sheet_writer import ONE_LINE, TITLE_HEIGHT, protect
from xl_addin.register.styles import INK, POINTS, RegisterStyles

WIDTHS = (6.0, 24.0, 56.0)

WELCOME = (
    "ทะเบียนนี้เก็บสิ่งที่กลุ่มนโยบายและแผนรู้อยู่แล้วก่อนแจกแบบ คือสำนักงาน กลุ่ม โครงการ และงบประมาณ "
    "กรอกครั้งเดียวต่อปี แล้วโปรแกรมจะทำแบบรายงานให้ทุกกลุ่ม ตรวจ และรวมเป็นรายงานของสำนักงาน"
)
AFTERWARDS = (
    "เมื่อกรอกแล้ว บันทึกและปิดไฟล์ จากนั้นสั่งทำแบบให้กลุ่ม ถ้ามีที่ต้องแก้ โปรแกรมจะบอกครบทุกแห่งว่าอยู่แผ่นใด ช่องใด และแก้อย่างไร",
    "พิมพ์ได้ทั้งเลขไทยและเลขอารบิก วันที่ใช้ปี พ.ศ. ชื่อกลุ่มเว้นวรรคต่างกันหรือใช้ชื่อย่อก็ได้",
    "ระหว่างปีเพิ่มและแก้ได้ แต่รหัสของโครงการและกลุ่มที่แจกแบบไปแล้วควรคงเดิม",
    "แผ่นล็อกไว้กันพลาด ไม่มีรหัสผ่าน ถ้าโครงการมีมากกว่าบรรทัดที่เตรียมไว้ ให้ยกเลิกการป้องกันแผ่นแล้วกรอกต่อลงไปได้",
)
COLOURS = (
    (ENTRY_FILL, "ช่องสีนี้ กรอกหรือแก้ได้ หัวช่องที่มีเครื่องหมาย * ต้องกรอก"),
    (MISSING_LOOK["bg_color"], "ช่องสีนี้ ยังขาดข้อมูล หรือซ้ำกับบรรทัดอื่น"),
)


def write_guide(book: Book, styles: RegisterStyles, form: Form, sheets: Sequence[SheetLayout]) -> None:
    """Adds the guide as the workbook's next sheet, with a link to each of `sheets`."""
    out = book.add_sheet(GUIDE_SHEET)
    for index, width in enumerate(WIDTHS):
        out.set_column(index, index, width)
    out.set_row(0, TITLE_HEIGHT)
    out.write_string(0, 0, "ทะเบียนโครงการและงบประมาณ", styles.big())
    _paragraph(out, 1, form.title, styles.note(bold=True))
    _paragraph(out, 2, WELCOME, styles.note())
    headings = [4]
    out.write_string(4, 0, "กรอกตามลำดับ", styles.heading_line())
    row = 5
    for number, sheet in enumerate(sheets, 1):
        _step(out, styles, row, number, sheet)
        row += 1
    row += 1
    headings.append(row)
    out.write_string(row, 0, "สีของช่อง", styles.heading_line())
    for fill, meaning in COLOURS:
        row += 1
        out.set_row(row, ONE_LINE)
        out.write_blank(row, 0, None, styles.value(Kind.TEXT, bg_color=fill))
        out.write_string(row, 1, meaning, styles.make())
    row += 2
    headings.append(row)
    out.write_string(row, 0, "เมื่อกรอกเสร็จ", styles.heading_line())
    for text in AFTERWARDS:
        row += 1
        _paragraph(out, row, text, styles.note())
    for line in headings:
        out.set_row(line, ONE_LINE)
    out.print_area(0, 0, row, len(WIDTHS) - 1)
    set_up_page(out, "portrait", f"ทะเบียน › {GUIDE_SHEET}")
    protect(out)
    out.activate()


def _paragraph(out: BookSheet, row: int, text: str, look: Format) -> None:
    out.merge_range(row, 0, row, len(WIDTHS) - 1, "", look)
    out.write_string(row, 0, text, look)
    out.set_row(row, row_height([(text, sum(map(column_points, WIDTHS)))], POINTS, bold=look.bold))


def _step(out: BookSheet, styles: RegisterStyles, row: int, number: int, sheet: SheetLayout) -> None:
    text = f"{sheet.step} (ถ้ามี)" if sheet.optional else sheet.step
    link = styles.value(Kind.TEXT, font_color=INK, underline=1)
    out.write_number(row, 0, number, styles.given(Kind.COUNT))
    out.write_url(row, 1, f"internal:{quote_sheet(sheet.name)}!A1", link, sheet.name)
    out.write_string(row, 2, text, styles.given())
    texts = [(sheet.name, column_points(WIDTHS[1])), (text, column_points(WIDTHS[2]))]
    out.set_row(row, row_height(texts, POINTS))
