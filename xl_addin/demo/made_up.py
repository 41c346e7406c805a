"""An office that does not exist, for looking at a form: a register, filled workbooks and reports of made-up figures.

Every figure is made from its place, so that the same form gives the same files. They go the way of real ones:
what the form asks is typed into its own templates, read back, checked and reported.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, assert_never

import pandas as pd

from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.consolidate.run import consolidate_to
from xl_addin.demo.demo_options import DemoRound
from xl_addin.demo.returned_files import write_returned
from xl_addin.excel.reading.cell_patch import Typed
from xl_addin.model.expressions.evaluation_data import ABOVE
from xl_addin.model.form.column_states import State, column_state, late_columns
from xl_addin.model.form.schema import MAIN, ChildTable, Column, Form, RowsTable
from xl_addin.model.problems.problem import Severity
from xl_addin.model.register import (
    Allotment,
    Bucket,
    Group,
    Register,
    Section,
    default_params,
)
from xl_addin.model.table_names import PATH
from xl_addin.model.thai.fiscal_calendar import year_bounds
from xl_addin.model.values.kinds import SCALE, Fill, Kind
from xl_addin.previous.known_rows import path_above, row_paths
from xl_addin.previous.previous_report import PreviousReport, read_previous
from xl_addin.register.reader import load_register
from xl_addin.register.row_lists import rows_frame
from xl_addin.register.writer import write_register
from xl_addin.report.writer import ReportResult, write_report
from xl_addin.template.make_templates import make_templates
from xl_addin.template.shared.round_data import RoundData, round_data

OFFICE, YEAR = "สำนักงานเขตพื้นที่การศึกษาตัวอย่าง", 2568
GROUPS = ("กลุ่มอำนวยการ", "กลุ่มนโยบายและแผน", "กลุ่มนิเทศ ติดตาม และประเมินผล")
PROJECTS_OF_A_GROUP = 3
ROWS_OF_A_TABLE = 3
_PROJECTS = tuple(f"P{place:03d}" for place in range(1, len(GROUPS) * PROJECTS_OF_A_GROUP + 1))

REGISTER, TEMPLATES, RETURNED, REPORT = "ทะเบียน.xlsx", "แบบ", "ส่งกลับ", "รายงาน.xlsx"


@dataclass(frozen=True, slots=True)
class MadeUpRound:
    """A round of the made-up office: its templates, its report, what was consolidated and written."""

    templates: tuple[Path, ...]
    report: Path
    consolidated: Consolidated
    result: ReportResult


def make_up(form: Form, folder: Path, rounds: Iterable[int] = (1,)) -> list[MadeUpRound]:
    """Make the office's files below `folder`, round by round: those that the form has.

    Raises CannotMake, CannotRun or ReportError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    form = _lenient(form)
    register_path = folder / REGISTER
    write_register(register_path, form, made_up_register(form))
    register = load_register(register_path, form=form)
    made: list[MadeUpRound] = []
    for round_ in (one for one in rounds if one <= form.period.rounds):
        previous = made[-1].report if made else None
        own = folder / f"รอบ {round_}"
        own.mkdir(exist_ok=True)
        templates = make_templates(register_path, own / TEMPLATES, round_, previous, form=form, force=True)
        earlier = None if previous is None else read_previous(previous, form)
        _return(own / RETURNED, form, register, round_, earlier)
        results: list[ReportResult] = []

        def write(
            target: Path,
            consolidated: Consolidated,
            *,
            returned: str,
            results: list[ReportResult] = results,
        ) -> None:
            results.append(write_report(target, consolidated, returned=returned))

        consolidated = consolidate_to(
            register_path, own / RETURNED, own / REPORT, round_, write, previous, form=form, workers=1
        )
        made.append(MadeUpRound(templates.files, own / REPORT, consolidated, results[0]))
    return made


def _lenient(form: Form) -> Form:
    """The form with warnings in place of errors: figures that are made up keep no rule, and are shown all the same."""
    rules = tuple(rule.model_copy(update={"severity": Severity.WARNING}) for rule in form.rules)
    return form.model_copy(update={"rules": rules})


