"""Sums in กระทบยอด: of each group, of the tables' total rows, and of their subtotals."""

from __future__ import annotations

from collections.abc import Sequence

from xl_addin.excel.writing.styles import HEADER_FILL
from xl_addin.model.values.kinds import SCALE, Kind
from xl_addin.report.book.column_values import texts, whole_numbers
from xl_addin.report.book.data_sheet import DataSheet
from xl_addin.report.book.ledger import Source
from xl_addin.report.book.report_workbook import ReportBook
from xl_addin.report.book.table_rows import label_of
from xl_addin.report.book.worksheet_table import Cell, Live
from xl_addin.report.table.written_table import WrittenTable
from xl_addin.report.worksheets.reconciliation_lines import ALL_GROUPS, TEXTS, ReconciliationLines


class TableSums:
    """Writes the parts about sums; each gives the row below it. `label`: of a table of the groups."""

    def __init__(
        self,
        lines: ReconciliationLines,
        book: ReportBook,
        data: DataSheet,
        tables: Sequence[WrittenTable],
        label: str = "",
    ) -> None:
        self.lines, self.book, self.data, self.tables = lines, book, data, tables
        self.label = f"{label}: " if label else ""
        self.keys = money_keys(book, tables)
        self.group_sums: dict[str, Source] = {}

    def groups(self, row: int) -> int:
        """Sums of every group."""
        keys = self.keys
        if not keys:
            return row
        row = self.lines.text([f"{self.label or '2. '}ผลรวมของแต่ละกลุ่ม"], row)
        beside = self.lines.layout.columns - 2
        for start in range(0, len(keys), beside):
            row = self._group_block(row, keys[start : start + beside]) + 1
        return row

    def _group_block(self, row: int, keys: Sequence[str]) -> int:
        frame, round_ = self.book.consolidated.frame, self.book.consolidated.round
        labels = ["ที่", "กลุ่ม", *(label_of(self.book.form, key) for key in keys)]
        row = self.lines.layout.header(row, labels)
        first = row
        owners = texts(frame, "group_id")
        ids = self.data.range("group_id", round_)
        ranges = {key: self.data.range(key, round_) for key in keys}
        amounts = {key: whole_numbers(frame, key) for key in keys}
        owned = {key: _sums_by(owners, amounts[key]) for key in keys}
        for number, group in enumerate(self.book.register.groups, start=1):
            cells: list[Cell] = [number, group.name]
            for key in keys:
                value = owned[key].get(group.id, 0)
                wanted = group.id.replace('"', '""')
                cells.append(Live(f'SUMIF({ids},"{wanted}",{ranges[key]})', value / 100))
            # The total is not left alone on a page.
            is_last = number == len(self.book.register.groups)
            row = self.lines.ready(row, group.name, rows=2 if is_last else 1)
            row = self.lines.layout.row(row, cells, (*TEXTS, *[Kind.BAHT] * len(keys)))
        total: list[Cell] = ["", ALL_GROUPS]
        row = self.lines.ready(row, ALL_GROUPS)
        for column, key in enumerate(keys, start=2):
            value = sum(amount for amount in amounts[key] if amount)
            total.append(
                Live(f"SUM({self.lines.cell(first, column)}:{self.lines.cell(row - 1, column)})", value / 100)
            )
            self.group_sums[key] = Source(
                label_of(self.book.form, key), self.lines.cell(row, column), value, Kind.BAHT
            )
        kinds = (Kind.TEXT, Kind.TEXT, *[Kind.BAHT] * len(keys))
        return self.lines.layout.row(row, total, kinds, bold=True, bg_color=HEADER_FILL)

    def totals(self, row: int) -> int:
        """The printed total = the data; in this round also = the sum of the groups."""
        row = self.lines.text([f"{self.label or '3. '}แถวรวมในตาราง = ข้อมูล = ผลรวมของทุกกลุ่ม"], row)
        row = self.lines.header(row, ("ยอด", "แถวรวมในตาราง", "ข้อมูล", "ผลรวมของทุกกลุ่ม"))
        for table in self.tables:
            for key, total in table.totals.items():
                if total.kind is not Kind.PERCENT and key not in _ratios(table):
                    row = self._total(row, table, key, total)
        return row

    def _total(self, row: int, table: WrittenTable, key: str, total: Source) -> int:
        statement = f"{table.sheet}: {label_of(self.book.form, key)}"
        row = self.lines.ready(row, statement)
        values = whole_numbers(table.rows.frame, key)
        expected = sum(value for value in (values[position] for position in table.rows.positions) if value)
        not_due = total.value is not None and expected == 0 == total.value
        ranges = self.data.ranges(key, table.rows.round, table.rows.positions)
        unit = 10 ** SCALE[total.kind]
        formula = f"SUM({ranges})" if ranges is not None else f"{expected / unit}"
        cells: list[Cell] = [Live(total.formula, (total.value or 0) / unit), Live(formula, expected / unit)]
        left, middle, right = (self.lines.cell(row, column) for column in (2, 3, 4))
        condition = f"ROUND({left}-{middle},2)=0"
        agrees = total.value == expected or not_due
        groups = self.group_sums.get(key)
        whole = len(table.rows.positions) == len(table.rows.frame)
        if groups is not None and whole and table.rows.round == self.book.consolidated.round:
            cells.append(Live(groups.formula, (groups.value or 0) / unit))
            condition = f"AND({condition},ROUND({left}-{right},2)=0)"
            agrees = agrees and groups.value == total.value
        kinds = [total.kind] * len(cells)
        return self.lines.check(row, statement, cells, kinds, condition, agrees)

    def subtotals(self, row: int) -> int:
        """The subtotals of each level of headings add up to the total."""
        for table in self.tables:
            levels = {level for _, level in table.subtotals}
            for (key, level), parts in table.subtotals.items():
                total = table.totals.get(key)
                if total is None or total.kind is Kind.PERCENT or key in _ratios(table):
                    continue
                unit = 10 ** SCALE[total.kind]
                added = sum(part.value or 0 for part in parts)
                formula = f"SUM({','.join(part.formula for part in parts[:120])})"
                if len(parts) > 120:
                    formula = "+".join(part.formula for part in parts)
                if len(formula) > 8000:
                    continue
                cells = [Live(total.formula, (total.value or 0) / unit), Live(formula, added / unit)]
                which = f"ชั้นที่ {level + 1} " if len(levels) > 1 else ""
                statement = f"{table.sheet}: แถวรวมย่อย{which}รวมกัน = แถวรวม {label_of(self.book.form, key)}"
                row = self.lines.ready(row, statement)
                condition = f"ROUND({self.lines.cell(row, 2)}-{self.lines.cell(row, 3)},2)=0"
                row = self.lines.check(
                    row, statement, cells, (total.kind,) * 2, condition, added == total.value
                )
        return row


def money_keys(book: ReportBook, tables: Sequence[WrittenTable]) -> list[str]:
    """Amounts that the tables of this round sum, in their order."""
    keys: list[str] = []
    for table in tables:
        if table.rows.round == book.consolidated.round:
            keys += [
                key
                for key, total in table.totals.items()
                if total.kind is Kind.BAHT and key not in keys and key not in _ratios(table)
            ]
    return keys


def _ratios(table: WrittenTable) -> set[str]:
    """Columns whose total row is computed from other sums and is none itself."""
    return {str(column.spec.key) for column in table.columns if column.spec.ratio}


def _sums_by(owners: Sequence[str | None], amounts: Sequence[int | None]) -> dict[str | None, int]:
    """What each owner has in all; blanks add nothing."""
    sums: dict[str | None, int] = {}
    for owner, amount in zip(owners, amounts, strict=True):
        sums[owner] = sums.get(owner, 0) + (amount or 0)
    return sums
