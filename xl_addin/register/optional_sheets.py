"""Sheets of the register that an office may leave blank.

เทียบปีก่อน, which project goes on in which; หมายเหตุท้ายรายงาน; the rows of small tables, as the activities of projects.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from xl_addin.model.form.schema import ChildTable
from xl_addin.model.register import LastYearMatch, Note, Reader, Register
from xl_addin.model.thai.names import name_key
from xl_addin.model.values.kinds import SCALE, Kind
from xl_addin.register.decisions_sheet import codes_by_name
from xl_addin.register.layout_parts import Entry, SheetLayout, Table, entry_of
from xl_addin.register.read_session import RegisterReading

LAST_YEAR = "last_year"
LAST_YEAR_SHEET = "เทียบปีก่อน"

NOTES = "notes"
NOTES_SHEET = "หมายเหตุท้ายรายงาน"
ROWS = "rows_"
"""Before the key of a small table: the key of the register's list of its rows."""

READERS = {Reader.REPORT.value: "รายงาน", Reader.TEMPLATE.value: "แบบของกลุ่ม", Reader.BOTH.value: "ทั้งสอง"}
"""Who reads a line: phrases of the drop-down by code."""


def last_year_sheet() -> SheetLayout:
    """The sheet, one line a project of last year."""
    columns = (
        Entry("match_no", ("ที่",), Kind.COUNT, 5, prefill="{:d}", locked=True),
        Entry(
            "old",
            ("โครงการปีก่อน",),
            Kind.TEXT,
            46,
            "รหัสหรือชื่อในรายงานปีก่อน",
            required=True,
            unique=True,
            max_length=500,
        ),
        Entry(
            "project",
            ("โครงการปีนี้",),
            Kind.TEXT,
            46,
            "เลือกจากรายการ หรือพิมพ์รหัส หลายโครงการรวมเป็นโครงการเดียวได้",
            required=True,
            offers="projects.project",
            strict=False,
        ),
    )
    return SheetLayout(
        name=LAST_YEAR_SHEET,
        step="โครงการปีก่อนที่ทำต่อด้วยชื่ออื่น",
        note="กรอกเฉพาะโครงการที่ชื่อเปลี่ยน โครงการที่ชื่อเดิมโปรแกรมจับคู่ให้เอง",
        tables=(Table(LAST_YEAR, "", columns, prepared=12, open_ended=True, optional=True),),
        optional=True,
    )


def last_year_rows(register: Register | None) -> list[dict[str, str | int | float | None]]:
    """The lines of a Register as the sheet shows them."""
    matches = register.last_year if register else ()
    return [
        {"match_no": number, "old": match.old, "project": match.project_id}
        for number, match in enumerate(matches, 1)
    ]


def read_last_year(reading: RegisterReading, projects: pd.DataFrame) -> tuple[LastYearMatch, ...]:
    """The list; a line that names no project of this year, or two, is told and left out."""
    codes = codes_by_name(projects)
    found = []
    for row in reading.rows(LAST_YEAR):
        old, wanted = reading.text(LAST_YEAR, row, "old"), reading.text(LAST_YEAR, row, "project")
        known = codes.get(name_key(wanted), [])
        if old and wanted and len(known) == 1:
            found.append(LastYearMatch(old, known[0]))
        elif wanted:
            reading.tell("last_year_no_project", reading.place(LAST_YEAR, row, "project"), value=wanted)
    return tuple(found)


def notes_sheet() -> SheetLayout:
    """The sheet, one line a note."""
    columns = (
        Entry("note_no", ("ที่",), Kind.COUNT, 5, prefill="{:d}", locked=True),
        Entry("note", ("ข้อความ",), Kind.TEXT, 90, "พิมพ์ตามลำดับที่กรอก", required=True, max_length=1000),
        Entry("reader", ("พิมพ์ใน",), Kind.CHOICE, 16, "เว้นว่าง = รายงาน", choices=READERS),
    )
    return SheetLayout(
        name=NOTES_SHEET,
        step="หมายเหตุท้ายรายงานและท้ายแบบ",
        note="ข้อความสำหรับผู้อ่านรายงาน แยกจากข้อความสำหรับผู้กรอกแบบ",
        tables=(Table(NOTES, "", columns, prepared=12, open_ended=True, optional=True),),
        optional=True,
    )


