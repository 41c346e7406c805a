"""What kind of value an expression gives: checked once when a form is loaded, never while a user types."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from xl_addin.model.expressions.language import (
    Binary,
    Call,
    Expression,
    ExpressionError,
    Name,
    Negate,
    Number,
    Text,
)
from xl_addin.model.expressions.text_functions import TEXT_FUNCTIONS
from xl_addin.model.expressions.types import (
    ALL,
    BLANK,
    BOOLEAN,
    COMPARISONS,
    COUNT,
    NUMBER,
    TEXT,
    Base,
    Scope,
    ValueType,
    unknown,
    value_type,
)
from xl_addin.model.values.kinds import SCALE, Kind

ARITY: dict[str, tuple[int, int]] = {
    "IF": (3, 3),
    "AND": (1, 60),
    "OR": (1, 60),
    "NOT": (1, 1),
    "SUM": (1, 60),
    "MIN": (1, 60),
    "MAX": (1, 60),
    "COUNT": (1, 60),
    "COUNTA": (1, 1),
    "COUNTIF": (2, 2),
    "SUMIF": (3, 3),
    "ABS": (1, 1),
    "ROUND": (2, 2),
    "LEN": (1, 1),
    "ISBLANK": (1, 1),
    "ORDER": (1, 1),
    "FISCAL_MONTH": (1, 1),
}


FUNCTIONS = sorted([*ARITY, *TEXT_FUNCTIONS])


def infer(expression: Expression, scope: Scope) -> ValueType:
    """The type of an expression. Raises ExpressionError for unknown names and for wrong kinds."""
    match expression:
        case Number(value=value):
            return COUNT if value == value.to_integral_value() else NUMBER
        case Text(value=value):
            return TEXT if value else BLANK
        case Name():
            if scope.is_range(expression):
                scope.lookup(expression)
                raise ExpressionError(
                    f"“{expression}” เป็นทั้งคอลัมน์ของตาราง",
                    f"ใช้ในฟังก์ชัน เช่น SUM({expression})",
                    expression.position,
                )
            return scope.lookup(expression)
        case Negate(operand=operand):
            return _number(operand, scope, "เครื่องหมายลบ")
        case Binary():
            return _binary(expression, scope)
        case Call():
            return _call(expression, scope)


def _number(expression: Expression, scope: Scope, what: str) -> ValueType:
    found = infer(expression, scope)
    if found.base is not Base.NUMBER:
        raise ExpressionError(f"{what} ใช้ได้กับตัวเลขเท่านั้น", "ตรวจชนิด (kind) ของคอลัมน์ที่ใช้", _position(expression))
    return found


def _position(expression: Expression) -> int | None:
    return getattr(expression, "position", None)


def _binary(expression: Binary, scope: Scope) -> ValueType:
    operator = expression.operator
    if operator in COMPARISONS:
        _comparison(expression, scope)
        return BOOLEAN
    if operator == "&":
        for side in (expression.left, expression.right):
            if infer(side, scope).base not in (Base.TEXT, Base.BLANK):
                how = "ใช้คอลัมน์ชนิด text ตัวเลขใส่ในข้อความของกฎด้วย {คอลัมน์}"
                raise ExpressionError("เครื่องหมาย & ต่อได้เฉพาะข้อความ", how, expression.position)
        return TEXT
    left = _number(expression.left, scope, f"เครื่องหมาย {operator}")
    right = _number(expression.right, scope, f"เครื่องหมาย {operator}")
    return ValueType(Base.NUMBER, _result_kind(operator, left.kind, right.kind))


def _result_kind(operator: str, left: Kind | None, right: Kind | None) -> Kind:
    kinds = {left, right}
    if operator == "/":
        return Kind.BAHT if left is Kind.BAHT and right is not Kind.BAHT else Kind.NUMBER
    if operator == "*" and left is right is Kind.BAHT:
        return Kind.NUMBER
    for kind in (Kind.BAHT, Kind.PERCENT, Kind.NUMBER):
        if kind in kinds:
            return kind
    if operator == "+" and kinds == {Kind.DATE, Kind.COUNT}:
        return Kind.DATE
    return Kind.COUNT


def _comparison(expression: Binary, scope: Scope) -> None:
    left, right = infer(expression.left, scope), infer(expression.right, scope)
    if expression.operator not in ("=", "<>") and not left.base is right.base is Base.NUMBER:
        raise ExpressionError(
            f"เครื่องหมาย {expression.operator} เทียบได้เฉพาะตัวเลขกับตัวเลข", "", expression.position
        )
    if Base.BLANK not in (left.base, right.base) and left.base is not right.base:
        raise ExpressionError(
            f"เทียบ{_thai(left.base)}กับ{_thai(right.base)}ไม่ได้",
            "ให้สองข้างเป็นชนิดเดียวกัน ตัวเลขไม่ใส่เครื่องหมายคำพูด",
            expression.position,
        )
    for choice, literal in ((left, expression.right), (right, expression.left)):
        if choice.choices and isinstance(literal, Text) and literal.value:
            require_choice(literal, choice, expression.position)


def require_choice(literal: Text, choice: ValueType, position: int | None) -> None:
    """Raises ExpressionError when a literal is no code of a choice column."""
    if literal.value not in choice.choices:
        raise unknown("ตัวเลือก", literal.value, choice.choices, position)


def _thai(base: Base) -> str:
    return {"number": "ตัวเลข", "text": "ข้อความ", "boolean": "จริง/เท็จ", "blank": "ช่องว่าง"}[base]


def _call(call: Call, scope: Scope) -> ValueType:
    if call.function in TEXT_FUNCTIONS:
        function = TEXT_FUNCTIONS[call.function]
        least = len(function.arguments)
        _arity(call, (least, 60 if function.repeats else least))
        for argument, wanted in zip(call.arguments, function.kinds(len(call.arguments)), strict=True):
            found = _text_argument(argument, scope)
            if found.base is not (Base.NUMBER if wanted in SCALE else Base.TEXT):
                how = "ตรวจชนิด (kind) ของคอลัมน์ที่ใช้"
                raise ExpressionError(f"{call.function} รับค่าชนิด {wanted}", how, call.position)
        if function.result is None:
            return BOOLEAN
        return value_type(function.result)
    if call.function not in ARITY:
        raise unknown("ฟังก์ชัน", call.function, FUNCTIONS, call.position)
    _arity(call, ARITY[call.function])
    return _CALLS.get(call.function, _numbers_call)(call, scope)


def _text_argument(argument: Expression, scope: Scope) -> ValueType:
    """What a text function gets; a child table's text column is given whole, its cells one per line."""
    if scope.is_range(argument):
        assert isinstance(argument, Name)
        column = scope.lookup(argument)
        if column.base is Base.TEXT and argument.table != ALL:
            return column
    return infer(argument, scope)


