"""Data validation of the register's entry cells: drop-downs, limits, and what Excel says about them."""

from __future__ import annotations

from typing import Any

from xl_addin.excel.writing.data_validation import MESSAGE_LIMIT, TITLE_LIMIT, shortened
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
