"""การอ่าน: how a list was read, shown in the register that it made, with room to answer; and read back from there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from xl_addin.excel.reading.named_table import NamedTable, TableRow, named_table
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.model.problems.catalogue import say
from xl_addin.model.thai.names import name_key
from xl_addin.model.values.cleaners import show
from xl_addin.model.values.kinds import Kind
from xl_addin.register.cell_values import Row
from xl_addin.register.layout_parts import Entry, SheetLayout, Table
from xl_addin.register.lists.column_words import Role
from xl_addin.register.lists.list_reading import KnownReading, ListReading
from xl_addin.register.lists.row_kinds import RowKind, TakenRow
from xl_addin.register.writer import SheetBeside

SHEET = "การอ่าน"
SUMS, COLUMNS, ROWS = "reading_sums", "reading_columns", "reading_rows"
LONGEST_SHOWN = 250
_ROLES = {role.value: role.value for role in Role if role is not Role.OWN}
_KINDS = {kind.value: kind.value for kind in RowKind}


def reading_sheet(reading: ListReading) -> SheetBeside:
    """The sheet: sums by group beside the list's own total, what each column and each row was taken for."""
    rows: dict[str, list[Row]] = {
        SUMS: list(_sums(reading)),
        COLUMNS: list(_columns(reading)),
        ROWS: [_row(entry) for sheet in reading.sheets for entry in sheet.rows],
    }
    asked = len(reading.questions)
    layout = SheetLayout(
        name=SHEET,
        step="รายการถูกอ่านอย่างไร และคำถามที่รอคำตอบ",
        note=(
            f"อ่านจากไฟล์ {reading.file} มีคำถาม {asked} ข้อ เลือกคำตอบในช่องสีอ่อน แล้วสั่ง new_register อีกครั้งโดยใส่ "
            "--reading และชื่อทะเบียนนี้ ปีหน้าใช้ --reading กับทะเบียนนี้ได้อีก จะจำหัวตารางให้"
        ),
        tables=(
            _table(SUMS, "ยอดรวมที่อ่านได้ เทียบกับยอดรวมของรายการ", _SUM_COLUMNS, len(rows[SUMS])),
            _table(COLUMNS, "หัวตารางแต่ละช่องอ่านเป็นอะไร (แก้ได้)", _COLUMN_COLUMNS, len(rows[COLUMNS])),
            _table(ROWS, "แต่ละบรรทัดอ่านเป็นอะไร", _ROW_COLUMNS, len(rows[ROWS])),
        ),
        optional=True,
    )
    return SheetBeside(layout, rows)


def read_answers(path: Path) -> KnownReading:
    """What an officer has answered in a register's sheet การอ่าน; nothing where there is no such sheet.

    Raises PackageError for a file that cannot be read.
    """
    book = read_workbook(path)
    columns, rows = named_table(book, f"t_{COLUMNS}"), named_table(book, f"t_{ROWS}")
    mappings = {
        name_key(_value(row, "label")): Role(role)
        for row in _rows_of(columns)
        if (role := _value(row, "taken")) in _ROLES and _value(row, "label")
    }
    answers = {
        (_value(row, "sheet"), int(number), _value(row, "key")): RowKind(answer)
        for row in _rows_of(rows)
        if (answer := _value(row, "answer")) in _KINDS and (number := _value(row, "row")).isdecimal()
    }
    return KnownReading(mappings, answers)


def question_of(entry: TakenRow, language: str = "th") -> str:
    """The question about a row, in words; "" where there is none."""
    if entry.question is None:
        return ""
    amount = entry.amount if entry.amount is not None else entry.row.amount
    return say(
        entry.question,
        language,
        amount=show(Kind.BAHT, amount),
        other=show(Kind.BAHT, entry.other),
        name=entry.row.name,
    )


