"""The register's sheet เทียบปีก่อน: which project of last year goes on in which of this year, where names do not say."""

from __future__ import annotations

import pandas as pd

from xl_addin.model.register import LastYearMatch, Register
from xl_addin.model.thai.names import name_key
from xl_addin.model.values.kinds import Kind
from xl_addin.register.decisions_sheet import codes_by_name
from xl_addin.register.layout_parts import Entry, SheetLayout, Table
from xl_addin.register.read_session import RegisterReading

TABLE = "last_year"
SHEET = "เทียบปีก่อน"


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
        name=SHEET,
        step="โครงการปีก่อนที่ทำต่อด้วยชื่ออื่น",
        note="กรอกเฉพาะโครงการที่ชื่อเปลี่ยน โครงการที่ชื่อเดิมโปรแกรมจับคู่ให้เอง",
        tables=(Table(TABLE, "", columns, prepared=12, open_ended=True, optional=True),),
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
    for row in reading.rows(TABLE):
        old, wanted = reading.text(TABLE, row, "old"), reading.text(TABLE, row, "project")
        known = codes.get(name_key(wanted), [])
        if old and wanted and len(known) == 1:
            found.append(LastYearMatch(old, known[0]))
        elif wanted:
            reading.tell("last_year_no_project", reading.place(TABLE, row, "project"), value=wanted)
    return tuple(found)
