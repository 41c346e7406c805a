"""ข้อสังเกต: every problem, where it is and how to put it right, with links to its cell and its row here."""

from __future__ import annotations

from collections.abc import Mapping
from unicodedata import category

from xl_addin.excel.addresses import cell_address, quote_sheet
from xl_addin.excel.writing.bulk_columns import BulkColumn
from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.print_setup import PrintedRow, page, page_breaks, scale
from xl_addin.excel.writing.styles import ERROR_LOOK, LINK_COLOUR, MISSING_LOOK
from xl_addin.excel.writing.text_metrics import indented, lines_needed, row_height
from xl_addin.excel.writing.workbook_writer import starts_like_a_formula
from xl_addin.model.problems.problem import Problem, Severity
from xl_addin.model.values.cleaners import EXCEL_TEXT_LIMIT
from xl_addin.model.values.kinds import Kind
from xl_addin.report.book.file_links import FileLinks
from xl_addin.report.book.report_workbook import ReportBook
from xl_addin.report.book.sheet_setup import set_up_work_sheet
from xl_addin.report.book.text_lines import TextBlock, write_full_width
from xl_addin.report.book.worksheet_table import MOST_BREAKS, Layout

PROBLEMS_SHEET = "ข้อสังเกต"
SEVERITIES = {Severity.ERROR: "ต้องแก้", Severity.WARNING: "ควรตรวจ", Severity.NOTE: "แจ้งให้ทราบ"}
_LABELS = ("ที่", "ระดับ", "กลุ่ม", "โครงการ", "ไฟล์", "แผ่นงาน", "เซลล์", "ค่าที่กรอก", "ข้อสังเกต", "วิธีแก้")
_SHARES = (4, 9, 19, 28, 28, 11.5, 8, 18, 42, 33)
RULE_LABEL, _RULE_WIDTH = "รหัสข้อตรวจ", 30
"""The rule's id stands beside the printed page: to filter by, and to find it in คำอธิบายข้อตรวจ."""
_SCALE = 0.84
"""Of the sheet on paper: letters of 13 points, as more of a list of problems is seen at a glance."""

_NUMBER, _CELL = 0, 6
WHOLE_VALUE = "ค่าที่กรอกทั้งหมด"
OPEN_FILE = "เปิดไฟล์"

MOST_TITLE_ROWS = 20
"""More rows than title and header take."""

LAST_TOGETHER = 3
"""Problems that at least stand on the last page."""

LONGEST_NAME, LONGEST_VALUE = 50, 40
"""Letters of a project's name and of a typed value that are printed; a longer value stands beside the page."""

MOST_LINKS = 20_000
"""Problems with links: Excel keeps 65,530 links on a sheet, and each has three."""


def write_problems(
    book: ReportBook,
    sheet: BulkSheet,
    places: Mapping[str, tuple[str, int]],
    rules: Mapping[str, tuple[str, int]],
) -> None:
    """Write every problem, errors first.

    `places`: project id -> (sheet, row from 0) of its row in the report; `rules`: where the id of
    each rule is explained.
    """
    layout = Layout(book, sheet, _SHARES, "landscape", _SCALE)
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
    _rule_ids(layout, problems, first, rules)
    _whole_values(layout, problems, first)
    _links(layout, problems, first, places)
    set_up_work_sheet(book, sheet)
    sheet.repeat_rows(top, top)
    sheet.freeze_panes(first, 0)
    end = first + len(problems)
    if problems:
        sheet.autofilter(top, 0, end - 1, layout.columns)
    sheet.print_area(0, 0, max(end - 1, top), layout.columns - 1)
    room = page("landscape").height / scale("landscape", layout.width)
    title = sum(sum(block.heights) for block in blocks)
    header = row_height(list(zip(_LABELS, layout.widths, strict=True)), book.points, bold=True)
    rows = [
        PrintedRow(first + number, height, keep=number >= len(heights) - LAST_TOGETHER)
        for number, height in enumerate(heights)
    ]
    sheet.set_h_pagebreaks(page_breaks(rows, room - header - title, room - header)[:MOST_BREAKS])


def _sorted(book: ReportBook) -> list[Problem]:
    """Groups without a file, then errors first, by group and project in the register's order, as found."""
    groups = {group.name: number for number, group in enumerate(book.register.groups)}
    projects = {id_: number for number, id_ in enumerate(book.consolidated.frame["project_id"].tolist())}
    weight = {severity: number for number, severity in enumerate(Severity)}

    def order(problem: Problem) -> tuple[bool, int, int, int, str]:
        group = groups.get(problem.group, len(groups))
        missing = problem.rule == "group_missing"
        return (
            not missing,
            weight[problem.severity],
            group,
            projects.get(problem.project, -1),
            problem.place.file,
        )

    return sorted(book.consolidated.problems, key=order)


