"""The headless host and the browser host agree, cell by cell, on the same edits of every template."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import httpx
import pytest
from openpyxl.utils import get_column_letter

from tests.excel_host.book import HostBook
from tests.excel_host.browser import BrowserExcel
from tests.excel_host.conftest import FORMS, SEVERAL_PROJECTS
from tests.excel_host.filling import page_form
from tests.excel_host.headless import HeadlessExcel, Listed
from tests.excel_host.office import FurnishedOffice
from tests.excel_host.workbook import TEXT
from xl_addin.model.form.loader import load_form
from xl_addin.model.values.kinds import Kind

pytestmark = pytest.mark.slow

Open = Callable[..., BrowserExcel]
Hosts = Callable[[str], tuple[BrowserExcel, HeadlessExcel]]
Edit = tuple[str, str, Any]
"""(sheet, address, what is typed)"""

SHEETS, TABLE_ROWS = 3, 2
"""So many projects' sheets are typed into, and so many rows of each small table."""

# One after the other into the entry cells of a kind: right, wrong, hard to read, blank.
AMOUNTS = ("๑๒,๕๐๐", "1,200.50 บาท", "abc", -5, 999_999_999, "", "-", 0, "12.345", 2400, "50%", " ๗๐ ")
TYPED: dict[Kind, Sequence[Any]] = {
    Kind.BAHT: AMOUNTS,
    Kind.COUNT: ("๔๕ คน", 12, "สามสิบ", "2.5", "", 99_999_999, "-3"),
    Kind.NUMBER: (2, "๓", "1.5 วัน", "มาก", "", "3.14159"),
    Kind.PERCENT: ("๕๐", "75%", "120", "ครึ่งหนึ่ง", ""),
    Kind.DATE: ("1 ตุลาคม 2562", "๓๑ ม.ค. ๖๗", "2024-02-29", "31 กุมภาพันธ์ 2567", 45_000, "ปีหน้า", ""),
    Kind.TEXT: ("ร้อยละ ๘๕", 85, " ", "โรงเรียนในสังกัด", "", "=1+1"),
    Kind.LONG_TEXT: (
        "ดำเนินการแล้ว ครู ๓๐ คน\nเบิกจ่าย 9,000 บาท เมื่อวันที่ 1 มกราคม 2600",
        "-",
        "",
        "จัดประชุม " * 400,
        "ดำเนินการแล้ว ครู ๓๐ คน",
    ),
}
UNKNOWN_CHOICE = "เสร็จแล้วจ้า"
"""Not a phrase of any choice."""


@pytest.fixture
def hosts(office: FurnishedOffice, client: httpx.Client, open_book: Open) -> Hosts:
    """hosts(book): the same workbook open in both, everything checked once."""

    def hosts(book: str) -> tuple[BrowserExcel, HeadlessExcel]:
        headless = HeadlessExcel(office.books[book].path, client, office.token(book))
        browser = open_book(book)
        browser.settled(len(headless.tables))
        headless.check_all()
        return browser, headless

    return hosts


@pytest.mark.parametrize("form_id", [*FORMS, *SEVERAL_PROJECTS])
def test_every_formula_of_a_blank_template_is_computed(form_id: str, office: FurnishedOffice) -> None:
    book = HostBook(office.books[SEVERAL_PROJECTS.get(form_id, f"{form_id}/g2")].path)

    assert len(book.values) > 100
    assert [value for value in book.values.values() if str(value).startswith("#")] == []


@pytest.mark.parametrize("form_id", [*FORMS, *SEVERAL_PROJECTS])
def test_both_hosts_ask_the_server_the_same(form_id: str, hosts: Hosts) -> None:
    browser, headless = hosts(SEVERAL_PROJECTS.get(form_id, f"{form_id}/g2"))

    assert browser.calls == [headless.payload(table, table.rows) for table in headless.tables]


