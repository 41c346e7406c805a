"""The officer's decisions, written into the register's sheet การพิจารณา, and taken back; nothing else in it changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from xl_addin.excel.reading.cell_patch import Typed, type_cells
from xl_addin.excel.reading.named_table import NamedTable, TableRow
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.excel.writing.atomic_file import write_whole
from xl_addin.model.decisions import PHRASES, Decision, DecisionKind
from xl_addin.model.form.schema import Form
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.errors import TidtamError
from xl_addin.model.problems.problem import Place
from xl_addin.model.register import Register
from xl_addin.model.table_names import DECISIONS_SHEET
from xl_addin.model.thai.names import name_key
from xl_addin.register.decisions_sheet import (
    TABLE,
    DecisionNames,
    decision_lines,
    decision_row,
    lacking,
    typed_keys,
)
from xl_addin.register.layout import register_sheets
from xl_addin.register.read_session import RegisterReading
from xl_addin.register.reader import load_register
from xl_addin.register.section_names import hint


class NotRecorded(TidtamError):
    """Nothing was written; `problems` say why and how to put it right."""


def meant(register: Register, decision: Decision, *, language: str = "th") -> Decision:
    """The decision with the ids of the group and project that are named in it by any of their names.

    Raises NotRecorded where it names none of the register's, or lacks what a decision of its kind needs.
    """
    names = DecisionNames(register.groups, register.projects, register.form)
    place = Place(register.file, DECISIONS_SHEET)
    told = [
        problem(one.rule, place, value=one.value, nearest=hint(one.near, language), language=language)
        for one in names.unknown(decision.group_id, decision.project_id, decision.rule)
    ]
    for label in lacking(register.form, decision):
        told.append(
            problem(
                "decision_incomplete", place, label=label, value=PHRASES[decision.kind], language=language
            )
        )
    if told:
        raise NotRecorded(told)
    return replace(
        decision,
        group_id=names.group_id(decision.group_id),
        project_id=names.project_id(decision.project_id),
    )


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
        if not set(typed_keys(register.form)) <= table.columns.keys():
            raise NotRecorded([problem("decisions_no_sheet", Place(path.name), language=language)])
        typed = {row.number for row in reading.rows(TABLE)}
        lines = {
            _subject(one): row for row, one in decision_lines(reading, register.projects, register.groups)
        }
        return cls(register.form, table, lines, (row for row in table.rows if row.number not in typed))

    def typed(self, row: TableRow, values: Mapping[str, Typed]) -> dict[str, Typed]:
        """What is typed into the cells of a line."""
        return {self.table.address(row, key): values.get(key) for key in typed_keys(self.form)}


def _subject(decision: Decision) -> tuple[object, ...]:
    """What a decision is about; of two about the same thing the later one holds."""
    if decision.kind is DecisionKind.ACCEPT_WARNING:
        whose = decision.project_id or decision.group_id
        return (decision.kind, whose, decision.rule, decision.column)
    about = "file" if decision.is_of_a_file else decision.kind
    return (about, decision.round, decision.group_id, name_key(decision.file))
