"""Templates: one workbook per group, from a form and a register.

The layout of a form decides how projects stand in it (`LAYOUTS`); everything else is alike.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from itertools import count
from pathlib import Path

import pandas as pd

from xl_addin.excel.reading.limits import PackageError
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.excel.writing.atomic_file import write_whole
from xl_addin.excel.writing.identity_sheet import write_identity
from xl_addin.excel.writing.lists_sheet import Lists
from xl_addin.excel.writing.styles import Styles
from xl_addin.excel.writing.workbook_writer import Book, new_book
from xl_addin.model.file_names import group_file_names
from xl_addin.model.identity import FORM_SHEET, GIVEN_TABLES, ISSUED_COLUMN, NONE_ISSUED, Identity
from xl_addin.model.problems.catalogue import say
from xl_addin.model.problems.errors import TidtamError
from xl_addin.model.register import Group, Reader, Register
from xl_addin.previous.previous_report import PreviousReport
from xl_addin.template.memo import memo_bytes, memo_file_name
from xl_addin.template.pages.workbook import write_pages
from xl_addin.template.shared.proposals_sheet import write_proposals
from xl_addin.template.shared.round_data import RoundData, round_data
from xl_addin.template.table.sheet import write_table

Layout = Callable[[Book, Styles, Lists, RoundData, Group, pd.DataFrame], object]
LAYOUTS: dict[str, Layout] = {"table": write_table, "pages": write_pages}
Progress = Callable[[int, int], None]
"""Called with files done and files in all."""
Fill = Callable[[Group, bytes], bytes]
"""What is typed into the workbook of a group before it is written; the same each time for the same group."""


class TemplatesThere(TidtamError):
    """Files stand where templates would be written, and differ from them; nothing was written."""

    def __init__(self, files: list[Path]) -> None:
        self.files = files
        super().__init__(said=", ".join(file.name for file in files))


def write_all(
    register: Register,
    out_dir: Path,
    round_: int,
    previous: PreviousReport | None = None,
    on_progress: Progress | None = None,
    *,
    force: bool = False,
    fill: Fill | None = None,
    only: Group | None = None,
    supplement: bool = False,
) -> list[Path]:
    """Write the workbook of every group that has projects, and the memo where the form has one.

    `only`: for one group, and no memo. `supplement`: in workbooks of their own the projects that the groups'
    workbooks in the folder do not have, beside them; no memo. Gives the files in the order of the register's
    groups. `force`: also in place of files that differ, which somebody may have filled in; otherwise these raise
    TemplatesThere before anything is written. Raises WriteError.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    data = round_data(register.form, register, round_, previous)
    register = data.register
    groups = tuple(group for group in register.reporting_groups if only is None or group.id == only.id)
    if supplement:
        return _write_supplements(data, out_dir, groups)
    names = group_file_names(register, round_, register.reporting_groups)
    contents: dict[str, Callable[[], bytes]] = {
        names[group.id]: partial(_filled, data, group, fill) for group in groups
    }
    if register.form.memo is not None and only is None:
        contents[memo_file_name(register, round_)] = partial(memo_bytes, register, round_)
    same = set() if force else _same(out_dir, contents)
    for done, (name, content) in enumerate(contents.items(), 1):
        if name not in same:
            write_whole(out_dir / name, content())
        if on_progress is not None:
            on_progress(done, len(contents))
    return [out_dir / name for name in contents]


def _filled(data: RoundData, group: Group, fill: Fill | None) -> bytes:
    template = template_bytes(data, group)
    return fill(group, template) if fill is not None else template