@pytest.mark.parametrize("form_id", FORMS)
def test_they_agree_on_forms_with_projects_as_rows(form_id: str, hosts: Hosts) -> None:
    browser, headless = hosts(f"{form_id}/g2")
    [table] = headless.tables
    columns = {column.key: column for column in load_form(form_id).columns}
    edits = [
        (table.sheet, address, typed(columns[key].kind, columns[key].choices, number + 3 * at))
        for at, key in enumerate(table.keys)
        if key in columns and not headless.is_locked(table.sheet, browser.addresses(key)[0])
        for number, address in enumerate(browser.addresses(key))
    ]
    computed = next(key for key in table.keys if key in columns and columns[key].fill == "computed")
    lost = [(table.sheet, address) for address in browser.addresses(computed)[1:3]]

    check_agreement(browser, headless, edits, lost)


@pytest.mark.parametrize("form_id", SEVERAL_PROJECTS)
def test_they_agree_on_forms_with_a_sheet_per_project(
    form_id: str, office: FurnishedOffice, hosts: Hosts
) -> None:
    book = SEVERAL_PROJECTS[form_id]
    browser, headless = hosts(book)
    form = page_form(office.books[book].path, form_id)
    sheets = list(form.projects.values())[:SHEETS]
    assert len(sheets) > 1
    edits = [
        (entry.sheet, entry.address, typed(entry.column.kind, entry.column.choices, number))
        for number, entry in enumerate(form.entries)
        if entry.sheet in sheets and entry.row < TABLE_ROWS
    ]
    lost = [
        (page.sheet, f"{get_column_letter(column)}{row}")
        for page in headless.tables[:2]
        for number, (row, column) in enumerate(sorted(page.formulas))
        if number % 9 == 0 or headless.workbook.cell(page.sheet, row, column).number_format == TEXT
    ]

    check_agreement(browser, headless, edits, lost)


def typed(kind: Kind, choices: dict[str, str], number: int) -> Any:
    """The `number`-th of what may stand in a cell of a kind, over and over."""
    known: Sequence[Any] = TYPED.get(kind) or (*choices.values(), UNKNOWN_CHOICE, "")
    return known[number % len(known)]


def check_agreement(
    browser: BrowserExcel,
    headless: HeadlessExcel,
    edits: Sequence[Edit],
    lost: Sequence[tuple[str, str]],
) -> None:
    """Make the edits in both hosts, type over the formulas in `lost` (sheet, address), compare all."""
    for sheet in dict.fromkeys(sheet for sheet, _ in lost):
        browser.unprotect(sheet)
        headless.workbook.unprotect(sheet)
    formulas = {place: headless.formula(*place) for place in lost}
    assert all(formulas.values())
    for sheet, address, value in [*edits, *((*place, 999) for place in lost)]:
        browser.edit(sheet, address, [[value]])
        headless.edit(sheet, address, [[value]])
    browser.settled()

    differing = dict(differences(browser.dump(), headless.dump()))
    assert not differing, "\n".join(f"{place}: {pair}" for place, pair in differing.items())
    assert {place: browser.formula(*place) for place in lost} == formulas
    assert in_order(browser.listed()) == in_order(headless.listed())
    assert browser.text("progress-text") == headless.progress()
    assert headless.marks()
    assert browser.errors == []


def in_order(listed: Sequence[Listed]) -> list[Listed]:
    """The lists without their order, which tells what was found last."""
    return sorted((heading, sorted(lines)) for heading, lines in listed)


def differences(
    one: dict[str, dict[str, dict[str, Any]]], other: dict[str, dict[str, dict[str, Any]]]
) -> Iterator[tuple[str, tuple[Any, Any]]]:
    """Cells that are not alike: "sheet!address" -> both."""
    for sheet in one.keys() | other.keys():
        for address in one[sheet].keys() | other[sheet].keys():
            a, b = one[sheet].get(address), other[sheet].get(address)
            if a != b:
                yield f"{sheet}!{address}", (a, b)