def note_rows(register: Register | None) -> list[dict[str, str | int | float | None]]:
    """The lines of a Register as the sheet shows them."""
    notes = register.notes if register else ()
    return [
        {"note_no": number, "note": note.text, "reader": READERS[note.reader.value]}
        for number, note in enumerate(notes, 1)
    ]


def read_notes(reading: RegisterReading) -> tuple[Note, ...]:
    """The notes in their order; a line without a text is told by its column and left out."""
    found = []
    for row in reading.rows(NOTES):
        text, reader = reading.text(NOTES, row, "note"), reading.value(NOTES, row, "reader")
        if text:
            found.append(Note(text, Reader(str(reader)) if reader else Reader.REPORT))
    return tuple(found)


def rows_sheet(table: ChildTable, name: str) -> SheetLayout:
    """The sheet of the rows of a small table, one line a row of a project."""
    project = Entry(
        "project",
        ("โครงการ",),
        Kind.TEXT,
        40,
        "เลือกจากรายการ หรือพิมพ์รหัส",
        required=True,
        offers="projects.project",
        strict=False,
    )
    columns = (project, *map(entry_of, table.listed))
    lines = Table(ROWS + table.key, "", columns, prepared=100, open_ended=True, optional=True)
    return SheetLayout(
        name=name,
        step=f"{table.label}ของแต่ละโครงการ",
        note=f"หนึ่งบรรทัดต่อหนึ่งแถว แถวเหล่านี้ขึ้นในแบบของกลุ่มทุกรอบ เว้นว่างทั้งแผ่นได้ถ้าให้กลุ่มเพิ่ม{table.label}เอง",
        tables=(lines,),
        optional=True,
    )


def listed_rows(
    register: Register, table: ChildTable, shown: Any
) -> list[dict[str, str | int | float | None]]:
    """The lines of a small table as the sheet shows them; `shown`: how a value of a kind stands in a cell."""
    frame = register.rows.get(table.key, pd.DataFrame(columns=["project_id"]))
    return [
        {
            "project": row["project_id"],
            **{
                column.key: shown(column.kind, row.get(column.key), column.choices) for column in table.listed
            },
        }
        for row in frame.to_dict("records")
    ]


def read_rows(reading: RegisterReading, projects: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The rows of each small table; a line that names no project of the register, or two, is told."""
    codes = codes_by_name(projects)
    found: dict[str, pd.DataFrame] = {}
    for table in reading.form.tables:
        key = ROWS + table.key
        if key not in reading.layout:
            continue
        lines = []
        for row in reading.rows(key):
            wanted = reading.text(key, row, "project")
            known = codes.get(name_key(wanted), [])
            if len(known) == 1:
                values = {column.key: reading.value(key, row, column.key) for column in table.listed}
                lines.append({"project_id": known[0], **values})
            elif wanted:
                reading.tell("rows_no_project", reading.place(key, row, "project"), value=wanted)
        found[table.key] = rows_frame(table, lines)
    return found


def rows_frame(table: ChildTable, lines: list[dict[str, Any]]) -> pd.DataFrame:
    """Rows of a small table as `Register.rows` holds them."""
    columns: dict[str, Any] = {"project_id": pd.Series([line["project_id"] for line in lines], dtype=object)}
    for column in table.listed:
        values = [line.get(column.key) for line in lines]
        columns[column.key] = pd.Series(values, dtype="Int64" if column.kind in SCALE else object)
    return pd.DataFrame(columns)
