"""What stands on a project's sheet and is neither an entry nor the form's own: never read, always told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from xl_addin.consolidate.intake.find_tables import Located
from xl_addin.consolidate.intake.form_brief import PROJECT_ID, Brief, BriefTable, PageTexts
from xl_addin.consolidate.intake.returned_page import Page
from xl_addin.consolidate.intake.row_reader import holds_entry, project_rows
from xl_addin.consolidate.intake.submission import Stray
from xl_addin.excel.addresses import cell_address
from xl_addin.excel.reading.cells import RawCell, RawSheet
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.problem import Place, Problem
from xl_addin.model.thai.names import name_key
from xl_addin.model.values.findings import as_typed

NAMED = 10
"""Cells named in one sentence."""

SHOWN = 60
"""Letters of a text that are shown where several cells are told in one sentence."""

LIKE = 0.6
"""A text that is so like one of the form's own is that one, reworded."""

FEW = 40
"""So many unknown cells of a page are compared with the form's texts: comparing takes its time."""

COLUMN_LETTERS = re.compile("[A-Z]{1,3}")
NUMBERS = re.compile(r"\d[\d,.]*")

Found = tuple[int, int, RawCell]


def stray_content_of_page(
    page: Page, brief: Brief, file: str, *, same_version: bool
) -> tuple[list[Stray], list[Problem]]:
    """Entries in rows of a table that lost their project, and whatever stands where the form asks nothing.

    `same_version`: the page is of the current version, whose texts the brief knows; what stands on an older
    one is told more softly, because the form's own texts may be among it.
    """
    strays = [stray for found in page.tables for stray in _without_project(found, brief.by_key[found.table])]
    problems = [
        problem("row_without_project", Place(file, page.name, stray.cell), value=stray.value)
        for stray in strays
    ]
    if page.inserted:
        name = "page_columns_inserted" if page.inserted > 0 else "page_columns_deleted"
        place = Place(file, page.name)
        problems.append(
            problem(name, place, project=page.project_id, value=page.name, count=abs(page.inserted))
        )
    if brief.page_texts is None:
        return strays, problems
    around = _Around(page, brief, brief.page_texts)
    inside, beside = around.unread()
    if not same_version:
        inside, beside = [], sorted((*inside, *beside), key=lambda found: found[:2])
    reworded = around.reworded(inside)
    for row, column, cell in inside:
        if (row, column) in reworded:
            place = Place(file, page.name, cell_address(row, column))
            problems.append(problem("page_text_changed", place, project=page.project_id, value=_text(cell)))
    rows: dict[int, list[Found]] = {}
    for found in inside:
        if found[:2] not in reworded:
            rows.setdefault(found[0], []).append(found)
    for cells in rows.values():
        stray = _stray(page.fields.sheet, cells)
        strays.append(stray)
        place = Place(file, page.name, stray.cell)
        problems.append(problem("page_cells_unread", place, project=page.project_id, value=stray.value))
    if beside:
        place = Place(file, page.name, cell_address(*beside[0][:2]))
        told = problem("cells_beside_table", place, project=page.project_id, value=_named(beside))
        problems.append(told)
    return strays, problems


def stray_content_of_list(sheet: RawSheet, file: str) -> list[Problem]:
    """Whatever was typed over, beside or below the list of projects in front; it has formulas in each row."""
    lines = [at for at, cell in sheet.cells.items() if cell.formula is not None]
    if not lines:
        return []
    rows, columns = zip(*lines, strict=True)
    typed = [
        (row, column, cell)
        for (row, column), cell in sorted(sheet.cells.items())
        if cell.formula is None
        and holds_entry(cell)
        and (row > max(rows) or column > max(columns) or (row >= min(rows) and column >= min(columns)))
    ]
    if not typed:
        return []
    place = Place(file, sheet.name, cell_address(*typed[0][:2]))
    return [problem("cells_beside_table", place, value=_named(typed))]


def _stray(sheet: RawSheet, cells: Sequence[Found]) -> Stray:
    """The unread cells of one row."""
    if len(cells) == 1:
        text = _text(cells[0][2])
    else:
        text = " | ".join(f"{cell_address(row, column)} {_text(cell)}" for row, column, cell in cells)
    return Stray(sheet.name, cell_address(*cells[0][:2]), text, len(cells))


