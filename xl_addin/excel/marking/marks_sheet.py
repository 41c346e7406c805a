"""The sheet ข้อที่ต้องแก้ in front of a workbook: each problem with a link to its cell, and room for an answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from xl_addin.excel.addresses import quote_sheet
from xl_addin.excel.marking.marks_styles import SIZE, Looks, add_looks
from xl_addin.excel.marking.notes import MAIN, STRICT_MAIN
from xl_addin.excel.marking.package_edit import STRICT, TRANSITIONAL, Edited
from xl_addin.excel.marking.xml_places import (
    elements,
    first,
    prefix_of,
    start_tag,
    whole,
    with_start_tag,
    words,
)
from xl_addin.excel.reading.package_parts import WorkbookPart, read_workbook_part
from xl_addin.excel.writing.text_metrics import column_points, row_height
from xl_addin.model.marks import ANSWER_TITLE, MARKS_SHEET

SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
HEADS = ("ที่", "ช่องที่ต้องแก้", "โครงการ", "สิ่งที่พบ", "วิธีแก้", ANSWER_TITLE)
WIDTHS = (6, 20, 30, 46, 46, 26)
FIRST_ROW = 5
LOCAL = re.compile(r'\s*localSheetId="(\d+)"')
ACTIVE = re.compile(r'\s+(?:activeTab|firstSheet)="\d+"')
SELECTED = re.compile(r'\s+tabSelected="(?:1|true)"')
SHEET_ID = re.compile(r'\bsheetId="(\d+)"')


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing to put right.

    `sheet` and `cell` may be "" for what has no place; `fix` says how, in a sentence.
    """

    sheet: str
    cell: str
    project: str
    message: str
    fix: str

    @property
    def where(self) -> str:
        return " › ".join(filter(None, (self.sheet, self.cell))) or "ทั้งไฟล์"


def workbook_of(book: Edited) -> WorkbookPart:
    return read_workbook_part(book, book.main)


def take_sheet(book: Edited) -> None:
    """Remove the sheet that an earlier marking put in front; the names of other sheets keep theirs."""
    sheets = workbook_of(book).sheets
    at = next((number for number, one in enumerate(sheets) if one.name == MARKS_SHEET), None)
    if at is None:
        return
    xml = book.xml(book.main)
    entry = [one for one in elements(xml, 2) if one.local == "sheet"][at]
    tag = start_tag(xml, entry)
    start, end = whole(xml, entry)
    book.put(book.main, _moved_names(xml[:start] + xml[end:], at, -1))
    part = sheets[at].part
    id_ = re.search(r':id="([^"]*)"', tag)
    if id_ is not None:
        book.unrelate(book.main, id_[1])
    if part is not None and part in book:
        for related in book.relationships(part).values():
            if not related.external and related.target in book and related.kind == "printersettings":
                book.remove(related.target)
        book.remove(part)


def put_sheet(book: Edited, title: str, lines: Sequence[str], marks: Sequence[Mark]) -> None:
    """Put the sheet in front and let the workbook open on it."""
    found = workbook_of(book)
    styles = book.related(book.main, "styles")
    if styles is None:
        raise ValueError("no styles")
    looks = add_looks(book, styles)
    part = book.free_name("xl/worksheets/sheet{}.xml")
    known = {one.name for one in found.sheets}
    book.put(part, _sheet(title, lines, marks, looks, known, book.strict).encode())
    book.declare(part, SHEET_TYPE)
    id_ = book.relate(book.main, "worksheet", part)
    xml = book.xml(book.main)
    outline = elements(xml, 2)
    entries = [one for one in outline if one.local == "sheet"]
    ids = [int(match[1]) for one in entries if (match := SHEET_ID.search(start_tag(xml, one)))]
    space = STRICT if book.strict else TRANSITIONAL
    line = (
        f'<{prefix_of(outline)}sheet xmlns:r="{space}" name="{MARKS_SHEET}" sheetId="{max(ids, default=0) + 1}"'
        f' r:id="{id_}"/>'
    )
    xml = _moved_names(xml[: entries[0].start] + line.encode() + xml[entries[0].start :], -1, 1)
    for view in reversed([one for one in elements(xml, 2) if one.local == "workbookView"]):
        xml = with_start_tag(xml, view, ACTIVE.sub("", start_tag(xml, view)))
    book.put(book.main, xml)
    # Two selected sheets would be a group: what is typed into one would go into both.
    for sheet in found.sheets:
        if sheet.part is not None and sheet.part in book and b"tabSelected" in book.part(sheet.part):
            _deselect(book, sheet.part)


