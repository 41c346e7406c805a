"""Whole columns of everyday cells, read at once: a folder of 500 workbooks holds half a million of them.

A cell is read here only where model/values would give the same value and say nothing; every other cell is
left to it. tests/consolidate/intake/test_bulk_cells.py holds the two together.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import assert_never

from xl_addin.consolidate.intake.form_brief import BriefColumn
from xl_addin.consolidate.intake.submission import BLANK, Values
from xl_addin.excel.reading.cells import RawCell
from xl_addin.model.values.clean import EXCEL_TEXT_LIMIT
from xl_addin.model.values.findings import ERROR_STRINGS
from xl_addin.model.values.kinds import SCALE, Family

Cells = Sequence[RawCell | None]

ZERO = RawCell("n", "0")
FEW_CELLS = 8
"""So many are read one by one."""

# Digits of a number that is read without Decimal.
FEW_DIGITS = 12


def plain_values(column: BriefColumn, cells: Cells, *, formulas: bool) -> tuple[Values, list[int]]:
    """The values of a column, and the indexes of cells that hold something and are still to be read.

    `formulas`: take the result of a formula like a typed value.
    """
    match family := column.kind.facts.family:
        case Family.NUMBER:
            return _numbers(column, cells, formulas)
        case Family.DATE:
            return _left(array("q", [BLANK]) * len(cells), cells)
        case Family.CHOICE:
            return _choices(column, cells, formulas)
        case Family.TEXT:
            return _texts(column, cells, formulas)
        case _:
            assert_never(family)


def _left(values: Values, cells: Cells) -> tuple[Values, list[int]]:
    return values, [index for index, cell in enumerate(cells) if cell is not None]


def _numbers(column: BriefColumn, cells: Cells, formulas: bool) -> tuple[Values, list[int]]:
    """Number cells of few digits, not below the minimum."""
    places = SCALE[column.kind]
    factor = 10**places
    least = column.limits.get("minimum")
    if len(cells) > FEW_CELLS and (every := _whole_numbers(cells, factor, least, formulas)) is not None:
        return every, []
    values = array("q", [BLANK]) * len(cells)
    rest: list[int] = []
    for index, cell in enumerate(cells):
        if cell is None:
            continue
        kind, text, formula, shown = cell
        if kind == "n" and not shown and text and (formula is None or formulas) and len(text) <= FEW_DIGITS:
            if text.isdecimal():
                value = int(text) * factor
            else:
                whole, _, part = text.partition(".")
                if not (whole.isdecimal() and part.isdecimal() and len(part) <= places):
                    rest.append(index)
                    continue
                value = int(whole + part.ljust(places, "0"))
            if least is None or value >= least:
                values[index] = value
                continue
        rest.append(index)
    return values, rest


def _whole_numbers(cells: Cells, factor: int, least: int | None, formulas: bool) -> array[int] | None:
    """The values of a column in which every cell that holds something holds such a number, without decimals."""
    blank = [index for index, cell in enumerate(cells) if cell is None] if not all(cells) else ()
    kinds, texts, made, shown = zip(*[cell or ZERO for cell in cells], strict=True)
    if kinds.count("n") != len(kinds) or any(shown) or not all(texts):
        return None
    if not formulas and made.count(None) != len(made):
        return None
    if not "".join(texts).isdecimal() or max(map(len, texts)) > FEW_DIGITS:
        return None
    numbers = [int(text) * factor for text in texts]
    if least is not None and min(numbers) < least:
        return None
    values = array("q", numbers)
    for index in blank:
        values[index] = BLANK
    return values


def _choices(column: BriefColumn, cells: Cells, formulas: bool) -> tuple[Values, list[int]]:
    """Cells that hold a phrase of the form word for word."""
    codes = {phrase: code for code, phrase in (column.limits.get("choices") or {}).items()}
    values: list[str | None] = [None] * len(cells)
    rest: list[int] = []
    for index, cell in enumerate(cells):
        if cell is None:
            continue
        if cell.type == "s" and cell.value in codes and (cell.formula is None or formulas):
            values[index] = codes[cell.value]
        else:
            rest.append(index)
    return values, rest


def _texts(column: BriefColumn, cells: Cells, formulas: bool) -> tuple[Values, list[int]]:
    """Text cells without anything invisible but line breaks, shorter than half the length allowed."""
    longest = min(column.limits.get("max_length") or EXCEL_TEXT_LIMIT, EXCEL_TEXT_LIMIT) // 2
    values: list[str | None] = [None] * len(cells)
    rest: list[int] = []
    for index, cell in enumerate(cells):
        if cell is None:
            continue
        kind, text, formula, _ = cell
        if kind == "s" and text and (formula is None or formulas) and len(text) < longest:
            visible = text if "\n" not in text else text.replace("\n", "")
            if visible.isprintable() and text[-1] not in " \n" and text not in ERROR_STRINGS:
                values[index] = text
                continue
        rest.append(index)
    return values, rest
