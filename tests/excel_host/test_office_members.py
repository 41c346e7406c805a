"""Every Office.js member that a session uses is in Microsoft's typings and in the manifest's set."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import httpx

from tests.excel_host.browser import BrowserExcel
from tests.excel_host.derive_members import MEMBERS_FILE
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

    known = json.loads(MEMBERS_FILE.read_text(encoding="utf-8"))["classes"]
    manifest = httpx.get(f"{server.base}/manifest.xml").text
    required = re.search(r'Name="ExcelApi" MinVersion="([\d.]+)"', manifest)
    assert required is not None
    used_members = set(excel.used_members())
    assert {"Range.values", "Document.getFileAsync", "ConditionalFormatCollection.add"} <= used_members
    for member in sorted(used_members):
        class_name, name = member.split(".")
        assert name in known[class_name], member
        if member not in OPTIONAL:
            assert version(known[class_name][name]) <= version(f"ExcelApi {required[1]}"), member
    assert excel.errors == []


def version(requirement_set: str) -> tuple[int, ...]:
    """(1, 9) of "ExcelApi 1.9"; () where the typings name no set."""
    found = re.match(r"ExcelApi (\d+)\.(\d+)", requirement_set)
    return tuple(map(int, found.groups())) if found else ()
