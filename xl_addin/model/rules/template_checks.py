"""The checks that a template makes by itself, as Excel formulas.

They stand in the very hidden sheet `_check`, one column each; a cell is "" when all is in order, else it
says what `checking.check` says. A check is quiet where the entry it depends on is itself unusable.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from xl_addin.model.expressions.excel_formula import ExcelScope, check_formula, is_native, literal
from xl_addin.model.expressions.language import Expression, parse
from xl_addin.model.expressions.message_templates import message_formula, parts
from xl_addin.model.form.schema import MAIN, Column, Form, Rule
from xl_addin.model.form.scopes import FormKey, Node, around, inputs, row_scope, rules_in_order, uses
from xl_addin.model.problems.catalogue import catalogue
from xl_addin.model.problems.problem import Severity
from xl_addin.model.rules.entry_checks import entry_checks, required_when
from xl_addin.model.values.findings import unfilled_wording


@dataclass(frozen=True, slots=True)
class NativeCheck:
    """One check of a row; formulas (without "=") give "" when all is in order.

    `key`: the column it marks; `table.column`: in the first row of a small table. `accepted`: a warning that the
    officer accepted in the row; it is found, for the checks that look at it, and not told.
    """

    id: str
    key: str
    severity: Severity
    formula: str
    fix_formula: str
    accepted: bool = False


def entry_check_id(key: str) -> str:
    return f"entry_{key}"


def native_checks(
    form: Form,
    table: str,
    excel: ExcelScope,
    entries: Collection[str],
    check_reference: Callable[[str], str],
    elsewhere: Callable[[str, str], str] | None = None,
) -> tuple[NativeCheck, ...]:
    """The checks of a row of a table, entries first, then rules in order.

    entries          keys that are typed in this round
    check_reference  id of a check -> formula text of its message's cell in the same row; a formula refers to
                     earlier checks only, a fix to its own message too
    elsewhere        a table and key of another table that a rule looks at -> formula text that is "" while the
                     entries there are in order; None where rules look at their own table only
    """
    columns = [column for column in form.columns_of(table) if column.key in entries]
    checks = [_entry_check(column, excel) for column in columns]
    made = {check.id for check in checks}
    for rule, looked_at in _native_rules(FormKey(form), table):
        quiet = [
            check_reference(entry_check_id(key))
            for where, key in looked_at
            if where == table and entry_check_id(key) in made
        ]
        if elsewhere is not None:
            others = {MAIN, *(child.key for child in form.tables)} - {table}
            quiet += [elsewhere(where, key) for where, key in looked_at if where in others]
        quiet += [check_reference(other) for other in rule.unless if other in made]
        checks.append(_rule_check(rule, excel, quiet, check_reference(rule.id)))
        made.add(rule.id)
    return tuple(checks)


def drafted_checks(
    form: Form, table: str, entries: Collection[str], constants: Mapping[str, int | str | None]
) -> tuple[tuple[NativeCheck, ...], tuple[str, ...]]:
    """The checks as every workbook of an office has them, and the keys of the cells that they read, in order.

    Their formulas name no cells.
    """
    return _drafted(FormKey(form), table, frozenset(entries), tuple(constants.items()))


@lru_cache(maxsize=64)
def _drafted(
    same: FormKey, table: str, entries: frozenset[str], constants: tuple[tuple[str, int | str | None], ...]
) -> tuple[tuple[NativeCheck, ...], tuple[str, ...]]:
    read: dict[str, None] = {}

    def reference(key: str) -> str:
        read[key] = None
        return '""'

    scope = row_scope(same.form, table)
    excel = ExcelScope(scope, reference, dict(constants), range_reference=lambda *_: '""')
    return native_checks(same.form, table, excel, entries, lambda _: '""'), tuple(read)


@lru_cache(maxsize=128)
def _native_rules(same: FormKey, table: str) -> tuple[tuple[Rule, tuple[Node, ...]], ...]:
    """The rules of a table that a workbook can tell, in order, and the entries that each looks at."""
    form = same.form
    return tuple(
        (rule, tuple(sorted(inputs(form, _conditions(rule), table))))
        for rule in rules_in_order(form)
        if rule.table == table and rule_is_native(form, rule)
    )


def _conditions(rule: Rule) -> list[Expression]:
    return [parse(text) for text in (rule.check, rule.when) if text is not None]


def rule_is_native(form: Form, rule: Rule) -> bool:
    """Whether a group's workbook can tell it: no functions that read running text, and nothing of other projects."""
    said = [part for text in (rule.message, rule.fix) for part in parts(text) if not isinstance(part, str)]
    expressions = [*_conditions(rule), *said]
    named = {node for expression in expressions for node in uses(expression, rule.table)}
    return all(is_native(expression) for expression in expressions) and not named & around(form)


def _rule_check(rule: Rule, excel: ExcelScope, quiet: list[str], own: str) -> NativeCheck:
    """`own`: the cell of the check's message, which the fix need not work out again."""
    formula = f'IF(IFERROR({check_formula(parse(rule.check), excel)},FALSE),"",{message_formula(rule.message, excel)})'
    if rule.when is not None:
        formula = f'IF(IFERROR({check_formula(parse(rule.when), excel)},FALSE),{formula},"")'
    if quiet:
        formula = f'IF(LEN({"&".join(quiet)})>0,"",{formula})'
    fix = f'IF(LEN({own})=0,"",{message_formula(rule.fix, excel)})'
    return NativeCheck(rule.id, rule.mark(excel.constants.get("round")), rule.severity, formula, fix)


def _entry_check(column: Column, excel: ExcelScope) -> NativeCheck:
    cell = excel.reference(column.key)

    def said(message_id: str, fix: bool, values: Mapping[str, str]) -> str:
        message = catalogue()[message_id]
        text = message.fix["th"] if fix else message.text["th"]
        text = text.replace("{label}", column.title).replace("{nearest}", "")
        formulas = {"value": '({cell}&"")', **values}
        pieces = re.split("{(" + "|".join(formulas) + ")}", text)
        return "&".join(
            formulas[piece].format(cell=cell) if n % 2 else literal(piece) for n, piece in enumerate(pieces)
        )

    def formula(fix: bool) -> str:
        tests = entry_checks(column)
        found = '""'
        for test in reversed([test for test in tests if test.message_id != "error_cell"]):
            found = f"IF({test.formula.format(cell=cell)},{said(test.message_id, fix, test.said)},{found})"
        condition = required_when(column)
        missing = '""'
        if condition is not None:
            missing = said(unfilled_wording(column.kind), fix, {})
            if column.required != "always":
                missing = f'IF(IFERROR({check_formula(condition, excel)},FALSE),{missing},"")'
        found = f'IF(TRIM({cell})="",{missing},{found})'
        return f"IF(ISERROR({cell}),{_error_text(column, fix)},{found})"

    return NativeCheck(entry_check_id(column.key), column.key, Severity.ERROR, formula(False), formula(True))


def _error_text(column: Column, fix: bool) -> str:
    """The words for a cell that shows an Excel error; its value cannot be put into a text."""
    message = catalogue()["error_cell"]
    text = message.fix["th"] if fix else message.text["th"].replace(" ({value})", "")
    return literal(text.replace("{label}", column.title))
