"""One office, one server process and one Chromium for all tests of the hosts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser

from tests.excel_host.browser import BrowserExcel
from tests.excel_host.office import FurnishedOffice, furnish, served
from tests.excel_host.running import Running, free_port
from tests.support.registers import small_register
from xl_addin.demo.examples import demo_register

FORMS = {"spm2": 1, "khonkaen2": 1, "rayong2": 2}
"""Form with projects as rows -> round that is open."""
PAGE_FORMS = {"chiangmai2": 2, "yasothon2": 1}
"""Form with a sheet per project -> round that is open."""
ONE_PROJECT = {"chiangmai2": "chiangmai2/G08", "yasothon2": "yasothon2/G06"}
"""The workbook of a group with one project."""
SEVERAL_PROJECTS = {"chiangmai2": "chiangmai2/G04", "yasothon2": "yasothon2/G04"}
"""The workbook of a group with a few projects."""


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> FurnishedOffice:
    folder = tmp_path_factory.mktemp("office")
    rounds = [(small_register(form_id, 12), round_) for form_id, round_ in FORMS.items()]
    pages = [(demo_register(form_id), round_) for form_id, round_ in PAGE_FORMS.items()]
    return furnish(folder, rounds + pages, free_port())


@pytest.fixture(scope="session")
def server(furnished: FurnishedOffice) -> Iterator[Running]:
    with served(furnished) as started:
        yield started


@pytest.fixture
def office(furnished: FurnishedOffice) -> FurnishedOffice:
    """Nothing has been sent yet: no test finds what another sent, whatever their order."""
    return furnished.with_nothing_sent()


@pytest.fixture
def client(server: Running, office: FurnishedOffice) -> Iterator[httpx.Client]:
    """A PC at the server; who sits there goes with each request."""
    with httpx.Client(base_url=server.base, timeout=60) as client:
        yield client


@pytest.fixture
def open_book(
    browser: Browser, server: Running, office: FurnishedOffice
) -> Iterator[Callable[..., BrowserExcel]]:
    """Open a workbook that the host offers: open_book("spm2/g2")."""
    opened: list[BrowserExcel] = []

    def open_book(book: str, **options: Any) -> BrowserExcel:
        opened.append(BrowserExcel(browser, server.base, book, **options))
        return opened[-1]

    yield open_book
    for excel in opened:
        excel.context.close()


@pytest.fixture
def excel(open_book: Callable[..., BrowserExcel]) -> BrowserExcel:
    """Format A, eight projects in rows 9-12 and 14-17: E used this quarter, F used to date, I status."""
    opened = open_book("spm2/g2")
    opened.settled(1)
    return opened
