"""Where a command finds what it works on: said on the command line, or in the office's folder around it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from xl_addin.commands.options import CANNOT, tell
from xl_addin.model.problems.catalogue import problem, say

if TYPE_CHECKING:
    from xl_addin.office.folder import Places


def kept_folder() -> Path:
    """Where this PC keeps what is its own: keys, codes, the last offices. Never a profile that follows a person."""
    return Path(typer.get_app_dir("tidtam", roaming=False))


def office_places(number: int | None, lang: str) -> Places:
    """The places of the office's folder that the command was given in, and which round that is, said aloud.

    Ends the command where it was not given in one.
    """
    from rich.console import Console

    from xl_addin.office.folder import REGISTER, OfficeFolder, places_in

    folder = OfficeFolder.around(Path.cwd())
    if folder is None:
        tell(Console(stderr=True), [problem("office_not_here", value=REGISTER, language=lang)])
        raise typer.Exit(CANNOT)
    places = places_in(folder, number)
    said = say("office_round_shown", lang, value=places.round, folder=folder.path.name)
    Console(stderr=True).print(said, markup=False, highlight=False, soft_wrap=True)
    return places


def lacking(words: dict[str, object], lang: str) -> NoReturn:
    """Ends the command, naming what the command line lacks."""
    from rich.console import Console

    names = ", ".join(name for name, value in words.items() if value is None)
    tell(Console(stderr=True), [problem("usage_missing", value=names, language=lang)])
    raise typer.Exit(CANNOT)
