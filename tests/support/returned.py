"""Returned workbooks for tests: the template of a group, filled and spoilt the way people do it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import fields
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from xl_addin.model.form.loader import load_form
from xl_addin.model.form.schema import Form
from xl_addin.model.identity import FORM_SHEET, PROPERTY_PREFIX
from xl_addin.model.register import Group, ParamValue, Register, Section
from xl_addin.model.values.kinds import SCALE, Fill
from xl_addin.previous.previous_report import PreviousReport
from xl_addin.template.shared.round_data import round_data
from xl_addin.template.template import template_bytes

OFFICE = "สำนักงานเขตพื้นที่การศึกษาตัวอย่าง เขต 1"
GROUPS = (
    Group("plan", "กลุ่มนโยบายและแผน", "แผน"),
    Group("super", "กลุ่มนิเทศติดตามและประเมินผล", "นิเทศ"),
    Group("person", "กลุ่มบริหารงานบุคคล", "บุคคล"),
)
# (project id, group id, name, budget in baht)
PROJECTS = (
    ("P1", "plan", "พัฒนาระบบข้อมูลสารสนเทศ", 20_000),
    ("P2", "plan", "จัดทำแผนปฏิบัติการ", 15_000),
    ("P3", "plan", "ติดตามการใช้จ่ายงบประมาณ", 5_000),
    ("S1", "super", "นิเทศโรงเรียนขนาดเล็ก", 30_000),
    ("S2", "super", "ยกระดับผลสัมฤทธิ์", 40_000),
    ("H1", "person", "พัฒนาครูผู้ช่วย", 25_000),
)


def register(form: Form | str = "spm2", *, fiscal_year: int = 2566, **changes: Any) -> Register:
    """A small office: three groups, six projects in one section; a quarter's plan is a quarter of the budget."""
    form = load_form(form) if isinstance(form, str) else form
    rows = []
    for number, (project_id, group_id, name, budget) in enumerate(PROJECTS, 1):
        group = next(group for group in GROUPS if group.id == group_id)
        row: dict[str, Any] = {
            "project_id": project_id,
            "no": number,
            "project": name,
            "group_id": group_id,
            "group": group.name,
            "section_no": 1,
            "section": "แผนงานหลัก",
        }
        for column in form.columns:
            if column.fill is Fill.REGISTER:
                row.setdefault(column.key, _registered(column.key, budget))
        rows.append(row)
    frame = pd.DataFrame(rows)
    for key in frame:
        kind = next((column.kind for column in form.columns if column.key == key), None)
        numeric = kind in SCALE or key in ("no", "section_no")
        frame[key] = frame[key].astype("Int64" if numeric else object)
    values: dict[str, Any] = {
        "form": form,
        "office": OFFICE,
        "office_short": "สพป.ตัวอย่าง 1",
        "fiscal_year": fiscal_year,
        "settings": form.settings,
        "groups": GROUPS,
        "sections": (Section(1, "แผนงานหลัก"),),
        "params": tuple(
            ParamValue(param.key, int(param.default * 10 ** SCALE[param.kind]))
            for param in form.params
            if param.default is not None
        ),
        "projects": frame,
    }
    return Register(**(values | changes))


def _registered(key: str, budget: int) -> int | None:
    if key == "budget":
        return budget * 100
    return budget * 25 if key.endswith("_plan") else None


_TEMPLATES: dict[tuple[str, ...], bytes] = {}


def made_of(office: Register, *others: object) -> tuple[str, ...]:
    """All that a workbook made of a register depends on: one key for what is made once for all tests."""
    values = [getattr(office, field.name) for field in fields(office)]
    return tuple(
        value.to_csv() if isinstance(value, pd.DataFrame) else repr(value) for value in (*values, *others)
    )


def _template(office: Register, group_id: str, round_: int, previous: PreviousReport | None) -> bytes:
    """The template of a group; those of round 1 are made once for all tests."""
    key = made_of(office, group_id)
    if key in _TEMPLATES and round_ == 1:
        return _TEMPLATES[key]
    made = template_bytes(round_data(office.form, office, round_, previous), office.group(group_id))
    if round_ == 1:
        _TEMPLATES[key] = made
    return made


