"""Where form files lie: the office's own folder first, then those that come with the program."""

from __future__ import annotations

import os
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

OWN_FORMS = "TIDTAM_FORMS"
"""Environment variable: a folder with `forms/` and `texts/` of an office's own; it goes before ours."""


def form_folders() -> list[Path]:
    """Folders that hold form files: the office's own (see OWN_FORMS), then those that come with the program."""
    own = os.environ.get(OWN_FORMS)
    folders = [Path(own)] if own else []
    return [folder / "forms" for folder in [*folders, Path(str(resources.files("workbook_templates")))]]


def form_ids() -> list[str]:
    """Ids of all forms, in alphabetical order."""
    return sorted({path.stem for folder in form_folders() for path in folder.glob("*.toml")})


def form_facts(form_id: str) -> dict[str, Any]:
    """What a form file says, unchecked: for its title and rounds, where loading all of it would take long.

    Raises OSError for a form that is not there, and ValueError for a file that is no TOML.
    """
    for folder in form_folders():
        if (folder / f"{form_id}.toml").is_file():
            return tomllib.loads((folder / f"{form_id}.toml").read_text(encoding="utf-8-sig"))
    raise FileNotFoundError(f"{form_id}.toml")
