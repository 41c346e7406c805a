"""Workbooks of Excel 97-2003 (.xls): read through xlrd, which knows values, formats, notes, but no formulas.

Which cells hold a formula is told by the records of the file itself; what it says stays unknown ("").
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from typing import Any

import olefile
import xlrd

from xl_addin.excel.addresses import Range, cell_address, quote_sheet
from xl_addin.excel.reading.cells import (
    NOTE,
    STRUCK,
    Annotation,
    DefinedName,
    Facts,
    RawCell,
    RawSheet,
    RawWorkbook,
)
from xl_addin.excel.reading.limits import PackageError, ReadLimits, damaged
from xl_addin.excel.reading.number_format import NumberFormat

STATES = {0: "visible", 1: "hidden", 2: "veryHidden"}
BEGIN, END, SHEET, FORMULA = 0x0809, 0x000A, 0x0085, 0x0006
RECORD = struct.Struct("<2H")


def read_old_workbook(data: bytes, limits: ReadLimits | None = None) -> RawWorkbook:
    """The workbook in these bytes. Raises PackageError, and nothing else; meant to run in a child process."""
    limits = limits or ReadLimits()
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=_Silence())
        if sum(sheet.nrows * sheet.ncols for sheet in book.sheets()) > limits.cells:
            raise PackageError("file_too_many_cells", limit=f"{limits.cells:,}")
        with olefile.OleFileIO(data) as compound:
            streams = {path[0].lower() for path in compound.listdir()}
            formulas = _formulas(compound.openstream("Workbook").read())
        sheets = tuple(_sheet(book, sheet, formulas.get(at, set())) for at, sheet in enumerate(book.sheets()))
        names = tuple(_names(book))
    except PackageError:
        raise
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).casefold():
            raise PackageError("file_has_password") from error
        raise damaged("Workbook", error) from error
    except MemoryError:
        raise PackageError("file_needs_too_much_memory") from None
    except Exception as error:
        raise damaged("Workbook", f"{type(error).__name__}: {error}") from error
    facts = Facts(
        kind="xls",
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        macros="_vba_project_cur" in streams,
        date_1904=book.datemode == 1,
        formulas=sum(map(len, formulas.values())),
    )
    return RawWorkbook(sheets, names, {}, facts)


class _Silence:
    """xlrd writes what it finds odd to a file."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        return None


def _sheet(book: Any, sheet: Any, formulas: set[tuple[int, int]]) -> RawSheet:
    cells: dict[tuple[int, int], RawCell] = {}
    struck: list[Annotation] = []
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
            if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                continue
            look = book.xf_list[sheet.cell_xf_index(row, column)]
            shown = NumberFormat.of(book.format_map[look.format_key].format_str)
            formula = "" if (row, column) in formulas else None
            cells[row + 1, column + 1] = RawCell(*_typed(kind, value), formula, shown)
            if book.font_list[look.font_index].struck_out:
                struck.append(Annotation(STRUCK, cell_address(row + 1, column + 1), ""))
    notes = [
        Annotation(NOTE, cell_address(row + 1, column + 1), note.text.strip(), note.author or "")
        for (row, column), note in sorted(sheet.cell_note_map.items())
    ]
    rows = {row for row, _ in cells}
    return RawSheet(
        name=sheet.name,
        state=STATES.get(sheet.visibility, "visible"),
        kind="worksheet",
        cells=cells,
        merged=tuple(
            Range(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells
        ),
        hidden_rows=frozenset(row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden) & rows,
        hidden_columns=frozenset(column + 1 for column, info in sheet.colinfo_map.items() if info.hidden),
        annotations=(*notes, *struck),
    )


def _typed(kind: int, value: Any) -> tuple[str, str]:
    match kind:
        case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
            return "n", str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
        case xlrd.XL_CELL_BOOLEAN:
            return "b", str(int(value))
        case xlrd.XL_CELL_ERROR:
            return "e", xlrd.error_text_from_code.get(value, "#N/A")
        case _:
            pass
    return "s", value.replace("\r\n", "\n").replace("\r", "\n")


def _names(book: Any) -> Iterator[DefinedName]:
    """The names that stand for an area of a sheet."""
    for name in book.name_obj_list:
        try:
            sheet, top, bottom, left, right = name.area2d()
        except Exception:
            continue
        area = f"{cell_address(top + 1, left + 1)}:{cell_address(bottom, right)}"
        scope = book.sheet_by_index(name.scope).name if name.scope >= 0 else None
        yield DefinedName(name.name, scope, f"{quote_sheet(sheet.name)}!{area}", bool(name.hidden))


def _formulas(stream: bytes) -> dict[int, set[tuple[int, int]]]:
    """By number of the sheet: the cells (row and column from 0) that hold a formula."""
    begins: dict[int, int] = {}
    found: dict[int, set[tuple[int, int]]] = {}
    at, depth, sheet = 0, 0, -1
    while at + RECORD.size <= len(stream):
        kind, length = RECORD.unpack_from(stream, at)
        content = at + RECORD.size
        if kind == BEGIN:
            sheet = begins.get(at, -1) if depth == 0 else sheet
            depth += 1
        elif kind == END:
            depth -= 1
        elif kind == SHEET and depth == 1 and length >= 4:
            begins[struct.unpack_from("<L", stream, content)[0]] = len(begins)
        elif kind == FORMULA and depth == 1 and sheet >= 0 and length >= 4:
            found.setdefault(sheet, set()).add(struct.unpack_from("<2H", stream, content))
        at = content + length
    return found
