"""Parts of a register workbook as its layout describes them: sheet, table, column, single entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from xl_addin.model.form.schema import Column
from xl_addin.model.table_names import table_name
from xl_addin.model.values.kinds import SCALE, Family, Kind

PROJECTS = "projects"
"""Key of the list of projects."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A column of a table.

    label      header levels from the top
    guidance   what Excel says beside the cell; `hint`: what stands under the header (default: the guidance)
    choices    code -> phrase: a drop-down that takes nothing else
    offers     "table.column" of the register whose values a drop-down offers; `strict`: it refuses other text
    unique     a value may stand only once in the column
    minimum, maximum   in the kind's inside unit
    prefill    what prepared rows carry already, with the row's number (from 1); it does not make a row used
    locked     written by the program, not typed; `hidden`: not shown either
    total      summed above the header
    """

    key: str
    label: tuple[str, ...]
    kind: Kind
    width: float
    guidance: str = ""
    hint: str | None = None
    required: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    offers: str = ""
    strict: bool = True
    unique: bool = False
    minimum: int | None = 0
    maximum: int | None = None
    max_length: int = 2000
    prefill: str = ""
    locked: bool = False
    hidden: bool = False
    total: bool = False

    @property
    def title(self) -> str:
        """The label in one line, as messages show it."""
        return " ".join(self.label)

    @property
    def shown_guidance(self) -> str:
        """What stands under the header."""
        return self.guidance if self.hint is None else self.hint


def entry_of(column: Column) -> Entry:
    """How the register asks for a column of the form."""
    is_long = column.kind.facts.several_lines or (column.hidden and column.kind.facts.family is Family.TEXT)
    least = 24 if is_long else 13 if column.kind is Kind.BAHT else 12
    minimum = None
    if column.minimum is not None and column.kind is not Kind.DATE:
        minimum = round(column.minimum * 10 ** SCALE.get(column.kind, 0))
    return Entry(
        key=column.key,
        label=column.label,
        kind=column.kind,
        width=min(max(column.width, least), 40),
        guidance=column.guidance or column.kind.facts.register_hint,
        required=not column.proposed,
        choices=column.choices,
        minimum=minimum,
        max_length=column.maximum_length,
        total=column.kind is Kind.BAHT,
    )


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a list of single entries: label, kind, and what the blank register already says (`value`).

    `offered`: values that a drop-down offers without refusing others. `minimum`, `maximum` as they are typed.
    """

    key: str
    label: str
    kind: Kind
    guidance: str = ""
    required: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    offered: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    value: str | float | None = None
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the register with the defined name `t_<key>`.

    `prepared`: rows that the blank register formats. `open_ended`: nothing stands below it, so rows typed
    past the prepared ones are read too. `items`: the lines of a list of single entries. `optional`: a
    register may be without it.
    """

    key: str
    title: str
    columns: tuple[Entry, ...]
    prepared: int
    open_ended: bool = False
    items: tuple[Item, ...] = ()
    optional: bool = False

    @property
    def name(self) -> str:
        return table_name(self.key)

    def has(self, key: str) -> bool:
        """Whether it has a column of that key."""
        return any(column.key == key for column in self.columns)

    def column(self, key: str) -> Entry:
        """The column of that key. Raises KeyError."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """A sheet of the register, its tables from the top.

    `step`: its line in the guide; `note`: what stands above its tables; `optional`: a register may be without it.
    """

    name: str
    step: str
    note: str
    tables: tuple[Table, ...]
    optional: bool = False
    orientation: Literal["portrait", "landscape"] = "landscape"


def items_table(key: str, title: str, items: tuple[Item, ...], *, optional: bool = False) -> Table:
    """A list of single entries as a table: label, value, guidance; the item's key in a hidden column."""
    columns = (
        Entry("key", ("",), Kind.TEXT, 4, locked=True, hidden=True),
        Entry("label", ("รายการ",), Kind.TEXT, 26, locked=True),
        Entry("value", ("กรอกที่นี่",), Kind.TEXT, 32),
        Entry("guidance", ("คำแนะนำ",), Kind.TEXT, 32, locked=True),
    )
    return Table(key, title, columns, len(items), items=items, optional=optional)
