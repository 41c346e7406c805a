"""A document in Word as Thai offices set it: one font for both scripts, margins and indents of official letters."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT, WD_UNDERLINE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from xl_addin.excel.writing.letter_sheet import HEADING_POINTS, LABEL_POINTS
from xl_addin.excel.writing.plain_workbook import CREATED

PAGE_WIDTH, PAGE_HEIGHT = Cm(21), Cm(29.7)
BINDING, RIGHT, TOP, BOTTOM = Cm(3), Cm(2), Cm(2), Cm(2)
FIRST_LINE = Cm(2.5)
EMBLEM_HEIGHT = Cm(1.5)
MANY_COLUMNS = 8
"""A table with more columns has smaller letters."""

_TEXT_WIDTH = PAGE_WIDTH - BINDING - RIGHT


class WordDocument:
    """A document that grows from its top to its end; `font` and `points` of its texts."""

    def __init__(self, font: str, points: float, title: str, author: str) -> None:
        self.points = points
        self._document: Any = Document()
        section = self._document.sections[0]
        section.orientation = WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = PAGE_WIDTH, PAGE_HEIGHT
        section.left_margin, section.right_margin = BINDING, RIGHT
        section.top_margin, section.bottom_margin = TOP, BOTTOM
        properties = self._document.core_properties
        properties.title, properties.author, properties.last_modified_by = title, author, author
        properties.created = properties.modified = CREATED.replace(tzinfo=None)
        properties.comments = ""
        self._set_font(font)

    def _set_font(self, font: str) -> None:
        """Word takes the font, size and weight of Thai letters from the "complex script" half of a style."""
        style = self._document.styles["Normal"]
        style.font.name, style.font.size = font, Pt(self.points)
        fonts = style.element.rPr.rFonts
        for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(name), None)
        for name in ("w:cs", "w:eastAsia"):
            fonts.set(qn(name), font)
        _size_of_thai(style.element.rPr, self.points)
        spacing = style.paragraph_format
        spacing.space_before = spacing.space_after = Pt(0)
        spacing.line_spacing_rule = WD_LINE_SPACING.SINGLE

    def content(self) -> bytes:
        """The file as python-docx packs it."""
        target = BytesIO()
        self._document.save(target)
        return target.getvalue()

    def new_page(self) -> None:
        """What follows begins a page."""
        self._document.add_page_break()

    def cover(self, lines: Sequence[str]) -> None:
        """The lines of a cover in the middle of the page; the first paragraph of them largest."""
        kept = list(lines)
        while kept and not kept[-1].strip():
            kept.pop()
        for _ in range(6):
            self._document.add_paragraph()
        size = self.points * 1.5
        for line in kept:
            if not line.strip():
                size = self.points * 1.25
            self._centred(line, size)

    def title(self, text: str) -> None:
        self._centred(text, self.points + 2)

    def _centred(self, text: str, points: float) -> None:
        paragraph = self._document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._run(paragraph, text, points, bold=True)

    def heading(self, text: str) -> None:
        """A heading that stays with what follows."""
        paragraph = self._document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.space_before = Pt(6)
        self._run(paragraph, text, bold=True)

    def paragraph(self, text: str) -> None:
        """A paragraph, its first line set in; an item of a list keeps its own beginning."""
        paragraph = self._document.add_paragraph()
        if not text.lstrip().startswith(("-", "•", "(")) and not text.lstrip()[:1].isdigit():
            paragraph.paragraph_format.first_line_indent = FIRST_LINE
        self._run(paragraph, text)

    def pair(self, label: str, text: str) -> None:
        """A label with its text beside it."""
        paragraph = self._document.add_paragraph()
        self._run(paragraph, f"{label}  ", bold=True)
        self._run(paragraph, text)

    def table(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A table with lines, its header again on every page."""
        table = self._document.add_table(rows=1, cols=len(header), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        points = self.points - 2 if len(header) <= MANY_COLUMNS else self.points - 6
        table.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader"))
        for cell, text in zip(table.rows[0].cells, header, strict=True):
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
            self._run(cell.paragraphs[0], text, points, bold=True)
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                self._run(cell.paragraphs[0], text, points)
        self._document.add_paragraph()

    def letter(self, lines: Sequence[str], emblem: bytes) -> None:
        """A memo or letter in the markup of `letter_sheet`; `emblem`: the garuda at the left of its head."""
        for line in lines:
            text = line.strip()
            if text.startswith("# "):
                self._head(text[2:], emblem)
            elif text.startswith("> "):
                self._signature(text[2:])
            elif " | " in text:
                self._fields([part.strip() for part in text.split(" | ")])
            elif text.startswith("- ") or not text:
                self._run(self._document.add_paragraph(), text)
            else:
                self.paragraph(text)

    def _head(self, text: str, emblem: bytes) -> None:
        paragraph = self._document.add_paragraph()
        paragraph.paragraph_format.tab_stops.add_tab_stop(_TEXT_WIDTH // 2, WD_TAB_ALIGNMENT.CENTER)
        if emblem:
            paragraph.add_run().add_picture(BytesIO(emblem), height=EMBLEM_HEIGHT)
        self._run(paragraph, f"\t{text}", HEADING_POINTS, bold=True)

    def _signature(self, text: str) -> None:
        paragraph = self._document.add_paragraph()
        paragraph.paragraph_format.left_indent = _TEXT_WIDTH // 2
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._run(paragraph, text)

    def _fields(self, parts: Sequence[str]) -> None:
        """Labels and values on dotted lines that reach to the next label or the margin."""
        paragraph = self._document.add_paragraph()
        pairs = list(zip(parts[::2], parts[1::2], strict=False))
        for number, (label, value) in enumerate(pairs, start=1):
            stop = _TEXT_WIDTH * number // len(pairs)
            paragraph.paragraph_format.tab_stops.add_tab_stop(stop, WD_TAB_ALIGNMENT.LEFT)
            self._run(paragraph, f"{label} ", LABEL_POINTS, bold=True)
            shown = value if value.strip(". ") else ""
            self._run(paragraph, f" {shown}\t").underline = WD_UNDERLINE.DOTTED

    def _run(self, paragraph: Any, text: str, points: float | None = None, bold: bool = False) -> Any:
        run = paragraph.add_run(text)
        if points is not None:
            run.font.size = Pt(points)
            _size_of_thai(run._r.rPr, points)
        if bold:
            run.bold = run.font.cs_bold = True
        return run


def _size_of_thai(properties: Any, points: float) -> None:
    """The size of Thai letters, beside the size of Latin ones, where the schema wants it."""
    properties.find(qn("w:sz")).addnext(_element("w:szCs", str(round(points * 2))))


def _element(name: str, value: str | None = None) -> Any:
    element = OxmlElement(name)
    if value is not None:
        element.set(qn("w:val"), value)
    return element
