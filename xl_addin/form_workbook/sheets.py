"""The sheets of a form workbook: which columns each has, and which part of the form its rows are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel

from xl_addin.form_workbook.fields import Field, field_of
from xl_addin.model.form.national import National
from xl_addin.model.form.part import Period
from xl_addin.model.form.publication import Emenscr, Public
from xl_addin.model.form.report_schema import (
    Chart,
    Figure,
    Heading,
    Measure,
    NoStatus,
    PagePart,
    PrintColumn,
    ReportSheet,
)
from xl_addin.model.form.schema import (
    ChildTable,
    Column,
    Form,
    GroupTable,
    OfficeText,
    PageSection,
    Param,
    Rule,
    Sections,
    Settings,
    Template,
)

Fields = dict[str, Field]

TEXT = Field("text")
REPEAT: Fields = {"repeat": Field("lines")}
DIVIDE: Fields = {"divide.keep": Field("whole"), "divide.into": Field("whole")}
"""What the file says and the form does not keep: it is written out when the file is read (see `repeats`)."""


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """A sheet with rows. `name`: of its defined name; `rows`: fields by type of row ("" where all are of one)."""

    key: str
    title: str
    rows: Mapping[str, Fields]
    about: str
    fixed: tuple[str, ...] = ()
    types: Mapping[str, str] = field(default_factory=dict)

    @property
    def table(self) -> str:
        return f"form_{self.key}"

    @property
    def columns(self) -> list[str]:
        """Keys of its columns in order."""
        every = [*self.fixed, *(key for fields in self.rows.values() for key in fields)]
        return list(dict.fromkeys([*(["type"] if self.types else []), *every]))

    def options(self, key: str) -> list[str]:
        """What the drop-down of a column offers, of all types of row; nothing where the column has none."""
        if key == "type":
            return [f"{phrase} ({code})" for code, phrase in self.types.items()]
        every = [fields[key] for fields in self.rows.values() if key in fields]
        if any(not one.shown_options for one in every):
            return []
        return list(dict.fromkeys(option for one in every for option in one.shown_options))


def _fields(model: type[BaseModel], *leave: str, before: str = "") -> Fields:
    found = {key: field_of(model, key) for key in model.model_fields if key not in leave}
    return {f"{before}{key}": one for key, one in found.items() if one is not None}


SETTINGS: Fields = (
    _fields(Form, "texts_folder")
    | _fields(Period, before="period.")
    | _fields(Settings, before="settings.")
    | _fields(Sections, before="sections.")
    | _fields(Template, before="template.")
    | {"report.title": TEXT, "report.header": TEXT, "report.footer": TEXT}
    | _fields(National, before="national.")
    | _fields(Public, before="public.")
    | _fields(Emenscr, before="emenscr.")
)
"""Dotted key of every single entry of a form -> what its cell holds."""

FORM = SheetSpec("form", "แบบ", {"": {"value": TEXT}}, "ข้อมูลทั่วไปของแบบ ช่องว่าง = ค่าปกติ", ("setting",))
LISTS = SheetSpec(
    "lists",
    "รายการ",
    {
        "text": _fields(OfficeText),
        "param": _fields(Param),
        "table": _fields(ChildTable),
        "group_table": _fields(GroupTable),
        "section": _fields(PageSection),
        "choice": {"of": TEXT, "key": TEXT, "label": TEXT},
    },
    "ข้อความและค่าที่ทะเบียนถาม ตารางย่อย ตารางของกลุ่ม หัวข้อของหน้า และตัวเลือกของคอลัมน์",
    types={
        "text": "ข้อความของสำนักงาน",
        "param": "ค่าในกฎ",
        "table": "ตารางย่อย",
        "group_table": "ตารางของกลุ่ม (แผ่นของตัวเองในไฟล์ของกลุ่ม)",
        "section": "หัวข้อของหน้า",
        "choice": "ตัวเลือก",
    },
)
COLUMNS = SheetSpec(
    "columns",
    "คอลัมน์",
    {"": _fields(Column, "choices") | REPEAT},
    "คอลัมน์ของตารางโครงการ ตารางย่อย และตารางของกลุ่ม ตามลำดับ",
    ("table",),
)
RULES = SheetSpec(
    "rules",
    "กฎ",
    {"": {"id": TEXT, "each": Field("lines")} | _fields(Rule) | REPEAT},
    "สิ่งที่ต้องเป็นจริงในแต่ละแถว",
)
REPORT = SheetSpec(
    "report",
    "รายงาน",
    {
        "sheet": _fields(ReportSheet) | _fields(NoStatus, before="no_status_when.") | DIVIDE,
        "heading": _fields(Heading),
        "figure": _fields(Figure) | REPEAT,
        "chart": _fields(Chart),
        "measure": _fields(Measure) | REPEAT,
        "part": _fields(PagePart),
    },
    "แผ่นของรายงานตามลำดับ ใต้แต่ละแผ่นคือหัวข้อกลุ่ม ตัวเลข คอลัมน์สรุป แผนภาพ และส่วนของแผ่นนั้น",
    types={
        "sheet": "แผ่น",
        "heading": "หัวข้อกลุ่ม",
        "figure": "ตัวเลข",
        "chart": "แผนภาพ",
        "measure": "คอลัมน์สรุป",
        "part": "ส่วนของหน้า",
    },
)
PRINTED = SheetSpec(
    "printed",
    "คอลัมน์รายงาน",
    {"": _fields(PrintColumn) | REPEAT},
    "คอลัมน์ที่พิมพ์ในตารางของแต่ละแผ่น ตามลำดับ",
    ("sheet", "part"),
)
TEXTS = SheetSpec(
    "texts", "ข้อความ", {"": {"text": TEXT}}, "ข้อความยาวของปก บันทึก หมายเหตุ และประโยคสรุป", ("file",)
)

SHEETS = (FORM, LISTS, COLUMNS, RULES, REPORT, PRINTED, TEXTS)
