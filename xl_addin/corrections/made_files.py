"""Files that the program made in a folder where people work, too: only what nobody has changed is replaced."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from xl_addin.excel.writing.atomic_file import refusal, write_whole

RECORD = ".tidtam-made.json"


def put_files(folder: Path, files: Mapping[str, bytes]) -> tuple[list[str], list[str]]:
    """Write `files` and take away what an earlier run made and this one does not.

    Gives (names of files that were left because somebody has changed them, names of files taken away). Raises
    WriteError.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refusal(folder, error) from error
    known = _known(folder)
    left: list[str] = []
    gone: list[str] = []
    for name, content in files.items():
        if _differs(folder / name, known.get(name), content):
            left.append(name)
        else:
            write_whole(folder / name, content)
            known[name] = _code(content)
    for name in sorted(known.keys() - files.keys()):
        path = folder / name
        if path.is_file() and _code(path.read_bytes()) == known[name]:
            try:
                path.unlink()
            except OSError as error:
                raise refusal(path, error) from error
            gone.append(name)
        if not path.exists():
            del known[name]
    record = json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True)
    if known or (folder / RECORD).exists():
        write_whole(folder / RECORD, record.encode())
    return left, gone


def _known(folder: Path) -> dict[str, str]:
    """Name -> code of what earlier runs wrote; names that lead out of the folder are nothing that they wrote."""
    try:
        read = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(read, dict):
        return {}
    return {
        name: code
        for name, code in read.items()
        if isinstance(code, str) and name == Path(name).name and name not in ("", ".", "..")
    }


def _differs(path: Path, known: str | None, content: bytes) -> bool:
    """Whether a file that is there holds something else than what the program wrote, or will write."""
    if not path.is_file():
        return False
    there = _code(path.read_bytes())
    return there not in (known, _code(content))


def _code(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
