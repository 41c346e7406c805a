"""Expressions as Excel 2013 formulas that give what `evaluate` gives, to the satang.

Cells are read through `INDEX(whole column, row)`, so cutting and pasting entry cells cannot turn a
reference into #REF!. Numbers are read with N(), which turns text that was pasted into a number cell
into 0 instead of #VALUE!. A cell of spaces is a blank one, as cleaning takes it. Compared and computed
numbers are rounded where binary fractions could show.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from xl_addin.model.expressions.excel_fraction import Fraction, cut, half_up, product
from xl_addin.model.expressions.language import Binary, Call, Expression, Name, Negate, Number, Text
from xl_addin.model.expressions.text_functions import TEXT_FUNCTIONS
from xl_addin.model.expressions.type_inference import infer
from xl_addin.model.expressions.types import ALL, COMPARISONS, Base, Scope, ValueType
from xl_addin.model.thai.fiscal_calendar import BUDDHIST_FROM, LAST_DAY
from xl_addin.model.thai.words import ERA
from xl_addin.model.values.kinds import SCALE, Kind

LONGEST_LITERAL = 250
"""Excel refuses text constants of more than 255 characters in a formula."""


def _no_ranges(table: str, key: str) -> str:
    raise KeyError(f"{table}.{key}")


@dataclass(frozen=True, slots=True)
class ExcelScope:
    """Where an expression's names stand.

    reference        key (or `projects.key` in a child row) -> formula text of that cell of the row
    range_reference  (table, key) -> formula text of a child table's cells
    constants        values by name, in inside units
    """

    scope: Scope
    reference: Callable[[str], str]
    constants: Mapping[str, int | str | None] = field(default_factory=dict)
    percent_rounding: str = "cut"
    range_reference: Callable[[str, str], str] = _no_ranges


def is_native(expression: Expression) -> bool:
    """Whether a group's workbook can compute it: no functions that read running text, no columns of all projects."""
    match expression:
        case Name(table=table):
            return table != ALL
        case Call(function=function, arguments=arguments):
            return function not in TEXT_FUNCTIONS and all(is_native(argument) for argument in arguments)
        case Binary(left=left, right=right):
            return is_native(left) and is_native(right)
        case Negate(operand=operand):
            return is_native(operand)
        case _:
            return True


def column_formula(expression: Expression, kind: Kind, excel: ExcelScope) -> str:
    """The formula (without "=") of a computed cell; "" where it cannot be computed."""
    return f'IFERROR({value_formula(expression, kind, excel)},"")'


def value_formula(expression: Expression, kind: Kind, excel: ExcelScope) -> str:
    """The value rounded as its kind asks; IF branches that are "" stay ""."""
    match expression:
        case Text():
            return literal(expression.value)
        case Call(function="IF", arguments=(condition, yes, no)):
            parts = [check_formula(condition, excel)]
            parts += [value_formula(branch, kind, excel) for branch in (yes, no)]
            return f"IF({','.join(parts)})"
        case _:
            pass
    if kind not in SCALE:
        return _text(expression, excel)
    if kind is Kind.PERCENT and excel.percent_rounding == "cut":
        return cut(_fraction(expression, excel), SCALE[kind])
    if _has_division(expression):
        return half_up(_fraction(expression, excel), SCALE[kind])
    return f"ROUND({_number(expression, excel)},{SCALE[kind]})"


def check_formula(expression: Expression, excel: ExcelScope) -> str:
    """A condition as an Excel formula giving TRUE or FALSE."""
    match expression:
        case Binary(operator=operator) if operator in COMPARISONS:
            return _comparison(expression, excel)
        case Call(function="AND" | "OR" | "NOT" as function, arguments=arguments):
            return f"{function}({','.join(check_formula(argument, excel) for argument in arguments)})"
        case Call(function="IF", arguments=arguments):
            return f"IF({','.join(check_formula(argument, excel) for argument in arguments)})"
        case Call(function="ISBLANK", arguments=(Name() as name,)):
            return f'TRIM({_raw(name, excel)})=""'
        case _:
            raise TypeError(f"not a condition: {expression}")


def literal(text: str) -> str:
    """A text constant, split where it is longer than Excel allows."""
    pieces = [text[start : start + LONGEST_LITERAL] for start in range(0, len(text), LONGEST_LITERAL)] or [""]
    lines = ['"' + piece.replace('"', '""') + '"' for piece in pieces]
    return "&".join(lines)


def shown_formula(expression: Expression, excel: ExcelScope) -> str:
    """A value as text, as messages show it (see `message_templates.shown`)."""
    found = infer(expression, excel.scope)
    if found.base is not Base.NUMBER:
        return _text(expression, excel)
    kind = found.kind or Kind.NUMBER
    if kind is Kind.DATE:
        day = _number(expression, excel)
        return f'IF({day}>0,DAY({day})&"/"&MONTH({day})&"/"&(YEAR({day})+543),"")'
    number = _number(expression, excel)
    rounded = f"ROUND({number},{SCALE[kind]})"
    pattern = kind.facts.message_format
    return f'TEXT({rounded},"{pattern}")' if pattern else f'{rounded}&""'


