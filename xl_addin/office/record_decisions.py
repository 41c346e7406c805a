"""The officer's decisions, written into the register's sheet การพิจารณา, and taken back; nothing else in it changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from xl_addin.excel.reading.named_table import TableRow
from xl_addin.model.decisions import PHRASES, Decision, DecisionKind
from xl_addin.model.form.schema import Form
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.problem import Place
from xl_addin.model.register import Register
from xl_addin.model.table_names import DECISIONS_SHEET
from xl_addin.model.thai.names import name_key
from xl_addin.office.register_table import NotRecorded, RegisterTable
from xl_addin.register.decisions_sheet import (
    TABLE,
    DecisionNames,
    decision_lines,
    decision_row,
    lacking,
)
from xl_addin.register.section_names import hint


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
    rounds = register.form.period.rounds
    if not 1 <= decision.round <= rounds:
        values: dict[str, Any] = {"value": str(decision.round), "rounds": rounds}
        told.append(problem("command_no_such_round", place, language=language, **values))
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
    sheet, lines = _lines(register, form, language)
    for one in decisions:
        lines[_subject(one)] = row = lines.get(_subject(one)) or sheet.free_row()
        sheet.type(row, decision_row(sheet.register.form, one))
    sheet.write()


def withdraw(
    register: Path, decisions: Sequence[Decision], *, form: Form | None = None, language: str = "th"
) -> None:
    """Take decisions back: their lines are emptied. What is not there any more is passed over. Raises as `record`."""
    sheet, lines = _lines(register, form, language)
    for one in decisions:
        if _subject(one) in lines:
            sheet.type(lines[_subject(one)], {})
    sheet.write()


def _lines(
    path: Path, form: Form | None, language: str
) -> tuple[RegisterTable, dict[tuple[object, ...], TableRow]]:
    """The sheet as it is, and its lines by what they are about."""
    sheet = RegisterTable.of(path, TABLE, form, language)
    register = sheet.register
    found = decision_lines(sheet.reading, register.projects, register.groups)
    return sheet, {_subject(one): row for row, one in found}


def _subject(decision: Decision) -> tuple[object, ...]:
    """What a decision is about; of two about the same thing the later one holds."""
    if decision.kind is DecisionKind.ACCEPT_WARNING:
        whose = decision.project_id or decision.group_id
        return (decision.kind, whose, decision.rule, decision.column)
    about = "file" if decision.is_of_a_file else decision.kind
    return (about, decision.round, decision.group_id, name_key(decision.file))
