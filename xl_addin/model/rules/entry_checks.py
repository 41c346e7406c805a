"""Rules about single entries that follow from a column's properties: a missing or unusable value.

The message ids are those of `values`, so that a template's formula, the add-in and the intake say the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from xl_addin.model.expressions.language import Expression, parse
from xl_addin.model.form.schema import Column
from xl_addin.model.values.kinds import SCALE, Kind

DECIMALS = {Kind.BAHT: 2, Kind.PERCENT: 2, Kind.NUMBER: 4, Kind.COUNT: 0, Kind.DATE: 0}


@dataclass(frozen=True, slots=True)
class EntryCheck:
    """One native check of an entry: `formula` holds `{cell}` and is true when the entry is wrong.

    `said`: what else the sentences name, as formulas that hold `{cell}` too.
    """

    message_id: str
    formula: str
    said: Mapping[str, str] = field(default_factory=dict)


def entry_checks(column: Column) -> tuple[EntryCheck, ...]:
    """What Excel itself can find wrong in an entry that is not blank, in the order in which it is told."""
    if column.kind in SCALE:
        return tuple(_number_checks(column))
    if column.kind is Kind.CHOICE:
        phrases = ",".join('"' + phrase.replace('"', '""') + '"' for phrase in column.choices.values())
        return (EntryCheck("unknown_choice", f"ISNA(MATCH({{cell}},{{{{{phrases}}}}},0))"),)
    longest = column.maximum_length
    said = {"length": 'TEXT(LEN({cell}),"#,##0")', "max_length": f'"{longest:,}"'}
    return (EntryCheck("text_too_long", f"LEN({{cell}})>{longest}", said),)


def _number_checks(column: Column) -> list[EntryCheck]:
    checks = [
        EntryCheck("error_cell", "ISERROR({cell})"),
        EntryCheck("not_a_date" if column.kind is Kind.DATE else "not_a_number", "NOT(ISNUMBER({cell}))"),
    ]
    if column.minimum == 0 and column.kind is not Kind.DATE:
        checks.append(EntryCheck("negative_number", "{cell}<0"))
    if column.kind in (Kind.BAHT, Kind.PERCENT):
        checks.append(EntryCheck("too_many_decimals", "ABS({cell}-ROUND({cell},2))>0.00000001"))
    if column.kind is Kind.NUMBER:
        checks.append(EntryCheck("too_many_decimals_4", "ABS({cell}-ROUND({cell},4))>0.00000001"))
    if column.kind is Kind.COUNT:
        checks.append(EntryCheck("not_whole_number", "{cell}<>INT({cell})"))
    return checks


def required_when(column: Column) -> Expression | None:
    """The condition under which a blank is an error; None for never."""
    if column.required == "never":
        return None
    return parse("1 = 1" if column.required == "always" else column.required)
