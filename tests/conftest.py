"""Fixtures of the whole suite: the programs outside Python that the tests use, and what happens without them.

TIDTAM_NO_SKIPS=1 (set by .ci/run) turns every skipped test into a failure: there everything is installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.slow_tests import slow_tests
from tests.support import soffice as libreoffice
from tests.support.well_formed import checked_write

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Hundreds of programs are started by the tests: each would compile the whole package anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

NO_SKIPS = os.environ.get("TIDTAM_NO_SKIPS") == "1"


@pytest.fixture(scope="session", autouse=True)
def well_formed_reports() -> Iterator[None]:
    """Every part of every report that this process writes, an office's and the ministry's, is parsed as XML."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("xl_addin.report.writer.atomic_write", checked_write)
        patch.setattr("xl_addin.offices.national_workbook.atomic_write", checked_write)
        yield


@pytest.fixture(scope="session")
def soffice(tmp_path_factory: pytest.TempPathFactory) -> libreoffice.Soffice:
    """LibreOffice with user profiles of this process alone (with pytest-xdist: of this worker).

    Poppler, which reads the PDF files, is asked for along with it.
    """
    program = libreoffice.installed()
    if program is None:
        pytest.skip(
            "LibreOffice is missing: apt-get install libreoffice-calc libreoffice-writer fonts-thai-tlwg"
        )
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler is missing: apt-get install poppler-utils")
    return libreoffice.Soffice(program, tmp_path_factory.mktemp("libreoffice"))


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """The Chromium program, for `playwright` (`executable_path`); started by root it needs --no-sandbox."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("Chromium is missing: apt-get install chromium")
    driver = subprocess.run(
        [sys.executable, "-m", "playwright", "--version"], capture_output=True, check=False
    )
    if driver.returncode:
        pytest.skip("playwright's node does not start: apt-get install libatomic1")
    return Path(program)


@pytest.fixture(scope="session")
def browser(chromium_path: Path) -> Iterator[Browser]:
    """The one Chromium of this process: a second Playwright does not start beside a first one."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium_path, args=CHROMIUM_ARGUMENTS)
        yield started
        started.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by the outside program whose fixture they use: `-m "not soffice"` leaves those out.

    And the slow ones by what was measured (`tests/slow_tests.txt`).
    """
    slow = slow_tests()
    for item in items:
        if item.nodeid.partition("[")[0] in slow:
            item.add_marker(pytest.mark.slow)
        names = getattr(item, "fixturenames", ())
        if "soffice" in names:
            item.add_marker(pytest.mark.soffice)
        if "chromium_path" in names:
            item.add_marker(pytest.mark.chromium)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    # An expected failure (xfail) is reported as skipped too; it did run.
    if NO_SKIPS and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and TIDTAM_NO_SKIPS=1 forbids it: {_reason(report)}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if NO_SKIPS and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"module skipped, and TIDTAM_NO_SKIPS=1 forbids it: {_reason(report)}"
    return report


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    return report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
