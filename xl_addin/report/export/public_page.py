"""The page for the public (ITA/OIT): each project with its money, percent, status, results and problems.

A workbook of its own with one sheet, so that no work sheet, file name or cell of the office's own files can go
out with it; its PDF is made from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.excel.writing.atomic_file import write_whole
from xl_addin.excel.writing.plain_workbook import CREATED
from xl_addin.excel.writing.print_setup import page
from xl_addin.excel.writing.styles import HEADER_FILL, MISSING_LOOK
from xl_addin.excel.writing.text_metrics import MAX_ROW_HEIGHT, indented
from xl_addin.model import texts as office_texts
from xl_addin.model.form.schema import Form
from xl_addin.model.problems.errors import CatalogueError
from xl_addin.model.values import money
from xl_addin.model.values.kinds import Kind
from xl_addin.report.book.column_values import phrases, texts, whole_numbers
from xl_addin.report.book.report_workbook import ReportBook, Written
from xl_addin.report.book.sheet_setup import number_pages, set_up_report_page
from xl_addin.report.book.table_rows import UNREPORTED, closed_in, reported_in
from xl_addin.report.book.text_lines import TextBlock, draft_line, write_full_width
from xl_addin.report.book.unfinished import MARK
from xl_addin.report.book.worksheet_table import Cell, Layout, Live, Number
from xl_addin.report.table.page_flow import divided, text_height

SHEET = "เผยแพร่"
WRONG = f"{MARK} ข้อมูลของโครงการนี้ยังมีที่ต้องแก้"
PRINTED_AT = 0.75
"""Scale on paper: letters of 12 points."""

CONTINUED = "(ต่อ)"
_SMALLEST = 0.25
"""Part of that which is left on a page: with less, the row begins on the next."""
_HIGHEST = 0.6
"""Part of a page that one row takes at most; longer texts go on in a further row."""


class NoPublicPage(CatalogueError):
    """The form does not say which of its columns the page is made of."""


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of the page: its label, its share of the width, its kind, and what stands in it per project."""

    label: str
    share: float
    kind: Kind
    cells: Sequence[Cell]
    total: bool = False


def public_path(report: Path) -> Path:
    """ "รายงาน ฉบับเผยแพร่.xlsx" """
    return report.with_name(f"{report.stem} ฉบับเผยแพร่.xlsx")


def write_public(report: Path, consolidated: Consolidated) -> Path:
    """Write the workbook beside the report; gives its path. Raises NoPublicPage and WriteError."""
    target = public_path(report)
    write_whole(target, public_bytes(consolidated))
    return target


def public_bytes(consolidated: Consolidated) -> bytes:
    """The page as a workbook; the same data gives the same bytes. Raises NoPublicPage."""
    form = consolidated.register.form
    if form.national is None or form.national.budget is None:
        raise NoPublicPage("public_not_told", value=form.id)
    buffer = BytesIO()
    book = ReportBook(buffer, consolidated)
    _Page(book).write()
    book.workbook.close()
    return buffer.getvalue()


