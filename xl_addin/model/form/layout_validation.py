"""Parts that a layout or a kind of report sheet does not carry, said when the form is loaded."""

from __future__ import annotations

from collections.abc import Iterator

from xl_addin.model.form.report_schema import PagePart, ReportSheet
from xl_addin.model.form.schema import PROPOSAL_REASON, PROPOSALS, ChildTable, Form
from xl_addin.model.notation.mistakes import Mistake, unknown_key
from xl_addin.model.problems.catalogue import say

_EVERY = frozenset({"kind", "name", "orientation"})
_ROWS = frozenset({"titles", "continued", "filter", "order", "each_section", "each_round"})
_TABLE = (
    _EVERY | _ROWS | {"table", "headings", "columns", "total", "details", "paper", "notes", "restart_numbers"}
)
CARRIED: dict[str, frozenset[str]] = {
    "cover": _EVERY | {"text", "each_section"},
    "letter": _EVERY | {"text", "each_section"},
    "executive": _EVERY | {"titles"},
    "allotment": _EVERY | {"titles"},
    "buckets": _EVERY | {"titles"},
    "summary": _EVERY
    | {
        "titles",
        "each_round",
        "figures",
        "status",
        "no_status_when",
        "charts",
        "sentences",
        "notes",
        "begins_with",
    },
    "breakdown": _EVERY
    | {
        "titles",
        "each_round",
        "table",
        "by",
        "across",
        "where",
        "measures",
        "ranked_by",
        "blank",
        "numbered",
        "total",
        "charts",
        "notes",
    },
    "table": _TABLE,
    "list": _TABLE,
    "pages": _EVERY | _ROWS | {"running", "parts_of", "parts"},
}
"""Kind of a report sheet -> the keys that it prints."""


def layout_mistakes(form: Form) -> Iterator[Mistake]:
    """What the template's layout and the report's sheets do not carry."""
    yield from _template(form)
    for sheet in form.report.sheets:
        yield from sheet_mistakes(form, sheet)


def _template(form: Form) -> Iterator[Mistake]:
    template = form.template
    if template.layout == "table":
        how = (
            'ตารางย่อยและหัวข้อย่อยกรอกได้ในแบบหน้าละโครงการ ใช้ template.layout = "pages" หรือลบส่วนนี้ '
            'แถวย่อยในแบบตารางบอกที่ด้วย under = "คอลัมน์ของโครงการ"'
        )
        below = [table for table in form.tables if any(column.under for column in table.columns)]
        pages_only = [f"tables[{table.key}]" for table in form.tables if table not in below]
        pages_only += ["template.sections"] if template.sections else []
        pages_only += [
            f"columns[{column.key}].section" for column in form.columns if column.section is not None
        ]
        pages_only += [
            f"tables[{table.key}].{key}"
            for table in below
            for key in ("section", "guidance")
            if getattr(table, key)
        ]
        if pages_only:
            yield Mistake(pages_only[0], say("form_not_carried", value=", ".join(pages_only)), how)
        if template.heading is not None and form.sections is None:
            yield Mistake(
                "template.heading", say("form_not_carried", value="heading"), "เพิ่ม [sections] หรือลบ heading"
            )
        for table in below:
            yield from _rows_below(form, table)
        if all(column.hidden for column in form.columns):
            yield Mistake("columns", say("form_wrong_value", value="hidden"), "ต้องมีคอลัมน์ที่แสดงอย่างน้อยหนึ่งคอลัมน์")
    elif template.heading is not None:
        how = "แบบหน้าละโครงการใช้ template.sections แทน"
        yield Mistake("template.heading", say("form_not_carried", value="heading"), how)
    if template.layout == "pages" and template.paper != "A4":
        how = "แบบหน้าละโครงการพิมพ์บน A4 ลบ paper"
        yield Mistake("template.paper", say("form_not_carried", value="paper"), how)
    yield from _proposals(form)
    yield from name_mistake("template.sheet", template.sheet)


def name_mistake(where: str, name: str) -> Iterator[Mistake]:
    """What Excel does not take as the name of a sheet."""
    if not name.strip() or len(name) > _LONGEST_NAME or set(name) & _NOT_IN_NAMES:
        how = f"ชื่อแผ่นงานของ Excel ยาวไม่เกิน {_LONGEST_NAME} ตัว และไม่มี [ ] : * ? / \\ '"
        yield Mistake(where, say("form_wrong_value", value=name), how)


