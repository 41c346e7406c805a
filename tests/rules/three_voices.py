"""A template in which somebody types at random, and what its own checks and the pane say of every project.

The third voice is the consolidation of the file that Excel would save.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple

from tests.excel_host.areas import Area, read_areas
from tests.excel_host.filling import page_form
from tests.excel_host.workbook import Workbook
from xl_addin.consolidate.pipeline import consolidate
from xl_addin.demo.examples import demo_register
from xl_addin.model.form.schema import MAIN, Column
from xl_addin.model.identity import CHECK_SHEET, FORM_SHEET
from xl_addin.model.rules.template_checks import rule_is_native
from xl_addin.model.values.kinds import Kind
from xl_addin.office.open_round import OpenRound, group_template, open_round
from xl_addin.server.live.checked_rows import RowAnswer
from xl_addin.server.live.live_check import check_live
from xl_addin.server.live.request_model import LiveRequest

ROUNDS = {"spm2": 1, "khonkaen2": 1, "rayong2": 2, "chiangmai2": 2, "yasothon2": 1}

AMOUNTS = (0, 1, 120, 5_000, 20_000, 33_000, 50_000, 1_000_000, "", " ", "abc", -5)
TYPED: dict[Kind, Sequence[Any]] = {
    Kind.BAHT: AMOUNTS,
    Kind.COUNT: (0, 2, 37, 220, "", " ", "สามสิบ", 2.5),
    Kind.NUMBER: (1, 2, 3, 1.5, "", " ", "มาก"),
    Kind.PERCENT: (0, 50, 100, "", " ", "ครึ่ง"),
    Kind.DATE: (43_700, 43_739, 43_800, 44_000, 44_104, 44_835, 44_900, 45_016, 45_060, "", " "),
    Kind.TEXT: ("ร้อยละ ๘๕", "โรงเรียนในสังกัด", "", " ", "-"),
    Kind.LONG_TEXT: ("ประชุมคณะทำงาน 12 คน", "-", "", " ", "จัดทำคู่มือ", "นิเทศโรงเรียน 20 แห่ง"),
}
ENTRY_RULES = frozenset(
    (
        "required_blank",
        "not_a_number",
        "not_a_date",
        "negative_number",
        "not_whole_number",
        "too_many_decimals",
        "unknown_choice",
    )
)


class Voices:
    """One group's template: `type_at_random`, then `template` and `pane` say what is wrong, project by project."""

    def __init__(self, form_id: str, group: str, path: Path, seed: int) -> None:
        self.round: OpenRound = open_round(demo_register(form_id), ROUNDS[form_id])
        self.group = group
        path.write_bytes(group_template(self.round, group))
        self.workbook = Workbook(path)
        self.areas = read_areas(self.workbook)
        self.random = random.Random(seed)
        form = self.round.form
        self.native = {rule.id for rule in form.rules if rule_is_native(form, rule)}
        self.cells = list(self._entry_cells())

    def _entry_cells(self) -> Iterator[tuple[str, str, Column]]:
        """(sheet, address, column) of cells that may be typed into: unlocked ones under a key or label."""
        form = self.round.form
        for area in self.areas:
            for key, address in entry_addresses(self.workbook, area, form):
                table, _, name = key.rpartition(".")
                columns = form.columns_of(table or MAIN)
                yield area.sheet, address, next(column for column in columns if column.key == name)

    def type_at_random(self, edits: int) -> None:
        """One cell after the other; the template is looked at, and so computed, only after the last."""
        self.workbook.put_all(self._typed_at_random() for _ in range(edits))

    def _typed_at_random(self) -> tuple[str, int, int, Any]:
        sheet, address, column = self.random.choice(self.cells)
        choices = [*column.choices.values(), "", " "] if column.choices else TYPED[column.kind]
        return (sheet, *coordinate_to_tuple(address), self.random.choice(choices))

    def pane(self) -> dict[str, set[str]]:
        """Project id -> sentences of the errors and warnings that the template could tell too."""
        said: dict[str, set[str]] = {}
        for row in self._rows_of_pane():
            told = {m.message for m in row.mistakes if m.rule in self.native or not self._is_rule(m.rule)}
            said.setdefault(row.project, set()).update(told)
        return said

    def _rows_of_pane(self) -> Iterator[RowAnswer]:
        identity = {
            str(cell.value): str(self.workbook.cell(FORM_SHEET, coordinate_to_tuple(at)[0], 2).value)
            for at, cell in self.workbook.sheets[FORM_SHEET].cells.items()
            if coordinate_to_tuple(at)[1] == 1 and cell.value != ""
        }
        for area in self.areas:
            question = {"identity": identity, **area.question(self.workbook, area.rows)}
            yield from check_live(LiveRequest.model_validate(question), self.round, self.group).rows

    def report(self, folder: Path) -> dict[str, set[str]]:
        """Project id -> the same sentences as the consolidation of the saved file says them."""
        folder.mkdir(exist_ok=True)
        (folder / "ส่งคืน.xlsx").write_bytes(self.workbook.save())
        found = consolidate(self.round.register, folder, self.round.round, workers=1)
        said: dict[str, set[str]] = {}
        for problem in found.problems:
            if problem.project and (problem.rule in self.native or problem.rule in ENTRY_RULES):
                said.setdefault(problem.project, set()).add(problem.message)
        return said

    def begun(self) -> set[str]:
        """Projects in whose own cells something is typed: of the others the report says only that they are missing."""
        return {row.project for row in self._rows_of_pane() if row.entries}

    def _is_rule(self, rule: str) -> bool:
        return any(rule == known.id for known in self.round.form.rules)

    def template(self) -> dict[str, set[str]]:
        """Project id -> sentences of the template's own checks."""
        rows: dict[int, dict[int, Any]] = {}
        for address, cell in self.workbook.sheets[CHECK_SHEET].cells.items():
            row, column = coordinate_to_tuple(address)
            rows.setdefault(row, {})[column] = cell.value
        names = [row for row, cells in rows.items() if cells.get(1) == "errors"]
        return self._by_project(rows, {row: rows[row] for row in names})

    def _by_project(
        self, rows: dict[int, dict[int, Any]], names: dict[int, dict[int, Any]]
    ) -> dict[str, set[str]]:
        said: dict[str, set[str]] = {}
        last = max(names)
        main, *children = [names[row] for row in sorted(names)]
        projects = self._project_rows(last)
        for row, project in projects.items():
            said[project] = _messages(rows.get(row, {}), main)
        if children:
            at = max(projects) + 1
            for project in projects.values():
                for child, table in zip(children, self.round.form.tables, strict=True):
                    for row in range(at, at + table.rows):
                        said[project] |= _messages(rows.get(row, {}), child)
                    at += table.rows
        return said

    def _project_rows(self, last_name: int) -> dict[int, str]:
        """Row of `_check` -> project."""
        data = self.round.data
        ids = [str(id_) for id_ in data.rows_of(self.group)["project_id"]]
        if self.round.form.template.layout == "pages":
            return {last_name + 1 + number: project for number, project in enumerate(ids)}
        [table] = self.areas
        return {
            row: str(self.workbook.cell(table.sheet, row, table.column("project_id")).value)  # type: ignore[union-attr]
            for row in table.rows
        }


def _messages(cells: dict[int, Any], names: dict[int, Any]) -> set[str]:
    """The sentences in a row of `_check`: those under the name of a check that has a fix beside it."""
    fixes = {str(name).removesuffix(".fix") for name in names.values() if str(name).endswith(".fix")}
    return {str(cells[at]) for at, name in names.items() if name in fixes and cells.get(at) not in (None, "")}


def entry_addresses(workbook: Workbook, area: Area, form: Any) -> Iterator[tuple[str, str]]:
    """(key or table.key, address) of the unlocked entry cells of an area; two rows of each small table."""
    if form.template.layout == "pages":
        for entry in page_form(workbook.book.path, form.id).entries:
            if entry.sheet == area.sheet and entry.row < 3:
                yield (
                    (entry.column.key if entry.table == MAIN else f"{entry.table}.{entry.column.key}"),
                    entry.address,
                )
        return
    for row in area.rows:
        for key, column in zip(area.keys, area.columns, strict=True):  # type: ignore[attr-defined]
            known = next((c for c in form.columns if c.key == key and c.fill == "group"), None)
            if known is not None and not workbook.cell(area.sheet, row, column).locked:
                yield key, f"{get_column_letter(column)}{row}"
