"""The headless host and the browser host agree, cell by cell, on the same edits of every template."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.excel_host.browser import BrowserExcel
from tests.excel_host.conftest import FORMS
from tests.excel_host.headless import HeadlessExcel
from tests.excel_host.office import FurnishedOffice
from tests.excel_host.running import Running

SHEET = "แบบรายงาน"

pytestmark = pytest.mark.slow

# One after the other into the entry columns of a form, row by row: right, wrong, and hard to read.
TYPED: tuple[Any, ...] = (
    "๑๒,๕๐๐",
    "1,200.50 บาท",
    "abc",
    -5,
    999_999_999,
    "",
    "-",
    0,
    "12.345",
    "กำลังดำเนินการ",
    "3.5",
    "เสร็จ",
)


@pytest.mark.parametrize("form", FORMS)
def test_the_hosts_agree(
    form: str,
    office: FurnishedOffice,
    server: Running,
    open_book: Callable[..., BrowserExcel],
) -> None:
    book = f"{form}/g2"
    browser = open_book(book)
    browser.settled(1)
    with httpx.Client(base_url=server.base) as client:
        headless = HeadlessExcel(office.books[book].path, client, office.token(book))
        headless.check_all()
        for turn, (address, value) in enumerate(_edits(browser, headless)):
            browser.edit(SHEET, address, [[value]])
            headless.type(SHEET, address, [[value]])
            assert turn < 200
        browser.settled()

    differing = _differing(browser.dump(), headless.dump())
    assert not differing, "\n".join(f"{place}: {pair}" for place, pair in differing.items())
    shown = {text.split("\n")[1] for text in browser.problems() if text.startswith(SHEET)}
    started = {row["row"] for row in headless.answers.values() if row["entries"]}
    told = {message for row, message in headless.messages() if row in started}
    assert shown == told
    assert browser.errors == []


def _edits(browser: BrowserExcel, headless: HeadlessExcel) -> list[tuple[str, Any]]:
    unlocked = [
        key
        for key in headless.tables[0].keys
        if not headless.cells[SHEET].get(browser.addresses(key)[0], {"locked": True})["locked"]
    ]
    assert unlocked
    edits = []
    for column, key in enumerate(unlocked):
        for row, address in enumerate(browser.addresses(key)):
            edits.append((address, TYPED[(row + 5 * column) % len(TYPED)]))
    return edits


def _differing(
    one: dict[str, dict[str, Any]], other: dict[str, dict[str, Any]]
) -> dict[str, tuple[Any, Any]]:
    compared = 0
    differing = {}
    for sheet in one.keys() | other.keys():
        for address in one[sheet].keys() | other[sheet].keys():
            compared += 1
            a, b = one[sheet].get(address), other[sheet].get(address)
            if a != b:
                differing[f"{sheet}!{address}"] = (a, b)
    assert compared > 100
    return differing
