"""ข้อสังเกต: every problem, where it is and how to put it right, with links to its cell and its row here."""

from __future__ import annotations

from collections.abc import Mapping

from xl_addin.model.kinds import Kind
from xl_addin.model.problem import Problem, Severity
from xl_addin.report.page_text import TextBlock, write_full_width
from xl_addin.report.plain_table import MOST_BREAKS, Layout
from xl_addin.report.report_book import ReportBook
from xl_addin.workbook.addresses import cell_address, quote_sheet
from xl_addin.workbook.bulk_rows import BulkColumn, BulkSheet
from xl_addin.workbook.print_setup import PrintedRow, page, page_breaks, scale, set_up_page
from xl_addin.workbook.styles import ERROR_LOOK, MISSING_LOOK
from xl_addin.workbook.textfit import lines_needed, row_height

PROBLEMS_SHEET = "ข้อสังเกต"
SEVERITIES = {Severity.ERROR: "ต้องแก้", Severity.WARNING: "ควรตรวจ", Severity.NOTE: "แจ้งให้ทราบ"}
_LABELS = ("ที่", "ระดับ", "กลุ่ม", "โครงการ", "ไฟล์", "แผ่นงาน", "เซลล์", "ค่าที่กรอก", "ข้อสังเกต", "วิธีแก้")
_SHARES = (5, 9, 15, 27, 16, 10, 8, 14, 34, 30)
_NUMBER, _FILE, _CELL = 0, 4, 6

MOST_LINKS = 20_000
"""Problems with links: Excel keeps 65,530 links on a sheet, and each has two."""


def write_problems(
    book: ReportBook, sheet: BulkSheet, places: Mapping[str, tuple[str, int]], files: frozenset[str]
) -> None:
    """Write every problem, errors first.

    `places`: project id -> (sheet, row from 0) of its row in the report; `files`: what was returned.
    """
    layout = Layout(book, sheet, _SHARES, "landscape")
    problems = _sorted(book)
    counts = {severity: sum(1 for one in problems if one.severity is severity) for severity in Severity}
    told = " ".join(f"{SEVERITIES[severity]} {count} ข้อ" for severity, count in counts.items())
    names = book.names()
    blocks = [
        TextBlock.fitted(line, book.styles.title(), layout.width, book.points, bold=True)
        for text in (f"ข้อสังเกตจากการตรวจ {names['office']} {names['period_name']}", told)
        for line in book.write_lines(text, {}, PROBLEMS_SHEET)
    ]
    top = write_full_width(book, sheet, blocks, layout.columns, 0)
    first = layout.header(top, _LABELS)
    heights = _rows(layout, problems, first)
    _links(layout, problems, first, places, files)
    set_up_page(sheet, "landscape", book.form.report.title)
    sheet.repeat_rows(top, top)
    sheet.freeze_panes(first, 0)
    end = first + len(problems)
    if problems:
        sheet.autofilter(top, 0, end - 1, layout.columns - 1)
    sheet.print_area(0, 0, max(end - 1, top), layout.columns - 1)
    room = page("landscape").height / scale("landscape", layout.width)
    title = sum(sum(block.heights) for block in blocks)
    header = row_height(list(zip(_LABELS, layout.widths, strict=True)), book.points, bold=True)
    rows = [PrintedRow(first + number, height) for number, height in enumerate(heights)]
    sheet.set_h_pagebreaks(page_breaks(rows, room - header - title, room - header)[:MOST_BREAKS])


def _sorted(book: ReportBook) -> list[Problem]:
    """Errors first, then by group and project in the register's order, as found."""
    groups = {group.name: number for number, group in enumerate(book.register.groups)}
    projects = {id_: number for number, id_ in enumerate(book.consolidated.frame["project_id"])}
    weight = {severity: number for number, severity in enumerate(Severity)}

    def order(problem: Problem) -> tuple[int, int, int, str]:
        group = groups.get(problem.group, len(groups))
        return weight[problem.severity], group, projects.get(problem.project, -1), problem.place.file

    return sorted(book.consolidated.problems, key=order)


def _texts(problem: Problem) -> tuple[str, ...]:
    place = problem.place
    project = problem.project_name or problem.project
    return (
        problem.group,
        project,
        place.file,
        place.sheet,
        place.cell,
        problem.value,
        problem.message,
        problem.fix,
    )


def _rows(layout: Layout, problems: list[Problem], first: int) -> list[float]:
    book, sheet = layout.book, layout.sheet
    rows = range(first, first + len(problems))
    order = list(range(1, len(problems) + 1))
    look = book.styles.value(Kind.TEXT, num_format="General")
    quoted = book.styles.value(Kind.TEXT, num_format="General", quote_prefix=True)
    severities = [SEVERITIES[problem.severity] for problem in problems]
    texts = list(zip(*(_texts(problem) for problem in problems), strict=True)) if problems else []
    columns: list[BulkColumn] = [
        sheet.numbers(0, order, 0, book.styles.value(Kind.COUNT)),
        sheet.texts(1, severities, book.styles.value(Kind.CHOICE)),
        *(sheet.texts(number, column, look, quoted) for number, column in enumerate(texts, start=2)),
    ]
    one, two = (row_height([], book.points, least=count) for count in (1, 2))
    heights = []
    for problem in problems:
        cells = zip(_texts(problem), layout.widths[2:], strict=True)
        most = max(lines_needed(text, width, book.points) if text else 1 for text, width in cells)
        heights.append(min(one + (two - one) * (most - 1), 409.5))
    sheet.write_block(rows, columns, heights)
    if problems:
        area = (first, 1, first + len(problems) - 1, 1)
        for severity, colours in ((Severity.ERROR, ERROR_LOOK), (Severity.WARNING, MISSING_LOOK)):
            rule = {"type": "cell", "criteria": "==", "value": f'"{SEVERITIES[severity]}"'}
            sheet.conditional_format(*area, rule | {"format": book.styles.look(**colours)})
    return heights


def _links(
    layout: Layout,
    problems: list[Problem],
    first: int,
    places: Mapping[str, tuple[str, int]],
    files: frozenset[str],
) -> None:
    book, sheet = layout.book, layout.sheet
    look = book.styles.value(Kind.TEXT, font_color="#0563C1", underline=1)
    for number, problem in enumerate(problems[:MOST_LINKS]):
        row, place = first + number, problem.place
        if place.file in files:
            target = f"external:{book.returned}/{_in_link(place.file)}"
            if place.sheet and place.cell:
                target += f"#{quote_sheet(place.sheet)}!{place.cell}"
                sheet.write_url(row, _CELL, target, look, place.cell)
            else:
                sheet.write_url(row, _FILE, target, look, place.file)
        if problem.project in places:
            name, there = places[problem.project]
            target = f"internal:{quote_sheet(name)}!{cell_address(there + 1, 1)}"
            # LibreOffice does not wrap a link: it stands on the number, and the name beside it wraps.
            sheet.write_url(row, _NUMBER, target, look, str(number + 1))


def _in_link(file: str) -> str:
    """A file name as a link holds it: # would begin the cell; XlsxWriter escapes only what has no % yet."""
    return file.replace("%", "%25").replace("#", "%23").replace(" ", "%20")
