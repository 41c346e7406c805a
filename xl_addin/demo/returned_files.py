"""The folder of returned workbooks of a round, as it comes in: filled in, half filled in, spoilt, renamed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from xl_addin.consolidate.intake.build_form_brief import brief_of
from xl_addin.consolidate.intake.workbook_reader import submission_of
from xl_addin.demo.demo_options import Cell, DemoRound, Slip, Unreadable
from xl_addin.demo.entries import Tables
from xl_addin.demo.page_recalculation import saved_pages
from xl_addin.demo.page_typing import Filled, type_pages
from xl_addin.demo.typed_values import Entries, is_odd, typed_in
from xl_addin.excel.addresses import cell_address, parse_cell
from xl_addin.excel.reading.cell_patch import Shown, Typed, type_cells, value_cells
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.excel.writing.atomic_file import write_whole
from xl_addin.model.file_names import group_file_names
from xl_addin.model.identity import CHECK_SHEET
from xl_addin.model.register import Group
from xl_addin.template.shared.check_sheet import NAMES_ROW, copied_key
from xl_addin.template.shared.round_data import RoundData
from xl_addin.template.template import template_bytes

COPY = " - สำเนา"
"""What Windows adds to the name of a copied file."""

STRAYS = {".pdf": b"%PDF-1.4\n%%EOF\n", ".jpg": b"\xff\xd8\xff\xd9"}

# Excel 2.1: beginning of a worksheet, one text cell, end. A program of the office still saves so.
OLD_EXCEL = (
    bytes.fromhex("0900 0400 0200 1000  0400 0b00 0000 0000 000000 03") + b"old" + bytes.fromhex("0a00 0000")
)


def write_returned(
    folder: Path, shown: DemoRound, data: RoundData, entries: Entries, tables: Tables, *, complete: bool
) -> None:
    """Write the folder's files.

    entries   what the groups type when nothing goes wrong
    tables    the same for small tables of project sheets
    complete  everybody has returned one readable workbook, and what did harm has been put right
    """
    folder.mkdir(parents=True, exist_ok=True)
    typed = entries if complete else _without(entries, shown.unfinished)
    typed = _slipped(typed, [slip for slip in shown.slips if slip.stays or not complete])
    unfilled: Tables = {} if complete else {project: {} for project in shown.unfinished}
    made = _Workbooks(data, typed, {**tables, **unfilled})
    groups = data.register.reporting_groups
    names = group_file_names(data.register, data.round, groups) | shown.renamed
    for group in groups:
        if group.id in shown.missing and not complete:
            continue
        content = made.workbook(group)
        if group.id in shown.unreadable and not complete:
            content = _spoilt(content, shown.unreadable[group.id], made.filled, group)
        write_whole(folder / names[group.id], content)
    if complete:
        return
    if shown.copied is not None:
        _write_copy(folder, shown, made, names)
    if shown.locked:
        write_whole(folder / f"~${names[shown.locked]}", _lock_file())
    for name in shown.strays:
        write_whole(folder / name, STRAYS[Path(name).suffix])


def _without(entries: Entries, projects: Iterable[str]) -> dict[str, dict[str, Typed]]:
    left = set(projects)
    return {project: {} if project in left else dict(typed) for project, typed in entries.items()}


def _slipped(entries: Entries, slips: Iterable[Slip]) -> dict[str, dict[str, Typed]]:
    changed = {project: dict(typed) for project, typed in entries.items()}
    for slip in slips:
        changed[slip.project][slip.key] = _typed(slip.typed)
    return changed


def _typed(cell: Cell) -> Typed:
    return None if cell == "" else cell


@dataclass(frozen=True, slots=True)
class _Workbooks:
    """The workbooks of all groups with what is typed in them."""

    data: RoundData
    entries: Entries
    tables: Tables

    @property
    def filled(self) -> RoundData:
        below = self.tables if self.data.form.template.layout == "table" else {}
        return typed_in(self.data, self.entries, below)

    def workbook(self, group: Group) -> bytes:
        if self.data.form.template.layout == "table":
            return _workbook(self.filled, group, self.entries)
        filled = {
            project: Filled(self.entries.get(project, {}), self.tables.get(project, {}))
            for project in self.data.rows_of(group.id)["project_id"]
        }
        of_groups = {key: typed_in(own, {}, self.tables) for key, own in self.data.of_groups.items()}
        template = template_bytes(replace(self.data, of_groups=of_groups), group)
        return saved_pages(type_pages(template, filled), self.data, filled)


def _workbook(filled: RoundData, group: Group, entries: Entries) -> bytes:
    """The group's workbook; then what no inside value says: text in a number cell, numbers over formulas."""
    content = template_bytes(filled, group)
    odd = {
        (project, key): typed
        for project in filled.rows_of(group.id)["project_id"]
        for key, typed in entries.get(project, {}).items()
        if is_odd(filled, key, typed)
    }
    if not odd:
        return content
    typed: dict[str, dict[str, Typed]] = {}
    seen: dict[str, Shown] = {}
    columns = _copies(content)
    for sheet, address, key, value in _cells(content, filled, odd):
        typed.setdefault(sheet, {})[address] = value
        if key in columns:
            seen[cell_address(parse_cell(address)[0], columns[key])] = value
    return value_cells(type_cells(content, typed), {CHECK_SHEET: seen})


