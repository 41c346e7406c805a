"""Sheets of the register with rows of tables: activities of projects, items of activities, indicators of groups."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from xl_addin.excel.reading.named_table import TableRow
from xl_addin.model.expressions.evaluation_data import ABOVE
from xl_addin.model.form.schema import ChildTable, Form, GroupTable, RowsTable
from xl_addin.model.group_names import GroupNames
from xl_addin.model.register import Group, Register
from xl_addin.model.thai.names import name_key
from xl_addin.model.values.kinds import SCALE, Kind
from xl_addin.register.decisions_sheet import codes_by_name
from xl_addin.register.layout_parts import Entry, SheetLayout, Table, entry_of
from xl_addin.register.read_session import RegisterReading
from xl_addin.register.section_names import hint

ROWS = "rows_"
"""Before the key of a small table: the key of the register's list of its rows."""

Places = dict[tuple[Hashable, str], int]
"""In what a row stands (its project, or the place of a row above) and its name -> its place in its table."""


def rows_sheet(form: Form, table: RowsTable, name: str) -> SheetLayout:
    """The sheet of the rows of a table, one line a row: of a group or a project, and of the rows that it stands in."""
    of_group = isinstance(table, GroupTable)
    whose = Entry(
        "group" if of_group else "project",
        ("กลุ่ม" if of_group else "โครงการ",),
        Kind.TEXT,
        28 if of_group else 40,
        "เลือกจากรายการ" if of_group else "เลือกจากรายการ หรือพิมพ์รหัส",
        required=True,
        offers="groups.group" if of_group else "projects.project",
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
    columns = (whose, *above, *map(entry_of, table.listed))
    lines = Table(ROWS + table.key, "", columns, prepared=100, open_ended=True, optional=True)
    return SheetLayout(
        name=name,
        step=f"{table.label}ของแต่ละ{whose.title}",
        note=f"หนึ่งบรรทัดต่อหนึ่งแถว แถวเหล่านี้ขึ้นในแบบของกลุ่มทุกรอบ เว้นว่างทั้งแผ่นได้ถ้าให้กลุ่มเพิ่ม{table.label}เอง",
        tables=(lines,),
        optional=True,
    )


def listed_rows(
    register: Register, table: RowsTable, shown: Any
) -> list[dict[str, str | int | float | None]]:
    """The lines of a table as the sheet shows them; `shown`: how a value of a kind stands in a cell."""
    names_of = {group.id: group.name for group in register.groups} if isinstance(table, GroupTable) else {}
    frame = register.rows.get(table.key, pd.DataFrame(columns=["project_id", ABOVE]))
    above = {}
    at = frame[ABOVE] if _stands_in_rows(table) else None
    for owner in reversed(_owners(register.form, table)):
        assert at is not None
        rows = register.rows[owner.key].iloc[at.to_numpy(dtype=int)]
        above[ROWS + owner.key] = rows[owner.listed[0].key].tolist()
        at = rows.get(ABOVE)
    return [
        {
            "group" if names_of else "project": names_of.get(row["project_id"], row["project_id"]),
            **{key: names[place] for key, names in above.items()},
            **{
                column.key: shown(column.kind, row.get(column.key), column.choices) for column in table.listed
            },
        }
        for place, row in enumerate(frame.to_dict("records"))
    ]


def _stands_in_rows(table: RowsTable) -> bool:
    """Whether its rows stand in those of another table."""
    return isinstance(table, ChildTable) and table.parent is not None


def _owners(form: Form, table: RowsTable) -> list[ChildTable]:
    """The small tables above one, the uppermost first."""
    if not _stands_in_rows(table):
        return []
    return [form.table(key) for key in reversed(form.above(table.key)[:-1])]


def read_rows(
    reading: RegisterReading, projects: pd.DataFrame, groups: Sequence[Group]
) -> dict[str, pd.DataFrame]:
    """The rows of each small table and table of the groups; a line that names no project or group of the register, or
    two projects, is told, and one that names no row of the table above."""
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
    names = GroupNames(groups)
    for one in reading.form.group_tables:
        if one.listed:
            found[one.key] = rows_frame(one, list(_rows_of_groups(reading, one, names)))
    return found


def _rows_of_groups(
    reading: RegisterReading, table: GroupTable, names: GroupNames
) -> Iterator[dict[str, Any]]:
    key = ROWS + table.key
    for row in reading.rows(key):
        wanted = reading.text(key, row, "group")
        group = names.find(wanted)
        if group is not None:
            values = {column.key: reading.value(key, row, column.key) for column in table.listed}
            yield {"project_id": group.id} | values
        elif wanted:
            near = hint(names.nearest(wanted), reading.language)
            place = reading.place(key, row, "group")
            reading.tell_name("register_unknown_group", place, value=wanted, nearest=near)


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


def rows_frame(table: RowsTable, lines: list[dict[str, Any]]) -> pd.DataFrame:
    """Rows of a small table, or of one of the groups, as `Register.rows` holds them."""
    columns: dict[str, Any] = {"project_id": pd.Series([line["project_id"] for line in lines], dtype=object)}
    if _stands_in_rows(table):
        columns[ABOVE] = np.array([line[ABOVE] for line in lines], dtype=np.int64)
    for column in table.listed:
        values = [line.get(column.key) for line in lines]
        columns[column.key] = pd.Series(values, dtype="Int64" if column.kind in SCALE else object)
    return pd.DataFrame(columns)
