"""What is wrong with the page parts of a form: sections of a page layout, and the forms that are printed."""

from __future__ import annotations

from collections.abc import Iterator

from xl_addin.model.expressions.excel_formula import is_native
from xl_addin.model.expressions.language import ExpressionError, parse
from xl_addin.model.expressions.types import Base, Scope
from xl_addin.model.form.mistakes import Mistake, expression_mistake
from xl_addin.model.form.report_schema import PagePart, ReportSheet
from xl_addin.model.form.schema import Form
from xl_addin.model.form.scopes import IDENTITY_KINDS, row_scope
from xl_addin.model.problems.catalogue import say
from xl_addin.model.values.kinds import Fill, Kind


def page_mistakes(form: Form) -> Iterator[Mistake]:
    """Sections that columns and tables name, their conditions, and the parts of printed project forms."""
    yield from _sections(form)
    for sheet in form.report.sheets:
        for number, part in enumerate(sheet.parts, 1):
            yield from _part(form, part, f"report.sheets[{sheet.name}].parts[{number}]")


def computed_in_excel(where: str, formula: str) -> Iterator[Mistake]:
    """A computed column is computed by the template too, so that its formula must be one for Excel."""
    try:
        native = is_native(parse(formula))
    except ExpressionError:
        return  # told at its column
    if not native:
        yield Mistake(where, say("form_not_native", value=formula), "ใช้ฟังก์ชันนี้ในกฎ (rules) แทน")


def page_lines(sheet: ReportSheet, where: str) -> dict[str, str]:
    """The jinja2 lines of a sheet's parts, by the key where they stand."""
    lines = {}
    for number, part in enumerate(sheet.parts, 1):
        lines[f"{where}.parts[{number}].heading"] = part.heading
        lines[f"{where}.parts[{number}].label"] = part.label
        lines[f"{where}.parts[{number}].text"] = part.text or ""
        lines[f"{where}.parts[{number}].total"] = part.total or ""
        for column in part.columns:
            lines[f"{where}.parts[{number}].columns[{column.label[0]}]"] = column.text or ""
    return lines


def _sections(form: Form) -> Iterator[Mistake]:
    keys = {part.key for part in form.template.sections}
    for table in form.tables:
        if table.section is not None and table.section not in keys:
            yield Mistake(
                f"tables[{table.key}].section",
                say("form_unknown_name", value=table.section),
                "ใช้ key ใน template.sections",
            )
    known = register_scope(form)
    for part in form.template.sections:
        if part.when is not None:
            yield from expression_mistake(
                f"template.sections[{part.key}].when",
                part.when,
                known,
                lambda found: found.base is Base.BOOLEAN,
                "ต้องเป็นเงื่อนไขจากข้อมูลในทะเบียน",
            )


def register_scope(form: Form) -> Scope:
    """The names that are known before anything is typed: identity, register columns and constants."""
    typed = {
        column.key for column in form.columns if column.fill is not Fill.REGISTER
    } - IDENTITY_KINDS.keys()
    return Scope({key: found for key, found in row_scope(form).fields.items() if key not in typed})


def _part(form: Form, part: PagePart, where: str) -> Iterator[Mistake]:
    if part.when is not None:
        yield from expression_mistake(
            f"{where}.when",
            part.when,
            row_scope(form),
            lambda found: found.base is Base.BOOLEAN,
            "ต้องเป็นเงื่อนไข",
        )
    if part.rounds:
        yield from _rounds(form, part, where)
    if part.table is None:
        return
    if part.table not in {table.key for table in form.tables}:
        yield Mistake(f"{where}.table", say("form_unknown_name", value=part.table), "ใช้ key ของตาราง")
        return
    columns = {column.key: column for column in form.columns_of(part.table)}
    named = [column.key for column in part.columns if column.key] + list(part.months or ())
    named += [part.numbered_by] if part.numbered_by else []
    for key in named:
        if key not in columns:
            yield Mistake(where, say("form_unknown_name", value=key), f"ใช้ key ของตาราง {part.table}")
    for key in part.months or ():
        if key in columns and (columns[key].kind is not Kind.CHOICE or len(columns[key].choices) != 12):
            yield Mistake(
                f"{where}.months", say("form_wrong_value", value=key), "ใช้ช่องเลือก 12 เดือน ต.ค. ถึง ก.ย."
            )


def _rounds(form: Form, part: PagePart, where: str) -> Iterator[Mistake]:
    columns = {column.key for column in form.columns} | IDENTITY_KINDS.keys()
    for column in part.columns:
        for key in (column.key, column.to_date):
            if key is not None and key not in columns:
                yield Mistake(where, say("form_unknown_name", value=key), "ใช้ key ของโครงการ (columns)")