class _Page:
    def __init__(self, book: ReportBook) -> None:
        self.book, self.round = book, book.consolidated.round
        self.frame = book.consolidated.frame
        self.columns = list(_columns(book))
        self.sheet = book.add_sheet(book.sheet_name(SHEET))
        self.layout = Layout(
            book, self.sheet, [column.share for column in self.columns], "landscape", PRINTED_AT
        )
        self.kinds = [column.kind for column in self.columns]

    def write(self) -> None:
        row = self._titles() + 1
        row = self.layout.header(row, [self.book.in_digits(column.label) for column in self.columns])
        self.layout.repeat(row - 1)
        first = row
        sections = texts(self.frame, "section") if self._has_sections() else [None] * len(self.frame)
        before = None
        for position, section in enumerate(sections):
            if section and section != before:
                row = self._heading(row, section)
            before = section
            row = self._project(row, [column.cells[position] for column in self.columns])
        row = self._total(row, first)
        if self.book.unfinished().wrong:
            row = self._lines(row + 1, [WRONG], title=False)
        self.layout.end_pages()
        set_up_report_page(self.book, self.sheet, "landscape")
        number_pages(self.book, [self.sheet])
        self.sheet.print_area(0, 0, row - 1, self.layout.columns - 1)
        register = self.book.register
        self.book.workbook.set_properties(
            {
                "created": CREATED,
                "title": self._first_title(),
                "subject": register.office,
                "author": register.office,
            }
        )

    def _has_sections(self) -> bool:
        national = self.book.form.national
        assert national is not None
        return self.book.form.sections is not None and "section" in (national.strategy, national.fund_source)

    def _first_title(self) -> str:
        what = "แผนปฏิบัติการ" if _is_plan(self.book.form) else "รายงานความก้าวหน้าการดำเนินงานตามแผนปฏิบัติการ"
        return f"{what}ประจำปีงบประมาณ พ.ศ. {self.book.register.fiscal_year}"

    def _titles(self) -> int:
        names = office_texts.names_of(self.book.register, self.round)
        when = f"{names['period_name']} (ข้อมูล ณ วันที่ {names['as_of']})"
        row = self._lines(0, [self._first_title(), self.book.register.office, when], title=True)
        draft = draft_line(self.book, self.round)
        if draft is None:
            return row
        look = self.book.styles.make(align="center", valign="vcenter", text_wrap=True, **MISSING_LOOK)
        block = TextBlock.fitted(draft, look, self.layout.width, self.book.points)
        return write_full_width(self.book, self.sheet, [block], self.layout.columns, row)

    def _lines(self, row: int, lines: Sequence[str], title: bool) -> int:
        look = self.book.styles.title() if title else self.book.styles.note()
        blocks = [
            TextBlock.fitted(
                Written(self.book.in_digits(line)), look, self.layout.width, self.book.points, title
            )
            for line in lines
        ]
        return write_full_width(self.book, self.sheet, blocks, self.layout.columns, row)

    def _heading(self, row: int, section: str) -> int:
        look = self.book.styles.heading()
        text = Written(self.book.in_digits(section))
        block = TextBlock.fitted(text, look, self.layout.width, self.book.points, bold=True)
        # With the first rows of a project below it.
        row = self.layout.ready(row, sum(block.heights) * 3, _unchanged)
        return write_full_width(self.book, self.sheet, [block], self.layout.columns, row)

    def _project(self, row: int, cells: Sequence[Cell]) -> int:
        """One project; texts that are too long for what is left of the page, or for a row, go on in the next."""
        left = list(cells)
        while any(cell is not None for cell in left):
            most = min(page("landscape").height / PRINTED_AT * _HIGHEST, MAX_ROW_HEIGHT)
            free = min(self.layout.left(row), MAX_ROW_HEIGHT)
            now, later = self._divided(left, free)
            if free < most * _SMALLEST or any(one and not part for one, part in zip(left, now, strict=True)):
                now, later = self._divided(left, most)
            left = later
            row = self.layout.ready(row, self.layout.height(now), _unchanged)
            row = self.layout.row(row, now, self.kinds)
        return row

    def _divided(self, cells: Sequence[Cell], room: float) -> tuple[list[Cell], list[Cell]]:
        now: list[Cell] = []
        later: list[Cell] = []
        for cell, width in zip(cells, self.layout.widths, strict=True):
            head, rest = cell, ""
            if isinstance(cell, str) and text_height(cell, indented(width), self.book.points) > room:
                head, rest = divided(cell, indented(width), self.book.points, room)
            now.append(head)
            later.append(rest or None)
        if any(later) and not later[1]:
            later[1] = CONTINUED
        return now, later

    def _total(self, row: int, first: int) -> int:
        cells: list[Cell] = ["" for _ in self.columns]
        cells[1] = "รวม"
        for number, column in enumerate(self.columns):
            if not column.total:
                continue
            values = [cell.value or 0 for cell in column.cells if isinstance(cell, Number)]
            cells[number] = Live(
                f"SUM({self.layout.cell(first, number)}:{self.layout.cell(row - 1, number)})",
                sum(values) / 100,
            )
        row = self.layout.ready(row, self.layout.height(cells, bold=True), _unchanged)
        return self.layout.row(row, cells, self.kinds, bold=True, bg_color=HEADER_FILL)


def _unchanged(row: int) -> int:
    """The header is repeated by the sheet itself."""
    return row


def _is_plan(form: Form) -> bool:
    return form.national is not None and form.national.plan


def _columns(book: ReportBook) -> Iterator[_Column]:
    """The columns of the page that the form has."""
    form, frame = book.form, book.consolidated.frame
    national, public = form.national, form.public
    assert national is not None and national.budget is not None
    wrong = book.unfinished().wrong
    ids = texts(frame, "project_id")
    names = [
        book.in_digits(f"{name} {MARK}" if id_ in wrong else name or "")
        for id_, name in zip(ids, texts(frame, national.project), strict=True)
    ]
    yield _Column("ที่", 5, Kind.COUNT, list(range(1, len(frame) + 1)))
    yield _Column("โครงการ", 36, Kind.TEXT, names)
    budget = whole_numbers(frame, national.budget)
    yield _Column("งบประมาณ (บาท)", 12, Kind.BAHT, [Number(value, Kind.BAHT) for value in budget], total=True)
    if national.used_to_date is not None and not national.plan:
        used = whole_numbers(frame, national.used_to_date)
        yield _Column("เบิกจ่าย (บาท)", 12, Kind.BAHT, [Number(value, Kind.BAHT) for value in used], total=True)
        rounding = book.settings.percent_rounding
        shares = [
            None if part is None or not whole else money.percent(part, whole, rounding)
            for part, whole in zip(used, budget, strict=True)
        ]
        yield _Column("ร้อยละ", 8, Kind.PERCENT, [Number(share, Kind.PERCENT) for share in shares])
    if national.status is not None:
        yield _Column("สถานะ", 22, Kind.CHOICE, list(_statuses(book, national.status)))
    for key, label in (("results", "ผลการดำเนินงาน"), ("problems", "ปัญหาและอุปสรรค")):
        own = getattr(public, key, None)
        if own is not None:
            share = 60 if key == "results" else 28
            said = [book.in_digits(text) if text else "" for text in texts(frame, own)]
            yield _Column(label, share, Kind.LONG_TEXT, said)


def _statuses(book: ReportBook, key: str) -> Iterator[str]:
    """A project's status as the office says it; what became of one that is asked no more, or has not reported."""
    frame = book.consolidated.frame
    for phrase, reported, closed in zip(
        phrases(frame, book.form.column(key)), reported_in(frame), closed_in(frame), strict=True
    ):
        yield book.in_digits(closed) if closed else (phrase or "" if reported else UNREPORTED)