def _return(
    folder: Path, form: Form, register: Register, round_: int, earlier: PreviousReport | None
) -> None:
    data = round_data(form, register, round_, earlier)
    ids: list[str] = register.projects["project_id"].tolist()
    late = late_columns(form, round_) if earlier is not None else frozenset()
    # Parts that only some projects are asked for are left to them.
    left_out = {part.key for part in form.template.sections if part.when is not None}
    entries: dict[str, dict[str, Typed]] = {
        id_: {
            column.key: _typed(column, number, round_)
            for column in form.columns
            if column_state(column, round_, late) is State.ENTRY and column.section not in left_out
        }
        for number, id_ in enumerate(ids)
    }
    asked = [table for table in form.tables if table.section not in left_out]
    tables = {id_: _rows_typed(asked, data, id_, number) for number, id_ in enumerate(ids)}
    for number, group in enumerate(register.groups):
        tables[group.id] = {}
        for own in data.of_groups.values():
            tables[group.id] |= _rows_typed(own.form.tables, own, group.id, number)
    write_returned(folder, DemoRound(round=round_), data, entries, tables, complete=True)


def _rows_typed(
    tables: Sequence[ChildTable], data: RoundData, project_id: str, place: int
) -> dict[str, list[dict[str, Typed]]]:
    """What is typed into the small tables of a project: into the known rows and some of those that may be added."""
    found: dict[str, list[dict[str, Typed]]] = {}
    paths = {MAIN: [""]}
    for table in tables:
        known = data.tables[table.key]
        standing = Counter(map(path_above, row_paths(known[known["project_id"] == project_id])))
        rows, own = found.setdefault(table.key, []), paths.setdefault(table.key, [])
        for path in paths[data.form.above(table.key)[0]]:
            there = standing[path]
            for row in range(min(max(there, ROWS_OF_A_TABLE), there + table.rows)):
                typed = {
                    column.key: _typed(column, place + row, data.round)
                    for column in table.columns
                    if column.fill is Fill.GROUP or (column.fill is Fill.REGISTER and row >= there)
                }
                rows.append(typed | {PATH: path} if path else typed)
                own.append(f"{path}.{row + 1}".lstrip("."))
    return found


def _typed(column: Column, place: int, round_: int) -> Typed:
    """What is typed into the cell of a row (from 0)."""
    if column.kind is Kind.CHOICE:
        phrases = list(column.choices.values())
        return phrases[place % len(phrases)]
    if column.kind not in SCALE:
        return f"ข้อความตัวอย่าง {place + 1}"
    value = _number(column.kind, place, round_)
    return value if not isinstance(value, float) or not value.is_integer() else int(value)


def _number(kind: Kind, place: int, round_: int) -> int | float:
    match kind:
        case Kind.BAHT:
            return 1500 * (place + 1) * round_
        case Kind.PERCENT:
            return float(min(10 * (place + 1), 100))
        case Kind.DATE:
            return year_bounds(YEAR).first + 20 + 7 * place
        case Kind.NUMBER:
            return 2.5 * (place + 1)
        case Kind.COUNT | Kind.CHOICE | Kind.TEXT | Kind.LONG_TEXT:
            return 2 + place % 5
        case _:
            assert_never(kind)


