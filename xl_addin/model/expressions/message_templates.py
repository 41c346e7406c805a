"""Messages with values in them: `เบิกจ่าย {used} บาท เกิน {used - budget} บาท`.

What stands in braces is an expression; its value is shown by kind, alike in Python and in Excel:
baht 1,234.50, percent 12.34, count 5, date 31/3/2564, choice as its phrase, text as typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import assert_never

import numpy as np

from xl_addin.model.expressions.evaluate import evaluate
from xl_addin.model.expressions.evaluation_data import Data
from xl_addin.model.expressions.excel_formula import ExcelScope, literal, shown_formula
from xl_addin.model.expressions.language import Expression, parse
from xl_addin.model.expressions.type_inference import infer
from xl_addin.model.expressions.vectors import Numbers, Texts, rescale
from xl_addin.model.thai.fiscal_calendar import date_of
from xl_addin.model.values.kinds import SCALE, Family, Kind

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def placeholders(message: str) -> Iterator[str]:
    """The expressions in a message, as written."""
    for match in _PLACEHOLDER.finditer(message):
        yield match[1]


@lru_cache(maxsize=2048)
def parts(message: str) -> tuple[str | Expression, ...]:
    """A message as its texts and expressions, in order. Raises ExpressionError."""
    found: list[str | Expression] = []
    end = 0
    for match in _PLACEHOLDER.finditer(message):
        if match.start() > end:
            found.append(message[end : match.start()])
        found.append(parse(match[1]))
        end = match.end()
    if end < len(message):
        found.append(message[end:])
    return tuple(found)


def message_formula(message: str, excel: ExcelScope) -> str:
    """The message as an Excel formula (without "=") that gives the same words as `messages_of`."""
    pieces = [
        literal(part) if isinstance(part, str) else shown_formula(part, excel) for part in parts(message)
    ]
    return "&".join(pieces) or '""'


def messages_of(message: str, data: Data) -> list[str]:
    """The message for every row of the data."""
    columns = [
        [part] * len(data.frame) if isinstance(part, str) else shown(part, data) for part in parts(message)
    ]
    return ["".join(row) for row in zip(*columns, strict=True)] if columns else [""] * len(data.frame)


def shown(expression: Expression, data: Data) -> list[str]:
    """The values of an expression as texts, one per row."""
    found = infer(expression, data.scope)
    vector = evaluate(expression, data)
    if isinstance(vector, Texts):
        choices = found.choices
        return [choices.get(text, text) for text in vector.value]
    assert isinstance(vector, Numbers)
    kind = found.kind or Kind.NUMBER
    values = rescale(vector, SCALE[kind], cut=False)
    return [shown_number(int(value), kind) for value in np.asarray(values)]


def shown_number(value: int, kind: Kind) -> str:
    """One number as messages show it."""
    facts = kind.facts
    match facts.family:
        case Family.DATE:
            day = date_of(value)
            return f"{day.day}/{day.month}/{day.year + 543}"
        case Family.NUMBER:
            scale = SCALE[kind]
            whole, rest = divmod(abs(value), 10**scale)
            text = f"{whole:,}" if "," in facts.message_format else str(whole)
            if scale:
                text += f".{rest:0{scale}d}"
            if facts.trimmed:
                text = text.rstrip("0").rstrip(".")
            return f"-{text}" if value < 0 else text
        case Family.CHOICE | Family.TEXT:
            raise TypeError(f"not a number: {kind}")
        case _:
            assert_never(facts.family)