def _decimal(value: int, scale: int) -> str:
    return format(Decimal(value).scaleb(-scale).normalize(), "f")


def _is_constant(expression: Expression, excel: ExcelScope) -> bool:
    return isinstance(expression, Name) and str(expression) in excel.constants


def _raw(name: Name, excel: ExcelScope) -> str:
    """The cell itself, or a constant as Excel writes it."""
    if _is_constant(name, excel):
        value = excel.constants[str(name)]
        if value is None:
            return '""'
        kind = excel.scope.lookup(name).kind or Kind.TEXT
        return literal(value) if isinstance(value, str) else _decimal(value, SCALE.get(kind, 0))
    return excel.reference(str(name))


def _number(expression: Expression, excel: ExcelScope) -> str:
    match expression:
        case Number(value=value):
            return format(value, "f")
        case Text():
            return "0"
        case Name():
            if _is_constant(expression, excel):
                return "0" if excel.constants[str(expression)] is None else _raw(expression, excel)
            number = f"N({excel.reference(str(expression))})"
            if excel.scope.lookup(expression).kind is Kind.DATE:
                # A day that Excel does not have would make an error of every formula that reads it.
                read = f"IF({number}>={BUDDHIST_FROM},EDATE({number},-12*{ERA}),{number})"
                return f"IF(AND({number}>=1,{number}<={LAST_DAY}),{read},0)"
            return number
        case Negate(operand=operand):
            return f"(-{_number(operand, excel)})"
        case Binary(operator=operator, left=left, right=right):
            return f"({_number(left, excel)}{operator}{_number(right, excel)})"
        case Call():
            return _number_call(expression, excel)


def _number_call(call: Call, excel: ExcelScope) -> str:
    arguments = call.arguments
    match call.function:
        case "IF":
            condition, yes, no = arguments
            return f"IF({check_formula(condition, excel)},{_number(yes, excel)},{_number(no, excel)})"
        case "SUM" | "MIN" | "MAX":
            parts = [
                _range(argument, excel) if excel.scope.is_range(argument) else _number(argument, excel)
                for argument in arguments
            ]
            return f"{call.function}({','.join(parts)})"
        case "COUNT":
            return f"COUNT({','.join(_cell_or_range(argument, excel) for argument in arguments)})"
        case "ABS":
            return f"ABS({_number(arguments[0], excel)})"
        case "ROUND":
            assert isinstance(arguments[1], Number)
            if _has_division(arguments[0]):
                return half_up(_fraction(arguments[0], excel), int(arguments[1].value))
            return f"ROUND({_number(arguments[0], excel)},{arguments[1].value})"
        case "LEN":
            text = _text(arguments[0], excel)
            return f'IF(TRIM({text})="",0,LEN({text}))'
        case "ORDER":
            return _order(arguments[0], excel)
        case "FISCAL_MONTH":
            day = _number(arguments[0], excel)
            return f"IF({day}>0,MOD(MONTH({day})-10,12)+1,0)"
        case "COUNTA":
            return _filled(_range(arguments[0], excel))
        case "COUNTIF":
            return f"COUNTIF({_range(arguments[0], excel)},{_criterion(arguments[0], arguments[1], excel)})"
        case "SUMIF":
            criterion = _criterion(arguments[0], arguments[1], excel)
            return f"SUMIF({_range(arguments[0], excel)},{criterion},{_range(arguments[2], excel)})"
        case _:
            raise TypeError(f"{call.function} has no Excel formula")


def _filled(cells: str) -> str:
    """How many cells hold something: numbers and texts, but for a few spaces; without an array formula."""
    spaces = "".join(f'-COUNTIF({cells},"{" " * width}")' for width in (1, 2, 3))
    return f'(COUNT({cells})+COUNTIF({cells},"?*"){spaces})'


def _order(argument: Expression, excel: ExcelScope) -> str:
    assert isinstance(argument, Name)
    phrases = ",".join(literal(phrase) for phrase in excel.scope.lookup(argument).choices.values())
    return f"IFERROR(MATCH({_raw(argument, excel)},{{{phrases}}},0),0)"


def _cell_or_range(argument: Expression, excel: ExcelScope) -> str:
    if excel.scope.is_range(argument):
        return _range(argument, excel)
    if isinstance(argument, Name):
        return _raw(argument, excel)
    return _number(argument, excel)


def _range(argument: Expression, excel: ExcelScope) -> str:
    assert isinstance(argument, Name) and argument.table is not None
    return excel.range_reference(argument.table, argument.key)


def _criterion(column: Expression, wanted: Expression, excel: ExcelScope) -> str:
    assert isinstance(column, Name)
    if isinstance(wanted, Number):
        return format(wanted.value, "f")
    assert isinstance(wanted, Text)
    phrase = excel.scope.lookup(column).choices.get(wanted.value, wanted.value)
    return literal(phrase)


