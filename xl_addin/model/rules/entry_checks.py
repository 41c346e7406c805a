"""Rules about single entries that follow from a column's properties: a missing or unusable value.

The message ids are those of `values`, so that a template's formula, the add-in and the intake say the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import assert_never

from xl_addin.model.expressions.language import Expression, parse
from xl_addin.model.form.schema import Column
from xl_addin.model.values.kinds import SCALE, Family


@dataclass(frozen=True, slots=True)
class EntryCheck:
    """One native check of an entry: `formula` holds `{cell}` and is true when the entry is wrong.

    `said`: what else the sentences name, as formulas that hold `{cell}` too.
    """

    message_id: str
    formula: str
    said: Mapping[str, str] = field(default_factory=dict)


ERROR_CELL = EntryCheck("error_cell", "ISERROR({cell})")
NO_NUMBER = "NOT(ISNUMBER({cell}))"


def entry_checks(column: Column) -> tuple[EntryCheck, ...]:
    """What Excel itself can find wrong in an entry that is not blank, in the order in which it is told."""
    match family := column.kind.facts.family:
        case Family.NUMBER:
            return tuple(_number_checks(column))
        case Family.DATE:
            return ERROR_CELL, EntryCheck("not_a_date", NO_NUMBER)
        case Family.CHOICE:
            phrases = ",".join('"' + phrase.replace('"', '""') + '"' for phrase in column.choices.values())
            return (EntryCheck("unknown_choice", f"ISNA(MATCH({{cell}},{{{{{phrases}}}}},0))"),)
        case Family.TEXT:
            longest = column.maximum_length
            said = {"length": 'TEXT(LEN({cell}),"#,##0")', "max_length": f'"{longest:,}"'}
            return (EntryCheck("text_too_long", f"LEN({{cell}})>{longest}", said),)
        case _:
            assert_never(family)


def _number_checks(column: Column) -> Iterator[EntryCheck]:
    yield ERROR_CELL
    yield EntryCheck("not_a_number", NO_NUMBER)
    if column.minimum == 0:
        yield EntryCheck("negative_number", "{cell}<0")
    scale = SCALE[column.kind]
    too_fine = f"ABS({{cell}}-ROUND({{cell}},{scale}))>0.00000001" if scale else "{cell}<>INT({cell})"
    yield EntryCheck(column.kind.facts.too_fine, too_fine)


def required_when(column: Column) -> Expression | None:
    """The condition under which a blank is an error; None for never."""
    if column.required == "never":
        return None
    return parse("1 = 1" if column.required == "always" else column.required)