def _deselect(book: Edited, part: str) -> None:
    xml = book.xml(part)
    for view in reversed([one for one in elements(xml, 2) if one.local == "sheetView"]):
        xml = with_start_tag(xml, view, SELECTED.sub("", start_tag(xml, view)))
    book.put(part, xml)


def _moved_names(xml: bytes, at: int, by: int) -> bytes:
    """Names of one sheet know it by its place: those behind `at` move; those of a sheet that is gone (by < 0) go."""
    holder = first(elements(xml), "definedNames")
    if holder is None:
        return xml
    names = [one for one in elements(xml, 2) if one.local == "definedName"]
    for name in reversed(names):
        tag = start_tag(xml, name)
        match = LOCAL.search(tag)
        if match is None:
            continue
        number = int(match[1])
        if by < 0 and number == at:
            start, end = whole(xml, name)
            xml = xml[:start] + xml[end:]
        elif number > at:
            xml = with_start_tag(xml, name, LOCAL.sub(f' localSheetId="{number + by}"', tag))
    left = first(elements(xml, 1), "definedNames")
    if left is not None and not any(one.local == "definedName" for one in elements(xml, 2)):
        start, end = whole(xml, left)
        xml = xml[:start] + xml[end:]
    return xml


def _sheet(
    title: str, lines: Sequence[str], marks: Sequence[Mark], looks: Looks, sheets: set[str], strict: bool
) -> str:
    rows = [_row(1, 26, [(title, looks.title)])]
    rows += [_row(number, 19, [(line, looks.small)]) for number, line in enumerate(lines[:2], 2)]
    rows.append(_row(FIRST_ROW - 1, 24, [(head, looks.head) for head in HEADS]))
    links = []
    for number, mark in enumerate(marks):
        row = FIRST_ROW + number
        is_linked = mark.sheet in sheets
        texts = (mark.where, mark.project, mark.message, mark.fix)
        height = row_height(
            [(text, column_points(width)) for text, width in zip(texts, WIDTHS[1:], strict=False)], SIZE
        )
        rows.append(
            _row(
                row,
                height,
                [
                    (str(number + 1), looks.number),
                    (mark.where, looks.link if is_linked else looks.text),
                    *((text, looks.text) for text in texts[1:]),
                    ("", looks.answer),
                ],
            )
        )
        if is_linked:
            target = f"{quote_sheet(mark.sheet)}!{mark.cell or 'A1'}"
            links.append(
                f'<hyperlink ref="B{row}" location={quoteattr(target)} display={quoteattr(mark.where)}/>'
            )
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{width + 0.71}" customWidth="1"/>'
        for at, width in enumerate(WIDTHS, 1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{STRICT_MAIN if strict else MAIN}">'
        '<sheetPr><tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<dimension ref="A1:F{FIRST_ROW + len(marks) - 1}"/>'
        '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0">'
        f'<pane ySplit="{FIRST_ROW - 1}" topLeftCell="A{FIRST_ROW}" activePane="bottomLeft" state="frozen"/>'
        f'<selection pane="bottomLeft" activeCell="B{FIRST_ROW}" sqref="B{FIRST_ROW}"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="21"/><cols>{columns}</cols><sheetData>{"".join(rows)}</sheetData>'
        '<sheetProtection sheet="1" objects="1" scenarios="1" formatColumns="0" formatRows="0"/>'
        f"{'<hyperlinks>' + ''.join(links) + '</hyperlinks>' if links else ''}"
        '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    )


def _row(number: int, height: float, cells: Sequence[tuple[str, int]]) -> str:
    made = "".join(
        f'<c r="{chr(64 + column)}{number}" s="{look}"'
        + (f' t="inlineStr"><is><t xml:space="preserve">{words(text)}</t></is></c>' if text else "/>")
        for column, (text, look) in enumerate(cells, 1)
    )
    return f'<row r="{number}" ht="{height:g}" customHeight="1">{made}</row>'
