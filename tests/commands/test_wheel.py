"""The package as somebody installs it: a wheel in an empty environment, away from the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
INSIDE = ("xl_addin", "workbook_templates")
LEFT_OUT = {"pictures", "__pycache__"}


def _run(*words: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [*map(str, words)], cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, so that no build/ folder of the checkout is taken in."""
    folder = tmp_path_factory.mktemp("wheel")
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True
    )
    for name in listed.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (folder / "source" / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / "source" / name).write_bytes((ROOT / name).read_bytes())
    built = _run(
        sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, folder / "source", cwd=folder
    )
    assert built.returncode == 0, built.stderr
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.mark.slow
def test_the_wheel_holds_every_file_of_the_package(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as package:
        packed = {name for name in package.namelist() if name.split("/")[0] in INSIDE}
    kept = {
        path.relative_to(ROOT).as_posix()
        for folder in INSIDE
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and not LEFT_OUT & set(path.relative_to(ROOT).parts)
    }
    assert packed == kept


@pytest.mark.slow
def test_an_installed_program_runs_the_demo_of_an_office(wheel: Path, tmp_path: Path) -> None:
    assert _run(sys.executable, "-m", "venv", tmp_path / "venv", cwd=tmp_path).returncode == 0
    python = next(
        path for name in ("bin/python", "Scripts/python.exe") if (path := tmp_path / "venv" / name).exists()
    )
    constraints = ROOT / ".ci" / "constraints.txt"
    installed = _run(python, "-m", "pip", "install", "-q", "-c", constraints, wheel, cwd=tmp_path)
    assert installed.returncode == 0, installed.stderr
    packages = _run(python, "-m", "pip", "list", "--format=freeze", cwd=tmp_path).stdout.lower()
    assert "xlwings" not in packages
    assert "docopt" not in packages

    (command,) = [path for path in python.parent.iterdir() if path.stem == "tidtam"]
    shown = _run(command, "demo", "--office", "spm2", cwd=tmp_path)
    assert shown.returncode == 0, shown.stderr
    made = {path.name for path in (tmp_path / "out" / "demo" / "spm2").iterdir()}
    assert {"register.xlsx", "templates", "returned", "report.xlsx", "report-complete.xlsx"} <= made

    refused = _run(command, "serve-addin", "--set-up-only", cwd=tmp_path)
    assert refused.returncode == 2
    assert "tidtam[addin]" in refused.stderr
    assert "Traceback" not in refused.stderr