def _text(expression: Expression, excel: ExcelScope) -> str:
    match expression:
        case Text(value=value):
            return literal(value)
        case Name():
            return (
                _raw(expression, excel)
                if _is_constant(expression, excel)
                else f'({_raw(expression, excel)}&"")'
            )
        case Binary(operator="&", left=left, right=right):
            return f"({_text(left, excel)}&{_text(right, excel)})"
        case Call(function="IF", arguments=(condition, yes, no)):
            return f"IF({check_formula(condition, excel)},{_text(yes, excel)},{_text(no, excel)})"
        case _:
            raise TypeError(f"not a text: {expression}")


def _comparison(expression: Binary, excel: ExcelScope) -> str:
    left, right, operator = expression.left, expression.right, expression.operator
    types = infer(left, excel.scope), infer(right, excel.scope)
    if types[0].base is types[1].base is Base.NUMBER:
        return _number_comparison(left, right, operator, excel)
    if types[0].base is types[1].base is Base.BOOLEAN:
        return f"{check_formula(left, excel)}{operator}{check_formula(right, excel)}"
    sides = [
        _compared_text(side, other, found, excel)
        for side, other, found in ((left, types[1], types[0]), (right, types[0], types[1]))
    ]
    return operator.join(sides)


def _compared_text(side: Expression, other: ValueType, found: ValueType, excel: ExcelScope) -> str:
    if isinstance(side, Text):
        return literal(other.choices.get(side.value, side.value))
    if found.base is Base.NUMBER:  # compared with ""
        return _raw(side, excel) if isinstance(side, Name) else f'{_number(side, excel)}&""'
    return _text(side, excel)


def _number_comparison(left: Expression, right: Expression, operator: str, excel: ExcelScope) -> str:
    if _has_division(left) or _has_division(right):
        a, b = _fraction(left, excel), _fraction(right, excel)
        difference = f"({a.value}*{b.divisor}*{10**b.scale}-{b.value}*{a.divisor}*{10**a.scale})"
        sign = f"SIGN({a.divisor})*SIGN({b.divisor})*"
        return f"{sign}ROUND({difference},0){operator}0"
    plain = (Name, Number)
    if isinstance(left, plain) and isinstance(right, plain):
        return f"{_number(left, excel)}{operator}{_number(right, excel)}"
    if right == Number(Decimal(0)):
        return f"ROUND({_number(left, excel)},6){operator}0"
    return f"ROUND({_number(left, excel)}-{_number(right, excel)},6){operator}0"


def _has_division(expression: Expression) -> bool:
    match expression:
        case Binary(operator="/"):
            return True
        case Binary(left=left, right=right):
            return _has_division(left) or _has_division(right)
        case Negate(operand=operand):
            return _has_division(operand)
        case Call(function="IF", arguments=(_, yes, no)):
            return _has_division(yes) or _has_division(no)
        case _:
            return False


def _fraction(expression: Expression, excel: ExcelScope) -> Fraction:
    """An expression as a fraction of whole numbers, so that cutting it cannot slip by a binary digit."""
    match expression:
        case Number(value=value):
            scale = max(0, -int(value.as_tuple().exponent))
            return Fraction(format(value.scaleb(scale), "f"), "1", scale)
        case Negate(operand=operand):
            part = _fraction(operand, excel)
            return Fraction(f"(-{part.value})", part.divisor, part.scale)
        case Binary(operator="/", left=left, right=right):
            a, b = _fraction(left, excel), _fraction(right, excel)
            shift = b.scale - a.scale
            above = product(a.value, b.divisor, str(10**shift) if shift > 0 else "1")
            below = product(a.divisor, b.value, str(10**-shift) if shift < 0 else "1")
            return Fraction(above, below, 0)
        case Binary(operator="*", left=left, right=right):
            a, b = _fraction(left, excel), _fraction(right, excel)
            return Fraction(product(a.value, b.value), product(a.divisor, b.divisor), a.scale + b.scale)
        case Binary(operator="+" | "-" as operator, left=left, right=right) if _has_division(expression):
            a, b = _fraction(left, excel), _fraction(right, excel)
            scale = max(a.scale, b.scale)
            first = product(a.value, b.divisor, str(10 ** (scale - a.scale)))
            second = product(b.value, a.divisor, str(10 ** (scale - b.scale)))
            return Fraction(f"({first}{operator}{second})", product(a.divisor, b.divisor), scale)
    scale = _scale(expression, excel)
    factor = "" if scale == 0 else f"*{10**scale}"
    return Fraction(f"ROUND({_number(expression, excel)}{factor},0)", "1", scale)


def _scale(expression: Expression, excel: ExcelScope) -> int:
    """Decimal places that a value without division can have."""
    match expression:
        case Number(value=value):
            return max(0, -int(value.as_tuple().exponent))
        case Binary(operator="*", left=left, right=right):
            return _scale(left, excel) + _scale(right, excel)
        case Binary(left=left, right=right):
            return max(_scale(left, excel), _scale(right, excel))
        case Negate(operand=operand):
            return _scale(operand, excel)
        case _:
            return SCALE.get(infer(expression, excel.scope).kind or Kind.NUMBER, 4)
