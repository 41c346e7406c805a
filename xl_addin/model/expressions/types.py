"""The types of values that expressions work with, and the names that an expression may use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from xl_addin.model.expressions.language import (
    Expression,
    ExpressionError,
    Name,
)
from xl_addin.model.problems.suggestion import suggestion
from xl_addin.model.values.kinds import SCALE, Kind

ALL = "all"
"""Before a column: that of all projects of the office, in an expression of one of them."""


@dataclass(frozen=True, slots=True)
class ValueType:
    """What an expression gives.

    `base` decides what may be done with the value; `kind` how it is shown, None for what no column holds;
    `choices`: code -> phrase.
    """

    base: Base
    kind: Kind | None = None
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scope:
    """The names an expression may use: `fields` of the row (and constants), and columns of `tables`."""

    fields: Mapping[str, ValueType]
    tables: Mapping[str, Mapping[str, ValueType]] = field(default_factory=dict)

    def lookup(self, name: Name) -> ValueType:
        if name.table is None:
            if name.key in self.fields:
                return self.fields[name.key]
            raise unknown("คอลัมน์", name.key, self.fields, name.position)
        dotted = f"{name.table}.{name.key}"
        if dotted in self.fields:
            return self.fields[dotted]
        columns = self.tables.get(name.table) or self._fields_of(name.table)
        if not columns:
            owners = {field.rpartition(".")[0] for field in self.fields} - {""}
            raise unknown("ตาราง", name.table, owners | self.tables.keys(), name.position)
        if name.key not in columns:
            raise unknown(f"คอลัมน์ของตาราง {name.table}", name.key, columns, name.position)
        return columns[name.key]

    def _fields_of(self, owner: str) -> dict[str, ValueType]:
        """What the rows above, or the constants, have by an owner's name: `projects`, `params`."""
        before = f"{owner}."
        return {
            key.removeprefix(before): found for key, found in self.fields.items() if key.startswith(before)
        }

    def is_range(self, expression: Expression) -> bool:
        """True for a whole column of a table (`activities.amount`)."""
        return (
            isinstance(expression, Name)
            and expression.table is not None
            and str(expression) not in self.fields
        )


class Base(StrEnum):
    """What a value is, whatever its kind: what may stand beside what, and on which side of a sign."""

    NUMBER = "number"
    TEXT = "text"
    BOOLEAN = "boolean"
    BLANK = "blank"


def unknown(what: str, name: str, known: Iterable[str], position: int | None = None) -> ExpressionError:
    """The error for a name that does not exist, with the nearest one that does."""
    return ExpressionError(f"ไม่รู้จัก{what} “{name}”", suggestion(name, sorted(known)), position)


def value_type(kind: Kind, choices: Mapping[str, str] | None = None) -> ValueType:
    base = Base.NUMBER if kind in SCALE else Base.TEXT
    return ValueType(base, kind, choices or {})


NUMBER = ValueType(Base.NUMBER, Kind.NUMBER)
COUNT = ValueType(Base.NUMBER, Kind.COUNT)
TEXT = ValueType(Base.TEXT, Kind.TEXT)
BOOLEAN = ValueType(Base.BOOLEAN)
BLANK = ValueType(Base.BLANK)

COMPARISONS = {"=", "<>", "<", ">", "<=", ">="}
