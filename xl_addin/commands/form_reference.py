"""The reference for authors of forms (workbook_templates/guides/form-reference.md), made from the code itself.

Keys come from the classes that a form is checked by, their Thai names from the form's Excel workbook, kinds and
functions from the tables that the program works with: what the program does not know cannot stand in it.
"""

from __future__ import annotations

from collections.abc import Iterator

from xl_addin.form_workbook.fields import Field
from xl_addin.form_workbook.sheets import SETTINGS, SHEETS, Fields
from xl_addin.form_workbook.words import HEADS, PHRASES, shown_code
from xl_addin.model.expressions.text_functions import TEXT_FUNCTIONS
from xl_addin.model.expressions.type_inference import ARITY
from xl_addin.model.form.form_files import form_ids
from xl_addin.model.values.kinds import SCALE, Fill, Kind

HOLDS = {
    "text": "ข้อความ",
    "lines": "รายการ [...]",
    "pairs": "ตาราง { รหัส = ชื่อ }",
    "whole": "จำนวนเต็ม",
    "number": "ตัวเลข",
    "yes_no": "true หรือ false",
    "choice": "เลือกหนึ่ง",
}
"""What a key holds, as `form_workbook.fields` calls it -> in Thai, as TOML writes it."""

FILLS = {
    Fill.REGISTER: "กลุ่มนโยบายและแผนกรอกในทะเบียน แบบของกลุ่มล็อกไว้",
    Fill.GROUP: "กลุ่มกรอกในแบบ",
    Fill.COMPUTED: "โปรแกรมคำนวณจาก formula",
    Fill.PREVIOUS: "ยกมาจากรายงานรอบก่อน (คอลัมน์ที่ previous บอก)",
}

EXCEL_FUNCTIONS = {
    "IF": "IF(เงื่อนไข, ถ้าจริง, ถ้าไม่จริง)",
    "AND": "จริงเมื่อทุกข้อจริง",
    "OR": "จริงเมื่อข้อใดข้อหนึ่งจริง",
    "NOT": "กลับจริงเป็นเท็จ",
    "SUM": "ผลรวม ข้ามช่องว่าง ใช้กับคอลัมน์ของตารางย่อยได้ เช่น SUM(activities.amount)",
    "MIN": "ค่าน้อยที่สุด",
    "MAX": "ค่ามากที่สุด",
    "COUNT": "จำนวนช่องที่เป็นตัวเลข",
    "COUNTA": "จำนวนช่องที่ไม่ว่างของคอลัมน์ตารางย่อย",
    "COUNTIF": 'จำนวนแถวที่ตรงเงื่อนไข เช่น COUNTIF(activities.status, "in_progress")',
    "SUMIF": "ผลรวมของแถวที่ตรงเงื่อนไข SUMIF(คอลัมน์ที่ตรวจ, ค่า, คอลัมน์ที่รวม)",
    "ABS": "ค่าไม่คิดเครื่องหมาย",
    "ROUND": "ปัดเศษ ROUND(ค่า, ทศนิยม)",
    "LEN": "จำนวนตัวอักษร ช่องว่างเปล่าได้ 0",
    "ISBLANK": "จริงเมื่อช่องว่าง (ว่างไม่ใช่ 0)",
    "ORDER": "ลำดับของตัวเลือกใน choices เริ่มที่ 1",
    "FISCAL_MONTH": "เดือนของปีงบประมาณ ตุลาคม = 1",
}
"""What each function of Excel gives."""

