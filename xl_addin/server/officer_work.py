"""The planning group's slow work, each a function for a job of its own process (`work.Workshop`)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from xl_addin.model.problem import Problem
from xl_addin.server.state import Source
from xl_addin.server.work import Tell


@dataclass(frozen=True, slots=True)
class Made:
    """What a job made: file names in its folder with a title each, a sentence, and problems to show."""

    files: tuple[str, ...]
    titles: tuple[str, ...]
    said: str
    problems: tuple[Problem, ...] = ()

    def as_json(self) -> dict[str, Any]:
        problems = [{**asdict(p), "severity": p.severity.value} for p in self.problems]
        return {
            "files": list(self.files),
            "titles": list(self.titles),
            "said": self.said,
            "problems": problems,
        }


def make_templates(folder: Path, tell: Tell, source: Source, register: bytes) -> Made:
    """Every group's template, from the register workbook that is open in the officer's Excel."""
    from xl_addin.workbook.previous import read_previous
    from xl_addin.workbook.register_reader import read_register
    from xl_addin.workbook.template import write_all

    tell(0, 0, "อ่านทะเบียน")
    path = folder / "register.xlsx"
    path.write_bytes(register)
    found, problems = read_register(path)
    if found is None:
        return Made((), (), f"ทะเบียนต้องแก้ {len(problems)} แห่งก่อน", tuple(problems))
    previous = read_previous(Path(source.previous), found.form) if source.previous else None
    written = write_all(
        found, folder / "made", source.round, previous, lambda done, total: tell(done, total, "ทำแบบ")
    )
    names = tuple(f"made/{file.name}" for file in written)
    titles = tuple(file.stem for file in written)
    return Made(names, titles, f"ทำแบบแล้ว {len(written)} ไฟล์", tuple(problems))
