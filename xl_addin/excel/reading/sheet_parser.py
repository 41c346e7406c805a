"""The cells of one sheet part, read row by row with one regular expression.

Speed: a workbook of a group is read in about the time python-calamine needs for the values alone. So:
addresses and shared texts are looked up instead of built, blank formatted cells are passed over without an
object, and a large sheet is inflated, decoded and forgotten in pieces of whole rows. Whatever does not look
like Excel's own XML raises `NotPlain`, and the caller starts again from the rewritten XML
(`xml_text.canonical`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from xl_addin.excel.addresses import LAST_COLUMN, Range, moved_formula, parse_range
from xl_addin.excel.reading.cell_xml import (
    ADDRESSES,
    CellHeads,
    NotPlain,
    alike_cells,
    formula_cell,
    found_cells,
    typed_value,
)
from xl_addin.excel.reading.cells import RawCell
from xl_addin.excel.reading.limits import PackageError, damaged
from xl_addin.excel.reading.xml_text import attributes, declared_encoding, holds, plain

EMPTY_VALUES = ("<v></v>", "<v/>", "<v />")
HIDDEN_ROW = re.compile(r'<row r="([0-9]+)"[^<>]*? hidden="(?:1|true)"')
HIDDEN_COLUMN = re.compile(r'<col ([^<>]*hidden="(?:1|true)"[^<>]*)>')
MERGED = re.compile(r'<mergeCell [^<>]*?ref="([^"<]*)"')
CALLS_A_PROGRAM = re.compile(r"[\w.)'\]]\s*\|")
QUOTED_TEXT = re.compile(r'"(?:[^"]|"")*"')
OTHER_WORKBOOK = re.compile(r"\[[0-9]+\]|\[[^\[\]]+\.(?:xl\w*|ods|csv)\]", re.IGNORECASE)

MOST_MERGED = 65_536
MOST_BELOW = 64 * 1024
"""Letters below the rows that are remembered with what they say."""
MOST_MOVED = 2_500_000
"""Letters of shared formulas that are worked out for their cells: a hundred thousand cells of twenty-five."""

LONGEST_HEAD, LONGEST_ROW = 8 * 1024**2, 64 * 1024**2
"""XML before the first row, and of one row."""

# A sheet may name at most this many suspicious cells; the first are enough to find the rest.
NAMED_CELLS = 50


@dataclass(slots=True)
class SheetContent:
    """What stands in one sheet part; filled while the part is read."""

    cells: dict[tuple[int, int], RawCell] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[Range, ...] = ()
    protected: bool = False
    formulas: int = 0
    uncalculated: int = 0
    dde: list[tuple[int, int]] = field(default_factory=list)
    linked: list[tuple[int, int]] = field(default_factory=list)
    moved: int = 0
    struck_inline: bool = False


merged_range = lru_cache(maxsize=4096)(parse_range)


def text_pieces(pieces: Iterable[bytes]) -> Iterator[str]:
    """UTF-8 pieces cut anew so that each ends before a row begins. Raises NotPlain for another encoding."""
    kept: list[bytes] = []
    length = 0
    try:
        for number, piece in enumerate(pieces):
            if not number and declared_encoding(piece):
                raise NotPlain("encoding")
            # A row may begin at the seam.
            last = kept.pop() if kept else b""
            piece = last + piece
            cut = piece.rfind(b"<row ")
            if cut > 0:
                yield b"".join((*kept, piece[:cut])).decode("utf-8")
                kept, piece, length = [], piece[cut:], 0
            length += len(piece) - len(last)
            if length > LONGEST_ROW:
                raise damaged("", "a row without an end")
            kept += [piece[:-8], piece[-8:]]
        yield b"".join(kept).decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotPlain(str(error)) from error


def read_sheet(
    pieces: Iterable[str], texts: Mapping[str, RawCell], heads: CellHeads, room: int, limit: int
) -> SheetContent:
    """Read a sheet from the pieces of its XML, each ending before a row or at the end.

    `texts`: shared strings by their number as text. `room`: how many cells may still come of the `limit`
    of the workbook. Raises NotPlain; PackageError when there are more cells.
    """
    content = SheetContent()
    shared: dict[str, tuple[int, int, str]] = {}
    before = ""
    after: list[str] | None = None
    in_data = False
    for piece in pieces:
        if "\r" in piece:
            piece = piece.replace("\r\n", "\n").replace("\r", "\n")
        if after is not None:
            after.append(piece)
            continue
        if not in_data:
            before += piece
            start = before.find("<sheetData")
            if start < 0:
                if len(before) > LONGEST_HEAD:
                    raise damaged("", "no rows")
                continue
            before, piece, in_data = before[:start], before[start:], True
            _check_head(before)
        end = piece.find("</sheetData>")
        if end >= 0:
            piece, after = piece[:end], [piece[end:]]
        elif piece.startswith("<sheetData/>"):
            piece, after = "", [piece]
        _read_rows(piece, content, texts, heads, shared)
        if len(content.cells) > room:
            raise PackageError("file_too_many_cells", limit=f"{limit:,}")
    if after is None:
        raise NotPlain("no sheetData")
    _read_surroundings(before, "".join(after), content)
    if content.hidden_rows:
        content.hidden_rows &= {row for row, _ in content.cells}
    return content


def _check_head(head: str) -> None:
    start = head.find("<worksheet")
    if start < 0 or head.count("<?") != head[:start].count("<?xml ") or "<!" in head:
        raise NotPlain("head")
    if "purl.oclc.org" in head or re.search(
        r':\w+="http://schemas.openxmlformats.org/spreadsheetml/2006/main"', head
    ):
        raise NotPlain("namespaces")


def _read_rows(
    xml: str,
    content: SheetContent,
    texts: Mapping[str, RawCell],
    heads: CellHeads,
    shared: dict[str, tuple[int, int, str]],
) -> None:
    """Add the cells of some whole rows."""
    if not any(sign in xml for sign in ("</c", "<v", "<is", "<f")):
        # A million formatted blank rows pass here.
        return
    if holds(xml, "xmln", 0):
        raise NotPlain("cells")
    if "hidden" in xml:
        content.hidden_rows.update(_hidden_rows(xml))
    suspicious = "|" in xml or "[" in xml
    cells = content.cells
    alike = alike_cells(xml, texts, heads) if not suspicious else None
    if alike is not None and cells.keys().isdisjoint(alike.cells):
        cells.update(alike.cells)
        content.formulas += alike.formulas
        content.uncalculated += alike.uncalculated
        return
    # A comment among cells is none of the shapes that alike ones have.
    if holds(xml, "<!", 1) or holds(xml, "<?", 1):
        raise NotPlain("cells")
    found, inline = found_cells(xml, xml.count("</c"))
    if inline and "<strike" in xml:
        content.struck_inline = True
    before = len(cells)
    blank = formulas = without_value = 0
    addresses, new, cell_type = ADDRESSES, tuple.__new__, RawCell
    for reference, head, formula_head, formula, value in found:
        kind, shown = heads[head]
        if formula or formula_head:
            at = addresses[reference]
            if "&" in formula:
                formula = plain(formula)
            if 't="shared"' in formula_head:
                formula = _shared_formula(at, formula_head, formula, shared, content)
            if suspicious:
                _note_outside(at, formula, content)
            formulas += 1
            if kind == "n" and value:
                cells[at] = new(cell_type, ("n", value, formula, shown))
            else:
                cells[at] = cell = formula_cell(kind, value, formula, shown, texts)
                content.uncalculated += cell.value is None
                without_value += not value
        elif not value:
            blank += 1
        elif kind == "s":
            cells[addresses[reference]] = texts[value]
        elif kind == "n":
            cells[addresses[reference]] = new(cell_type, ("n", value, None, shown))
        else:
            cells[addresses[reference]] = RawCell(*typed_value(kind, value), None, shown)
    content.formulas += formulas
    if len(cells) - before != len(found) - blank:
        raise NotPlain("an address twice")
    # Every value element must have been read with its cell, or be empty.
    unread = xml.count("<v") - (len(found) - blank - without_value - inline)
    if unread and unread != _empty_values(xml, unread):
        raise NotPlain("a value outside a cell")


def _empty_values(xml: str, expected: int) -> int:
    """How many value elements are empty; Excel writes them in one way, so the others are rarely looked for."""
    count = 0
    for written in EMPTY_VALUES:
        count += xml.count(written)
        if count == expected:
            break
    return count


def _hidden_rows(xml: str) -> Iterator[int]:
    place = xml.find(" hidden=")
    while place >= 0:
        found = HIDDEN_ROW.match(xml, xml.rfind("<", 0, place))
        if found:
            yield int(found[1])
        place = xml.find(" hidden=", place + 1)


def _shared_formula(
    at: tuple[int, int],
    head: str,
    formula: str,
    shared: dict[str, tuple[int, int, str]],
    content: SheetContent,
) -> str:
    """The formula of a cell that shares it with others, moved to this cell."""
    group = attributes(head).get("si", "")
    if formula:
        shared[group] = (*at, formula)
        return formula
    if group not in shared:
        return ""
    row, column, master = shared[group]
    content.moved += len(master)
    if content.moved > MOST_MOVED:
        raise PackageError("file_too_intricate", limit=f"{MOST_MOVED:,}")
    return moved_formula(master, at[0] - row, at[1] - column)


def _note_outside(at: tuple[int, int], formula: str, content: SheetContent) -> None:
    """Remember a formula that calls a program (DDE: `cmd|'/c calc'!A0`) or reads another workbook."""
    formula = QUOTED_TEXT.sub('""', formula)
    if CALLS_A_PROGRAM.search(formula) and len(content.dde) < NAMED_CELLS:
        content.dde.append(at)
    if OTHER_WORKBOOK.search(formula) and len(content.linked) < NAMED_CELLS:
        content.linked.append(at)


def _read_surroundings(before: str, after: str, content: SheetContent) -> None:
    read = _said_around if len(after) <= MOST_BELOW else _said_around.__wrapped__
    content.hidden_columns, content.merged, content.protected = read(
        tuple(HIDDEN_COLUMN.findall(before)), after
    )


@lru_cache(maxsize=64)
def _said_around(hidden: tuple[str, ...], after: str) -> tuple[frozenset[int], tuple[Range, ...], bool]:
    """Hidden columns, merged ranges, and whether the sheet is protected, by the attributes of hidden columns and the
    XML below the rows: workbooks made from one template have both alike."""
    if "<!" in after or "<?" in after:
        raise NotPlain("tail")
    columns = frozenset(column for tag in hidden for column in _columns(attributes(tag)))
    merged: tuple[Range, ...] = ()
    start = after.find("<mergeCells")
    if start >= 0:
        found = MERGED.findall(after, start)
        if len(found) > MOST_MERGED:
            raise PackageError("file_too_intricate", limit=f"{MOST_MERGED:,}")
        merged = tuple(map(merged_range, found))
    start = after.find("<sheetProtection")
    if start >= 0:
        protection = attributes(after[start : after.find(">", start)])
        return columns, merged, protection.get("sheet") in ("1", "true")
    return columns, merged, False


def _columns(column: dict[str, str]) -> range:
    return range(int(column["min"]), min(int(column["max"]), LAST_COLUMN) + 1)
