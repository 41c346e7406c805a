"""What a new consolidation says otherwise than the last report of the same round: entry by entry, nothing computed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import zip_longest
from typing import Any

import pandas as pd

from xl_addin.consolidate.consolidated import Consolidated, FigureChange
from xl_addin.model.form.schema import Column
from xl_addin.model.register import Register
from xl_addin.model.thai.names import name_key, spelling
from xl_addin.model.values.clean import show
from xl_addin.model.values.kinds import Fill
from xl_addin.previous.overwritten_report import OverwrittenReport
from xl_addin.previous.previous_report import PreviousReport

ADDED, GONE = "เพิ่มในรายงานนี้", "ไม่มีในรายงานนี้แล้ว"
PRESENT = "มีในรายงาน"
Row = dict[Any, Any]
NOTHING: Row = {}


def with_changes(consolidated: Consolidated, report: OverwrittenReport | None) -> Consolidated:
    """The data set with what differs from the report that lies there; none where it is of another office or round."""
    earlier = None if report is None else _earlier(report, consolidated.register)
    if earlier is None or not (earlier.frame["round"] == consolidated.round).any():
        return consolidated
    return replace(consolidated, changes=tuple(changes(consolidated, earlier)), compared=True)


def changes(consolidated: Consolidated, earlier: PreviousReport) -> Iterator[FigureChange]:
    """Everything that was entered or registered otherwise, in the order of the report."""
    form, round_ = consolidated.register.form, consolidated.round
    before = {row["project_id"]: row for row in _records(earlier.frame, round_)}
    after = consolidated.frame.to_dict("records")
    columns = [one for one in form.columns if one.fill is not Fill.COMPUTED and one.key in earlier.frame]
    tables = [
        (
            [one for one in form.columns_of(table.key) if one.fill is not Fill.COMPUTED],
            _by_project(_records(earlier.tables[table.key], round_)),
            _by_project(consolidated.tables[table.key].to_dict("records")),
        )
        for table in form.tables
        if table.key in earlier.tables
    ]
    for row in after:
        project_id = row["project_id"]
        if project_id not in before:
            yield _change(row, PRESENT, "", ADDED)
            continue
        yield from _differences(row, columns, before[project_id], row, "")
        for typed, old, new in tables:
            pairs = zip_longest(old.get(project_id, ()), new.get(project_id, ()), fillvalue=NOTHING)
            for number, (first, second) in enumerate(pairs, 1):
                yield from _differences(row, typed, first, second, f" รายการที่ {number}")
    left = before.keys() - {row["project_id"] for row in after}
    for project_id, row in before.items():
        if project_id in left:
            yield _change(row, PRESENT, "", GONE)
    for key, own in consolidated.group_tables.items():
        if key in earlier.tables:
            yield from changes(own, replace(earlier, frame=earlier.tables[key], tables={}))


def _earlier(report: OverwrittenReport, register: Register) -> PreviousReport | None:
    earlier = report.data
    if earlier is None:
        return None
    year, office = (earlier.identity.get(key, "") for key in ("fiscal_year", "office"))
    same = year in ("", str(register.fiscal_year)) and name_key(office) in ("", name_key(register.office))
    return earlier if same else None


def _records(frame: pd.DataFrame, round_: int) -> list[Row]:
    return frame[frame["round"] == round_].to_dict("records")


def _by_project(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["project_id"], []).append(row)
    return found


def _differences(
    project: Row, columns: Iterable[Column], before: Row, after: Row, where: str
) -> Iterator[FigureChange]:
    for column in columns:
        old, new = before.get(column.key), after.get(column.key)
        if old is new or (isinstance(old, str) and isinstance(new, str) and old == new):
            continue
        first, second = _shown(column, old), _shown(column, new)
        if spelling(first) != spelling(second):
            yield _change(project, " ".join(column.label) + where, first, second)


def _change(project: Row, label: str, before: str, after: str) -> FigureChange:
    return FigureChange(
        str(project["project_id"]), str(project["project"]), str(project["group"]), label, before, after
    )


def _shown(column: Column, value: Any) -> str:
    if value is None or pd.isna(value):
        return ""
    return show(column.kind, value if isinstance(value, str) else int(value), choices=column.choices or None)
