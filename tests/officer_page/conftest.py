"""The officer's page as it runs: the real program on this PC's loopback, and a real browser."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.excel_host.browser import PATIENCE

ROOT = Path(__file__).parents[2]
expect.set_options(timeout=PATIENCE)  # five seconds by default, which a busy PC takes to make a folder


@dataclass(frozen=True, slots=True)
class Running:
    """The program; `link` opens the page once."""

    process: subprocess.Popen[str]
    link: str

    @property
    def base(self) -> str:
        return self.link.partition("/?")[0]


@contextmanager
def office_program(home: Path, *words: object) -> Iterator[Running]:
    """`scripts/office.py` for a user whose home is `home`."""
    environment = os.environ | {"HOME": str(home), "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "scripts/office.py", *map(str, words), "--no-browser"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://\S+", line)
        assert found, line + process.stdout.read()
        yield Running(process, found[0])
    finally:
        process.terminate()
        process.wait(60)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that may complain of nothing and ask nobody but this PC."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="th-TH")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda asked: "//127.0.0.1:" in asked.url or wrong.append(asked.url))
    yield page
    context.close()
    assert wrong == []
