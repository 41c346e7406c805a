"""The looks of the sheet of marks, added behind those that the workbook has."""

from __future__ import annotations

import re
from dataclasses import dataclass

from xl_addin.excel.marking.package_edit import Edited
from xl_addin.excel.marking.xml_places import (
    elements,
    first,
    prefix_of,
    put_into,
    start_tag,
    whole,
    with_start_tag,
)
from xl_addin.excel.reading.xml_text import elements as tags
from xl_addin.excel.reading.xml_text import part_text

SIZE = 16
COUNT = re.compile(r'\bcount="(\d+)"')
BLUE, GREY, LINE, ENTRY = "FF0563C1", "FF595959", "FF7F7F7F", "FFFFF9E5"


@dataclass(frozen=True, slots=True)
class Looks:
    """Numbers of cell formats: a title, small print, a head, a number, text, a link, a cell to type into."""

    title: int
    small: int
    head: int
    number: int
    text: int
    link: int
    answer: int


def add_looks(book: Edited, styles: str) -> Looks:
    """Add them to the part of styles; the same ones are used again where a copy is marked once more."""
    names = tags(part_text(book.part(styles), "styleSheet", styles), "name")
    font = next((one["val"] for one in names if one.get("val")), "TH SarabunPSK")
    xml = book.xml(styles)
    prefix = prefix_of(elements(xml))

    def tag(text: str) -> str:
        return re.sub(r"<(/?)(\w)", rf"<\1{prefix}\2", text)

    fonts = [
        tag(f'<font>{more[0]}<sz val="{size}"/>{more[1]}<name val="{font}"/><family val="2"/></font>')
        for more, size in (
            (("<b/>", '<color rgb="FF000000"/>'), 18),
            (("", f'<color rgb="{GREY}"/>'), 12),
            (("<b/>", '<color rgb="FF000000"/>'), SIZE),
            (("", '<color rgb="FF000000"/>'), SIZE),
            (("<u/>", f'<color rgb="{BLUE}"/>'), SIZE),
        )
    ]
    xml, font_at = _added(xml, "fonts", fonts)
    colours = f'<fgColor rgb="{ENTRY}"/><bgColor indexed="64"/>'
    fill = f'<fill><patternFill patternType="solid">{colours}</patternFill></fill>'
    xml, fill_at = _added(xml, "fills", [tag(fill)])
    sides = "".join(
        f'<{side} style="thin"><color rgb="{LINE}"/></{side}>' for side in ("left", "right", "top", "bottom")
    )
    xml, border_at = _added(xml, "borders", [tag(f"<border>{sides}<diagonal/></border>")])

    def look(font: int, border: bool, fill: bool, align: str, unlocked: bool = False) -> str:
        lock = '<protection locked="0"/>' if unlocked else ""
        return tag(
            f'<xf numFmtId="{49 if unlocked else 0}" fontId="{font_at + font}" fillId="{fill_at if fill else 0}"'
            f' borderId="{border_at if border else 0}" xfId="0" applyFont="1" applyFill="1" applyBorder="1"'
            f' applyAlignment="1" applyProtection="1"><alignment {align}/>{lock}</xf>'
        )

    wrapped, middle = 'vertical="top" wrapText="1"', 'horizontal="center" vertical="top" wrapText="1"'
    looks = [
        look(0, False, False, 'vertical="top"'),
        look(1, False, False, 'vertical="top"'),
        look(2, True, False, middle),
        look(3, True, False, middle),
        look(3, True, False, wrapped),
        look(4, True, False, wrapped),
        look(3, True, True, wrapped, unlocked=True),
    ]
    xml, at = _added(xml, "cellXfs", looks)
    book.put(styles, xml)
    return Looks(*range(at, at + len(looks)))


def _added(xml: bytes, holder: str, additions: list[str]) -> tuple[bytes, int]:
    """The styles with elements added to a list, and the number of the first of them."""
    found = elements(xml, 2)
    there = first(found, holder)
    if there is None:
        raise ValueError(f"styles without {holder}")
    inside = [
        xml[slice(*whole(xml, one))].decode()
        for one in found
        if one.depth == 2 and there.start < one.start < there.end
    ]
    for at in range(len(inside) - len(additions) + 1):
        if inside[at : at + len(additions)] == additions:
            return xml, at
    xml = put_into(xml, there, "".join(additions))
    tag = start_tag(xml, there)
    count = COUNT.sub(f'count="{len(inside) + len(additions)}"', tag)
    return with_start_tag(xml, there, count), len(inside)
