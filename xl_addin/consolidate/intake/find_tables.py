"""Where a form's tables stand in a workbook: by defined name, else by the hidden keys; never by position."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import repeat

from xl_addin.consolidate.intake.form_brief import IDENTITY_KEYS, MAIN_TABLE, PROJECT_ID, Brief, BriefTable
from xl_addin.excel.addresses import cell_address, column_letters, parse_reference
from xl_addin.excel.reading.cells import RawSheet, RawWorkbook
from xl_addin.model.identity import CHECK_SHEET, FORM_SHEET, LISTS_SHEET
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.problem import Place, Problem, Severity
from xl_addin.model.values.findings import as_typed

NAME_PREFIX = "t_"
# A row is a table's key row when it holds at least this part of the table's keys.
ENOUGH = 0.5
KEY = re.compile("[a-z][a-z0-9_]*")
# Cells named in one sentence.
NAMED = 10
# Rows above the keys that may hold a label: merged headers stand in their uppermost one.
HEADER_ROWS = 4
# Keys are looked for up to here; the widest form has 25 columns.
WIDEST = 200


@dataclass(frozen=True, slots=True)
class Located:
    """A table on a sheet. `key_row`, `last_row` (last prepared row) and columns are 1-based.

    columns   key -> column
    twice     key -> every column that carries it, for keys that stand more than once
    named     found by its defined name
    """

    table: str
    sheet: RawSheet
    key_row: int
    last_row: int
    columns: dict[str, int]
    twice: dict[str, tuple[int, ...]] = field(default_factory=dict)
    named: bool = True


@dataclass(frozen=True, slots=True)
class Tables:
    """All tables of a workbook: those to read, and `copies` of sheets that are only compared."""

    read: tuple[Located, ...]
    copies: tuple[Located, ...]
    problems: tuple[Problem, ...]
    refusals: tuple[Problem, ...]


def locate(book: RawWorkbook, brief: Brief, file: str, *, older: bool = False) -> Tables:
    """Finds every table once. `older`: the workbook is of an older version of the form, which asked less."""
    found = tables_by_name(book, brief)
    covered = {(entry.table, entry.sheet.name) for entry in found}
    sheets = {entry.sheet.name for entry in found}
    for sheet in book.sheets:
        if is_helper(sheet.name) or sheet.name in sheets or not sheet.cells:
            continue
        found += [entry for entry in tables_by_keys(sheet, brief) if (entry.table, sheet.name) not in covered]
    read, copies, problems, refusals = [], [], [], []
    for table in brief.tables:
        places = [entry for entry in found if entry.table == table.key]
        chosen = places if brief.layout == "pages" else _original(places)
        name = table.key if len(brief.tables) > 1 or table.key == MAIN_TABLE else brief.sheet
        if not chosen and places:
            sheets_named = ", ".join(entry.sheet.name for entry in places)
            refusals.append(problem("table_twice", Place(file, places[0].sheet.name), value=sheets_named))
        elif not chosen and older and table.key != MAIN_TABLE:
            problems.append(problem("table_not_asked", Place(file), value=name))
        elif not chosen:
            refusals.append(problem("table_missing", Place(file), value=name))
        for entry in chosen:
            # The labels above rows that stand below their projects are those of the projects' columns.
            has_labels = table.key == MAIN_TABLE or brief.layout == "pages"
            told, refused = column_problems(entry, table, file, older=older, has_labels=has_labels)
            problems += told
            refusals += refused
        read += chosen
        copies += [entry for entry in places if entry not in chosen]
    return Tables(tuple(read), tuple(copies), tuple(problems), tuple(refusals))


def is_helper(sheet: str) -> bool:
    """Whether it is a hidden sheet of the template; each table of the groups has a sheet of checks, too."""
    return sheet in (FORM_SHEET, LISTS_SHEET, CHECK_SHEET) or sheet.startswith(f"{CHECK_SHEET}_")


def _original(places: list[Located]) -> list[Located]:
    """The one that the workbook's own name points to: a copied sheet has a name of its own scope."""
    named = [entry for entry in places if entry.named]
    for group in (named, places):
        if len(group) == 1:
            return group
    return []


def tables_by_name(book: RawWorkbook, brief: Brief) -> list[Located]:
    """The tables to which the workbook's defined names point."""
    found: dict[tuple[str, str], Located] = {}
    for name in sorted(book.defined_names, key=lambda entry: entry.sheet is not None):
        table = brief.by_key.get(name.name.casefold().removeprefix(NAME_PREFIX))
        if table is None or not name.name.casefold().startswith(NAME_PREFIX):
            continue
        reference = parse_reference(name.reference)
        sheet = book.sheet(reference.sheet or name.sheet or "") if reference else None
        if reference is None or sheet is None or (table.key, sheet.name) in found:
            continue
        area = reference.range
        keys = table.current_keys(keys_in_row(sheet, area.first_row))
        if PROJECT_ID in keys or _matches(keys, table) >= ENOUGH:
            entry = _located(table, sheet, area.first_row, area.last_row, keys)
            found[table.key, sheet.name] = (
                entry if name.sheet is None or brief.layout == "pages" else _unnamed(entry)
            )
    return list(found.values())


