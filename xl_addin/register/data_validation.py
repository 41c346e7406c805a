"""Data validation of the register's entry cells: drop-downs, limits, and what Excel says about them.

A drop-down offers fixed phrases, or what has been typed in another of the register's tables.
"""

from __future__ import annotations

from typing import Any

from xl_addin.excel.addresses import column_letters, quote_sheet
from xl_addin.excel.writing.data_validation import MESSAGE_LIMIT, TITLE_LIMIT, shortened
from xl_addin.excel.writing.lists_sheet import Lists
from xl_addin.excel.writing.workbook_writer import Book
from xl_addin.model.form.schema import Form
from xl_addin.model.values.kinds import SCALE, Family, Kind
from xl_addin.register.layout_parts import Entry, Item

LARGEST_AMOUNT = 1_000_000_000_000

Options = dict[str, Any]


def column_validation(column: Entry, source: str, first_cell: str, whole_column: str) -> Options:
    """Options for XlsxWriter's data_validation of one column.

    `source`: defined name of what the drop-down offers ("" for none). `first_cell` ("C7") and `whole_column`
    ("$C$7:$C$206") are for a column whose values may not repeat.
    """
    options = _prompt(column.title, column.guidance)
    if source:
        error = "ไม่มีชื่อนี้ในรายการ กรุณาเลือกจากรายการ"
        if not column.strict:
            error = "ไม่มีชื่อนี้ในรายการ ถ้าเป็นของสองกลุ่มที่คั่นด้วย / หรือเป็นชื่อย่อ ให้กด ใช่"
        return options | _error(error, "stop" if column.strict else "warning") | _list(source)
    if column.unique:
        formula = f"=COUNTIF({whole_column},{first_cell})<2"
        refusal = _error("ค่านี้ซ้ำกับบรรทัดอื่น กรุณาใช้ค่าที่ไม่ซ้ำ")
        return options | refusal | {"validate": "custom", "value": formula}
    return options | _number(column.kind, column.minimum, column.maximum)


def item_validation(item: Item, source: str) -> Options:
    """Options for one single entry. `source`: defined name of what its drop-down offers ("" for none)."""
    options = _prompt(item.label, item.guidance)
    if source:
        only = bool(item.choices)
        error = "กรุณาเลือกจากรายการ" if only else "ไม่มีในรายการ ต้องการใช้ค่านี้หรือไม่"
        return options | _error(error, "stop" if only else "warning") | _list(source)
    scale = 10 ** SCALE.get(item.kind, 0)
    minimum = None if item.minimum is None else item.minimum * scale
    maximum = None if item.maximum is None else item.maximum * scale
    return options | _number(item.kind, minimum, maximum)


def _prompt(title: str, guidance: str) -> Options:
    if not guidance:
        return {}
    return {
        "input_title": shortened(title, TITLE_LIMIT),
        "input_message": shortened(guidance, MESSAGE_LIMIT),
    }


def _error(message: str, kind: str = "stop") -> Options:
    return {
        "error_title": "ตรวจข้อมูลอีกครั้ง",
        "error_message": shortened(message, MESSAGE_LIMIT),
        "error_type": kind,
    }


def _list(source: str) -> Options:
    return {"validate": "list", "source": f"={source}"}


def _typed(value: int, scale: int) -> float:
    """An inside value as it is typed, without a needless ".0"."""
    return value / scale if value % scale else value // scale


def _number(kind: Kind, minimum: int | None, maximum: int | None) -> Options:
    if kind.facts.family is not Family.NUMBER:
        return {"validate": "any"}
    scale = 10 ** SCALE[kind]
    highest = 100 if kind.facts.is_share else LARGEST_AMOUNT
    return _error(kind.facts.register_asks) | {
        "validate": "integer" if scale == 1 else "decimal",
        "criteria": "between",
        "minimum": -LARGEST_AMOUNT if minimum is None else _typed(minimum, scale),
        "maximum": highest if maximum is None else _typed(maximum, scale),
    }


PARAMS = "params"


class Dropdowns:
    """The defined names behind the drop-downs of one register."""

    def __init__(self, book: Book, form: Form) -> None:
        self._book = book
        self._phrases = Lists(book)
        self._params = tuple(param.label for param in form.params)

    def of_column(self, column: Entry) -> str:
        """The name of what a column offers; "" for a column without drop-down."""
        if column.choices:
            return self._phrases.name(column.key, column.choices.values())
        if column.offers == PARAMS:
            return self._phrases.name(PARAMS, self._params)
        return _typed_name(column.offers) if column.offers else ""

    def of_item(self, item: Item) -> str:
        """The same for a single entry."""
        offered = tuple(item.choices.values()) or item.offered
        return self._phrases.name(item.key, offered) if offered else ""

    def define_typed(self, offers: str, sheet: str, column: int, first_row: int, last_row: int) -> None:
        """Define what is typed in the cells of a column (rows and columns from 0) as a list.

        It ends at the last filled cell, so that the drop-down shows no blank lines; INDEX over the whole
        column keeps cut and paste from tearing it.
        """
        letters = column_letters(column + 1)
        whole = f"{quote_sheet(sheet)}!${letters}:${letters}"
        cells = f"INDEX({whole},{first_row + 1}):INDEX({whole},{last_row + 1})"
        last = f'MAX({first_row + 1},SUMPRODUCT(MAX(({cells}<>"")*ROW({cells}))))'
        self._book.define_name(_typed_name(offers), f"=INDEX({whole},{first_row + 1}):INDEX({whole},{last})")


def _typed_name(offers: str) -> str:
    return "typed_" + offers.replace(".", "_")
