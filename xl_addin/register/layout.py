"""What the register workbook asks for: its sheets, their tables and the columns in them, for any form.

Writer and reader both go by this, through keys: a table is found by its defined name (`t_groups`), a column
by the key in the table's hidden row, a setting by the key beside it. Labels and positions are for people.
"""

from __future__ import annotations

from collections.abc import Iterable

from xl_addin.model.form.schema import PROPOSALS_SHEET, Form
from xl_addin.model.table_names import CHANGES_SHEET, DECISIONS_SHEET
from xl_addin.model.texts import round_label
from xl_addin.model.values.kinds import Fill, Kind
from xl_addin.register.changes_sheet import changes_sheet
from xl_addin.register.decisions_sheet import decisions_sheet
from xl_addin.register.layout_parts import PROJECTS, Entry, SheetLayout, Table, entry_of
from xl_addin.register.optional_sheets import (
    LAST_YEAR_SHEET,
    NOTES_SHEET,
    last_year_sheet,
    notes_sheet,
    proposals_sheet,
)
from xl_addin.register.row_lists import rows_sheet
from xl_addin.register.settings_items import office_sheet

REGISTER_KIND = "register"
"""Value of `kind` in a register's identity."""

REGISTER_VERSION = 1
READABLE_VERSIONS = (1,)

GUIDE_SHEET = "วิธีใช้"
PREPARED_PROJECTS = 200
MOST_PROJECTS = 2_000
"""A register with more project rows is refused: no office has a tenth of it."""

OTHER_SHEETS = (
    GUIDE_SHEET,
    "สำนักงาน",
    "กลุ่ม",
    "หมายเหตุ",
    "โครงการ",
    "การจัดสรร",
    "การแบ่งเงิน",
    "กำหนดส่ง",
    PROPOSALS_SHEET,
    CHANGES_SHEET,
    LAST_YEAR_SHEET,
    DECISIONS_SHEET,
    NOTES_SHEET,
)
NOT_IN_A_SHEET_NAME = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
LONGEST_SHEET_NAME = 31


def register_sheets(form: Form, texts: Iterable[str] = ()) -> tuple[SheetLayout, ...]:
    """The sheets that a form's register has, in the order in which they are filled in.

    `texts`: keys of free texts to ask for beside those that the form's letters and covers use.
    """
    sheets = [office_sheet(form, texts), _groups_sheet()]
    if form.sections:
        sheets.append(_sections_sheet(form))
    if form.params:
        sheets.append(_params_sheet(form))
    sheets.append(_projects_sheet(form))
    listed = [table for table in (*form.tables, *form.group_tables) if table.listed]
    sheets += [rows_sheet(form, table, sheet_name(table.label)) for table in listed]
    if form.template.proposals:
        sheets.append(proposals_sheet(form))
    if form.period.rounds > 1:
        sheets.append(changes_sheet(form))
    if form.allotments:
        sheets += [_allotments_sheet(), _buckets_sheet(form)]
    sheets += [last_year_sheet(), notes_sheet(), _deadlines_sheet(form), decisions_sheet(form)]
    return tuple(sheets)


def sheet_name(label: str) -> str:
    """A label as the name of a sheet: without what Excel forbids, and no other sheet's name."""
    name = " ".join(label.translate(NOT_IN_A_SHEET_NAME).split())[:LONGEST_SHEET_NAME].strip()
    return name if name not in OTHER_SHEETS else f"รายการ{name}"[:LONGEST_SHEET_NAME]


def needs_projects(form: Form) -> bool:
    """Whether the planning group lists the projects; where the groups propose them, none need stand here."""
    if form.template.proposals:
        return False
    return not all(column.proposed for column in form.columns if column.fill is Fill.REGISTER)


def _groups_sheet() -> SheetLayout:
    columns = (
        Entry(
            "group_id",
            ("รหัสกลุ่ม",),
            Kind.TEXT,
            8,
            "เตรียมไว้ให้แล้ว ใช้ในชื่อไฟล์ ห้ามซ้ำ",
            hint="มีให้แล้ว",
            unique=True,
            prefill="G{:02d}",
            max_length=20,
        ),
        Entry("group", ("ชื่อกลุ่ม",), Kind.TEXT, 40, "ชื่อที่พิมพ์ในรายงาน", required=True, max_length=200),
        Entry("short_name", ("ชื่อย่อ",), Kind.TEXT, 20, "ถ้ามี เช่น กลุ่มนิเทศ ติดตามฯ", max_length=100),
        Entry(
            "aliases",
            ("ชื่ออื่นที่เรียกกัน",),
            Kind.TEXT,
            30,
            "ถ้ามี หลายชื่อคั่นด้วย ; เช่น นิเทศติดตาม; ศึกษานิเทศก์",
            max_length=500,
        ),
        Entry(
            "accepted_issue",
            ("ใช้ฉบับที่",),
            Kind.COUNT,
            14,
            "กรอกเมื่อกลุ่มส่งมาหลายฉบับที่ไม่เหมือนกัน และตกลงแล้วว่าใช้ฉบับใด (0 = รวมไฟล์ที่ไม่ขัดกันเป็นฉบับเดียว)",
            hint="เมื่อส่งมาหลายฉบับ",
            minimum=0,
        ),
    )
    return SheetLayout(
        name="กลุ่ม",
        step="กลุ่มที่ต้องส่งรายงาน",
        note="หนึ่งบรรทัดต่อหนึ่งกลุ่ม ชื่อที่เรียกกันแบบอื่นใส่ไว้ที่ชื่อย่อและชื่ออื่น โปรแกรมจะรู้ว่าเป็นกลุ่มเดียวกัน",
        tables=(Table("groups", "", columns, prepared=40, open_ended=True),),
    )