TEXT_READERS = {
    "YEARS_OFF": "ปี พ.ศ. ในข้อความที่ไม่ใช่ปีงบประมาณนี้",
    "PERIOD_OFF": "ปีงบประมาณที่ข้อความบอก เมื่อไม่ใช่ปีนี้",
    "DATES_OUTSIDE": "จำนวนวันที่ในข้อความที่อยู่นอกช่วง",
    "DATE_OUTSIDE": "วันที่ในข้อความที่อยู่นอกช่วง",
    "DATES_IMPOSSIBLE": "วันที่ที่ไม่มีในปฏิทิน เช่น 31 เมษายน",
    "SAME_TEXT": "จริงเมื่อข้อความเหมือนข้อความอื่น (ไม่นับวรรค)",
    "DONE_AFTER": "วันที่ที่บอกว่าทำแล้ว แต่อยู่หลังวันที่ให้",
    "YEARS_FAR": "ปี พ.ศ. ที่ห่างจากปีงบประมาณเกินจำนวนปีที่ให้",
    "SPENT_OTHER": "จำนวนเงินที่บอกว่าเบิกจ่าย แต่ไม่ตรงกับยอดที่ให้",
    "TOLD_OUTSIDE": "วันที่ของสิ่งที่ทำแล้วซึ่งอยู่นอกช่วง",
    "YEAR_SLIP": "วันที่ที่อยู่ก่อนช่วงหนึ่งปีพอดี (พิมพ์ปีผิด)",
    "SAYS_UNPAID": "คำที่บอกว่ายังไม่ได้เบิกจ่าย",
    "CUT_OFF": "คำท้ายของข้อความที่ขาดกลางประโยค",
    "NUMBERING_SLIP": "เลขข้อที่ขาดหรือซ้ำ",
    "NO_EFFECT": "จริงเมื่อข้อความบอกเพียงว่าไม่มีผล",
    "LASTS_OTHERWISE": "จำนวนวัน เดือน หรือมื้อที่ข้อความบอก เมื่อไม่ตรงกับข้อความอื่น",
    "TOLD_OTHERWISE": "ตัวเลขของเรื่องเดียวกันที่ข้อความอื่นบอกไว้ต่างกัน",
    "ACTIVITIES_GONE": "ข้อที่ข้อความก่อนเล่าไว้ แต่ข้อความนี้ไม่มีแล้ว",
    "NEAR_TEXT": "จริงเมื่อข้อความเกือบเหมือนข้อความอื่น",
    "ACTIVITIES_TOLD": "จำนวนกิจกรรมที่ข้อความบอก เมื่อไม่เท่ากับจำนวนที่ให้",
    "EXPENSE_KIND": "หมวดรายจ่ายที่ข้อความบอก (ตอบแทน ใช้สอย วัสดุ)",
    "PARTS_DIFFER": "จำนวนคนที่แยกแล้วรวมไม่ตรงกับยอด",
    "PEOPLE_AMONG": "จริงเมื่อจำนวนคนในข้อความมีค่าที่ให้อยู่ด้วย",
    "PEOPLE": "จำนวนคนในข้อความ",
    "PRODUCT": "ผลคูณของรายการ เช่น 60 คน x 2 มื้อ x 100 บาท",
    "PRODUCT_DIFFERS": "ผลคูณ เมื่อไม่ตรงกับจำนวนเงินที่ให้",
    "PRODUCT_WORDS": "ตัวเลขที่นำมาคูณ",
    "RESULT_DIFFERS": "ผลคูณที่ข้อความบอกเอง เมื่อไม่ตรง",
    "MEAL_RATE": "ค่าอาหารต่อมื้อที่ข้อความบอก",
    "MEAL_WORDS": "คำที่บอกค่าอาหาร",
}
"""What each function that reads running text gives; "" or 0 where there is nothing to say."""


def form_reference() -> str:
    """The whole page."""
    return "\n".join([*_opening(), *_keys(), *_kinds(), *_functions(), ""])


def _opening() -> Iterator[str]:
    yield "# คู่มืออ้างอิงของผู้ทำแบบรายงาน"
    yield ""
    yield "หน้านี้ทำจากโปรแกรมเอง (`python scripts/make_masters.py`) จึงตรงกับสิ่งที่โปรแกรมรับเสมอ"
    yield "ตัวอย่างลงมือทำทีละขั้นอยู่ใน [form-example.md](form-example.md)"
    yield ""
    yield f"แบบที่มากับโปรแกรม: {', '.join(f'`{name}`' for name in form_ids())}"
    yield ""
    yield "ทุก key เขียนในไฟล์ TOML ของแบบ หรือกรอกใน Excel ก็ได้ (`python scripts/form.py to-excel spm2 แบบ.xlsx`)"
    yield "ชื่อภาษาไทยข้างล่างคือหัวคอลัมน์ใน Excel"


def _keys() -> Iterator[str]:
    yield ""
    yield "## Key ทั้งหมด"
    yield ""
    yield "### แบบ (`[...]` หรือบรรทัดบนสุดของไฟล์)"
    yield from _table(SETTINGS)
    for spec in SHEETS:
        for name, fields in spec.rows.items():
            if spec.key in ("form", "texts") or not fields:
                continue
            what = spec.types.get(name, "")
            yield ""
            yield f"### {spec.title}{f': {what}' if what else ''} (`{name or spec.key}`)"
            if spec.about and not name:
                yield ""
                yield spec.about
            yield from _table(fields)


def _table(fields: Fields) -> Iterator[str]:
    yield ""
    yield "| key | ชื่อใน Excel | ใส่อะไร | ค่าที่ใช้ได้ |"
    yield "| --- | --- | --- | --- |"
    for key, field in fields.items():
        head, asks = HEADS[key]
        yield f"| `{key}` | {_cell(head)} | {_cell(asks)} | {_allowed(field)} |"