def proposals_table(book: RawWorkbook, brief: Brief) -> Located | None:
    """The rows for projects that a group proposes; None where the form has none or the workbook lost them."""
    if brief.proposals is None:
        return None
    found = (entry for entry in tables_by_name(book, brief) if entry.table == brief.proposals.key)
    return next(found, None)


def tables_by_keys(sheet: RawSheet, brief: Brief) -> list[Located]:
    """The tables whose keys stand in a row of the sheet; for each row the table that it fits best."""
    keys = {PROJECT_ID, *(key for table in brief.tables for key in (*table.by_key, *table.renamed))}
    rows = Counter(row for (row, _), cell in sheet.cells.items() if cell.type == "s" and cell.value in keys)
    found = []
    for row in sorted(row for row, times in rows.items() if times > 1):
        in_row = keys_in_row(sheet, row)
        found_keys = {table.key: table.current_keys(in_row) for table in brief.tables}
        best = max(brief.tables, key=lambda table: _matches(found_keys[table.key], table))
        in_row = found_keys[best.key]
        if _matches(in_row, best) >= ENOUGH:
            id_column = in_row.get(PROJECT_ID, [0])[0]
            last = max((r for r, column in sheet.cells if column == id_column), default=row)
            found.append(_unnamed(_located(best, sheet, row, last, in_row)))
    return found


def keys_in_row(sheet: RawSheet, row: int) -> dict[str, list[int]]:
    """The texts of a row with every column in which each stands."""
    found: dict[str, list[int]] = {}
    for column, cell in enumerate(map(sheet.cells.get, zip(repeat(row), range(1, WIDEST + 1))), 1):
        if cell is not None and cell.type == "s" and cell.value:
            found.setdefault(cell.value.strip(), []).append(column)
    return found


def _matches(keys: dict[str, list[int]], table: BriefTable) -> float:
    return sum(key in keys for key in table.by_key) / len(table.by_key)


def _located(
    table: BriefTable, sheet: RawSheet, key_row: int, last_row: int, keys: dict[str, list[int]]
) -> Located:
    return Located(
        table.key,
        sheet,
        key_row,
        last_row,
        {key: columns[0] for key, columns in keys.items()},
        {key: tuple(columns) for key, columns in keys.items() if len(columns) > 1},
    )


def _unnamed(entry: Located) -> Located:
    return Located(
        entry.table, entry.sheet, entry.key_row, entry.last_row, entry.columns, entry.twice, named=False
    )


def column_problems(
    found: Located, table: BriefTable, file: str, *, older: bool = False, has_labels: bool = True
) -> tuple[list[Problem], list[Problem]]:
    """(what is odd, why the table cannot be read) about the columns of a table.

    In a workbook of an `older` version of the form columns may be others, called otherwise and in another
    order; what it could not ask is asked.
    """
    place = Place(file, found.sheet.name, cell_address(found.key_row, min(found.columns.values())))
    told: list[Problem] = []
    refused: list[Problem] = []
    if not found.named:
        told.append(problem("table_found_by_keys", place, value=found.sheet.name))
    if PROJECT_ID not in found.columns:
        refused.append(_missing(found, PROJECT_ID, PROJECT_ID, place))
    for column in table.columns:
        if not column.is_entry or column.optional or column.key in found.columns:
            continue
        if older:
            severity = Severity.ERROR if column.required else Severity.NOTE
            values = {"value": column.title, "severity": severity}
            told.append(problem("column_not_asked", place, column=column.key, **values))  # type: ignore[arg-type]
        else:
            refused.append(_missing(found, column.key, column.title, place))
    if not older and has_labels:
        told += _moved(found, table, file)
        told += _labels(found, table, file)
    told += _dropped(found, table, file)
    for key in sorted(found.twice.keys() & (table.entry_keys | {PROJECT_ID})):
        cells = [cell_address(found.key_row, column) for column in found.twice[key]]
        title = table.by_key[key].title if key in table.by_key else key
        letters = ", ".join(column_letters(column) for column in found.twice[key])
        alike = _columns_alike(found, found.twice[key])
        at = Place(file, found.sheet.name, cells[1])
        name = "column_twice_alike" if alike else "column_twice_differs"
        (told if alike else refused).append(problem(name, at, column=key, value=title, columns=letters))
    return told, refused


