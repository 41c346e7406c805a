"""A demo's office as the officer's page opens it: the office's folder of the year, its last round not reported yet."""

from __future__ import annotations

import shutil
from pathlib import Path

from xl_addin.demo.demo_options import DemoPlan
from xl_addin.excel.writing.atomic_file import write_whole
from xl_addin.model.register import Register
from xl_addin.office.folder import OfficeFolder


def year_folder(office_dir: Path, register: Register) -> OfficeFolder:
    """Where it lies: beside what the demo made of the office."""
    return OfficeFolder(office_dir / f"ปีงบประมาณ {register.fiscal_year}")


def put_year_folder(
    office: OfficeFolder, register: Path, made: DemoPlan, files: tuple[str, str, str]
) -> None:
    """Copy the demo's files into the office's folder. What the officer made there stays, but for templates and
    returned files. `files`: names of a round's templates, returned files and complete report. Raises OSError."""
    templates, returned, report = files
    office.path.mkdir(exist_ok=True)
    write_whole(office.register, register.read_bytes())
    for round_ in made.rounds:
        source, place = register.parent / round_.folder, office.round(round_.round)
        for name, target in ((templates, place.templates), (returned, place.returned)):
            if target.exists():
                shutil.rmtree(target)
            shutil.copytree(source / name, target)
        if round_ is not made.rounds[-1]:
            write_whole(place.report, (source / report).read_bytes())
