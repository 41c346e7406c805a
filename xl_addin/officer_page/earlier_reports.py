"""Which earlier reports stand beside a round: the round before's, unless the officer chose another, and last year's."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from xl_addin.excel.writing.atomic_file import WriteError, write_whole
from xl_addin.office.folder import REGISTER, OfficeFolder, Places, places_in

PREVIOUS, LAST_YEAR = "previous", "last_year"
WHICH = (PREVIOUS, LAST_YEAR)
BY_ITSELF, NONE = "", "-"
"""What a choice says for "as the folder has it" and for "no report"; else it is a report's path."""
MOST_OFFERED = 60


@dataclass(frozen=True, slots=True)
class Chosen:
    """The officer's choices for one round: BY_ITSELF, NONE, or the path of a report."""

    previous: str = BY_ITSELF
    last_year: str = BY_ITSELF


class EarlierReports:
    """The choices on this PC, kept in a file."""

    def __init__(self, kept: Path) -> None:
        self._kept = kept

    def of(self, office: OfficeFolder, round_: int) -> Chosen:
        """What was chosen for a round; a report that is gone is chosen no more."""
        texts = self._all().get(_key(office, round_), {})
        return Chosen(*(_still_there(texts.get(which, BY_ITSELF)) for which in WHICH))

    def choose(self, office: OfficeFolder, round_: int, which: str, path: str) -> None:
        """Raises ValueError for what was not offered."""
        if which not in WHICH or path not in {BY_ITSELF, NONE, *map(str, offered(office, round_, which))}:
            raise ValueError(path)
        chosen = replace(self.of(office, round_), **{which: path})
        everything = self._all() | {_key(office, round_): asdict(chosen)}
        try:
            self._kept.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._kept, json.dumps(everything, ensure_ascii=False, indent=1).encode())
        except (OSError, WriteError) as error:
            raise ValueError(path) from error

    def places(self, office: OfficeFolder, round_: int) -> Places:
        """Where the round's work lies, with the reports that were chosen. Raises OSError."""
        chosen, places = self.of(office, round_), places_in(office, round_)
        return replace(
            places,
            previous=_chosen(chosen.previous, places.previous),
            last_year=_chosen(chosen.last_year, None),
        )

    def as_json(self, office: OfficeFolder, round_: int) -> dict[str, Any]:
        """For each of WHICH what is chosen, what stands there by itself, and what may be chosen."""
        chosen, by_itself = self.of(office, round_), office.previous_report(round_)
        return {
            which: {
                "chosen": getattr(chosen, which),
                "by_itself": _name(office, by_itself) if which == PREVIOUS and by_itself else "",
                "offered": [[str(path), _name(office, path)] for path in offered(office, round_, which)],
            }
            for which in WHICH
        }

    def _all(self) -> dict[str, dict[str, str]]:
        try:
            kept = json.loads(self._kept.read_text(encoding="utf-8"))
            return kept if isinstance(kept, dict) else {}
        except (OSError, ValueError):
            return {}


def offered(office: OfficeFolder, round_: int, which: str) -> list[Path]:
    """Workbooks that may be chosen: what lies beside the register, and reports of other rounds of this year, or
    of the folders beside this one."""
    beside = [path for path in sorted(office.path.glob("*.xlsx")) if path.name != REGISTER]
    if which == PREVIOUS:
        reports = [other.report for other in office.rounds() if other.round != round_]
    else:
        reports = [
            place.report
            for folder in sorted(office.path.parent.iterdir())
            if folder != office.path and (folder / REGISTER).is_file()
            for place in OfficeFolder(folder).rounds()
        ]
    found = [path for path in [*reports, *beside] if path.is_file() and not path.name.startswith("~$")]
    return found[:MOST_OFFERED]


def _chosen(text: str, by_itself: Path | None) -> Path | None:
    if text == NONE:
        return None
    return Path(text) if text else by_itself


def _still_there(text: str) -> str:
    return text if text in (BY_ITSELF, NONE) or Path(text).is_file() else BY_ITSELF


def _key(office: OfficeFolder, round_: int) -> str:
    return f"{office.path} {round_}"


def _name(office: OfficeFolder, path: Path) -> str:
    """A report by its place, seen from the folder that holds the years."""
    try:
        return str(path.relative_to(office.path))
    except ValueError:
        return str(path.relative_to(office.path.parent))