def _cells(
    content: bytes, data: RoundData, odd: Mapping[tuple[str, str], Typed]
) -> Iterator[tuple[str, str, str, Typed]]:
    """(sheet, address, key, what is typed there), the cells found as the intake finds them."""
    brief = brief_of(data.form, data.round, data.carried)
    submission = submission_of(brief, read_workbook(content), "")
    for block in submission.blocks:
        for index, project in enumerate(block.project_ids):
            for key in block.columns:
                if (project, key) in odd:
                    yield block.sheet, block.address(index, key), key, odd[project, key]


def _copies(content: bytes) -> dict[str, int]:
    """Key -> column (from 1) in which the checks of a table look at its entries."""
    book = read_workbook(content, skip_sheets=())
    cells = next(sheet.cells for sheet in book.sheets if sheet.name == CHECK_SHEET)
    headings = {cell.value: column for (row, column), cell in cells.items() if row == NAMES_ROW + 1}
    return {key: column for name, column in headings.items() if (key := copied_key(name or ""))}


def _write_copy(folder: Path, shown: DemoRound, made: _Workbooks, names: Mapping[str, str]) -> None:
    """A second file of one group, with another figure in one cell."""
    copied = shown.copied
    assert copied is not None
    slip = Slip(project=copied.project, key=copied.key, typed=copied.typed)
    other = replace(made, entries=_slipped(made.entries, [slip]))
    name = Path(names[copied.group])
    content = other.workbook(made.data.register.group(copied.group))
    write_whole(folder / f"{name.stem}{COPY}{name.suffix}", content)


def _spoilt(content: bytes, how: Unreadable, data: RoundData, group: Group) -> bytes:
    """A file that bears the name of a workbook and is none that can be read."""
    match how:
        case "cut_short":
            return content[: len(content) * 2 // 3]
        case "old_excel":
            return OLD_EXCEL
        case "saved_as_csv":
            keys = ["no", "project", *(column.key for column in data.entries())]
            text: str = data.rows_of(group.id)[keys].to_csv(index=False, lineterminator="\r\n")
            return text.encode("utf-8-sig")
        case "empty":
            return b""


def _lock_file() -> bytes:
    """What Excel lays beside a workbook that is open: the user's name in two encodings."""
    name = "Planning"
    first = bytes([len(name)]) + name.encode().ljust(54)
    return first + bytes([len(name), 0]) + name.ljust(54).encode("utf-16-le")
