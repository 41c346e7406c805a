"""Every Office.js member that a session uses is in Microsoft's typings and in the manifest's set."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import httpx
import pytest

from tests.excel_host.browser import BrowserExcel
from tests.excel_host.conftest import PAGE_FORMS
from tests.excel_host.derive_members import MEMBERS_FILE
from tests.excel_host.office import FurnishedOffice
from tests.excel_host.running import Running

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
    excel.pane.locator("#ready").click()
    excel.pane.locator("#message", has_text="พร้อมส่งแล้ว").wait_for()
    excel.pane.locator("#send").click()
    excel.pane.locator("#message", has_text="ส่งแล้ว").wait_for()

    assert {"Range.values", "Document.getFileAsync", "ConditionalFormatCollection.add"} <= set(
        excel.used_members()
    )
    check_members(excel, server)


@pytest.mark.parametrize("form", PAGE_FORMS)
def test_so_are_those_of_a_form_with_a_sheet_per_project(
    open_book: Callable[..., BrowserExcel], server: Running, office: FurnishedOffice, form: str
) -> None:
    books = [key for key in office.books if key.startswith(f"{form}/") and not key.endswith("officer")]
    excel = open_book(min(books, key=lambda key: office.books[key].path.stat().st_size))
    excel.settled(1)
    excel.pane.locator("#check-all").click()
    excel.settled(2)
    excel.pane.locator("#problems button").first.click()

    assert {"Worksheet.names", "NamedItem.formula"} <= set(excel.used_members())
    check_members(excel, server)


def test_so_are_those_of_the_officers_buttons(
    open_book: Callable[..., BrowserExcel], server: Running
) -> None:
    officer = open_book("spm2/officer")
    officer.pane.locator("#make-templates").click()
    officer.pane.locator("#officer-result button").first.click()
    officer.wait_for("HOST.opened.length === 1")

    assert {"Document.getFileAsync", "Excel.createWorkbook"} <= set(officer.used_members())
    check_members(officer, server)


def check_members(excel: BrowserExcel, server: Running) -> None:
    """Every member that was used is in the typings, and in the set that the manifest asks for."""
    known = json.loads(MEMBERS_FILE.read_text(encoding="utf-8"))["classes"]
    manifest = httpx.get(f"{server.base}/manifest.xml").text
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
