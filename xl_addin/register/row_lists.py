"""Sheets of the register with the rows of small tables: the activities of projects, the items of activities."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
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

Places = dict[tuple[Hashable, str], int]
"""In what a row stands (its project, or the place of a row above) and its name -> its place in its table."""


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
    places: dict[str, Places] = {}
    for table in reading.form.tables:
        key = ROWS + table.key
        if key not in reading.layout:
            continue
        lines: list[dict[str, Any]] = []
        own = places.setdefault(table.key, {})
        for row in reading.rows(key):
            wanted = reading.text(key, row, "project")
            known = codes.get(name_key(wanted), [])
            if wanted and len(known) != 1:
                reading.tell("rows_no_project", reading.place(key, row, "project"), value=wanted)
            at = _row_above(reading, places, table, row, known[0]) if len(known) == 1 else None
            if at is not None:
                values = {column.key: reading.value(key, row, column.key) for column in table.listed}
                own.setdefault((at, name_key(str(values[table.listed[0].key] or ""))), len(lines))
                lines.append({"project_id": known[0], ABOVE: at, **values})
        found[table.key] = rows_frame(table, lines)
    return found


def _row_above(
    reading: RegisterReading, places: Mapping[str, Places], table: ChildTable, row: TableRow, project_id: str
) -> Hashable | None:
    """In what the row of a line stands: its project, or the place of the row that it names; None where it names none.

    A name that the project does not have is told, a blank one by its column.
    """
    at: Hashable | None = project_id
    for owner in _owners(reading.form, table):
        key = ROWS + table.key
        named = reading.text(key, row, ROWS + owner.key)
        at = places[owner.key].get((at, name_key(named)))
        if at is None:
            if named:
                place = reading.place(key, row, ROWS + owner.key)
                reading.tell("rows_no_row", place, value=named, label=owner.label)
            break
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
