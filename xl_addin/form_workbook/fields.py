"""What a cell of a form workbook holds, by the field of the form that it is: written and read without loss.

A blank cell is the field's default. `""` stands for an empty text, for where that is not the default. A list has one
entry a line; a line break or a backslash inside an entry is written \\n and \\\\.
Names of codes are lines "code = name".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from xl_addin.form_workbook.words import NO, YES, shown_code
from xl_addin.model.values.findings import Raw

Cell = str | int | float | None
EMPTY = '""'

_CODE = re.compile(r"\(([A-Za-z0-9_]+)\)\s*$")


@dataclass(frozen=True, slots=True)
class Field:
    """`holds`: text, lines, pairs, whole, number, yes_no or choice; `options`: codes of a choice; `whole`: they are
    numbers, or the entries of the lines are."""

    holds: str
    options: tuple[Any, ...] = ()
    whole: bool = False

    @property
    def shown_options(self) -> list[str]:
        """What its drop-down offers; nothing where there is none."""
        if self.holds == "yes_no":
            return [YES, NO]
        return [shown_code(code) for code in self.options]

    def written(self, value: Any) -> Cell:
        """The cell of a value as the form's file has it."""
        if value is None:
            return None
        if self.holds == "yes_no" and isinstance(value, bool):
            return YES if value else NO
        if self.holds == "lines":
            entries = [value] if isinstance(value, str) else list(value)
            return "\n".join(_line(str(entry)) for entry in entries) if entries else EMPTY
        if self.holds == "pairs":
            return "\n".join(_line(f"{code} = {name}") for code, name in value.items()) or None
        if self.holds == "choice":
            return shown_code(value)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return value
        return str(value) or EMPTY

    def read(self, cell: Raw) -> Any:
        """The value of a cell; None for a blank one. What cannot be read stays text, for the form's check to tell."""
        if isinstance(cell, bool):
            return cell if self.holds == "yes_no" else str(cell).lower()
        if cell is None or not str(cell).strip():
            return None
        said = str(cell)
        match self.holds:
            case "yes_no":
                return {YES: True, NO: False}.get(said.strip(), said)
            case "whole" | "number":
                return _number(said)
            case "lines":
                entries = [] if said.strip() == EMPTY else [_entry(line) for line in said.split("\n")]
                return [_number(entry) for entry in entries] if self.whole else entries
            case "pairs":
                pairs = [_entry(line).partition("=") for line in said.split("\n") if line.strip()]
                return {code.strip(): name.strip() for code, _, name in pairs}
            case "choice":
                found = _CODE.search(said)
                code = found[1] if found else said.strip()
                return _number(code) if self.whole else code
            case _:
                pass
        return "" if said.strip() == EMPTY else said


def _line(entry: str) -> str:
    return entry.replace("\\", "\\\\").replace("\n", "\\n") or EMPTY


def _entry(line: str) -> str:
    line = line.removesuffix("\r")
    if line.strip() == EMPTY:
        return ""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], line)


def _number(said: str) -> Any:
    try:
        value = float(said.replace(",", ""))
    except ValueError:
        return said
    return int(value) if value.is_integer() else value


def field_of(model: type[BaseModel], key: str) -> Field | None:
    """What the cell of a model's field holds; None for a field that has rows of its own."""
    return _field(model.model_fields[key].annotation)


def _field(wanted: Any) -> Field | None:
    origin = get_origin(wanted)
    if origin is Annotated:
        return _field(get_args(wanted)[0])
    if origin in (Union, UnionType):
        return _field(next(part for part in get_args(wanted) if part is not type(None)))
    if origin is Literal:
        codes = get_args(wanted)
        return Field("choice", codes, whole=isinstance(codes[0], int))
    if origin is dict and get_args(wanted)[0] is str:
        return Field("pairs")
    if origin is tuple:
        inner = _field(get_args(wanted)[0])
        return None if inner is None else Field("lines", whole=inner.holds == "whole")
    if origin is not None or not isinstance(wanted, type):
        return None
    if issubclass(wanted, Enum):
        return Field("choice", tuple(str(member.value) for member in wanted))
    plain = {bool: "yes_no", int: "whole", float: "number", str: "text"}
    return Field(plain[wanted]) if wanted in plain else None
