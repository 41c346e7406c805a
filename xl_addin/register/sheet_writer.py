"""One sheet of the register being written: title, note, and tables with all that helps to fill them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlsxwriter.format import Format

from xl_addin.excel.addresses import column_letters, quote_sheet
from xl_addin.excel.writing.header_rows import header_blocks
from xl_addin.excel.writing.print_setup import set_up_page
from xl_addin.excel.writing.styles import MISSING_LOOK
from xl_addin.excel.writing.text_metrics import column_points, row_height
from xl_addin.excel.writing.workbook_writer import Book, starts_like_a_formula
from xl_addin.excel.writing.workbook_writer import Sheet as BookSheet
from xl_addin.model.values.kinds import Kind
from xl_addin.register.cell_values import CellValue, Row, filled_up
from xl_addin.register.data_validation import Dropdowns, column_validation, item_validation
from xl_addin.register.layout_parts import Entry, SheetLayout, Table
from xl_addin.register.styles import POINTS, SMALL_POINTS, RegisterStyles

# A table with more prepared rows than this prints only what is filled and a few rows to write on.
PRINTS_WHOLE = 25
SPARE_PRINTED = 5
LEAST_PRINTED = 12

FROZEN_COLUMN = "project"
TITLE_HEIGHT = 36.0
ONE_LINE = row_height([], POINTS)
REFERRED = {"groups.group", "sections.section", "buckets.bucket", "projects.project"}
"""Columns whose typed values drop-downs of other columns offer."""


class SheetWriter:
    """Writes one sheet from the top. Rows and columns are from 0, as in XlsxWriter."""

    def __init__(self, book: Book, styles: RegisterStyles, sheet: SheetLayout) -> None:
        self.book, self.styles, self.sheet = book, styles, sheet
        self.out = book.add_sheet(sheet.name)
        self.widths = _widths(sheet)
        self.hidden = {
            index
            for index in range(len(self.widths))
            if all(_hides(table, index) for table in sheet.tables if index < len(table.columns))
        }
        self.row = 0

    def write(self, rows: Mapping[str, list[Row]], lists: Dropdowns) -> None:
        """The whole sheet; `rows` by table key."""
        for index, width in enumerate(self.widths):
            self.out.set_column(index, index, width, None, {"hidden": index in self.hidden})
        self._top()
        for table in self.sheet.tables:
            self._table(table, rows[table.key], lists)
            self.row += 1
        set_up_page(self.out, self.sheet.orientation, f"ทะเบียน › {self.sheet.name}")
        if all(table.items for table in self.sheet.tables):
            # Single entries: a form asks for as many as it likes, and none of them is left alone on a second page.
            self.out.fit_to_pages(1, 1)
        protect(self.out)

    def _top(self) -> None:
        first = min(set(range(len(self.widths))) - self.hidden)
        last = (self._frozen_columns() or len(self.widths)) - 1
        self.out.set_row(0, TITLE_HEIGHT)
        self.out.write_string(0, first, self.sheet.name, self.styles.big())
        width = sum(self._points(index) for index in range(first, last + 1))
        self.out.set_row(1, row_height([(self.sheet.note, width)], POINTS))
        self._merge(1, first, 1, last, self.sheet.note, self.styles.note())
        self.row = 2

    def _frozen_columns(self) -> int:
        """Columns that stay in sight: up to the project's name, where there is one."""
        keys = [column.key for column in self.sheet.tables[0].columns]
        return keys.index(FROZEN_COLUMN) + 1 if FROZEN_COLUMN in keys else 0

    def _table(self, table: Table, rows: Sequence[Row], lists: Dropdowns) -> None:
        if table.title:
            first = next(index for index, column in enumerate(table.columns) if not column.hidden)
            self.out.write_string(self.row, first, table.title, self.styles.heading_line())
            self.out.set_row(self.row, ONE_LINE)
            self.row += 1
        totals = self.row
        if table.open_ended:
            self.out.set_row(self.row, ONE_LINE)
            self.row += 1
        header = self.row
        self._header(table)
        self._key_row(table)
        first_row = self.row
        if table.items:
            self._items(table, rows[0], lists)
        else:
            self._rows(table, filled_up(table, rows), len(rows))
            self._help(table, first_row, self.row - 1, lists)
        last_row = self.row - 1
        self._name(table, first_row, last_row, lists)
        printed = last_row
        if len(self.sheet.tables) == 1:
            self.out.freeze_panes(first_row, self._frozen_columns())
            self.out.repeat_rows(header, first_row - 1)
            if table.prepared > PRINTS_WHOLE:
                printed = min(last_row, first_row + max(len(rows) + SPARE_PRINTED, LEAST_PRINTED) - 1)
        self.out.print_area(0, 0, printed, len(self.widths) - 1)
        if table.open_ended:
            self._totals(table, totals, first_row, last_row, printed, rows)

    def _header(self, table: Table) -> None:
        shown = [(index, column) for index, column in enumerate(table.columns) if not column.hidden]
        labels = [_starred(column) for _, column in shown]
        depth = max(len(label) for label in labels)
        last = ONE_LINE
        for block in header_blocks(labels):
            top, left = self.row + block.first_row, shown[0][0] + block.first_column
            bottom, right = self.row + block.last_row, shown[0][0] + block.last_column
            self._merge(top, left, bottom, right, block.text, self.styles.header())
            if block.last_row == depth - 1:
                needed = row_height([(block.text, self._points(left) * 0.96)], POINTS, bold=True)
                last = max(last, needed - ONE_LINE * (bottom - top))
        for level in range(depth):
            self.out.set_row(self.row + level, last if level == depth - 1 else ONE_LINE)
        self.row += depth
        if not table.items:
            self._hints(shown)

    def _hints(self, shown: list[tuple[int, Entry]]) -> None:
        for index, column in shown:
            self._text(self.row, index, column.shown_guidance, self.styles.hint())
        needed = [(column.shown_guidance, self._points(index)) for index, column in shown]
        self.out.set_row(self.row, row_height(needed, SMALL_POINTS))
        self.row += 1

    def _key_row(self, table: Table) -> None:
        for index, column in enumerate(table.columns):
            self.out.write_string(self.row, index, column.key, self.styles.note())
        self.out.set_row(self.row, None, None, {"hidden": True})
        self.row += 1

    def _items(self, table: Table, values: Row, lists: Dropdowns) -> None:
        """Lines of single entries; columns are key, label, value and guidance."""
        for item in table.items:
            label = f"{item.label} *" if item.required else item.label
            value = values.get(item.key, item.value)
            self.out.write_string(self.row, 0, item.key, self.styles.note())
            self._text(self.row, 1, label, self.styles.given())
            self._entry(self.row, 2, item.kind, value, align="left")
            self._text(self.row, 3, item.guidance, self.styles.explained())
            texts = [(label, self._points(1)), (str(value or ""), self._points(2))]
            height = max(
                row_height(texts, POINTS, least=item.lines),
                row_height([(item.guidance, self._points(3))], SMALL_POINTS),
            )
            self.out.set_growing_row(self.row, height)
            options = item_validation(item, lists.of_item(item))
            self.out.data_validation(self.row, 2, self.row, 2, options)
            if item.required:
                cell = f"$C{self.row + 1}"
                self._colour(self.row, 2, self.row, f"=LEN({cell})=0")
            self.row += 1

    def _rows(self, table: Table, rows: Sequence[Row], filled: int) -> None:
        for number, row in enumerate(rows):
            texts = []
            for index, column in enumerate(table.columns):
                value = row.get(column.key)
                if column.locked:
                    self._given(self.row, index, column, value)
                else:
                    self._entry(self.row, index, column.kind, value, prefilled=bool(column.prefill))
                if isinstance(value, str) and not column.hidden:
                    texts.append((value, self._points(index)))
            self.out.set_growing_row(self.row, row_height(texts if number < filled else [], POINTS))
            self.row += 1

    def _help(self, table: Table, first_row: int, last_row: int, lists: Dropdowns) -> None:
        """Drop-downs and limits, and a colour where something is missing or stands twice."""
        typed = [
            f"LEN(${column_letters(index + 1)}{first_row + 1})"
            for index, column in enumerate(table.columns)
            if not (column.prefill or column.locked)
        ]
        for index, column in enumerate(table.columns):
            if column.locked:
                continue
            letters = column_letters(index + 1)
            first = f"{letters}{first_row + 1}"
            whole = f"${letters}${first_row + 1}:${letters}${last_row + 1}"
            options = column_validation(column, lists.of_column(column), first, whole)
            self.out.data_validation(first_row, index, last_row, index, options)
            if column.required:
                self._colour(first_row, index, last_row, f"=AND({'+'.join(typed)}>0,LEN({first})=0)")
            if column.unique:
                self._colour(first_row, index, last_row, f"=AND(LEN({first})>0,COUNTIF({whole},{first})>1)")

    def _colour(self, first_row: int, column: int, last_row: int, rule: str) -> None:
        options = {"type": "formula", "criteria": rule, "format": self.styles.look(**MISSING_LOOK)}
        self.out.conditional_format(first_row, column, last_row, column, options)

    def _totals(
        self, table: Table, row: int, first_row: int, last_row: int, printed: int, rows: Sequence[Row]
    ) -> None:
        """Above the header: how many rows are filled, sums of amounts, and whether some will not print."""
        anchor = next(index for index, column in enumerate(table.columns) if _names_a_row(column))
        key = table.columns[anchor].key
        count = sum(1 for entry in rows if entry.get(key) is not None)
        formula = f'="กรอกแล้ว "&COUNTA({_cells(anchor, first_row, last_row)})&" รายการ"'
        if printed < last_row:
            beyond = f"COUNTA({_cells(anchor, printed + 1, last_row)})>0"
            formula += f'&IF({beyond}," (บางบรรทัดอยู่นอกพื้นที่พิมพ์)","")'
        self.out.write_formula(row, anchor, formula, self.styles.count(), f"กรอกแล้ว {count} รายการ")
        for index, column in enumerate(table.columns):
            if column.total:
                amounts = [entry.get(column.key) for entry in rows]
                satang = sum(round(value * 100) for value in amounts if isinstance(value, int | float))
                formula = f"=SUM({_cells(index, first_row, last_row)})"
                self.out.write_formula(
                    row, index, formula, self.styles.total(), satang / 100 if satang % 100 else satang // 100
                )

    def _name(self, table: Table, first_row: int, last_row: int, lists: Dropdowns) -> None:
        """`t_<table>` from the key row (the row before `first_row`) to the last prepared row."""
        corners = f"$A${first_row}:${column_letters(len(table.columns))}${last_row + 1}"
        self.book.define_name(table.name, f"={quote_sheet(self.sheet.name)}!{corners}")
        for index, column in enumerate(table.columns):
            if f"{table.key}.{column.key}" in REFERRED:
                lists.define_typed(f"{table.key}.{column.key}", self.sheet.name, index, first_row, last_row)

    def _entry(
        self, row: int, column: int, kind: Kind, value: CellValue, *, prefilled: bool = False, align: str = ""
    ) -> None:
        quoted = isinstance(value, str) and starts_like_a_formula(value)
        look = self.styles.typed(kind, prefilled=prefilled, quoted=quoted, align=align)
        if value is None:
            self.out.write_blank(row, column, None, look)
        elif isinstance(value, str):
            self.out.write_string(row, column, value, look)
        else:
            self.out.write_number(row, column, value, look)

    def _given(self, row: int, index: int, column: Entry, value: CellValue) -> None:
        look = self.styles.given(column.kind)
        if isinstance(value, int | float):
            self.out.write_number(row, index, value, look)
        else:
            self._text(row, index, value or "", look)

    def _text(self, row: int, column: int, text: str, look: Format) -> None:
        if text:
            self.out.write_string(row, column, text, look)
        else:
            self.out.write_blank(row, column, None, look)

    def _merge(self, top: int, left: int, bottom: int, right: int, text: str, look: Format) -> None:
        if (top, left) != (bottom, right):
            self.out.merge_range(top, left, bottom, right, "", look)
        self._text(top, left, text, look)

    def _points(self, index: int) -> float:
        return column_points(self.widths[index])


def protect(out: BookSheet) -> None:
    """Against accidents, without a password; widths and heights may be changed."""
    out.protect("", {"format_columns": True, "format_rows": True})


def _widths(sheet: SheetLayout) -> list[float]:
    count = max(len(table.columns) for table in sheet.tables)
    return [
        max(table.columns[index].width for table in sheet.tables if index < len(table.columns))
        for index in range(count)
    ]


def _hides(table: Table, index: int) -> bool:
    return index < len(table.columns) and table.columns[index].hidden


def _names_a_row(column: Entry) -> bool:
    return not (column.hidden or column.locked or column.prefill or column.kind is Kind.COUNT)


def _starred(column: Entry) -> tuple[str, ...]:
    return (*column.label[:-1], f"{column.label[-1]} *") if column.required else column.label


def _cells(column: int, first_row: int, last_row: int) -> str:
    """Cells of a column as a reference that cut and paste cannot tear."""
    letters = column_letters(column + 1)
    return f"INDEX({letters}:{letters},{first_row + 1}):INDEX({letters}:{letters},{last_row + 1})"
