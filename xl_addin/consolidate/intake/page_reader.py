"""Reading workbooks with one sheet per project: labelled fields become the row of their project.

The fields of a sheet are laid side by side as if they were a row, and read like any other row; afterwards the
block knows in which cell each of them really stands.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import replace

from xl_addin.consolidate.intake.find_tables import (
    Located,
    Tables,
    column_problems,
    dropped_entries,
    is_dropped,
    tables_by_keys,
    tables_by_name,
)
from xl_addin.consolidate.intake.form_brief import MAIN_TABLE, PROJECT_ID, Brief, BriefTable
from xl_addin.consolidate.intake.identity_stamp import issued_notes
from xl_addin.consolidate.intake.returned_page import Page, with_columns_found
from xl_addin.consolidate.intake.row_reader import holds_entry, project_rows, read_block
from xl_addin.consolidate.intake.stray_content_page import stray_content_of_list, stray_content_of_page
from xl_addin.consolidate.intake.stray_content_table import extra_sheets
from xl_addin.consolidate.intake.submission import Block, Stray, Submission
from xl_addin.excel.addresses import cell_address, sheet_cell
from xl_addin.excel.reading.cells import Facts, RawCell, RawSheet, RawWorkbook
from xl_addin.model.identity import Identity
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.problem import Place, Problem
from xl_addin.model.table_names import FIELDS_NAME, table_name
from xl_addin.template.pages.field_names import FieldCells, field_cells

KEY_ROW, VALUE_ROW = 1, 2
HEADER_ROWS = 4
"""Rows above a small table's keys that may hold its labels."""

NAMED = 10
"""Addresses named in one sentence."""

_COPY = re.compile(r"\s*\(\d+\)$")


def read_pages(
    brief: Brief,
    book: RawWorkbook,
    file: str,
    identity: Identity,
    told: list[Problem],
    refusals: list[Problem],
    others: frozenset[str] = frozenset(),
) -> Submission:
    """The submission in a workbook of layout `pages`; `told` and `refusals`: what is known of it already; `others`:
    sheets that are read elsewhere."""
    older = brief.is_older(identity.form_version)
    if brief.page_texts is not None:
        brief = replace(brief, page_texts=brief.page_texts.with_more(issued_notes(book)))
    pages = list(_pages(book, brief, older))
    if not pages:
        refusals.append(problem("table_missing", Place(file), value=FIELDS_NAME))
    for page in pages:
        for found in (page.row, *page.tables):
            odd, refused = column_problems(found, brief.by_key[found.table], file, older=older)
            told += odd
            refusals += refused
        told += _dropped_fields(page, brief.by_key[MAIN_TABLE], file)
        if older:
            told += _missing_tables(page, brief, file, "table_not_asked")
        else:
            refusals += _missing_tables(page, brief, file, "table_missing")
    if refusals:
        return Submission(file, identity, problems=tuple(told), refusals=tuple(refusals))
    originals, copies = _originals(pages)
    blocks: list[Block] = []
    strays: list[Stray] = []
    for page in originals:
        main = _field_block(page, brief.by_key[MAIN_TABLE], book.facts)
        blocks.append(replace(main, results={}) if older else main)
        told += _lost_results(page, main, brief.by_key[MAIN_TABLE], file)
        for found in page.tables:
            blocks.append(read_block(found, brief.by_key[found.table], project_rows(found), book.facts))
        outside, odd = stray_content_of_page(
            page, brief, file, same_version=identity.form_version == brief.version
        )
        strays += outside
        told += odd
    for sheet in book.sheets:
        if sheet.name == brief.sheet:
            told += stray_content_of_list(sheet, file)
    told += [_copy_problem(copy, original, brief, file) for copy, original in copies]
    located = [found for page in pages for found in (page.row, *page.tables)]
    own = others | {brief.sheet}
    told += dict.fromkeys(extra_sheets(book, Tables(tuple(located), (), (), ()), brief, own, file))
    return Submission(file, identity, tuple(blocks), tuple(strays), tuple(told))


