"""Which office's folder was opened last on this PC, so that it opens again by itself."""

from __future__ import annotations

import json
from pathlib import Path

from xl_addin.excel.writing.atomic_file import WriteError, write_whole

MOST_KEPT = 6


def recent_folders(file: Path) -> list[Path]:
    """Folders that were opened, the last one first; what is not there is left out, also the whole list."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        return [Path(name) for name in kept if isinstance(name, str) and Path(name).is_dir()]
    except (OSError, ValueError, TypeError):
        return []


def remember(file: Path, folder: Path) -> None:
    """Put a folder in front. A list that cannot be kept is no reason to stop."""
    others = [other for other in recent_folders(file) if other != folder]
    names = [str(path) for path in [folder, *others][:MOST_KEPT]]
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, json.dumps(names, ensure_ascii=False, indent=1).encode())
    except (OSError, WriteError):
        return
