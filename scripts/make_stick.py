"""Make the folder from which a Windows PC without a network installs Tidtam.

    python scripts/make_stick.py OUT_DIR [--python 3.12]

OUT_DIR gets scripts/windows and, in wheels/, this program and every run-time package as a wheel for Windows: a
package without one is told, and nothing is left half made. Put a Python installer beside setup.cmd where PCs have
no Python. Exit code: 0 = done, 2 = could not run.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from xl_addin.commands.launch import run  # isort: split

import typer

ROOT = Path(__file__).resolve().parents[1]
CANNOT = 2
PYTHON_OF_WHEELS = "python.txt"
"""Says for which Python the wheels are; setup.ps1 looks for that one."""

PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
UV = (sys.executable, "-m", "uv", "--quiet")


def main(
    out: Annotated[
        Path, typer.Argument(metavar="OUT_DIR", help="โฟลเดอร์บนแฟลชไดรฟ์ / the folder on the stick")
    ],
    python: Annotated[
        str, typer.Option(help="รุ่นของ Python บนเครื่อง Windows / the PCs' Python: 3.11 ... 3.14")
    ] = "3.12",
) -> None:
    """ทำชุดติดตั้งที่ไม่ใช้อินเทอร์เน็ต / Make a set-up that needs no network."""
    constraints = ROOT / ".ci" / "constraints.txt"
    with tempfile.TemporaryDirectory() as folder:
        wheels, pinned = Path(folder, "wheels"), Path(folder, "pinned.txt")
        _run(*PIP, "wheel", "--no-deps", "--wheel-dir", wheels, ROOT)
        # pip asks this PC's markers, and would want what only Linux needs; uv asks those of Windows.
        for_windows = ("--python-platform", "x86_64-pc-windows-msvc", "--python-version", python)
        what = (
            ROOT / "pyproject.toml",
            "--extra",
            "addin",
            "--constraint",
            constraints,
            "--only-binary",
            ":all:",
        )
        _run(*UV, "pip", "compile", *for_windows, *what, "--output-file", pinned)
        binary = ("--platform", "win_amd64", "--python-version", python, "--only-binary", ":all:")
        _run(*PIP, "download", "--no-deps", *binary, "--dest", wheels, "--requirement", pinned)
        (wheels / PYTHON_OF_WHEELS).write_text(f"{python}\n", encoding="utf-8")
        shutil.copytree(ROOT / "scripts" / "windows", out, dirs_exist_ok=True)
        shutil.rmtree(out / "wheels", ignore_errors=True)
        shutil.copytree(wheels, out / "wheels")
    typer.echo(f"{len(list((out / 'wheels').glob('*.whl')))} wheels: {out / 'wheels'}")


def _run(*words: object) -> None:
    done = subprocess.run([*map(str, words)], check=False, stdout=subprocess.DEVNULL)
    if done.returncode:
        raise typer.Exit(CANNOT)


if __name__ == "__main__":
    run(main)
