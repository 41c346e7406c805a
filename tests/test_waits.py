"""No test hangs on how fast the machine is: what waits for something waits for a minute or more."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHORTEST_PATIENCE = 60
"""Seconds: a busy machine may take so long for what takes a moment on an idle one."""
WAITS = {"wait", "wait_for", "wait_procs", "settimeout", "result", "join", "acquire", "communicate"}
"""Functions that take how long they wait as a number."""
SHORT_WAITS = {
    "tests/server/test_attacks.py: settimeout(0.01)": "looks whether anything has come, and waits for nothing",
    "tests/server/returns/test_upload_folder.py: wait(0.2)": "gives a fault time to show; longer finds no more",
    "tests/server/test_attacks.py: USUAL_SECONDS = 1.0": "so long answers are measured; its end decides nothing",
    "tests/excel/reading/test_package.py: wait(0.005)": "asks again until it is so",
    "tests/excel/reading/test_process_pool.py: outcomes(timeout_seconds=0.5)": "processor time, not a clock's",
}


def _waits(source: str) -> Iterator[str]:
    """How long a test waits: "wait(30)", "get(timeout=2)", "PATIENCE = 15000"; numbers alone, and their names."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)):
                given = [(f"{name}({{}})", value) for value in node.args[-1:] if name in WAITS]
                given += [
                    (f"{name}({word.arg}={{}})", word.value)
                    for word in node.keywords
                    if word.arg and re.search("timeout|patience", word.arg)
                ]
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if re.search(
                "PATIENCE|TIMEOUT|HASTE|_SECONDS$", name
            ):
                given = [(f"{name} = {{}}", value)]
            case _:
                given = []
        for said, value in given:
            if isinstance(value, ast.Constant) and type(value.value) in (int, float) and value.value > 0:
                # Playwright counts in milliseconds; nobody waits a thousand seconds.
                seconds = value.value / 1000 if value.value >= 1000 else value.value
                if seconds < SHORTEST_PATIENCE:
                    yield said.format(value.value)


def test_no_wait_of_less_than_a_minute_decides_anything() -> None:
    short = {
        f"{path}: {wait}"
        for file in sorted((ROOT / "tests").rglob("*.py"))
        for path, text in [(file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8"))]
        for wait in _waits(text)
    }
    assert short - SHORT_WAITS.keys() == set()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("event.wait(30)", ["wait(30)"]),
        ("page.click('a', timeout=15_000)", ["click(timeout=15000)"]),
        ("asyncio.wait_for(asked, 20)", ["wait_for(20)"]),
        ("PATIENCE = 15_000", ["PATIENCE = 15000"]),
        ("START_SECONDS = 2.0", ["START_SECONDS = 2.0"]),
        ("event.wait(60); get(url, timeout=90); PATIENCE = 90_000; ', '.join(names)", []),
    ],
)
def test_a_short_wait_is_found(source: str, found: list[str]) -> None:
    assert list(_waits(source)) == found
