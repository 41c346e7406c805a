"""What the ministry says beside the reports: which offices it waits for, and which reports count by decision.

Both are CSV files in UTF-8 whose first row names the columns.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xl_addin.offices.sources import OfficesError

OFFICE_COLUMNS = ("office", "due", "received")
DECISION_COLUMNS = ("file", "use", "reason")
YES, NO = frozenset(("yes", "ใช้")), frozenset(("no", "ไม่ใช้"))


@dataclass(frozen=True, slots=True)
class Expected:
    """An office whose report is waited for; `due` and `received` where the list says so."""

    office: str
    due: date | None = None
    received: date | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a report counts, whatever is told of it, and why."""

    use: bool
    reason: str


def read_expected(path: Path) -> list[Expected]:
    """The list of offices: `office`, and if wanted `due` and `received` (2026-01-15). Raises OfficesError."""
    found = []
    for row in _rows(path, OFFICE_COLUMNS, needed="office"):
        try:
            days = [date.fromisoformat(row[key]) if row[key] else None for key in ("due", "received")]
        except ValueError as error:
            raise _bad(path, str(error), OFFICE_COLUMNS) from error
        found.append(Expected(row["office"], *days))
    return found


def read_decisions(path: Path) -> dict[str, Decision]:
    """By file: `use` is yes or no (ใช้, ไม่ใช้), with a `reason`. Raises OfficesError."""
    found = {}
    for row in _rows(path, DECISION_COLUMNS, needed="file"):
        if row["use"].lower() not in YES | NO:
            raise _bad(path, f"use = {row['use']!r}", DECISION_COLUMNS)
        found[row["file"]] = Decision(row["use"].lower() in YES, row["reason"] or "-")
    return found


def _rows(path: Path, columns: Sequence[str], needed: str) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if needed not in (reader.fieldnames or ()):
                raise _bad(path, needed, columns)
            rows = [{key: (row.get(key) or "").strip() for key in columns} for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _bad(path, str(error), columns) from error
    return [row for row in rows if row[needed]]


def _bad(path: Path, error: str, columns: Sequence[str]) -> OfficesError:
    return OfficesError("offices_bad_list", value=path.name, error=error, columns=", ".join(columns))