def _pages(book: RawWorkbook, brief: Brief, older: bool) -> Iterator[Page]:
    tables: dict[str, list[Located]] = {}
    for found in tables_by_name(book, brief):
        if found.table != MAIN_TABLE:
            tables.setdefault(found.sheet.name, []).append(_by_itself(found))
    for found_fields in field_cells(book):
        if not found_fields.cells:
            continue
        known = brief.by_key[MAIN_TABLE].current_keys(found_fields.cells)
        fields = replace(found_fields, cells=known)
        # How wide a page of an older version was, nobody knows here.
        fields, shifted = (fields, 0) if older else with_columns_found(fields, brief)
        row = _as_row(fields, brief.by_key[MAIN_TABLE])
        own = tables.get(fields.sheet.name, [])
        own += _unnamed_tables(fields.sheet, brief, {found.table for found in own})
        yield Page(fields, row, tuple(own), shifted)


def _unnamed_tables(sheet: RawSheet, brief: Brief, known: set[str]) -> Iterator[Located]:
    """The small tables that no name points to, by their keys: their rows carry the project and follow them."""
    if all(table.key in known or table.key == MAIN_TABLE for table in brief.tables):
        return
    for found in tables_by_keys(sheet, brief):
        column = found.columns.get(PROJECT_ID)
        if found.table in known | {MAIN_TABLE} or column is None:
            continue
        known = known | {found.table}
        yield _by_itself(replace(found, last_row=found.key_row + 1))


def _by_itself(found: Located) -> Located:
    """A small table on a sheet that holds nothing else: what stands below it is the rest of the page.

    Rows that were copied whole and inserted right below the last one belong to it: they carry the project.
    """
    found = replace(found, last_row=_last_row(found))
    depth = max(found.key_row - HEADER_ROWS, 1)
    cells = {
        (row, column): cell
        for (row, column), cell in found.sheet.cells.items()
        if depth <= row <= found.last_row
    }
    hidden = frozenset(row for row in found.sheet.hidden_rows if found.key_row < row <= found.last_row)
    return replace(found, sheet=replace(found.sheet, cells=cells, hidden_rows=hidden))


def _last_row(found: Located) -> int:
    column = found.columns.get(PROJECT_ID)
    cells, row = found.sheet.cells, found.last_row
    last = cells.get((row, column)) if column else None
    if column is None or last is None or not last.value:
        return row
    while (below := cells.get((row + 1, column))) is not None and below.value == last.value:
        row += 1
    return row


def _as_row(fields: FieldCells, table: BriefTable) -> Located:
    """The fields side by side on a sheet of the same name: keys in row 1, values in row 2."""
    keys = [key for key in (PROJECT_ID, *(column.key for column in table.columns)) if key in fields.cells]
    cells: dict[tuple[int, int], RawCell] = {}
    for number, key in enumerate(keys, 1):
        cells[KEY_ROW, number] = RawCell("s", key, None, "")
        value = fields.sheet.cells.get(fields.cells[key])
        if value is not None:
            cells[VALUE_ROW, number] = value
    sheet: RawSheet = replace(
        fields.sheet, cells=cells, merged=(), hidden_rows=frozenset(), hidden_columns=frozenset()
    )
    columns = {key: number for number, key in enumerate(keys, 1)}
    return Located(MAIN_TABLE, sheet, KEY_ROW, VALUE_ROW, columns)


def _missing_tables(page: Page, brief: Brief, file: str, rule: str) -> list[Problem]:
    """Small tables that the sheet does not have: it has lost them, or is of a version that had none."""
    keys = {found.table for found in page.tables}
    if not keys:  # a project whose page has no small tables
        return []
    lacking = [table.key for table in brief.tables if table.key != MAIN_TABLE and table.key not in keys]
    return [problem(rule, Place(file, page.name), value=table_name(key)) for key in lacking]


