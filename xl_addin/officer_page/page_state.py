"""What the page shows without reading a workbook: folders, rounds, what was made, and whether anything changed."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xl_addin.office.folder import OfficeFolder, RoundFolder, rounds_of
from xl_addin.officer_page.earlier_reports import EarlierReports

MOST_FOLDERS = 200


@dataclass(frozen=True, slots=True)
class OfficeState:
    """One office's folder as it lies on the disk."""

    folder: OfficeFolder
    earlier: EarlierReports

    def as_json(self, wanted: int | None) -> dict[str, Any]:
        """`wanted`: the round that the officer chose; the round at work unless said."""
        rounds = rounds_of(self.folder.register)
        at_work = self.folder.current_round(rounds)
        round_ = wanted if wanted is not None and 1 <= wanted <= rounds else at_work
        place = self.folder.round(round_)
        return {
            "folder": str(self.folder.path),
            "name": self.folder.path.name,
            "round": round_,
            "at_work": at_work,
            "rounds": [
                {"round": number, "final": self.folder.round(number).is_final}
                for number in range(1, rounds + 1)
            ],
            "stamp": self.stamp(place),
            "earlier": self.earlier.as_json(self.folder, round_),
            "has": {
                "templates": _any_workbook(place.templates),
                "report": place.report.is_file(),
                "pdf": place.pdf.is_file(),
                "corrections": place.corrections.is_dir(),
            },
        }

    def stamp(self, place: RoundFolder) -> str:
        """Changes whenever the register, a returned file or the earlier report does."""
        seen = hashlib.sha256()
        chosen = self.earlier.of(self.folder, place.round)
        seen.update(repr(chosen).encode("utf-8", "surrogateescape"))
        earlier = [Path(text) for text in (chosen.previous, chosen.last_year) if text]
        for path in (self.folder.register, self.folder.previous_report(place.round), *earlier):
            seen.update(_stamp(path).encode())
        for root, folders, files in os.walk(place.returned):
            folders.sort()
            for name in sorted(files):
                seen.update(f"{name}\0{_stamp(Path(root, name))}\0".encode("utf-8", "surrogateescape"))
        return seen.hexdigest()[:16]


def _stamp(path: Path | None) -> str:
    if path is None:
        return ""
    try:
        found = path.stat()
    except OSError:
        return "-"
    return f"{found.st_size} {found.st_mtime_ns}"


def _any_workbook(folder: Path) -> bool:
    return folder.is_dir() and any(folder.glob("*.xlsx"))


def folders_in(place: str) -> dict[str, Any]:
    """The folders inside a folder, for choosing one; the home folder where the place is no folder."""
    path = Path(place).expanduser() if place else Path.home()
    if not path.is_dir():
        path = Path.home()
    path = path.resolve()
    names: list[str] = []
    try:
        with os.scandir(path) as entries:
            names = sorted(
                entry.name for entry in entries if not entry.name.startswith(".") and entry.is_dir()
            )
    except OSError:
        names = []
    return {
        "path": str(path),
        "parent": str(path.parent),
        "folders": names[:MOST_FOLDERS],
        "office": OfficeFolder.around(path) is not None,
    }