class Returned:
    """The workbook of one group, made as its template is and open for editing with openpyxl.

    `identity`: parts of the stamp that are other than the template's own. openpyxl keeps no results of
    formulas; `calculated` puts them back.
    """

    def __init__(
        self,
        office: Register,
        group_id: str,
        round_: int = 1,
        *,
        previous: PreviousReport | None = None,
        **identity: object,
    ) -> None:
        self._open(office.form, _template(office, group_id, round_, previous))
        for key, value in identity.items():
            self.stamp(key, str(value))

    @classmethod
    def of(cls, form: Form, content: bytes) -> Returned:
        """The workbook in `content`, open for editing."""
        book = cls.__new__(cls)
        book._open(form, content)
        return book

    def _open(self, form: Form, content: bytes) -> None:
        self.form = form
        self.book: Any = load_workbook(BytesIO(content))
        self.sheet: Worksheet = self.book[self.form.template.sheet]
        self.key_row = next(row for row in range(1, 30) if self.sheet.cell(row, 1).value == "project_id")
        self.last_row = max(
            row for row in range(self.key_row, self.sheet.max_row + 1) if self.sheet.cell(row, 1).value
        )
        self.cached: dict[str, str] = {}

    def stamp(self, key: str, value: str, *, sheet: bool = True, properties: bool = True) -> Returned:
        """Change or add one part of the identity, in the hidden sheet, the document properties or both."""
        if sheet:
            pairs = self.book[FORM_SHEET]
            keys = [row[0].value for row in pairs.iter_rows(max_col=1)]
            at = keys.index(key) + 1 if key in keys else len(keys) + 1
            pairs.cell(at, 1).value, pairs.cell(at, 2).value = key, value
        if properties:
            for entry in self.book.custom_doc_props.props:
                if entry.name == PROPERTY_PREFIX + key:
                    entry.value = value
        return self

    def column(self, key: str) -> int:
        """The column (1-based) of a key."""
        for cell in self.sheet[self.key_row]:
            if cell.value == key:
                return int(cell.column)
        raise KeyError(key)

    def row(self, project_id: str) -> int:
        """The row (1-based) of a project."""
        for row in range(self.key_row + 1, self.sheet.max_row + 1):
            if self.sheet.cell(row, self.column("project_id")).value == project_id:
                return row
        raise KeyError(project_id)

    def cell(self, project_id: str, key: str) -> Cell:
        return self.sheet.cell(self.row(project_id), self.column(key))  # type: ignore[return-value]

    def at(self, project_id: str, key: str) -> str:
        """The address of a cell, such as "F9"."""
        return f"{get_column_letter(self.column(key))}{self.row(project_id)}"

    def fill(self, project_id: str, /, **values: Any) -> Returned:
        for key, value in values.items():
            self.cell(project_id, key).value = value
        return self

    def calculated(self, address: str, value: float | str) -> Returned:
        """The result that Excel would have stored beside the formula in a cell of the table."""
        self.cached[address] = str(value)
        return self

    def save(self, path: Path) -> Path:
        self.book.save(path)
        if self.cached:
            store_results(path, {self.sheet.title: self.cached})
        return path


def store_results(path: Path, results: Mapping[str, Mapping[str, str]]) -> None:
    """Write cached results beside formulas; openpyxl writes none. `results`: sheet -> address -> value."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    workbook = parts["xl/workbook.xml"].decode()
    order = re.findall(r'<sheet [^>]*?name="([^"]*)"', workbook)
    for sheet, cells in results.items():
        part = f"xl/worksheets/sheet{order.index(sheet) + 1}.xml"
        xml = parts[part].decode()
        for address, value in cells.items():
            xml, times = re.subn(
                rf'(<c r="{address}"[^>]*?)(?: t="[a-z]+")?>(<f>.*?</f>)<v ?/?>(?:</v>)?',
                rf"\g<1>{_type(value)}>\g<2><v>{value}</v>",
                xml,
            )
            if times != 1:
                raise KeyError(address)
        parts[part] = xml.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)


def _type(value: str) -> str:
    if value.startswith("#"):
        return ' t="e"'
    return "" if re.fullmatch(r"-?\d+(\.\d+)?", value) else ' t="str"'