def made_up_register(form: Form) -> Register:
    """Three groups with three projects each, under the form's sections."""
    groups = tuple(Group(f"G{number:02d}", name) for number, name in enumerate(GROUPS, 1))
    sections: tuple[Section, ...] = ()
    if form.sections is not None:
        names = form.sections.prefilled or (f"{form.sections.label} ที่หนึ่ง", f"{form.sections.label} ที่สอง")
        amount = 50_000_000 if form.sections.amounts else None
        sections = tuple(Section(number, name, amount) for number, name in enumerate(names, 1))
    receipts = (Allotment(1, 100_000_000, "ศธ 04000/1", year_bounds(YEAR).first + 14),)
    return Register(
        form=form,
        office=OFFICE,
        office_short="สพป.ตัวอย่าง",
        fiscal_year=YEAR,
        settings=form.settings,
        groups=groups,
        sections=sections,
        params=default_params(form),
        projects=_projects(form, groups, sections),
        allotments=receipts if form.allotments else (),
        buckets=tuple(
            Bucket(name, 100_000_000 // len(form.buckets), section_no=None) for name in form.buckets
        ),
        rows=_rows(form, groups),
        texts={text.key: text.default for text in form.texts if text.default},
    )


def _rows(form: Form, groups: Sequence[Group]) -> dict[str, pd.DataFrame]:
    """Two rows of each table for each project or group, or row that it stands in, but every third, which has none."""
    found: dict[str, pd.DataFrame] = {}
    for table in form.tables:
        if table.listed:
            owner = form.above(table.key)[0]
            ids = _PROJECTS if owner == MAIN else found[owner]["project_id"].tolist()
            found[table.key] = _rows_of(table, ids)
    for of_groups in form.group_tables:
        if of_groups.listed:
            found[of_groups.key] = _rows_of(of_groups, [group.id for group in groups])
    return found


def _rows_of(table: RowsTable, projects: Sequence[str]) -> pd.DataFrame:
    """`projects`: ids of those, or of the rows, in which the rows stand."""
    lines: list[dict[str, Any]] = []
    for place, project_id in enumerate(projects):
        for number in range(2 if place % 3 else 0):
            line: dict[str, Any] = {"project_id": project_id, ABOVE: place}
            for column in table.listed:
                typed = _typed(column, place + number, 5)
                if column.kind is Kind.CHOICE:
                    line[column.key] = list(column.choices)[(place + number) % len(column.choices)]
                elif isinstance(typed, str):
                    line[column.key] = f"{column.title}ที่ {number + 1}"
                else:
                    line[column.key] = round((typed or 0) * 10 ** SCALE[column.kind])
            lines.append(line)
    return rows_frame(table, lines)


def _projects(form: Form, groups: tuple[Group, ...], sections: tuple[Section, ...]) -> pd.DataFrame:
    rows = [(group, number) for group in groups for number in range(PROJECTS_OF_A_GROUP)]
    under = [sections[place % len(sections)] if sections else None for place in range(len(rows))]
    numbers: list[int | None] = [None if one is None else one.no for one in under]
    columns: dict[str, pd.Series] = {
        "project_id": pd.Series(_PROJECTS, dtype=object),
        "no": pd.Series(range(1, len(rows) + 1), dtype="Int64"),
        "project": pd.Series([f"โครงการตัวอย่างที่ {place}" for place in range(1, len(rows) + 1)], dtype=object),
        "group_id": pd.Series([group.id for group, _ in rows], dtype=object),
        "group": pd.Series([group.name for group, _ in rows], dtype=object),
        "section_no": pd.Series(numbers, dtype="Int64"),
        "section": pd.Series([None if one is None else one.name for one in under], dtype=object),
    }
    for column in form.columns:
        if column.fill is not Fill.REGISTER or column.key in columns:
            continue
        if column.kind in SCALE:
            scale = 10 ** SCALE[column.kind]
            amounts = [
                round(_number(column.kind, place, 10 if column.kind is Kind.BAHT else 1) * scale)
                for place in range(len(rows))
            ]
            columns[column.key] = pd.Series(amounts, dtype="Int64")
        elif column.kind is Kind.CHOICE:
            codes = list(column.choices)
            chosen = [codes[place % len(codes)] for place in range(len(rows))]
            columns[column.key] = pd.Series(chosen, dtype=object)
        else:
            said = [f"{column.title} {place}" for place in range(1, len(rows) + 1)]
            columns[column.key] = pd.Series(said, dtype=object)
    frame = pd.DataFrame(columns)
    return frame.sort_values("section_no", kind="stable").reset_index(drop=True) if sections else frame