def _allowed(field: Field) -> str:
    if field.holds == "choice":
        return " ".join(f"`{option}`" + _phrase(option) for option in field.options)
    return HOLDS[field.holds]


def _phrase(option: object) -> str:
    phrase = PHRASES.get(str(option))
    return f" {phrase}" if phrase else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("{{", "`{{").replace("}}", "}}`")


def _kinds() -> Iterator[str]:
    yield ""
    yield "## ชนิดของคอลัมน์ (`kind`) และใครกรอก (`fill`)"
    yield ""
    yield "| kind | คืออะไร | ทศนิยม | กว้างปกติ |"
    yield "| --- | --- | --- | --- |"
    for kind in Kind:
        places = str(SCALE[kind]) if kind in SCALE else "-"
        yield f"| `{kind}` | {shown_code(kind).partition(' (')[0]} | {places} | {kind.facts.width:g} |"
    yield ""
    yield "| fill | ใครกรอก |"
    yield "| --- | --- |"
    for fill in Fill:
        yield f"| `{fill}` | {FILLS[fill]} |"


def _functions() -> Iterator[str]:
    yield ""
    yield "## ฟังก์ชันในสูตรและกฎ"
    yield ""
    yield "เขียนอย่างสูตร Excel ไม่มี `=` ข้างหน้า ใช้ key ของคอลัมน์แทนที่อยู่ช่อง เช่น `used <= budget`"
    yield 'ตัวดำเนินการ: `+ - * / & = <> < > <= >=` ข้อความอยู่ใน `"..."` ชื่ออื่นที่ใช้ได้: `round`, `fiscal_year`, `params.key`'
    yield ""
    yield "| ฟังก์ชันของ Excel | จำนวนค่า | ให้อะไร |"
    yield "| --- | --- | --- |"
    for name, (least, most) in ARITY.items():
        count = str(least) if least == most else f"{least} ขึ้นไป"
        yield f"| `{name}` | {count} | {EXCEL_FUNCTIONS[name]} |"
    yield ""
    yield "`all.key` คือคอลัมน์ของทุกโครงการในสำนักงาน ใช้ในกฎและสูตรของโครงการ เช่น"
    yield "`SUMIF(all.section, section, all.weight) = 100` (น้ำหนักในข้อเดียวกันรวมเป็น 100)"
    yield "`SUMIF(all.project_id, base, all.result)` (ผลของโครงการที่มีรหัสในคอลัมน์ base) ค่าที่สองเป็นคอลัมน์หรือค่าคงที่"
    yield "แบบของกลุ่มมีเฉพาะโครงการของกลุ่ม จึงคำนวณและตรวจตอนทำทะเบียนและรวมรายงาน ไม่ตรวจในตัวแบบ"
    yield ""
    yield from GROUP_TABLES
    yield ""
    yield "ฟังก์ชันต่อไปนี้อ่านข้อความภาษาไทย Excel ไม่มี จึงตรวจในแผงของ Excel และตอนรวมรายงาน ไม่ตรวจในตัวแบบ"
    yield ""
    yield "| ฟังก์ชัน | รับ | ให้อะไร |"
    yield "| --- | --- | --- |"
    for name, function in TEXT_FUNCTIONS.items():
        given = ", ".join(PHRASES[kind] for kind in function.arguments) + (" ..." if function.repeats else "")
        yield f"| `{name}` | {given} | {TEXT_READERS[name]} |"


GROUP_TABLES = (
    "ตารางของกลุ่ม (`group_tables`) คือตารางหลักอื่นในไฟล์เดียวกันของกลุ่ม เช่น ตัวชี้วัด หรือรายการงบประมาณ แถวเป็นของกลุ่ม",
    "ไม่ใช่ของโครงการ แต่ละตารางมีแผ่นของตัวเองชื่อตาม `label` คอลัมน์แรกเป็นชื่อของแถว ทะเบียนบอกแถวของแต่ละกลุ่มในแผ่นชื่อเดียวกัน",
    'กลุ่มเพิ่มแถวในแถวว่าง (`rows`) แถวและยอดยกมา (`previous`) ไปรอบต่อไปตามชื่อ กฎบอก `table = "lines"` ตรวจทีละแถว',
    "กฎที่เขียน `lines.budget` ตรวจทุกแถวของกลุ่มรวมกัน เช่น `SUM(indicators.weight) = 100`",
    'รายงานพิมพ์ด้วยแผ่นชนิด table, list หรือ breakdown ที่มี `table = "lines"` มีหัวข้อ แถวรวมย่อย การเรียง และสัญญาณเหมือนโครงการ',
    "คอลัมน์ที่พิมพ์ได้คือของตารางนั้น กับ `no` และ `group`",
)
