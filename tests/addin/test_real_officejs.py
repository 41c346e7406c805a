"""Microsoft's own office.js, as the real server gives it out: it runs under the pane's security policy.

There is no Excel around it, so it only gets as far as finding that out; the pane then waits as it should.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.excel_host.office import furnish
from tests.excel_host.running import Running, free_port, running
from tests.support.registers import small_register

pytestmark = pytest.mark.slow

# What office.js would like to load or send and is kept from: its telemetry. The pane does without.
TELEMETRY = "telemetryservice.firstpartyapps.oaspapps.com"

# xlwings.js asks office.js at its start what Excel can do; outside Excel nothing is there to be asked.
WITHOUT_EXCEL = "reading 'isSetSupported'"


@dataclass(slots=True)
class Seen:
    """`outside`: requests that left the page for another PC; `office`: paths of office.js and its parts."""

    page: Page
    outside: list[str] = field(default_factory=list)
    office: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def violations(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.page.evaluate("window.violations")
        return found


@pytest.fixture(scope="module")
def https_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The real command, with no browser host around it."""
    office = furnish(tmp_path_factory.mktemp("office"), [(small_register("spm2", 12), 1)], free_port())
    authority = (office.state.certificates / "tidtam-ca.cer").read_bytes()
    trusted = ssl.create_default_context(cadata=authority)
    command = ["scripts/serve_addin.py", "--state", str(office.state.folder)]
    log = office.folder / "server.log"
    with running(command, office.office.port, log, scheme="https", verify=trusted) as started:
        yield started


@pytest.fixture
def seen(browser: Browser, https_server: Running) -> Iterator[Seen]:
    """The pane, opened with the real office.js and ready to be looked at."""
    context = browser.new_context(ignore_https_errors=True, locale="th-TH")
    page = context.new_page()
    seen = Seen(page)

    def route(route: Route) -> None:
        url = route.request.url
        if not url.startswith(https_server.base):
            seen.outside.append(url)
            route.abort()
            return
        if "/office-js/" in url:
            seen.office.append(url.rsplit("/", 1)[1].split("?")[0])
        route.continue_()

    page.route("**/*", route)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.add_init_script("""
        window.violations = [];
        document.addEventListener("securitypolicyviolation", (event) =>
            window.violations.push({ directive: event.effectiveDirective, blocked: event.blockedURI }));
    """)
    page.goto(f"{https_server.base}/taskpane.html")
    page.wait_for_function("() => window.tidtam && window.xlwings && window.Office?.onReady")
    page.evaluate("async () => { window.host = await Office.onReady(); }")
    page.wait_for_load_state("networkidle")
    yield seen
    context.close()


def test_the_real_office_js_starts_and_the_pane_with_it(seen: Seen) -> None:
    assert "office.js" in seen.office
    assert seen.page.evaluate("Office.HostType.Excel") == "Excel"
    assert seen.page.evaluate("window.host.host") is None
    assert seen.page.locator("#live-status").inner_text() == "กำลังเริ่ม…"
    assert [error for error in seen.errors if WITHOUT_EXCEL not in error] == []


def test_nothing_leaves_this_server_but_a_blocked_telemetry_call(seen: Seen) -> None:
    assert [url for url in seen.outside if TELEMETRY not in url] == []
    hindered = [each for each in seen.violations() if TELEMETRY not in each["blocked"]]
    assert hindered == []
