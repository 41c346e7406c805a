"""What is wrong with the tables of the groups: told at their own places, by the checks that projects have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from xl_addin.model.form.breakdown_validation import breakdown_mistakes
from xl_addin.model.form.columns_validation import column_mistakes
from xl_addin.model.form.group_tables import GROUP_SUM, entry_form, printed_form, prints_rows, sheet_of_groups
from xl_addin.model.form.layout_validation import name_mistake, sheet_mistakes
from xl_addin.model.form.report_schema import ReportSheet
from xl_addin.model.form.report_validation import report_mistakes
from xl_addin.model.form.rules_validation import rule_mistakes
from xl_addin.model.form.schema import MAIN, PROPOSALS, PROPOSALS_SHEET, Column, Form, GroupTable
from xl_addin.model.form.scopes import CONSTANT_KINDS, IDENTITY_KINDS
from xl_addin.model.notation.mistakes import Mistake, unknown_key
from xl_addin.model.problems.catalogue import say
from xl_addin.model.values.kinds import Kind

RESERVED = {
    *IDENTITY_KINDS,
    *CONSTANT_KINDS,
    MAIN,
    "params",
    "n",
    "row",
    "reported",
    "gaps",
    "closed",
    "file",
}
"""Keys that the data of a table of the groups has beside its own columns."""

TAKEN = (PROPOSALS, "fields", "data")
"""Keys of tables that templates and reports have themselves."""

PRINTED = ("table", "list", "breakdown")
"""Kinds of report sheets that print a table of the groups."""


def group_table_mistakes(form: Form) -> Iterator[Mistake]:
    """All that is wrong with them: columns, rules, sheets of the report, and what they cannot carry."""
    for table in form.group_tables:
        yield from _table(form, table)
        filled, printed = entry_form(form, table), printed_form(form, table)
        for mistake in (*column_mistakes(filled), *rule_mistakes(filled)):
            yield from _at_home(mistake, table)
        for sheet in printed.report.sheets:
            if sheet.kind in PRINTED:
                yield from sheet_mistakes(printed, sheet)
        yield from report_mistakes(printed)
        yield from breakdown_mistakes(printed)
    for sheet in form.report.sheets:
        yield from _sheet(form, sheet, f"report.sheets[{sheet.name}]")
    yield from _names(form)


def _sheet(form: Form, sheet: ReportSheet, where: str) -> Iterator[Mistake]:
    """What a sheet says of a table of the groups that it cannot print, or that is none."""
    if sheet_of_groups(form, sheet) is not None:
        if sheet.kind not in PRINTED:
            how = f"ตารางของกลุ่มพิมพ์ได้ในแผ่นชนิด {', '.join(PRINTED)}"
            yield Mistake(f"{where}.table", say("form_not_carried", value=str(sheet.table)), how)
        if sheet.details:
            how = "แถวของตารางของกลุ่มไม่มีแถวย่อย ลบ details"
            yield Mistake(f"{where}.details", say("form_not_carried", value="details"), how)
    elif prints_rows(sheet) and sheet.table in [table.key for table in form.tables]:
        how = f'แถวของตารางย่อยพิมพ์ใต้โครงการ ใช้ details = "{sheet.table}"'
        yield Mistake(f"{where}.table", say("form_not_carried", value="table"), how)
    elif prints_rows(sheet):
        known = [table.key for table in form.group_tables]
        how = "ใช้ key ของตารางของกลุ่ม (group_tables) หรือลบ table"
        yield unknown_key(f"{where}.table", str(sheet.table), known, how)


def _table(form: Form, table: GroupTable) -> Iterator[Mistake]:
    where = f"group_tables.{table.key}"
    yield from name_mistake(f"{where}.label", table.label)
    if table.key in TAKEN:
        yield Mistake(where, say("form_reserved", value=table.key), "ใช้ key อื่น")
    name = table.columns[0]
    if name.kind not in (Kind.TEXT, Kind.LONG_TEXT):
        how = 'คอลัมน์แรกเป็นชื่อของแถว ใช้ kind = "text"'
        yield Mistake(
            f"{where}[{name.key}].kind", say("form_key_of_kind", value=name.key, kind=name.kind), how
        )
    elif table.listed and name not in table.listed:
        how = f'คอลัมน์แรกเป็นชื่อของแถวที่ทะเบียนบอก ใช้ fill = "register" หรือย้าย {table.listed[0].key} มาไว้คอลัมน์แรก'
        yield Mistake(f"{where}[{name.key}].fill", say("form_wrong_value", value=name.fill), how)
    for column in table.columns:
        yield from _column(column, f"{where}[{column.key}]")
    for rule in form.rules:
        if rule.table == table.key:
            yield from _of_projects(f"rules[{rule.id}]", rule.check, rule.when or "", rule.message, rule.fix)


def _column(column: Column, where: str) -> Iterator[Mistake]:
    if column.key in RESERVED or column.key.endswith(GROUP_SUM):
        yield Mistake(where, say("form_reserved", value=column.key), "ใช้ key อื่น")
    for key in ("hidden", "under"):
        if getattr(column, key):
            how = f"คอลัมน์ของตารางของกลุ่มแสดงเป็นตารางเดียว ลบ {key}"
            yield Mistake(f"{where}.{key}", say("form_not_carried", value=key), how)
    yield from _of_projects(where, column.formula or "", column.required)


def _of_projects(where: str, *texts: str) -> Iterator[Mistake]:
    if any(f"{MAIN}." in text for text in texts):
        how = "แถวของตารางนี้เป็นของกลุ่ม ไม่ใช่ของโครงการ ใช้คอลัมน์ในตารางเดียวกัน"
        yield Mistake(where, say("form_not_carried", value=MAIN), how)


def _at_home(mistake: Mistake, table: GroupTable) -> Iterator[Mistake]:
    """A mistake of the form in which groups fill the table, at its place in the file; none that only follows."""
    first = table.listed[0] if table.listed else table.columns[0]
    if first is not table.columns[0] and mistake.key == f"tables.{table.key}[{first.key}].kind":
        return  # it names no row: told at the first column
    if mistake.key.startswith(f"tables.{table.key}"):
        yield replace(mistake, key=f"group_{mistake.key}")
    elif mistake.key == "columns.formula":
        yield replace(mistake, key=f"group_tables.{table.key}.columns")
    elif mistake.key.startswith("rules"):
        yield mistake


def _names(form: Form) -> Iterator[Mistake]:
    """Sheets of one workbook, of the groups or of the register: each has a name of its own."""
    labels = [form.template.sheet, PROPOSALS_SHEET, *(table.label for table in form.tables)]
    labels += [form.sections.label] if form.sections else []
    taken = {label.casefold() for label in labels}
    for table in form.group_tables:
        if table.label.casefold() in taken or table.label.startswith("_"):
            how = "แผ่นงานแต่ละแผ่นในไฟล์ของกลุ่มและในทะเบียนต้องชื่อต่างกัน และไม่ขึ้นต้นด้วย _"
            yield Mistake(f"group_tables.{table.key}.label", say("form_duplicate", value=table.label), how)
        taken.add(table.label.casefold())
