"""Which tests the everyday suite leaves out, besides those marked slow by hand: measured, not guessed.

`make test PYTEST_ARGS=--junitxml=report.xml` on an idle machine measures all tests, then
`python -m tests.slow_tests report.xml` writes `tests/slow_tests.txt`: the longest test functions, until
the rest fits into EVERYDAY_SECONDS. `tests/conftest.py` marks what is listed there.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).parents[1]
LIST = ROOT / "tests" / "slow_tests.txt"
EVERYDAY_SECONDS = 240.0
"""Of all everyday tests one after the other: two minutes on two cores, and half a one for the start."""


def slow_tests() -> frozenset[str]:
    """Names as pytest has them, without parameters: tests/FILE.py::CLASS::FUNCTION."""
    return frozenset(LIST.read_text(encoding="utf-8").split())


def longest(seconds: dict[str, float], budget: float) -> list[str]:
    """The longest tests, so many that the others together take no longer than `budget` seconds."""
    left = sum(seconds.values())
    taken = []
    for name in sorted(seconds, key=lambda name: (-seconds[name], name)):
        if left <= budget:
            break
        taken.append(name)
        left -= seconds[name]
    return sorted(taken)


def measured(report: Path) -> dict[str, float]:
    """Test function -> seconds of all its cases with what is set up for them, of a JUnit report."""
    seconds: dict[str, float] = {}
    for case in ElementTree.parse(report).iter("testcase"):
        name = _name(case.get("classname", ""), case.get("name", ""))
        seconds[name] = seconds.get(name, 0.0) + float(case.get("time", "0"))
    return seconds


def _name(classname: str, name: str) -> str:
    parts = classname.split(".")
    while parts and not (ROOT / "/".join(parts)).with_suffix(".py").exists():
        parts.pop()
    file = "/".join(parts) + ".py"
    return "::".join([file, *classname.split(".")[len(parts) :], name.split("[")[0]])


def marked_by_hand(names: Iterable[str]) -> set[str]:
    """Those of the names that carry the mark `slow` in their source, alone or with their whole file."""
    found = set()
    for name in names:
        file, *_, function = name.split("::")
        source = (ROOT / file).read_text(encoding="utf-8")
        head, _, _ = source.partition(f"def {function}(")
        decorators = head.rpartition("\n\n")[2]
        if "pytestmark = pytest.mark.slow" in source or "@pytest.mark.slow" in decorators:
            found.add(name)
    return found


def main(report: str) -> None:
    """Write the list anew."""
    seconds = measured(Path(report))
    by_hand = marked_by_hand(seconds)
    everyday = {name: spent for name, spent in seconds.items() if name not in by_hand}
    LIST.write_text("".join(f"{name}\n" for name in longest(everyday, EVERYDAY_SECONDS)), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