def _rows_below(form: Form, table: ChildTable) -> Iterator[Mistake]:
    """Columns of rows that stand below their project's: each in a shown column of its own."""
    shown = [column.key for column in form.columns if not column.hidden]
    taken: dict[str, str] = {}
    for column in table.columns:
        where = f"tables.{table.key}[{column.key}]"
        if column.hidden:
            how = "คอลัมน์ของแถวใต้โครงการต้องแสดง ลบ hidden"
            yield Mistake(f"{where}.hidden", say("form_not_carried", value="hidden"), how)
        if column.under is None:
            how = f"บอกว่าอยู่ใต้คอลัมน์ใดของโครงการ เช่น {(*shown, 'project')[0]}"
            yield Mistake(f"{where}.under", say("form_missing_key", key="under"), how)
        elif column.under not in shown:
            yield unknown_key(f"{where}.under", column.under, shown, "ใช้ key ของคอลัมน์โครงการที่แสดง")
        elif column.under in taken:
            how = f"คอลัมน์นี้มี {taken[column.under]} อยู่แล้ว ใช้คอลัมน์อื่น"
            yield Mistake(f"{where}.under", say("form_duplicate", value=column.under), how)
        taken.setdefault(column.under or "", column.key)


def _proposals(form: Form) -> Iterator[Mistake]:
    """Keys that the sheet of proposed projects has for itself."""
    if not form.template.proposals:
        return
    taken = [f"tables[{table.key}]" for table in form.tables if table.key == PROPOSALS]
    taken += [f"columns[{column.key}]" for column in form.columns if column.key == PROPOSAL_REASON]
    for where in taken:
        how = "ใช้ key อื่น หรือลบ template.proposals"
        yield Mistake(where, say("form_reserved", value=where.partition("[")[2].rstrip("]")), how)


_LONGEST_NAME = 31
_NOT_IN_NAMES = frozenset("[]:*?/\\'")


def sheet_mistakes(form: Form, sheet: ReportSheet) -> Iterator[Mistake]:
    """What a sheet of the report says and its kind does not print, and what it needs."""
    carried, where = CARRIED[sheet.kind], f"report.sheets[{sheet.name}]"
    for key in sorted(sheet.model_fields_set - carried):
        kinds = ", ".join(kind for kind, keys in CARRIED.items() if key in keys)
        how = f"แผ่นชนิด {sheet.kind} ไม่พิมพ์ส่วนนี้ ใช้ได้ในแผ่นชนิด {kinds}"
        yield Mistake(f"{where}.{key}", say("form_not_carried", value=key), how)
    if sheet.kind in ("cover", "letter") and sheet.text is None:
        yield Mistake(f"{where}.text", say("form_missing_key", key="text"), 'เพิ่ม text = "ชื่อไฟล์.j2"')
    if sheet.kind == "allotment" and not form.allotments:
        yield Mistake(where, say("form_not_carried", value="allotment"), "เพิ่ม allotments = true ไว้ต้นไฟล์แบบ")
    if sheet.kind == "buckets" and not (form.buckets and form.allotments):
        how = "เพิ่ม allotments = true และ buckets = [...] ไว้ต้นไฟล์แบบ"
        yield Mistake(where, say("form_not_carried", value="buckets"), how)
    if sheet.kind == "pages" and not sheet.parts and sheet.parts_of is None:
        yield Mistake(
            f"{where}.parts", say("form_missing_key", key="parts"), "เพิ่ม parts = [...] หรือ parts_of"
        )
    if sheet.each_section and form.sections is None:
        how = "เพิ่ม [sections] หรือลบ each_section"
        yield Mistake(f"{where}.each_section", say("form_not_carried", value="each_section"), how)
    for number, part in enumerate(sheet.parts, 1):
        if sheet.parts_of is None:
            yield from _part(part, f"{where}.parts[{number}]")


_OF_TABLES = ("months", "numbered_by", "blocks")


def _part(part: PagePart, where: str) -> Iterator[Mistake]:
    told = [key for key in ("text", "table", "rounds") if getattr(part, key)]
    if len(told) > 1:
        how = f"ใช้อย่างเดียวในแต่ละส่วน: {' หรือ '.join(told)}"
        yield Mistake(where, say("form_not_carried", value=" + ".join(told)), how)
    if part.table is None:
        for key in _OF_TABLES:
            if getattr(part, key):
                how = f"{key} ใช้คู่กับ table"
                yield Mistake(f"{where}.{key}", say("form_not_carried", value=key), how)
    if part.table is None and not part.rounds and part.columns:
        yield Mistake(
            f"{where}.columns", say("form_not_carried", value="columns"), "columns ใช้คู่กับ table หรือ rounds"
        )
    if (part.table is not None or part.rounds) and not part.columns:
        yield Mistake(f"{where}.columns", say("form_missing_key", key="columns"), "เพิ่ม columns = [...]")
    if not told and not part.heading and not part.label:
        yield Mistake(where, say("form_wrong_value", value="{}"), "ใส่ heading, label, text หรือ table")
