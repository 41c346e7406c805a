"""Tables of the groups, seen as forms of their own: one to fill in, one to print.

A group fills such a table as it would the rows below one project: it is that project (`entry_form`). The report
prints each of its rows as it would a project (`printed_form`). So all that projects and their rows can do, they can.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from xl_addin.model.expressions.language import ExpressionError, names, parse
from xl_addin.model.expressions.message_templates import placeholders
from xl_addin.model.form.report_schema import Report, ReportSheet
from xl_addin.model.form.schema import MAIN, ChildTable, Column, Form, GroupTable, Rule, Template
from xl_addin.model.values.kinds import Fill, Kind

GROUP_SUM = "_of_group"
"""After the key of a column: the key of the column of the group's own line that stands above it."""

_TEXT = re.compile(r'"[^"]*"')


def own_form(form: Form) -> Form:
    """The form without what it says of tables of the groups: rules and sheets of the projects and of the office."""
    tables = {table.key for table in form.group_tables}
    rules = tuple(rule for rule in form.rules if rule.table not in tables)
    sheets = tuple(one for one in form.report.sheets if one.table not in tables and not prints_rows(one))
    return form.model_copy(
        update={"rules": rules, "report": form.report.model_copy(update={"sheets": sheets})}
    )


def entry_form(form: Form, table: GroupTable, *, has_previous: bool = True) -> Form:
    """The table as groups fill it: `projects` are the groups, one line each, the table's rows stand below.

    Above each column of the rows stands one of the group: sums of amounts, percents that follow from them, else
    blank. Without an earlier report the columns that it fills are hidden.
    """
    summed = {column.key for column in table.columns if column.kind is Kind.BAHT}
    above = [_of_group(table, column, summed, has_previous) for column in table.columns[1:]]
    name = table.columns[0].model_copy(update={"under": "project"})
    below = [
        name,
        *(
            column.model_copy(update={"under": top.key})
            for column, top in zip(table.columns[1:], above, strict=True)
        ),
    ]
    rows = ChildTable(key=table.key, label=table.label, rows=table.rows, columns=tuple(below))
    line = Column(
        key="project", label=name.label, kind=Kind.TEXT, fill=Fill.REGISTER, width=max(name.width, 24)
    )
    template = Template(
        sheet=table.label,
        orientation=table.orientation,
        paper=table.paper,
        titles=table.titles or form.template.titles,
    )
    return _alone(form, template, (line, *above)).model_copy(
        update={
            "tables": (rows,),
            "rules": tuple(_of_rows(rule) for rule in form.rules if rule.table == table.key),
        }
    )


def printed_form(form: Form, table: GroupTable) -> Form:
    """The table as the report prints it: each of its rows is one of `projects`, named by the first column."""
    name = table.columns[0]
    number = Column(key="no", label=("ที่",), kind=Kind.COUNT, fill=Fill.REGISTER)
    named = Column(key="project", label=name.label, kind=Kind.TEXT, fill=Fill.REGISTER)
    sheets = tuple(
        sheet.model_copy(update={"table": None} | ({"details": ()} if sheet.details else {}))
        for sheet in form.report.sheets
        if sheet.table == table.key
    )
    return _alone(form, form.template, (number, named, *table.columns)).model_copy(
        update={"report": form.report.model_copy(update={"sheets": sheets})}
    )


def prints_rows(sheet: ReportSheet) -> bool:
    """Whether a sheet is to print rows that are no projects."""
    return sheet.table is not None and sheet.kind in ("table", "list")


def sheet_of_groups(form: Form, sheet: ReportSheet) -> GroupTable | None:
    """The table of the groups that a sheet of the report prints, if it does."""
    return next((table for table in form.group_tables if table.key == sheet.table), None)


def _alone(form: Form, template: Template, columns: tuple[Column, ...]) -> Form:
    """The form with other columns and without all that belongs to its projects."""
    return form.model_copy(
        update={
            "sections": None,
            "allotments": False,
            "buckets": (),
            "columns": columns,
            "tables": (),
            "group_tables": (),
            "rules": (),
            "template": template,
            "memo": None,
            "report": Report(title=form.report.title, sheets=(ReportSheet(kind="table", name="-"),)),
            "national": None,
            "public": None,
            "emenscr": None,
        }
    )


def _of_group(table: GroupTable, column: Column, summed: set[str], has_previous: bool) -> Column:
    """What stands in the line of the group above a column of its rows."""
    key, formula = f"{column.key}{GROUP_SUM}", None
    if column.key in summed:
        formula = f"SUM({table.key}.{column.key})"
    elif column.kind is Kind.PERCENT and column.formula is not None and _used(column.formula) <= summed:
        formula = _renamed(column.formula, summed)
    return Column(
        key=key,
        label=column.label,
        kind=column.kind if formula else Kind.TEXT,
        fill=Fill.COMPUTED if formula else Fill.REGISTER,
        formula=formula,
        proposed=formula is None,
        hidden=column.fill is Fill.PREVIOUS and not has_previous,
        width=column.width,
    )


def _used(formula: str) -> set[str]:
    """The names of a formula, also of one that cannot be read."""
    try:
        return {name.key for name in names(parse(formula))}
    except ExpressionError:
        return {""}


def _renamed(formula: str, keys: set[str]) -> str:
    """The formula with the sums of the group in place of the columns of a row."""
    return re.sub(r"\b[a-z][a-z0-9_]*\b", lambda one: one[0] + GROUP_SUM * (one[0] in keys), formula)


def _of_rows(rule: Rule) -> Rule:
    """A rule of the rows; one about all rows of a group together is put at the first of them."""
    if not about_all_rows(rule):
        return rule
    return rule.model_copy(update={"table": MAIN, "at": f"{rule.table}.{rule.at}"})


def about_all_rows(rule: Rule) -> bool:
    """Whether a rule of a table of the groups names whole columns of it, as `table.column`."""
    said = [*(text for text in (rule.check, rule.when) if text is not None), *_said(rule)]
    return any(re.search(rf"\b{re.escape(rule.table)}\.", _TEXT.sub("", text)) for text in said)


def _said(rule: Rule) -> Iterator[str]:
    for text in (rule.message, rule.fix):
        if text.count("{") == text.count("}"):
            yield from placeholders(text)
