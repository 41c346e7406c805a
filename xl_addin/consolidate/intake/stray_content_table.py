"""What stands beside, below and apart from the tables: never read as an entry, always told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zlib import crc32

from xl_addin.consolidate.intake.find_tables import Located, Tables, is_helper, proposals_table
from xl_addin.consolidate.intake.form_brief import MAIN_TABLE, PROJECT_ID, Brief, BriefTable
from xl_addin.consolidate.intake.repeated_problems import runs
from xl_addin.consolidate.intake.row_reader import ProjectRows, holds_entry, project_rows
from xl_addin.consolidate.intake.submission import Stray
from xl_addin.excel.addresses import Range, cell_address, column_letters
from xl_addin.excel.reading.cells import RawCell, RawSheet, RawWorkbook
from xl_addin.model.marks import MARKS_SHEET
from xl_addin.model.problems.catalogue import problem, say
from xl_addin.model.problems.problem import Place, Problem
from xl_addin.model.values.findings import as_typed

MOST_ROWS = 20
"""Rows of no project that are told one by one."""

# Addresses named in one sentence; the rest is counted.
NAMED = 10


def stray_content(
    found: Located, table: BriefTable, rows: ProjectRows, file: str, below: Sequence[Located] = ()
) -> tuple[list[Stray], list[Problem]]:
    """Entries in rows without a project, and whatever stands in inserted columns or right of the table.

    `below`: the small tables whose rows stand below those of their projects.
    """
    sheet = found.sheet
    area = _Area.of(found, table, rows)
    inner = {
        (row, column)
        for one in below
        for row in project_rows(one).numbers
        for column in (*one.columns.values(), *(at for columns in one.twice.values() for at in columns))
    }
    first, last = min(area.keyed), max(area.keyed)
    in_rows: dict[int, list[tuple[int, RawCell]]] = {}
    inserted: dict[int, list[int]] = {}
    beside: list[tuple[int, int]] = []
    for row, column in area.outside:
        cell = sheet.cells[row, column]
        if (row, column) in inner or not holds_entry(cell):
            continue
        if column in area.keyed:
            if area.was_entered(row, column, cell, sheet):
                in_rows.setdefault(row, []).append((column, cell))
        elif first < column < last and row <= area.last_row:
            inserted.setdefault(column, []).append(row)
        elif cell.formula is None and not _merged(sheet.merged, row, column):
            beside.append((row, column))
    strays, problems = [], []
    for rule, rows_told in (
        ("row_without_project", [row for row in in_rows if row <= area.prepared]),
        ("row_below_table", [row for row in in_rows if row > area.prepared]),
    ):
        for together in _together(rows_told):
            cells = [entry for row in together for entry in in_rows.get(row, ())]
            stray = _stray(sheet, cells, together, area.entries)
            strays.append(stray)
            problems.append(problem(rule, Place(file, sheet.name, stray.cell), value=stray.value))
    for column, at in sorted(inserted.items()):
        place = Place(file, sheet.name, cell_address(min(at), column))
        problems.append(problem("column_inserted", place, value=column_letters(column), count=len(at)))
    if beside:
        addresses = [cell_address(row, column) for row, column in beside]
        place = Place(file, sheet.name, addresses[0])
        problems.append(problem("cells_beside_table", place, value=_few(addresses)))
    return strays, problems


@dataclass(frozen=True, slots=True)
class _Area:
    """A table as numbers: project rows, keyed and entry columns, last prepared row and last row that holds a
    project, rows of totals below the prepared ones, and the cells below the key row that are not those of a
    project. Rows with projects may stand below the form's own total: somebody pasted them there.
    """

    rows: frozenset[int]
    keyed: frozenset[int]
    entries: frozenset[int]
    prepared: int
    last_row: int
    totals: frozenset[int]
    outside: list[tuple[int, int]]

    @classmethod
    def of(cls, found: Located, table: BriefTable, project_rows: ProjectRows) -> _Area:
        rows, key_row = frozenset(project_rows.numbers), found.key_row
        twice = (at for columns in found.twice.values() for at in columns)
        keyed = frozenset((*found.columns.values(), *twice))
        cells = found.sheet.cells
        outside = [
            (row, column)
            for row, column in cells
            if row > key_row and (row not in rows or column not in keyed)
        ]
        last_row = max((found.last_row, *rows))
        registered = {
            found.columns[column.key]
            for column in table.columns
            if column.state == "register" and column.key in found.columns
        }
        sums = {
            row
            for row, column in outside
            if row > found.last_row and column in registered and cells[row, column].formula is not None
        }
        return cls(
            rows,
            keyed,
            frozenset(found.columns[key] for key in table.entry_keys if key in found.columns),
            found.last_row,
            last_row,
            frozenset((found.last_row + 1, *sums)),
            outside,
        )

    def was_entered(self, row: int, column: int, cell: RawCell, sheet: RawSheet) -> bool:
        """Whether a person put it into this row of no project; the form itself has sums and notes there."""
        if column in self.entries:
            return cell.formula is None or row not in self.totals
        if row <= self.prepared or row in self.totals or cell.formula is not None:
            return False
        return cell.type == "n" or not _merged(sheet.merged, row, column)


def _merged(merged: Iterable[Range], row: int, column: int) -> bool:
    return any(area.contains(row, column) for area in merged)


def _together(rows: Sequence[int]) -> list[range]:
    """Rows told one by one while they are few; else each block of adjacent rows at once, at the most all."""
    if len(rows) <= MOST_ROWS:
        return [range(row, row + 1) for row in sorted(rows)]
    blocks = runs(rows)
    return blocks if len(blocks) <= MOST_ROWS else [range(min(rows), max(rows) + 1)]


def _stray(
    sheet: RawSheet, cells: list[tuple[int, RawCell]], rows: range, entry_columns: frozenset[int]
) -> Stray:
    """What stands in rows of no project; of many rows the first values, their range and their count."""
    entries = sum(column in entry_columns for column, _ in cells)
    columns = [column for column, _ in cells]
    first = cell_address(rows.start, min(columns))
    if len(rows) == 1:
        cells = sorted(cells, key=lambda entry: entry[0])
        text = " | ".join(as_typed(cell.value or f"={cell.formula}") for _, cell in cells)
        return Stray(sheet.name, cell_address(rows.start, cells[0][0]), text, entries)
    texts = [cell.value or f"={cell.formula}" for _, cell in cells]
    area = f"{first}:{cell_address(rows[-1], max(columns))}"
    shown = " | ".join(as_typed(text) for text in texts[:NAMED])
    text = say("rows_together", area=area, count=f"{len(cells):,}", value=shown)
    return Stray(sheet.name, first, text, entries, crc32("\0".join(texts).encode("utf-8", "replace")))


def extra_sheets(
    book: RawWorkbook, tables: Tables, brief: Brief, own: frozenset[str], file: str
) -> list[Problem]:
    """Renamed, hidden, copied and foreign sheets; hidden rows, columns. `own`: other template sheets."""
    problems = sheet_problems(tables, brief, file)
    read = {found.sheet.name for found in (*tables.read, *tables.copies)}
    proposals = proposals_table(book, brief)
    proposed = {proposals.sheet.name} if proposals is not None else set()
    for sheet in book.sheets:
        known = sheet.name in read | own | proposed or is_helper(sheet.name) or sheet.name == MARKS_SHEET
        if not known and (sheet.cells or not sheet.is_read):
            place = Place(file, sheet.name)
            hidden = "sheet_extra" if sheet.state == "visible" else "sheet_extra_hidden"
            problems.append(problem(hidden, place, value=sheet.name, count=len(sheet.cells)))
    return problems


def sheet_problems(tables: Tables, brief: Brief, file: str, main: str = MAIN_TABLE) -> list[Problem]:
    """What is odd about the sheets on which tables stand: renamed, hidden, copied ones; hidden rows, columns.

    `main`: the table by which the sheet has its name.
    """
    problems: list[Problem] = []
    for found in tables.read:
        if found.table == main and brief.layout == "table" and found.sheet.name != brief.sheet:
            place = Place(file, found.sheet.name)
            problems.append(problem("sheet_renamed", place, value=found.sheet.name, name=brief.sheet))
        problems += _hidden(found, brief.by_key[found.table], file)
    for copy in tables.copies:
        original = next((found for found in tables.read if found.table == copy.table), None)
        if original is not None:
            problems.append(_copy(copy, original, brief.by_key[copy.table], file))
    return problems


def _hidden(found: Located, table: BriefTable, file: str) -> list[Problem]:
    problems = []
    sheet = found.sheet
    if sheet.state != "visible":
        problems.append(problem("sheet_hidden", Place(file, sheet.name), value=sheet.name))
    below = {row for row in sheet.hidden_rows if row > found.key_row}  # the form hides its row of keys
    if below and (hidden := [row for row in project_rows(found).numbers if row in below]):
        place = Place(file, sheet.name, cell_address(hidden[0], min(found.columns.values())))
        problems.append(problem("rows_hidden", place, value=_few([str(row) for row in hidden])))
    columns = [
        column
        for column in table.columns
        if column.is_entry and not column.hidden and found.columns.get(column.key) in sheet.hidden_columns
    ]
    if columns:
        place = Place(file, sheet.name, cell_address(found.key_row, found.columns[columns[0].key]))
        problems.append(problem("columns_hidden", place, value=", ".join(column.title for column in columns)))
    return problems


def _copy(copy: Located, original: Located, table: BriefTable, file: str) -> Problem:
    """A copied sheet: what is entered in it and not in the original is named cell by cell."""
    mine, theirs = _entries(copy, table), _entries(original, table)
    differing = [address for key, (address, text) in mine.items() if theirs.get(key, ("", None))[1] != text]
    place = Place(file, copy.sheet.name, differing[0] if differing else "")
    name = "sheet_copy_differs" if differing else "sheet_copy_alike"
    return problem(name, place, value=copy.sheet.name, original=original.sheet.name, cells=_few(differing))


def _entries(found: Located, table: BriefTable) -> dict[tuple[str, int, str], tuple[str, str | None]]:
    """Entries of a table by project id, how many rows of it came before, and key: address and text."""
    if PROJECT_ID not in found.columns:
        return {}
    entries = {}
    seen: dict[str, int] = {}
    rows = project_rows(found)
    for row, project_id in zip(rows.numbers, rows.project_ids, strict=True):
        seen[project_id] = seen.get(project_id, -1) + 1
        for key in table.entry_keys & found.columns.keys():
            cell = found.sheet.cells.get((row, found.columns[key]))
            if cell is not None and holds_entry(cell):
                address = cell_address(row, found.columns[key])
                entries[project_id, seen[project_id], key] = (address, cell.value)
    return dict(sorted(entries.items(), key=lambda entry: entry[1][0]))


def _few(texts: list[str]) -> str:
    shown = ", ".join(texts[:NAMED])
    return shown if len(texts) <= NAMED else f"{shown} … ({len(texts)})"
