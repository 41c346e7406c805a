"""Codes that follow their projects: matched again by name and budget after a list was sorted or pasted anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pandas as pd

from xl_addin.excel.addresses import cell_address
from xl_addin.excel.reading.cell_patch import type_cells
from xl_addin.excel.reading.limits import PackageError
from xl_addin.excel.reading.named_table import NamedTable, TableRow, named_table, raw_value
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.excel.writing.atomic_file import write_whole
from xl_addin.model.form.schema import Form
from xl_addin.model.problems.catalogue import problem, say
from xl_addin.model.problems.problem import Place, Problem
from xl_addin.model.thai.names import name_key
from xl_addin.model.values.clean import clean
from xl_addin.model.values.kinds import Kind
from xl_addin.previous.previous_report import PreviousError, read_previous
from xl_addin.previous.project_matching import bare_name
from xl_addin.register.lists.from_list import NotAList

TABLE = "t_projects"


@dataclass(frozen=True, slots=True)
class Coded:
    """A project by name and budget (satang, None where it is not known), and its code."""

    name: str
    budget: int | None
    code: str

    @property
    def key(self) -> str:
        """The name without spaces, marks and the word โครงการ in front."""
        return bare_name(self.name)


def matched_codes(projects: Sequence[Coded], known: Sequence[Coded]) -> list[str]:
    """The code of each project: that of the known one of its name (and budget, where a name stands twice).

    A project that is not known keeps its code unless that belongs to a known one; then it gets one never used.
    """
    by_name: dict[str, list[Coded]] = {}
    for entry in known:
        by_name.setdefault(entry.key, []).append(entry)
    found: list[str | None] = [None] * len(projects)
    for exact in (True, False):
        for position, project in enumerate(projects):
            left = [entry for entry in by_name.get(project.key, ()) if entry.code not in found]
            fitting = [entry for entry in left if entry.budget == project.budget] if exact else left
            alike = sum(other.key == project.key for other in projects)
            if found[position] is None and fitting and (exact or alike == 1):
                found[position] = fitting[0].code
    belongs = {name_key(entry.code) for entry in known}
    used = belongs | {name_key(project.code) for project in projects}
    free = (f"P{number:03d}" for number in count(1) if name_key(f"P{number:03d}") not in used)
    taken: set[str] = set()
    codes = []
    for project, code in zip(projects, found, strict=True):
        own = name_key(project.code)
        if code is None:
            code = next(free) if not own or own in belongs or own in taken else project.code
        taken.add(name_key(code))
        codes.append(code)
    return codes


def match_codes(
    register: Path, report: Path, form: Form, out: Path, language: str = "th", *, confirmed: bool = False
) -> tuple[str, list[Problem]]:
    """The register with the codes that its projects have in a report, at `out`; nothing else in it changes.

    Written once it is `confirmed`; before, the matching is only told: each code that changes, each project that
    the report does not know, each code of the report that nobody takes. Gives a sentence and what is told. Raises
    NotAList where either file cannot be read so, and WriteError.
    """
    try:
        book, earlier = read_workbook(register), read_previous(report, form)
        data = register.read_bytes()
    except PackageError as error:
        raise NotAList([error.problem(Place(register.name), language=language)]) from error
    except PreviousError as error:
        raise NotAList(error.problems) from error
    table = named_table(book, TABLE, open_ended=True)
    if table is None or not {"project_id", "project"} <= table.columns.keys():
        raise NotAList([problem("register_no_identity", Place(register.name), language=language)])
    rows = [row for row in table.rows if _text(row, "project")]
    projects = [Coded(_text(row, "project"), _budget(row), _text(row, "project_id")) for row in rows]
    frame = earlier.frame[earlier.frame["round"] == earlier.frame["round"].max()]
    known = [
        Coded(str(record["project"]), _whole(record.get("budget")), str(record["project_id"]))
        for record in frame.to_dict("records")
    ]
    matching = list(zip(rows, projects, matched_codes(projects, known), strict=True))
    cells = {
        cell_address(row.number, table.columns["project_id"]): code
        for row, project, code in matching
        if code != project.code
    }
    told = list(_told(matching, known, table, register.name, language))
    values = {"file": str(out), "count": len(cells), "value": report.name}
    if not confirmed:
        told.append(problem("codes_to_confirm", Place(register.name), language=language))
        return say("codes_matching", language, **values), told
    write_whole(out, type_cells(data, {table.sheet: cells}) if cells else data)
    return say("codes_matched", language, **values), told


def _told(
    matching: Sequence[tuple[TableRow, Coded, str]],
    known: Sequence[Coded],
    table: NamedTable,
    file: str,
    language: str,
) -> Iterator[Problem]:
    codes = {entry.code for entry in known}
    for row, project, code in matching:
        rule = "code_matched" if code != project.code else "code_unknown" if code not in codes else ""
        if rule:
            place = Place(file, table.sheet, cell_address(row.number, table.columns["project_id"]))
            was = project.code or "-"
            yield problem(
                rule, place, language=language, project=code, value=project.name, was=was, code=code
            )
    taken = {code for _, _, code in matching}
    for entry in known:
        if entry.code not in taken:
            yield problem(
                "code_left", Place(file, table.sheet), language=language, value=entry.name, code=entry.code
            )


def _text(row: TableRow, key: str) -> str:
    value, _ = clean(Kind.TEXT, raw_value(row.cells.get(key)))
    return str(value or "").strip()


def _budget(row: TableRow) -> int | None:
    value, _ = clean(Kind.BAHT, raw_value(row.cells.get("budget")), minimum=None)
    return value if isinstance(value, int) else None


def _whole(value: Any) -> int | None:
    return None if value is None or pd.isna(value) else int(value)
