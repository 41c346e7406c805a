"""The expression language of forms: Excel's own formula language with column keys for addresses.

    budget - used_to_date
    IF(budget = 0, "", used_to_date / budget * 100)
    OR(used = 0, LEN(narrative) > 0)
    SUM(activities.amount)

This module gives the grammar and the syntax tree. `expression_types` says what kind of value a tree
gives, `evaluate` computes it over frames, `excel_formula` writes it as an Excel 2013 formula.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from lark import Lark, Token, Transformer, UnexpectedInput, v_args
from lark.exceptions import VisitError

from xl_addin.model.problems.errors import TidtamError

GRAMMAR = r"""
?start: comparison
?comparison: concat
    | concat OPERATOR concat           -> binary
?concat: sum
    | concat AMPERSAND sum             -> binary
?sum: product
    | sum SIGN product                 -> binary
?product: unary
    | product TIMES unary              -> binary
?unary: atom
    | "-" unary                        -> negate
?atom: NUMBER                          -> number
    | STRING                           -> text
    | NAME "(" [comparison ("," comparison)*] ")"   -> call
    | NAME ["." NAME]                  -> name
    | "(" comparison ")"

OPERATOR: "<=" | ">=" | "<>" | "=" | "<" | ">"
AMPERSAND: "&"
SIGN: "+" | "-"
TIMES: "*" | "/"
NUMBER: /\d+(\.\d+)?/
STRING: /"([^"]|"")*"/
NAME: /[A-Za-z_][A-Za-z0-9_]*/
WS: /[ \t\f\r\n]+/
%ignore WS
"""


class ExpressionError(TidtamError, ValueError):
    """An expression that cannot be used. `what` says why, `how` what would be right, `position` (1-based) where."""

    def __init__(self, what: str, how: str = "", position: int | None = None) -> None:
        super().__init__(said=what)
        self.what = what
        self.how = how
        self.position = position


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it was written.

    `value`: exact, and never below zero: a sign before it is a `Negate`.
    """

    value: Decimal


@dataclass(frozen=True, slots=True)
class Text:
    """A text between quotation marks.

    `value`: without the marks; two of them inside stand for one.
    """

    value: str


@dataclass(frozen=True, slots=True)
class Name:
    """A column or constant, or a column of a table (`table.key`).

    `position`: of its first letter in the expression, from 1; 0 where it was not written by a person.
    """

    key: str
    table: str | None = None
    position: int = 0

    def __str__(self) -> str:
        return f"{self.table}.{self.key}" if self.table else self.key


@dataclass(frozen=True, slots=True)
class Call:
    """A function and its arguments.

    `function`: in capitals. `position`: as of a `Name`.
    """

    function: str
    arguments: tuple[Expression, ...]
    position: int = 0


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands and what stands between them.

    `operator`: Excel's own sign. `position`: as of a `Name`.
    """

    operator: str
    left: Expression
    right: Expression
    position: int = 0


@dataclass(frozen=True, slots=True)
class Negate:
    operand: Expression


Expression = Number | Text | Name | Call | Binary | Negate


@v_args(inline=True)
class _TreeBuilder(Transformer[Token, Expression]):
    def number(self, token: Token) -> Number:
        return Number(Decimal(str(token)))

    def text(self, token: Token) -> Text:
        return Text(str(token)[1:-1].replace('""', '"'))

    def name(self, first: Token, second: Token | None) -> Name:
        position = (first.start_pos or 0) + 1
        if second is None:
            return Name(str(first), None, position)
        return Name(str(second), str(first), position)

    def call(self, function: Token, *arguments: Expression | None) -> Call:
        given = tuple(argument for argument in arguments if argument is not None)
        return Call(str(function).upper(), given, (function.start_pos or 0) + 1)

    def binary(self, left: Expression, operator: Token, right: Expression) -> Binary:
        return Binary(str(operator), left, right, (operator.start_pos or 0) + 1)

    def negate(self, operand: Expression) -> Negate:
        return Negate(operand)


_CURE = "ตรวจวงเล็บ เครื่องหมายจุลภาค และเครื่องหมายคำพูดให้ครบคู่ เขียนแบบสูตร Excel เช่น budget - used"
_CURES = (
    ("(?i)(and|or)\\b", "เขียน AND(เงื่อนไข, เงื่อนไข) หรือ OR(เงื่อนไข, เงื่อนไข)"),
    ("(?i)not\\b", "เขียน NOT(เงื่อนไข)"),
    (";", "คั่นค่าด้วยจุลภาค , ไม่ใช่ ;"),
    ("['\u2018\u2019\u201c\u201d]", 'ข้อความใช้เครื่องหมายคำพูดตรง "..." วันที่ใช้ชื่อ เช่น round_start'),
    ("@", "หลัง @ ใช้ได้คือ all, due และ upto เช่น SUM(used_@all)"),
    ("=", "ไม่ต้องมี = ข้างหน้า เท่ากันเขียน = ตัวเดียว ไม่น้อยกว่าเขียน >="),
    ("!", "ไม่เท่ากันเขียน <>"),
    ("%", "ร้อยละเขียนเป็นตัวเลข เช่น used / budget * 100"),
)
"""What stands where a formula cannot be read -> how such a thing is written."""

_PARSER = Lark(GRAMMAR, parser="lalr", transformer=_TreeBuilder(), maybe_placeholders=True)


@lru_cache(maxsize=4096)
def parse(text: str) -> Expression:
    """The syntax tree of one expression. Raises ExpressionError where it does not parse."""
    try:
        return _PARSER.parse(text)  # type: ignore[return-value]
    except UnexpectedInput as error:
        position = getattr(error, "pos_in_stream", None)
        near = text[position : position + 12] if position is not None and position >= 0 else ""
        raise ExpressionError(
            f"อ่านสูตรไม่ได้ตรง “{near}”" if near else "สูตรจบก่อนเวลา",
            next((how for begins, how in _CURES if re.match(begins, near)), _CURE),
            None if position is None or position < 0 else position + 1,
        ) from error
    except VisitError as error:
        raise ExpressionError(f"อ่านสูตรไม่ได้: {error.orig_exc}") from error


def names(expression: Expression) -> Iterator[Name]:
    """Every name in an expression, in reading order."""
    return (part for part in _parts(expression) if isinstance(part, Name))


def calls(expression: Expression) -> Iterator[Call]:
    """Every call of a function in an expression, in reading order."""
    return (part for part in _parts(expression) if isinstance(part, Call))


def _parts(expression: Expression) -> Iterator[Expression]:
    """An expression and all that it is made of."""
    yield expression
    match expression:
        case Call(arguments=arguments):
            for argument in arguments:
                yield from _parts(argument)
        case Binary(left=left, right=right):
            yield from _parts(left)
            yield from _parts(right)
        case Negate(operand=operand):
            yield from _parts(operand)
        case _:
            pass
