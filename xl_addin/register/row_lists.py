"""Sheets of the register with the rows of small tables: the activities of projects, the items of activities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from xl_addin.excel.reading.named_table import TableRow
from xl_addin.model.expressions.evaluation_data import ABOVE
from xl_addin.model.form.schema import ChildTable, Form
from xl_addin.model.register import Register
from xl_addin.model.thai.names import name_key
from xl_addin.model.values.kinds import SCALE, Kind
from xl_addin.register.decisions_sheet import codes_by_name
from xl_addin.register.layout_parts import Entry, SheetLayout, Table, entry_of
from xl_addin.register.read_session import RegisterReading

ROWS = "rows_"
"""Before the key of a small table: the key of the register's list of its rows."""


def rows_sheet(form: Form, table: ChildTable, name: str) -> SheetLayout:
    """The sheet of the rows of a small table, one line a row: of a project, and of the rows that it stands in."""
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
    above = (
        Entry(
            ROWS + owner.key,
            (owner.label,),
            Kind.TEXT,
            30,
            f"ชื่อตามแผ่น {owner.label} เลือกจากรายการ",
            required=True,
            offers=f"{ROWS}{owner.key}.{owner.listed[0].key}",
            strict=False,
        )
        for owner in _owners(form, table)
    )
    columns = (project, *above, *map(entry_of, table.listed))
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
    frame = register.rows.get(table.key, pd.DataFrame(columns=["project_id", ABOVE]))
    above = {}
    at = frame[ABOVE] if table.parent is not None else None
    for owner in reversed(_owners(register.form, table)):
        assert at is not None
        rows = register.rows[owner.key].iloc[at.to_numpy(dtype=int)]
        above[ROWS + owner.key] = rows[owner.listed[0].key].tolist()
        at = rows.get(ABOVE)
    return [
        {
            "project": row["project_id"],
            **{key: names[place] for key, names in above.items()},
            **{
                column.key: shown(column.kind, row.get(column.key), column.choices) for column in table.listed
            },
        }
        for place, row in enumerate(frame.to_dict("records"))
    ]


def _owners(form: Form, table: ChildTable) -> list[ChildTable]:
    """The small tables above one, the uppermost first."""
    return [form.table(key) for key in reversed(form.above(table.key)[:-1])]


def read_rows(reading: RegisterReading, projects: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The rows of each small table; a line that names no project of the register, or two, is told, and one that names
    no row of the table above."""
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
                at = _row_above(reading, found, table, row, known[0])
                if at is None:
                    continue
                values = {column.key: reading.value(key, row, column.key) for column in table.listed}
                lines.append({"project_id": known[0], **at, **values})
            elif wanted:
                reading.tell("rows_no_project", reading.place(key, row, "project"), value=wanted)
        found[table.key] = rows_frame(table, lines)
    return found


def _row_above(
    reading: RegisterReading,
    found: Mapping[str, pd.DataFrame],
    table: ChildTable,
    row: TableRow,
    project_id: str,
) -> dict[str, int] | None:
    """Where the row stands in which a line says that its own stands; None for one that says none, which is told."""
    at: dict[str, int] = {}
    for owner in _owners(reading.form, table):
        key, rows = ROWS + table.key, found[owner.key]
        named = reading.text(key, row, ROWS + owner.key)
        fitting = rows["project_id"].eq(project_id)
        if at:
            fitting &= rows[ABOVE].eq(at[ABOVE])
        fitting &= rows[owner.listed[0].key].map(lambda name: name_key(str(name or ""))).eq(name_key(named))
        if not fitting.any():
            if named:  # a blank one is told by its column
                place = reading.place(key, row, ROWS + owner.key)
                reading.tell("rows_no_row", place, value=named, label=owner.label)
            return None
        at = {ABOVE: int(fitting.to_numpy(dtype=bool).argmax())}
    return at


def rows_frame(table: ChildTable, lines: list[dict[str, Any]]) -> pd.DataFrame:
    """Rows of a small table as `Register.rows` holds them."""
    columns: dict[str, Any] = {"project_id": pd.Series([line["project_id"] for line in lines], dtype=object)}
    if table.parent is not None:
        columns[ABOVE] = np.array([line[ABOVE] for line in lines], dtype=np.int64)
    for column in table.listed:
        values = [line.get(column.key) for line in lines]
        columns[column.key] = pd.Series(values, dtype="Int64" if column.kind in SCALE else object)
    return pd.DataFrame(columns)