def _missing(found: Located, key: str, title: str, place: Place) -> Problem:
    near = difflib.get_close_matches(key, found.columns.keys(), n=1)
    return problem(
        "column_missing", place, column=key, value=title, key=key, nearest=near[0] if near else "-"
    )


def _dropped(found: Located, table: BriefTable, file: str) -> Iterator[Problem]:
    """Columns that the form does not have (any more) and somebody typed into."""
    cells, ids = found.sheet.cells, found.columns.get(PROJECT_ID, 0)
    for key, at in sorted(found.columns.items()):
        if not is_dropped(key, table):
            continue
        rows = [row for row, column in cells if column == at and row > found.key_row and (row, ids) in cells]
        above = range(found.key_row - 1, max(found.key_row - 1 - HEADER_ROWS, 0), -1)
        label = next((text for row in above if (text := _text(found.sheet, row, at))), None)
        told = dropped_entries(found.sheet, key, [(row, at) for row in sorted(rows)], table, label, file)
        if told is not None:
            yield told


def dropped_entries(
    sheet: RawSheet,
    key: str,
    places: Iterable[tuple[int, int]],
    table: BriefTable,
    label: str | None,
    file: str,
) -> Problem | None:
    """What stands in the cells of a key that the form does not have (any more); None for nothing typed."""
    if not is_dropped(key, table):
        return None
    held = [
        (at, cell) for at in places if (cell := sheet.cells.get(at)) and cell.value and cell.formula is None
    ]
    if not held:
        return None
    said = [f"{cell_address(*at)} {as_typed(cell.value)}" for at, cell in held[:NAMED]]
    shown = ", ".join(said) + (f" … ({len(held)})" if len(held) > NAMED else "")
    place = Place(file, sheet.name, cell_address(*held[0][0]))
    return problem("column_dropped", place, value=shown, label=label or key, count=len(held))


def is_dropped(key: str, table: BriefTable) -> bool:
    """Whether a key names a column that the form does not have (any more)."""
    return key not in table.by_key and key not in IDENTITY_KEYS and KEY.fullmatch(key) is not None


def _columns_alike(found: Located, columns: tuple[int, ...]) -> bool:
    cells = found.sheet.cells
    rows = {row for row, column in cells if row > found.key_row and column in columns}
    return all(len({_text(found.sheet, row, column) for column in columns}) == 1 for row in rows)


def _text(sheet: RawSheet, row: int, column: int) -> str | None:
    cell = sheet.cells.get((row, column))
    return cell.value if cell else None


def _moved(found: Located, table: BriefTable, file: str) -> list[Problem]:
    """Shown columns out of the form's order. Those of earlier rounds are shown only from round 2."""
    shown = [
        column
        for column in table.columns
        if column.key in found.columns and not column.hidden and column.state != "previous"
    ]
    at = [found.columns[column.key] for column in shown]
    if at == sorted(at):
        return []
    right = [key for _, key in sorted(zip(at, (column.title for column in shown), strict=True))]
    moved = [column for column, title in zip(shown, right, strict=True) if column.title != title]
    place = Place(file, found.sheet.name, cell_address(found.key_row, found.columns[moved[0].key]))
    return [problem("columns_moved", place, value=", ".join(column.title for column in moved))]


def _labels(found: Located, table: BriefTable, file: str) -> list[Problem]:
    """Shown columns whose label was reworded: the nearest text above is none of the label's levels."""
    told = []
    # The keys of small tables stand between the labels and the keys of the projects.
    keys = {
        row
        for (row, _), cell in found.sheet.cells.items()
        if row < found.key_row and cell.value == PROJECT_ID
    }
    for column in table.columns:
        if column.hidden or column.key not in found.columns:
            continue
        at = found.columns[column.key]
        levels = _levels(column.label)
        above = range(found.key_row - 1, max(found.key_row - 1 - len(column.label) - 2, 0), -1)
        texts = [(row, text) for row in above if row not in keys and (text := _text(found.sheet, row, at))]
        if texts and _plain(texts[0][1]) not in levels:
            place = Place(file, found.sheet.name, cell_address(texts[0][0], at))
            told.append(
                problem(
                    "column_label_changed", place, column=column.key, value=texts[0][1], label=column.title
                )
            )
    return told


@lru_cache(maxsize=1024)
def _levels(label: tuple[str, ...]) -> frozenset[str]:
    """What may stand above a column: one of its label's levels, or all of them."""
    return frozenset(map(_plain, (*label, " ".join(label))))


@lru_cache(maxsize=1024)
def _plain(text: str) -> str:
    return "".join(text.split()).casefold()
