"""The office's folder of one fiscal year: where the register lies, and each round's templates, returns and report.

    ปีงบประมาณ 2568/
        ทะเบียน.xlsx
        รอบ 1/  แบบ/  ส่งกลับ/  ส่งคืนแก้ไข/  รายงาน.xlsx  รายงาน.pdf
        รอบ 2/  ...

In such a folder no command needs to be told where anything is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from xl_addin.excel.reading.limits import PackageError
from xl_addin.excel.reading.workbook_reader import read_identity
from xl_addin.model.form.form_files import form_facts
from xl_addin.model.identity import FINAL, PROPERTY_PREFIX, STATE
from xl_addin.office.path_inside import PathInside

REGISTER = "ทะเบียน.xlsx"
TEMPLATES = "แบบ"
RETURNED = "ส่งกลับ"
CORRECTIONS = "ส่งคืนแก้ไข"
REPORT = "รายงาน.xlsx"
PDF = "รายงาน.pdf"
_ROUND = re.compile(r"รอบ ?([1-9]\d?)")


@dataclass(frozen=True, slots=True)
class RoundFolder:
    """Where the things of one round lie.

    `round` counts from 1; the folder `path` need not be there yet.
    """

    path: Path
    round: int

    templates = PathInside(TEMPLATES)
    returned = PathInside(RETURNED)
    corrections = PathInside(CORRECTIONS)
    report = PathInside(REPORT)
    pdf = PathInside(PDF)

    @property
    def is_final(self) -> bool:
        """Whether its report was made and lacked nothing."""
        if not self.report.is_file():
            return False
        try:
            return read_identity(self.report).get(PROPERTY_PREFIX + STATE) == FINAL
        except (PackageError, OSError):
            return False

    def create(self) -> RoundFolder:
        """Make the folders that people put files into. Raises OSError."""
        for folder in (self.templates, self.returned):
            folder.mkdir(parents=True, exist_ok=True)
        return self


@dataclass(frozen=True, slots=True)
class OfficeFolder:
    """The folder of one office and fiscal year."""

    path: Path

    @classmethod
    def around(cls, place: Path) -> OfficeFolder | None:
        """The office's folder that a place is in, itself or a folder in it, or None."""
        place = place.resolve()
        return next(
            (cls(folder) for folder in (place, *place.parents) if (folder / REGISTER).is_file()), None
        )

    @property
    def register(self) -> Path:
        return self.path / REGISTER

    def round(self, number: int) -> RoundFolder:
        """The folder of a round, under the name that it has or would get."""
        named = {other.round: other for other in self.rounds()}
        return named.get(number, RoundFolder(self.path / f"รอบ {number}", number))

    def rounds(self) -> list[RoundFolder]:
        """The rounds that have a folder, in order."""
        return sorted(self._rounds(), key=lambda folder: folder.round)

    def _rounds(self) -> Iterator[RoundFolder]:
        for entry in self.path.iterdir():
            match = _ROUND.fullmatch(entry.name)
            if match and entry.is_dir():
                yield RoundFolder(entry, int(match[1]))

    def current_round(self, rounds: int) -> int:
        """The round at work: the first of the year's rounds that has no final report, else the last."""
        return next((n for n in range(1, rounds + 1) if not self.round(n).is_final), rounds)

    def previous_report(self, number: int) -> Path | None:
        """The report of the round before, where there is one."""
        report = self.round(number - 1).report if number > 1 else None
        return report if report is not None and report.is_file() else None


@dataclass(frozen=True, slots=True)
class Places:
    """What a command works on: one round of one register. `previous` and `last_year`: earlier reports."""

    register: Path
    round: int
    folder: RoundFolder
    previous: Path | None
    last_year: Path | None = None


def places_in(folder: OfficeFolder, number: int | None = None) -> Places:
    """The places of a round of the office's folder, of the round at work unless said.

    The round's folders are made where they are missing. Raises OSError.
    """
    found = folder.current_round(rounds_of(folder.register)) if number is None else number
    return Places(folder.register, found, folder.round(found).create(), folder.previous_report(found))


def rounds_of(register: Path) -> int:
    """How many rounds the register's form has in a year; 1 for a register that says nothing of its form.

    What is wrong with such a register is told by whoever reads the whole of it.
    """
    try:
        form = read_identity(register).get(PROPERTY_PREFIX + "form_id", "")
        return int(form_facts(form)["period"]["rounds"])
    except (PackageError, OSError, ValueError, KeyError, TypeError):
        return 1