def _text(cell: RawCell) -> str:
    return as_typed(cell.value if cell.value is not None else f"={cell.formula}")


def _named(cells: Sequence[Found]) -> str:
    said = []
    for row, column, cell in cells[:NAMED]:
        text = _text(cell)
        said.append(f"{cell_address(row, column)} {text if len(text) <= SHOWN else text[:SHOWN] + '…'}")
    return ", ".join(said) + (f" … ({len(cells)})" if len(cells) > NAMED else "")


def _without_project(found: Located, table: BriefTable) -> Iterator[Stray]:
    rows = project_rows(found).numbers
    keys = table.entry_keys & found.columns.keys()
    for row in sorted(set(range(found.key_row + 1, found.last_row + 1)) - set(rows)):
        cells = [(found.columns[key], found.sheet.cells.get((row, found.columns[key]))) for key in keys]
        held = sorted(
            (column, _text(cell)) for column, cell in cells if cell is not None and holds_entry(cell)
        )
        if held:
            text = " | ".join(value for _, value in held)
            yield Stray(found.sheet.name, cell_address(row, held[0][0]), text, len(held))


@dataclass(frozen=True)
class _Around:
    """The cells of a page that are no entries."""

    page: Page
    brief: Brief
    texts: PageTexts

    @cached_property
    def _read(self) -> frozenset[tuple[int, int]]:
        """Cells that are read, or were told with the rows of their table."""
        read = set(self.page.fields.cells.values())
        for found in self.page.tables:
            table = self.brief.by_key[found.table]
            columns = [at for key, at in found.columns.items() if key in table.by_key or key == PROJECT_ID]
            rows = range(found.key_row, found.last_row + 1)
            read.update((row, column) for row in rows for column in columns)
        return frozenset(read)

    def unread(self) -> tuple[list[Found], list[Found]]:
        """Cells that somebody typed into, within the page and beside or below it; row by row."""
        area = self.page.fields.area
        last_column = max([area.last_column, *(max(found.columns.values()) for found in self.page.tables)])
        inside: list[Found] = []
        beside: list[Found] = []
        read, own = self._read, self.texts.seen
        for at, cell in self.page.fields.sheet.cells.items():
            kind, value, formula, _ = cell
            if formula is None and kind == "s" and value in own:
                continue
            if at in read or not holds_entry(cell) or self._is_own(*at, cell):
                continue
            row, column = at
            (beside if row > area.last_row or column > last_column else inside).append((row, column, cell))
        for found in (inside, beside):
            found.sort(key=lambda one: one[:2])
        return inside, beside

    def _is_own(self, row: int, column: int, cell: RawCell) -> bool:
        """Whether the form has something there: texts, formulas that give a text, keys in the hidden columns."""
        if cell.formula is not None:
            return cell.type != "n" or cell.value is None
        if cell.type != "s" or cell.value is None:
            return False
        area = self.page.fields.area
        if column == area.first_column and cell.value == self.page.project_id:
            return True
        if column == area.first_column + 1 and COLUMN_LETTERS.fullmatch(cell.value):
            return (row, area.first_column) in self.page.fields.sheet.cells
        if not self.texts.has(cell.value):
            return False
        if not COLUMN_LETTERS.fullmatch(cell.value):  # those count in one column only
            self.texts.seen.add(cell.value)
        return True

    def reworded(self, cells: Sequence[Found]) -> set[tuple[int, int]]:
        """Where a text of the form was changed and brings no figure of its own."""
        if not cells or len(cells) > FEW:
            return set()
        there = {name_key(cell.value) for cell in self.page.fields.sheet.cells.values() if cell.value}
        gone = sorted(self.texts.exact - there)
        found = set()
        for row, column, cell in cells:
            if cell.type != "s" or cell.formula is not None or cell.value is None:
                continue
            key = name_key(cell.value)
            like = get_close_matches(key, gone, n=1, cutoff=LIKE) if len(key) < 500 else []
            if like and set(NUMBERS.findall(key)) <= set(NUMBERS.findall(like[0])):
                found.add((row, column))
        return found
