"""Cells and words that are struck through, which to people means: does not count any more."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from xl_addin.excel.reading.cells import STRUCK, STRUCK_WORDS, Annotation
from xl_addin.excel.reading.xml_text import attributes, block_of, cell_text, text_items

FONT = re.compile(r"<font ?/>|<font(?: [^<>]*)?>([^<]*(?:<(?!/?font[ >])[^<]*)*)</font>")
STRIKE = re.compile(r'<strike(?: val="(?:1|true)")? ?/>|<strike></strike>')
RUN = re.compile(r"<r>([^<]*(?:<(?!/?r>)[^<]*)*)</r>")
RUN_TEXT = re.compile(r"<t(?: [^<>]*)?>([^<]*)</t>")
CELL = re.compile(r'<c r="([A-Z]{1,3}[0-9]{1,7})"([^<>/]*)>([^<]*(?:<(?!/c>|c[ >])[^<]*)*)</c>')
TEXT_NUMBER = re.compile(r"<v>([0-9]+)</v>")


def struck_styles(styles_xml: str, cell_styles: list[dict[str, str]]) -> frozenset[str]:
    """Numbers (as text) of the cell styles whose font is struck through."""
    block = block_of(styles_xml, "fonts") if "<strike" in styles_xml else ""
    fonts = {str(number) for number, font in enumerate(FONT.finditer(block)) if STRIKE.search(font[1] or "")}
    return frozenset(
        str(number) for number, style in enumerate(cell_styles) if style.get("fontId", "0") in fonts
    )


def struck_texts(texts_xml: str) -> dict[str, str]:
    """The struck words of shared texts, by the number of the text."""
    if "<strike" not in texts_xml:
        return {}
    found = ((str(number), _struck(item)) for number, item in enumerate(text_items(texts_xml)))
    return {number: words for number, words in found if words}


def struck_cells(xml: str, styles: Collection[str], texts: Mapping[str, str]) -> Iterator[Annotation]:
    """The cells of a sheet that are struck through as a whole or hold struck words."""
    for cell, head, inside in CELL.findall(xml):
        found = attributes(head)
        number = TEXT_NUMBER.search(inside) if found.get("t") == "s" else None
        if found.get("s", "0") in styles:
            yield Annotation(STRUCK, cell, "")
        elif number and number[1] in texts:
            yield Annotation(STRUCK_WORDS, cell, texts[number[1]])
        elif words := _struck(inside):
            yield Annotation(STRUCK_WORDS, cell, words)


def _struck(item: str) -> str:
    if "<strike" not in item:
        return ""
    runs = RUN.findall(item)
    return " … ".join(
        cell_text("".join(RUN_TEXT.findall(run))).strip() for run in runs if STRIKE.search(run)
    ).strip()