def _fitting(fields: Mapping[str, ValueType], fits: Callable[[ValueType], bool]) -> str:
    """The names that fit a function, as its cure."""
    keys = ", ".join(key for key, found in fields.items() if fits(found))
    return f"ที่ใช้ได้คือ {keys}" if keys else "ตรงนี้ไม่มีคอลัมน์ชนิดนั้น"


def _arity(call: Call, allowed: tuple[int, int]) -> None:
    low, high = allowed
    if not low <= len(call.arguments) <= high:
        wanted = str(low) if low == high else f"{low} ขึ้นไป"
        how = f"ตรวจจุลภาคและวงเล็บของ {call.function} ค่าที่คั่นด้วยจุลภาคมี {len(call.arguments)} ค่า"
        raise ExpressionError(f"{call.function} ต้องมีค่าในวงเล็บ {wanted} ค่า", how, call.position)


def _boolean(expression: Expression, scope: Scope, where: str) -> None:
    if infer(expression, scope).base is not Base.BOOLEAN:
        how = "เปรียบเทียบด้วย = <> < > <= >= หรือใช้ ISBLANK"
        raise ExpressionError(f"{where} ต้องเป็นเงื่อนไข เช่น used <= budget", how, _position(expression))


def _if(call: Call, scope: Scope) -> ValueType:
    condition, yes, no = call.arguments
    _boolean(condition, scope, "ค่าแรกของ IF")
    branches = [infer(yes, scope), infer(no, scope)]
    real = [branch for branch in branches if branch.base is not Base.BLANK]
    if len(real) == 2 and real[0].base is not real[1].base:
        how = 'ให้เป็นตัวเลขทั้งสองทางหรือข้อความทั้งสองทาง ทางที่เว้นว่างใช้ ""'
        raise ExpressionError("สองทางของ IF ต้องเป็นชนิดเดียวกัน", how, call.position)
    if not real:
        return BLANK
    if len(real) == 2 and real[0].kind is not real[1].kind and real[0].base is Base.NUMBER:
        return ValueType(Base.NUMBER, _result_kind("+", real[0].kind, real[1].kind))
    return real[0]


def _logic(call: Call, scope: Scope) -> ValueType:
    for argument in call.arguments:
        _boolean(argument, scope, f"ค่าของ {call.function}")
    return BOOLEAN


def _numbers_call(call: Call, scope: Scope) -> ValueType:
    """SUM, MIN, MAX, COUNT, ABS: numbers of the row or whole columns of a table."""
    kinds: list[Kind | None] = []
    for argument in call.arguments:
        if scope.is_range(argument):
            assert isinstance(argument, Name)
            column = scope.lookup(argument)
            if column.base is not Base.NUMBER:
                own = {
                    f"{argument.table}.{key}": found
                    for key, found in scope.tables[argument.table or ""].items()
                }
                how = f"{_fitting(own, lambda found: found.base is Base.NUMBER)} นับช่องที่กรอกใช้ COUNTA"
                raise ExpressionError(f"{call.function} ใช้กับคอลัมน์ตัวเลข", how, argument.position)
            if argument.table == ALL and len(call.arguments) > 1:
                how = f"ใช้ทีละคอลัมน์ แล้วบวกกัน เช่น {call.function}({argument}) + ..."
                raise ExpressionError(f"{call.function} ของ {ALL} มีได้ค่าเดียว", how, argument.position)
            kinds.append(column.kind)
        else:
            kinds.append(_number(argument, scope, call.function).kind)
    if call.function == "COUNT":
        return COUNT
    first = kinds[0]
    for kind in kinds[1:]:
        first = _result_kind("+", first, kind) if first is not kind else first
    return ValueType(Base.NUMBER, first)