def _sections_sheet(form: Form) -> SheetLayout:
    assert form.sections is not None
    label = form.sections.label
    columns = [
        Entry(
            "section_no",
            ("ที่",),
            Kind.COUNT,
            8,
            "ลำดับที่พิมพ์",
            unique=True,
            minimum=1,
            prefill="{:d}",
        ),
        Entry("section", (label,), Kind.TEXT, 84, f"ชื่อ{label}ตามที่จะพิมพ์", required=True, max_length=500),
    ]
    if form.sections.amounts:
        columns.append(
            Entry("amount", ("จำนวนเงิน (บาท)",), Kind.BAHT, 15, "เงินของรายการนี้", required=True, total=True)
        )
    return SheetLayout(
        name=sheet_name(label),
        step=f"{label} ที่จัดโครงการไว้ภายใต้",
        note=f"โครงการในรายงานเรียงตามลำดับของ{label}ในแผ่นนี้ เพิ่มหรือแก้ชื่อได้",
        tables=(Table("sections", "", tuple(columns), prepared=30, open_ended=True),),
    )


def _params_sheet(form: Form) -> SheetLayout:
    rounds = form.period.rounds
    columns = (
        Entry("param", ("",), Kind.TEXT, 4, locked=True, hidden=True),
        Entry("label", ("รายการ",), Kind.TEXT, 34, "เลือกจากรายการ", offers="params"),
        Entry("value", ("ค่า",), Kind.NUMBER, 9, "เว้นว่างเมื่อปีนี้ไม่ใช้"),
        Entry(
            "first_round",
            ("ใช้ตั้งแต่รอบที่",),
            Kind.COUNT,
            10,
            "เว้นว่าง = รอบแรก",
            minimum=1,
            maximum=rounds,
        ),
        Entry("last_round", ("ถึงรอบที่",), Kind.COUNT, 10, "เว้นว่าง = รอบสุดท้าย", minimum=1, maximum=rounds),
        Entry("note", ("ข้อความหมายเหตุ",), Kind.LONG_TEXT, 56, "พิมพ์ใต้ตาราง {ค่า} คือค่าในบรรทัดเดียวกัน"),
    )
    return SheetLayout(
        name="หมายเหตุ",
        step="ค่าที่ใช้ตรวจ และข้อความหมายเหตุใต้ตาราง",
        note="แก้ค่าตามหนังสือสั่งการของปีนั้น ถ้าค่าเปลี่ยนระหว่างปี ให้เลือกรายการเดิมซ้ำในบรรทัดว่าง แล้วบอกรอบที่ใช้ของแต่ละค่า",
        tables=(Table("params", "", columns, prepared=len(form.params) + 4, open_ended=True),),
    )


def _projects_sheet(form: Form) -> SheetLayout:
    named = {column.key: column.label for column in form.columns}
    columns = [
        Entry(
            "project_id",
            ("รหัส",),
            Kind.TEXT,
            8,
            "เตรียมไว้ให้แล้ว ใช้จับคู่โครงการทุกรอบ ห้ามซ้ำ ไม่แก้เมื่อแจกแบบแล้ว",
            hint="มีให้แล้ว",
            unique=True,
            prefill="P{:03d}",
            max_length=30,
        ),
        Entry(
            "no", named["no"], Kind.COUNT, 8, "ลำดับที่พิมพ์ เว้นทั้งหมดได้ จะเรียงตามบรรทัด", hint="เว้นได้", minimum=1
        ),
        Entry("project", named["project"], Kind.TEXT, 40, "ชื่อโครงการตามที่จะพิมพ์ในรายงาน", required=True),
        Entry(
            "group",
            named.get("group", ("กลุ่มผู้รับผิดชอบ",)),
            Kind.TEXT,
            22,
            "เลือกจากรายการ ถ้าสองกลุ่มทำร่วมกัน พิมพ์คั่นด้วย / กลุ่มแรกเป็นผู้รายงาน",
            required=True,
            offers="groups.group",
            strict=False,
        ),
    ]
    if form.sections:
        columns.append(
            Entry(
                "section",
                (form.sections.label,),
                Kind.TEXT,
                24,
                "เลือกจากรายการ",
                required=True,
                offers="sections.section",
            )
        )
    columns += [entry_of(column) for column in form.register_columns]
    return SheetLayout(
        name="โครงการ",
        step="โครงการ กลุ่มที่รับผิดชอบ และงบประมาณ",
        note="หนึ่งบรรทัดต่อหนึ่งโครงการ คัดลอกจากไฟล์เดิมมาวางได้ (วางเฉพาะค่า) บรรทัดที่มีแต่รหัสจะถูกข้ามไป",
        tables=(Table(PROJECTS, "", tuple(columns), prepared=PREPARED_PROJECTS, open_ended=True),),
    )


