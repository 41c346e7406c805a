"""What the ministry says beside the reports: which offices it waits for, and which reports count by decision.

Both are CSV files in UTF-8 whose first row names the columns.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xl_addin.model.thai.fiscal_calendar import date_of
from xl_addin.model.values.typed_dates import read_date
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
    """The list of offices: `office`, and if wanted `due` and `received`. Raises OfficesError.

    Days stand there as 2026-01-15, or as Thais write them: 15/1/2569, 15 ม.ค. 2569.
    """
    found = []
    for row in _rows(path, OFFICE_COLUMNS, needed="office"):
        days = [_day(path, row["office"], key, row[key]) for key in ("due", "received")]
        found.append(Expected(row["office"], *days))
    return found


def _day(path: Path, office: str, key: str, text: str) -> date | None:
    if not text:
        return None
    read = read_date(text)
    if read.serial is None or read.problem:
        raise _bad(path, f"{office}: {key} = {text}", OFFICE_COLUMNS)
    return date_of(read.serial)


def read_decisions(path: Path) -> dict[str, Decision]:
    """By file: `use` is yes or no (ใช้, ไม่ใช้), with a `reason`. Raises OfficesError."""
    found = {}
    for row in _rows(path, DECISION_COLUMNS, needed="file"):
        if row["use"].lower() not in YES | NO:
            raise _bad(path, f"{row['file']}: use = {row['use'] or '-'}", DECISION_COLUMNS)
        found[row["file"]] = Decision(row["use"].lower() in YES, row["reason"] or "-")
    return found


def _rows(path: Path, columns: Sequence[str], needed: str) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or ()]
            if needed not in reader.fieldnames:
                raise _bad(path, needed, columns)
            rows = [{key: (row.get(key) or "").strip() for key in columns} for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _bad(path, str(error), columns) from error
    return [row for row in rows if row[needed]]


def _bad(path: Path, error: str, columns: Sequence[str]) -> OfficesError:
    return OfficesError("offices_bad_list", value=path.name, error=error, columns=", ".join(columns))
