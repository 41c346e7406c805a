"""The ministry's report of one quarter: offices ranked, status and money, what came back, reconciliation, data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from xl_addin.excel.addresses import column_letters, quote_sheet
from xl_addin.excel.gc_pause import gc_paused
from xl_addin.excel.writing.atomic_file import atomic_write
from xl_addin.excel.writing.bulk_columns import BulkColumn
from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.plain_workbook import CREATED
from xl_addin.excel.writing.print_setup import set_up_page
from xl_addin.excel.writing.styles import ERROR_LOOK, GOOD_LOOK, HEADER_FILL
from xl_addin.excel.writing.text_metrics import row_height
from xl_addin.model.form.national import MONEY_KEYS, STATUS_LABELS
from xl_addin.model.identity import DRAFT, PROPERTY_PREFIX
from xl_addin.model.table_names import DATA_SHEET
from xl_addin.model.thai.names import name_key
from xl_addin.model.values.kinds import SCALE, Kind
from xl_addin.offices.national import National, Use
from xl_addin.offices.national_book import FIRST_ROW, TITLE, NationalBook
from xl_addin.offices.national_data import COLUMNS, MONEY_LABELS
from xl_addin.offices.sources import NATIONAL
from xl_addin.report.book.live_checks import AGREES, DIFFERS, Check, said, verdict
from xl_addin.report.book.sheet_setup import WORK_TAB
from xl_addin.report.book.worksheet_table import Cell, Layout, Live, Number
from xl_addin.report.worksheets.problems_sheet import SEVERITIES

OFFICES_SHEET, SUMMARY_SHEET, RETURNS_SHEET = "สำนักงาน", "สรุป", "การส่งรายงาน"
PROBLEMS_SHEET, RECONCILIATION_SHEET = "ข้อสังเกต", "กระทบยอด"
NOT_SAID = "ไม่ระบุ"
NO_OWN_TOTAL = "รายงานไม่ได้พิมพ์ยอดนี้"
DATA_NAME = "t_national"
_MONEY = (Kind.BAHT,) * len(MONEY_KEYS)


def write_national(target: Path, national: National) -> tuple[Check, ...]:
    """Write the workbook; gives every check of its reconciliation. The same reports give the same bytes.

    Raises WriteError where the file cannot be written; then an old one of that name is as it was.
    """
    with gc_paused(), atomic_write(target) as growing:
        book = NationalBook(growing, national)
        names = (
            OFFICES_SHEET,
            SUMMARY_SHEET,
            RETURNS_SHEET,
            PROBLEMS_SHEET,
            RECONCILIATION_SHEET,
            DATA_SHEET,
        )
        offices, summary, returns, problems, reconciliation, data = (book.add_sheet(name) for name in names)
        _write_offices(book, offices)
        _write_summary(book, summary)
        _write_returns(book, returns)
        _write_problems(book, problems)
        checks = _write_reconciliation(book, reconciliation)
        _write_data(book, data)
        for sheet in (returns, problems, reconciliation, data):
            sheet.set_tab_color(WORK_TAB)
        book.workbook.set_custom_property(PROPERTY_PREFIX + "document", NATIONAL, "text")
        book.workbook.set_properties({"created": CREATED, "title": TITLE, "subject": book.period})
        book.workbook.close()
    return checks


def _write_offices(book: NationalBook, sheet: BulkSheet) -> None:
    titles = (TITLE, f"{book.period} เรียงตามร้อยละที่ใช้")
    layout, row = book.layout(sheet, (5, 40, 14, 6, 11, 17, 17, 17, 17, 10, 10), titles)
    row = first = layout.header(
        row, ("ที่", "สำนักงาน", "แบบ", "รอบ", "โครงการ", *MONEY_LABELS.values(), "ร้อยละที่ใช้", "ฉบับ")
    )
    sheet.repeat_rows(row - 1)
    kinds = (Kind.COUNT, Kind.TEXT, Kind.CHOICE, Kind.COUNT, Kind.COUNT, *_MONEY, Kind.PERCENT, Kind.CHOICE)
    for number, report in enumerate(book.offices, 1):
        cell = layout.cell(row, 0)
        sums: list[Cell] = [
            "" if key in report.lacks else book.office_sum(key, cell, number) for key in MONEY_KEYS
        ]
        projects = Live(f"COUNTIF({book.range('office_no')},{cell})", len(report.rows))
        budget, used = report.total("budget"), report.total("used_to_date")
        percent = "" if "used_to_date" in report.lacks else _percent(layout, row, used, budget)
        state = "ร่าง" if report.state == DRAFT else "สมบูรณ์"
        cells: list[Cell] = [
            number,
            report.office,
            report.form_id,
            report.round,
            projects,
            *sums,
            percent,
            state,
        ]
        row = layout.row(row, cells, kinds)
    sheet.freeze_panes(first, 2)
    last = row - 1
    total: list[Cell] = ["", "รวมทุกสำนักงาน", "", ""]
    total.append(_column_sum(layout, first, last, 4, book.rows))
    for column, key in enumerate(MONEY_KEYS, 5):
        total.append(
            _column_sum(layout, first, last, column, sum(one.total(key) for one in book.offices) / 100)
        )
    layout.row(row, [*total, "", ""], kinds, bold=True, bg_color=HEADER_FILL)


def _percent(layout: Layout, row: int, used: int, budget: int) -> Live:
    whole, part = layout.cell(row, 5), layout.cell(row, 7)
    value = round(used / budget * 100, 10) if budget else None
    return Live(f'IF({whole}=0,"",{part}/{whole}*100)', value)


def _column_sum(layout: Layout, first: int, last: int, column: int, value: float) -> Live:
    return Live(f"SUM({layout.cell(first, column)}:{layout.cell(last, column)})", value)


def _write_summary(book: NationalBook, sheet: BulkSheet) -> None:
    layout, row = book.layout(sheet, (50, 12, 18, 18, 18, 18), (TITLE, book.period))
    row = _breakdown(book, layout, row, "สถานะ", "status", [*STATUS_LABELS.items(), ("", NOT_SAID)])
    for by, label in (("form", "แบบ"), ("strategy", "ยุทธศาสตร์หรือนโยบาย"), ("fund_source", "แหล่งงบประมาณ")):
        found = {text or "" for text in book.data[by]}
        row = _breakdown(
            book, layout, row + 1, label, by, [(text, text or NOT_SAID) for text in sorted(found)]
        )
    layout.end_pages()


def _breakdown(
    book: NationalBook, layout: Layout, row: int, label: str, by: str, values: Sequence[tuple[str, str]]
) -> int:
    """Projects and money by the values of one column, with the sum of all."""
    _begin_table(book, layout, row)
    row = first = layout.header(row, (label, "โครงการ", *MONEY_LABELS.values()))
    kinds = (Kind.TEXT, Kind.COUNT, *_MONEY)
    for value, shown in values:
        sums = [book.sum_where(key, **{by: value}) for key in MONEY_KEYS]
        row = layout.row_on_page(row, [shown, book.count_where(**{by: value}), *sums], kinds)
    totals = [sum(one.total(key) for one in book.offices) / 100 for key in MONEY_KEYS]
    cells: list[Cell] = [
        _column_sum(layout, first, row - 1, column, total)
        for column, total in enumerate((book.rows, *totals), 1)
    ]
    return layout.row_on_page(row, ["รวม", *cells], kinds, bold=True, bg_color=HEADER_FILL)


def _begin_table(book: NationalBook, layout: Layout, row: int) -> None:
    """A table begins where its header has some of its rows below it on the page."""
    layout.begin(row, 4 * row_height([], book.points))


def _write_returns(book: NationalBook, sheet: BulkSheet) -> None:
    layout, row = book.layout(sheet, (40, 24, 60), ("การส่งรายงานของสำนักงาน", book.period))
    kinds = (Kind.TEXT,) * 3
    if book.national.expected:
        row = layout.header(row, ("สำนักงานที่รอ", "ผล", "หมายเหตุ"))
        late = {name_key(one.office) for one in book.national.late}
        missing = {name_key(one.office) for one in book.national.missing}
        for one in book.national.expected:
            is_late, is_missing = name_key(one.office) in late, name_key(one.office) in missing
            state = "ยังไม่มีรายงานที่ใช้ได้" if is_missing else "ส่งช้า" if is_late else "ส่งแล้ว"
            note = f"กำหนด {one.due} รับ {one.received}" if is_late else ""
            row = layout.row_on_page(row, [one.office, state, note], kinds)
        row += 1
    _begin_table(book, layout, row)
    row = layout.header(row, ("ไฟล์", "ผล", "สำนักงาน และเหตุที่ไม่ใช้"))
    for outcome in book.national.outcomes:
        used = outcome.use is Use.USED
        office = outcome.report.office if outcome.report else ""
        why = "" if used else "; ".join(told.message for told in outcome.problems)
        line = (outcome.file, "ใช้" if used else "ไม่ใช้", " — ".join(filter(None, (office, why))))
        row = layout.row_on_page(row, line, kinds)
    layout.end_pages()


def _write_problems(book: NationalBook, sheet: BulkSheet) -> None:
    layout, row = book.layout(sheet, (10, 30, 14, 8, 60, 50), ("ข้อสังเกต", book.period))
    row = layout.header(row, ("ระดับ", "ไฟล์", "แผ่นงาน", "เซลล์", "ข้อสังเกต", "วิธีแก้"))
    sheet.repeat_rows(row - 1)
    for told in book.national.problems:
        place = told.place
        cells: list[Cell] = [
            SEVERITIES[told.severity],
            place.file,
            place.sheet,
            place.cell,
            told.message,
            told.fix,
        ]
        row = layout.row(row, cells, (Kind.CHOICE, *(Kind.TEXT,) * 5))
    if not book.national.problems:
        layout.row(row, ["", "", "", "", "ไม่มีข้อสังเกต", ""], (Kind.TEXT,) * 6)


def _write_reconciliation(book: NationalBook, sheet: BulkSheet) -> tuple[Check, ...]:
    """Every office's own printed total = the sum of its rows here, to the satang."""
    titles = ("กระทบยอด: ยอดที่รายงานของสำนักงานพิมพ์ = ผลรวมของข้อมูลในเล่มนี้", book.period)
    layout, row = book.layout(sheet, (6, 44, 16, 18, 18, 12, 56), titles)
    row = layout.header(
        row, ("ที่", "สำนักงาน", "ยอด", "ในรายงานของสำนักงาน", "ในเล่มนี้", "ผล", "ไฟล์ › เซลล์ของยอดในรายงาน")
    )
    sheet.repeat_rows(row - 1)
    first, checks = row, []
    kinds = (Kind.COUNT, Kind.TEXT, Kind.TEXT, Kind.BAHT, Kind.BAHT, Kind.CHOICE, Kind.TEXT)
    for number, report in enumerate(book.offices, 1):
        for key in (key for key in MONEY_KEYS if key not in report.lacks):
            label, own = MONEY_LABELS[key], report.totals.get(key)
            here = book.office_sum(key, layout.cell(row, 0), number)
            if own is None:
                row = layout.row(
                    row,
                    [number, report.office, label, "", here, "", f"{report.file} › {NO_OWN_TOTAL}"],
                    kinds,
                )
                continue
            agrees = own.amount == report.total(key)
            result = Live(verdict(f"ROUND({layout.cell(row, 3)}-{layout.cell(row, 4)},2)=0"), said(agrees))
            checks.append(Check(f"{report.office}: {label}", agrees, layout.cell(row, 5)))
            cells: list[Cell] = [number, report.office, label, Number(own.amount, Kind.BAHT), here, result]
            row = layout.row(row, [*cells, f"{report.file} › {own.cells}"], kinds)
    for word, colours in ((AGREES, GOOD_LOOK), (DIFFERS, ERROR_LOOK)):
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": book.styles.look(**colours)}
        sheet.conditional_format(first, 5, row, 5, rule)
    return tuple(checks)


