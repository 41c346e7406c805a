"""Where form files lie: the office's own folder first, then those that come with the program."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

READERS: dict[str, Callable[[Path], Path]] = {}
"""Suffix of a form's file that is no TOML -> what gives the TOML file that it is (see `form_workbook.loading`)."""

OWN_FORMS = "TIDTAM_FORMS"
"""Environment variable: a folder with `forms/` and `texts/` of an office's own; it goes before ours."""


def form_folders() -> list[Path]:
    """Folders that hold form files: the office's own (see OWN_FORMS), then those that come with the program."""
    own = os.environ.get(OWN_FORMS)
    folders = [Path(own)] if own else []
    return [folder / "forms" for folder in [*folders, Path(str(resources.files("workbook_templates")))]]


def form_ids() -> list[str]:
    """Ids of all forms, in alphabetical order."""
    return sorted({path.stem for folder in form_folders() for path in folder.glob("*.toml")} | set(_others()))


def form_file(form_id: str) -> Path | None:
    """The TOML file of a form; None where there is none."""
    for folder in form_folders():
        if (folder / f"{form_id}.toml").is_file():
            return folder / f"{form_id}.toml"
    return _others().get(form_id)


def _others() -> dict[str, Path]:
    """Id -> TOML file of the forms that other files hold; one that cannot be read has its file's name."""
    found: dict[str, Path] = {}
    for suffix, reader in READERS.items():
        for path in (path for folder in form_folders() for path in sorted(folder.glob(f"*{suffix}"))):
            if path.name.startswith("~$"):
                continue
            try:
                file = reader(path)
            except ValueError:
                found.setdefault(path.stem, path)
            else:
                found.setdefault(file.stem, file)
    return found


def form_office(form_id: str) -> str:
    """The short name of the office whose own report a form follows; "" where none is known."""
    for folder in form_folders():
        facts = folder.parent / "examples" / form_id / "office.toml"
        if facts.is_file():
            return str(tomllib.loads(facts.read_text(encoding="utf-8-sig")).get("office_short", ""))
    return ""


def listed_forms() -> str:
    """All forms with their offices, as commands list them: "khonkaen2 (สพป.ขอนแก่น เขต 2), spm2 (สพม. 2)"."""
    offices = ((form, form_office(form)) for form in form_ids())
    return ", ".join(f"{form} ({office})" if office else form for form, office in offices)


def form_facts(form_id: str) -> dict[str, Any]:
    """What a form file says, unchecked: for its title and rounds, where loading all of it would take long.

    Raises OSError for a form that is not there, and ValueError for a file that is no TOML.
    """
    found = form_file(form_id)
    if found is None or found.suffix != ".toml":
        raise FileNotFoundError(f"{form_id}.toml")
    return tomllib.loads(found.read_text(encoding="utf-8-sig"))
