"""What is wrong with the columns of a form: main table and small tables, formulas, choices, what fills them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from graphlib import CycleError

from xl_addin.model.expressions.language import ExpressionError
from xl_addin.model.expressions.types import Base, Scope
from xl_addin.model.form.page_validation import computed_in_excel
from xl_addin.model.form.schema import MAIN, ChildTable, Column, Form, Param
from xl_addin.model.form.scopes import (
    CONSTANT_KINDS,
    IDENTITY_KINDS,
    computed_order,
    row_scope,
    rules_in_order,
)
from xl_addin.model.notation.mistakes import Mistake, condition_mistake, expression_mistake, unknown_key
from xl_addin.model.problems.catalogue import say
from xl_addin.model.values.kinds import SCALE, Fill, Kind

_OWN = ("no", "project", "group", "section")
"""Identity keys that a form may print as columns of its own."""


def column_mistakes(form: Form) -> Iterator[Mistake]:
    """All that is wrong with columns and params."""
    for table in (MAIN, *(child.key for child in form.tables)):
        scope = row_scope(form, table)
        for column in form.columns_of(table):
            where = f"{'columns' if table == MAIN else 'tables.' + table}[{column.key}]"
            yield from _column(form, column, where, scope)
            if table == MAIN:
                yield from _main(form, column, where)
            else:
                yield from _small(form, form.table(table), column, where)
    for key in ("no", "project"):
        if key not in {column.key for column in form.columns}:
            yield Mistake("columns", say("form_missing_key", key=key), f'เพิ่มคอลัมน์ key = "{key}"')
    for param in form.params:
        yield from _param(param)
    yield from _tables(form)
    yield from _circular(form)


def _column(form: Form, column: Column, where: str, scope: Scope) -> Iterator[Mistake]:
    if (column.fill is Fill.COMPUTED) != (column.formula is not None):
        yield Mistake(
            f"{where}.formula", say("form_formula_needed"), 'fill = "computed" กับ formula ต้องมาด้วยกัน'
        )
    if column.formula is not None:
        base = Base.NUMBER if column.kind in SCALE else Base.TEXT
        yield from expression_mistake(
            f"{where}.formula",
            column.formula,
            scope,
            lambda found: found.base in (base, Base.BLANK),
            f"สูตรต้องให้ค่าชนิด {column.kind}",
        )
        yield from computed_in_excel(f"{where}.formula", column.formula)
    if (column.kind is Kind.CHOICE) != bool(column.choices):
        yield Mistake(f"{where}.choices", say("form_choices_needed"), 'kind = "choice" กับ choices ต้องมาด้วยกัน')
    yield from _choices(column, where)
    if not any(line.strip() for line in column.label):
        yield Mistake(f"{where}.label", say("form_wrong_value", value=""), "ใส่ชื่อหัวคอลัมน์")
    if column.required not in ("always", "never"):
        need = 'ใช้ "always", "never" หรือเงื่อนไข'
        yield from condition_mistake(f"{where}.required", column.required, scope, need)
    if column.minimum not in (None, 0) and column.kind not in SCALE:
        yield _kind(f"{where}.minimum", column, "minimum ใช้กับคอลัมน์ที่เป็นตัวเลข")


def _kind(where: str, column: Column, how: str) -> Mistake:
    return Mistake(where, say("form_key_of_kind", value=column.key, kind=column.kind), how)


def _choices(column: Column, where: str) -> Iterator[Mistake]:
    phrases = [phrase.strip() for phrase in column.choices.values()]
    if "" in phrases:
        yield Mistake(f"{where}.choices", say("form_wrong_value", value=""), "ทุกตัวเลือกต้องมีคำที่พิมพ์")
    for twice in sorted({phrase for phrase in phrases if phrase and phrases.count(phrase) > 1}):
        yield Mistake(f"{where}.choices", say("form_duplicate", value=twice), "ให้แต่ละตัวเลือกพิมพ์คำต่างกัน")


def _main(form: Form, column: Column, where: str) -> Iterator[Mistake]:
    yield from _previous(form.columns, column, where, (Fill.PREVIOUS, Fill.GROUP))
    if column.under is not None:
        how = "under ใช้ในคอลัมน์ของตารางย่อย (tables.columns)"
        yield Mistake(f"{where}.under", say("form_not_carried", value="under"), how)
    if column.due is not None and not 1 <= column.due <= form.period.rounds:
        yield Mistake(
            f"{where}.due", say("form_wrong_value", value=str(column.due)), f"1 ถึง {form.period.rounds}"
        )
    if column.due is not None and column.fill is not Fill.GROUP:
        yield Mistake(f"{where}.due", say("form_not_carried", value="due"), 'due ใช้เมื่อ fill = "group"')
    sections = [part.key for part in form.template.sections]
    if column.section is not None and column.section not in sections and form.template.layout == "pages":
        yield unknown_key(f"{where}.section", column.section, sections, "ใช้ key ใน template.sections")
    taken = {*IDENTITY_KINDS, *CONSTANT_KINDS, MAIN, "params"} - set(_OWN)
    if column.key in taken:
        yield Mistake(where, say("form_reserved", value=column.key), "ใช้ key อื่น")
    if column.key in _OWN and column.kind is not IDENTITY_KINDS[column.key]:
        yield _kind(f"{where}.kind", column, f'ใช้ kind = "{IDENTITY_KINDS[column.key]}"')


def _previous(
    table: Sequence[Column], column: Column, where: str, fills: tuple[Fill, ...]
) -> Iterator[Mistake]:
    """What is wrong with the key of an earlier round; `fills`: with which it is used."""
    columns = {other.key: other for other in table}
    if column.fill is Fill.PREVIOUS and column.previous is None:
        yield Mistake(
            f"{where}.previous", say("form_missing_key", key="previous"), "บอก key ของคอลัมน์ในรอบก่อน"
        )
    if column.previous is not None and column.fill not in fills:
        how = f"previous ใช้เมื่อ fill = {' หรือ '.join(fills)}"
        yield Mistake(f"{where}.previous", say("form_not_carried", value="previous"), how)
    elif column.previous is not None and column.previous not in columns:
        yield unknown_key(f"{where}.previous", column.previous, columns)
    elif column.previous is not None and (columns[column.previous].kind in SCALE) != (column.kind in SCALE):
        yield _kind(f"{where}.previous", columns[column.previous], f"ใช้คอลัมน์ชนิด {column.kind}")


def _small(form: Form, table: ChildTable, column: Column, where: str) -> Iterator[Mistake]:
    """Columns of small tables: what an earlier round fills goes by the names that the register gives to rows."""
    for key in ("due", "section"):
        if getattr(column, key) is not None:
            yield Mistake(
                f"{where}.{key}", say("form_not_carried", value=key), "ใช้ได้เฉพาะใน columns ของโครงการ"
            )
    yield from _previous(table.columns, column, where, (Fill.PREVIOUS,))
    if column.fill is Fill.PREVIOUS and not table.listed:
        how = 'ยอดยกมาจับคู่ด้วยชื่อของแถว เพิ่มคอลัมน์ชื่อที่ fill = "register" ในตารางนี้'
        yield Mistake(f"{where}.fill", say("form_not_carried", value="fill = previous"), how)
    if column.under is not None and form.template.layout == "pages":
        yield Mistake(
            f"{where}.under", say("form_not_carried", value="under"), 'under ใช้กับ template.layout = "table"'
        )


def _tables(form: Form) -> Iterator[Mistake]:
    sheets = {_sheet_of(form.sections.label)} if form.sections else set()
    for table in form.tables:
        where = f"tables.{table.key}"
        if table.listed and _sheet_of(table.label) in sheets:
            how = "ทะเบียนมีแผ่นชื่อนี้แล้ว ตั้ง label อื่น"
            yield Mistake(f"{where}.label", say("form_duplicate", value=table.label), how)
        sheets |= {_sheet_of(table.label)} if table.listed else set()
        if not table.rows and not table.listed:
            how = 'ใช้ 1 ขึ้นไป หรือให้ทะเบียนบอกแถวด้วยคอลัมน์ที่ fill = "register"'
            yield Mistake(f"{where}.rows", say("form_wrong_value", value="0"), how)
        yield from _parent(form, table, where)
        if table.listed and table.listed[0].kind not in (Kind.TEXT, Kind.LONG_TEXT):
            how = 'คอลัมน์แรกที่ fill = "register" เป็นชื่อของแถว ใช้ kind = "text"'
            yield _kind(f"{where}[{table.listed[0].key}].kind", table.listed[0], how)


def _sheet_of(label: str) -> str:
    """A label as Excel tells names of sheets apart."""
    return " ".join(label.split())[:31].casefold()


_OF_ROWS = frozenset({"project_id", "round", "n", "path", "file", "sheet", "row", "reported"})
"""Keys that the data sheet of a small table has for itself."""


def _parent(form: Form, table: ChildTable, where: str) -> Iterator[Mistake]:
    """What is wrong with the small table in whose rows those of another stand."""
    if table.parent is None:
        return
    earlier = [one.key for one in form.tables[: form.tables.index(table)]]
    if form.template.layout == "pages":
        how = 'แถวในแถวของตารางย่อยอื่นใช้กับ template.layout = "table"'
        yield Mistake(f"{where}.parent", say("form_not_carried", value="parent"), how)
    elif table.parent not in earlier:
        how = "ใช้ key ของตารางย่อยที่เขียนไว้ก่อนตารางนี้ หรือลบ parent ถ้าเป็นแถวของโครงการเอง"
        yield unknown_key(f"{where}.parent", table.parent, earlier, how)
    elif not form.table(table.parent).listed:
        how = f'เพิ่มคอลัมน์ชื่อที่ fill = "register" ในตาราง {table.parent} เพราะแถวล่างอ้างแถวบนด้วยชื่อ'
        yield Mistake(f"{where}.parent", say("form_wrong_value", value=table.parent), how)
    for column in table.columns:
        if column.key in _OF_ROWS:
            yield Mistake(f"{where}[{column.key}]", say("form_reserved", value=column.key), "ใช้ key อื่น")


def _param(param: Param) -> Iterator[Mistake]:
    where = f"params[{param.key}]"
    if param.kind not in SCALE:
        allowed = ", ".join(SCALE)
        yield Mistake(f"{where}.kind", say("form_wrong_value", value=param.kind), f"ที่ใช้ได้คือ {allowed}")
    elif param.default is not None and round(param.default * 10 ** SCALE[param.kind], 6) % 1:
        yield Mistake(
            f"{where}.default",
            say("form_wrong_value", value=str(param.default)),
            f"ทศนิยมมากเกินไปสำหรับ {param.kind}",
        )


def _circular(form: Form) -> Iterator[Mistake]:
    try:
        computed_order(form)
    except CycleError as error:
        around = " → ".join(key if table == MAIN else f"{table}.{key}" for table, key in error.args[1])
        yield Mistake("columns.formula", say("form_circular", value=around), "แก้สูตรให้ไม่อ้างกลับมาที่ตัวเอง")
    except ExpressionError:
        pass  # told at its column
    try:
        rules_in_order(form)
    except CycleError as error:
        around = " → ".join(error.args[1])
        yield Mistake("rules.unless", say("form_circular", value=around), "ให้ unless ชี้ทางเดียว")
