"""The XML of cells: found with one regular expression, their types and texts.

The workbooks of a folder are made from one template: what stands between the values of their cells (address, style,
formula, blank cells) is the same text in each of them. Of small sheets written in the one plainest way it is
remembered, and only the values are read (`alike_cells`); everything else is found cell by cell (`found_cells`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple

from xl_addin.excel.addresses import parse_cell
from xl_addin.excel.reading.cells import RawCell
from xl_addin.excel.reading.number_format import GENERAL_FORMAT, NumberFormat
from xl_addin.excel.reading.xml_text import attributes, cell_text, plain

# Address, attributes, formula attributes, formula, value. What a repetition has taken it keeps (++): nothing else
# could follow it, and trying costs a quarter of the time.
CELL = re.compile(
    r'<c r="([^"<]++)"([^<>/]*+)>(?:<f([^<>]*+)>(?:([^<]++)</f>)?+)?+(?:<v>([^<]*+)</v>)?+</c>',
)
# The same, and what only other programs write: inline text (its XML as sixth group), beside a value or alone,
# empty or spaced value elements. No part of it reads on into another cell: a cell that is never closed costs
# its own length, not that of the sheet.
ANY_CELL = re.compile(
    r'<c r="([^"<]+)"([^<>/]*)>(?:<f([^<>]*)>(?:([^<]+)</f>)?)?'
    r"(?:<v(?: [^<>]*)?>([^<]*)</v>|<v ?/>)?(?:<is>([^<]*(?:<(?!/is>|c[ >])[^<]*)*)</is>|<is ?/>)?</c>",
)
SMALL = 512 * 1024
"""Letters of XML: in larger sheets hardly anything is alike, and each shape would be taken apart for itself."""

MOST_SHAPES, LONGEST_SHAPE = 10_000, 1_000
"""Shapes that are remembered, and letters of one."""

VALUE_OR_ROW = re.compile(r"<v>([^<]*+)</v>|<row [^<>]*+>")
# The end of the cell before, blank cells, and the beginning of the cell whose value follows: its address, attributes,
# formula attributes, formula.
SHAPE = re.compile(
    r'(</c>)?+(?:<c r="[^"<]++"[^<>/]*+/>|</row>|<sheetData>)*+'
    r'(?:<c r="([^"<]++)"([^<>/]*+)>(?:<f([^<>]*+)>(?:([^<]++)</f>)?+)?+)?+'
)
# A text that another program wrote into its cell, all in the format of the cell; its beginning is found quickly.
INLINE, INLINE_VALUE = 't="inlineStr"><is><t', 't="inlineStr"><v>'
INLINE_TEXT = re.compile(r'(?: xml:space="preserve")?+>([^<]++)</t></is>')
EMPTY_TEXTS = ("<is></is>", "<is/>", "<is />")
RUN_TEXT = re.compile(r"<t(?: [^<>]*)?>([^<]*)</t>")
PHONETIC, PHONETIC_END = "<rPh", "</rPh>"


class NotPlain(Exception):
    """The XML is not written the way Excel writes it; read the rewritten text instead."""


class _Addresses(dict[str, tuple[int, int]]):
    """ "J6" -> (6, 10), remembered: the workbooks of a folder use the same few thousand addresses."""

    def __missing__(self, text: str) -> tuple[int, int]:
        try:
            address = parse_cell(text)
        except ValueError as error:
            raise NotPlain(str(error)) from error
        if len(self) > 100_000:
            self.clear()
        self[text] = address
        return address


ADDRESSES = _Addresses()


class CellHeads(dict[str, tuple[str, NumberFormat]]):
    """(type, number format) of a cell by the text of its attributes, remembered.

    `formats`: of each style, by its number as text. `struck`: the styles whose font is struck through.
    """

    def __init__(self, formats: Mapping[str, NumberFormat], struck: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self._formats = formats
        self.struck = struck

    def __missing__(self, text: str) -> tuple[str, NumberFormat]:
        found = attributes(text)
        head = found.get("t", "n"), self._formats.get(found.get("s", "0"), GENERAL_FORMAT)
        if len(self) < 10_000:
            self[text] = head
        return head


def rich_text(xml: str) -> str:
    """The text of a string item: its runs joined, reading aids (phonetic runs) left out."""
    if PHONETIC in xml:
        xml = _without_phonetic(xml)
    return cell_text("".join(RUN_TEXT.findall(xml)))


def _without_phonetic(xml: str) -> str:
    kept, start = [], 0
    while (place := xml.find(PHONETIC, start)) >= 0:
        kept.append(xml[start:place])
        end = xml.find(PHONETIC_END, place)
        if end < 0:
            raise NotPlain("a phonetic run without an end")
        start = end + len(PHONETIC_END)
    return "".join((*kept, xml[start:]))


def found_cells(xml: str, closed: int) -> tuple[list[tuple[str, str, str, str, str]], int]:
    """The cells that are not self-closed, all `closed` of them, and how many values are the XML of a text."""
    found = CELL.findall(xml)
    inline_texts = xml.count("<is")
    if len(found) == closed and not inline_texts:
        return found, 0
    whole = ANY_CELL.findall(xml)
    empty = sum(map(xml.count, EMPTY_TEXTS)) if inline_texts else 0
    if len(whole) != closed or sum(bool(item) for *_, item in whole) != inline_texts - empty:
        raise NotPlain("cells")
    inline = sum(bool(item) and not value for *_, value, item in whole)
    return [_one_value(*parts) for parts in whole], inline


def _one_value(
    reference: str, head: str, formula_head: str, formula: str, value: str, item: str
) -> tuple[str, str, str, str, str]:
    """A cell with its value or its text: the text where it says that it has one, or has nothing else."""
    if item and (not value or 't="inlineStr"' in head):
        return reference, f'{head} t="inlineStr"', formula_head, formula, item
    return reference, head, formula_head, formula, value


def typed_value(kind: str, value: str) -> tuple[str, str]:
    """Type and value of a cell that is neither a plain number nor a shared text."""
    if kind == "inlineStr":
        return "s", rich_text(value) if "<" in value else cell_text(value)
    if kind == "str":
        return "s", cell_text(value)
    if kind not in ("n", "b", "e", "d"):
        raise NotPlain(f"cell type {kind}")
    return kind, plain(value)


def formula_cell(kind: str, value: str, formula: str, shown: str, texts: Mapping[str, RawCell]) -> RawCell:
    """A cell with a formula, which may have no value yet."""
    if kind == "s":
        return texts[value]._replace(formula=formula, format=shown)
    if kind == "str" or value:
        return RawCell(*typed_value(kind, value), formula, shown)
    return RawCell(kind, None, formula, shown)


class _Shape(NamedTuple):
    """What stands between two values.

    `ends_cell`: it begins with the end of the cell of the value before it. `at`: address of the cell of the value that
    follows, None before a row and at the end. `head`: attributes of that cell. `formula`: None without one.
    """

    ends_cell: bool
    at: tuple[int, int] | None
    head: str
    formula: str | None


class _Shapes(dict[str, _Shape]):
    def __missing__(self, xml: str) -> _Shape:
        found = SHAPE.fullmatch(xml)
        if found is None:
            raise NotPlain("cells")
        end, reference, head, formula_head, formula = found.groups()
        if formula_head and 't="shared"' in formula_head:
            raise NotPlain("a formula for several cells")
        shape = _Shape(
            end is not None,
            None if reference is None else ADDRESSES[reference],
            head or "",
            plain(formula or "") if formula or formula_head else None,
        )
        if len(self) >= MOST_SHAPES:
            self.clear()
        if len(xml) <= LONGEST_SHAPE:
            self[xml] = shape
        return shape


SHAPES = _Shapes()


class AlikeCells(NamedTuple):
    """Cells by (row, column), how many of them have a formula, and how many of these no value."""

    cells: dict[tuple[int, int], RawCell]
    formulas: int
    uncalculated: int


def alike_cells(xml: str, texts: Mapping[str, RawCell], heads: CellHeads) -> AlikeCells | None:
    """The cells of some whole rows; None where the XML is long or in any way out of the ordinary."""
    if len(xml) > SMALL:
        return None
    with suppress(NotPlain, KeyError, ValueError):
        return _cells(_with_values(xml) if "<is>" in xml else xml, texts, heads)
    return None


def _with_values(xml: str) -> str:
    """The cells with their own texts as their values. Raises NotPlain for a text that is formatted."""
    before, *inline = xml.split(INLINE)
    written = [before]
    for piece in inline:
        text = INLINE_TEXT.match(piece)
        if text is None:
            raise NotPlain("inline text")
        written += (INLINE_VALUE, text[1], "</v>", piece[text.end() :])
    return "".join(written)


def _cells(xml: str, texts: Mapping[str, RawCell], heads: CellHeads) -> AlikeCells | None:
    between = VALUE_OR_ROW.split(xml)
    values: list[str | None] = between[1::2]
    values.append(None)
    cells: dict[tuple[int, int], RawCell] = {}
    filled = formulas = uncalculated = 0
    in_cell = False
    shapes, new, cell_type = SHAPES, tuple.__new__, RawCell
    for shape, value in zip(between[::2], values, strict=True):
        ends_cell, at, head, formula = shapes[shape]
        if ends_cell is not in_cell:
            return None
        in_cell = value is not None
        if value is None or at is None:
            if value is not None or at is not None:
                return None
            continue
        kind, shown = heads[head]
        if formula is not None:
            formulas += 1
            if kind == "n" and value:
                cells[at] = new(cell_type, ("n", value, formula, shown))
            else:
                cells[at] = cell = formula_cell(kind, value, formula, shown, texts)
                uncalculated += cell.value is None
        elif not value:
            continue
        elif kind == "s":
            cells[at] = texts[value]
        elif kind == "n":
            cells[at] = new(cell_type, ("n", value, None, shown))
        else:
            cells[at] = RawCell(*typed_value(kind, value), None, shown)
        filled += 1
    return AlikeCells(cells, formulas, uncalculated) if len(cells) == filled else None