def _sums(reading: ListReading) -> Iterator[Row]:
    for sheet in reading.sheets:
        groups: dict[str, list[int]] = {}
        for entry in sheet.projects:
            groups.setdefault(entry.group or "(ไม่มีชื่อกลุ่ม)", []).append(entry.amount or 0)
        for group, amounts in groups.items():
            yield {"sheet": sheet.name, "group": group, "count": len(amounts), "amount": _baht(sum(amounts))}
        difference = None if sheet.total is None else sheet.taken - sheet.total
        yield {
            "sheet": sheet.name,
            "group": "รวมที่อ่านได้",
            "count": len(sheet.projects),
            "amount": _baht(sheet.taken),
            "total": _baht(sheet.total),
            "difference": _baht(difference),
        }


def _columns(reading: ListReading) -> Iterator[Row]:
    for sheet in reading.sheets:
        for column in sheet.header.columns:
            role = column.title if column.role is Role.OWN else column.role.value
            own = column.role is Role.OWN
            yield {
                "sheet": sheet.name,
                "column": column.letters,
                "label": column.title[:LONGEST_SHOWN],
                "taken": None if own else role,
                "own": f"ช่อง “{column.title}” ของแบบ" if own else None,
            }


def _row(entry: TakenRow) -> Row:
    row = entry.row
    counted = entry.kind is RowKind.PROJECT
    return {
        "sheet": row.sheet,
        "row": row.number,
        "text": row.shown[:LONGEST_SHOWN],
        "amount": _baht(row.amount),
        "kind": entry.kind.value,
        "counted": _baht(entry.amount) if counted else None,
        "why": say(entry.why) + (" (บรรทัดซ่อน)" if row.hidden else ""),
        "question": question_of(entry) or None,
        "answer": None,
        "key": row.key,
    }


def _table(key: str, title: str, columns: tuple[Entry, ...], rows: int) -> Table:
    return Table(key, title, columns, prepared=rows, optional=True)


def _shown(key: str, label: str, kind: Kind, width: float) -> Entry:
    return Entry(key, (label,), kind, width, locked=True)


_SUM_COLUMNS = (
    _shown("sheet", "แผ่นงาน", Kind.TEXT, 14),
    _shown("count", "โครงการ", Kind.COUNT, 8),
    _shown("group", "กลุ่ม", Kind.TEXT, 46),
    _shown("amount", "รวมที่อ่านได้ (บาท)", Kind.BAHT, 15),
    _shown("total", "ยอดรวมในรายการ (บาท)", Kind.BAHT, 22),
    _shown("difference", "ต่างกัน (บาท)", Kind.BAHT, 15),
)
_COLUMN_COLUMNS = (
    _shown("sheet", "แผ่นงาน", Kind.TEXT, 14),
    _shown("column", "ช่อง", Kind.TEXT, 8),
    _shown("label", "หัวตาราง", Kind.LONG_TEXT, 46),
    _shown("own", "ตรงกับแบบ", Kind.TEXT, 15),
    Entry("taken", ("อ่านเป็น",), Kind.CHOICE, 22, "เลือกจากรายการ", choices=_ROLES),
)
_ROW_COLUMNS = (
    _shown("sheet", "แผ่นงาน", Kind.TEXT, 14),
    _shown("row", "บรรทัด", Kind.COUNT, 8),
    _shown("text", "ข้อความในบรรทัด", Kind.LONG_TEXT, 46),
    _shown("amount", "งบในบรรทัด (บาท)", Kind.BAHT, 15),
    _shown("kind", "อ่านเป็น", Kind.TEXT, 22),
    _shown("counted", "นับ (บาท)", Kind.BAHT, 15),
    _shown("why", "เพราะ", Kind.LONG_TEXT, 32),
    _shown("question", "คำถาม", Kind.LONG_TEXT, 40),
    Entry("answer", ("คำตอบ",), Kind.CHOICE, 20, "เลือกเมื่อที่อ่านไว้ไม่ถูก", choices=_KINDS),
    Entry("key", ("",), Kind.TEXT, 4, locked=True, hidden=True),
)


def _baht(satang: int | None) -> float | int | None:
    if satang is None:
        return None
    return satang / 100 if satang % 100 else satang // 100


def _rows_of(table: NamedTable | None) -> tuple[TableRow, ...]:
    return table.rows if table else ()


def _value(row: TableRow, key: str) -> str:
    cell = row.cells.get(key)
    return (cell.value or "") if cell else ""
