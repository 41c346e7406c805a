"""What is wrong with the page parts of a form: sections of a page layout, and the forms that are printed."""

from __future__ import annotations

from collections.abc import Iterator

from xl_addin.model.expressions.excel_formula import is_native
from xl_addin.model.expressions.language import ExpressionError, parse
from xl_addin.model.expressions.types import Scope
from xl_addin.model.form.report_schema import PagePart
from xl_addin.model.form.report_validation import column_kinds, printed_columns_mistakes
from xl_addin.model.form.schema import Form
from xl_addin.model.form.scopes import IDENTITY_KINDS, looks_around, row_scope
from xl_addin.model.notation.mistakes import Mistake, condition_mistake, unknown_key
from xl_addin.model.problems.catalogue import say
from xl_addin.model.values.kinds import Fill, Kind

MONTHS = 12


def page_mistakes(form: Form) -> Iterator[Mistake]:
    """Sections that columns and tables name, their conditions, and the parts of printed project forms."""
    yield from _sections(form)
    for sheet in form.report.sheets:
        if sheet.parts_of is not None:
            continue  # told at the sheet whose parts they are
        for number, part in enumerate(sheet.parts, 1):
            yield from _part(form, part, f"report.sheets[{sheet.name}].parts[{number}]")


def computed_in_excel(where: str, formula: str) -> Iterator[Mistake]:
    """A computed column is computed by the template too, so that its formula must be one for Excel; but for one that
    looks at other projects, which the report computes."""
    try:
        expression = parse(formula)
        native = is_native(expression) or looks_around(expression)
    except ExpressionError:
        return  # told at its column
    if not native:
        yield Mistake(where, say("form_not_native", value=formula), "ใช้ฟังก์ชันนี้ในกฎ (rules) แทน")


def _sections(form: Form) -> Iterator[Mistake]:
    keys = {part.key for part in form.template.sections}
    for table in form.tables:
        if table.section is not None and table.section not in keys:
            yield unknown_key(
                f"tables[{table.key}].section", table.section, keys, "ใช้ key ใน template.sections"
            )
    known = register_scope(form)
    for part in form.template.sections:
        if part.when is not None:
            where = f"template.sections[{part.key}].when"
            yield from condition_mistake(where, part.when, known, "ต้องเป็นเงื่อนไขจากข้อมูลในทะเบียน")


def register_scope(form: Form) -> Scope:
    """The names that are known before anything is typed: identity, register columns and constants."""
    typed = {
        column.key for column in form.columns if column.fill is not Fill.REGISTER
    } - IDENTITY_KINDS.keys()
    return Scope({key: found for key, found in row_scope(form).fields.items() if key not in typed})


def _part(form: Form, part: PagePart, where: str) -> Iterator[Mistake]:
    if part.when is not None:
        yield from condition_mistake(f"{where}.when", part.when, row_scope(form))
    if part.rounds:
        kinds = IDENTITY_KINDS | column_kinds(form.columns)
        yield from printed_columns_mistakes(part.columns, kinds, where, texts_have_keys=True)
    if part.table is None:
        return
    known = [table.key for table in form.tables]
    if part.table not in known:
        yield unknown_key(f"{where}.table", part.table, known, "ใช้ key ของตาราง")
        return
    columns = {column.key: column for column in form.columns_of(part.table)}
    yield from printed_columns_mistakes(part.columns, column_kinds(list(columns.values())), where)
    for key in part.months or ():
        if key not in columns:
            yield unknown_key(f"{where}.months", key, columns)
        elif columns[key].kind is not Kind.CHOICE or len(columns[key].choices) != MONTHS:
            yield Mistake(
                f"{where}.months", say("form_wrong_value", value=key), "ใช้ช่องเลือก 12 เดือน ต.ค. ถึง ก.ย."
            )
    if part.numbered_by is not None and part.numbered_by not in columns:
        yield unknown_key(f"{where}.numbered_by", part.numbered_by, columns)
    elif part.numbered_by is not None and columns[part.numbered_by].kind is not Kind.CHOICE:
        kind = columns[part.numbered_by].kind
        what = say("form_key_of_kind", value=part.numbered_by, kind=kind)
        yield Mistake(f"{where}.numbered_by", what, "ใช้คอลัมน์ชนิด choice ของตารางนี้")
