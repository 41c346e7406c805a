"""Python commands run as a person would at a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

Said = subprocess.CompletedProcess[str]


def run_python(*arguments: object, cwd: Path = ROOT, columns: int = 200, **environment: str) -> Said:
    """What Python says with these arguments, in lines of so many letters, and its exit code.

    `environment` comes on top of that of the tests.
    """
    shown = {"PYTHONIOENCODING": "utf-8", "COLUMNS": str(columns), "TERM": "dumb"}
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=cwd,
        env=os.environ | shown | environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