def _write_data(book: NationalBook, sheet: BulkSheet) -> None:
    """Tidy data: labels, English keys, a row for each project; money in baht."""
    set_up_page(sheet, "landscape", TITLE)
    sheet.repeat_rows(0, 1)
    header = book.styles.make(bold=True, valign="top", text_wrap=True, border=1, bg_color=HEADER_FILL)
    plain = book.styles.make(border=1, font_size=12)
    for position, column in enumerate(COLUMNS):
        sheet.write_string(0, position, column.label, header)
        sheet.write_string(1, position, column.key, plain)
        sheet.set_column(position, position, 30 if column.key in ("office", "project") else 14)
    line = row_height([], book.points)
    rows = range(FIRST_ROW, FIRST_ROW + book.rows)
    sheet.write_block(rows, list(_bulk(book, sheet)), [line] * book.rows)
    last = FIRST_ROW + max(1, book.rows)
    sheet.freeze_panes(FIRST_ROW, 2)
    sheet.autofilter(1, 0, last - 1, len(COLUMNS) - 1)
    area = f"$A$2:${column_letters(len(COLUMNS))}${last}"
    book.workbook.define_name(DATA_NAME, f"={quote_sheet(DATA_SHEET)}!{area}")


def _bulk(book: NationalBook, sheet: BulkSheet) -> Iterator[BulkColumn]:
    text = book.styles.make(align="left", valign="top", indent=1)
    quoted = book.styles.make(align="left", valign="top", indent=1, quote_prefix=True)
    for position, column in enumerate(COLUMNS):
        values = book.data[column.key]
        if column.kind is Kind.TEXT:
            yield sheet.texts(position, values, text, quoted)
        else:
            look = book.styles.make(valign="top", num_format=column.kind.facts.data_format)
            yield sheet.numbers(position, values, SCALE[column.kind], look)
