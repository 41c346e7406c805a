"""The officer's decisions, written into the register's sheet การพิจารณา, and taken back; nothing else in it changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from xl_addin.excel.addresses import cell_address
from xl_addin.excel.reading.cell_patch import Typed, type_cells
from xl_addin.excel.reading.named_table import NamedTable, TableRow
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.excel.writing.atomic_file import write_whole
from xl_addin.model.decisions import PHRASES, Decision, DecisionKind
from xl_addin.model.form.schema import Form
from xl_addin.model.group_names import GroupNames
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.errors import TidtamError
from xl_addin.model.problems.problem import Place
from xl_addin.model.register import Register
from xl_addin.model.table_names import DECISIONS_SHEET
from xl_addin.model.thai.names import name_key, nearest
from xl_addin.register.decisions_sheet import (
    TABLE,
    codes_by_name,
    decision_lines,
    decision_row,
    lacking,
    rules_of,
)
from xl_addin.register.layout import register_sheets
from xl_addin.register.read_session import RegisterReading
from xl_addin.register.reader import load_register
from xl_addin.register.section_names import hint

TYPED = (
    "decided_round",
    "decision",
    "group",
    "project",
    "rule",
    "column",
    "value",
    "file",
    "code",
    "reason",
    "on",
)


class NotRecorded(TidtamError):
    """Nothing was written; `problems` say why and how to put it right."""


def meant(register: Register, decision: Decision, *, language: str = "th") -> Decision:
    """The decision with the ids of the group and project that are named in it by any of their names.

    Raises NotRecorded where it names none of the register's, or lacks what a decision of its kind needs.
    """
    names = GroupNames(register.groups)
    group = names.find(decision.group_id) if decision.group_id else None
    projects = codes_by_name(register.projects)
    codes = projects.get(name_key(decision.project_id), []) if decision.project_id else []
    rules = rules_of(register.form)
    place, told = Place(register.file, DECISIONS_SHEET), []
    named = (
        ("decision_unknown_group", decision.group_id, group is not None, names.nearest(decision.group_id)),
        (
            "decision_unknown_project",
            decision.project_id,
            len(codes) == 1,
            nearest(decision.project_id, projects),
        ),
        ("decision_unknown_rule", decision.rule, decision.rule in rules, nearest(decision.rule, rules)),
    )
    for rule, value, is_known, near in named:
        if value and not is_known:
            told.append(problem(rule, place, value=value, nearest=hint(near, language), language=language))
    for label in lacking(register.form, decision):
        told.append(
            problem(
                "decision_incomplete", place, label=label, value=PHRASES[decision.kind], language=language
            )
        )
    if told:
        raise NotRecorded(told)
    return replace(decision, group_id=group.id if group else "", project_id=codes[0] if codes else "")


def record(
    register: Path, decisions: Sequence[Decision], *, form: Form | None = None, language: str = "th"
) -> None:
    """Write decisions into a register; one about the same thing takes the place of the earlier one.

    Raises RegisterError for a register with errors, NotRecorded for one that has no room for them, and
    WriteError; then nothing was written.
    """
    sheet = _Sheet.of(register, form, language)
    cells: dict[str, Typed] = {}
    for one in decisions:
        row = sheet.lines.get(_subject(one)) or next(sheet.free, None)
        if row is None:
            raise NotRecorded(
                [problem("decisions_full", Place(register.name, DECISIONS_SHEET), language=language)]
            )
        sheet.lines[_subject(one)] = row
        cells |= sheet.typed(row, decision_row(sheet.form, one))
    write_whole(register, type_cells(register.read_bytes(), {sheet.table.sheet: cells}))


def withdraw(
    register: Path, decisions: Sequence[Decision], *, form: Form | None = None, language: str = "th"
) -> None:
    """Take decisions back: their lines are emptied. What is not there any more is passed over. Raises as `record`."""
    sheet = _Sheet.of(register, form, language)
    rows = [sheet.lines[_subject(one)] for one in decisions if _subject(one) in sheet.lines]
    cells: dict[str, Typed] = {}
    for row in rows:
        cells |= sheet.typed(row, {})
    write_whole(register, type_cells(register.read_bytes(), {sheet.table.sheet: cells}))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The sheet as it is: its lines by what they are about, and lines that nobody has typed into."""

    form: Form
    table: NamedTable
    lines: dict[tuple[object, ...], TableRow]
    free: Iterator[TableRow]

    @classmethod
    def of(cls, path: Path, form: Form | None, language: str) -> _Sheet:
        register = load_register(path, form=form, language=language)
        sheets = register_sheets(register.form, register.texts)
        reading = RegisterReading(register.form, read_workbook(path), sheets, path.name, language, older=True)
        table = reading.tables[TABLE]
        if not set(TYPED) <= table.columns.keys():
            raise NotRecorded([problem("decisions_no_sheet", Place(path.name), language=language)])
        typed = {row.number for row in reading.rows(TABLE)}
        lines = {
            _subject(one): row for row, one in decision_lines(reading, register.projects, register.groups)
        }
        return cls(register.form, table, lines, (row for row in table.rows if row.number not in typed))

    def typed(self, row: TableRow, values: Mapping[str, Typed]) -> dict[str, Typed]:
        """What is typed into the cells of a line."""
        return {cell_address(row.number, self.table.columns[key]): values.get(key) for key in TYPED}


def _subject(decision: Decision) -> tuple[object, ...]:
    """What a decision is about; of two about the same thing the later one holds."""
    if decision.kind is DecisionKind.ACCEPT_WARNING:
        whose = decision.project_id or decision.group_id
        return (decision.kind, whose, decision.rule, decision.column)
    about = "file" if decision.is_of_a_file else decision.kind
    return (about, decision.round, decision.group_id, name_key(decision.file))