def _dropped_fields(page: Page, table: BriefTable, file: str) -> Iterator[Problem]:
    """Fields that the form does not have (any more) and somebody typed into; their label stands to the left."""
    sheet = page.fields.sheet
    for key, (row, column) in page.fields.cells.items():
        if not is_dropped(key, table):
            continue
        left = (sheet.cells.get((row, at)) for at in range(column - 1, page.fields.area.first_column + 1, -1))
        label = next((cell.value for cell in left if cell is not None and cell.value), None)
        told = dropped_entries(sheet, key, [(row, column)], table, label, file)
        if told is not None:
            yield replace(told, project=page.project_id)


def _field_block(page: Page, table: BriefTable, facts: Facts) -> Block:
    block = read_block(page.row, table, project_rows(page.row), _moved_facts(page, facts))
    first = min(row for row, _ in page.fields.cells.values())
    return replace(block, rows=array("l", [first] * len(block.rows)), places=page.fields.cells)


def _moved_facts(page: Page, facts: Facts) -> Facts:
    """The facts with the addresses of this page's fields as they stand side by side."""
    if not facts.linked_cells and not facts.dde:
        return facts
    moved = {
        sheet_cell(page.name, *place): sheet_cell(page.name, VALUE_ROW, page.row.columns[key])
        for key, place in page.fields.cells.items()
        if key in page.row.columns
    }
    linked, dde = (
        tuple(moved[at] for at in cells if at in moved) for cells in (facts.linked_cells, facts.dde)
    )
    return replace(facts, linked_cells=linked, dde=dde)


def _lost_results(page: Page, block: Block, table: BriefTable, file: str) -> Iterator[Problem]:
    """Computed fields that are gone or give an error. They are recomputed in any case."""
    for column in table.columns:
        place = page.fields.cells.get(column.key)
        if column.state != "computed" or place is None:
            continue
        cell = page.fields.sheet.cells.get(place)
        if cell is not None and cell.type != "e":
            continue
        yield problem(
            "computed_deleted" if cell is None else "computed_error",
            Place(file, page.name, cell_address(*place)),
            project=page.project_id,
            column=column.key,
            value=(cell.value or "") if cell else "",
            label=column.title,
        )


def _originals(pages: list[Page]) -> tuple[list[Page], list[tuple[Page, Page]]]:
    """One page per project, and its copies: Excel adds (2) to the name of a copied sheet."""
    originals: dict[str, Page] = {}
    for page in sorted(pages, key=lambda page: _COPY.search(page.name) is not None):
        originals.setdefault(page.project_id, page)
    kept = [page for page in pages if originals[page.project_id] is page]
    copies = [(page, originals[page.project_id]) for page in pages if originals[page.project_id] is not page]
    return kept, copies


def _copy_problem(copy: Page, original: Page, brief: Brief, file: str) -> Problem:
    mine, theirs = _entries(copy, brief), _entries(original, brief)
    differing = [
        mine.get(key, theirs.get(key, ("", None)))[0]
        for key in sorted(mine.keys() | theirs.keys())
        if mine.get(key, ("", None))[1] != theirs.get(key, ("", None))[1]
    ]
    place = Place(file, copy.name, differing[0] if differing else "")
    name = "sheet_copy_differs" if differing else "sheet_copy_alike"
    return problem(name, place, value=copy.name, original=original.name, cells=_few(differing))


def _entries(page: Page, brief: Brief) -> dict[tuple[str, int, str], tuple[str, str | None]]:
    """Entries of a page by table, row and key: address and text."""
    entries = {}
    places = [(MAIN_TABLE, 0, key, page.fields.cells.get(key)) for key in brief.by_key[MAIN_TABLE].entry_keys]
    for found in page.tables:
        places += [
            (found.table, row, key, (row, found.columns[key]))
            for row in project_rows(found).numbers
            for key in brief.by_key[found.table].entry_keys & found.columns.keys()
        ]
    for table, row, key, at in places:
        cell = page.fields.sheet.cells.get(at) if at else None
        if at is not None and cell is not None and holds_entry(cell):
            entries[table, row, key] = (cell_address(*at), cell.value)
    return entries


def _few(addresses: list[str]) -> str:
    shown = ", ".join(addresses[:NAMED])
    return shown if len(addresses) <= NAMED else f"{shown} … ({len(addresses)})"
