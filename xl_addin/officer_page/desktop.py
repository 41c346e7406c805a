"""Open a file or folder with the program that this PC uses for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path


def open_with_system(path: Path) -> bool:
    """Whether something was found to open it with. Raises OSError for what the system refuses."""
    if sys.platform == "win32":
        os.startfile(path)
        return True
    program = "open" if sys.platform == "darwin" else shutil.which("xdg-open")
    if program is None:
        return False
    subprocess.Popen(
        [program, str(path)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    return True