def _round(call: Call, scope: Scope) -> ValueType:
    digits = call.arguments[1]
    if not (isinstance(digits, Number) and digits.value in (0, 1, 2, 3, 4)):
        how = "เช่น ROUND(used / people, 2)"
        raise ExpressionError("จำนวนตำแหน่งของ ROUND ต้องเป็น 0 ถึง 4", how, call.position)
    return _number(call.arguments[0], scope, "ROUND")


def _length(call: Call, scope: Scope) -> ValueType:
    if infer(call.arguments[0], scope).base is not Base.TEXT:
        raise ExpressionError("LEN ใช้กับข้อความ", "ตัวเลขใช้ ISBLANK หรือเทียบกับ 0", call.position)
    return COUNT


def _is_blank(call: Call, scope: Scope) -> ValueType:
    if not isinstance(call.arguments[0], Name) or scope.is_range(call.arguments[0]):
        how = "เช่น ISBLANK(used) ทั้งคอลัมน์ของตารางย่อยใช้ COUNTA(activities.used) = 0"
        raise ExpressionError("ISBLANK ใช้กับชื่อคอลัมน์", how, call.position)
    scope.lookup(call.arguments[0])
    return BOOLEAN


def _order(call: Call, scope: Scope) -> ValueType:
    """ORDER: place of a choice in its list, from 1; 0 for none."""
    if not infer(call.arguments[0], scope).choices or not isinstance(call.arguments[0], Name):
        how = _fitting(scope.fields, lambda found: bool(found.choices))
        raise ExpressionError("ORDER ใช้กับคอลัมน์ชนิด choice", how, call.position)
    return COUNT


def _fiscal_month(call: Call, scope: Scope) -> ValueType:
    """FISCAL_MONTH: month of a date counted from October = 1; 0 for none."""
    if infer(call.arguments[0], scope).kind is not Kind.DATE:
        how = _fitting(scope.fields, lambda found: found.kind is Kind.DATE)
        raise ExpressionError("FISCAL_MONTH ใช้กับวันที่", how, call.position)
    return COUNT


def _range(expression: Expression, scope: Scope, call: Call) -> ValueType:
    if not scope.is_range(expression):
        tables = ", ".join(scope.tables)
        how = f"เขียน ตาราง.คอลัมน์ ตารางที่ใช้ได้คือ {tables}" if tables else "ตรงนี้ไม่มีตารางใต้แถว ใช้คอลัมน์ของแถวเอง"
        raise ExpressionError(f"{call.function} ใช้กับคอลัมน์ของตาราง เช่น activities.status", how, call.position)
    assert isinstance(expression, Name)
    return scope.lookup(expression)


def _count_if(call: Call, scope: Scope) -> ValueType:
    column, literal = _range(call.arguments[0], scope, call), call.arguments[1]
    name = call.arguments[0]
    if isinstance(name, Name) and name.table == ALL and not isinstance(literal, Text):
        matches = infer(literal, scope).base is column.base
    elif isinstance(literal, Text):
        if column.choices:
            require_choice(literal, column, call.position)
        matches = column.base is Base.TEXT and literal.value != ""
    else:
        matches = column.base is Base.NUMBER and isinstance(literal, Number)
    if not matches:
        what, how = "เป็นชนิดเดียวกับคอลัมน์", "ใช้คอลัมน์หรือค่าชนิดเดียวกับคอลัมน์แรก"
        if isinstance(name, Name) and name.table != ALL:
            what, how = "เป็นค่าคงที่ชนิดเดียวกับคอลัมน์", 'ใส่ตัวเลข หรือคำในเครื่องหมายคำพูด เช่น "done"'
        raise ExpressionError(f"ค่าที่สองของ {call.function} ต้อง{what}", how, call.position)
    if call.function == "COUNTIF":
        return COUNT
    summed = _range(call.arguments[2], scope, call)
    first, third = call.arguments[0], call.arguments[2]
    assert isinstance(first, Name) and isinstance(third, Name)
    if summed.base is not Base.NUMBER or first.table != third.table:
        how = 'เช่น SUMIF(activities.status, "done", activities.used)'
        raise ExpressionError("SUMIF บวกคอลัมน์ตัวเลขของตารางเดียวกัน", how, call.position)
    return summed


def _count_filled(call: Call, scope: Scope) -> ValueType:
    _range(call.arguments[0], scope, call)
    return COUNT


_CALLS = {
    "IF": _if,
    "AND": _logic,
    "OR": _logic,
    "NOT": _logic,
    "ROUND": _round,
    "LEN": _length,
    "ISBLANK": _is_blank,
    "COUNTIF": _count_if,
    "SUMIF": _count_if,
    "COUNTA": _count_filled,
    "ORDER": _order,
    "FISCAL_MONTH": _fiscal_month,
}