def _texts(problem: Problem, names: Mapping[str, str]) -> tuple[str, ...]:
    """What is printed of a problem; `names`: project id -> name."""
    place = problem.place
    name = problem.project_name or names.get(problem.project, "")
    return (
        problem.group,
        f"{problem.project} {shortened(name, LONGEST_NAME)}".strip(),
        place.file,
        place.sheet,
        place.cell,
        shortened(_typed(problem), LONGEST_VALUE),
        problem.message,
        problem.fix,
    )


def _typed(problem: Problem) -> str:
    """What was typed; what a sentence about a whole file or group names already is not said again."""
    return "" if not problem.place.cell and problem.value in problem.message else problem.value


def shortened(text: str, most: int) -> str:
    """At most so many letters of a text, in one paragraph; vowels and tone marks stay with their consonant."""
    if len(text) <= most:
        return text
    end = most - 1
    while end > 1 and category(text[end]) == "Mn":
        end -= 1
    return " ".join(text[:end].split()) + "…"


def _rule_ids(
    layout: Layout, problems: list[Problem], first: int, rules: Mapping[str, tuple[str, int]]
) -> None:
    """The id of each problem's rule beside the print area, with a link to what it means."""
    column, styles = layout.columns, layout.book.styles
    layout.sheet.set_column(column, column, _RULE_WIDTH)
    layout.sheet.write_string(first - 1, column, RULE_LABEL, styles.header())
    plain, link = styles.make(valign="top"), styles.make(valign="top", font_color=LINK_COLOUR, underline=1)
    for number, problem in enumerate(problems):
        row = first + number
        if problem.rule in rules and number < MOST_LINKS:
            name, line = rules[problem.rule]
            target = f"internal:{quote_sheet(name)}!{cell_address(line + 1, 2)}"
            layout.sheet.write_url(row, column, target, link, problem.rule)
        else:
            layout.sheet.write_string(row, column, problem.rule, plain)


def _whole_values(layout: Layout, problems: list[Problem], first: int) -> None:
    """Values that were shortened, beside the print area: nothing that was typed is lost."""
    long = [number for number, problem in enumerate(problems) if len(_typed(problem)) > LONGEST_VALUE]
    if not long:
        return
    column, styles = layout.columns + 1, layout.book.styles
    layout.sheet.set_column(column, column, 40)
    layout.sheet.write_string(first - 1, column, WHOLE_VALUE, styles.header())
    plain, quoted = styles.make(valign="top"), styles.make(valign="top", quote_prefix=True)
    for number in long:
        value = problems[number].value[:EXCEL_TEXT_LIMIT]
        look = quoted if starts_like_a_formula(value) else plain
        layout.sheet.write_string(first + number, column, value, look)


def _rows(layout: Layout, problems: list[Problem], first: int) -> list[float]:
    book, sheet = layout.book, layout.sheet
    rows = range(first, first + len(problems))
    order = list(range(1, len(problems) + 1))
    look = book.styles.value(Kind.TEXT, num_format="General", indent=1)
    quoted = book.styles.value(Kind.TEXT, num_format="General", indent=1, quote_prefix=True)
    frame = book.consolidated.frame
    names = dict(zip(frame["project_id"].tolist(), frame["project"].fillna("").tolist(), strict=True))
    printed = [_texts(problem, names) for problem in problems]
    severities = [SEVERITIES[problem.severity] for problem in problems]
    texts = list(zip(*printed, strict=True))
    columns: list[BulkColumn] = [
        sheet.numbers(0, order, 0, book.styles.value(Kind.COUNT)),
        sheet.texts(1, severities, book.styles.value(Kind.CHOICE)),
        *(sheet.texts(number, column, look, quoted) for number, column in enumerate(texts, start=2)),
    ]
    one, two = (row_height([], book.points, least=count) for count in (1, 2))
    heights = []
    widths = [indented(width) for width in layout.widths[2:]]
    for row in printed:
        cells = zip(row, widths, strict=True)
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
) -> None:
    book, sheet = layout.book, layout.sheet
    blue = {"font_color": LINK_COLOUR, "underline": 1}
    look = book.styles.value(Kind.CHOICE, num_format="General", **blue)
    numbered = book.styles.value(Kind.COUNT, **blue)
    links = FileLinks(book.consolidated, book.returned)
    for number, problem in enumerate(problems[:MOST_LINKS]):
        row, place = first + number, problem.place
        target = links.to(place.file, place.sheet, place.cell)
        if target is not None:
            # LibreOffice does not wrap a link: it stands on the cell, and the file's name beside it wraps.
            sheet.write_url(row, _CELL, target, look, place.cell if "#" in target else OPEN_FILE)
        if problem.project in places:
            name, line = places[problem.project]
            target = f"internal:{quote_sheet(name)}!{cell_address(line + 1, 1)}"
            # For the same reason the link to the project stands on the number.
            sheet.write_url(row, _NUMBER, target, numbered)
            # The link stays; the cell becomes the number that its neighbours are.
            sheet.write_number(row, _NUMBER, number + 1, numbered)
