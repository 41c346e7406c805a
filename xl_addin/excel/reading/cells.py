"""A workbook as it was found: cells with their stored text, names, what else it carries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from xl_addin.excel.addresses import Range
from xl_addin.excel.reading.number_format import DAY, GENERAL, NumberFormat, as_shown
from xl_addin.model.thai.fiscal_calendar import serial_of


class RawCell(NamedTuple):
    """A cell that holds something (a tuple, because a folder of workbooks holds a million of them).

    `type`: "n" number, "s" text, "b" boolean, "e" error, "d" ISO date (Strict workbooks only). `value`: the
    text as stored. A number keeps its digits ("1234.5600000000001", "1E-3") and is not proven to be one; a
    boolean is "1" or "0", an error "#REF!"; None where a formula has no cached value. `formula`: without "=",
    or None. A cell that shares its neighbour's formula has it moved to its own place. `format`: what its
    number format shows: "date", "percent" or ""; of a number cell a NumberFormat, which knows the code.
    """

    type: str
    value: str | None
    formula: str | None = None
    format: str = ""

    @property
    def is_formula(self) -> bool:
        return self.formula is not None

    @property
    def is_date(self) -> bool:
        return self.format == "date" or self.type == "d"

    @property
    def is_percent(self) -> bool:
        return self.format == "percent"

    def shown(self, *, date_1904: bool = False) -> str | None:
        """The text in which the cell shows its number or day; None where we cannot tell or nothing is seen."""
        if self.value is None:
            return None
        code = self.format.code if isinstance(self.format, NumberFormat) else GENERAL
        if self.type != "d":
            shown = as_shown(self.value, code, date_1904=date_1904)
        else:
            try:
                day = serial_of(date.fromisoformat(self.value[:10]))
            except ValueError:
                return None
            shown = as_shown(str(day), code if self.format == "date" else DAY)
        return shown.strip() or None if shown else None


NOTE, THREAD, TEXT_BOX, SHAPE, CHART = "note", "thread", "text_box", "shape", "chart"
PICTURE, INK, STRUCK, STRUCK_WORDS, UNREADABLE = "picture", "ink", "struck", "struck_words", "unreadable"


class Annotation(NamedTuple):
    """Something that a person put beside the cells of a sheet, or struck through in one.

    `kind`: one of the words above. `cell`: where it stands or begins ("" where that is not known). `text`: its
    words, of a struck text the struck ones, of what is unreadable its part. `author`: of a note. `part`: of a
    picture or ink, where the package has it ("" for one that is only linked to).
    """

    kind: str
    cell: str
    text: str
    author: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class RawSheet:
    """A sheet; `cells` by (row, column), only those that hold something.

    `state`: "visible", "hidden" or "veryHidden". `kind`: "worksheet", "chartsheet", "dialogsheet" or
    "macrosheet"; only worksheets have cells. `is_read` is False when the caller asked to leave the sheet out.
    `hidden_rows` are those of the hidden rows that hold something.
    """

    name: str
    state: str
    kind: str
    cells: dict[tuple[int, int], RawCell]
    merged: tuple[Range, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    protected: bool = False
    is_read: bool = True
    annotations: tuple[Annotation, ...] = ()

    @property
    def used(self) -> Range | None:
        """The smallest range around all cells that hold something, None when none does. Walks all cells."""
        if not self.cells:
            return None
        rows = [row for row, _ in self.cells]
        columns = [column for _, column in self.cells]
        return Range(min(rows), min(columns), max(rows), max(columns))


@dataclass(frozen=True, slots=True)
class DefinedName:
    """A name of the workbook, or of the one sheet in `sheet`; `reference` is a formula without "="."""

    name: str
    sheet: str | None
    reference: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file carries besides cells, as its parts say; nothing of it was run, followed or fetched.

    `kind` is "xlsx" or "xlsm", `size` bytes, `sha256` of the file as returned. `external_links` are the
    targets named in the file, `dde` and `linked_cells` addresses ("แผ่น!A1") of formulas that call a program
    or read another workbook. `formulas` counts formula cells in the sheets that were read, `uncalculated`
    those without a cached value. `strict`: ISO 29500 Strict; `unusual_xml`: not written the way Excel writes
    it.
    """

    kind: str
    size: int
    sha256: str
    application: str = ""
    application_version: str = ""
    macros: bool = False
    external_links: tuple[str, ...] = ()
    data_connections: tuple[str, ...] = ()
    embedded_objects: tuple[str, ...] = ()
    dde: tuple[str, ...] = ()
    linked_cells: tuple[str, ...] = ()
    date_1904: bool = False
    formulas: int = 0
    uncalculated: int = 0
    strict: bool = False
    unusual_xml: bool = False

    @property
    def never_calculated(self) -> bool:
        """Whether no program has computed the workbook since a program without formulas wrote it."""
        return 0 < self.formulas == self.uncalculated


@dataclass(frozen=True, slots=True)
class RawWorkbook:
    """One returned workbook, sheets in tab order."""

    sheets: tuple[RawSheet, ...]
    defined_names: tuple[DefinedName, ...]
    custom_properties: dict[str, str]
    facts: Facts

    def sheet(self, name: str) -> RawSheet | None:
        """The sheet of that name, letter case aside as in Excel."""
        return next((sheet for sheet in self.sheets if sheet.name.casefold() == name.casefold()), None)
