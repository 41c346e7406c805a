"""The XML of cells: found with one regular expression, their types and texts."""

from __future__ import annotations

import re
from collections.abc import Mapping

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
EMPTY_TEXTS = ("<is></is>", "<is/>", "<is />")
RUN_TEXT = re.compile(r"<t(?: [^<>]*)?>([^<]*)</t>")
PHONETIC, PHONETIC_END = "<rPh", "</rPh>"


class NotPlain(Exception):
    """The XML is not written the way Excel writes it; read the rewritten text instead."""


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
