"""Every Office.js member that a session uses is in Microsoft's typings and in the manifest's set."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import httpx
import pytest

from tests.excel_host.browser import BrowserExcel
from tests.excel_host.conftest import ONE_PROJECT, PAGE_FORMS
from tests.excel_host.derive_members import MEMBERS_FILE
from tests.excel_host.filling import example_filling, page_form
from tests.excel_host.office import FurnishedOffice
from tests.excel_host.running import Running

pytestmark = pytest.mark.slow

SHEET = "แบบรายงาน"

# Used where the host has it, left alone where it has not: xlwings.js asks isSetSupported first.
OPTIONAL = {
    "Application.cultureInfo",
    "CultureInfo.name",
    "CultureInfo.datetimeFormat",
    "DatetimeFormatInfo.shortDatePattern",
}


def test_the_members_used_are_microsofts_and_old_enough(
    open_book: Callable[..., BrowserExcel], server: Running
) -> None:
    excel = open_book("spm2/g3")
    excel.settled(1)
    with excel.after():
        for used, status in zip(excel.addresses("used"), excel.addresses("status"), strict=True):
            excel.edit(SHEET, used, [["๑,๐๐๐"]])
            excel.edit(SHEET, status, [["กำลังดำเนินการ"]])
    with excel.after():
        excel.edit(SHEET, excel.addresses("used")[0], [[999_999]])
    excel.pane.locator("#problems ul button").first.click()
    with excel.after():
        excel.edit(SHEET, excel.addresses("used")[0], [[10]])
    excel.press("ready", "พร้อมส่งแล้ว")
    excel.press("send", "ส่งแล้ว")

    assert {"Range.values", "Document.getFileAsync", "ConditionalFormatCollection.add"} <= set(
        excel.used_members()
    )
    check_members(excel, server)


@pytest.mark.slow
@pytest.mark.parametrize("form_id", ONE_PROJECT)
def test_so_are_those_of_a_form_with_a_sheet_per_project(
    open_book: Callable[..., BrowserExcel], server: Running, office: FurnishedOffice, form_id: str
) -> None:
    """Typing wrong and right, over a formula too, marking, ready, sending."""
    book = ONE_PROJECT[form_id]
    excel = open_book(book)
    excel.settled(1)
    pages, filling = (
        page_form(office.books[book].path, form_id),
        example_filling(form_id, PAGE_FORMS[form_id]),
    )
    [sheet] = pages.projects.values()
    excel.unprotect(sheet)
    with excel.after():
        excel.edit(*pages.computed[-1], [["ทับสูตร"]])
        for entry in pages.entries[:6]:
            excel.edit(sheet, entry.address, [["ไม่มีในรายการ"]])
    assert any(cell["mark"] for cell in excel.dump()[sheet].values())
    excel.pane.locator("#problems button").first.click()
    with excel.after():
        for entry in pages.entries[:6]:
            excel.edit(sheet, entry.address, [[""]])
        for _, address, value in pages.cells(filling):
            excel.edit(sheet, address, [[value]])
    excel.press("ready", "พร้อมส่งแล้ว")
    excel.press("send", "ส่งแล้ว")

    assert {"Worksheet.names", "NamedItem.formula", "Range.formulas", "ConditionalFormat.delete"} <= set(
        excel.used_members()
    )
    assert {"CustomPropertyCollection.add", "File.getSliceAsync"} <= set(excel.used_members())
    check_members(excel, server)


def test_so_are_those_of_the_officers_buttons(
    open_book: Callable[..., BrowserExcel], server: Running
) -> None:
    officer = open_book("spm2/officer")
    officer.pane.locator("#make-templates").click()
    officer.pane.locator("#officer-result button").first.click()
    officer.wait_for("HOST.opened.length === 1")
    officer.pane.locator("#follow").click()
    officer.pane.locator("#officer-result h3").first.wait_for()
    officer.pane.locator("#consolidate").click()
    officer.wait_for("HOST.opened.length === 2")
    officer.pane.locator("#officer-result", has_text="รวมแล้ว").wait_for()

    assert {"Document.getFileAsync", "Excel.createWorkbook"} <= set(officer.used_members())
    check_members(officer, server)


def check_members(excel: BrowserExcel, server: Running) -> None:
    """Every member that was used is in the typings, and in the set that the manifest asks for."""
    known = json.loads(MEMBERS_FILE.read_text(encoding="utf-8"))["classes"]
    manifest = httpx.get(f"{server.base}/manifest.xml", timeout=60).text
    required = re.search(r'Name="ExcelApi" MinVersion="([\d.]+)"', manifest)
    assert required is not None
    for member in excel.used_members():
        class_name, name = member.split(".")
        assert name in known[class_name], member
        if member not in OPTIONAL:
            assert version(known[class_name][name]) <= version(f"ExcelApi {required[1]}"), member
    assert excel.errors == []


def version(requirement_set: str) -> tuple[int, ...]:
    """(1, 9) of "ExcelApi 1.9"; () where the typings name no set."""
    found = re.match(r"ExcelApi (\d+)\.(\d+)", requirement_set)
    return tuple(map(int, found.groups())) if found else ()
