"""`python scripts/bench.py` measures all that it says and prints it; the figures are not judged here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> str:
    work = tmp_path_factory.mktemp("bench")
    command = [sys.executable, str(ROOT / "scripts" / "bench.py"), "--quick", "--work", str(work)]
    run = subprocess.run(command, capture_output=True, text=True, cwd=work)
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.mark.parametrize(
    "line",
    [
        "whole consolidation of 20 workbooks",
        "its intake",
        "floor: calamine",
        "floor: XlsxWriter",
        "the user's script",
        "40 pages of long texts (7 workbooks)",
        "memory: reading 60 workbooks of 40 projects",
        "growth: consolidating 20 workbooks",
        "one register of 160 projects (4 workbooks)",
        "a report with 2 rounds of history",
        "click to report of one office",
        "office of the page form yasothon2",
        "templates of one office: 10 groups, 50 projects",
        "a rule over 200 texts (narratives)",
        "live check",
        "200 typists, 50 uploads a minute",
    ],
)
def test_every_line_of_the_table_is_printed(printed: str, line: str) -> None:
    assert line in printed


def test_the_machine_and_the_versions_stand_below_the_table(printed: str) -> None:
    assert "processors" in printed
    assert "XlsxWriter 3" in printed