def _write_supplements(data: RoundData, out_dir: Path, groups: Sequence[Group]) -> list[Path]:
    """A workbook for each of these groups with the projects that none of its workbooks in the folder was given."""
    given = issued_in(out_dir, data.round)
    names = group_file_names(data.register, data.round, data.register.reporting_groups)
    written = []
    for group in groups:
        known = given.get(group.id)
        if known is None or set(data.rows_of(group.id)["project_id"]) <= known:
            continue
        stem = f"{Path(names[group.id]).stem}_{say('supplement_name')}"
        taken = (stem if number == 1 else f"{stem}{number}" for number in count(1))
        path = next(path for path in (out_dir / f"{name}.xlsx" for name in taken) if not path.exists())
        write_whole(path, template_bytes(data, group, but=known))
        written.append(path)
    return written


def issued_in(folder: Path, round_: int) -> dict[str, frozenset[str]]:
    """Group id -> ids of the projects that its workbooks in a folder of templates were given in a round."""
    given: dict[str, frozenset[str]] = {}
    for path in sorted(folder.glob("*.xlsx")):
        try:
            book = read_workbook(path)
        except PackageError:
            continue
        sheet = book.sheet(FORM_SHEET)
        if sheet is None:
            continue
        cells = {cell.value: sheet.cells.get((row, 2)) for (row, at), cell in sheet.cells.items() if at == 1}
        group, when, listed = (
            cells.get("group_id"),
            cells.get("round"),
            sheet.cells.get((1, ISSUED_COLUMN + 1)),
        )
        if group is None or when is None or listed is None or when.value != str(round_):
            continue
        ids = frozenset(filter(None, (listed.value or "").split("|")))
        given[str(group.value)] = given.get(str(group.value), frozenset()) | ids
    return given


def _same(out_dir: Path, contents: Mapping[str, Callable[[], bytes]]) -> set[str]:
    """Names of the files that are there already, byte for byte. Raises TemplatesThere where one differs."""
    there = [name for name in contents if (out_dir / name).exists()]
    same = {name for name in there if _holds(out_dir / name, contents[name]())}
    if len(same) < len(there):
        raise TemplatesThere([out_dir / name for name in there if name not in same])
    return same


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:  # open in another program, or no file at all: not ours to replace
        return False


def template_bytes(
    data: RoundData, group: Group, issue: int = 1, but: Collection[str] | None = None
) -> bytes:
    """The workbook of one group; `but`: ids of projects that it has in another workbook, where it may propose."""
    register = data.register
    rows = data.rows_of(group.id)
    rows = rows[~rows["project_id"].isin(set(but or ()))]
    identity = Identity(
        form_id=data.form.id,
        form_version=data.form.version,
        office=register.office,
        fiscal_year=register.fiscal_year,
        round=data.round,
        group_id=group.id,
        group=group.name,
        issue=issue,
    )
    issued = "|".join(map(str, rows["project_id"])) or NONE_ISSUED
    return workbook_bytes(data, group, rows, identity.as_text(), issued, may_propose=but is None)


def workbook_bytes(
    data: RoundData,
    group: Group,
    rows: pd.DataFrame,
    identity: dict[str, str],
    issued: str = "",
    *,
    may_propose: bool = True,
) -> bytes:
    """A template with these rows and this identity; `issued`: ids of the projects that it is given.

    Where groups may propose projects it has a sheet for them, and of a group without projects nothing else.
    """
    with new_book(data.register.settings.font) as (book, buffer):
        book.set_properties({"title": data.form.title, "subject": group.name})
        styles = Styles(book, data.register.settings)
        lists = Lists(book)
        if len(rows):
            LAYOUTS[data.form.template.layout](book, styles, lists, data, group, rows)
        given = []
        for number, (key, own) in enumerate(data.of_groups.items() if may_propose else (), 1):
            line = own.frame[own.frame["group_id"] == group.id]
            if own.form.table(key).rows or (own.tables[key]["project_id"] == group.id).any():
                write_table(book, styles, lists, own, group, line, of=f"_{number}")
                given.append(key)
        if data.form.template.proposals and may_propose:
            write_proposals(book, styles, lists, data, group)
        if given:
            identity = identity | {GIVEN_TABLES: "|".join(given)}
        write_identity(book, identity, issued, data.register.notes_for(Reader.TEMPLATE))
    return buffer.getvalue()
