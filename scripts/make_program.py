"""Build a one-folder program that needs no Python on the PC: with PyInstaller, on the system that it is for.

    python scripts/make_program.py OUT_DIR

OUT_DIR/tidtam gets the program and licences/, with the licence of every package that it carries. Parts under the
LGPL or MPL are named in licences/README.txt and lie as plain files, so that who uses the program can put another
version of them in their place. Needs the extra `program` (pip install -e '.[program]').
Exit code: 0 = done, 2 = could not run.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution, packages_distributions
from pathlib import Path
from typing import Annotated

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from xl_addin.commands.launch import run  # isort: split

import typer
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
CANNOT = 2
OWN = "tidtam"
LICENCE_FILE = re.compile(r"(?i)^(licen[cs]e|copying|notice|authors)")
SHARED_ALIKE = ("LGPL", "MPL", "Lesser General Public", "Mozilla Public")
"""Licences under which a part must stay replaceable and its source be named."""

NAMED = {"LGPL": "LGPL", "Lesser General Public": "LGPL", "MPL": "MPL", "Mozilla Public": "MPL"}

_SPEC = """
from PyInstaller.utils.hooks import collect_data_files, collect_submodules
a = Analysis(
    [{entry!r}], pathex=[{root!r}],
    datas=collect_data_files("xl_addin") + collect_data_files("workbook_templates") + collect_data_files("docx"),
    hiddenimports=collect_submodules("xl_addin") + collect_submodules("workbook_templates")
    + collect_submodules("uvicorn"),
    excludes={left_out!r},
    module_collection_mode={replaceable!r},
)
exe = EXE(PYZ(a.pure), a.scripts, [], exclude_binaries=True, name="tidtam", console=True)
COLLECT(exe, a.binaries, a.datas, name="tidtam")
"""
_ENTRY = """
from multiprocessing import freeze_support
if __name__ == "__main__":
    freeze_support()
    from xl_addin.commands.tidtam import main
    main()
"""


@dataclass(frozen=True, slots=True)
class Carried:
    """A package that the program carries. `texts`: names and words of its licence files."""

    name: str
    version: str
    licence: str
    modules: tuple[str, ...]
    texts: tuple[tuple[str, str], ...]

    @property
    def shared_alike(self) -> str:
        """ "LGPL" or "MPL" for a part that must stay replaceable, else ""."""
        return next((NAMED[word] for word in SHARED_ALIKE if word in self.licence), "")


def main(
    out: Annotated[
        Path, typer.Argument(metavar="OUT_DIR", help="โฟลเดอร์ที่จะทำโปรแกรม / the folder to build in")
    ],
) -> None:
    """ทำโปรแกรมเป็นโฟลเดอร์เดียว ไม่ต้องติดตั้ง Python / Build a one-folder program."""
    carried = carried_packages()
    replaceable = {module: "py" for one in carried if one.shared_alike for module in one.modules}
    with tempfile.TemporaryDirectory() as folder:
        entry, spec = Path(folder, "tidtam_program.py"), Path(folder, "tidtam.spec")
        entry.write_text(_ENTRY, encoding="utf-8")
        values = {
            "entry": str(entry),
            "root": str(ROOT),
            "replaceable": replaceable,
            "left_out": left_out(carried),
        }
        spec.write_text(_SPEC.format(**values), encoding="utf-8")
        words = ("-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR", "--distpath", out)
        done = subprocess.run(
            [sys.executable, *map(str, words), "--workpath", folder, str(spec)], check=False, cwd=ROOT
        )
    if done.returncode:
        raise typer.Exit(CANNOT)
    write_licences(out / OWN / "licences", carried)
    size = sum(path.stat().st_size for path in (out / OWN).rglob("*") if path.is_file())
    typer.echo(f"{out / OWN}: {size / 1e6:.0f} MB, {len(carried)} packages")


def left_out(carried: Iterable[Carried]) -> list[str]:
    """What lies in this environment and is not part of the program: a developer's tools, the add-in."""
    kept = {one.name for one in carried} | {OWN}
    modules = packages_distributions().items()
    others = {
        module for module, names in modules if not {name.lower().replace("_", "-") for name in names} & kept
    }
    return sorted({module for module in others if module.isidentifier()} | {"tkinter"})


def carried_packages() -> list[Carried]:
    """The run-time packages of the core, and what they need in turn, in alphabetical order."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [Requirement(line).name for line in project["dependencies"]]
    found: dict[str, Distribution] = {}
    while wanted:
        name = wanted.pop().lower().replace("_", "-")
        if name in found:
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            continue  # a requirement of another system
        for line in found[name].requires or ():
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                wanted.append(requirement.name)
    return [_carried(name, found[name]) for name in sorted(found)]


def _carried(name: str, package: Distribution) -> Carried:
    files = package.files or []
    texts = tuple(
        (path.name, Path(str(package.locate_file(path))).read_text(encoding="utf-8", errors="replace"))
        for path in files
        if LICENCE_FILE.match(path.name)
        and path.suffix.lower() in ("", ".txt", ".md", ".rst", ".apache", ".bsd")
    )
    modules = {path.parts[0].removesuffix(".py") for path in files if path.suffix == ".py"}
    top = sorted(module for module in modules if module.isidentifier())
    return Carried(name, package.version, _licence(package), tuple(top), texts)


def _licence(package: Distribution) -> str:
    """As the package names it: by its expression, its classifiers, or the first line of its own words."""
    said = package.metadata
    classified = [one for one in said.get_all("Classifier") or () if one.startswith("License ::")]
    words = [said.get("License-Expression") or "", *(one.rpartition(" :: ")[2] for one in classified)]
    free = (said.get("License") or "").strip().split("\n")[0]
    return " / ".join(dict.fromkeys(word for word in (*words, free[:80]) if word)) or "see its file"


def write_licences(folder: Path, carried: Iterable[Carried]) -> None:
    """A table of all packages, those that must stay replaceable apart, and the words of every licence."""
    packages = list(carried)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{OWN}.txt").write_text((ROOT / "LICENSE").read_text(encoding="utf-8"), encoding="utf-8")
    lines = ["Tidtam is MIT (tidtam.txt). It carries these packages:", ""]
    lines += [f"{one.name} {one.version}: {one.licence}" for one in packages]
    lines += [
        "",
        "Under LGPL or MPL, as plain files that you may replace; their source is that of their release:",
    ]
    lines += [
        f"{one.name} {one.version}: {one.shared_alike}, {', '.join(one.modules)}"
        for one in packages
        if one.shared_alike
    ]
    lines += ["", "Python itself: PSF licence. The add-in (xlwings) is not part of this program.", ""]
    (folder / "README.txt").write_text("\n".join(lines), encoding="utf-8")
    for one in packages:
        words = [f"==== {name}\n\n{text}" for name, text in one.texts] or [one.licence]
        (folder / f"{one.name}.txt").write_text("\n\n".join(words), encoding="utf-8")


if __name__ == "__main__":
    run(main)