def _allotments_sheet() -> SheetLayout:
    columns = (
        Entry("allotment_no", ("ครั้งที่",), Kind.COUNT, 9, "ลำดับครั้ง", unique=True, minimum=1, prefill="{:d}"),
        Entry("letter_no", ("เลขที่หนังสือแจ้งจัดสรร",), Kind.TEXT, 38, "ตามหนังสือแจ้งจัดสรร", max_length=200),
        Entry("letter_date", ("ลงวันที่",), Kind.DATE, 28, "เช่น 21 ตุลาคม 2565 หรือ 21/10/2565"),
        Entry("amount", ("จำนวนเงิน (บาท)",), Kind.BAHT, 18, "เงินที่ได้รับครั้งนี้", required=True, total=True),
    )
    return SheetLayout(
        name="การจัดสรร",
        step="เงินที่ได้รับจัดสรรแต่ละครั้ง",
        note="หนึ่งบรรทัดต่อหนังสือแจ้งจัดสรรหนึ่งฉบับ",
        tables=(Table("allotments", "", columns, prepared=12, open_ended=True),),
        optional=True,
    )


def _buckets_sheet(form: Form) -> SheetLayout:
    columns = [
        Entry("bucket_no", ("ที่",), Kind.COUNT, 6, prefill="{:d}", locked=True),
        Entry(
            "bucket", ("รายการ",), Kind.TEXT, 34, "เช่น งานประจำ", required=True, unique=True, max_length=200
        ),
        Entry("amount", ("จำนวนเงิน (บาท)",), Kind.BAHT, 16, "เงินของส่วนนี้", required=True),
        Entry(
            "parent",
            ("เป็นส่วนย่อยของ",),
            Kind.TEXT,
            24,
            "เลือกเมื่อเป็นส่วนหนึ่งของรายการอื่น",
            offers="buckets.bucket",
        ),
        Entry(
            "transfer",
            ("โอนเพิ่ม/ลด (บาท)",),
            Kind.BAHT,
            16,
            "เงินโอนหลังทำแผน โอนออกใส่เครื่องหมายลบ",
            minimum=None,
        ),
    ]
    if form.sections:
        columns.append(
            Entry(
                "section",
                (f"ใช้กับโครงการใน{form.sections.label}",),
                Kind.TEXT,
                28,
                "เลือกเมื่อใช้กับโครงการ จะเทียบกับงบรวมของโครงการให้",
                offers="sections.section",
            )
        )
    return SheetLayout(
        name="การแบ่งเงิน",
        step="เงินที่ได้รับแบ่งไว้ทำอะไร",
        note="รายการหลัก (ที่ไม่ได้เป็นส่วนย่อยของรายการอื่น) รวมกันต้องเท่ากับเงินที่ได้รับ ถ้าไม่เท่าโปรแกรมจะบอกผลต่าง",
        tables=(Table("buckets", "", tuple(columns), prepared=12, open_ended=True),),
        optional=True,
    )


def _deadlines_sheet(form: Form) -> SheetLayout:
    rounds = {str(number): round_label(form, number) for number in range(1, form.period.rounds + 1)}
    due = (
        Entry("round", ("",), Kind.COUNT, 4, locked=True, hidden=True, prefill="{:d}"),
        Entry("round_name", ("รอบรายงาน",), Kind.TEXT, 20, locked=True),
        Entry("deadline", ("ส่งภายในวันที่",), Kind.DATE, 38, "เช่น 10 เมษายน 2564 หรือ 10/4/2564"),
    )
    late = (
        Entry("row", ("",), Kind.COUNT, 4, locked=True, hidden=True, prefill="{:d}"),
        Entry("late_round", ("รอบรายงาน",), Kind.CHOICE, 20, "เลือกรอบ", required=True, choices=rounds),
        Entry("group", ("กลุ่ม",), Kind.TEXT, 38, "เลือกจากรายการ", required=True, offers="groups.group"),
        Entry("received", ("ได้รับเมื่อ",), Kind.DATE, 22, "เว้นว่างได้"),
        Entry("file", ("ชื่อไฟล์",), Kind.TEXT, 32, "เว้นว่างได้", max_length=200),
    )
    return SheetLayout(
        name="กำหนดส่ง",
        step="วันสุดท้ายที่รับรายงานแต่ละรอบ และกลุ่มที่ส่งช้า",
        note="พิมพ์วันที่เป็น พ.ศ. เช่น 10 เมษายน 2564 หรือ 10/4/2564",
        tables=(
            Table("deadlines", "กำหนดส่งแต่ละรอบ", due, prepared=form.period.rounds),
            Table("late", "กลุ่มที่ส่งช้า (ถ้ามี)", late, prepared=8, open_ended=True),
        ),
        optional=True,
    )
