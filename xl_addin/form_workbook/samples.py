"""The sheet ตัวอย่าง of a form workbook: every table's header drawn as it prints, with a row of sample values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from xlsxwriter.format import Format

from xl_addin.excel.writing.header_rows import header_blocks
from xl_addin.excel.writing.workbook_writer import Sheet
from xl_addin.model.form.group_tables import sheet_of_groups
from xl_addin.model.form.report_schema import PrintColumn
from xl_addin.model.form.schema import Column, Form
from xl_addin.model.values.kinds import Family, Kind

SAMPLES = "ตัวอย่าง"
ABOUT = "หัวตารางอย่างที่พิมพ์ ทำใหม่ทุกครั้งที่เขียนแบบ ไม่ต้องแก้ในแผ่นนี้"
_WIDTH = 14

Head = tuple[tuple[str, ...], str]
"""Levels of a label from the top, and a sample value."""


def write_samples(sheet: Sheet, form: Form, title: Format, head: Format, entry: Format) -> None:
    """Draw the tables of the form one below another."""
    sheet.write_string(0, 0, ABOUT, title)
    row, widest = 2, 1
    for name, heads in _tables(form):
        sheet.write_string(row, 0, name, title)
        row = _table(sheet, row + 1, heads, head, entry) + 1
        widest = max(widest, len(heads))
    sheet.set_column(0, widest - 1, _WIDTH)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _table(sheet: Sheet, top: int, heads: Sequence[Head], head: Format, entry: Format) -> int:
    labels = [label for label, _ in heads]
    for block in header_blocks(labels):
        first, last = top + block.first_row, top + block.last_row
        if block.is_merged:
            sheet.merge_range(first, block.first_column, last, block.last_column, "", head)
        sheet.write_string(first, block.first_column, block.text, head)
    below = top + max(len(label) for label in labels)
    for place, (_, value) in enumerate(heads):
        sheet.write_string(below, place, value, entry)
    return below + 1


def _tables(form: Form) -> Iterator[tuple[str, list[Head]]]:
    shown = [column for column in form.columns if not column.hidden]
    yield f"แบบที่กลุ่มกรอก: {form.template.sheet}", [(one.label, _sample(one)) for one in shown]
    for table in form.tables:
        yield f"ตารางย่อย: {table.label}", [(one.label, _sample(one)) for one in table.columns]
    for of_groups in form.group_tables:
        yield f"ตารางของกลุ่ม: {of_groups.label}", [(one.label, _sample(one)) for one in of_groups.columns]
    for spec in form.report.sheets:
        own = sheet_of_groups(form, spec)
        kinds = {column.key: column for column in (form if own is None else own).columns}
        if spec.columns:
            yield (
                f"รายงาน: {spec.name}",
                [(one.label, _printed(one, kinds.get(one.key or ""))) for one in spec.columns],
            )
        if spec.measures:
            heads = [((spec.by or "",), "ชื่อ"), *((one.label, "0") for one in spec.measures)]
            yield f"รายงาน: {spec.name}", heads


def _printed(column: PrintColumn, own: Column | None) -> str:
    if column.lights:
        return next(iter(column.lights))
    if column.style == "order":
        return "1"
    if column.text is not None or own is None:
        return "ข้อความ"
    return {"share": "100.00", "rank": "1"}.get(column.show, _sample(own))


def _sample(column: Column) -> str:
    if column.choices:
        return next(iter(column.choices.values()))
    if column.kind is Kind.BAHT:
        return "1,250.00"
    if column.kind is Kind.PERCENT:
        return "12.50"
    match column.kind.facts.family:
        case Family.NUMBER:
            return "1"
        case Family.DATE:
            return "31/3/2568"
        case Family.CHOICE | Family.TEXT:
            return "ข้อความ"
        case _:
            assert_never(column.kind.facts.family)
