"""A mistake in a form file, and expressions as a source of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from xl_addin.model.expressions.language import ExpressionError, parse
from xl_addin.model.expressions.type_inference import infer
from xl_addin.model.expressions.types import Base, Scope, ValueType
from xl_addin.model.problems.catalogue import say
from xl_addin.model.problems.suggestion import suggestion
from xl_addin.model.values.kinds import SCALE, Kind


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in a form file: at which key (or line), what is wrong, what would be right."""

    key: str
    what: str
    how: str = ""

    def __str__(self) -> str:
        return f"{self.key}: {self.what}" + (f" — {self.how}" if self.how else "")


def expression_mistake(
    key: str, text: str, scope: Scope, wanted: Callable[[ValueType], bool], need: str
) -> Iterator[Mistake]:
    """What is wrong with an expression: unreadable, an unknown name, or not what is `wanted`."""
    try:
        found = infer(parse(text), scope)
    except ExpressionError as error:
        at = f" (ตัวที่ {error.position})" if error.position else ""
        yield Mistake(key, f"{error.what}{at} ใน {text}", error.how)
        return
    if not wanted(found):
        yield Mistake(key, say("form_wrong_kind", value=text), need)


def condition_mistake(key: str, text: str, scope: Scope, need: str = "ต้องเป็นเงื่อนไข") -> Iterator[Mistake]:
    """What is wrong with an expression that is to say yes or no."""
    return expression_mistake(key, text, scope, lambda found: found.base is Base.BOOLEAN, need)


def figure_mistakes(
    where: str, kind: Kind | None, formula: str, scope: Scope, need: str
) -> Iterator[Mistake]:
    """What is wrong with a figure that a formula gives: a kind that is none of numbers, or no number.

    `kind`: None where it is left to the formula.
    """
    if kind is not None and (kind not in SCALE or kind is Kind.DATE):
        what = say("form_wrong_value", value=kind)
        yield Mistake(f"{where}.kind", what, "ใช้ baht, percent, count หรือ number")
    yield from expression_mistake(
        f"{where}.formula", formula, scope, lambda found: found.base in (Base.NUMBER, Base.BLANK), need
    )


def unknown_key(where: str, key: str, known: Iterable[str], how: str = "ใช้ key ของคอลัมน์ในแบบนี้") -> Mistake:
    """A key that does not exist, with what was perhaps meant and all that could stand there."""
    return Mistake(where, say("form_unknown_name", value=key), f"{how} {suggestion(key, known)}")
