"""What พร้อมส่ง stamped is held against what comes back: a workbook that was changed afterwards is told of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.excel_host.conftest import ONE_PROJECT, PAGE_FORMS
from tests.excel_host.filling import example_filling, page_form
from tests.excel_host.headless import HeadlessExcel, upload
from tests.excel_host.office import FurnishedOffice
from tests.excel_host.officer import HeadlessOfficer, Report
from tests.excel_host.workbook import Workbook
from xl_addin.model.form.schema import MAIN

pytestmark = pytest.mark.slow

ROWS_BOOK = "spm2/g3"
BOOKS = (ROWS_BOOK, *ONE_PROJECT.values())


@dataclass(frozen=True, slots=True)
class Returned:
    """A group's workbook that the pane has marked พร้อมส่ง; `typed`: the cells that were filled in."""

    book: str
    office: FurnishedOffice
    client: httpx.Client
    workbook: bytes
    typed: tuple[tuple[str, str], ...]

    @property
    def form_id(self) -> str:
        return self.book.split("/")[0]

    def consolidated(self, workbook: bytes) -> Report:
        """The report after the group has sent this workbook."""
        upload(self.client, workbook, self.office.token(self.book), replace=True)
        return HeadlessOfficer(self.client, self.office.token(f"{self.form_id}/officer")).consolidate()


@pytest.fixture(scope="module")
def filled() -> dict[str, tuple[bytes, tuple[tuple[str, str], ...]]]:
    """Book -> the workbook that is ready, and the cells that were typed into: each is filled in once."""
    return {}


@pytest.fixture(params=BOOKS)
def returned(
    request: pytest.FixtureRequest,
    office: FurnishedOffice,
    client: httpx.Client,
    filled: dict[str, tuple[bytes, tuple[tuple[str, str], ...]]],
) -> Returned:
    book: str = request.param
    if book not in filled:
        excel = HeadlessExcel(office.books[book].path, client, office.token(book))
        typed = []
        for sheet, address, value in what_belongs(book, excel, office.books[book].path):
            excel.edit(sheet, address, [[value]])
            typed.append((sheet, address))
        excel.press_ready()
        filled[book] = excel.workbook.save(), tuple(typed)
    return Returned(book, office, client, *filled[book])


def what_belongs(book: str, excel: HeadlessExcel, path: Path) -> Iterator[tuple[str, str, Any]]:
    """(sheet, address, value) of the entries of a workbook, all in order."""
    form_id = book.split("/")[0]
    if form_id in PAGE_FORMS:
        yield from page_form(path, form_id).cells(example_filling(form_id, PAGE_FORMS[form_id]))
        return
    [table] = excel.tables
    for row in table.rows:
        yield table.sheet, table.address("used", row), "๑๒,๕๐๐ บาท"
        yield table.sheet, table.address("status", row), "กำลังดำเนินการ"


def changed(workbook: bytes, folder: Path, sheet: str, address: str, value: Any) -> bytes:
    """The file after somebody has typed into it with an Excel that has no add-in."""
    path = folder / "changed.xlsx"
    path.write_bytes(workbook)
    opened = Workbook(path)
    opened.edit(sheet, address, [[value]])
    return opened.save()


def test_a_workbook_that_comes_back_as_it_was_called_ready_says_nothing(returned: Returned) -> None:
    report = returned.consolidated(returned.workbook)

    assert report.told("identity_ready_differs") == []


def test_an_entry_that_was_taken_out_afterwards_is_told(returned: Returned, tmp_path: Path) -> None:
    sheet, address = returned.typed[-1]
    report = returned.consolidated(changed(returned.workbook, tmp_path, sheet, address, ""))

    [told] = report.told("identity_ready_differs")
    assert told["severity"] == "warning"
    assert told["file"] == f"{returned.book.split('/')[1]}.xlsx"
    count = len(returned.typed)
    assert f"มีช่องที่กรอกแล้ว {count} ช่อง แต่ไฟล์ที่ส่งมามี {count - 1} ช่อง" in told["message"]
    assert "พร้อมส่ง" in told["fix"]


@pytest.mark.parametrize("returned", ONE_PROJECT.values(), indirect=True)
def test_a_line_that_was_added_to_a_small_table_afterwards_is_told(
    returned: Returned, tmp_path: Path
) -> None:
    pages = page_form(returned.office.books[returned.book].path, returned.form_id)
    sheet, address = next(
        (entry.sheet, entry.address)
        for entry in pages.entries
        if entry.table != MAIN and (entry.sheet, entry.address) not in returned.typed
    )
    report = returned.consolidated(changed(returned.workbook, tmp_path, sheet, address, "ประชุมสรุปผล"))

    [told] = report.told("identity_ready_differs")
    assert f"ไฟล์ที่ส่งมามี {len(returned.typed) + 1} ช่อง" in told["message"]
